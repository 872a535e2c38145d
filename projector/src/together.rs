//! A few events, taken in by every projection they concern in one transaction.
//!
//! What a few events change is little beside what a transaction and its round trips cost.
//!
//! Invariants
//! - All or nothing. Where anything is out of the ordinary (a projection that is elsewhere, is held, rests or has another
//!   version, a repair, an event that cannot be taken in, a boundary that passed, another projector that was
//!   faster, a statement that fails) nothing is written, and each projection has a turn of its own (`step`), which tells what
//!   is wrong.

use std::time::Instant;

use chrono::{DateTime, Utc};
use futures::future::{BoxFuture, try_join_all};
use wellflow_decider::Decider as _;
use wellflow_domain::projection_repair::ProjectionRepair;
use wellflow_event_store::RecordedEvent;
use wellflow_read_model::ReadModelError;
use wellflow_read_model::checkpoint::{self, Checkpoint, Passed};
use wellflow_read_model::well_summary::WellRow;
use wellflow_runtime::{Tenant, TenantTransaction};

use crate::ProjectorError;
use crate::advance::{Ground, Projection, gather, repairs};
use crate::follow::Course;
use crate::part::{OfEach, Part};
use crate::step::{Means, Progress, Turn, own_version};

/// Events taken in together at most: of many, the transactions are the smaller part.
const FEW: usize = 100;

/// Rows that only have to be written.
pub(crate) trait Ready: Send + Sync {
    /// Writes them.
    fn write<'a>(
        &'a self,
        tx: &'a TenantTransaction,
        tenant: &'a Tenant,
    ) -> BoxFuture<'a, Result<(), ReadModelError>>;

    /// The wells among them, as they are cached.
    fn wells(&self) -> &[WellRow];
}

struct Made<P: Projection>(P::Rows);

impl<P: Projection> Ready for Made<P> {
    fn write<'a>(
        &'a self,
        tx: &'a TenantTransaction,
        tenant: &'a Tenant,
    ) -> BoxFuture<'a, Result<(), ReadModelError>> {
        Box::pin(P::write(tx, tenant, &self.0))
    }

    fn wells(&self) -> &[WellRow] {
        P::wells(&self.0)
    }
}

/// The rows a few events lead to; `None` where one of them cannot be taken in.
///
/// # Errors
/// [`ProjectorError`].
pub(crate) async fn made<P: Projection + 'static>(
    ground: Ground<'_>,
    from: Checkpoint,
    events: &[RecordedEvent],
    now: DateTime<Utc>,
) -> Result<Option<Box<dyn Ready>>, ProjectorError> {
    let repairs = repairs::<P>(ground, from).await?;
    let gathered = gather::<P>(from, events, &repairs)?;
    if !gathered.obstacles.is_empty() || events.last().is_none_or(|last| last.position != gathered.to) {
        return Ok(None);
    }
    let course = Course {
        tenant: ground.tenant,
        ledger: ground.ledger,
        horizon: Some(now),
        repairs: &repairs,
        anew: false,
        most_rows: Some(ground.most_rows),
    };
    let rows = P::prepare(ground.pool, course, gathered.batch).await?;
    Ok(Some(Box::new(Made::<P>(rows))))
}

impl Means {
    /// A turn in which all projections take the same few events in; `None` where each must have its own.
    pub(crate) async fn together(
        &self,
        ground: Ground<'_>,
        (checkpoints, since): (&OfEach<Checkpoint>, Instant),
        events: &[RecordedEvent],
    ) -> Option<Turn> {
        let now = Utc::now();
        let wells = checkpoints.first()?;
        let to = events.last()?.position;
        if events.len() > FEW || !in_step(checkpoints, now) || !are_plain(wells.position, events) {
            return None;
        }
        let written = self
            .write_together(ground, (checkpoints, to), (events, now))
            .await;
        let written = written.inspect_err(|error| {
            tracing::debug!(
                organization_id = %ground.tenant.organization_id(), error = %error.chain(),
                "not taken in together"
            );
        });
        let ready = written.ok()??;
        let rows = ready
            .iter()
            .map(|ready| ready.wells())
            .find(|rows| !rows.is_empty());
        let rows = rows.unwrap_or_default();
        let organization_id = ground.tenant.organization_id();
        self.cache
            .batch(organization_id, (*wells, since), to, (rows, &[]))
            .await;
        let firsts = rows.iter().filter_map(|row| row.boundaries.first().copied());
        let next_boundary_at = firsts.chain(wells.next_boundary_at).min();
        let went = |part: Part| (part.key(), Ok(Progress::at(to)));
        Some(Turn {
            position: to,
            positions: checkpoints.map(|_| to),
            next_boundary_at,
            parts: Part::ALL.map(went).into(),
        })
    }

