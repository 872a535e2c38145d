//! Replaying a ledger beside the rows that are served, to see whether both come to the same.
//!
//! Invariants
//! - Both are looked at while neither can move, at one position.
//! - What is served stays served, and so does a build that is kept to go back to; the replay is removed.

use wellflow_read_model::builds::{self, Checksum, Difference, checksum};
use wellflow_runtime::Tenant;

use super::change_over::{Both, Held, TRIES};
use super::{Opened, Rebuild, RebuildError, Rebuilder, Step, part};

/// The rows of a projection as they are served, and as the ledger comes to when it is replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// The position both stand at.
    pub position: u64,
    /// What is served.
    pub live: Checksum,
    /// What the replay came to.
    pub replayed: Checksum,
    /// How the replay differs; empty where it does not.
    pub differences: Vec<Difference>,
}

impl Replayed {
    /// Whether both come to the same.
    pub fn is_same(&self) -> bool {
        self.differences.is_empty() && self.live == self.replayed
    }
}

impl Rebuilder {
    /// Replays the ledger of an organization, and compares what comes of it with the rows that are served.
    ///
    /// # Errors
    /// [`RebuildError`].
    pub async fn replay(
        &self,
        projection: &str,
        tenant: &Tenant,
        told: impl FnMut(Step),
    ) -> Result<Replayed, RebuildError> {
        let part = part(projection)?;
        let (key, organization_id) = (part.key(), tenant.organization_id());
        let Opened {
            claim,
            tx,
            incarnation,
            ..
        } = self.open(part, tenant).await?;
        let build = builds::start(&tx, organization_id, key, incarnation).await?;
        let build = build.ok_or(RebuildError::NoLedger)?;
        tx.commit().await?;
        let rebuild = self.rebuild(part, tenant, build, claim);
        let compared = rebuild.compare(told).await;
        let tx = self.pool.begin_write(tenant).await?;
        builds::unhurried(&tx).await?;
        builds::remove(&tx, organization_id, key, build).await?;
        tx.commit().await?;
        rebuild.leave().await?;
        compared
    }
}

impl Rebuild<'_> {
    async fn compare(&self, mut told: impl FnMut(Step)) -> Result<Replayed, RebuildError> {
        let (organization_id, key) = (self.tenant.organization_id(), self.part.key());
        let mut tries = 0;
        let Both { tx, served, own } = loop {
            self.fill(&mut told).await?;
            match self.hold(tries >= TRIES, &mut told).await? {
                Held::Both(both) => break *both,
                Held::Again(pause) => tokio::time::sleep(pause).await,
            }
            tries += 1;
        };
        let numbers = (served.checkpoint.build, own.checkpoint.build);
        let live = checksum(&tx, organization_id, key, numbers.0).await?;
        let beside = self.rows.begin_write(&self.tenant).await?;
        builds::unhurried(&beside).await?;
        let replayed = checksum(&beside, organization_id, key, numbers.1).await?;
        beside.rollback().await?;
        let differences = builds::differences(&tx, organization_id, key, numbers, &[]).await?;
        tx.rollback().await?;
        Ok(Replayed {
            position: served.checkpoint.position,
            live,
            replayed,
            differences,
        })
    }
}
