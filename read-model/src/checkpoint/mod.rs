//! How far a projection has come in an organization's ledger.
//!
//! Invariants
//! - A transaction that writes rows is opened by moving the checkpoint ([`advance`], [`advance_all`]), so rows and checkpoint
//!   move together and of two projectors one finds the checkpoint moved and writes nothing.
//! - A refreshed boundary changes `next_boundary_at`, which is part of the comparison: a batch decided on rows from
//!   before the refresh loses as well.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::{Pool, RuntimeError, Tenant, TenantPool, TenantTransaction};

use crate::lease::Fence;
use crate::{ProjectionKey, ReadModelError, Reads, from_bigint, to_bigint};

/// A projection's place in an organization's ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose rows it speaks of.
    pub build: i32,
    /// The version of the projection that makes them.
    pub version: i32,
    /// Every event up to here is in the rows; 0 before the first.
    pub position: u64,
    /// Raised whenever the rows are built anew, and when another build is served instead.
    pub epoch: u64,
    /// The copy of the ledger the rows were made from.
    pub incarnation: Uuid,
    /// The next instant at which a known fact takes effect.
    pub next_boundary_at: Option<DateTime<Utc>>,
    /// Whether a stream was ever parked, or an event left out, since the rows were built.
    pub is_repaired: bool,
    /// Whether a version of a stream may name several answers: builds that differ were served one after the other.
    pub redrawn: bool,
    /// Whether nothing is to be cached.
    pub quiet: bool,
}

/// The checkpoint of the served build, or `None` before the organization's first batch.
///
/// # Errors
/// [`ReadModelError`].
pub async fn load(
    reads: &impl Reads,
    organization_id: Uuid,
    projection: ProjectionKey,
) -> Result<Option<Checkpoint>, ReadModelError> {
    let rows = reads
        .rows(
            include_str!("sql/load.sql"),
            &[&organization_id, &projection.name, &projection.version],
        )
        .await?;
    // One of rows that this reader cannot read is none.
    rows.first().map(read).transpose()
}

/// Makes the checkpoint at position 0 of this copy of the ledger, where there is none; makes none for a copy that is not
/// there any more, so that no row can follow an organization that is being erased. Where the database was told that the
/// ledger is elsewhere, it is the caller who has seen the copy there.
///
/// # Errors
/// [`ReadModelError`].
pub async fn ensure(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    incarnation: Uuid,
) -> Result<(), ReadModelError> {
    tx.execute(
        include_str!("sql/ensure.sql"),
        &[
            &organization_id,
            &projection.name,
            &projection.version,
            &projection.oldest_reader,
            &incarnation,
        ],
    )
    .await?;
    Ok(())
}

/// Opens a transaction that moves the checkpoint from what the batch was decided on to a position, and writes the rows of this
/// build from there on. `None`: it is no longer there, because another projector was faster, or the rows are built anew, or
/// another build is served, or the organization was taken over from the holder of the fence; nothing is to be written. Without
/// a fence whoever is first is right.
///
/// # Errors
/// [`ReadModelError`].
pub async fn advance(
    pool: &TenantPool,
    tenant: &Tenant,
    projection: ProjectionKey,
    (from, position): (Checkpoint, u64),
    fence: Option<Fence>,
) -> Result<Option<TenantTransaction>, ReadModelError> {
    let (bucket, epoch) = columns_of(fence);
    let parameters: [&(dyn ToSql + Sync); 9] = [
        &tenant.organization_id(),
        &projection.name,
        &from.build,
        &to_bigint(from.position),
        &to_bigint(from.epoch),
        &to_bigint(position),
        &from.next_boundary_at,
        &bucket,
        &epoch,
    ];
    let statement = (include_str!("sql/advance.sql"), parameters.as_slice());
    let (tx, moved) = pool.begin_write_with(tenant, statement).await?;
    if moved.len() == 1 {
        return Ok(Some(tx));
    }
    tx.rollback().await?;
    Ok(None)
}

/// The checkpoints of the served builds of several projections, in their order, whatever their version; `None` for one before the organization's first batch.
///
/// # Errors
/// [`ReadModelError`].
pub async fn load_all(
    reads: &impl Reads,
    organization_id: Uuid,
    projections: &[ProjectionKey],
) -> Result<Vec<Option<Checkpoint>>, ReadModelError> {
    let names: Vec<&str> = projections.iter().map(|projection| projection.name).collect();
    let rows = reads
        .rows(include_str!("sql/load_all.sql"), &[&organization_id, &names])
        .await?;
    let mut found = vec![None; projections.len()];
    for row in &rows {
        let name: &str = row.try_get("projection")?;
        let places = projections.iter().zip(&mut found);
        for (_, place) in places.filter(|(projection, _)| projection.name == name) {
            *place = Some(read(row)?);
        }
    }
    Ok(found)
}

/// [`ensure`] for several projections.
///
/// # Errors
/// [`ReadModelError`].
pub async fn ensure_all(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projections: &[ProjectionKey],
    incarnation: Uuid,
) -> Result<(), ReadModelError> {
    let names: Vec<&str> = projections.iter().map(|projection| projection.name).collect();
    let of = |number: fn(&ProjectionKey) -> i32| -> Vec<i32> { projections.iter().map(number).collect() };
    tx.execute(
        include_str!("sql/ensure_all.sql"),
        &[
            &organization_id,
            &names,
            &of(|projection| projection.version),
            &of(|projection| projection.oldest_reader),
            &incarnation,
        ],
    )
    .await?;
    Ok(())
}

