//! The read models, one file each.

mod afe_history;
mod agreement_history;
mod history;
mod lease_history;
mod monthly_production;
mod owner_history;
mod ownership;
mod production_history;
mod search;
mod well_file;
mod well_history;
mod well_parts;
mod well_summary;

pub(crate) use afe_history::AfeHistory;
pub(crate) use agreement_history::AgreementHistory;
pub(crate) use history::Line;
#[cfg(test)]
pub(crate) use history::comes_after;
pub(crate) use lease_history::LeaseHistory;
pub(crate) use monthly_production::MonthlyProduction;
pub(crate) use owner_history::OwnerHistory;
pub(crate) use ownership::Ownership;
pub(crate) use production_history::ProductionHistory;
#[cfg(test)]
pub(crate) use production_history::{Counted, Whole};
pub(crate) use search::Search;
pub(crate) use well_history::WellHistory;
pub(crate) use well_summary::{WellRows, WellSummaries};
