//! Wells on both axes of time.
//!
//! - [`HistoryRow`]: a row; [`write`], [`open`] and [`clear`] are the projector's statements.
//! - [`list`] and [`counts`] are query-api's. A well by itself is folded from the ledger.
//!
//! Invariants
//! - At one point there is at most one row of a well, so that a page serves every well exactly once.
//! - The filters are those of [`crate::well_summary`], and mean the same.

mod counts;
mod list;
mod rows;

pub use counts::{Count, Counts, counts};
pub use list::list;
pub use rows::{HistoryRow, clear, open, write};
