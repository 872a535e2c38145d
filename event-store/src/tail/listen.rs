//! Hearing that something was committed.
//!
//! A connection of its own listens for the command side's notifications. Whenever it has to be made again, the sweeper
//! is told: hints may have gone by unheard.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use tokio::sync::{Notify, mpsc};
use tokio_postgres::AsyncMessage;
use wellflow_runtime::{DatabaseConfig, RuntimeError, Shutdown};

use super::reached::Reached;
use super::{Behind, Signal, Told};
use crate::hint::{HINT_CHANNEL, hints};

/// How long to wait before a broken connection is made again.
const RECONNECT: Duration = Duration::from_secs(1);
/// How often the server is asked whether it is still there: a peer that vanished says nothing.
const CHECK: Duration = Duration::from_secs(30);
/// How long it may take to answer.
const ANSWER: Duration = Duration::from_secs(10);

/// Passes hints on.
pub(crate) struct Listener {
    pub(crate) database: DatabaseConfig,
    pub(crate) name: &'static str,
    pub(crate) found: mpsc::Sender<Signal>,
    pub(crate) reached: Reached,
    /// Told whenever hints may have gone by unheard, once it listens again.
    pub(crate) gap: Arc<Notify>,
}

impl Listener {
    /// Listens until told to stop, whatever happens to the connection.
    pub(crate) async fn run(self, shutdown: Shutdown) {
        loop {
            let ended = tokio::select! {
                () = shutdown.requested() => return,
                ended = self.session() => ended,
            };
            match ended {
                Ok(()) => tracing::info!("the connection for hints ended; connecting again"),
                Err(error) => tracing::info!(error = %error, "no connection for hints; trying again"),
            }
            tokio::select! {
                () = shutdown.requested() => return,
                () = tokio::time::sleep(RECONNECT) => {}
            }
        }
    }

    async fn session(&self) -> Result<(), RuntimeError> {
        let (client, mut connection) = self.database.connect(self.name).await?;
        let mut messages = futures::stream::poll_fn(move |context| connection.poll_message(context));
        let statement = format!("LISTEN {HINT_CHANNEL}");
        let ask = async {
            client
                .batch_execute(&statement)
                .await
                .map_err(RuntimeError::Database)?;
            self.gap.notify_one();
            loop {
                tokio::time::sleep(CHECK).await;
                match tokio::time::timeout(ANSWER, client.batch_execute("")).await {
                    Ok(answered) => answered.map_err(RuntimeError::Database)?,
                    Err(_) => return Ok(()),
                }
            }
        };
        // The driver's half must be polled for the statement to be sent.
        let follow = async {
            while let Some(message) = messages.next().await {
                if let AsyncMessage::Notification(note) = message.map_err(RuntimeError::Database)?
                    && note.channel() == HINT_CHANNEL
                {
                    self.heard(note.payload());
                }
            }
            Ok(())
        };
        tokio::select! {
            ended = ask => ended,
            ended = follow => ended,
        }
    }

    fn heard(&self, payload: &str) {
        for hint in hints(payload) {
            let (organization_id, tip) = (hint.organization_id, hint.position);
            if tip.is_some_and(|tip| self.reached.has(organization_id, tip)) {
                continue;
            }
            let told = Told::Hint;
            tracing::debug!(%organization_id, tip, ?told, "found");
            // A full queue means that there is enough to do; the sweep finds what was not queued.
            let _ = self.found.try_send(Signal::Behind(Behind {
                organization_id,
                tip,
                place: None,
                told,
            }));
        }
    }
}
