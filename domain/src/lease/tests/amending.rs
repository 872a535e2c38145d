//! How what a lease says is amended.

use wellflow_decider::DomainEvent;

use super::asked::*;
use super::*;
use crate::given::given;

/// From the first local instant of a month on.
fn amend_royalty(first: &str, rate: &str) -> AmendRoyalty {
    AmendRoyalty {
        effective_at: noon(first),
        royalty_rate: percent(rate),
        instrument: paper("Amendment 1"),
        closed_through: None,
        restated_because: None,
    }
}

fn amended(
    first: &str,
    from: &str,
    rate: &str,
    restatement: Option<RoyaltyRestatement>,
) -> LeaseRoyaltyAmended {
    LeaseRoyaltyAmended {
        effective_at: noon(first),
        from: month(from),
        royalty_rate: percent(rate),
        instrument: paper("Amendment 1"),
        restatement,
    }
}

fn amend(clause: Clause) -> AmendLease {
    AmendLease {
        effective_at: noon("2020-06-15"),
        clause,
        instrument: paper("Amendment 2"),
    }
}

#[test]
fn a_royalty_changes_from_the_first_of_a_month_on() {
    given::<Lease>(signed())
        .when(amend_royalty("2021-06-01", "22.5"))
        .then([amended("2021-06-01", "2021-06", "22.5", None)]);
    let events = then_asked(signed(), amend_royalty("2021-06-01", "22.5"));
    assert_eq!(shown(events, "2021-06-01").royalty_rate, Some(percent("22.5")));
    given::<Lease>(signed())
        .when(amend_royalty("2021-06-02", "22.5"))
        .then_refused(LeaseError::NotFirstOfMonth {
            on: date("2021-06-02"),
        });
}

#[test]
fn a_closed_month_changes_by_a_restatement_alone() {
    let closed = |through: &str, reason: Option<&str>| AmendRoyalty {
        closed_through: Some(month(through)),
        restated_because: reason.map(text),
        ..amend_royalty("2021-06-01", "22.5")
    };
    given::<Lease>(signed())
        .when(closed("2021-06", None))
        .then_refused(LeaseError::ClosedMonth {
            from: month("2021-06"),
            closed_through: month("2021-06"),
        });
    let restatement = RoyaltyRestatement {
        from: month("2021-06"),
        through: month("2021-08"),
        reason: text("found late"),
    };
    let event = amended("2021-06-01", "2021-06", "22.5", Some(restatement));
    given::<Lease>(signed())
        .when(closed("2021-08", Some("found late")))
        .then([event.clone()]);
    match LeaseEvent::from(event).public_form() {
        Some(LeaseEvent::LeaseRoyaltyAmended(shown)) => {
            assert_eq!(shown.restatement.unwrap().reason, Text120::withheld());
        }
        other => panic!("{other:?}"),
    }
    given::<Lease>(signed())
        .when(closed("2021-05", Some("found late")))
        .then_refused(LeaseError::NothingToRestate {
            from: month("2021-06"),
        });
    let open = given::<Lease>(signed()).when(closed("2021-05", None));
    assert_eq!(open.events().len(), 1);
}

#[test]
fn an_amendment_of_the_royalty_is_signed_and_changes_it() {
    let draft = AmendRoyalty {
        instrument: unsigned(),
        ..amend_royalty("2021-06-01", "22.5")
    };
    given::<Lease>(signed()).when(draft).then_refused(not_signed());
    given::<Lease>(signed())
        .when(amend_royalty("2021-06-01", "20"))
        .then_refused(LeaseError::RoyaltyUnchanged {
            royalty_rate: percent("20"),
        });
    given::<Lease>(signed())
        .when(amend_royalty("2021-06-01", "100"))
        .then_refused(LeaseError::RoyaltyOutOfRange {
            royalty_rate: percent("100"),
        });
    let ancient = signed_with(|_| {})
        .into_iter()
        .map(|event| match event {
            LeaseEvent::LeaseExecuted(mut event) => {
                event.effective_at = "1700-01-01T18:00:00Z".parse().unwrap();
                event.into()
            }
            other => other,
        })
        .collect::<Vec<LeaseEvent>>();
    given::<Lease>(ancient)
        .when(amend_royalty("1701-06-01", "22.5"))
        .then_refused(LeaseError::DateOutOfRange {
            on: date("1701-06-01"),
        });
}

