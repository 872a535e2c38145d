//! The two statements that write: a batch of submissions as parallel arrays, and its outcomes.

use std::time::Duration;

use chrono::Utc;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use wellflow_runtime::{Pool, RuntimeError};

use crate::StoreError;
use crate::arrays::{Arrays, Places};
use crate::outcomes::{outcomes, placed};
use crate::submission::{Outcome, Submission};

const APPEND_BATCH: &str = include_str!("sql/append_batch.sql");
const APPEND_AT: &str = include_str!("sql/append_at.sql");

/// SQLSTATE of `append_batch`: the clocks differ.
const CLOCK_SKEW: &str = "WF002";

/// SQLSTATE of a server that takes no writes.
const READ_ONLY: &str = "25006";

/// A batch that has not answered by now is given up; what became of it is asked by sending it again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Writes a batch, sorted by [`crate::arrays::sort`], in one round trip, each submission judged by itself. Outcomes come in
/// the same order.
pub(crate) async fn append_batch(pool: &Pool, batch: &[&Submission]) -> Result<Vec<Outcome>, StoreError> {
    let mut arrays = Arrays::of(batch, None)?;
    let client = pool.get().await.map_err(RuntimeError::Pool)?;
    // Read last: waiting for a connection must not look like a clock that is behind.
    arrays.clock = Utc::now();
    let parameters: [&(dyn ToSql + Sync); 7] = [
        &arrays.clock,
        &arrays.organizations,
        &arrays.locks,
        &arrays.commands,
        &arrays.streams,
        &arrays.events,
        &arrays.claims,
    ];
    let row = write(client, APPEND_BATCH, &parameters).await?;
    outcomes(&row, &arrays, batch)
}

/// Writes a batch, sorted likewise, at the places it expects: all of it or nothing.
pub(crate) async fn append_at(
    pool: &Pool,
    batch: &[&Submission],
    places: &Places,
) -> Result<Vec<Outcome>, StoreError> {
    let mut arrays = Arrays::of(batch, Some(places))?;
    let client = pool.get().await.map_err(RuntimeError::Pool)?;
    arrays.clock = Utc::now();
    let parameters: [&(dyn ToSql + Sync); 11] = [
        &arrays.clock,
        &places.token,
        &places.after,
        &arrays.organizations,
        &arrays.locks,
        &places.expected,
        &places.incarnations,
        &arrays.commands,
        &arrays.streams,
        &arrays.events,
        &arrays.claims,
    ];
    let row = write(client, APPEND_AT, &parameters).await?;
    placed(&row, &arrays, batch, places)
}

async fn write(
    client: deadpool_postgres::Object,
    sql: &str,
    parameters: &[&(dyn ToSql + Sync)],
) -> Result<Row, StoreError> {
    let statement = client.prepare_cached(sql).await.map_err(RuntimeError::Database)?;
    match tokio::time::timeout(PATIENCE, client.query_one(&statement, parameters)).await {
        Ok(Ok(row)) => Ok(row),
        Ok(Err(error)) => {
            let error = RuntimeError::Database(error);
            Err(match error.sql_state() {
                Some(CLOCK_SKEW) => StoreError::ClockSkew,
                Some(READ_ONLY) => {
                    // The server has become a standby: its successor is found by connecting anew.
                    drop(deadpool_postgres::Object::take(client));
                    error.into()
                }
                Some(_) => error.into(),
                None => {
                    // The connection broke under the statement: it must not serve anybody else.
                    drop(deadpool_postgres::Object::take(client));
                    StoreError::OutcomeUnknown
                }
            })
        }
        Err(_) => {
            drop(deadpool_postgres::Object::take(client));
            Err(StoreError::OutcomeUnknown)
        }
    }
}

pub(crate) fn signed(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Inconsistent(format!("{number} is no position")))
}
