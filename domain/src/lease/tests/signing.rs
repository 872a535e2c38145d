//! From the first talk to a lease in force and on record.

use wellflow_decider::{ClaimAction, DomainEvent};

use super::asked::*;
use super::*;
use crate::given::given;

fn talks() -> OpenLeaseNegotiation {
    OpenLeaseNegotiation {
        lease_id: lease_id(),
        effective_at: noon("2019-11-04"),
        name: text("Halbouty A"),
        time_zone: central(),
        lessee: lessee(),
        lessors: vec![owner(2)],
    }
}

fn opened() -> LeaseEvent {
    LeaseNegotiationOpened {
        lease_id: lease_id(),
        effective_at: noon("2019-11-04"),
        name: text("Halbouty A"),
        time_zone: central(),
        lessee: lessee(),
        lessors: vec![owner(2)],
    }
    .into()
}

fn give_up(day: &str) -> CloseLeaseNegotiation {
    CloseLeaseNegotiation {
        effective_at: noon(day),
        reason: text("no agreement"),
    }
}

fn on_record(day: &str) -> RecordLease {
    RecordLease {
        effective_at: noon(day),
        recording: Recording {
            county: text("Reeves"),
            reference: RecordingReference::InstrumentNumber {
                number: text("2020-77"),
            },
        },
    }
}

#[test]
fn talks_are_opened_once_and_with_somebody() {
    given::<Lease>([]).when(talks()).then([opened()]);
    given::<Lease>([opened()])
        .when(talks())
        .then_refused(LeaseError::AlreadyExists {
            lease_id: lease_id(),
            name: text("Halbouty A"),
        });
    let nobody = OpenLeaseNegotiation {
        lessors: Vec::new(),
        ..talks()
    };
    given::<Lease>([])
        .when(nobody)
        .then_refused(LeaseError::WithoutLessor);
}

#[test]
fn talks_may_end_without_a_lease_and_not_after_it_is_signed() {
    let closed = LeaseNegotiationClosed {
        effective_at: noon("2019-12-20"),
        reason: text("no agreement"),
    };
    given::<Lease>([opened()])
        .when(give_up("2019-12-20"))
        .then([closed.clone()]);
    assert_eq!(
        shown(vec![opened(), closed.clone().into()], "2020-01-01").status,
        LeaseStatus::NotExecuted
    );
    assert_eq!(closed.public_form_reason(), "withheld");
    given::<Lease>(signed())
        .when(give_up("2020-01-20"))
        .then_refused(LeaseError::AlreadyExecuted {
            status: LeaseStatus::Executed,
            since: noon("2020-01-15"),
        });
}

