//! The sweep: looks at what was committed lately, and goes round all organizations bucket by bucket.
//!
//! Invariants
//! - The first round, and one after a failure, goes without pausing between its buckets: whatever happened meanwhile is
//!   found as fast as the consumer takes it.
//! - A look goes back to before the last one that succeeded, by more than a commit takes to become visible. Where it
//!   finds more than it can hold, a whole round takes its place.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;
use uuid::Uuid;
use wellflow_runtime::Shutdown;

use super::reached::Reached;
use super::{Behind, Pace, Progress, Signal, Standing, Swept, Told};
use crate::LedgerReader;
use crate::tips::OrganizationTip;

/// Organizations a look takes up.
const LOOK: u32 = 10_000;
/// Organizations in a bucket of a round that does not pause.
const WHOLE: u32 = 2_000;
/// After a gap in the hints, a whole round does not begin sooner than this after the last one ended.
const BETWEEN_WHOLE: Duration = Duration::from_secs(60);

/// Finds what no hint told.
pub(crate) struct Sweeper<P> {
    ledger: LedgerReader,
    progress: P,
    pace: Pace,
    found: mpsc::Sender<Signal>,
    reached: Reached,
    /// When the last look that succeeded began.
    looked: Option<Instant>,
    /// The last organization of the bucket before.
    cursor: Uuid,
    /// Organizations seen in this round.
    seen: u64,
    /// Whether the round goes without pausing, to its end.
    whole: bool,
    whole_ended: Option<Instant>,
    swept: Swept,
}

/// The consumer is gone.
struct Gone;

impl<P: Progress> Sweeper<P> {
    pub(crate) fn new(
        ledger: LedgerReader,
        progress: P,
        pace: Pace,
        found: mpsc::Sender<Signal>,
        reached: Reached,
    ) -> Self {
        Self {
            ledger,
            progress,
            pace,
            found,
            reached,
            looked: None,
            cursor: Uuid::nil(),
            seen: 0,
            whole: true,
            whole_ended: None,
            swept: Swept::default(),
        }
    }

    /// Sweeps until told to stop. `gap` says that hints may have been lost.
    pub(crate) async fn run(mut self, gap: Arc<Notify>, round: Arc<Notify>, shutdown: Shutdown) {
        let sweeping = async {
            let mut next = Instant::now();
            loop {
                tokio::select! {
                    () = tokio::time::sleep_until(next) => {}
                    () = gap.notified() => self.gap(),
                    () = round.notified() => self.begin_whole(),
                }
                next = Instant::now() + self.pace.tick;
                if self.sweep().await.is_err() {
                    return;
                }
            }
        };
        tokio::select! {
            () = shutdown.requested() => {}
            () = sweeping => {}
        }
    }

    fn gap(&mut self) {
        let lately = self
            .whole_ended
            .is_some_and(|ended| ended.elapsed() < BETWEEN_WHOLE);
        if !lately {
            self.begin_whole();
        }
    }

    fn begin_whole(&mut self) {
        self.whole = true;
        self.cursor = Uuid::nil();
        self.seen = 0;
    }

    /// A look and a bucket; where the round must not pause, more of both until it ends.
    async fn sweep(&mut self) -> Result<(), Gone> {
        let mut look = true;
        loop {
            match self.step(look).await {
                Ok(()) => self.swept.failure = None,
                Err(Failed::Gone) => return Err(Gone),
                Err(Failed::Why(why)) => {
                    // Nobody knows what happened meanwhile: everything is looked at once the database answers again.
                    self.begin_whole();
                    self.swept.failure = Some(why);
                }
            }
            let told = self.found.send(Signal::Swept(self.swept.clone())).await;
            told.map_err(|_| Gone)?;
            if !self.whole || self.swept.failure.is_some() {
                return Ok(());
            }
            look = self.looked.is_none_or(|at| at.elapsed() >= self.pace.tick);
        }
    }

    async fn step(&mut self, look: bool) -> Result<(), Failed> {
        if look {
            self.look().await?;
        }
        self.bucket().await
    }

    async fn look(&mut self) -> Result<(), Failed> {
        let began = Instant::now();
        if let Some(looked) = self.looked {
            let within = looked.elapsed() + self.pace.margin;
            let committed = self.ledger.committed_within(within, LOOK).await.map_err(why)?;
            if committed.len() >= LOOK as usize {
                self.begin_whole();
            } else {
                let news: Vec<OrganizationTip> = committed
                    .into_iter()
                    .filter(|tip| !self.reached.has(tip.organization_id, tip.position))
                    .collect();
                self.compare(&news, Told::Look).await?;
            }
        }
        self.looked = Some(began);
        Ok(())
    }

    async fn bucket(&mut self) -> Result<(), Failed> {
        let share = self.swept.organizations / u64::from(self.pace.ticks.max(1)) + 1;
        let size = if self.whole {
            WHOLE
        } else {
            u32::try_from(share).unwrap_or(u32::MAX).max(self.pace.bucket)
        };
        let tips = self.ledger.tips_after(self.cursor, size).await.map_err(why)?;
        self.compare(&tips, Told::Round).await?;
        self.seen += tips.len() as u64;
        self.swept.organizations = self.swept.organizations.max(self.seen);
        match tips.last() {
            Some(last) if tips.len() >= size as usize => self.cursor = last.organization_id,
            _ => {
                self.swept.organizations = self.seen;
                if self.whole {
                    self.whole_ended = Some(Instant::now());
                }
                self.whole = false;
                self.cursor = Uuid::nil();
                self.seen = 0;
            }
        }
        Ok(())
    }

    /// Tells of the organizations that stand elsewhere than the consumer.
    async fn compare(&self, tips: &[OrganizationTip], told: Told) -> Result<(), Failed> {
        let own: Vec<&OrganizationTip> = tips
            .iter()
            .filter(|tip| self.progress.follows(tip.organization_id))
            .collect();
        if own.is_empty() {
            return Ok(());
        }
        let ids: Vec<Uuid> = own.iter().map(|tip| tip.organization_id).collect();
        let places = self.progress.places(&ids).await.map_err(why)?;
        for tip in own {
            let organization_id = tip.organization_id;
            let place = places.get(&organization_id);
            let further = tip.position > place.map_or(0, |place| place.position);
            let contradicted = told == Told::Round && place.is_some_and(|place| contradicts(tip, place));
            if !(further || contradicted) {
                continue;
            }
            tracing::debug!(%organization_id, tip = tip.position, ?told, "found");
            let behind = Behind {
                organization_id,
                tip: Some(tip.position).filter(|_| further),
                place: Some(place.map_or(0, |place| place.position)),
                told,
            };
            // A consumer that is busy makes the sweep wait: what it holds in memory is what it can take.
            let taken = self.found.send(Signal::Behind(behind)).await;
            taken.map_err(|_| Failed::Gone)?;
        }
        Ok(())
    }
}

/// Whether the ledger may be another copy than the consumer followed; it looks more closely.
fn contradicts(tip: &OrganizationTip, place: &Standing) -> bool {
    place.position > tip.position || tip.incarnation.is_some_and(|it| it != place.incarnation)
}

enum Failed {
    Gone,
    Why(String),
}

fn why(error: impl std::error::Error) -> Failed {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    Failed::Why(text)
}
