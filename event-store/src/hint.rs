//! Wake-ups: after a commit, whoever follows the ledger is told that there is something to read.
//!
//! A hint carries no data and may be lost. It is sent outside the append's transaction, because a NOTIFY inside it
//! would make every commit of the cluster wait for every other; and hints that come close together are sent as one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;
use uuid::Uuid;
use wellflow_runtime::{Pool, RuntimeError, Shutdown};

/// The notification channel; a payload is `<organization uuid>:<position>`.
pub const HINT_CHANNEL: &str = "wellflow_hint";

const NOTIFY: &str = include_str!("sql/notify.sql");

/// Hints closer together than this are sent as one.
const QUIET: Duration = Duration::from_millis(2);

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
        if let Ok(mut newest) = self.waiting.newest.lock() {
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
            let payloads: Vec<String> = match self.waiting.newest.lock() {
                Ok(mut newest) => newest
                    .drain()
                    .map(|(organization, to)| format!("{organization}:{to}"))
                    .collect(),
                Err(_) => return,
            };
            if let Err(error) = send(&pool, &payloads).await {
                // Readers sweep: a lost hint costs them a moment, never an event.
                tracing::debug!(error = %error, "a hint was not sent");
            }
            tokio::time::sleep(QUIET).await;
        }
    }
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
