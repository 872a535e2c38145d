//! Comparing a build with the served one at one position, and changing over.
//!
//! The served checkpoint is locked, this build takes what little it is short of, and its checkpoint is locked as well: both
//! then stand at one position and cannot move. What was compared is what is changed over, in the same transaction.

use std::time::Duration;

use chrono::{DateTime, Utc};
use wellflow_event_store::call_attention;
use wellflow_read_model::builds::{self, Build, State};
use wellflow_read_model::checkpoint::Checkpoint;
use wellflow_runtime::TenantTransaction;

use super::{ChangedOver, Compared, Rebuild, RebuildError, Step};
use crate::boundaries;
use crate::part::Part;

/// Events this build may be short of while the served one is held; more are taken before.
const UNDER_LOCK: u64 = 500;
/// How often facts that take effect meanwhile are waited for.
pub(super) const TRIES: u32 = 25;
const PAUSE: Duration = Duration::from_millis(200);
/// Caches are filled again five minutes after they were told not to: whoever told them may be gone.
const QUIET_LASTS: Duration = Duration::from_secs(240);

/// What a try came to.
enum Tried {
    Done(ChangedOver),
    /// Events, or a boundary, came in between: fill and try again, after a while.
    Again(Duration),
}

/// Two builds that are held at one position.
pub(super) struct Both {
    /// What holds their checkpoints.
    pub(super) tx: TenantTransaction,
    pub(super) served: Build,
    pub(super) own: Build,
}

/// What came of an attempt to hold both builds at one position.
pub(super) enum Held {
    /// Both stand.
    Both(Box<Both>),
    /// As [`Tried::Again`].
    Again(Duration),
}

