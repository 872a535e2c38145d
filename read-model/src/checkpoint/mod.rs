//! How far a projection has come in an organization's ledger.
//!
//! Invariants
//! - [`advance`] is the first statement of the transaction that writes the rows, so rows and checkpoint move together
//!   and of two projectors one finds the checkpoint moved and writes nothing.
//! - A refreshed boundary changes `next_boundary_at`, which is part of the comparison: a batch decided on rows from
//!   before the refresh loses as well.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use uuid::Uuid;
use wellflow_runtime::{Pool, RuntimeError, TenantTransaction};

use crate::{ProjectionKey, ReadModelError, Reads, from_bigint, to_bigint};

/// A projection's place in an organization's ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Every event up to here is in the rows; 0 before the first.
    pub position: u64,
    /// Raised whenever the rows are built anew.
    pub epoch: u64,
    /// The copy of the ledger the rows were made from.
    pub incarnation: Uuid,
    /// The next instant at which a known fact takes effect.
    pub next_boundary_at: Option<DateTime<Utc>>,
}

/// The checkpoint, or `None` before the organization's first batch.
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
            &incarnation,
        ],
    )
    .await?;
    Ok(())
}

/// Moves the checkpoint from what the batch was decided on to `position`. `false`: it is no longer there, another
/// projector was faster or the rows are being built anew; write nothing.
///
/// # Errors
/// [`ReadModelError`].
pub async fn advance(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    from: Checkpoint,
    position: u64,
) -> Result<bool, ReadModelError> {
    let moved = tx
        .execute(
            include_str!("sql/advance.sql"),
            &[
                &organization_id,
                &projection.name,
                &projection.version,
                &to_bigint(from.position),
                &to_bigint(from.epoch),
                &from.next_boundary_at,
                &to_bigint(position),
            ],
        )
        .await?;
    Ok(moved == 1)
}

/// The checkpoints of several projections, in their order; `None` for one before the organization's first batch.
///
/// # Errors
/// [`ReadModelError`].
pub async fn load_all(
    reads: &impl Reads,
    organization_id: Uuid,
    projections: &[ProjectionKey],
) -> Result<Vec<Option<Checkpoint>>, ReadModelError> {
    let (names, versions) = columns(projections.iter());
    let rows = reads
        .rows(
            include_str!("sql/load_all.sql"),
            &[&organization_id, &names, &versions],
        )
        .await?;
    let mut found = vec![None; projections.len()];
    for row in &rows {
        let key: (&str, i32) = (row.try_get("projection")?, row.try_get("version")?);
        let places = projections.iter().zip(&mut found);
        for (_, place) in places.filter(|(projection, _)| (projection.name, projection.version) == key) {
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
    let (names, versions) = columns(projections.iter());
    tx.execute(
        include_str!("sql/ensure_all.sql"),
        &[&organization_id, &names, &versions, &incarnation],
    )
    .await?;
    Ok(())
}

/// A checkpoint that moves without rows: where from, and to which position.
#[derive(Clone, Copy, Debug)]
pub struct Passed {
    /// The projection.
    pub projection: ProjectionKey,
    /// Its checkpoint.
    pub from: Checkpoint,
    /// Its next position.
    pub to: u64,
}

/// Moves the checkpoints of projections that have nothing to write, each as [`advance`] does; answers which have moved, in
/// their order.
///
/// # Errors
/// [`ReadModelError`].
pub async fn advance_all(
    tx: &TenantTransaction,
    organization_id: Uuid,
    passed: &[Passed],
) -> Result<Vec<bool>, ReadModelError> {
    let (names, versions) = columns(passed.iter().map(|passed| &passed.projection));
    let of =
        |number: fn(&Passed) -> u64| -> Vec<i64> { passed.iter().map(|it| to_bigint(number(it))).collect() };
    let boundaries: Vec<_> = passed.iter().map(|passed| passed.from.next_boundary_at).collect();
    let rows = tx
        .query(
            include_str!("sql/advance_all.sql"),
            &[
                &organization_id,
                &names,
                &versions,
                &of(|passed| passed.from.position),
                &of(|passed| passed.from.epoch),
                &boundaries,
                &of(|passed| passed.to),
            ],
        )
        .await?;
    let mut moved = vec![false; passed.len()];
    for row in &rows {
        let key: (&str, i32) = (row.try_get("projection")?, row.try_get("version")?);
        for (passed, moved) in passed.iter().zip(&mut moved) {
            *moved |= (passed.projection.name, passed.projection.version) == key;
        }
    }
    Ok(moved)
}

fn columns<'a>(projections: impl Iterator<Item = &'a ProjectionKey>) -> (Vec<&'static str>, Vec<i32>) {
    projections
        .map(|projection| (projection.name, projection.version))
        .unzip()
}

/// Takes the earliest boundary of the organization's wells over into the checkpoint.
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
        &[&organization_id, &projection.name, &projection.version],
    )
    .await?;
    Ok(())
}

/// Sends the projection back to position 0 of this copy of the ledger, under a new epoch; the caller empties its rows in the same transaction.
///
/// # Errors
/// [`ReadModelError`].
pub async fn restart(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    incarnation: Uuid,
) -> Result<(), ReadModelError> {
    tx.execute(
        include_str!("sql/restart.sql"),
        &[
            &organization_id,
            &projection.name,
            &projection.version,
            &incarnation,
        ],
    )
    .await?;
    Ok(())
}

/// The checkpoints of a projection in many organizations, in one statement of no tenant; those that have none are left
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
        .query(
            &statement,
            &[&projection.name, &projection.version, &organizations],
        )
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

fn read(row: &Row) -> Result<Checkpoint, ReadModelError> {
    Ok(Checkpoint {
        position: from_bigint(row.try_get("position")?),
        epoch: from_bigint(row.try_get("epoch")?),
        incarnation: row.try_get("incarnation")?,
        next_boundary_at: row.try_get("next_boundary_at")?,
    })
}
