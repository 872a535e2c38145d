//! The ledger that is projected: months of wells, recorded, corrected and locked, in several organizations.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Decider as _;
use wellflow_domain::ids::WellId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;
use wellflow_domain::production_month::{
    ProductionCorrected, ProductionMonth, ProductionMonthEvent, ProductionMonthId, ProductionMonthLocked,
    ProductionRecorded, Volumes,
};
use wellflow_domain::quantity::{Barrels, DaysOn, Mcf, PressureBase, Quantity};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_event_store::{
    Actor, Ledger, LedgerConfig, Metadata, NewEvent, Outcome, Source, StreamId, StreamPart, Submission,
};
use wellflow_runtime::{DatabaseConfig, Shutdown, Tenant, TenantPool};

use crate::cluster::Cluster;

/// Completions of an organization: every month each of them is recorded, by one commit.
const COMPLETIONS: usize = 200;
/// How many months later half of them are corrected; so many after that all are locked.
const LATER: usize = 3;

/// A database with a filled ledger.
pub(crate) struct Field {
    pub(crate) database: String,
    pub(crate) tenants: Vec<Tenant>,
    /// In all organizations.
    pub(crate) events: u64,
}

impl Field {
    /// Writes about so many events.
    pub(crate) async fn fill(
        cluster: &Arc<Cluster>,
        database: &str,
        organizations: usize,
        events: u64,
    ) -> Result<Self> {
        let admin = cluster.create_migrated(database).await?;
        let ids: Vec<Uuid> = (0..organizations).map(|_| Uuid::now_v7()).collect();
        admin
            .execute(include_str!("../../sql/create_organizations.sql"), &[&ids])
            .await?;
        let shutdown = Shutdown::new();
        let url = cluster.url(None, "wellflow_command", database);
        let config = LedgerConfig::default();
        let size = config.lanes * config.depth + 1;
        let pool = TenantPool::connect(&DatabaseConfig::parse("bench", &url)?, "bench fill", size).await?;
        let ledger = Ledger::start(&pool, config, &shutdown);
        let tenants: Vec<Tenant> = ids.into_iter().map(Tenant::authenticated).collect();
        let each = events / organizations as u64;
        let fills = tenants.iter().map(|tenant| {
            let (ledger, tenant) = (ledger.clone(), tenant.clone());
            tokio::spawn(async move { fill(&ledger, &tenant, each).await })
        });
        let mut written = 0;
        for fill in fills.collect::<Vec<_>>() {
            written += fill.await??;
        }
        shutdown.request();
        admin.batch_execute("VACUUM ANALYZE").await?;
        Ok(Self {
            database: database.to_owned(),
            tenants,
            events: written,
        })
    }
}

/// A month that is recorded.
#[derive(Clone, Copy)]
struct Recorded {
    id: Uuid,
    month: Month,
    version: u64,
}

async fn fill(ledger: &Ledger, tenant: &Tenant, events: u64) -> Result<u64> {
    let (mut written, mut nth) = (0, 0);
    let wells: Vec<WellId> = (0..COMPLETIONS).map(|_| WellId::new(Uuid::now_v7())).collect();
    let mut recent: VecDeque<Vec<Recorded>> = VecDeque::new();
    let mut corrected: VecDeque<Vec<Recorded>> = VecDeque::new();
    while written < events {
        let mut parts = Vec::with_capacity(COMPLETIONS);
        let mut months = Vec::with_capacity(COMPLETIONS);
        for (well_id, oil) in wells.iter().zip(1_u32..) {
            let (month, event) = record(*well_id, nth, oil)?;
            parts.push(part(month, event)?);
            months.push(Recorded { version: 1, ..month });
        }
        nth += 1;
        recent.push_back(months);
        written += submit(ledger, tenant, parts).await?;
        if recent.len() > LATER
            && let Some(mut months) = recent.pop_front()
        {
            let mut parts = Vec::with_capacity(COMPLETIONS / 2);
            for month in months.iter_mut().step_by(2) {
                parts.push(part(*month, correct(month.month)?)?);
                month.version += 1;
            }
            written += submit(ledger, tenant, parts).await?;
            corrected.push_back(months);
        }
        if corrected.len() > LATER
            && let Some(months) = corrected.pop_front()
        {
            let parts: Result<Vec<_>> = months.iter().map(|month| part(*month, lock())).collect();
            written += submit(ledger, tenant, parts?).await?;
        }
    }
    Ok(written)
}

