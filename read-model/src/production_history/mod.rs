//! Volumes per completion and month at any point: as first reported, and as restated at every position.
//!
//! - [`MonthHistoryRow`]: a row; [`write`] and [`clear`] are the projector's statements.
//! - [`months`], [`sums`], [`sums_of_wells`], [`by_well`], [`well_months`] and [`months_of_wells`] are query-api's.
//!
//! Invariants
//! - What is known of a month is shown as soon as it is known: a row is all that was known of it at its positions.
//! - A month counts from the first instant of its last local day on; one of which only days are recorded has no row.
//! - As for [`crate::monthly_production`], gas at different bases is never added up here, and what is withheld or not reported
//!   is counted beside a sum.

mod months;
mod rows;
mod sums;
mod wells;

pub use months::{MonthKey, MonthsPage, OneMonth, months};
pub use rows::{MonthHistoryRow, clear, forget, write};
pub use sums::{By, GroupSum, Groups, Per, SUMS_MAX, Sums, sums, sums_of_wells};
pub(crate) use sums::{SUMS_READ, whole_groups};
pub use wells::{by_well, months_of_wells, well_months};
