//! Listening to the projector, so that memory knows what changed.

use std::time::Duration;

use futures::StreamExt;
use wellflow_read_model::cache::{INVALIDATION_CHANNEL, Invalidation};
use wellflow_runtime::Shutdown;

use super::heard::Heard;
use super::memory::Memory;

/// How long to wait before a lost subscription is made again.
const RECONNECT: Duration = Duration::from_secs(1);

/// Follows the channel until told to stop. Whatever ends a subscription, memory starts over: messages may be missing.
pub(super) async fn follow(client: redis::Client, memory: Memory, heard: Heard, shutdown: Shutdown) {
    loop {
        tokio::select! {
            () = shutdown.requested() => break,
            ended = session(&client, &memory, &heard) => {
                if let Err(error) = ended {
                    tracing::debug!(error = %error, "no subscription to invalidations");
                }
            }
        }
        memory.forget();
        tokio::select! {
            () = shutdown.requested() => return,
            () = tokio::time::sleep(RECONNECT) => {}
        }
    }
    // Nobody listens any more while the last requests are answered.
    memory.forget();
}

async fn session(client: &redis::Client, memory: &Memory, heard: &Heard) -> Result<(), redis::RedisError> {
    let mut subscription = client.get_async_pubsub().await?;
    subscription.subscribe(INVALIDATION_CHANNEL).await?;
    let mut messages = subscription.into_on_message();
    while let Some(message) = messages.next().await {
        match serde_json::from_slice::<Invalidation>(message.get_payload_bytes()) {
            Ok(invalidation) => {
                memory.hear(&invalidation);
                heard.tell(invalidation.organization, invalidation.to_position);
            }
            // Written by a build that says more than this one understands: better to know nothing.
            Err(_) => memory.forget(),
        }
    }
    Ok(())
}
