//! cqrs-es with postgres-es: an event store without snapshots.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use async_trait::async_trait;
use chrono::Utc;
use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::{PersistedEventRepository as _, PersistedEventStore, SerializedEvent};
use cqrs_es::{Aggregate, CqrsFramework, DomainEvent};
use postgres_es::PostgresEventRepository;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::cluster::Cluster;
use crate::contest::{Contestant, Session, Task};
use crate::gauge::{GaugeError, GaugeRead, Note, PAYLOAD, refuses};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Event {
    Read(GaugeRead),
}

impl DomainEvent for Event {
    fn event_type(&self) -> String {
        "GaugeRead".to_owned()
    }
    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Gauge {
    readings: u64,
    top_quarters: u32,
}

impl Aggregate for Gauge {
    const TYPE: &'static str = "gauge";
    type Command = Note;
    type Event = Event;
    type Error = GaugeError;
    type Services = ();

    async fn handle(&mut self, note: Note, (): &(), sink: &EventSink<Self>) -> Result<(), GaugeError> {
        if refuses(&note.reading) {
            return Err(GaugeError::TooHigh);
        }
        for _ in 0..note.events {
            sink.write(Event::Read(note.reading.clone()), self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Event) {
        let Event::Read(reading) = event;
        self.readings += 1;
        self.top_quarters = reading.top_quarters;
    }
}

/// Through which door a task comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// `CqrsFramework::execute`, the way its manual shows.
    Framework,
    /// `PersistedEventRepository::persist`: the append alone. Nothing is loaded and nothing decided.
    Repository,
}

/// The peer in its own database.
pub(crate) struct PostgresEs {
    name: String,
    socket: PathBuf,
    database: String,
    admin: Client,
    door: Door,
}

impl PostgresEs {
    /// Creates the database and its tables.
    pub(crate) async fn new(cluster: &Cluster, database: &str, door: Door) -> Result<Self> {
        let admin = cluster.create_database(database).await?;
        admin
            .batch_execute(include_str!("../../sql/postgres_es_tables.sql"))
            .await?;
        Ok(Self {
            name: match door {
                Door::Framework => "postgres-es".to_owned(),
                Door::Repository => "postgres-es append alone".to_owned(),
            },
            socket: cluster.socket_dir().to_owned(),
            database: database.to_owned(),
            admin,
            door,
        })
    }
}

#[async_trait]
impl Contestant for PostgresEs {
    fn name(&self) -> &str {
        &self.name
    }

    async fn reset(&self, streams: &[Uuid]) -> Result<()> {
        self.admin.batch_execute("TRUNCATE events").await?;
        let payload = format!("{{\"Read\":{}}}", *PAYLOAD);
        self.admin
            .execute(
                include_str!("../../sql/postgres_es_streams.sql"),
                &[&streams, &payload, &serde_json::to_string(&metadata())?],
            )
            .await?;
        Ok(())
    }

    async fn open(&self, size: u32, socket: Option<&Path>) -> Result<Arc<dyn Session>> {
        let pool = super::pool(socket.unwrap_or(&self.socket), &self.database, size).await?;
        let repository = || PostgresEventRepository::new(pool.clone());
        let store = PersistedEventStore::new_event_store(repository());
        Ok(Arc::new(AtWork {
            door: self.door,
            framework: CqrsFramework::new(store, Vec::new(), ()),
            repository: repository(),
            pool,
        }))
    }
}

struct AtWork {
    door: Door,
    framework: CqrsFramework<Gauge, PersistedEventStore<PostgresEventRepository, Gauge>>,
    repository: PostgresEventRepository,
    pool: PgPool,
}

impl AtWork {
    async fn execute(&self, id: Uuid, nth: u64, events: usize) -> Result<()> {
        let note = Note {
            events,
            reading: GaugeRead::nth(nth, Utc::now()),
        };
        self.framework
            .execute_with_metadata(&id.to_string(), note, metadata())
            .await?;
        Ok(())
    }

    async fn persist(&self, id: Uuid, nth: u64, events: usize) -> Result<()> {
        let payload = serde_json::to_value(Event::Read(GaugeRead::nth(nth, Utc::now())))?;
        let metadata = serde_json::to_value(metadata())?;
        let events: Vec<SerializedEvent> = (1..=events)
            .map(|sequence| {
                SerializedEvent::new(
                    id.to_string(),
                    sequence,
                    Gauge::TYPE.to_owned(),
                    "GaugeRead".to_owned(),
                    "1".to_owned(),
                    payload.clone(),
                    metadata.clone(),
                )
            })
            .collect();
        self.repository.persist::<Gauge>(&events, None).await?;
        Ok(())
    }
}

/// As much as our own metadata holds.
fn metadata() -> HashMap<String, String> {
    let pairs = [
        ("subject", "pumper-17".to_owned()),
        ("role", "pumper".to_owned()),
        ("correlation_id", Uuid::now_v7().to_string()),
        ("source", "api".to_owned()),
        ("request_id", "bench-000001".to_owned()),
    ];
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

#[async_trait]
impl Session for AtWork {
    async fn run(&self, task: Task) -> Result<()> {
        match (task, self.door) {
            (Task::Create { nth, events }, Door::Framework) => {
                self.execute(Uuid::now_v7(), nth, events).await
            }
            (Task::Create { nth, events }, Door::Repository) => {
                self.persist(Uuid::now_v7(), nth, events).await
            }
            (Task::Continue { nth, id }, _) => self.execute(id, nth, 1).await,
        }
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}