    /// Writes what the events lead to; `None`: nothing was written.
    async fn write_together(
        &self,
        ground: Ground<'_>,
        (checkpoints, to): (&OfEach<Checkpoint>, u64),
        (events, now): (&[RecordedEvent], DateTime<Utc>),
    ) -> Result<Option<Vec<Box<dyn Ready>>>, ProjectorError> {
        let mut ready = Vec::new();
        for (part, from) in Part::ALL.into_iter().zip(checkpoints) {
            let concerns = |event: &RecordedEvent| part.kinds().contains(&event.aggregate_type.as_str());
            if !events.iter().any(concerns) {
                continue;
            }
            match part.made(ground, *from, events, now).await? {
                Some(rows) => ready.push((from.build, rows)),
                None => return Ok(None),
            }
        }
        let passed = Part::ALL.into_iter().zip(checkpoints).map(|(part, from)| Passed {
            projection: part.key(),
            from: *from,
            to,
        });
        let passed: Vec<Passed> = passed.collect();
        let builds = builds(&ready);
        let first = builds.first().or(checkpoints.first().map(|at| &at.build));
        let pool = self.pool.in_build(first.copied().unwrap_or(1));
        let (organization_id, tenant) = (ground.tenant.organization_id(), ground.tenant);
        // Sent one after the other, without waiting: each projection has tables of its own.
        let work = async |tx: &TenantTransaction| -> Result<Vec<bool>, ProjectorError> {
            checkpoint::prepare_advance_all(tx).await?;
            let of = |build: i32| ready.iter().filter(move |(of, _)| *of == build);
            let of_first = builds.first().into_iter().flat_map(|build| of(*build));
            let moving = checkpoint::advance_all(tx, organization_id, &passed, ground.fence);
            let writing = try_join_all(of_first.map(|(_, rows)| rows.write(tx, tenant)));
            let (moved, _) = futures::try_join!(moving, writing)?;
            for build in builds.iter().skip(1) {
                checkpoint::go_on_in(tx, *build).await?;
                try_join_all(of(*build).map(|(_, rows)| rows.write(tx, tenant))).await?;
            }
            Ok(moved)
        };
        let (tx, moved) = pool.begin_write_at_work(tenant, work).await?;
        if moved.contains(&false) {
            tx.rollback().await?;
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(ready.into_iter().map(|(_, rows)| rows).collect()))
    }
}

/// The builds rows are written in; after a rebuild they differ.
fn builds(ready: &[(i32, Box<dyn Ready>)]) -> Vec<i32> {
    let mut builds: Vec<i32> = ready.iter().map(|(build, _)| *build).collect();
    builds.sort_unstable();
    builds.dedup();
    builds
}

/// Whether all projections stand at the same position, and nothing of theirs is out of the ordinary.
fn in_step(checkpoints: &OfEach<Checkpoint>, now: DateTime<Utc>) -> bool {
    let Some(first) = checkpoints.first() else {
        return false;
    };
    Part::ALL.into_iter().zip(checkpoints).all(|(part, at)| {
        at.position == first.position
            && at.next_boundary_at.is_none_or(|boundary| boundary > now)
            && own_version(part.key(), *at).is_ok()
    })
}

/// Whether the events follow the position without a gap, and none is a repair.
fn are_plain(after: u64, events: &[RecordedEvent]) -> bool {
    (after + 1..)
        .zip(events)
        .all(|(position, event)| event.position == position && event.aggregate_type != ProjectionRepair::KIND)
}
