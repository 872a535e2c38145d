//! One turn of one organization: both projections take what is new, and boundaries that passed are seen to.

use chrono::Utc;
use uuid::Uuid;
use wellflow_event_store::LedgerReader;
use wellflow_read_model::checkpoint::{self, Checkpoint};
use wellflow_read_model::well_summary::WellRow;
use wellflow_read_model::{MONTHLY_PRODUCTION, ProjectionKey, WELL_SUMMARY};
use wellflow_runtime::{Tenant, TenantPool};

use crate::ProjectorError;
use crate::advance::{Advanced, Ground, advance};
use crate::boundaries;
use crate::cache::Cache;
use crate::projections::{MonthlyProduction, WellSummaries};

/// Every projection there is.
pub(crate) const PROJECTIONS: [ProjectionKey; 2] = [WELL_SUMMARY, MONTHLY_PRODUCTION];

/// Events read in one turn.
pub(crate) const BATCH_EVENTS: u32 = 5_000;

/// What a turn works with.
#[derive(Clone, Debug)]
pub(crate) struct Means {
    pub(crate) pool: TenantPool,
    pub(crate) ledger: LedgerReader,
    pub(crate) cache: Cache,
}

/// What a turn came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// Every projection has everything up to here.
    pub(crate) position: u64,
    /// Whether to come back at once.
    pub(crate) more: bool,
}

impl Means {
    /// Takes the organization's next events, at most [`BATCH_EVENTS`].
    ///
    /// # Errors
    /// [`ProjectorError`]. A projection that had its turn before the failing one keeps what it wrote.
    pub(crate) async fn turn(&self, organization_id: Uuid) -> Result<Turn, ProjectorError> {
        let tenant = Tenant::authenticated(organization_id);
        let ground = Ground {
            pool: &self.pool,
            ledger: &self.ledger,
            tenant: &tenant,
        };
        let [wells, months] = self.checkpoints(&tenant).await?;
        let from = wells.position.min(months.position);
        if wells
            .next_boundary_at
            .is_some_and(|boundary| boundary <= Utc::now())
        {
            // First, and by itself: a ledger that never rests must not keep a fact from taking effect.
            self.refresh(ground, wells).await?;
            return Ok(Turn {
                position: from,
                more: true,
            });
        }
        let events = self.ledger.tail(&tenant, from, BATCH_EVENTS).await?;
        if events.is_empty() && self.ledger.tip(&tenant).await?.map_or(0, |tip| tip.position) < from {
            return Err(ProjectorError::LedgerRestored {
                projection: WELL_SUMMARY.name,
            });
        }
        let full = events.len() >= usize::try_from(BATCH_EVENTS).unwrap_or(usize::MAX);
        let now = Utc::now();

        // The caches wait for nobody: what the first projection committed is told before the second has its turn.
        let first = Box::pin(advance::<WellSummaries>(ground, wells, &events, now)).await;
        let (wells_at, mut more) = match first {
            Ok(Advanced::To(to, rows)) => {
                self.cache.batch(organization_id, wells.position, to, &rows).await;
                (Ok(to), full)
            }
            Ok(Advanced::Lost) => (Ok(wells.position), true),
            Ok(Advanced::Still) => (Ok(wells.position), full),
            Err(error) => (Err(error), false),
        };
        let second = Box::pin(advance::<MonthlyProduction>(ground, months, &events, now)).await?;
        let months_at = match second {
            Advanced::To(to, _) => to,
            Advanced::Lost => {
                more = true;
                months.position
            }
            Advanced::Still => months.position,
        };
        let position = wells_at?.min(months_at);
        // A batch that ended in front of an event it cannot read says so on its next turn.
        let more = more || events.last().is_some_and(|last| position < last.position);
        Ok(Turn { position, more })
    }

    async fn refresh(&self, ground: Ground<'_>, at: Checkpoint) -> Result<(), ProjectorError> {
        let refreshed: Advanced<Vec<WellRow>> = Box::pin(boundaries::refresh(ground, at, Utc::now())).await?;
        if let Advanced::To(position, rows) = refreshed {
            let organization_id = ground.tenant.organization_id();
            self.cache.batch(organization_id, position, position, &rows).await;
        }
        Ok(())
    }

    /// The checkpoints, made where there are none, and known to be of this copy of the ledger.
    async fn checkpoints(&self, tenant: &Tenant) -> Result<[Checkpoint; 2], ProjectorError> {
        let organization_id = tenant.organization_id();
        let load = async || -> Result<[Option<Checkpoint>; 2], ProjectorError> {
            let tx = self.pool.begin_read(tenant).await?;
            let wells = checkpoint::load(&tx, organization_id, WELL_SUMMARY).await?;
            let months = checkpoint::load(&tx, organization_id, MONTHLY_PRODUCTION).await?;
            tx.commit().await?;
            Ok([wells, months])
        };
        let incarnation = self.ledger.incarnation(tenant).await?.unwrap_or_default();
        let mut found = load().await?;
        if found.iter().any(Option::is_none) {
            let tx = self.pool.begin_write(tenant).await?;
            for projection in PROJECTIONS {
                checkpoint::ensure(&tx, organization_id, projection, incarnation).await?;
            }
            tx.commit().await?;
            found = load().await?;
        }
        let whole = |checkpoint: Option<Checkpoint>, projection: ProjectionKey| {
            checkpoint
                .filter(|checkpoint| checkpoint.incarnation == incarnation)
                .ok_or(ProjectorError::LedgerRestored {
                    projection: projection.name,
                })
        };
        Ok([
            whole(found[0], WELL_SUMMARY)?,
            whole(found[1], MONTHLY_PRODUCTION)?,
        ])
    }
}
