//! One turn of one organization: each projection takes what is new to it, and boundaries that passed are seen to. A few events
//! are taken in together, where that is possible (`together`).

use std::time::Instant;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_event_store::{LedgerReader, RecordedEvent};
use wellflow_read_model::checkpoint::{self, Checkpoint, Passed};
use wellflow_read_model::lease::Fence;
use wellflow_read_model::{Once, ProjectionKey, WELL_SUMMARY};
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};

use crate::ProjectorError;
use crate::advance::{Advanced, Ground, Moved, advance};
use crate::ahead::Ahead;
use crate::boundaries;
use crate::cache::Cache;
use crate::caught::caught;
use crate::part::{OfEach, PROJECTIONS, Part};
use crate::projections::{WellRows, WellSummaries};
use crate::statistics::Statistics;

/// What a turn works with.
#[derive(Clone, Debug)]
pub(crate) struct Means {
    pub(crate) pool: TenantPool,
    pub(crate) ledger: LedgerReader,
    pub(crate) cache: Cache,
    pub(crate) statistics: Statistics,
    /// Rows of a batch that are held at once, at most.
    pub(crate) most_rows: usize,
}

/// What a turn came to.
#[derive(Debug)]
pub(crate) struct Turn {
    /// Every projection has everything up to here.
    pub(crate) position: u64,
    /// How far each projection is, in the order of [`PROJECTIONS`].
    pub(crate) positions: OfEach<u64>,
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

impl Progress {
    /// It has everything up to here, which was all there was.
    pub(crate) const fn at(position: u64) -> Self {
        Self {
            position,
            more: false,
            next_boundary_at: None,
        }
    }
}

/// A projection that has nothing to write.
#[derive(Clone, Copy, Debug)]
struct Idle {
    /// Its place among them.
    nth: usize,
    passed: Passed,
    /// Whether there is more after that.
    more: bool,
}

impl Turn {
    /// A projection that had nothing to write was moved, or not: then it is looked at again.
    fn passed(&mut self, idle: &Idle, moved: Result<bool, ProjectorError>) {
        let passed = idle.passed;
        let progress = moved.map(|moved| Progress {
            more: !moved || idle.more,
            ..Progress::at(if moved { passed.to } else { passed.from.position })
        });
        if let Ok(progress) = &progress
            && let Some(position) = self.positions.get_mut(idle.nth)
        {
            *position = progress.position;
        }
        self.parts.push((passed.projection, progress));
    }

    /// Whether to come back at once.
    pub(crate) fn more(&self) -> bool {
        self.parts
            .iter()
            .any(|(_, part)| part.as_ref().is_ok_and(|progress| progress.more))
    }
}

impl Means {
    /// Takes the organization's next events, at most [`BATCH_EVENTS`](crate::ahead::BATCH_EVENTS) for each projection that is not `resting`. Each
    /// goes on from its own checkpoint: one that cannot go on holds no other up.
    ///
    /// # Errors
    /// [`ProjectorError`] when no projection could have a turn; what befell one alone is part of the turn.
    pub(crate) async fn turn(
        &self,
        (organization_id, fence): (Uuid, Option<Fence>),
        resting: &[ProjectionKey],
    ) -> Result<Turn, ProjectorError> {
        let tenant = Tenant::authenticated(organization_id);
        let ground = Ground {
            pool: &self.pool,
            ledger: &self.ledger,
            tenant: &tenant,
            fence,
            most_rows: self.most_rows,
        };
        let since = Instant::now();
        let Some(checkpoints) = self.checkpoints(&tenant).await? else {
            return Ok(Turn {
                position: 0,
                positions: OfEach::default(),
                next_boundary_at: None,
                parts: Vec::new(),
            });
        };
        let mut read = Ahead::default();
        let at_once = match checkpoints.first() {
            Some(first) if resting.is_empty() => {
                let events = self.events(ground, WELL_SUMMARY, first.position, &mut read);
                // What befell one projection is told by its own turn.
                let events = events.await.unwrap_or_default();
                let together = self.together(ground, (&checkpoints, since), events);
                caught(WELL_SUMMARY, Box::pin(together)).await.unwrap_or_default()
            }
            _ => None,
        };
        let turn = match at_once {
            Some(turn) => turn,
            None => self.apart(ground, (checkpoints, since), resting, read).await,
        };
        let before = checkpoints.map(|checkpoint| checkpoint.position);
        self.statistics.took(&self.pool, before, turn.positions);
        Ok(turn)
    }