#[test]
fn a_royalty_leaves_room_for_what_was_carved_out() {
    let conveyance = Conveyance::Carved {
        royalty: InterestKind::OverridingRoyalty,
    };
    let burdened = then_asked(
        signed(),
        assign("2021-01-01", assignment(lessee(), owner(5), conveyance, "0.78")),
    );
    given::<Lease>(burdened)
        .when(amend_royalty("2021-06-01", "22.5"))
        .then_refused(LeaseError::BurdensExceedInterest {
            owner: lessee(),
            tract: tract("T-2"),
            depths: between("0", "12990"),
            room: "0.775".parse().unwrap(),
            fraction: share("0.78"),
        });
    let conveyance = Conveyance::Carved {
        royalty: InterestKind::NonParticipatingRoyalty,
    };
    let carved = then_asked(
        signed(),
        assign("2021-01-01", assignment(owner(2), owner(7), conveyance, "0.15")),
    );
    given::<Lease>(carved)
        .when(amend_royalty("2021-06-01", "12.5"))
        .then_refused(LeaseError::BurdensExceedInterest {
            owner: owner(2),
            tract: tract("T-2"),
            depths: between("0", "12990"),
            room: "0.125".parse().unwrap(),
            fraction: share("0.15"),
        });
}

fn other_clauses() -> Vec<Clause> {
    vec![
        Clause::Cessation { days: Some(120) },
        Clause::ContinuousOperations { days: None },
        Clause::ShutInRoyalty { terms: None },
        Clause::Pugh {
            terms: PughClause::None,
        },
        Clause::RetainedAcreage { terms: None },
        Clause::Extension { terms: None },
        Clause::NoDeductions { no_deductions: false },
        Clause::TaxBurden {
            borne_by: TaxBurden::Lessee,
        },
        Clause::Rental {
            terms: Rental::PaidUp,
        },
    ]
}

#[test]
fn every_clause_is_amended_and_only_where_it_changes() {
    for clause in other_clauses() {
        given::<Lease>(owing())
            .when(amend(clause.clone()))
            .then([LeaseAmended {
                effective_at: noon("2020-06-15"),
                clause: clause.clone(),
                instrument: paper("Amendment 2"),
            }]);
        let events = then_asked(owing(), amend(clause.clone()));
        given::<Lease>(events)
            .when(amend(clause.clone()))
            .then_refused(LeaseError::ClauseUnchanged {
                clause: clause.name(),
            });
    }
    let all = other_clauses()
        .into_iter()
        .fold(owing(), |events, clause| then_asked(events, amend(clause)));
    let shown = shown(all, "2021-07-01");
    assert_eq!(
        shown.clauses.unwrap(),
        Clauses {
            cessation_days: Some(120),
            continuous_operations_days: None,
            shut_in_royalty: None,
            pugh: PughClause::None,
            retained_acreage: None,
            extension: None,
            no_deductions: false,
            tax_burden: TaxBurden::Lessee,
        }
    );
    assert_eq!(shown.rental, Some(Rental::PaidUp));
    let other = Clause::Other {
        subject: text("surface use"),
    };
    let noted = given::<Lease>(owing()).when(amend(other));
    assert_eq!(noted.events().len(), 1);
}

#[test]
fn an_amendment_is_signed() {
    let draft = AmendLease {
        instrument: unsigned(),
        ..amend(Clause::Cessation { days: Some(120) })
    };
    given::<Lease>(signed()).when(draft).then_refused(not_signed());
}

#[test]
fn outsiders_do_not_see_what_an_amendment_pays() {
    let paid = [
        Clause::Rental {
            terms: Rental::Delay {
                amount_usd: Some(usd("1")),
            },
        },
        Clause::ShutInRoyalty {
            terms: clauses().shut_in_royalty,
        },
        Clause::Extension {
            terms: clauses().extension,
        },
    ];
    for clause in paid {
        let event = LeaseEvent::from(LeaseAmended {
            effective_at: noon("2020-06-15"),
            clause,
            instrument: paper("Amendment 2"),
        });
        let shown = event.public_form().unwrap();
        assert!(!format!("{shown:?}").contains("Usd("), "{shown:?}");
        assert!(format!("{event:?}").contains("Usd("));
    }
}
