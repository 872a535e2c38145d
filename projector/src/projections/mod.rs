//! The read models, one file each.

mod afe_history;
mod agreement_history;
mod history;
mod lease_history;
mod monthly_production;
mod owner_history;
mod ownership;
mod well_file;
mod well_parts;
mod well_summary;

pub(crate) use afe_history::AfeHistory;
pub(crate) use agreement_history::AgreementHistory;
pub(crate) use lease_history::LeaseHistory;
pub(crate) use monthly_production::MonthlyProduction;
pub(crate) use owner_history::OwnerHistory;
pub(crate) use ownership::Ownership;
pub(crate) use well_summary::{WellRows, WellSummaries};
