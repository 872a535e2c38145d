//! One turn of one organization: each projection takes what is new to it, and boundaries that passed are seen to.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_event_store::{LedgerReader, RecordedEvent};
use wellflow_read_model::checkpoint::{self, Checkpoint};
use wellflow_read_model::{MONTHLY_PRODUCTION, ProjectionKey, WELL_SUMMARY};
use wellflow_runtime::{Tenant, TenantPool};

use crate::ProjectorError;
use crate::advance::{Advanced, Ground, advance};
use crate::boundaries;
use crate::cache::Cache;
use crate::projections::{MonthlyProduction, WellRows, WellSummaries};

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
#[derive(Debug)]
pub(crate) struct Turn {
    /// Every projection has everything up to here.
    pub(crate) position: u64,
    /// How far each projection is, in the order of [`PROJECTIONS`].
    pub(crate) positions: [u64; PROJECTIONS.len()],
    /// When the next fact recorded ahead takes effect, as far as it is known; `None` where the wells had no turn.
    pub(crate) next_boundary_at: Option<DateTime<Utc>>,
    /// The projections that had a turn.
    pub(crate) parts: Vec<(ProjectionKey, Result<Progress, ProjectorError>)>,
}

/// How far a projection went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// It has everything up to here.
    pub(crate) position: u64,
    /// Whether to come back at once.
    pub(crate) more: bool,
    next_boundary_at: Option<DateTime<Utc>>,
}

impl Turn {
    /// Whether to come back at once.
    pub(crate) fn more(&self) -> bool {
        self.parts
            .iter()
            .any(|(_, part)| part.as_ref().is_ok_and(|progress| progress.more))
    }
}

/// The events last read, and the position they follow: projections that stand at the same position read them once.
type Read = Option<(u64, Vec<RecordedEvent>)>;

impl Means {
    /// Takes the organization's next events, at most [`BATCH_EVENTS`] for each projection that is not `resting`. Each
    /// goes on from its own checkpoint: one that cannot go on holds no other up.
    ///
    /// # Errors
    /// [`ProjectorError`] when no projection could have a turn; what befell one alone is part of the turn.
    pub(crate) async fn turn(
        &self,
        organization_id: Uuid,
        resting: &[ProjectionKey],
    ) -> Result<Turn, ProjectorError> {
        let tenant = Tenant::authenticated(organization_id);
        let ground = Ground {
            pool: &self.pool,
            ledger: &self.ledger,
            tenant: &tenant,
        };
        let Some([wells, months]) = self.checkpoints(&tenant).await? else {
            return Ok(Turn {
                position: 0,
                positions: [0; 2],
                next_boundary_at: None,
                parts: Vec::new(),
            });
        };
        let mut turn = Turn {
            position: wells.position.min(months.position),
            positions: [wells.position, months.position],
            next_boundary_at: None,
            parts: Vec::with_capacity(PROJECTIONS.len()),
        };
        let mut read: Read = None;
        if !resting.contains(&WELL_SUMMARY) {
            let part = self.wells(ground, wells, &mut read).await;
            if let Ok(progress) = &part {
                turn.positions[0] = progress.position;
                turn.next_boundary_at = earliest(progress.next_boundary_at, wells.next_boundary_at);
            }
            turn.parts.push((WELL_SUMMARY, part));
        }
        if !resting.contains(&MONTHLY_PRODUCTION) {
            let part = self.months(ground, months, &mut read).await;
            if let Ok(progress) = &part {
                turn.positions[1] = progress.position;
            }
            turn.parts.push((MONTHLY_PRODUCTION, part));
        }
        turn.position = turn.positions[0].min(turn.positions[1]);
        Ok(turn)
    }

