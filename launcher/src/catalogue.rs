//! The aggregates of this program, for whoever verifies its ledgers.

use wellflow_domain::afe::Afe;
use wellflow_domain::approval_policy::ApprovalPolicy;
use wellflow_domain::division_of_interest::DivisionOfInterest;
use wellflow_domain::joint_operating_agreement::JointOperatingAgreement;
use wellflow_domain::lease::Lease;
use wellflow_domain::owner::Owner;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::property_divisions::PropertyDivisions;
use wellflow_domain::property_month::PropertyMonth;
use wellflow_domain::well::Well;
use wellflow_event_store::Catalogue;

/// Every aggregate whose events a ledger holds.
pub(crate) fn catalogue() -> Catalogue {
    Catalogue::default()
        .with::<Well>()
        .with::<ProductionMonth>()
        .with::<PropertyMonth>()
        .with::<Lease>()
        .with::<Owner>()
        .with::<DivisionOfInterest>()
        .with::<PropertyDivisions>()
        .with::<Afe>()
        .with::<JointOperatingAgreement>()
        .with::<ApprovalPolicy>()
}
