//! What the rows of a build come to, in one number: two builds of the same rows have the same.
//!
//! Invariants
//! - Every row of every table of the projection is in it, with all its columns but those that tell the builds apart.
//! - The order in which rows were written is in it nowhere.

use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::{ProjectionKey, ReadModelError, from_bigint};

/// The rows of a build in one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// How many rows there are.
    pub rows: u64,
    /// SHA-256 over the digests of the rows, in hexadecimal digits.
    pub sha256: String,
}

/// Reads all rows of a build; the transaction is in that build.
///
/// # Errors
/// [`ReadModelError`].
pub async fn checksum(
    tx: &TenantTransaction,
    organization_id: Uuid,
    projection: ProjectionKey,
    build: i32,
) -> Result<Checksum, ReadModelError> {
    let row = tx
        .query_one(
            include_str!("sql/checksum.sql"),
            &[&organization_id, &projection.name, &build],
        )
        .await?;
    Ok(Checksum {
        rows: from_bigint(row.try_get("rows")?),
        sha256: row.try_get("checksum")?,
    })
}