/// A checkpoint that moves: where from, and to which position.
#[derive(Clone, Copy, Debug)]
pub struct Passed {
    /// The projection.
    pub projection: ProjectionKey,
    /// Its checkpoint.
    pub from: Checkpoint,
    /// Its next position.
    pub to: u64,
}

/// Moves the checkpoints of several projections, each as [`advance`] does, as the first statement of a transaction; answers
/// which have moved, in their order. Where one has not, nothing is to be committed.
///
/// # Errors
/// [`ReadModelError`].
pub async fn advance_all(
    tx: &TenantTransaction,
    organization_id: Uuid,
    passed: &[Passed],
    fence: Option<Fence>,
) -> Result<Vec<bool>, ReadModelError> {
    let (bucket, epoch) = columns_of(fence);
    let names: Vec<&str> = passed.iter().map(|passed| passed.projection.name).collect();
    let builds: Vec<i32> = passed.iter().map(|passed| passed.from.build).collect();
    let of =
        |number: fn(&Passed) -> u64| -> Vec<i64> { passed.iter().map(|it| to_bigint(number(it))).collect() };
    let boundaries: Vec<_> = passed.iter().map(|passed| passed.from.next_boundary_at).collect();
    let parameters: [&(dyn ToSql + Sync); 9] = [
        &organization_id,
        &names,
        &builds,
        &of(|passed| passed.from.position),
        &of(|passed| passed.from.epoch),
        &boundaries,
        &of(|passed| passed.to),
        &bucket,
        &epoch,
    ];
    let rows = tx.query(include_str!("sql/advance_all.sql"), &parameters).await?;
    let mut moved = vec![false; passed.len()];
    for row in &rows {
        let name: &str = row.try_get("projection")?;
        for (passed, moved) in passed.iter().zip(&mut moved) {
            *moved |= passed.projection.name == name;
        }
    }
    Ok(moved)
}

/// Makes [`advance_all`] ready: with other statements beside, it is the first to be sent.
///
/// # Errors
/// [`ReadModelError`].
pub async fn prepare_advance_all(tx: &TenantTransaction) -> Result<(), ReadModelError> {
    Ok(tx.prepare(include_str!("sql/advance_all.sql")).await?)
}

/// The transaction sees and writes the rows of another build from here on.
///
/// # Errors
/// [`ReadModelError`].
pub async fn go_on_in(tx: &TenantTransaction, build: i32) -> Result<(), ReadModelError> {
    tx.query(include_str!("sql/go_on_in.sql"), &[&build]).await?;
    Ok(())
}

fn columns_of(fence: Option<Fence>) -> (Option<i32>, Option<i64>) {
    fence.map(|fence| (fence.bucket, to_bigint(fence.epoch))).unzip()
}

/// Takes the earliest boundary of the organization's wells, in the build of the transaction, over into the checkpoint of
/// that build.
///
/// # Errors
/// [`ReadModelError`].
pub async fn note_boundary(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
) -> Result<(), ReadModelError> {
    tx.execute(
        include_str!("sql/note_boundary.sql"),
        &[&organization_id, &projection.name],
    )
    .await?;
    Ok(())
}

/// The checkpoints of a projection's served builds in many organizations, in one statement of no tenant; those that have none are left
/// out. Only the projector's role may see them.
///
/// # Errors
/// [`ReadModelError`].
pub async fn many(
    pool: &Pool,
    projection: ProjectionKey,
    organizations: &[Uuid],
) -> Result<Vec<(Uuid, Checkpoint)>, ReadModelError> {
    let client = pool.get().await.map_err(RuntimeError::Pool)?;
    let statement = client.prepare_cached(include_str!("sql/many.sql")).await?;
    let rows = client
        .query(&statement, &[&projection.name, &organizations])
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("organization_id")?, read(row)?)))
        .collect()
}

/// The organizations in which a known fact takes effect at or before an instant, the earliest first, at most `limit`.
/// Costs what it finds. Only the projector's role may see them.
///
/// # Errors
/// [`ReadModelError`].
pub async fn boundaries(
    pool: &Pool,
    projection: ProjectionKey,
    until: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<(Uuid, DateTime<Utc>)>, ReadModelError> {
    let client = pool.get().await.map_err(RuntimeError::Pool)?;
    let statement = client.prepare_cached(include_str!("sql/boundaries.sql")).await?;
    let rows = client
        .query(
            &statement,
            &[&projection.name, &projection.version, &until, &i64::from(limit)],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("organization_id")?, row.try_get("next_boundary_at")?)))
        .collect()
}

pub(crate) fn read(row: &Row) -> Result<Checkpoint, ReadModelError> {
    Ok(Checkpoint {
        build: row.try_get("build")?,
        version: row.try_get("version")?,
        position: from_bigint(row.try_get("position")?),
        epoch: from_bigint(row.try_get("epoch")?),
        incarnation: row.try_get("incarnation")?,
        next_boundary_at: row.try_get("next_boundary_at")?,
        is_repaired: row.try_get::<_, i64>("repairs")? > 0,
        redrawn: row.try_get("redrawn")?,
        quiet: row.try_get("quiet")?,
    })
}
