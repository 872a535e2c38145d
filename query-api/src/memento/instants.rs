//! The instants at which something has mementos.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::subject::{Subject, unknown};

/// Rows per round trip.
const PAGE: u32 = 5_000;

/// Every instant up to `newest` at which something else came to be known of it, or (unless the day is `fixed`) a fact recorded
/// ahead took effect, in order.
///
/// # Errors
/// That there is none, or a fault of ours.
pub(super) async fn instants<S: Subject>(
    api: &QueryApi,
    tenant: &Tenant,
    id: Uuid,
    (known, now, fixed): (u64, DateTime<Utc>, bool),
) -> Result<Vec<DateTime<Utc>>, QueryError> {
    let mut instants = BTreeSet::new();
    let mut after = 0;
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
            if !fixed && told.effective_at > told.recorded_at && told.effective_at <= now {
                instants.insert(told.effective_at);
            }
        }
        if !full {
            break;
        }
    }
    if instants.is_empty() {
        return Err(unknown::<S>(id).into());
    }
    Ok(instants.into_iter().collect())
}
