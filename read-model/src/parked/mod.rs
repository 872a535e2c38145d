//! Streams a projection cannot read for now, and events that are left out.
//!
//! Invariants
//! - What is parked, left out, and in the rows changes in the transaction that moves the checkpoint, and that raises the
//!   checkpoint's epoch: a batch that was decided before loses.
//! - A parked stream's rows hold everything before its first position, and nothing from there on.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use uuid::Uuid;
use wellflow_runtime::{Pool, RuntimeError, TenantTransaction};

use crate::{ProjectionKey, ReadModelError, Reads, from_bigint, to_bigint};

/// A stream of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stream {
    /// Its kind.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}

/// Why a stream waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The stream.
    pub stream: Stream,
    /// The position of the event that could not be taken in.
    pub position: u64,
    /// The event.
    pub event_id: Uuid,
    /// Its type.
    pub event_type: String,
    /// Why it could not.
    pub reason: String,
}

/// A stream that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// What for.
    pub obstacle: Obstacle,
    /// Since when.
    pub parked_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: u64,
}

/// What a projection does not read of an organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repairs {
    /// The streams that wait.
    pub parked: HashMap<Stream, Parked>,
    /// The events that are left out.
    pub skipped: HashSet<Uuid>,
    /// The streams they are of.
    pub mended: HashSet<Uuid>,
}

/// What a projection does not read of an organization.
///
/// # Errors
/// [`ReadModelError`].
pub async fn load(
    reads: &impl Reads,
    organization_id: Uuid,
    projection: ProjectionKey,
) -> Result<Repairs, ReadModelError> {
    let mut repairs = Repairs::default();
    for parked in of(reads, organization_id, projection).await? {
        repairs.parked.insert(parked.obstacle.stream.clone(), parked);
    }
    let rows = reads
        .rows(
            include_str!("sql/skipped.sql"),
            &[&organization_id, &projection.name, &projection.version],
        )
        .await?;
    for row in &rows {
        repairs.skipped.insert(row.try_get("event_id")?);
        repairs.mended.insert(row.try_get("stream_id")?);
    }
    Ok(repairs)
}

/// The streams that wait for a projection.
async fn of(
    reads: &impl Reads,
    organization_id: Uuid,
    projection: ProjectionKey,
) -> Result<Vec<Parked>, ReadModelError> {
    let rows = reads
        .rows(
            include_str!("sql/load.sql"),
            &[&organization_id, &projection.name, &projection.version],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Parked, ReadModelError> {
    Ok(Parked {
        obstacle: Obstacle {
            stream: Stream {
                kind: row.try_get("stream_kind")?,
                id: row.try_get("stream_id")?,
            },
            position: from_bigint(row.try_get("first_position")?),
            event_id: row.try_get("event_id")?,
            event_type: row.try_get("event_type")?,
            reason: row.try_get("reason")?,
        },
        parked_at: row.try_get("parked_at")?,
        attempts: from_bigint(row.try_get("attempts")?),
    })
}

/// A stream that waits, and the projection it waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The projection's name.
    pub projection: String,
    /// The version of its rows.
    pub version: i32,
    /// What waits.
    pub parked: Parked,
}

/// Where a page of the list begins: after this stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedKey {
    /// The projection's name.
    pub projection: String,
    /// The version of its rows.
    pub version: i32,
    /// The stream.
    pub stream: Stream,
}

/// The streams that wait, by projection and stream, after a place in that order, at most `limit`.
///
/// # Errors
/// [`ReadModelError`].
pub async fn list(
    reads: &impl Reads,
    organization_id: Uuid,
    after: Option<&ParkedKey>,
    limit: u32,
) -> Result<Vec<Listed>, ReadModelError> {
    let rows = reads
        .rows(
            include_str!("sql/list.sql"),
            &[
                &organization_id,
                &after.map(|key| key.projection.as_str()),
                &after.map(|key| key.version),
                &after.map(|key| key.stream.kind.as_str()),
                &after.map(|key| key.stream.id),
                &i64::from(limit),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                projection: row.try_get("projection")?,
                version: row.try_get("version")?,
                parked: read(row)?,
            })
        })
        .collect()
}

/// What an answer is short of, by a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The stream.
    pub stream: Stream,
    /// Everything from here on.
    pub position: u64,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// The statement that tells what answers are short of, the earliest first: organization, name and version of the projection,
/// and the one stream asked about, or NULL. It is to be run in the snapshot the answer is read in.
pub const MISSING: &str = include_str!("sql/missing.sql");

