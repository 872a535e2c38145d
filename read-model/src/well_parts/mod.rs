//! A well's wellbores, completions and tests, one row each. They belong to the projection of the wells and move with it.
//!
//! - [`Parts`]: the rows of a batch; [`replace`] and [`clear`] are the projector's statements.
//! - [`wellbores`], [`completions`] and [`tests`] are query-api's, and so are those of several wells at once ([`OfWells`]).
//!
//! Invariants
//! - The rows of a well are replaced together: they are what one state of the well shows.
//! - A document is served as it was written.

mod many;
mod rows;

use chrono::{DateTime, Utc};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

pub use many::{OfWells, completions_of_wells, tests_of_wells, wellbores_of_wells};
pub use rows::{BoreRow, CompletionRow, Parts, TestRow, clear, replace};

use crate::reads::{documents, read_at};
use crate::{ReadModelError, Reads, WELL_SUMMARY};

/// The documents of a well's wellbores by their place, and the checkpoint they were read at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn wellbores(
    reads: &impl Reads,
    organization_id: Uuid,
    well_id: Uuid,
) -> Result<(u64, Vec<String>), ReadModelError> {
    whole(reads, organization_id, well_id, include_str!("sql/wellbores.sql")).await
}

/// The documents of a well's completions by name, and the checkpoint they were read at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn completions(
    reads: &impl Reads,
    organization_id: Uuid,
    well_id: Uuid,
) -> Result<(u64, Vec<String>), ReadModelError> {
    whole(
        reads,
        organization_id,
        well_id,
        include_str!("sql/completions.sql"),
    )
    .await
}

async fn whole(
    reads: &impl Reads,
    organization_id: Uuid,
    well_id: Uuid,
    sql: &str,
) -> Result<(u64, Vec<String>), ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 4] = [
        &organization_id,
        &well_id,
        &WELL_SUMMARY.name,
        &WELL_SUMMARY.version,
    ];
    let rows = reads.rows(sql, &parameters).await?;
    Ok((read_at(&rows)?, documents(&rows)?))
}

/// Where a page of tests begins: strictly before this one, as the newest come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestKey {
    /// When the test was made.
    pub tested_at: DateTime<Utc>,
    /// Its place among the well's tests.
    pub place: i64,
}

/// A page of tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestPage {
    /// The checkpoint the page was read at.
    pub read_at: u64,
    /// The documents, newest test first.
    pub documents: Vec<String>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<TestKey>,
}

/// A page of a well's tests, all or of one kind, newest first.
///
/// # Errors
/// [`ReadModelError`].
pub async fn tests(
    reads: &impl Reads,
    organization_id: Uuid,
    well_id: Uuid,
    kind: Option<&str>,
    after: Option<TestKey>,
    limit: u32,
) -> Result<TestPage, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    // The first page begins later than any test.
    let tested_at = after.map_or(LATEST, |after| after.tested_at);
    let place = after.map_or(i64::MAX, |after| after.place);
    let parameters: [&(dyn ToSql + Sync); 8] = [
        &organization_id,
        &well_id,
        &kind,
        &tested_at,
        &place,
        &fetched,
        &WELL_SUMMARY.name,
        &WELL_SUMMARY.version,
    ];
    let rows = reads.rows(include_str!("sql/tests.sql"), &parameters).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let shown = &rows[..rows.len().min(limit)];
    let next = match shown.last() {
        Some(last) if rows.len() > limit => Some(TestKey {
            tested_at: last.try_get("tested_at")?,
            place: last.try_get("place")?,
        }),
        Some(_) | None => None,
    };
    Ok(TestPage {
        read_at: read_at(&rows)?,
        documents: documents(shown)?,
        next,
    })
}

/// The year 2262: no test is made later.
const LATEST: DateTime<Utc> = DateTime::from_timestamp_nanos(i64::MAX);
