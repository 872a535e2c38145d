//! Commands made of what people and agencies write: texts in, a command out, or everything that is wrong with them.
//!
//! ```text
//! a request            ─▶ ProposeWell, or all its faults
//! a template + a request ─▶ the same, with what the template knows
//! many requests        ─▶ the same for each, in their order
//! an agency's row      ─▶ ImportWellHistory and its warnings, or all its faults
//! its row of a lease   ─▶ AgencyLease, or all its faults
//! ```
//!
//! Invariants
//! - Pure: ids and instants arrive with the request.
//! - All faults of a request are told at once, each with the field it stands in.
//! - A default is taken only where the request says nothing; a wrong value never becomes a default.

mod agency_row;
mod fields;
mod lease;
#[cfg(test)]
mod tests;
mod well;

pub use agency_row::{AgencyRow, ImportedRow};
pub use fields::Fault;
pub use lease::AgencyLeaseRow;
pub use well::{WellRequest, WellTemplate};
