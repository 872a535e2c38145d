//! The load: an organization's field, written commit by commit through the event store.
//!
//! A commit takes a stretch of many streams. Where the server went away under it, it is sent again as it was: the ledger
//! then answers with its first outcome.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use wellflow_event_store::{Actor, Ledger, Metadata, Outcome, Source, StreamId, StreamPart, Submission};
use wellflow_runtime::Tenant;

use super::story::{Stream, around_a_well};
use crate::faults::random::Random;

/// Events of the largest commit.
const LARGEST: u64 = 400;
/// Streams that are being told at any time.
const OPEN: usize = 120;
/// Between two attempts while the server is away.
const PAUSE: Duration = Duration::from_millis(50);

/// What every organization's writer shares.
#[derive(Clone, Debug)]
pub(crate) struct Pen {
    pub(crate) ledger: Ledger,
    /// Events written so far, by all.
    pub(crate) written: Arc<AtomicU64>,
    /// Commits that had to be sent more than once.
    pub(crate) repeated: Arc<AtomicU64>,
}

/// One organization's field.
#[derive(Debug)]
pub(crate) struct Field {
    tenant: Tenant,
    random: Random,
    wells: u64,
    open: Vec<Stream>,
}

impl Field {
    pub(crate) fn new(tenant: Tenant, seed: u64, number: u64) -> Self {
        Self {
            tenant,
            random: Random::of(&[seed, 31, number]),
            wells: 0,
            open: Vec::new(),
        }
    }

    /// Writes at least so many events; gives how many there are then.
    pub(crate) async fn write(mut self, pen: Pen, events: u64) -> u64 {
        let mut written = 0;
        while written < events {
            written += self.commit(&pen, events - written).await;
        }
        written
    }

    async fn commit(&mut self, pen: &Pen, left: u64) -> u64 {
        // Most are small, some are large.
        let wanted = match self.random.below(4) {
            0 => 1,
            1 => 1 + self.random.below(12),
            _ => 1 + self.random.below(LARGEST),
        };
        let (mut count, mut parts) = (0, Vec::new());
        let mut chosen = Vec::new();
        while count < wanted.min(left) {
            while self.open.len() < OPEN {
                self.wells += 1;
                self.open.extend(around_a_well(&mut self.random, self.wells));
            }
            let nth = self.random.index(self.open.len());
            let mut stream = self.open.swap_remove(nth);
            let events = stream.tell(1 + self.random.index(4));
            count += events.len() as u64;
            parts.push(StreamPart {
                stream: StreamId {
                    kind: stream.kind,
                    id: stream.id,
                },
                expected: stream.version,
                events,
            });
            stream.version += parts.last().map_or(0, |part| part.events.len() as u64);
            chosen.push(stream);
        }
        self.open
            .extend(chosen.into_iter().filter(|stream| !stream.is_told()));
        let metadata = metadata(&mut self.random);
        let submission =
            Submission::seal(&self.tenant, self.random.uuid(), [7; 32], &metadata, parts).unwrap();
        submit(pen, &submission).await;
        pen.written.fetch_add(count, Ordering::Relaxed);
        count
    }
}

async fn submit(pen: &Pen, submission: &Submission) {
    let mut attempts = 0;
    loop {
        attempts += 1;
        match pen.ledger.submit(submission.clone()).await {
            Ok(Outcome::Committed { .. } | Outcome::Duplicate { .. }) => break,
            Ok(other) => panic!("a commit was refused: {other:?}"),
            Err(error) => {
                assert!(attempts < 6_000, "the ledger does not come back: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    pen.repeated.fetch_add(u64::from(attempts > 1), Ordering::Relaxed);
}

fn metadata(random: &mut Random) -> Metadata {
    Metadata {
        actor: Actor {
            subject: "pumper-17".to_owned(),
            role: "pumper".to_owned(),
        },
        correlation_id: random.uuid(),
        causation_id: None,
        source: Source::Api,
        request_id: None,
        context: std::collections::BTreeMap::new(),
    }
}
