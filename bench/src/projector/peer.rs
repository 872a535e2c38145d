//! cqrs-es: its replay of all events through a query over postgres-es's view repository, which reads and writes a view for
//! each event.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, ensure};
use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::{GenericQuery, QueryReplay};
use cqrs_es::{Aggregate, EventEnvelope, View};
use postgres_es::{PostgresEventRepository, PostgresViewRepository};
use serde::{Deserialize, Serialize};
use wellflow_decider::Decider as _;
use wellflow_domain::production_month::{ProductionMonth, ProductionMonthEvent, Volumes};
use wellflow_event_store::cqrs::TaggedEvent;

use super::field::Field;
use crate::cluster::Cluster;

#[derive(Debug, thiserror::Error)]
#[error("nothing is asked of it")]
struct NothingAsked;

/// The aggregate whose events are replayed; it takes no command here.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Month;

impl Aggregate for Month {
    const TYPE: &'static str = ProductionMonth::KIND;
    type Command = ();
    type Event = TaggedEvent<ProductionMonthEvent>;
    type Error = NothingAsked;
    type Services = ();

    async fn handle(&mut self, (): (), (): &(), _: &EventSink<Self>) -> Result<(), NothingAsked> {
        Err(NothingAsked)
    }

    fn apply(&mut self, _: Self::Event) {}
}

/// What our row holds: the aggregate it was made from, and the columns lists and sums are made of.
#[derive(Debug, Default, Serialize, Deserialize)]
struct MonthView {
    aggregate: ProductionMonth,
    well_id: Option<uuid::Uuid>,
    completion: Option<String>,
    month: Option<NaiveDate>,
    lease: Option<String>,
    volumes: Option<Volumes>,
    locked_at: Option<DateTime<Utc>>,
    version: usize,
}

impl View<Month> for MonthView {
    fn update(&mut self, event: &EventEnvelope<Month>) {
        // What makes no sense in the state it meets changes nothing.
        let _ = self
            .aggregate
            .evolve_all(std::slice::from_ref(event.payload.event()));
        let Some(summary) = self.aggregate.summary() else { return };
        self.well_id = Some(summary.well_id.as_uuid());
        self.completion = Some(summary.completion.as_str().to_owned());
        self.month = Some(summary.month.first_day());
        self.lease = summary.lease.as_ref().map(|lease| lease.as_str().to_owned());
        self.volumes = Some(summary.volumes);
        self.locked_at = summary.locked_since;
        self.version = event.sequence;
    }
}

/// Copies the first so many events of the field into a database as postgres-es keeps them, and replays them; seconds, and how many
/// there were.
pub(crate) async fn replay(cluster: &Arc<Cluster>, field: &Field, events: i64) -> Result<(f64, u64)> {
    let source = cluster.superuser(&field.database).await?;
    let admin = cluster.create_database("replayed").await?;
    admin
        .batch_execute(include_str!("../../sql/postgres_es_tables.sql"))
        .await?;
    admin
        .batch_execute(include_str!("../../sql/postgres_es_view.sql"))
        .await?;
    let organization = field.tenants[0].organization_id();
    let rows = source
        .query(include_str!("../../sql/postgres_es_events.sql"), &[&organization, &events])
        .await?;
    for part in rows.chunks(1_000) {
        let column = |name: &str| -> Vec<String> { part.iter().map(|row| row.get(name)).collect() };
        let sequences: Vec<i64> = part.iter().map(|row| row.get("sequence")).collect();
        let copy = include_str!("../../sql/postgres_es_copy.sql");
        let (ids, types) = (column("aggregate_id"), column("event_type"));
        let (versions, payloads) = (column("event_version"), column("payload"));
        admin
            .execute(copy, &[&Month::TYPE, &ids, &sequences, &types, &versions, &payloads])
            .await?;
    }
    admin.batch_execute("VACUUM ANALYZE").await?;
    admin.batch_execute("CHECKPOINT").await?;
    let pool = crate::peers::pool(cluster.socket_dir(), "replayed", 4).await?;
    let views = Arc::new(PostgresViewRepository::<MonthView, Month>::new("month_view", pool.clone()));
    let mut query = GenericQuery::new(views);
    query.use_error_handler(Box::new(|error| panic!("the view is not written: {error}")));
    let mut replay = QueryReplay::<_, _, Month>::new(PostgresEventRepository::new(pool.clone()), query);
    replay.use_error_handler(Box::new(|error| panic!("the event is not read: {error}")));
    let started = Instant::now();
    replay.replay_all().await?;
    let seconds = started.elapsed().as_secs_f64();
    let row = admin.query_one(include_str!("../../sql/postgres_es_replayed.sql"), &[]).await?;
    let replayed = u64::try_from(row.get::<_, i64>(0))?;
    ensure!(replayed == rows.len() as u64, "{replayed} of {} events were replayed", rows.len());
    pool.close().await;
    Ok((seconds, replayed))
}
