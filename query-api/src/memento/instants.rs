//! The instants at which something has mementos.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_event_store::{Point, RecordedEvent, StoreError, fold};
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::history::zone;
use crate::past::{end_of_day, stream};
use crate::subject::{Subject, unknown};

/// Rows per round trip.
const PAGE: u32 = 5_000;

/// Every instant at which something else came to be known of it (up to a position), or, unless a day is named, a fact recorded
/// ahead took effect, in order. Those at which nothing of it was in effect are none: the resource is not there.
///
/// # Errors
/// That there is none, or a fault of ours.
pub(super) async fn instants<S: Subject>(
    api: &QueryApi,
    tenant: &Tenant,
    id: Uuid,
    (known, now, day): (u64, DateTime<Utc>, Option<NaiveDate>),
) -> Result<Vec<DateTime<Utc>>, QueryError> {
    let mut instants = BTreeSet::new();
    let (mut after, mut is_ahead) = (0, false);
    loop {
        let page = api.ledger.instants(tenant, S::KIND, id, after, PAGE).await?;
        let full = page.len() == PAGE as usize;
        for told in page {
            after = told.sequence;
            if told.position > known {
                // Written since the ledger's end was looked at.
                continue;
            }
            instants.insert(told.recorded_at);
            if told.effective_at > told.recorded_at {
                is_ahead = true;
                if day.is_none() && told.effective_at <= now {
                    instants.insert(told.effective_at);
                }
            }
        }
        if !full {
            break;
        }
    }
    let mut instants: Vec<_> = instants.into_iter().collect();
    // What is known is in effect unless it lies ahead, or another day is asked about.
    if day.is_some() || is_ahead && !S::SHOWN_AHEAD {
        let mut events = stream(api, tenant, S::KIND, id).await?;
        events.truncate(events.partition_point(|event| event.position <= known));
        let horizon = match day {
            Some(day) => Some(end_of_day("effective_on", day, zone::<S>(&events)?)?),
            None => None,
        };
        instants = shown::<S>(&events, &instants, horizon)?;
    }
    if instants.is_empty() {
        return Err(unknown::<S>(id).into());
    }
    Ok(instants)
}

/// Those of the instants at which something was in effect, at the instant itself or at the `horizon`.
///
/// What is shown of it stays shown, whatever comes to be known: but for what takes the place of a fact and lies ahead. Folds are
/// made where it may begin, or end.
fn shown<S: Subject>(
    events: &[RecordedEvent],
    instants: &[DateTime<Utc>],
    horizon: Option<DateTime<Utc>>,
) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let (mut is_shown, mut looked_at) = (false, 0);
    let mut shown = Vec::with_capacity(instants.len());
    for at in instants {
        let known = &events[..events.partition_point(|event| event.recorded_at <= *at)];
        let horizon = horizon.unwrap_or(*at);
        let mut new = known.iter().skip(looked_at);
        let may_end = new.any(|event| event.supersedes.is_some() && event.effective_at > horizon);
        if !is_shown || may_end {
            is_shown = known.iter().any(|event| event.effective_at <= horizon) && {
                let point = Point {
                    position: None,
                    effective: Some(horizon),
                };
                fold::<S>(known, point)?.is_some_and(|folded| folded.state.shown_at(horizon).is_some())
            };
        }
        looked_at = known.len();
        if is_shown {
            shown.push(*at);
        }
    }
    Ok(shown)
}
