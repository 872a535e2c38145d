//! Rows 6 to 11: the spud and what it takes, the hole.

use super::asked::*;
use super::*;
use crate::given::given;

fn evidence() -> DrillEvidence {
    DrillEvidence {
        operator_licence: Some(licence(Some("2025-06-30"))),
        environmental_clearance: Some(Clearance {
            reference: text("EA-7"),
            in_force_until: None,
        }),
        restrictions: Some(RestrictionCheck {
            reference: text("GIS-1"),
            restricted_by: None,
        }),
        lease: Some(LeaseInForce {
            lease: text("Halbouty A"),
            in_force_until: Some(date("2027-01-01")),
            deepest_ft: Some(feet("15000")),
        }),
        spending: Some(Spending::Afe {
            number: text("AFE-12"),
        }),
        planned_depth_ft: Some(feet("12000")),
    }
}

const ALL: [Evidence; 6] = [
    Evidence::OperatorLicence,
    Evidence::EnvironmentalClearance,
    Evidence::RestrictionCheck,
    Evidence::Lease,
    Evidence::Spending,
    Evidence::PlannedDepth,
];

fn spud_on(evidence: DrillEvidence, demanded: &[Evidence]) -> WellTask {
    WellTask::Spud(SpudWell {
        effective_at: noon("03-01"),
        rig: None,
        contractor: None,
        evidence,
        seen: DrillSeen::default(),
        demanded: demanded.to_vec(),
    })
}

fn may_be_drilled() -> Vec<WellEvent> {
    let permit = DrillingPermitApproved {
        effective_at: noon("01-02"),
        permit_number: text("W1-884120"),
        expires_on: Some(date("2024-12-31")),
        conditions: vec![],
        permitted_depth_ft: Some(feet("12500")),
    };
    vec![proposed("01-01"), permit.into()]
}