/// Reads the rows of [`MISSING`].
///
/// # Errors
/// [`tokio_postgres::Error`] where a column has another type than the migration gave it.
pub fn missing(rows: &[Row]) -> Result<Vec<Missing>, tokio_postgres::Error> {
    rows.iter()
        .map(|row| {
            Ok(Missing {
                stream: Stream {
                    kind: row.try_get("stream_kind")?,
                    id: row.try_get("stream_id")?,
                },
                position: from_bigint(row.try_get("first_position")?),
                since: row.try_get("parked_at")?,
            })
        })
        .collect()
}

/// Parks streams; one that waits already waits for the new reason, tried once more.
///
/// # Errors
/// [`ReadModelError`].
pub async fn park(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    obstacles: &[Obstacle],
) -> Result<(), ReadModelError> {
    let kinds: Vec<&str> = obstacles.iter().map(|it| it.stream.kind.as_str()).collect();
    let ids: Vec<Uuid> = obstacles.iter().map(|it| it.stream.id).collect();
    let positions: Vec<i64> = obstacles.iter().map(|it| to_bigint(it.position)).collect();
    let events: Vec<Uuid> = obstacles.iter().map(|it| it.event_id).collect();
    let types: Vec<&str> = obstacles.iter().map(|it| it.event_type.as_str()).collect();
    let reasons: Vec<&str> = obstacles.iter().map(|it| it.reason.as_str()).collect();
    tx.execute(
        include_str!("sql/park.sql"),
        &[
            &organization_id,
            &projection.name,
            &projection.version,
            &kinds,
            &ids,
            &positions,
            &events,
            &types,
            &reasons,
        ],
    )
    .await?;
    Ok(())
}

/// A stream waits no more.
///
/// # Errors
/// [`ReadModelError`].
pub async fn unpark(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    stream: &Stream,
) -> Result<(), ReadModelError> {
    tx.execute(
        include_str!("sql/unpark.sql"),
        &[
            &organization_id,
            &projection.name,
            &projection.version,
            &stream.kind,
            &stream.id,
        ],
    )
    .await?;
    Ok(())
}

/// An event is left out from now on, by what was decided at a position.
///
/// # Errors
/// [`ReadModelError`].
pub async fn skip(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    (stream, event_id): (&Stream, Uuid),
    decided_at: u64,
) -> Result<(), ReadModelError> {
    tx.execute(
        include_str!("sql/skip.sql"),
        &[
            &organization_id,
            &projection.name,
            &projection.version,
            &event_id,
            &stream.kind,
            &stream.id,
            &to_bigint(decided_at),
        ],
    )
    .await?;
    Ok(())
}

/// Says on the checkpoint that something was changed here.
///
/// # Errors
/// [`ReadModelError`].
pub async fn noted(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
) -> Result<(), ReadModelError> {
    tx.execute(
        include_str!("sql/noted.sql"),
        &[&organization_id, &projection.name, &projection.version],
    )
    .await?;
    Ok(())
}

/// How many streams wait for a projection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Over all organizations.
    pub streams: u64,
    /// In how many organizations.
    pub organizations: u64,
}

/// How many streams of an organization wait, by the name of the projection; one that waits for none is left out.
///
/// # Errors
/// [`ReadModelError`].
pub async fn by_projection(
    reads: &impl Reads,
    organization_id: Uuid,
) -> Result<HashMap<String, u64>, ReadModelError> {
    let rows = reads
        .rows(include_str!("sql/by_projection.sql"), &[&organization_id])
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("projection")?, from_bigint(row.try_get("streams")?))))
        .collect()
}

/// How many streams wait, by name and version of the projection, over all organizations; a projection without any is left out.
/// Only the projector's role may see it.
///
/// # Errors
/// [`ReadModelError`].
pub async fn counts(pool: &Pool) -> Result<Vec<((String, i32), Waiting)>, ReadModelError> {
    let client = pool.get().await.map_err(RuntimeError::Pool)?;
    let statement = client.prepare_cached(include_str!("sql/counts.sql")).await?;
    let rows = client.query(&statement, &[]).await?;
    rows.iter()
        .map(|row| {
            let waiting = Waiting {
                streams: from_bigint(row.try_get("streams")?),
                organizations: from_bigint(row.try_get("organizations")?),
            };
            Ok(((row.try_get("projection")?, row.try_get("version")?), waiting))
        })
        .collect()
}
