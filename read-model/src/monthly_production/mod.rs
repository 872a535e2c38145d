//! Volumes per completion and month, their series and totals.
//!
//! - [`MonthRow`]: a row; [`load`], [`upsert`], [`clear`] are the projector's statements.
//! - [`totals`], [`series`] and [`well_months`] are query-api's.
//!
//! Invariants
//! - A month counts from the instant its volumes hold; a row recorded ahead of that instant is not served before it.
//! - Gas volumes at different pressure bases are never added up here: sums come one per base.

mod rows;
mod sums;

use chrono::NaiveDate;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

pub use rows::{MonthRow, clear, load, upsert};
pub use sums::{MonthlySum, Sum, series, totals};

use crate::{MONTHLY_PRODUCTION, ReadModelError, checkpoint};

/// Which months to answer about. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductionFilter {
    /// First month, by its first day.
    pub from: Option<NaiveDate>,
    /// Last month, by its first day, itself included.
    pub to: Option<NaiveDate>,
    /// Only this well.
    pub well_id: Option<Uuid>,
    /// Only this lease, exactly.
    pub lease: Option<String>,
}

impl ProductionFilter {
    /// The first and last month with open ends written out, so that both are always index conditions.
    pub(crate) fn months(&self) -> (NaiveDate, NaiveDate) {
        (self.from.unwrap_or(FIRST_DAY), self.to.unwrap_or(LAST_DAY))
    }
}

/// PostgreSQL's dates reach further, chrono's reach further still: no well is older or younger than these.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("a date of the calendar");
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date of the calendar");

/// The position up to which the volumes are known; read before the rows, which may then only be newer.
///
/// # Errors
/// [`ReadModelError`].
pub async fn read_at(tx: &TenantTransaction, organization_id: Uuid) -> Result<u64, ReadModelError> {
    Ok(checkpoint::load(tx, organization_id, MONTHLY_PRODUCTION)
        .await?
        .map_or(0, |checkpoint| checkpoint.position))
}

/// The months of one well in effect now, by month and completion; at most `limit`.
///
/// # Errors
/// [`ReadModelError`].
pub async fn well_months(
    tx: &TenantTransaction,
    organization_id: Uuid,
    well_id: Uuid,
    filter: &ProductionFilter,
    limit: u32,
) -> Result<Vec<MonthRow>, ReadModelError> {
    let (from, to) = filter.months();
    let rows = tx
        .query(
            include_str!("sql/well_months.sql"),
            &[&organization_id, &well_id, &from, &to, &i64::from(limit)],
        )
        .await?;
    rows.iter().map(rows::read).collect()
}
