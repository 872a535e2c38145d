//! What was said is corrected, by superseding; what was decided is not undone by it.

use super::*;
use crate::well::EventSeen;

fn correct(event_type: &str, day: &str, instead: Option<CorrectedAfeFact>) -> CorrectAfeHistory {
    CorrectAfeHistory {
        corrects: EventSeen {
            event_id: Uuid::from_u128(7),
            event_type: event_type.to_owned(),
            effective_at: at(day),
        },
        instead,
        reason: text("misread"),
    }
}

/// The stream as the ledger folds it: without the fact that is corrected.
fn corrected(events: &[AfeEvent], place: usize, task: CorrectAfeHistory) -> Vec<AfeEvent> {
    let decided = given::<Afe>(events.to_vec()).when(task).events();
    assert_eq!(decided[0].supersedes(), Some(Uuid::from_u128(7)));
    let mut left = events.to_vec();
    left.remove(place);
    left.into_iter().chain(decided).collect()
}

fn place_of(events: &[AfeEvent], event_type: &str) -> usize {
    events
        .iter()
        .rposition(|event| event.event_type() == event_type)
        .unwrap()
}

#[test]
fn a_draft_is_replaced_by_one_of_the_same_afe() {
    let AfeEvent::AfeDrafted(first) = drafted().remove(0) else {
        panic!()
    };
    let other = AfeDrafted {
        description: text("Drill the A-2"),
        ..first.clone()
    };
    let task = correct(
        "AfeDrafted",
        "2024-06-01",
        Some(CorrectedAfeFact::AfeDrafted(other)),
    );
    let stream = corrected(&drafted(), 0, task);
    let summary = given::<Afe>(stream).state().summary().unwrap();
    assert_eq!(summary.description, text("Drill the A-2"));

    let renumbered = AfeDrafted {
        number: text("AFE-24-002"),
        ..first.clone()
    };
    let empty = AfeDrafted {
        lines: vec![],
        ..first.clone()
    };
    let mut doubled = first.clone();
    doubled.lines.push(first.lines[0].clone());
    let mut negative = first;
    negative.lines[0].amount_usd = usd("-1");
    for (instead, expected) in [
        (renumbered, "correction-changes-identity"),
        (empty, "afe-without-lines"),
        (doubled, "afe-account-twice"),
        (negative, "afe-line-not-positive"),
    ] {
        let task = correct(
            "AfeDrafted",
            "2024-06-01",
            Some(CorrectedAfeFact::AfeDrafted(instead)),
        );
        assert_eq!(rule(drafted(), task), expected);
    }
    refused(
        drafted(),
        correct("AfeDrafted", "2024-06-01", None),
        AfeError::DraftNotWithdrawn,
    );
}

#[test]
fn lines_that_were_handed_in_are_not_corrected_behind_the_approval() {
    let events = approved();
    let AfeEvent::AfeDrafted(mut first) = events[0].clone() else {
        panic!()
    };
    first.lines[0].amount_usd = usd("1");
    let task = correct(
        "AfeDrafted",
        "2024-06-01",
        Some(CorrectedAfeFact::AfeDrafted(first)),
    );
    let stream = corrected(&events, 0, task);
    assert_ne!(fold::<Afe>(&stream).1, []);
}

#[test]
fn no_agreement_is_put_behind_those_who_agreed() {
    let AfeEvent::AfeDrafted(first) = drafted().remove(0) else {
        panic!()
    };
    let elsewhere = AfeSubject {
        lease_id: Some(lease(71)),
        ..first.subject
    };
    let others = [
        AfeDrafted {
            kind: AfeKind::Workover,
            ..first.clone()
        },
        AfeDrafted {
            agreement_id: None,
            ..first.clone()
        },
        AfeDrafted {
            operator: owner(2),
            ..first.clone()
        },
        AfeDrafted {
            subject: elsewhere,
            ..first
        },
    ];
    for other in others {
        let task = correct(
            "AfeDrafted",
            "2024-06-01",
            Some(CorrectedAfeFact::AfeDrafted(other)),
        );
        corrected(&drafted(), 0, task.clone());
        for events in [submitted(), approved(), authorized(), closed()] {
            assert_eq!(rule(events, task.clone()), "correction-behind-approval");
        }
    }
}

#[test]
fn an_answer_is_corrected_while_it_changes_no_count() {
    let events = then(balloting(), cast(1, Vote::NonConsent));
    let right = |number| {
        let task = cast(number, Vote::Consent);
        CorrectedAfeFact::AfeBallotCast(AfeBallotCast {
            effective_at: task.effective_at,
            cast: task.cast,
        })
    };
    let place = place_of(&events, "AfeBallotCast");
    let stream = corrected(
        &events,
        place,
        correct("AfeBallotCast", "2024-06-10", Some(right(1))),
    );
    assert_eq!(fold::<Afe>(&stream).1, []);
    // Once it was counted, the count would differ, and what was authorised on it would fall.
    let events = authorized();
    let place = place_of(&events, "AfeBallotCast");
    let stream = corrected(
        &events,
        place,
        correct("AfeBallotCast", "2024-06-10", Some(right(3))),
    );
    assert_ne!(fold::<Afe>(&stream).1, []);
    let taken_back = corrected(&events, place, correct("AfeBallotCast", "2024-06-10", None));
    assert_ne!(fold::<Afe>(&taken_back).1, []);
}

#[test]
fn a_cancellation_that_never_was_is_taken_back() {
    let events = then(
        authorized(),
        CancelAfe {
            effective_at: at("2024-06-19"),
            reason: text("no rig"),
        },
    );
    let place = place_of(&events, "AfeCancelled");
    let stream = corrected(&events, place, correct("AfeCancelled", "2024-06-19", None));
    assert_eq!(fold::<Afe>(&stream).1, []);
    assert_eq!(status(stream.clone()), AfeStatus::Authorized);
    then(stream, start());
}

#[test]
fn costs_and_decisions_are_not_corrected() {
    let correctable = CorrectedAfeFact::TYPES;
    for (event_type, _) in AfeEvent::TYPES {
        let task = correct(event_type, "2024-06-02", None);
        let decided = given::<Afe>(submitted()).state().decide(AfeCommand::from(task));
        let expected = match *event_type {
            "AfeDrafted" => Some("afe-draft-not-withdrawn"),
            "AfeHistoryCorrected" => None,
            other if correctable.contains(&other) => None,
            _ => Some("event-not-correctable"),
        };
        assert_eq!(
            decided.err().map(|refusal| refusal.rule()),
            expected,
            "{event_type}"
        );
    }
    let started = CorrectedAfeFact::AfeWorkStarted(AfeWorkStarted {
        effective_at: at("2024-06-20"),
    });
    refused(
        submitted(),
        correct("AfeBallotCast", "2024-06-02", Some(started)),
        AfeError::CorrectionOfAnotherKind {
            corrected: "AfeBallotCast".to_owned(),
            instead: "AfeWorkStarted",
        },
    );
}
