//! Business keys: the fold of every claim and release, in the order of positions, against the table.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;
use wellflow_decider::{ClaimAction, ClaimChange};
use wellflow_runtime::TenantTransaction;

use super::{Broken, Place};
use crate::StoreError;

const CLAIMS: &str = include_str!("sql/claims.sql");
const AT_ONCE: i64 = 5_000;

/// Who owns which key after the events so far; about 120 bytes a key.
#[derive(Debug, Default)]
pub(super) struct Claims {
    owners: HashMap<&'static str, HashMap<String, Owner>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Owner {
    kind: u32,
    stream: Uuid,
}

impl Claims {
    /// Applies what an event claims and gives up; `kind` is a number that stands for the stream's kind.
    pub(super) fn apply(&mut self, kind: u32, stream: Uuid, changes: Vec<ClaimChange>) -> Result<(), String> {
        let owner = Owner { kind, stream };
        for change in changes {
            let keys = self.owners.entry(change.kind).or_default();
            let held = keys.get(&change.key);
            match (change.action, held) {
                (ClaimAction::Claim, None) => {
                    keys.insert(change.key, owner.clone());
                }
                (ClaimAction::Release, Some(held)) if *held == owner => {
                    keys.remove(&change.key);
                }
                (ClaimAction::Claim, Some(held)) if *held == owner => {}
                (ClaimAction::Claim, Some(held)) => {
                    let (kind, key, other) = (change.kind, change.key, held.stream);
                    return Err(format!("the event claims {kind} {key}, which belongs to {other}"));
                }
                (ClaimAction::Release, _) => {
                    let (kind, key) = (change.kind, change.key);
                    return Err(format!(
                        "the event gives {kind} {key} up, which its stream does not own"
                    ));
                }
            }
        }
        Ok(())
    }

    /// Compares the fold with the table, both ways. What concerns kinds in `unread`, whose events could not all be read,
    /// is passed over. `kinds` gives the number that stands for a kind.
    pub(super) async fn compare(
        mut self,
        transaction: &TenantTransaction,
        organization_id: Uuid,
        kinds: &HashMap<String, u32>,
        unread: &BTreeMap<String, u64>,
    ) -> Result<Result<u64, Broken>, StoreError> {
        let (mut kind, mut key) = (String::new(), String::new());
        let mut count = 0;
        loop {
            let rows = transaction
                .query(CLAIMS, &[&organization_id, &kind, &key, &AT_ONCE])
                .await?;
            for row in &rows {
                (kind, key) = (row.get("kind"), row.get("key"));
                count += 1;
                let owner_kind: String = row.get("aggregate_type");
                let stream: Uuid = row.get("aggregate_id");
                let told = self
                    .owners
                    .get_mut(kind.as_str())
                    .and_then(|keys| keys.remove(&key));
                let reason = match told {
                    Some(told) if told.stream == stream && kinds.get(&owner_kind) == Some(&told.kind) => {
                        continue;
                    }
                    _ if unread.contains_key(&owner_kind) => continue,
                    Some(told) => format!(
                        "the events say it belongs to {}, the table to {stream}",
                        told.stream
                    ),
                    None => "no event claims it, or one gave it up".to_owned(),
                };
                return Ok(Err(broken(&kind, &key, reason)));
            }
            if (rows.len() as i64) < AT_ONCE {
                break;
            }
        }
        let unread: Vec<u32> = unread
            .keys()
            .filter_map(|kind| kinds.get(kind).copied())
            .collect();
        let missing = self
            .owners
            .iter()
            .flat_map(|(kind, keys)| keys.iter().map(move |(key, owner)| (*kind, key, owner)))
            .filter(|(_, _, owner)| !unread.contains(&owner.kind))
            .min_by_key(|(kind, key, _)| (*kind, *key));
        if let Some((kind, key, owner)) = missing {
            let reason = format!(
                "the events say it belongs to {}, the table does not hold it",
                owner.stream
            );
            return Ok(Err(broken(kind, key, reason)));
        }
        Ok(Ok(count))
    }
}

fn broken(kind: &str, key: &str, reason: String) -> Broken {
    Broken {
        place: Place::Row {
            table: "claims",
            key: format!("{kind} {key}"),
        },
        reason,
    }
}