fn zone() -> Result<TimeZone> {
    TimeZone::parse("America/Chicago").ok().context("a zone")
}

fn volumes(oil: &str) -> Result<Volumes> {
    let oil = Barrels::parse(oil).ok().context("barrels")?;
    let gas = Mcf::parse("846.5", PressureBase::Psia14_73).ok().context("gas")?;
    Ok(Volumes {
        days_on: Quantity::of(DaysOn::parse("20").ok().context("days")?),
        oil_bbl: Quantity::of(oil),
        gas: Quantity::of(gas),
        water_bbl: Quantity::of(Barrels::parse("7").ok().context("barrels")?),
        injection: Quantity::of(Barrels::ZERO),
        ..Volumes::default()
    })
}

/// The nth month of a completion.
fn record(well_id: WellId, nth: u32, oil: u32) -> Result<(Recorded, ProductionMonthEvent)> {
    let completion = CompletionName::parse("D01").ok().context("a name")?;
    let text = format!("{}-{:02}", 1990 + nth / 12, 1 + nth % 12);
    let month = Month::parse(&text).ok().context("a month")?;
    let id = ProductionMonthId::of(well_id, &completion, month).as_uuid();
    let fact = ProductionRecorded {
        effective_at: month.last_day_start(zone()?),
        well_id,
        completion,
        month,
        time_zone: zone()?,
        lease: Text120::parse("G00026").ok(),
        volumes: volumes(&(oil + nth % 90).to_string())?,
        details: None,
        filing: None,
        warnings: Vec::new(),
    };
    let version = 0;
    Ok((Recorded { id, month, version }, fact.into()))
}

fn correct(month: Month) -> Result<ProductionMonthEvent> {
    let fact = ProductionCorrected {
        effective_at: month.last_day_start(zone()?),
        corrects_event_id: None,
        volumes: volumes("52")?,
        details: None,
        reason: Text120::parse("meter factor corrected").ok().context("a reason")?,
        warnings: Vec::new(),
    };
    Ok(fact.into())
}

fn lock() -> ProductionMonthEvent {
    let effective_at: DateTime<Utc> = DateTime::UNIX_EPOCH + chrono::Days::new(16_000);
    ProductionMonthLocked { effective_at }.into()
}

fn part(month: Recorded, event: ProductionMonthEvent) -> Result<StreamPart> {
    Ok(StreamPart {
        stream: StreamId {
            kind: ProductionMonth::KIND,
            id: month.id,
        },
        expected: month.version,
        events: vec![NewEvent::encode(&event, None)?],
    })
}

async fn submit(ledger: &Ledger, tenant: &Tenant, parts: Vec<StreamPart>) -> Result<u64> {
    let events = parts.len() as u64;
    let metadata = Metadata {
        actor: Actor {
            subject: "pumper-17".to_owned(),
            role: "pumper".to_owned(),
        },
        correlation_id: Uuid::now_v7(),
        causation_id: None,
        source: Source::Api,
        request_id: Some("bench-000001".to_owned()),
        context: BTreeMap::new(),
    };
    let submission = Submission::seal(tenant, Uuid::now_v7(), [7; 32], &metadata, parts)?;
    match ledger.submit(submission).await? {
        Outcome::Committed { .. } => Ok(events),
        other => bail!("not written: {other:?}"),
    }
}
