//! The rows of a projection, several times: the build that is served, one that is being made, one that was served before.
//!
//! Invariants
//! - Of an organization and a projection one build is served; the row policies let queries see no other.
//! - A number is given out once: no build is taken for another.
//! - Whatever changes which build is served raises the epochs of both, so that a batch decided before writes nothing.
//! - Two builds are compared while both checkpoints are locked, and changed over in the same transaction.

mod checksum;

use std::time::Duration;

use tokio_postgres::Row;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::checkpoint::{Checkpoint, read};
use crate::{ProjectionKey, ReadModelError, Reads, from_bigint};

pub use checksum::{Checksum, checksum};

/// What a build is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is being made.
    Building,
    /// It was compared, and is not as the served one.
    Differs,
    /// Queries see it.
    Served,
    /// It was served before, and can be again.
    Kept,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Differs => "differs",
            Self::Served => "served",
            Self::Kept => "kept",
        }
    }
}

/// A build of an organization's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// What for.
    pub state: State,
    /// How far it has come.
    pub checkpoint: Checkpoint,
    /// For how long nothing of it was cached, by the database's clock.
    pub quiet: Option<Duration>,
}

/// Rows of a table that are not the same in two builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// `missing` from the new build, `unexpected` in it, or `different`.
    pub kind: String,
    /// The key of one such row, without words that may be of a name.
    pub key: String,
    /// The columns that differ, where both builds have the row.
    pub columns: Vec<String>,
    /// How many rows of the table differ so; no more than ten of each table are named.
    pub total: u64,
}

/// Every build of an organization's projection, in the order of their numbers.
///
/// # Errors
/// [`ReadModelError`].
pub async fn all(
    reads: &impl Reads,
    organization_id: Uuid,
    projection: ProjectionKey,
) -> Result<Vec<Build>, ReadModelError> {
    let rows = reads
        .rows(include_str!("sql/all.sql"), &[&organization_id, &projection.name])
        .await?;
    rows.iter().map(build).collect()
}

/// Holds a build's checkpoint still until the transaction ends; the served one where none is named.
///
/// # Errors
/// [`ReadModelError`].
pub async fn lock(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    named: Option<i32>,
) -> Result<Option<Build>, ReadModelError> {
    let rows = tx
        .query(
            include_str!("sql/lock.sql"),
            &[&organization_id, &projection.name, &named],
        )
        .await?;
    rows.first().map(build).transpose()
}

/// Whether this transaction may rebuild: no other one does until it ends.
///
/// # Errors
/// [`ReadModelError`].
pub async fn claim(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
) -> Result<bool, ReadModelError> {
    let row = tx
        .query_one(
            include_str!("sql/claim.sql"),
            &[&organization_id, &projection.name],
        )
        .await?;
    Ok(row.try_get("claimed")?)
}

/// Gives the transaction the time it needs: it compares or removes everything an organization has.
///
/// # Errors
/// [`ReadModelError`].
pub async fn unhurried(tx: &TenantTransaction) -> Result<(), ReadModelError> {
    tx.query_one(include_str!("sql/unhurried.sql"), &[]).await?;
    Ok(())
}

/// Begins a build, empty, of this copy of the ledger; `None` when the copy is not there any more.
///
/// # Errors
/// [`ReadModelError`].
pub async fn start(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    incarnation: Uuid,
) -> Result<Option<i32>, ReadModelError> {
    let row = tx
        .query_opt(
            include_str!("sql/start.sql"),
            &[
                &organization_id,
                &projection.name,
                &projection.version,
                &projection.oldest_reader,
                &incarnation,
            ],
        )
        .await?;
    Ok(row.map(|row| row.try_get("build")).transpose()?)
}

/// Removes a build and its rows; not one that is served.
///
/// # Errors
/// [`ReadModelError`].
pub async fn remove(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    build: i32,
) -> Result<(), ReadModelError> {
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
        [&organization_id, &projection.name, &build];
    // The checkpoint first: a batch under way has either committed before, or finds none.
    if tx.execute(include_str!("sql/remove.sql"), &parameters).await? == 1 {
        tx.execute(include_str!("sql/clear.sql"), &parameters).await?;
    }
    Ok(())
}

