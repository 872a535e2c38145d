//! Why a well is not known at an instant: there is no such well, or its first fact is dated later.

use std::collections::HashSet;

use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::well::Well;
use wellflow_event_store::{LedgerReader, StoreError};
use wellflow_http::{FieldError, Problem};
use wellflow_runtime::Tenant;

use crate::problems::BEFORE_FIRST_FACT;
use crate::refusal::{failed, sentence};

/// Events read at once; hardly a well has more.
const PAGE: u32 = 1_000;

/// The problem of a task dated before all that is known of its well. `None` where nothing is known of it at any instant,
/// or where the well was entered while the task was refused.
pub(crate) async fn before_first_fact(
    reader: &LedgerReader,
    tenant: &Tenant,
    well_id: Uuid,
    at: DateTime<Utc>,
) -> Option<Problem> {
    let first = match first_fact(reader, tenant, well_id).await {
        Ok(first) => first.filter(|first| *first > at)?,
        Err(error) => return Some(failed(error)),
    };
    let shown = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    let detail = format!(
        "the first fact of the well is dated {}; {} is before it",
        shown(first),
        shown(at)
    );
    let error = FieldError::pointer("/effective_at", BEFORE_FIRST_FACT.slug, detail.clone());
    let problem = Problem::new(BEFORE_FIRST_FACT, sentence(&detail))
        .with_error(error)
        .with_extension("first_fact_at", shown(first));
    Some(problem)
}

/// When the earliest fact of a well that still stands took effect.
async fn first_fact(
    reader: &LedgerReader,
    tenant: &Tenant,
    well_id: Uuid,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut dated = Vec::new();
    let mut superseded = HashSet::new();
    let mut after = 0;
    loop {
        let events = reader.stream(tenant, Well::KIND, well_id, after, PAGE).await?;
        let full = events.len() == PAGE as usize;
        after = events.last().map_or(after, |event| event.sequence);
        for event in events {
            superseded.extend(event.supersedes);
            dated.push((event.event_id, event.effective_at));
        }
        if !full {
            break;
        }
    }
    let standing = dated.into_iter().filter(|(id, _)| !superseded.contains(id));
    Ok(standing.map(|(_, at)| at).min())
}
