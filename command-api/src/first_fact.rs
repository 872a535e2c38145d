//! Why nothing is known of a stream at an instant: there is no such stream, or its first fact is dated later.

use std::collections::HashSet;

use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;
use wellflow_event_store::{LedgerReader, StoreError};
use wellflow_http::{FieldError, Problem};
use wellflow_runtime::Tenant;

use crate::problems::BEFORE_FIRST_FACT;
use crate::refusal::{failed, sentence};

/// Events read at once; hardly a stream has more.
const PAGE: u32 = 1_000;

/// The problem of a task dated before all that is known of its well, lease or owner. `None` where nothing is known of it
/// at any instant, or where it was entered while the task was refused.
pub(crate) async fn before_first_fact(
    reader: &LedgerReader,
    tenant: &Tenant,
    (kind, id): (&'static str, Uuid),
    at: DateTime<Utc>,
) -> Option<Problem> {
    let first = match first_fact(reader, tenant, kind, id).await {
        Ok(first) => first.filter(|first| *first > at)?,
        Err(error) => return Some(failed(error)),
    };
    let shown = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    let detail = format!(
        "the first fact of the {kind} is dated {}; {} is before it",
        shown(first),
        shown(at)
    );
    let error = FieldError::pointer("/effective_at", BEFORE_FIRST_FACT.slug, detail.clone());
    let problem = Problem::new(BEFORE_FIRST_FACT, sentence(&detail))
        .with_error(error)
        .with_extension("first_fact_at", shown(first));
    Some(problem)
}

/// When the earliest fact of a stream that still stands took effect.
async fn first_fact(
    reader: &LedgerReader,
    tenant: &Tenant,
    kind: &str,
    id: Uuid,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut dated = Vec::new();
    let mut superseded = HashSet::new();
    let mut after = 0;
    loop {
        let events = reader.stream(tenant, kind, id, after, PAGE).await?;
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
