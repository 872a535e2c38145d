//! Operating agreements on both axes of time.
//!
//! - [`AgreementRow`]: a row; [`write`] and [`clear`] are the projector's statements.
//! - [`list`] is query-api's: a page goes on strictly after its sort key.

mod rows;

use tokio_postgres::types::ToSql;
use uuid::Uuid;

pub use rows::{AgreementRow, clear, write};

use crate::history::{HistoryPage, RowKey, When, page};
use crate::{AGREEMENT_HISTORY, ReadModelError, Reads};

/// Which agreements to list. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgreementFilter {
    /// The status, for example `in_force`.
    pub status: Option<String>,
    /// Who operates.
    pub operator: Option<Uuid>,
    /// Who is a party.
    pub party: Option<Uuid>,
    /// A lease of the contract area.
    pub lease_id: Option<Uuid>,
    /// A property of the contract area.
    pub property_id: Option<Uuid>,
}

/// A page of agreements by number, at a point.
///
/// # Errors
/// [`ReadModelError`].
pub async fn list(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: &AgreementFilter,
    after: Option<&RowKey>,
    limit: u32,
) -> Result<HistoryPage<RowKey>, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let parameters: [&(dyn ToSql + Sync); 14] = [
        &organization_id,
        &when.bigint(),
        &when.at,
        &when.day,
        &after.map_or("", |after| after.key.as_str()),
        &after.map_or(Uuid::nil(), |after| after.id),
        &fetched,
        &AGREEMENT_HISTORY.name,
        &AGREEMENT_HISTORY.version,
        &filter.status,
        &filter.operator,
        &filter.party,
        &filter.lease_id,
        &filter.property_id,
    ];
    let rows = reads.rows(include_str!("sql/list.sql"), &parameters).await?;
    page(&rows, limit, |last| {
        Ok(RowKey {
            key: last.try_get("sort_key")?,
            id: last.try_get("agreement_id")?,
        })
    })
}
