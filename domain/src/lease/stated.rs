//! What a lease says: its terms and clauses, its tracts, its papers, and what is paid and pooled under it.

mod clauses;
mod payments;
mod terms;
mod tracts;
mod units;

pub use clauses::{Clause, PughClause, RetainedAcreageClause, ShutInRoyaltyClause, TaxBurden};
pub use payments::{
    HeldWell, Operation, OperationKind, RentalPayment, RoyaltyRestatement, SavedBy, ShutInPayment,
};
pub(super) use terms::last_day_of;
pub use terms::{
    AgencyLeaseKey, Clauses, ExtensionOption, Instrument, LeaseTerms, Lessor, MineralOwner, PrimaryTerm,
    Recording, RecordingReference, Rental,
};
pub use tracts::{Conveyance, InterestAssignment, InterestKind, ReleaseCause, ReleasedAcreage, TractStated};
pub use units::{ForcePooling, PooledUnit, UnitKind, UnitTract};
