//! Wake-ups: after a commit, whoever follows the ledger is told that there is something to read.
//!
//! A hint carries no data and may be lost. It is sent outside the append's transaction, because a NOTIFY inside it
//! would make every commit of the cluster wait for every other; and its own transaction waits for no disk.
//!
//! Invariants
//! - The first hint after a rest goes at once; those that come close behind are sent together, the newest position of
//!   each organization alone, as many organizations to a notification as fit. The more were told, the longer is the rest.
//! - What waits to be sent is bounded: hints beyond it are lost, and the followers' sweep finds what they would have told.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;
use uuid::Uuid;
use wellflow_runtime::{Pool, RuntimeError, Shutdown};

use crate::StoreError;

/// The notification channel. A payload names one or more organizations, separated by commas:
/// `<organization uuid>:<position>` where its ledger has reached a position, `<organization uuid>` where it is to be
/// looked at whatever is known of it.
pub const HINT_CHANNEL: &str = "wellflow_hint";

const NOTIFY: &str = include_str!("sql/notify.sql");

/// Hints closer together than this are sent as one: followers wait for it, and a notification costs more than a hint.
const QUIET: Duration = Duration::from_millis(1);
/// So much longer for each organization that was told just before: who has many to follow is busy with them.
const QUIET_PER_ORGANIZATION: Duration = Duration::from_micros(250);
const LONGEST_QUIET: Duration = Duration::from_millis(10);
/// PostgreSQL takes payloads below 8,000 bytes.
const PAYLOAD_BYTES: usize = 7_900;
/// Organizations whose hints may wait while others are sent.
const WAITING: usize = 100_000;

/// What a hint says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) organization_id: Uuid,
    /// Where its ledger stands; `None`: look, whatever is known of it.
    pub(crate) position: Option<u64>,
}

/// Collects hints and sends them.
#[derive(Clone)]
pub(crate) struct Hints {
    waiting: Arc<Waiting>,
}

#[derive(Default)]
struct Waiting {
    newest: Mutex<HashMap<Uuid, u64>>,
    woken: Notify,
}

impl Hints {
    pub(crate) fn start(pool: Pool, shutdown: Shutdown) -> Self {
        let hints = Self {
            waiting: Arc::default(),
        };
        tokio::spawn(hints.clone().send_until(pool, shutdown));
        hints
    }

    /// Says that an organization's ledger has reached a position.
    pub(crate) fn committed(&self, organization_id: Uuid, position: u64) {
        if let Ok(mut newest) = self.waiting.newest.lock()
            && (newest.len() < WAITING || newest.contains_key(&organization_id))
        {
            let entry = newest.entry(organization_id).or_default();
            *entry = position.max(*entry);
        }
        self.waiting.woken.notify_one();
    }

    async fn send_until(self, pool: Pool, shutdown: Shutdown) {
        loop {
            tokio::select! {
                () = shutdown.requested() => return,
                () = self.waiting.woken.notified() => {}
            }
            let (told, payloads) = match self.waiting.newest.lock() {
                Ok(mut newest) => {
                    let told = newest.len();
                    let hints = newest.drain().map(|(organization_id, to)| Hint {
                        organization_id,
                        position: Some(to),
                    });
                    (told, payloads(hints))
                }
                Err(_) => return,
            };
            if let Err(error) = send(&pool, &payloads).await {
                // Readers sweep: a lost hint costs them a moment, never an event.
                tracing::debug!(error = %error, "a hint was not sent");
            }
            tokio::select! {
                () = shutdown.requested() => return,
                () = tokio::time::sleep(quiet(told)) => {}
            }
        }
    }
}

/// How long no hint is sent after so many organizations were told.
fn quiet(told: usize) -> Duration {
    let told = u32::try_from(told).unwrap_or(u32::MAX);
    LONGEST_QUIET.min(QUIET.saturating_add(QUIET_PER_ORGANIZATION.saturating_mul(told)))
}

/// Asks every follower to look at an organization whatever it knows of it: for changes that are no commit, such as
/// checkpoints sent back to the beginning.
///
/// # Errors
/// [`StoreError`] from the database; the followers' sweep then finds what there is to find.
pub async fn call_attention(pool: &Pool, organization_id: Uuid) -> Result<(), StoreError> {
    let hint = Hint {
        organization_id,
        position: None,
    };
    Ok(send(pool, &payloads([hint].into_iter())).await?)
}

async fn send(pool: &Pool, payloads: &[String]) -> Result<(), RuntimeError> {
    let client = pool.get().await.map_err(RuntimeError::Pool)?;
    let statement = client
        .prepare_cached(NOTIFY)
        .await
        .map_err(RuntimeError::Database)?;
    client
        .query(&statement, &[&HINT_CHANNEL, &payloads])
        .await
        .map_err(RuntimeError::Database)?;
    Ok(())
}

/// Hints as payloads, each as full as it may be.
fn payloads(hints: impl Iterator<Item = Hint>) -> Vec<String> {
    let mut payloads = Vec::new();
    let mut payload = String::new();
    for hint in hints {
        let before = payload.len();
        if before > 0 {
            payload.push(',');
        }
        // Writing to a string does not fail.
        let _ = write!(payload, "{}", hint.organization_id.simple());
        if let Some(position) = hint.position {
            let _ = write!(payload, ":{position}");
        }
        if payload.len() > PAYLOAD_BYTES {
            let over = payload.split_off(before + 1);
            payload.truncate(before);
            payloads.push(std::mem::replace(&mut payload, over));
        }
    }
    if !payload.is_empty() {
        payloads.push(payload);
    }
    payloads
}

/// The hints of a payload; what is no hint is passed over.
pub(crate) fn hints(payload: &str) -> impl Iterator<Item = Hint> {
    payload.split(',').filter_map(|hint| {
        let (organization_id, position) = match hint.split_once(':') {
            Some((organization_id, position)) => (organization_id, Some(position.parse().ok()?)),
            None => (hint, None),
        };
        Some(Hint {
            organization_id: organization_id.parse().ok()?,
            position,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(n: u128, position: Option<u64>) -> Hint {
        Hint {
            organization_id: Uuid::from_u128(n),
            position,
        }
    }

    #[test]
    fn the_rest_is_longer_the_more_were_told() {
        let millis = [0, 4, 36, 40_000].map(|told| quiet(told).as_millis());
        assert_eq!(millis, [1, 2, 10, 10]);
    }

    #[test]
    fn many_organizations_share_payloads_that_fit() {
        let sent: Vec<Hint> = (1..=10_000)
            .map(|n| hint(n, Some(u64::MAX - 3 * u64::try_from(n).unwrap())))
            .collect();
        let payloads = payloads(sent.iter().copied());
        assert!(payloads.len() < 80, "{}", payloads.len());
        assert!(payloads.iter().all(|payload| payload.len() < 8_000));
        let heard: Vec<Hint> = payloads.iter().flat_map(|payload| hints(payload)).collect();
        assert_eq!(heard, sent);
        assert!(super::payloads(std::iter::empty()).is_empty());
    }

    #[test]
    fn a_payload_of_one_organization_and_one_with_hyphens_are_heard() {
        let id = Uuid::from_u128(7);
        let heard: Vec<Hint> = hints(&format!("{id}:12")).collect();
        assert_eq!(heard, [hint(7, Some(12))]);
        let heard: Vec<Hint> = hints(&format!("{id}, ,12,{id}:x,{}", id.simple())).collect();
        assert_eq!(heard, [hint(7, None), hint(7, None)]);
        assert_eq!(hints("").count(), 0);
    }
}