    /// A turn in which each projection takes in what is new to it.
    async fn apart(
        &self,
        ground: Ground<'_>,
        (checkpoints, since): (OfEach<Checkpoint>, Instant),
        resting: &[ProjectionKey],
        mut read: Ahead,
    ) -> Turn {
        let mut turn = Turn {
            position: 0,
            positions: checkpoints.map(|checkpoint| checkpoint.position),
            next_boundary_at: None,
            parts: Vec::with_capacity(PROJECTIONS.len()),
        };
        let mut idle: Vec<Idle> = Vec::new();
        for (nth, (part, at)) in Part::ALL.into_iter().zip(checkpoints).enumerate() {
            if resting.contains(&part.key()) {
                continue;
            }
            if let Err(error) = own_version(part.key(), at) {
                turn.parts.push((part.key(), Err(error)));
                continue;
            }
            let taken = match self.idle_to(ground, (part, at), &mut read).await {
                Ok(Some(to)) => {
                    let (projection, from) = (part.key(), at);
                    let passed = Passed { projection, from, to };
                    let more = read.more;
                    idle.push(Idle { nth, passed, more });
                    continue;
                }
                Ok(None) => {
                    let busy = self.busy(ground, (part, at, since), &mut read);
                    caught(part.key(), Box::pin(busy)).await.and_then(|taken| taken)
                }
                Err(error) => Err(error),
            };
            if let Ok(progress) = &taken {
                turn.positions[nth] = progress.position;
                if matches!(part, Part::Wells) {
                    turn.next_boundary_at = earliest(progress.next_boundary_at, at.next_boundary_at);
                }
            }
            turn.parts.push((part.key(), taken));
        }
        self.pass_over(ground, &idle, &mut turn).await;
        turn.position = turn.positions.iter().copied().min().unwrap_or_default();
        turn
    }

    /// The position up to which no event concerns the projection; `None` where there is work, or nothing new.
    async fn idle_to(
        &self,
        ground: Ground<'_>,
        (part, at): (Part, Checkpoint),
        read: &mut Ahead,
    ) -> Result<Option<u64>, ProjectorError> {
        if matches!(part, Part::Wells) {
            // Their boundaries and caches have to be seen to.
            return Ok(None);
        }
        let events = self.events(ground, part.key(), at.position, read).await?;
        let concerns = |event: &RecordedEvent| part.kinds().contains(&event.aggregate_type.as_str());
        let is_whole = (at.position + 1..)
            .zip(events)
            .all(|(position, event)| event.position == position);
        let last = events.last().map(|last| last.position);
        Ok(last.filter(|_| is_whole && !events.iter().any(concerns)))
    }

    /// Moves the checkpoints of those that have nothing to write, in one transaction. Where one of them is held, for a
    /// comparison of builds for instance, each moves by itself.
    async fn pass_over(&self, ground: Ground<'_>, idle: &[Idle], turn: &mut Turn) {
        if idle.is_empty() {
            return;
        }
        let passed: Vec<Passed> = idle.iter().map(|idle| idle.passed).collect();
        if let Ok(moved) = self.pass(ground, &passed).await {
            for (idle, moved) in idle.iter().zip(moved) {
                turn.passed(idle, Ok(moved));
            }
            return;
        }
        for idle in idle {
            let moved = self.pass(ground, &[idle.passed]).await;
            turn.passed(idle, moved.map(|moved| moved.contains(&true)));
        }
    }

    async fn pass(&self, ground: Ground<'_>, passed: &[Passed]) -> Result<Vec<bool>, ProjectorError> {
        let organization_id = ground.tenant.organization_id();
        let moving = async |tx: &TenantTransaction| -> Result<Vec<bool>, ProjectorError> {
            Ok(checkpoint::advance_all(tx, organization_id, passed, ground.fence).await?)
        };
        let (tx, moved) = self.pool.begin_write_at_work(ground.tenant, moving).await?;
        tx.commit().await?;
        Ok(moved)
    }

    async fn busy(
        &self,
        ground: Ground<'_>,
        (part, at, since): (Part, Checkpoint, Instant),
        read: &mut Ahead,
    ) -> Result<Progress, ProjectorError> {
        if matches!(part, Part::Wells) {
            return self.wells(ground, (at, since), read).await;
        }
        let events = self.events(ground, part.key(), at.position, read).await?;
        let advanced = part.advance(ground, at, events).await?;
        Ok(progress(at, &advanced, read))
    }

