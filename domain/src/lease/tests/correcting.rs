//! What was said is corrected, a record voided.

use wellflow_decider::{ClaimAction, DomainEvent};

use super::asked::*;
use super::*;
use crate::given::{fold, given};
use crate::well::EventSeen;

fn seen(event_type: &str, day: &str) -> EventSeen {
    EventSeen {
        event_id: Uuid::from_u128(77),
        event_type: event_type.to_owned(),
        effective_at: noon(day),
    }
}

fn correct(corrects: EventSeen, instead: Option<CorrectedLeaseFact>) -> LeaseTask {
    LeaseTask::CorrectHistory(Box::new(CorrectLeaseHistory {
        corrects,
        instead,
        reason: text("misread"),
    }))
}

fn void(day: &str) -> VoidLeaseRecord {
    VoidLeaseRecord {
        effective_at: noon(day),
        reason: text("entered twice"),
    }
}

fn execution_of(event: LeaseEvent) -> LeaseExecuted {
    match event {
        LeaseEvent::LeaseExecuted(event) => event,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_correction_takes_the_place_of_the_event_it_names() {
    let mut wells = vec![held_well(&producer())];
    wells[0].depths = between("9000", "9500");
    let instead = CorrectedLeaseFact::LeaseHeldByProduction(LeaseHeldByProduction {
        effective_at: noon("2022-08-01"),
        wells,
    });
    let correction = LeaseHistoryCorrected {
        effective_at: noon("2022-08-01"),
        corrects_event_id: Uuid::from_u128(77),
        corrects_event_type: text("LeaseHeldByProduction"),
        instead: Some(instead.clone()),
        reason: text("misread"),
    };
    given::<Lease>(producing())
        .when(correct(
            seen("LeaseHeldByProduction", "2022-07-01"),
            Some(instead),
        ))
        .then([correction.clone()]);
    let event = LeaseEvent::from(correction);
    assert_eq!(event.supersedes(), Some(Uuid::from_u128(77)));
    // As the ledger folds it: the corrected event is left out.
    let after = shown(with(signed(), [event.clone()]), "2023-01-01");
    assert_eq!(after.status_since, noon("2022-08-01"));
    assert_eq!(after.holding.unwrap().wells[0].depths, between("9000", "9500"));
    match event.public_form() {
        Some(LeaseEvent::LeaseHistoryCorrected(shown)) => {
            assert_eq!(shown.reason, Text120::withheld());
            assert!(shown.instead.is_some());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fact_that_never_happened_is_taken_back() {
    let taken_back = given::<Lease>(producing())
        .when(correct(seen("LeaseHeldByProduction", "2022-07-01"), None))
        .events();
    let after = shown(with(signed(), taken_back), "2022-12-01");
    assert_eq!(after.status, LeaseStatus::InPrimaryTerm);
}

#[test]
fn a_corrected_signature_is_of_the_same_lease() {
    let wrong = || seen("LeaseExecuted", "2020-01-15");
    let longer = execution_of(executed_on(LeaseTerms {
        primary_term: PrimaryTerm {
            months: 60,
            ..terms().primary_term
        },
        ..terms()
    }));
    let decided = given::<Lease>(signed())
        .when(correct(
            wrong(),
            Some(CorrectedLeaseFact::LeaseExecuted(longer.clone())),
        ))
        .events();
    assert_eq!(
        held_until(decided, "2021-01-01"),
        (HeldBy::PrimaryTerm, Some(date("2025-01-31")))
    );
    let mut renumbered = longer.clone();
    renumbered.terms.lease_number = text("L-101");
    let other = LeaseExecuted {
        lease_id: LeaseId::new(Uuid::from_u128(101)),
        ..longer.clone()
    };
    for changed in [renumbered, other] {
        given::<Lease>(signed())
            .when(correct(wrong(), Some(CorrectedLeaseFact::LeaseExecuted(changed))))
            .then_refused(LeaseError::CorrectionChangesIdentity { lease_id: lease_id() });
    }
    let mut nothing = longer;
    nothing.terms.primary_term.months = 0;
    given::<Lease>(signed())
        .when(correct(wrong(), Some(CorrectedLeaseFact::LeaseExecuted(nothing))))
        .then_refused(LeaseError::TermZero);
    given::<Lease>(signed())
        .when(correct(wrong(), None))
        .then_refused(LeaseError::ExecutionNotWithdrawn);
}

#[test]
fn a_corrected_unit_closes() {
    let pooled = then_asked(signed(), pool("2022-06-01"));
    let mut open = match pooled.last() {
        Some(LeaseEvent::LeasePooled(event)) => event.clone(),
        other => panic!("{other:?}"),
    };
    open.unit.tracts[0].factor = share("0.74999999");
    given::<Lease>(pooled)
        .when(correct(
            seen("LeasePooled", "2022-06-01"),
            Some(CorrectedLeaseFact::LeasePooled(open)),
        ))
        .then_refused(LeaseError::FactorsDoNotClose {
            sum: "0.99999999".parse().unwrap(),
        });
}

#[test]
fn a_fact_is_corrected_by_one_of_its_kind() {
    let expired = CorrectedLeaseFact::LeaseExpired(LeaseExpired {
        effective_at: noon("2023-02-01"),
        last_day: date("2023-01-31"),
    });
    given::<Lease>(producing())
        .when(correct(
            seen("LeaseHeldByProduction", "2022-07-01"),
            Some(expired.clone()),
        ))
        .then_refused(LeaseError::CorrectionOfAnotherKind {
            corrected: "LeaseHeldByProduction".to_owned(),
            instead: "LeaseExpired",
        });
    // A correction may be corrected by whatever it should have said.
    let again = given::<Lease>(signed()).when(correct(
        seen("LeaseHistoryCorrected", "2022-07-01"),
        Some(expired),
    ));
    assert_eq!(again.events().len(), 1);
}

#[test]
fn every_event_of_ours_can_be_corrected_or_has_a_task_of_its_own() {
    let others = [
        "LeaseHistoryCorrected",
        "LeaseRecordVoided",
        "LeaseHistoryImported",
        "LeaseStatusReported",
    ];
    for (event_type, _) in LeaseEvent::TYPES {
        assert!(
            CorrectedLeaseFact::TYPES.contains(event_type) != others.contains(event_type),
            "{event_type}"
        );
    }
    for event_type in ["LeaseRecordVoided", "LeaseStatusReported", "WellSpudded"] {
        given::<Lease>(producing())
            .when(correct(seen(event_type, "2022-07-01"), None))
            .then_refused(LeaseError::NotCorrectable {
                event_type: event_type.to_owned(),
            });
    }
}

#[test]
fn a_record_entered_in_error_is_void_and_gives_its_numbers_up() {
    let voided = LeaseRecordVoided {
        effective_at: noon("2022-01-01"),
        lease_number: Some(text("L-100")),
        agency_key: None,
        reason: text("entered twice"),
    };
    given::<Lease>(signed())
        .when(void("2022-01-01"))
        .then([voided.clone()]);
    let event = LeaseEvent::from(voided);
    assert_eq!(event.claims()[0].action, ClaimAction::Release);
    let gone = with(signed(), [event]);
    for task in [LeaseTask::from(void("2022-02-01")), pool("2022-02-01").into()] {
        given::<Lease>(gone.clone())
            .when(task)
            .then_refused(LeaseError::Voided {
                since: noon("2022-01-01"),
            });
    }
    given::<Lease>(gone.clone())
        .when(execution(terms()))
        .then_refused(LeaseError::Voided {
            since: noon("2022-01-01"),
        });
    let lease = given::<Lease>(gone).state();
    assert_eq!(LeaseSeen::of(&lease, date("2022-02-01")), LeaseSeen::Unknown);
}

#[test]
fn a_void_before_later_facts_makes_them_illegal() {
    let voided: LeaseEvent = LeaseRecordVoided {
        effective_at: noon("2022-01-01"),
        lease_number: Some(text("L-100")),
        agency_key: None,
        reason: text("entered twice"),
    }
    .into();
    assert_eq!(fold::<Lease>(&with(producing(), [voided])).1.len(), 1);
}
