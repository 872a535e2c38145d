//! What was said is corrected, a record voided.

use super::*;
use crate::given::fold;
use crate::well::EventSeen;

fn fact(event_type: &str) -> EventSeen {
    EventSeen {
        event_id: Uuid::from_u128(77),
        event_type: event_type.to_owned(),
        effective_at: noon("2020-01-02"),
    }
}

fn correct(corrects: EventSeen, instead: Option<CorrectedOwnerFact>) -> OwnerTask {
    OwnerTask::CorrectHistory(Box::new(CorrectOwnerHistory {
        corrects,
        instead,
        reason: text("misread"),
    }))
}

fn registration(kind: OwnerKind) -> OwnerRegistered {
    match registered(kind) {
        OwnerEvent::OwnerRegistered(event) => event,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_correction_takes_the_place_of_the_event_it_names() {
    let instead = CorrectedOwnerFact::OwnerRegistered(registration(OwnerKind::Trust));
    let events = given::<Owner>(person())
        .when(correct(fact("OwnerRegistered"), Some(instead)))
        .events();
    assert_eq!(events[0].supersedes(), Some(Uuid::from_u128(77)));
    match events[0].public_form() {
        Some(OwnerEvent::OwnerHistoryCorrected(OwnerHistoryCorrected {
            instead: Some(CorrectedOwnerFact::OwnerRegistered(shown)),
            reason,
            ..
        })) => {
            assert_eq!((shown.name, shown.tax_id), (Personal::withheld(), None));
            assert_eq!(reason, Text120::withheld());
        }
        other => panic!("{other:?}"),
    }
    // As the ledger folds it: the corrected event is left out.
    assert_eq!(summary(events).kind, OwnerKind::Trust);
}

#[test]
fn a_fact_that_never_happened_is_taken_back() {
    let events = given::<Owner>(dead())
        .when(correct(fact("OwnerDied"), None))
        .events();
    let left: Vec<OwnerEvent> = person().into_iter().chain(events).collect();
    assert_eq!(summary(left).status, OwnerStatus::Active);
}

#[test]
fn a_corrected_registration_is_of_the_same_owner() {
    let correction = |registered| {
        correct(
            fact("OwnerRegistered"),
            Some(CorrectedOwnerFact::OwnerRegistered(registered)),
        )
    };
    let right = registration(OwnerKind::Individual);
    let refusal = OwnerError::CorrectionChangesIdentity { owner_id: owner_id() };
    for other in [
        OwnerRegistered {
            owner_id: other_id(),
            ..right.clone()
        },
        OwnerRegistered {
            agency_key: None,
            ..right.clone()
        },
    ] {
        given::<Owner>(person())
            .when(correction(other))
            .then_refused(refusal.clone());
    }
    let nameless = OwnerRegistered {
        name: Personal::withheld(),
        ..right
    };
    given::<Owner>(person())
        .when(correction(nameless))
        .then_refused(OwnerError::NameMissing);
    given::<Owner>(person())
        .when(correct(fact("OwnerRegistered"), None))
        .then_refused(OwnerError::RegistrationNotWithdrawn);
}

#[test]
fn a_fact_is_corrected_by_one_of_its_kind_or_has_a_task_of_its_own() {
    given::<Owner>(person())
        .when(correct(
            fact("OwnerDied"),
            Some(CorrectedOwnerFact::OwnerReactivated(OwnerReactivated {
                effective_at: noon("2020-01-03"),
            })),
        ))
        .then_refused(OwnerError::CorrectionOfAnotherKind {
            corrected: "OwnerDied".to_owned(),
            instead: "OwnerReactivated",
        });
    let others = ["OwnerMerged", "OwnerRecordVoided", "OwnerHistoryCorrected"];
    for (event_type, _) in OwnerEvent::TYPES {
        let correctable = CorrectedOwnerFact::TYPES.contains(event_type);
        assert!(correctable != others.contains(event_type), "{event_type}");
    }
    for event_type in ["OwnerMerged", "OwnerRecordVoided", "LeaseExecuted"] {
        given::<Owner>(person())
            .when(correct(fact(event_type), None))
            .then_refused(OwnerError::NotCorrectable {
                event_type: event_type.to_owned(),
            });
    }
}

#[test]
fn a_void_record_takes_nothing_more() {
    let void = VoidOwnerRecord {
        effective_at: noon("2020-06-02"),
        reason: text("entered in error"),
    };
    let events = given::<Owner>(person()).when(void.clone()).events();
    let gone: Vec<OwnerEvent> = person().into_iter().chain(events.clone()).collect();
    assert_eq!(
        OwnerSeen::of(&given::<Owner>(gone.clone()).state()),
        OwnerSeen::Unknown
    );
    given::<Owner>(gone)
        .when(VoidOwnerRecord {
            effective_at: noon("2020-07-02"),
            ..void
        })
        .then_refused(OwnerError::Voided {
            since: noon("2020-06-02"),
        });
    let late: Vec<OwnerEvent> = dead().into_iter().chain(events).collect();
    assert_eq!(fold::<Owner>(&late).1.len(), 1);
}