    async fn wells(
        &self,
        ground: Ground<'_>,
        (at, since): (Checkpoint, Instant),
        read: &mut Ahead,
    ) -> Result<Progress, ProjectorError> {
        let now = Utc::now();
        if at.next_boundary_at.is_some_and(|boundary| boundary <= now) {
            // First, and by itself: a ledger that never rests must not keep a fact from taking effect.
            self.refresh(ground, (at, since)).await?;
            return Ok(Progress {
                position: at.position,
                more: true,
                next_boundary_at: None,
            });
        }
        let events = self.events(ground, WELL_SUMMARY, at.position, read).await?;
        let advanced = Box::pin(advance::<WellSummaries>(ground, at, events, now)).await?;
        let mut progress = progress(at, &advanced, read);
        if let Advanced::To(Moved { to, rows, parked }) = &advanced {
            // The caches wait for nobody: what was committed is told before another projection has its turn.
            let organization_id = ground.tenant.organization_id();
            self.cache
                .batch(organization_id, (at, since), *to, (&rows.wells, parked))
                .await;
            progress.next_boundary_at = rows
                .wells
                .iter()
                .filter_map(|row| row.boundaries.first().copied())
                .min();
        }
        Ok(progress)
    }

    /// The events after a position.
    async fn events<'r>(
        &self,
        ground: Ground<'_>,
        projection: ProjectionKey,
        after: u64,
        read: &'r mut Ahead,
    ) -> Result<&'r [RecordedEvent], ProjectorError> {
        read.after(&self.ledger, ground.tenant, (after, projection.name))
            .await
    }

    async fn refresh(
        &self,
        ground: Ground<'_>,
        (at, since): (Checkpoint, Instant),
    ) -> Result<(), ProjectorError> {
        let refreshed: Advanced<WellRows> = Box::pin(boundaries::refresh(ground, at, Utc::now())).await?;
        if let Advanced::To(Moved { to, rows, parked }) = refreshed {
            let organization_id = ground.tenant.organization_id();
            self.cache
                .batch(organization_id, (at, since), to, (&rows.wells, &parked))
                .await;
        }
        Ok(())
    }

    /// The checkpoints, made where there are none, and known to be of this copy of the ledger. `None` for an organization
    /// without a head: it is being imported, or was erased, and has no rows.
    async fn checkpoints(&self, tenant: &Tenant) -> Result<Option<OfEach<Checkpoint>>, ProjectorError> {
        let organization_id = tenant.organization_id();
        let load = async || -> Result<Vec<Option<Checkpoint>>, ProjectorError> {
            let once = Once::new(&self.pool, tenant);
            Ok(checkpoint::load_all(&once, organization_id, &PROJECTIONS).await?)
        };
        let incarnation = async { Ok(self.ledger.incarnation(tenant).await?) };
        let (incarnation, mut found) = futures::try_join!(incarnation, load())?;
        let Some(incarnation) = incarnation else {
            return Ok(None);
        };
        if found.iter().any(Option::is_none) {
            let tx = self.pool.begin_write(tenant).await?;
            checkpoint::ensure_all(&tx, organization_id, &PROJECTIONS, incarnation).await?;
            tx.commit().await?;
            found = load().await?;
        }
        let whole = PROJECTIONS
            .into_iter()
            .zip(found)
            .map(|(projection, checkpoint)| {
                checkpoint
                    .filter(|checkpoint| checkpoint.incarnation == incarnation)
                    .ok_or(ProjectorError::LedgerRestored {
                        projection: projection.name,
                    })
            });
        let whole = whole.collect::<Result<Vec<_>, _>>()?;
        Ok(whole.try_into().ok())
    }
}

/// Rows of another version are another projector's to keep.
///
/// # Errors
/// [`ProjectorError::OtherVersion`].
pub(crate) fn own_version(projection: ProjectionKey, at: Checkpoint) -> Result<(), ProjectorError> {
    if at.version == projection.version {
        return Ok(());
    }
    Err(ProjectorError::OtherVersion {
        projection: projection.name,
        served: at.version,
        own: projection.version,
    })
}

fn progress<R>(from: Checkpoint, advanced: &Advanced<R>, read: &Ahead) -> Progress {
    let position = match advanced {
        Advanced::To(moved) => moved.to,
        Advanced::Still | Advanced::Lost => from.position,
    };
    // A batch that was taken in parts goes on, and one that ended in front of an event it cannot read says so on its next turn.
    let last = read.known().last();
    let cut_short = last.is_some_and(|last| position < last.position);
    Progress {
        position,
        more: read.more || cut_short || matches!(advanced, Advanced::Lost),
        next_boundary_at: None,
    }
}

fn earliest(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    one.into_iter().chain(other).min()
}