    async fn wells(
        &self,
        ground: Ground<'_>,
        at: Checkpoint,
        read: &mut Read,
    ) -> Result<Progress, ProjectorError> {
        let now = Utc::now();
        if at.next_boundary_at.is_some_and(|boundary| boundary <= now) {
            // First, and by itself: a ledger that never rests must not keep a fact from taking effect.
            self.refresh(ground, at).await?;
            return Ok(Progress {
                position: at.position,
                more: true,
                next_boundary_at: None,
            });
        }
        let events = self.events(ground, WELL_SUMMARY, at.position, read).await?;
        let advanced = Box::pin(advance::<WellSummaries>(ground, at, events, now)).await?;
        let mut progress = progress(at, &advanced, events);
        if let Advanced::To(to, rows) = &advanced {
            // The caches wait for nobody: what was committed is told before another projection has its turn.
            let organization_id = ground.tenant.organization_id();
            self.cache
                .batch(organization_id, at.position, *to, &rows.wells)
                .await;
            progress.next_boundary_at = rows
                .wells
                .iter()
                .filter_map(|row| row.boundaries.first().copied())
                .min();
        }
        Ok(progress)
    }

    async fn months(
        &self,
        ground: Ground<'_>,
        at: Checkpoint,
        read: &mut Read,
    ) -> Result<Progress, ProjectorError> {
        let events = self.events(ground, MONTHLY_PRODUCTION, at.position, read).await?;
        let advanced = Box::pin(advance::<MonthlyProduction>(ground, at, events, Utc::now())).await?;
        Ok(progress(at, &advanced, events))
    }

    /// The events after a position.
    async fn events<'r>(
        &self,
        ground: Ground<'_>,
        projection: ProjectionKey,
        after: u64,
        read: &'r mut Read,
    ) -> Result<&'r [RecordedEvent], ProjectorError> {
        if read.as_ref().is_none_or(|(from, _)| *from != after) {
            let events = self.ledger.tail(ground.tenant, after, BATCH_EVENTS).await?;
            if events.is_empty()
                && self
                    .ledger
                    .tip(ground.tenant)
                    .await?
                    .map_or(0, |tip| tip.position)
                    < after
            {
                return Err(ProjectorError::LedgerRestored {
                    projection: projection.name,
                });
            }
            *read = Some((after, events));
        }
        Ok(read.as_ref().map_or(&[], |(_, events)| events))
    }

    async fn refresh(&self, ground: Ground<'_>, at: Checkpoint) -> Result<(), ProjectorError> {
        let refreshed: Advanced<WellRows> = Box::pin(boundaries::refresh(ground, at, Utc::now())).await?;
        if let Advanced::To(position, rows) = refreshed {
            let organization_id = ground.tenant.organization_id();
            self.cache
                .batch(organization_id, position, position, &rows.wells)
                .await;
        }
        Ok(())
    }

    /// The checkpoints, made where there are none, and known to be of this copy of the ledger. `None` for an organization
    /// without a head: it is being imported, or was erased, and has no rows.
    async fn checkpoints(&self, tenant: &Tenant) -> Result<Option<[Checkpoint; 2]>, ProjectorError> {
        let organization_id = tenant.organization_id();
        let load = async || -> Result<[Option<Checkpoint>; 2], ProjectorError> {
            let tx = self.pool.begin_read(tenant).await?;
            let wells = checkpoint::load(&tx, organization_id, WELL_SUMMARY).await?;
            let months = checkpoint::load(&tx, organization_id, MONTHLY_PRODUCTION).await?;
            tx.commit().await?;
            Ok([wells, months])
        };
        let Some(incarnation) = self.ledger.incarnation(tenant).await? else {
            return Ok(None);
        };
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
        Ok(Some([
            whole(found[0], WELL_SUMMARY)?,
            whole(found[1], MONTHLY_PRODUCTION)?,
        ]))
    }
}

fn progress<R>(from: Checkpoint, advanced: &Advanced<R>, events: &[RecordedEvent]) -> Progress {
    let full = events.len() >= usize::try_from(BATCH_EVENTS).unwrap_or(usize::MAX);
    let position = match advanced {
        Advanced::To(to, _) => *to,
        Advanced::Still | Advanced::Lost => from.position,
    };
    // A batch that ended in front of an event it cannot read says so on its next turn.
    let cut_short = events.last().is_some_and(|last| position < last.position);
    Progress {
        position,
        more: full || cut_short || matches!(advanced, Advanced::Lost),
        next_boundary_at: None,
    }
}

fn earliest(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    one.into_iter().chain(other).min()
}
