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

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;
    use wellflow_event_store::Point;
    use wellflow_event_store::evidence::Question;
    use wellflow_query_api::evidence::shown;

    use super::*;

    #[test]
    fn evidence_knows_every_kind() {
        for kind in catalogue().kinds() {
            let question = Question {
                organization: Uuid::nil(),
                kind: kind.to_owned(),
                id: Uuid::nil(),
                as_of: DateTime::UNIX_EPOCH,
                position: 0,
            };
            let nothing = shown(&question, &[], Point::default());
            assert_eq!(nothing.unwrap(), None, "{kind}");
        }
    }
}
