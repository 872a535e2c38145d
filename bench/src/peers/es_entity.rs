//! es-entity: an index table and an events table per entity, both written by one statement, no metadata.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use async_trait::async_trait;
use chrono::Utc;
use es_entity::{
    EntityEvents, EntityEventsBuilder, EntityHydrationError, EsEntity, EsEvent, EsRepo, FromRepo, IntoEvents,
    TryFromEvents,
};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::arms::ES_ENTITY;
use crate::cluster::Cluster;
use crate::contest::{Contestant, Session, Task};
use crate::gauge::{GaugeError, GaugeRead, Note, PAYLOAD, refuses};

es_entity::entity_id! { GaugeId }

#[derive(Clone, Debug, EsEvent, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[es_event(id = "GaugeId")]
pub(crate) enum GaugeEvent {
    Read { reading: GaugeRead },
}

#[derive(EsEntity)]
pub(crate) struct Gauge {
    pub(crate) id: GaugeId,
    readings: u64,
    top_quarters: u32,
    events: EntityEvents<GaugeEvent>,
}

impl Gauge {
    fn note(&mut self, note: &Note) -> Result<(), GaugeError> {
        if refuses(&note.reading) {
            return Err(GaugeError::TooHigh);
        }
        for _ in 0..note.events {
            let reading = note.reading.clone();
            self.readings += 1;
            self.top_quarters = reading.top_quarters;
            self.events.push(GaugeEvent::Read { reading });
        }
        Ok(())
    }
}

impl TryFromEvents<GaugeEvent> for Gauge {
    fn try_from_events(events: EntityEvents<GaugeEvent>) -> Result<Self, EntityHydrationError> {
        let (mut readings, mut top_quarters) = (0, 0);
        for GaugeEvent::Read { reading } in events.iter_all() {
            readings += 1;
            top_quarters = reading.top_quarters;
        }
        Ok(Self {
            id: *events.id(),
            readings,
            top_quarters,
            events,
        })
    }
}

#[derive(Debug)]
pub(crate) struct NewGauge {
    note: Note,
}

impl IntoEvents<GaugeEvent> for NewGauge {
    type IdSource = FromRepo;

    fn into_events(self, builder: EntityEventsBuilder<GaugeEvent, FromRepo>) -> EntityEvents<GaugeEvent> {
        let events = (0..self.note.events).map(|_| GaugeEvent::Read {
            reading: self.note.reading.clone(),
        });
        builder.initial_events(events)
    }
}

#[derive(EsRepo)]
#[es_repo(entity = "Gauge")]
struct Gauges {
    pool: PgPool,
}

/// The peer in its own database.
pub(crate) struct EsEntityPeer {
    socket: PathBuf,
    database: String,
    admin: Client,
}

impl EsEntityPeer {
    /// Creates the database and its tables.
    pub(crate) async fn new(cluster: &Cluster, database: &str) -> Result<Self> {
        let admin = cluster.create_database(database).await?;
        for table in [
            include_str!("../../sql/es_entity_gauges.sql"),
            include_str!("../../sql/es_entity_gauge_events.sql"),
        ] {
            admin.batch_execute(table).await?;
        }
        Ok(Self {
            socket: cluster.socket_dir().to_owned(),
            database: database.to_owned(),
            admin,
        })
    }
}

#[async_trait]
impl Contestant for EsEntityPeer {
    fn name(&self) -> &str {
        ES_ENTITY
    }

    async fn reset(&self, streams: &[Uuid]) -> Result<()> {
        self.admin.batch_execute("TRUNCATE gauges, gauge_events").await?;
        let payload = format!("{{\"type\":\"read\",\"reading\":{}}}", *PAYLOAD);
        self.admin
            .execute(
                include_str!("../../sql/es_entity_streams.sql"),
                &[&streams, &payload],
            )
            .await?;
        Ok(())
    }

    async fn open(&self, size: u32, socket: Option<&Path>) -> Result<Arc<dyn Session>> {
        let pool = super::pool(socket.unwrap_or(&self.socket), &self.database, size).await?;
        Ok(Arc::new(AtWork {
            gauges: Gauges { pool },
        }))
    }
}

struct AtWork {
    gauges: Gauges,
}

#[async_trait]
impl Session for AtWork {
    async fn run(&self, task: Task) -> Result<()> {
        let (nth, events) = match task {
            Task::Create { nth, events } => (nth, events),
            Task::Continue { nth, .. } => (nth, 1),
        };
        let note = Note {
            events,
            reading: GaugeRead::nth(nth, Utc::now()),
        };
        match task {
            Task::Create { .. } => {
                anyhow::ensure!(!refuses(&note.reading), GaugeError::TooHigh);
                self.gauges.create(NewGauge { note }).await?;
            }
            Task::Continue { id, .. } => {
                let mut gauge = self.gauges.find_by_id(GaugeId::from(id)).await?;
                gauge.note(&note)?;
                self.gauges.update(&mut gauge).await?;
            }
        }
        Ok(())
    }

    async fn close(&self) {
        self.gauges.pool.close().await;
    }
}
