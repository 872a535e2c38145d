//! How an export gets to its client: a part at a time, the next when the connection took the last.
//!
//! The export works in a task of its own and hands its parts over through a channel. What it could not hand over any more, it
//! leaves for the connection: whoever comes back to it finds the last line there, and the task need not wait for that.
//!
//! Invariants
//! - The body ends without an error only behind a last line that says whole.

use std::time::Duration;

use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use futures::stream::{self, Stream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use wellflow_http::INTERNAL_ERROR;

/// Bytes handed over at once: a client that takes so much in the time it has is not too slow.
const PART: usize = 32 << 10;
/// How long the last line has to be sent, before the connection is broken.
const LAST_WORDS: Duration = Duration::from_millis(250);
/// Longer than any process lives; a timer takes no more.
const FOR_EVER: Duration = Duration::from_secs(365 * 86_400);

/// Why a body has no end: the kind of problem that broke it off.
#[derive(Debug, thiserror::Error)]
#[error("an export was broken off: {0}")]
pub(crate) struct BrokenOff(pub(crate) &'static str);

/// What is left of an export that was broken off: what the client did not take yet, and the last line.
pub(super) struct Rest {
    pub(super) bytes: Bytes,
    pub(super) why: BrokenOff,
}

/// Where an export hands over its parts, and at last what is left of it; `None` where it is whole.
pub(super) struct Client {
    pub(super) parts: mpsc::Sender<Bytes>,
    pub(super) end: oneshot::Sender<Option<Rest>>,
}

/// What the connection takes from.
enum Taken {
    Parts(mpsc::Receiver<Bytes>, oneshot::Receiver<Option<Rest>>),
    Rest(Rest),
}

/// The two ends of a body.
pub(super) fn body() -> (Client, impl Stream<Item = Result<Bytes, BrokenOff>>) {
    let (parts, taken) = mpsc::channel(1);
    let (end, ended) = oneshot::channel();
    let body = stream::try_unfold(Taken::Parts(taken, ended), next);
    (Client { parts, end }, body)
}

async fn next(taken: Taken) -> Result<Option<(Bytes, Taken)>, BrokenOff> {
    let mut rest = match taken {
        Taken::Parts(mut parts, end) => {
            if let Some(part) = parts.recv().await {
                return Ok(Some((part, Taken::Parts(parts, end))));
            }
            match end.await {
                Ok(None) => return Ok(None),
                Ok(Some(rest)) => rest,
                // The task ended without a word.
                Err(_) => return Err(BrokenOff(INTERNAL_ERROR.slug)),
            }
        }
        Taken::Rest(rest) => rest,
    };
    if rest.bytes.is_empty() {
        // An error ends the connection at once, with what was not sent yet.
        tokio::time::sleep(LAST_WORDS).await;
        return Err(rest.why);
    }
    let part = part(&mut rest.bytes);
    Ok(Some((part, Taken::Rest(rest))))
}

/// The next part of what is to be handed over. Never none at all: an empty part would end the body.
pub(super) fn part(bytes: &mut Bytes) -> Bytes {
    bytes.split_to(bytes.len().min(PART))
}

/// When a timer goes off that is set to an instant.
pub(super) fn instant(at: DateTime<Utc>) -> Instant {
    let left = (at - Utc::now()).to_std().unwrap_or_default();
    Instant::now() + left.min(FOR_EVER)
}