/// Empties the served build and sends it back to the beginning of this copy of the ledger.
///
/// # Errors
/// [`ReadModelError`].
pub async fn restart(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    incarnation: Uuid,
) -> Result<(), ReadModelError> {
    let restarted = tx
        .query_opt(
            include_str!("sql/restart.sql"),
            &[
                &organization_id,
                &projection.name,
                &projection.version,
                &projection.oldest_reader,
                &incarnation,
            ],
        )
        .await?;
    if let Some(row) = restarted {
        let build: i32 = row.try_get("build")?;
        tx.execute(
            include_str!("sql/clear.sql"),
            &[&organization_id, &projection.name, &build],
        )
        .await?;
    }
    Ok(())
}

/// How the rows of a build differ from those of the served one, all columns but those that are `meant` to: `table.column`,
/// or `table.*`. Empty where they are the same.
///
/// # Errors
/// [`ReadModelError`].
pub async fn differences(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    (served, other): (i32, i32),
    meant: &[&str],
) -> Result<Vec<Difference>, ReadModelError> {
    let rows = tx
        .query(
            include_str!("sql/differences.sql"),
            &[&organization_id, &projection.name, &served, &other, &meant],
        )
        .await?;
    let read = |row: &Row| -> Result<Difference, ReadModelError> {
        Ok(Difference {
            table: row.try_get("relation")?,
            kind: row.try_get("kind")?,
            key: row.try_get("row_key")?,
            columns: row.try_get("columns")?,
            total: from_bigint(row.try_get("total")?),
        })
    };
    rows.iter().map(read).collect()
}

/// Serves one build instead of another, which is kept. `redrawn`: their answers differ. The caller holds both checkpoints.
///
/// # Errors
/// [`ReadModelError`].
pub async fn serve(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    (instead_of, build): (&Build, &Build),
    redrawn: bool,
) -> Result<(), ReadModelError> {
    let redrawn = redrawn || instead_of.checkpoint.redrawn || build.checkpoint.redrawn;
    let key = (organization_id, projection);
    put(tx, key, instead_of, State::Kept, redrawn).await?;
    put(tx, key, build, State::Served, redrawn).await
}

/// Notes that a build was compared and found different.
///
/// # Errors
/// [`ReadModelError`].
pub async fn note_differs(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    build: &Build,
) -> Result<(), ReadModelError> {
    put(tx, (organization_id, projection), build, State::Differs, false).await
}

async fn put(
    tx: &TenantTransaction,
    (organization_id, projection): (Uuid, ProjectionKey),
    build: &Build,
    state: State,
    redrawn: bool,
) -> Result<(), ReadModelError> {
    tx.execute(
        include_str!("sql/state.sql"),
        &[
            &organization_id,
            &projection.name,
            &build.checkpoint.build,
            &state.word(),
            &redrawn,
        ],
    )
    .await?;
    Ok(())
}

/// Lets nothing more of the served build be cached, for five minutes at most, or lets it again.
///
/// # Errors
/// [`ReadModelError`].
pub async fn hush(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    quiet: bool,
) -> Result<(), ReadModelError> {
    tx.execute(
        include_str!("sql/hush.sql"),
        &[&organization_id, &projection.name, &quiet],
    )
    .await?;
    Ok(())
}

fn build(row: &Row) -> Result<Build, ReadModelError> {
    let state = match row.try_get("state")? {
        "served" => State::Served,
        "kept" => State::Kept,
        "differs" => State::Differs,
        _ => State::Building,
    };
    let quiet: Option<i64> = row.try_get("quiet_ms")?;
    Ok(Build {
        state,
        checkpoint: read(row)?,
        quiet: quiet.map(|ms| Duration::from_millis(from_bigint(ms))),
    })
}
