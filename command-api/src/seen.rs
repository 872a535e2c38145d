//! What a command must see of the ledger beside the stream it is about.
//!
//! A state is seen within the unit of work, whose append holds the stream where it was read. An event never changes, so it
//! may be looked up before.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::ids::{OwnerId, WellId};
use wellflow_domain::month::{Month, local_day};
use wellflow_domain::production_month::{DayLine, MonthLog, ProductionMonth, ProductionMonthId};
use wellflow_domain::text::CompletionName;
use wellflow_domain::well::{Produced, Well, WellSeen};
use wellflow_event_store::{LedgerReader, Point, RecordedEvent, StoreError, Work, fold};
use wellflow_http::Problem;
use wellflow_runtime::Tenant;

use crate::problems::TOO_MANY_STREAMS;

/// Streams a command may see, at most: fifty years of one completion's months.
pub(crate) const MOST_STREAMS: usize = 600;

/// Events read at once; hardly a stream has more.
const PAGE: u32 = 1_000;

/// An owner a task names, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    pub(crate) owner_id: OwnerId,
    pub(crate) pointer: String,
    /// Whether the owner takes something, so that the record must be the one that counts.
    pub(crate) takes: bool,
}

/// An event of a stream; `None` where the stream has none of that id.
pub(crate) async fn event(
    reader: &LedgerReader,
    tenant: &Tenant,
    kind: &str,
    stream: Uuid,
    event_id: Uuid,
) -> Result<Option<RecordedEvent>, StoreError> {
    let mut after = 0;
    loop {
        let events = reader.stream(tenant, kind, stream, after, PAGE).await?;
        let full = events.len() == PAGE as usize;
        after = events.last().map_or(after, |event| event.sequence);
        let found = events.into_iter().find(|event| event.event_id == event_id);
        if found.is_some() || !full {
            return Ok(found);
        }
    }
}

/// What an event of a stream comes to today; `None` where the stream has none of that id, or it comes to nothing.
pub(crate) async fn fact<D: Decider>(
    reader: &LedgerReader,
    tenant: &Tenant,
    stream: Uuid,
    event_id: Uuid,
) -> Result<Option<D::Event>, StoreError>
where
    D::Event: DomainEvent,
{
    match event(reader, tenant, D::KIND, stream, event_id).await? {
        Some(event) => Ok(event.decode::<D::Event>()?.into_iter().next()),
        None => Ok(None),
    }
}

/// The state of a stream as its facts have it at an instant, held where it was read. What happened later is left out.
pub(crate) async fn at_date<D: Decider + Clone>(
    work: &mut Work<'_>,
    reader: &LedgerReader,
    tenant: &Tenant,
    id: Uuid,
    at: DateTime<Utc>,
) -> Result<D, StoreError> {
    let newest = work.check::<D>(id).await?;
    if newest.effective_at.is_none_or(|latest| latest <= at) {
        return Ok(newest.state.clone());
    }
    let history = history(reader, tenant, D::KIND, id, newest.version).await?;
    let point = Point {
        position: None,
        effective: Some(at),
    };
    Ok(fold::<D>(&history, point)?
        .map(|folded| folded.state)
        .unwrap_or_default())
}

/// The events of a stream up to a version.
async fn history(
    reader: &LedgerReader,
    tenant: &Tenant,
    kind: &str,
    id: Uuid,
    version: u64,
) -> Result<Vec<RecordedEvent>, StoreError> {
    let mut history: Vec<RecordedEvent> = Vec::new();
    let mut after = 0;
    while after < version {
        let events = reader.stream(tenant, kind, id, after, PAGE).await?;
        // What was written since the stream was held belongs to the next attempt.
        history.extend(events.into_iter().filter(|event| event.sequence <= version));
        after = history.last().map_or(version, |event| event.sequence);
    }
    Ok(history)
}