impl Rebuild<'_> {
    /// Compares the build with the served one, at one position, and serves it in its stead, if they are the same or
    /// differences are accepted. `told` hears how far it is.
    ///
    /// # Errors
    /// [`RebuildError`]; the served build is then served as before, unless the connection broke off while it was changed over:
    /// in that case one of the two is, whole.
    pub async fn change_over(
        &self,
        accept_differences: bool,
        mut told: impl FnMut(Step),
    ) -> Result<ChangedOver, RebuildError> {
        let mut tries = 0;
        loop {
            self.fill(&mut told).await?;
            let tried = match self.hold(tries >= TRIES, &mut told).await? {
                Held::Again(pause) => Tried::Again(pause),
                Held::Both(both) => {
                    let Both { tx, served, own } = *both;
                    self.settle(tx, (&served, &own), accept_differences, &mut told)
                        .await?
                }
            };
            match tried {
                Tried::Done(changed) => {
                    // A projector that lost its turn to the change has the next one now; a lost hint costs no more.
                    let pool = self.of.pool.pool();
                    let _ = call_attention(pool, self.tenant.organization_id()).await;
                    return Ok(changed);
                }
                Tried::Again(pause) => tokio::time::sleep(pause).await,
            }
            tries += 1;
        }
    }

    /// Holds both builds where the served one stands; they move on when the transaction ends.
    pub(super) async fn hold(&self, last: bool, told: &mut impl FnMut(Step)) -> Result<Held, RebuildError> {
        let tx = self.of.pool.begin_write(&self.tenant).await?;
        builds::unhurried(&tx).await?;
        let served = self.lock(&tx, None).await?;
        let target = served.checkpoint.position;
        let (_, own) = self.both().await?;
        if target.saturating_sub(own.position) > UNDER_LOCK {
            tx.rollback().await?;
            return Ok(Held::Again(Duration::ZERO));
        }
        // Of the served build only the checkpoint is held: this build's own batches go through.
        self.fill_to(target).await?;
        if let Some(waiting) = self.pass_boundaries(served.checkpoint, last).await? {
            tx.rollback().await?;
            if waiting {
                self.refresh_served().await?;
            }
            return Ok(Held::Again(PAUSE));
        }
        let own = self.lock(&tx, Some(self.build)).await?;
        if own.checkpoint.position != target || own.checkpoint.incarnation != served.checkpoint.incarnation {
            return Err(RebuildError::Overtaken(self.part.key().name));
        }
        told(Step::Comparing { position: target });
        Ok(Held::Both(Box::new(Both { tx, served, own })))
    }

    /// Compares, and ends the transaction with what follows from it.
    async fn settle(
        &self,
        tx: TenantTransaction,
        (served, own): (&Build, &Build),
        accept: bool,
        told: &mut impl FnMut(Step),
    ) -> Result<Tried, RebuildError> {
        let (organization_id, key) = (self.tenant.organization_id(), self.part.key());
        // What a version means to change it changes from the one before.
        let meant = if served.checkpoint.version < own.checkpoint.version {
            self.part.meant()
        } else {
            &[]
        };
        let numbers = (served.checkpoint.build, own.checkpoint.build);
        let differences = builds::differences(&tx, organization_id, key, numbers, meant).await?;
        let compared = Compared {
            position: served.checkpoint.position,
            served: numbers.0,
            build: numbers.1,
            differences,
        };
        let differs = !compared.differences.is_empty();
        if differs && !accept {
            builds::note_differs(&tx, organization_id, key, own).await?;
            tx.commit().await?;
            return Ok(Tried::Done(ChangedOver::No(compared)));
        }
        let redrawn = differs || served.checkpoint.version != own.checkpoint.version;
        if redrawn && matches!(self.part, Part::Wells) {
            // Nobody who has seen the new rows may be shown the old ones by a cache.
            let since = served.quiet.filter(|quiet| *quiet < QUIET_LASTS);
            if since.is_none() {
                builds::hush(&tx, organization_id, key, true).await?;
            }
            let left = self.of.quiet.saturating_sub(since.unwrap_or_default());
            if since.is_none() || left > Duration::ZERO {
                tx.commit().await?;
                told(Step::Quiet(left));
                return Ok(Tried::Again(left));
            }
        }
        builds::serve(&tx, organization_id, key, (served, own), redrawn).await?;
        tx.commit().await?;
        Ok(Tried::Done(ChangedOver::Yes(compared)))
    }

    /// Locks a build's checkpoint; the served one where none is named.
    async fn lock(&self, tx: &TenantTransaction, build: Option<i32>) -> Result<Build, RebuildError> {
        let overtaken = RebuildError::Overtaken(self.part.key().name);
        let locked = builds::lock(tx, self.tenant.organization_id(), self.part.key(), build).await?;
        let locked = locked.ok_or(overtaken)?;
        if (locked.state == State::Served) == build.is_none() {
            return Ok(locked);
        }
        Err(RebuildError::Overtaken(self.part.key().name))
    }

    async fn fill_to(&self, target: u64) -> Result<(), RebuildError> {
        loop {
            let (_, own) = self.both().await?;
            if own.position >= target {
                return Ok(());
            }
            self.advance(own, target).await?;
        }
    }

    /// Evaluates this build's rows at an instant at which both builds show the same facts in effect: no boundary of either
    /// has passed that its rows do not know of. `None` when that is so; otherwise whether the served rows are what is late.
    async fn pass_boundaries(&self, served: Checkpoint, last: bool) -> Result<Option<bool>, RebuildError> {
        if !matches!(self.part, Part::Wells) {
            return Ok(None);
        }
        let is_due = |at: Option<DateTime<Utc>>, now| at.is_some_and(|at| at <= now);
        let own_version = self.part.key().version;
        if is_due(served.next_boundary_at, Utc::now()) && served.version == own_version && !last {
            return Ok(Some(true));
        }
        loop {
            let (_, own) = self.both().await?;
            let now = Utc::now();
            if is_due(own.next_boundary_at, now) && own.version == own_version {
                let ground = self.ground(&self.rows);
                Box::pin(boundaries::refresh(ground, own, now)).await?;
                continue;
            }
            // By another clock the served rows may know of a boundary that has not passed by this one.
            let agree = own.next_boundary_at == served.next_boundary_at;
            return Ok((!agree && !last).then_some(false));
        }
    }

    /// Lets facts take effect in the served rows, as a projector does: there may be none running.
    async fn refresh_served(&self) -> Result<(), RebuildError> {
        let (served, _) = self.both().await?;
        let now = Utc::now();
        if served.next_boundary_at.is_some_and(|at| at <= now) {
            Box::pin(boundaries::refresh(self.ground(&self.of.pool), served, now)).await?;
        }
        Ok(())
    }
}
