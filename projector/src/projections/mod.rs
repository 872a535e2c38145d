//! The read models, one file each.

mod monthly_production;
mod ownership;
mod well_file;
mod well_parts;
mod well_summary;

pub(crate) use monthly_production::MonthlyProduction;
pub(crate) use ownership::Ownership;
pub(crate) use well_summary::{WellRows, WellSummaries};