/// What the events of a stream that stand at a version come to, each with its event's id, in the order in which they take effect.
pub(crate) async fn standing<D: Decider>(
    reader: &LedgerReader,
    tenant: &Tenant,
    id: Uuid,
    version: u64,
) -> Result<Vec<(Uuid, D::Event)>, StoreError> {
    let mut events = history(reader, tenant, D::KIND, id, version).await?;
    let superseded: HashSet<Uuid> = events.iter().filter_map(|event| event.supersedes).collect();
    events.retain(|event| !superseded.contains(&event.event_id));
    events.sort_by_key(|event| (event.effective_at, event.position));
    let mut standing = Vec::with_capacity(events.len());
    for event in events {
        let facts = event.decode::<D::Event>()?;
        standing.extend(facts.into_iter().map(|fact| (event.event_id, fact)));
    }
    Ok(standing)
}

/// Whether a month's production is closed: locked, or taken over from a filing.
pub(crate) fn is_closed(month: &ProductionMonth) -> bool {
    match month {
        ProductionMonth::Unknown | ProductionMonth::Running { .. } => false,
        ProductionMonth::Open { recorded } => recorded.filing.is_some(),
        ProductionMonth::Locked { .. } => true,
    }
}

/// A month that a plugging must see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MonthToSee {
    pub(crate) completion: CompletionName,
    pub(crate) month: Month,
    pub(crate) stream: Uuid,
}

/// The months of a well's completions from the plug on, as far as any can be recorded by now.
pub(crate) fn months_after_plug(
    well: &Well,
    well_id: WellId,
    plugged_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<MonthToSee>, Problem> {
    let (Some(summary), WellSeen::Known { time_zone, .. }) = (well.summary(), WellSeen::of(well)) else {
        return Ok(Vec::new());
    };
    let month_of = |at| Month::of(local_day(at, time_zone)).ok();
    let (Some(first), Some(last)) = (month_of(plugged_at), month_of(now)) else {
        return Ok(Vec::new());
    };
    let mut months = Vec::new();
    let mut month = first;
    while month <= last {
        for completion in &summary.completions {
            months.push(MonthToSee {
                completion: completion.name.clone(),
                month,
                stream: ProductionMonthId::of(well_id, &completion.name, month).as_uuid(),
            });
        }
        if months.len() > MOST_STREAMS {
            let what = format!(
                "the months from {first} to {last} of {} completions",
                summary.completions.len()
            );
            return Err(too_many(&what, "/effective_at"));
        }
        month = month.next();
    }
    Ok(months)
}

/// The problem of a command that would have to see more than can be held by one append.
pub(crate) fn too_many(what: &str, pointer: &'static str) -> Problem {
    let detail = format!("the command would have to see {what}; it may see {MOST_STREAMS} streams");
    let error = wellflow_http::FieldError::pointer(pointer, TOO_MANY_STREAMS.slug, detail.clone());
    Problem::new(TOO_MANY_STREAMS, crate::refusal::sentence(&detail))
        .with_error(error)
        .with_extension("most_streams", MOST_STREAMS)
}

/// What came out in a month. The last day is known where the days that tell of volumes are recorded one by one.
pub(crate) fn produced(month: &ProductionMonth) -> Produced {
    let (log, hold_volume) = match month {
        ProductionMonth::Unknown => return Produced::Nothing,
        ProductionMonth::Running { running } => (&running.log, false),
        ProductionMonth::Open { recorded } | ProductionMonth::Locked { recorded, .. } => {
            (&recorded.log, recorded.volumes.hold_volume())
        }
    };
    match last_day(log) {
        Some(day) => Produced::Something { last_day: Some(day) },
        None if hold_volume => Produced::Something { last_day: None },
        None => Produced::Nothing,
    }
}

fn last_day(log: &MonthLog) -> Option<NaiveDate> {
    let flowed = |(day, line): (&NaiveDate, &DayLine)| line.entry.holds_volume().then_some(*day);
    log.days.iter().rev().find_map(flowed)
}
