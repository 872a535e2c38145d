//! What the planner knows of the read models' tables while they are filled faster than autovacuum comes round.

use wellflow_runtime::{Pool, RuntimeError};

use crate::{ProjectionKey, ReadModelError};

/// Looks at the tables of a projection that have grown to more than four times the size they had when they were last looked at.
/// Answers how many those were. Cached plans made from what was known before are made anew.
///
/// # Errors
/// [`ReadModelError`].
pub async fn gather(pool: &Pool, projection: ProjectionKey) -> Result<i32, ReadModelError> {
    let client = pool.get().await.map_err(RuntimeError::Pool)?;
    let statement = client.prepare_cached(include_str!("sql/gather.sql")).await?;
    let row = client.query_one(&statement, &[&projection.name]).await?;
    Ok(row.try_get(0)?)
}
