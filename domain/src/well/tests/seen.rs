//! What the streams of a lease and an AFE say about drilling; what is stated counts where they were not looked at.

use uuid::Uuid;
use wellflow_decider::Decider;

use super::*;
use crate::afe::{AfeKind, AfeSeen, AfeStatus};
use crate::depth::DepthInterval;
use crate::given::given;
use crate::ids::AfeId;
use crate::lease::{LeaseSeen, LeaseStatus};
use crate::tract::TractName;

fn permitted() -> Vec<WellEvent> {
    let permit = DrillingPermitApproved {
        effective_at: noon("01-02"),
        permit_number: text("W1-884120"),
        expires_on: None,
        conditions: vec![],
        permitted_depth_ft: None,
    };
    vec![proposed("01-01"), permit.into()]
}

fn spud_with(evidence: DrillEvidence, seen: DrillSeen) -> WellTask {
    WellTask::Spud(SpudWell {
        effective_at: noon("03-01"),
        rig: None,
        contractor: None,
        evidence,
        seen,
        demanded: vec![Evidence::Spending, Evidence::Lease],
    })
}

fn afe(status: AfeStatus, valid_until: Option<&str>, well: Option<WellId>) -> AfeSeen {
    AfeSeen::Known {
        afe_id: AfeId::new(Uuid::from_u128(60)),
        number: text("AFE-12"),
        kind: AfeKind::Drilling,
        status,
        well_id: well,
        lease_id: None,
        authorized_usd: None,
        valid_until: valid_until.map(date),
    }
}

fn tract(name: &str) -> TractName {
    TractName::parse(name).unwrap()
}

fn lease(status: LeaseStatus, until: Option<&str>, held: &[(&str, &str, Option<&str>)]) -> LeaseSeen {
    let held = held.iter().map(|(name, top, base)| {
        let depths = DepthInterval::new(feet(top), base.map(feet)).unwrap();
        (tract(name), depths)
    });
    LeaseSeen::Known {
        status,
        until: until.map(date),
        held: held.collect(),
    }
}

fn seen(afe: AfeSeen, lease: LeaseSeen, of: Option<&str>) -> DrillSeen {
    DrillSeen {
        afe: Some(afe),
        lease: Some(LeaseUnderWell {
            name: text("Halbouty A"),
            seen: lease,
            tract: of.map(tract),
        }),
    }
}

fn good_afe() -> AfeSeen {
    afe(AfeStatus::Authorized, Some("2024-03-01"), None)
}

fn good_lease() -> LeaseSeen {
    lease(
        LeaseStatus::InPrimaryTerm,
        Some("2024-03-01"),
        &[("A", "0", Some("12000"))],
    )
}

fn to(depth: &str) -> DrillEvidence {
    DrillEvidence {
        planned_depth_ft: Some(feet(depth)),
        ..DrillEvidence::default()
    }
}

/// The parts that fail, with what they rest on.
fn failed(evidence: DrillEvidence, seen: DrillSeen) -> Vec<(&'static str, String)> {
    let well = given::<Well>(permitted()).state();
    match well.decide(spud_with(evidence, seen).into()) {
        Ok(_) => Vec::new(),
        Err(WellError::CannotDrill { unmet }) => {
            let parts = unmet.failed.into_iter();
            parts.map(|part| (part.specification, part.detail)).collect()
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_well_is_drilled_on_what_its_lease_and_its_afe_say() {
    assert_eq!(failed(to("12000"), seen(good_afe(), good_lease(), Some("A"))), []);
    assert_eq!(
        failed(DrillEvidence::default(), seen(good_afe(), good_lease(), None)),
        []
    );
    for status in [AfeStatus::InProgress, AfeStatus::SupplementPending] {
        let going_on = afe(status, Some("2024-02-01"), None);
        assert_eq!(failed(to("12000"), seen(going_on, good_lease(), None)), []);
    }
}

#[test]
fn what_is_stored_of_a_spud_is_what_was_stated() {
    let task = spud_with(to("12000"), seen(good_afe(), good_lease(), None));
    given::<Well>(permitted()).when(task).then([WellSpudded {
        effective_at: noon("03-01"),
        rig: None,
        contractor: None,
        permit_number: Some(text("W1-884120")),
        evidence: to("12000"),
    }]);
}

#[test]
fn an_afe_that_does_not_let_the_well_be_drilled_fails() {
    let elsewhere = WellId::new(Uuid::from_u128(999));
    let cases = [
        (AfeSeen::Unknown, "the AFE is not in the books"),
        (
            afe(AfeStatus::Authorized, Some("2024-02-29"), None),
            "AFE AFE-12 was authorised until 2024-02-29",
        ),
        (afe(AfeStatus::Balloting, None, None), "AFE AFE-12 is balloting"),
        (afe(AfeStatus::Closed, None, None), "AFE AFE-12 is closed"),
        (
            afe(AfeStatus::Authorized, None, Some(elsewhere)),
            "AFE AFE-12 is of another well",
        ),
    ];
    for (afe, detail) in cases {
        let failed = failed(to("12000"), seen(afe, good_lease(), None));
        assert_eq!(failed[0], ("afe-authorised", detail.to_owned()));
        assert_eq!(failed[1].0, "sole-risk-elected");
    }
    let stated = DrillEvidence {
        spending: Some(Spending::Afe {
            number: text("AFE-13"),
        }),
        ..to("12000")
    };
    let failed = failed(stated, seen(good_afe(), good_lease(), None));
    assert_eq!(failed[0].1, "AFE AFE-13 is stated, and AFE AFE-12 was looked at");
}

#[test]
fn sole_risk_stands_in_for_an_afe_that_is_not_authorised() {
    let stated = DrillEvidence {
        spending: Some(Spending::SoleRisk {
            reference: text("Election 4"),
        }),
        ..to("12000")
    };
    let rejected = afe(AfeStatus::Rejected, None, None);
    assert_eq!(failed(stated, seen(rejected, good_lease(), None)), []);
}

#[test]
fn a_lease_that_does_not_hold_the_depth_on_the_day_fails_whatever_is_stated() {
    let stated = DrillEvidence {
        lease: Some(LeaseInForce {
            lease: text("Halbouty A"),
            in_force_until: None,
            deepest_ft: None,
        }),
        ..to("12000")
    };
    let held: &[(&str, &str, Option<&str>)] = &[("A", "0", Some("11999")), ("B", "0", None)];
    let cases = [
        (LeaseSeen::Unknown, "lease Halbouty A is not in the books"),
        (
            lease(LeaseStatus::Expired, None, held),
            "lease Halbouty A is expired on 2024-03-01",
        ),
        (
            lease(LeaseStatus::InPrimaryTerm, Some("2024-02-29"), held),
            "lease Halbouty A was in force until 2024-02-29",
        ),
        (
            lease(LeaseStatus::HeldByProduction, None, held),
            "the hole is meant to reach 12000 ft, which lease Halbouty A does not hold",
        ),
    ];
    for (lease, detail) in cases {
        let failed = failed(stated.clone(), seen(good_afe(), lease, Some("A")));
        assert_eq!(failed, [("lease-in-force", detail.to_owned())]);
    }
    let other_tract = seen(good_afe(), lease(LeaseStatus::HeldByProduction, None, held), None);
    assert_eq!(failed(stated, other_tract), []);
    let nothing_held = seen(good_afe(), lease(LeaseStatus::HeldByProduction, None, &[]), None);
    assert_eq!(
        failed(DrillEvidence::default(), nothing_held)[0].0,
        "lease-in-force"
    );
}
