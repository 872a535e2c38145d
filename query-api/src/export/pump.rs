//! How an export gets to its client: a part at a time, the next when the connection took the last.
//!
//! The export works in a task of its own and hands its parts over through a channel. What it could not hand over any more, it
//! leaves for the connection: whoever comes back to it finds the last line there, and the task need not wait for that.
//!
//! Invariants
//! - The body ends without an error only behind a last line that says whole.

use std::time::Duration;

use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
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

/// What is left of an export: what the client did not take yet, to the last line, and why it is not whole, if it is not.
pub(super) struct Rest {
    pub(super) bytes: Bytes,
    pub(super) broken: Option<BrokenOff>,
}

/// Where an export hands over its parts, and at last what is left of it.
pub(super) struct Client {
    pub(super) parts: mpsc::Sender<Bytes>,
    pub(super) end: oneshot::Sender<Rest>,
}

/// What the connection takes from.
enum Taken {
    Parts(mpsc::Receiver<Bytes>, oneshot::Receiver<Rest>),
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
            // A task that ended without a word has failed.
            end.await.map_err(|_| BrokenOff(INTERNAL_ERROR.slug))?
        }
        Taken::Rest(rest) => rest,
    };
    if rest.bytes.is_empty() {
        let Some(why) = rest.broken else { return Ok(None) };
        // An error ends the connection at once, with what was not sent yet.
        tokio::time::sleep(LAST_WORDS).await;
        return Err(why);
    }
    let part = part(&mut rest.bytes);
    Ok(Some((part, Taken::Rest(rest))))
}

/// The head of an answer alone. What its body would be made of comes part by part: nothing says how long it is, and nothing may
/// (RFC 9110, 8.6).
pub(crate) fn headed(mut head: HttpResponseBuilder) -> HttpResponse {
    head.streaming(stream::empty::<Result<Bytes, BrokenOff>>())
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

#[cfg(test)]
mod tests {
    use futures::StreamExt as _;

    use super::*;

    /// What comes of a body that was told these things.
    async fn told(rest: Option<Rest>) -> (Vec<usize>, Option<&'static str>) {
        let (client, body) = body();
        client.parts.send(Bytes::from_static(b"first")).await.unwrap();
        drop(client.parts);
        match rest {
            Some(rest) => assert!(client.end.send(rest).is_ok()),
            None => drop(client.end),
        }
        let (mut parts, mut broken) = (Vec::new(), None);
        let mut body = std::pin::pin!(body);
        while let Some(part) = body.next().await {
            match part {
                Ok(part) => parts.push(part.len()),
                Err(BrokenOff(why)) => broken = Some(why),
            }
        }
        (parts, broken)
    }

    #[tokio::test]
    async fn a_body_has_an_end_where_it_is_whole_and_an_error_where_not() {
        let rest = |bytes: usize, broken: Option<&'static str>| {
            let bytes = Bytes::from(vec![b'x'; bytes]);
            let broken = broken.map(BrokenOff);
            Some(Rest { bytes, broken })
        };
        assert_eq!(told(rest(0, None)).await, (vec![5], None));
        assert_eq!(told(rest(PART + 1, None)).await, (vec![5, PART, 1], None));
        assert_eq!(told(rest(0, Some("busy"))).await, (vec![5], Some("busy")));
        assert_eq!(
            told(rest(PART + 1, Some("busy"))).await,
            (vec![5, PART, 1], Some("busy"))
        );
        assert_eq!(told(None).await, (vec![5], Some("internal-error")));
    }
}
