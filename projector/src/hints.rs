//! Hearing that something was committed.
//!
//! A connection of its own listens for the event store's notifications. What it hears is only a reason to look: a lost
//! notification, or a connection that has to be made again, costs a moment until the sweep.

use std::time::Duration;

use futures::StreamExt;
use tokio::sync::mpsc;
use tokio_postgres::AsyncMessage;
use uuid::Uuid;
use wellflow_event_store::HINT_CHANNEL;
use wellflow_runtime::{DatabaseConfig, RuntimeError, Shutdown};

/// How long to wait before a broken connection is made again.
const RECONNECT: Duration = Duration::from_secs(1);

/// Listens until told to stop, whatever happens to the connection.
pub(crate) async fn listen(database: DatabaseConfig, heard: mpsc::Sender<Uuid>, shutdown: Shutdown) {
    loop {
        let ended = tokio::select! {
            () = shutdown.requested() => return,
            ended = session(&database, &heard) => ended,
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

async fn session(database: &DatabaseConfig, heard: &mpsc::Sender<Uuid>) -> Result<(), RuntimeError> {
    let (client, mut connection) = database.connect("wellflow-projector-hints").await?;
    let mut messages = futures::stream::poll_fn(move |context| connection.poll_message(context));
    let listen = format!("LISTEN {HINT_CHANNEL}");
    let follow = async {
        while let Some(message) = messages.next().await {
            if let AsyncMessage::Notification(note) = message.map_err(RuntimeError::Database)?
                && note.channel() == HINT_CHANNEL
                && let Some(organization_id) = organization(note.payload())
            {
                // A full queue means that there is enough to do; the sweep finds what was not queued.
                let _ = heard.try_send(organization_id);
            }
        }
        Ok(())
    };
    // The driver's half must be polled for the statement to be sent.
    let (listening, followed) = tokio::join!(
        async {
            client
                .batch_execute(&listen)
                .await
                .map_err(RuntimeError::Database)
        },
        follow
    );
    listening.and(followed)
}

/// A payload is `<organization uuid>:<position>`.
fn organization(payload: &str) -> Option<Uuid> {
    payload.split_once(':')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_its_organization() {
        let id = Uuid::from_u128(7);
        assert_eq!(organization(&format!("{id}:12")), Some(id));
        assert_eq!(organization("12"), None);
        assert_eq!(organization(""), None);
    }
}
