//! The claims of a submission: one row per business key, whatever happens to the key inside it.

use std::collections::HashMap;

use wellflow_decider::ClaimAction;

use crate::StoreError;
use crate::submission::{StreamId, StreamPart};

/// What a submission does to one business key: the change that comes first says who may own it before, and `owner` who
/// owns it afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClaimRow {
    pub(crate) kind: &'static str,
    pub(crate) key: String,
    /// The stream of the first change.
    pub(crate) stream: StreamId,
    /// Whether the first change gives the key up, so that the stream must own it.
    pub(crate) release: bool,
    /// The owner after the last change.
    pub(crate) owner: Option<StreamId>,
}

/// Folds the claims of all events in their order.
///
/// # Errors
/// [`StoreError::Inconsistent`] when a key is taken from, or given up for, another stream of the same submission.
pub(crate) fn fold_claims(streams: &[StreamPart]) -> Result<Vec<ClaimRow>, StoreError> {
    let mut rows: Vec<ClaimRow> = Vec::new();
    let mut places: HashMap<(&'static str, String), usize> = HashMap::new();
    for part in streams {
        for claim in part.events.iter().flat_map(|event| &event.claims) {
            let release = claim.action == ClaimAction::Release;
            let owner = (!release).then_some(part.stream);
            let key = (claim.kind, claim.key.clone());
            let Some(row) = places.get(&key).and_then(|place| rows.get_mut(*place)) else {
                places.insert(key, rows.len());
                rows.push(ClaimRow {
                    kind: claim.kind,
                    key: claim.key.clone(),
                    stream: part.stream,
                    release,
                    owner,
                });
                continue;
            };
            let allowed = match row.owner {
                Some(owner) => owner == part.stream,
                None => !release,
            };
            if !allowed {
                let (kind, key) = (claim.kind, &claim.key);
                return Err(StoreError::Inconsistent(format!(
                    "{kind} {key} is claimed by two streams of one unit of work"
                )));
            }
            row.owner = owner;
        }
    }
    Ok(rows)
}