impl LeaseNegotiationClosed {
    fn public_form_reason(&self) -> String {
        match LeaseEvent::from(self.clone()).public_form() {
            Some(LeaseEvent::LeaseNegotiationClosed(shown)) => shown.reason.to_string(),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_lease_is_signed_after_talks_or_without() {
    given::<Lease>([]).when(execution(terms())).then(signed());
    given::<Lease>([opened()]).when(execution(terms())).then(signed());
    given::<Lease>(signed())
        .when(execution(terms()))
        .then_refused(LeaseError::AlreadyExecuted {
            status: LeaseStatus::Executed,
            since: noon("2020-01-15"),
        });
}

#[test]
fn a_lease_takes_its_numbers() {
    let key = AgencyLeaseKey {
        agency: text("TX RRC"),
        district: Some(text("O 08")),
        number: text("12345"),
    };
    let event = executed_on(LeaseTerms {
        agency_key: Some(key),
        ..terms()
    });
    let claims: Vec<_> = event
        .claims()
        .into_iter()
        .map(|claim| (claim.kind, claim.key, claim.action))
        .collect();
    assert_eq!(
        claims,
        [
            ("lease_number", "L-100".to_owned(), ClaimAction::Claim),
            ("agency_lease", "TX RRC|O 08|12345".to_owned(), ClaimAction::Claim),
        ]
    );
}

#[test]
fn outsiders_do_not_see_what_was_paid() {
    let shown = match owing()[0].public_form() {
        Some(LeaseEvent::LeaseExecuted(shown)) => shown.terms,
        other => panic!("{other:?}"),
    };
    assert_eq!(shown.bonus_usd, None);
    assert_eq!(shown.rental, Rental::Delay { amount_usd: None });
    assert_eq!(shown.clauses.extension.unwrap().consideration_usd, None);
    assert_eq!(shown.clauses.shut_in_royalty.unwrap().amount_usd, None);
    assert_eq!(shown.royalty_rate, percent("20"));
}

/// A lease whose terms were changed is refused.
#[track_caller]
fn refused(change: impl FnOnce(&mut LeaseTerms), refusal: LeaseError) {
    let mut terms = terms();
    change(&mut terms);
    given::<Lease>([]).when(execution(terms)).then_refused(refusal);
}

#[test]
fn a_lease_has_lessors_with_shares_of_the_minerals() {
    refused(|terms| terms.lessors.clear(), LeaseError::WithoutLessor);
    let another = Lessor {
        owner_id: owner(3),
        mineral_fraction: share("0.00000001"),
    };
    refused(
        |terms| terms.lessors.push(another),
        LeaseError::LessorFractions {
            sum: "1.00000001".parse().unwrap(),
        },
    );
    refused(
        |terms| terms.lessors[0].mineral_fraction = share("0"),
        LeaseError::LessorFractions {
            sum: "0".parse().unwrap(),
        },
    );
}

#[test]
fn a_term_lasts_and_ends_after_it_begins() {
    refused(|terms| terms.primary_term.months = 0, LeaseError::TermZero);
    refused(
        |terms| terms.primary_term.ends_on = Some(date("2020-01-31")),
        LeaseError::TermInverted {
            effective_on: date("2020-02-01"),
            months: 36,
            ends_on: "2020-01-31".to_owned(),
        },
    );
}

#[test]
fn a_term_begins_near_the_signature() {
    refused(
        |terms| terms.primary_term.effective_on = date("2020-02-15"),
        LeaseError::OutsideExecutionWindow {
            effective_on: date("2020-02-15"),
            executed_on: date("2020-01-15"),
            days: 30,
        },
    );
    let mut any = execution(LeaseTerms {
        primary_term: PrimaryTerm {
            effective_on: date("2021-02-15"),
            ..terms().primary_term
        },
        ..terms()
    });
    any.execution_window_days = None;
    assert_eq!(given::<Lease>([]).when(any).events().len(), 1);
}

#[test]
fn a_lease_has_tracts_with_acres_and_names_of_their_own() {
    refused(|terms| terms.tracts.clear(), LeaseError::WithoutTract);
    refused(
        |terms| terms.tracts[1].tract = tract("T-1"),
        LeaseError::TractNamedTwice { tract: text("T-1") },
    );
    refused(
        |terms| terms.tracts[0].gross_acres = Acres::ZERO,
        LeaseError::TractWithoutAcres { tract: tract("T-1") },
    );
    refused(
        |terms| terms.gross_acres = acres("639"),
        LeaseError::AcresDiffer {
            gross_acres: acres("639"),
            sum: "640".parse().unwrap(),
        },
    );
    refused(
        |terms| terms.lessors[0].mineral_fraction = share("0.5"),
        LeaseError::NetAcresDiffer {
            net_acres: acres("640"),
            computed: "320".parse().unwrap(),
        },
    );
}

#[test]
fn depths_of_one_tract_cannot_be_stated_to_overlap() {
    let twice = r#"[{"top_ft":"0","base_ft":"9000"},{"top_ft":"8999.99","base_ft":null}]"#;
    let refusal = serde_json::from_str::<Depths>(twice).unwrap_err().to_string();
    assert!(refusal.contains("overlap"), "{refusal}");
}

#[test]
fn a_royalty_is_something_and_leaves_something() {
    for rate in ["0", "100"] {
        refused(
            |terms| terms.royalty_rate = percent(rate),
            LeaseError::RoyaltyOutOfRange {
                royalty_rate: percent(rate),
            },
        );
    }
}

#[test]
fn a_federal_onshore_lease_bears_the_royalty_of_its_day() {
    let asked = |day: &str, rate: &str| {
        let mut task = execution(LeaseTerms {
            mineral_owner: MineralOwner::FederalOnshore,
            royalty_rate: percent(rate),
            ..terms()
        });
        task.effective_at = noon(day);
        task.execution_window_days = None;
        given::<Lease>([]).when(task)
    };
    for (day, rate) in [
        ("2022-08-15", "12.5"),
        ("2022-08-16", "16.67"),
        ("2025-07-03", "16.67"),
        ("2025-07-04", "12.5"),
    ] {
        assert_eq!(asked(day, rate).events().len(), 1, "{day}");
    }
    for (day, rate, minimum, source) in [
        ("2022-08-15", "12.4999", "12.5", "Mineral Leasing Act, 30 USC 226"),
        (
            "2022-08-16",
            "12.5",
            "16.67",
            "Inflation Reduction Act, Pub. L. 117-169",
        ),
        (
            "2025-07-03",
            "16.66",
            "16.67",
            "Inflation Reduction Act, Pub. L. 117-169",
        ),
        (
            "2025-07-04",
            "12.49",
            "12.5",
            "One Big Beautiful Bill Act, Pub. L. 119-21 §50101",
        ),
    ] {
        let refusal = LeaseError::RoyaltyBelowMinimum {
            royalty_rate: percent(rate),
            minimum: minimum.parse().unwrap(),
            issued_on: date(day),
        };
        assert_eq!(refusal.source(), Some(source));
        asked(day, rate).then_refused(refusal);
    }
    // A private lessor may take less.
    let private = signed_with(|terms| terms.royalty_rate = percent("10"));
    assert_eq!(shown(private, "2020-02-01").royalty_rate, Some(percent("10")));
}

#[test]
fn rates_follow_one_another_without_gap_or_overlap() {
    let rows = federal_onshore_royalties();
    for pair in rows.windows(2) {
        assert_eq!(pair[0].before, pair[1].from);
        assert!(pair[0].before.is_some());
    }
    assert_eq!((rows[0].from, rows[rows.len() - 1].before), (None, None));
    for row in rows {
        assert_eq!(row.verified_on, date("2026-11-20"));
        assert_eq!(row.confidence, crate::jurisdiction::Confidence::Read);
    }
}

#[test]
fn a_primary_term_ends_on_the_day_before_the_anniversary() {
    let ends = |effective_on: &str, months: u16, ends_on: Option<&str>| {
        let term = PrimaryTerm {
            effective_on: date(effective_on),
            months,
            ends_on: ends_on.map(date),
        };
        term.last_day().unwrap().to_string()
    };
    assert_eq!(ends("2020-02-01", 36, None), "2023-01-31");
    assert_eq!(ends("2020-03-15", 60, None), "2025-03-14");
    // The explicit end is honoured.
    assert_eq!(ends("2020-02-01", 36, Some("2023-06-30")), "2023-06-30");
    // Three whole years from a leap day: there is no anniversary, so the last day of February is the last.
    assert_eq!(ends("2020-02-29", 36, None), "2023-02-28");
    assert_eq!(ends("2020-02-29", 48, None), "2024-02-28");
    assert_eq!(ends("2020-01-31", 1, None), "2020-02-29");
}

#[test]
fn executed_recorded_and_in_primary_term_follow_from_the_day() {
    assert_eq!(shown(signed(), "2020-01-15").status, LeaseStatus::Executed);
    assert_eq!(shown(signed(), "2020-02-01").status, LeaseStatus::InPrimaryTerm);
    let recorded = then_asked(signed(), on_record("2020-01-20"));
    assert_eq!(
        shown(recorded.clone(), "2020-01-31").status,
        LeaseStatus::Recorded
    );
    assert_eq!(
        shown(recorded.clone(), "2020-02-01").status,
        LeaseStatus::InPrimaryTerm
    );
    assert_eq!(
        held_until(recorded, "2021-01-01"),
        (HeldBy::PrimaryTerm, Some(date("2023-01-31")))
    );
}

#[test]
fn a_lease_is_recorded_once() {
    let event = LeaseRecorded {
        effective_at: noon("2020-03-20"),
        recording: on_record("2020-03-20").recording,
    };
    given::<Lease>(signed())
        .when(on_record("2020-03-20"))
        .then([event.clone()]);
    given::<Lease>(with(signed(), [event.into()]))
        .when(on_record("2020-04-20"))
        .then_refused(LeaseError::AlreadyRecorded {
            county: text("Reeves"),
        });
}

#[test]
fn what_is_not_known_or_has_not_happened_is_refused() {
    given::<Lease>([])
        .when(on_record("2020-03-20"))
        .then_refused(LeaseError::Unknown {
            at: noon("2020-03-20"),
        });
    let ahead = LeaseTask::from(on_record("2100-03-20"));
    given::<Lease>(signed())
        .when(ahead)
        .then_refused(LeaseError::EffectiveInFuture {
            at: noon("2100-03-20"),
            now: later(),
        });
}
