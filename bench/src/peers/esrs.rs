//! esrs: a table per aggregate, one insert per event, no metadata.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use async_trait::async_trait;
use chrono::Utc;
use esrs::manager::AggregateManager;
use esrs::store::postgres::{PgStore, PgStoreBuilder, UuidFormat};
use esrs::{Aggregate, AggregateState};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::arms::ESRS;
use crate::cluster::Cluster;
use crate::contest::{Contestant, Session, Task};
use crate::gauge::{GaugeError, GaugeRead, Note, PAYLOAD, refuses};

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Event {
    Read(GaugeRead),
}

#[derive(Clone, Debug, Default)]
struct State {
    readings: u64,
}

struct Gauge;

impl Aggregate for Gauge {
    const NAME: &'static str = "gauge";
    type State = State;
    type Command = Note;
    type Event = Event;
    type Error = GaugeError;

    fn handle_command(_state: &State, note: Note) -> Result<Vec<Event>, GaugeError> {
        if refuses(&note.reading) {
            return Err(GaugeError::TooHigh);
        }
        Ok(vec![Event::Read(note.reading); note.events])
    }

    fn apply_event(state: State, event: Event) -> State {
        let Event::Read(_) = event;
        State {
            readings: state.readings + 1,
        }
    }
}

/// The peer in its own database.
pub(crate) struct Esrs {
    socket: PathBuf,
    database: String,
    admin: Client,
}

impl Esrs {
    /// Creates the database; the peer makes its own table there.
    pub(crate) async fn new(cluster: &Cluster, database: &str) -> Result<Self> {
        let made = Self {
            socket: cluster.socket_dir().to_owned(),
            database: database.to_owned(),
            admin: cluster.create_database(database).await?,
        };
        let pool = super::pool(&made.socket, database, 1).await?;
        let _: PgStore<Gauge> = PgStoreBuilder::new(pool.clone()).try_build().await?;
        pool.close().await;
        Ok(made)
    }
}

#[async_trait]
impl Contestant for Esrs {
    fn name(&self) -> &str {
        ESRS
    }

    async fn reset(&self, streams: &[Uuid]) -> Result<()> {
        self.admin.batch_execute("TRUNCATE gauge_events").await?;
        let payload = format!("{{\"Read\":{}}}", *PAYLOAD);
        self.admin
            .execute(include_str!("../../sql/esrs_streams.sql"), &[&streams, &payload])
            .await?;
        Ok(())
    }

    async fn open(&self, size: u32, socket: Option<&Path>) -> Result<Arc<dyn Session>> {
        let pool = super::pool(socket.unwrap_or(&self.socket), &self.database, size).await?;
        let store = PgStoreBuilder::new(pool.clone())
            .with_event_id_format(UuidFormat::V7)
            .without_running_migrations()
            .try_build()
            .await?;
        Ok(Arc::new(AtWork {
            manager: AggregateManager::new(store),
            pool,
        }))
    }
}

struct AtWork {
    manager: AggregateManager<PgStore<Gauge>>,
    pool: PgPool,
}

#[async_trait]
impl Session for AtWork {
    async fn run(&self, task: Task) -> Result<()> {
        let (state, nth, events) = match task {
            Task::Create { nth, events } => (AggregateState::with_id(Uuid::now_v7()), nth, events),
            Task::Continue { nth, id } => {
                let state = self.manager.load(id).await?;
                (state.context("the stream is missing")?, nth, 1)
            }
        };
        let note = Note {
            events,
            reading: GaugeRead::nth(nth, Utc::now()),
        };
        self.manager.handle_command(state, note).await??;
        Ok(())
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
