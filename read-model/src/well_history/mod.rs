//! Wells on both axes of time.
//!
//! - [`HistoryRow`]: a row; [`write`], [`open`] and [`clear`] are the projector's statements.
//! - [`at`], [`list`] and [`counts`] are query-api's.
//!
//! Invariants
//! - At one point there is at most one row of a well, so that a page serves every well exactly once.
//! - The filters are those of [`crate::well_summary`], and mean the same.

mod at;
mod counts;
mod list;
mod rows;

pub use at::at;
pub use counts::{Count, Counts, counts};
pub use list::list;
pub use rows::{HistoryRow, clear, open, write};