/// The parts that fail, and those not stated.
fn parts(task: WellTask) -> (Vec<&'static str>, Vec<&'static str>) {
    use wellflow_decider::Decider;
    match given::<Well>(may_be_drilled()).state().decide(task.into()) {
        Err(WellError::CannotDrill { unmet }) => (
            unmet.failed.iter().map(|part| part.specification).collect(),
            unmet.not_stated.iter().map(|part| part.specification).collect(),
        ),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_well_with_all_evidence_is_drilled_and_its_evidence_kept() {
    given::<Well>(may_be_drilled())
        .when(spud_on(evidence(), &ALL))
        .then([WellSpudded {
            effective_at: noon("03-01"),
            rig: None,
            contractor: None,
            permit_number: Some(text("W1-884120")),
            evidence: evidence(),
        }]);
}

#[test]
fn what_is_not_stated_fails_nothing_unless_it_is_demanded() {
    given::<Well>(may_be_drilled())
        .when(spud_on(DrillEvidence::default(), &[]))
        .events();
    let (failed, not_stated) = parts(spud_on(DrillEvidence::default(), &[Evidence::OperatorLicence]));
    assert_eq!(failed, ["operator-licensed"]);
    assert_eq!(
        not_stated,
        [
            "environmental-clearance",
            "within-permitted-depth",
            "lease-in-force",
            "afe-authorised",
            "in-restricted-area"
        ]
    );
    let (failed, not_stated) = parts(spud_on(DrillEvidence::default(), &ALL));
    assert_eq!(
        failed,
        [
            "environmental-clearance",
            "operator-licensed",
            "within-permitted-depth",
            "lease-in-force",
            "afe-authorised",
            "sole-risk-elected",
            "in-restricted-area"
        ]
    );
    assert_eq!(not_stated, Vec::<&str>::new());
}

#[test]
fn each_part_of_what_it_takes_to_drill_fails_alone() {
    let base = evidence;
    let cases = [
        (
            DrillEvidence {
                operator_licence: Some(licence(Some("2024-02-29"))),
                ..base()
            },
            "operator-licensed",
        ),
        (
            DrillEvidence {
                environmental_clearance: Some(Clearance {
                    reference: text("EA-7"),
                    in_force_until: Some(date("2024-02-29")),
                }),
                ..base()
            },
            "environmental-clearance",
        ),
        (
            DrillEvidence {
                planned_depth_ft: Some(feet("12500.01")),
                ..base()
            },
            "within-permitted-depth",
        ),
        (
            DrillEvidence {
                lease: Some(LeaseInForce {
                    lease: text("Halbouty A"),
                    in_force_until: Some(date("2024-02-29")),
                    deepest_ft: None,
                }),
                ..base()
            },
            "lease-in-force",
        ),
        (
            DrillEvidence {
                lease: Some(LeaseInForce {
                    lease: text("Halbouty A"),
                    in_force_until: None,
                    deepest_ft: Some(feet("11999.99")),
                }),
                ..base()
            },
            "lease-in-force",
        ),
        (
            DrillEvidence {
                restrictions: Some(RestrictionCheck {
                    reference: text("GIS-1"),
                    restricted_by: Some(text("a refuge")),
                }),
                ..base()
            },
            "in-restricted-area",
        ),
    ];
    for (evidence, part) in cases {
        assert_eq!(parts(spud_on(evidence, &[])).0, [part]);
    }
}

#[test]
fn sole_risk_stands_in_for_an_afe() {
    let sole_risk = DrillEvidence {
        spending: Some(Spending::SoleRisk {
            reference: text("election 3"),
        }),
        ..evidence()
    };
    given::<Well>(may_be_drilled())
        .when(spud_on(sole_risk, &ALL))
        .events();
}

#[test]
fn a_refusal_names_its_values_its_state_and_its_form() {
    use wellflow_decider::Decider;
    let evidence = DrillEvidence {
        operator_licence: Some(licence(Some("2024-02-29"))),
        ..DrillEvidence::default()
    };
    let refusal = given::<Well>(may_be_drilled())
        .state()
        .decide(spud_on(evidence, &[Evidence::Lease]).into())
        .unwrap_err();
    assert_eq!(refusal.rule(), "well-cannot-be-drilled");
    assert_eq!(refusal.source(), Some("RRC Form P-5"));
    assert_eq!(
        refusal.to_string(),
        "the well cannot be drilled on 2024-03-01 in TX: licence P5-100 is in force until 2024-02-29 (RRC Form P-5); \
         the lease in force is not stated, and the rules of TX demand it; \
         not stated: the environmental clearance, the planned depth, an AFE or sole risk, a check of restricted areas"
    );
}

#[test]
fn a_permit_that_ran_out_is_one_part_among_others() {
    let task = |licence_until| {
        WellTask::Spud(SpudWell {
            effective_at: noon("2025-02-01"),
            rig: None,
            contractor: None,
            evidence: DrillEvidence {
                operator_licence: Some(licence(licence_until)),
                ..DrillEvidence::default()
            },
            seen: DrillSeen::default(),
            demanded: vec![],
        })
    };
    assert_eq!(
        parts(task(Some("2024-12-31"))).0,
        ["valid-permit", "operator-licensed"]
    );
    given::<Well>(may_be_drilled())
        .when(task(None))
        .then_refused(WellError::PermitExpired {
            expires_on: date("2024-12-31"),
            on: date("2025-02-01"),
        });
}

#[test]
fn a_pending_title_takes_a_lease_in_force() {
    use wellflow_decider::Decider;
    let pending = match proposed("01-01") {
        WellEvent::WellProposed(event) => WellProposed {
            plan: WellPlan {
                title: Some(Title::Pending),
                ..WellPlan::default()
            },
            ..event
        },
        other => panic!("{other:?}"),
    };
    let well = given::<Well>([pending.into(), permitted("01-02")]).state();
    let refused = well.decide(spud_on(DrillEvidence::default(), &[]).into());
    assert_eq!(
        refused.map_err(|refusal| refusal.rule()),
        Err("well-cannot-be-drilled")
    );
    assert!(well.decide(spud_on(evidence(), &[]).into()).is_ok());
}

#[test]
fn casing_is_set_from_the_outside_in() {
    let hole = with(drilling(), [progressed("01-10", "5000")]);
    given::<Well>(hole.clone())
        .when(set("01-11", string(CasingKind::Surface, "600")))
        .then([casing_set("01-11", string(CasingKind::Surface, "600"))]);
    let cased = with(
        hole,
        [
            casing_set("01-11", string(CasingKind::Surface, "600")),
            casing_set("01-12", string(CasingKind::Intermediate, "3000")),
        ],
    );
    given::<Well>(cased.clone())
        .when(set("01-13", string(CasingKind::Intermediate, "3500")))
        .events();
    given::<Well>(cased.clone())
        .when(set("01-13", string(CasingKind::Production, "5000")))
        .events();
    let out_of_order = |kind, bottom: &str| WellError::CasingOutOfOrder {
        kind,
        bottom_md_ft: feet(bottom),
        set: CasingKind::Intermediate,
        set_bottom_md_ft: feet("3000"),
    };
    given::<Well>(cased.clone())
        .when(set("01-13", string(CasingKind::Production, "2999")))
        .then_refused(out_of_order(CasingKind::Production, "2999"));
    given::<Well>(cased)
        .when(set("01-13", string(CasingKind::Surface, "4000")))
        .then_refused(WellError::CasingOutOfOrder {
            kind: CasingKind::Surface,
            bottom_md_ft: feet("4000"),
            set: CasingKind::Surface,
            set_bottom_md_ft: feet("600"),
        });
}

#[test]
fn casing_lies_in_the_hole_and_has_a_length() {
    let hole = with(drilling(), [progressed("01-10", "500")]);
    given::<Well>(hole.clone())
        .when(set("01-11", string(CasingKind::Surface, "500.01")))
        .then_refused(WellError::CasingBelowHole {
            bottom_md_ft: feet("500.01"),
            deepest_ft: feet("500"),
        });
    let inverted = CasingString {
        top_md_ft: feet("400"),
        ..string(CasingKind::Surface, "400")
    };
    given::<Well>(hole)
        .when(set("01-11", inverted))
        .then_refused(WellError::CasingInverted {
            top_md_ft: feet("400"),
            bottom_md_ft: feet("400"),
        });
}

#[test]
fn surface_casing_reaches_below_usable_water() {
    let water = |bottom: &str, kind| CasingString {
        base_of_usable_water_ft: Some(feet("550")),
        ..string(kind, bottom)
    };
    given::<Well>(drilling())
        .when(set("01-11", water("549.99", CasingKind::Surface)))
        .then_refused(WellError::SurfaceCasingTooShallow {
            bottom_md_ft: feet("549.99"),
            base_of_usable_water_ft: feet("550"),
        });
    given::<Well>(drilling())
        .when(set("01-11", water("550", CasingKind::Surface)))
        .events();
    given::<Well>(drilling())
        .when(set("01-11", water("40", CasingKind::Conductor)))
        .events();
}

#[test]
fn a_hole_does_not_become_shorter() {
    let hole = with(drilling(), [progressed("01-10", "5000")]);
    given::<Well>(hole.clone())
        .when(day_drilled("01-11", "5000"))
        .then([progressed("01-11", "5000")]);
    let refusal = WellError::DepthDecreases {
        measured_depth_ft: feet("4999.99"),
        deepest_ft: feet("5000"),
    };
    given::<Well>(hole.clone())
        .when(day_drilled("01-11", "4999.99"))
        .then_refused(refusal.clone());
    given::<Well>(hole.clone())
        .when(reach("01-11", "4999.99", None))
        .then_refused(refusal);
    // A day reported late is judged at its own date, and what came after is judged again.
    let late = given::<Well>(hole.clone())
        .when(day_drilled("01-09", "6000"))
        .events();
    let (_, illegal) = crate::given::fold::<Well>(&[hole, late].concat());
    assert_eq!(illegal.len(), 1);
}

#[test]
fn a_day_s_hole_is_not_deeper_than_it_is_long() {
    let task = WellTask::RecordDailyDrilling(RecordDailyDrilling {
        effective_at: noon("01-10"),
        progress: DrillingProgress {
            true_vertical_depth_ft: Some(feet("501")),
            ..drilled_so_far("500")
        },
    });
    given::<Well>(drilling())
        .when(task)
        .then_refused(WellError::TrueVerticalDepthExceedsMeasured {
            true_vertical_depth_ft: feet("501"),
            measured_depth_ft: feet("500"),
        });
}

#[test]
fn drilling_stops_and_goes_on() {
    given::<Well>(drilling())
        .when(suspend("01-20"))
        .then([suspended("01-20")]);
    let stopped = with(drilling(), [suspended("01-20")]);
    given::<Well>(stopped.clone())
        .when(suspend("01-21"))
        .then_nothing();
    given::<Well>(stopped)
        .when(go_on("01-25"))
        .then([DrillingResumed {
            effective_at: noon("01-25"),
            reason: text("cured"),
        }]);
    given::<Well>(drilling()).when(go_on("01-25")).then_nothing();
    given::<Well>(drilled())
        .when(go_on("02-25"))
        .then_refused(WellError::DrillingNotSuspended {
            status: WellStatus::Drilled,
            since: noon("02-01"),
        });
    given::<Well>(drilled())
        .when(suspend("02-25"))
        .then_refused(WellError::NotDrilling {
            status: WellStatus::Drilled,
            since: noon("02-01"),
        });
}

#[test]
fn total_depth_stays_within_what_the_permit_tolerates() {
    let task = |measured: &str, tolerance: Option<&str>| {
        WellTask::ReachTotalDepth(ReachTotalDepth {
            effective_at: noon("02-01"),
            measured_depth_ft: feet(measured),
            true_vertical_depth_ft: None,
            formation: None,
            permit_tolerance_ft: tolerance.map(feet),
        })
    };
    let hole = with(may_be_drilled(), [spudded("01-03")]);
    given::<Well>(hole.clone())
        .when(task("12600", Some("100")))
        .events();
    given::<Well>(hole.clone()).when(task("20000", None)).events();
    given::<Well>(hole)
        .when(task("12600.01", Some("100")))
        .then_refused(WellError::TotalDepthBeyondPermit {
            measured_depth_ft: feet("12600.01"),
            permitted_depth_ft: feet("12500"),
            tolerance_ft: feet("100"),
        });
}

#[test]
fn a_bore_is_left_for_a_new_one_and_stays_behind() {
    let first = kickoff("42-501-20130-00", "42-501-20130-01", "4000");
    let hole = with(drilling(), [progressed("01-10", "5000")]);
    given::<Well>(hole.clone())
        .when(sidetrack("01-11", first.clone()))
        .then([sidetracked("01-11", first.clone())]);
    let left = with(hole, [sidetracked("01-11", first)]);
    let summary = given::<Well>(left.clone()).state().summary().unwrap();
    let bores: Vec<_> = summary
        .wellbores
        .iter()
        .map(|bore| (bore.api_number, bore.status))
        .collect();
    assert_eq!(
        bores,
        [
            (api("42-501-20130-00"), BoreStatus::Sidetracked),
            (api("42-501-20130-01"), BoreStatus::Drilling)
        ]
    );
    // The new bore begins where it left the old one.
    given::<Well>(left.clone())
        .when(day_drilled("01-12", "3999"))
        .then_refused(WellError::DepthDecreases {
            measured_depth_ft: feet("3999"),
            deepest_ft: feet("4000"),
        });
    given::<Well>(left.clone())
        .when(sidetrack(
            "01-13",
            kickoff("42-501-20130-00", "42-501-20130-02", "100"),
        ))
        .then_refused(WellError::BoreNotCurrent {
            parent: api("42-501-20130-00"),
            bore: api("42-501-20130-01"),
        });
    given::<Well>(left)
        .when(sidetrack(
            "01-13",
            kickoff("42-501-20130-01", "42-501-20130-00", "100"),
        ))
        .then_refused(WellError::BoreAlreadyExists {
            bore: api("42-501-20130-00"),
        });
}

#[test]
fn a_new_bore_is_one_of_the_well_s_and_begins_in_the_hole() {
    let hole = with(drilling(), [progressed("01-10", "5000")]);
    let ask = |parent, bore, at| sidetrack("01-11", kickoff(parent, bore, at));
    let refusals = [
        (
            ask("42-501-20130-00", "42-501-20130-00", "100"),
            WellError::BoreAlreadyExists {
                bore: api("42-501-20130-00"),
            },
        ),
        (
            ask("42-501-20130-00", "42-501-20130", "100"),
            WellError::WellboreNotNamed {
                api_number: api("42-501-20130"),
            },
        ),
        (
            ask("42-501-20130-00", "42-501-20131-01", "100"),
            WellError::WellboreOfAnotherWell {
                wellbore: api("42-501-20131-01"),
                well: api("42-501-20130"),
            },
        ),
        (
            ask("42-501-20130-00", "42-501-20130-01", "5000.01"),
            WellError::KickoffBelowHole {
                kickoff_md_ft: feet("5000.01"),
                deepest_ft: feet("5000"),
            },
        ),
    ];
    for (task, refusal) in refusals {
        given::<Well>(hole.clone()).when(task).then_refused(refusal);
    }
    let unnumbered = hole.into_iter().map(|event| match event {
        WellEvent::WellProposed(event) => WellProposed {
            api_number: None,
            ..event
        }
        .into(),
        other => other,
    });
    given::<Well>(unnumbered)
        .when(ask("42-501-20130-00", "42-501-20130-01", "100"))
        .then_refused(WellError::NumberNotAssigned {
            bore: api("42-501-20130-00"),
        });
}

#[test]
fn a_hole_is_declared_dry_and_may_be_completed_after_all() {
    for events in [drilling(), with(drilling(), [suspended("01-20")]), drilled()] {
        given::<Well>(events)
            .when(declare_dry("02-02"))
            .then([dry("02-02")]);
    }
    given::<Well>(ready())
        .when(declare_dry("03-02"))
        .then_refused(WellError::NotDrilling {
            status: WellStatus::Completed,
            since: noon("03-01"),
        });
    given::<Well>(with(drilled(), [dry("02-02")]))
        .when(start_completion("02-03", CompletionConsent::SoleWorkingInterest))
        .then([completing("02-03")]);
}
