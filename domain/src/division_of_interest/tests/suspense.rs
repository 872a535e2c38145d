//! Revenue is held back, and paid again.

use super::*;

fn lines() -> Vec<InterestLine> {
    vec![line(DeckKind::RevenueBpo, LESSOR, InterestType::Ri)]
}

fn suspend_task(from: &str) -> PlaceInSuspense {
    PlaceInSuspense {
        from: month(from),
        lines: lines(),
        reason: SuspenseReason::TitleDispute,
        document: Some(text("Cause 2024-118")),
        closing: Closing::default(),
    }
}

fn suspend(task: PlaceInSuspense) -> DivisionCommand {
    DivisionCommand::PlaceInSuspense(Box::new(task))
}

fn release(from: &str, lines: Vec<InterestLine>) -> DivisionCommand {
    DivisionCommand::ReleaseSuspense(Box::new(ReleaseSuspense {
        from: month(from),
        lines,
        document: text("Stipulation 7"),
        closing: Closing::default(),
    }))
}

pub(super) fn suspended(from: &str) -> DivisionEvent {
    InterestSuspended {
        effective_at: begins(from),
        from: month(from),
        lines: lines(),
        reason: SuspenseReason::TitleDispute,
        document: Some(text("Cause 2024-118")),
        restates: None,
    }
    .into()
}

pub(super) fn released(from: &str) -> DivisionEvent {
    InterestReleased {
        effective_at: begins(from),
        from: month(from),
        lines: lines(),
        document: text("Stipulation 7"),
        restates: None,
    }
    .into()
}

fn status(division: &DivisionOfInterest, on: &str) -> PayStatus {
    let deck = division.deck_on(month(on)).unwrap().revenue.unwrap();
    deck.interests[0].status.clone()
}

#[test]
fn what_is_held_back_is_owned_all_the_same() {
    given::<DivisionOfInterest>(in_force())
        .when(suspend(suspend_task("2024-03")))
        .then([suspended("2024-03")]);
    given::<DivisionOfInterest>(with([suspended("2024-03")]))
        .when(release("2024-05", lines()))
        .then([released("2024-05")]);
    let division = given::<DivisionOfInterest>(with([suspended("2024-03"), released("2024-05")])).state();
    assert_eq!(status(&division, "2024-02"), PayStatus::Pay);
    assert!(matches!(
        status(&division, "2024-04"),
        PayStatus::Suspense {
            reason: SuspenseReason::TitleDispute,
            ..
        }
    ));
    assert_eq!(status(&division, "2024-05"), PayStatus::Pay);
    assert_eq!(held(&division, "2024-04", LESSOR, InterestType::Ri), "0.20000000");
}

#[test]
fn what_is_held_back_is_not_held_back_again() {
    given::<DivisionOfInterest>(with([suspended("2024-03")]))
        .when(suspend(suspend_task("2024-03")))
        .then_nothing();
    given::<DivisionOfInterest>(with([suspended("2024-03")]))
        .when(suspend(suspend_task("2024-04")))
        .then_refused(DivisionError::AlreadySuspended {
            line: lines()[0],
            reason: SuspenseReason::TitleDispute,
        });
    // Released and held back again in one month: the last word counts.
    given::<DivisionOfInterest>(with([suspended("2024-03"), released("2024-03")]))
        .when(suspend(suspend_task("2024-03")))
        .then([suspended("2024-03")]);
}

#[test]
fn what_is_held_back_and_released_in_one_month_leaves_the_deck_as_it_was() {
    let division = given::<DivisionOfInterest>(with([suspended("2024-03"), released("2024-03")])).state();
    let revenue = |on: &str| division.deck_on(month(on)).unwrap().revenue.unwrap();
    assert_eq!(
        revenue("2024-02"),
        revenue("2024-04"),
        "one deck, however often it was touched"
    );
    assert_eq!(revenue("2024-04").until, None);
}

#[test]
fn only_what_is_held_back_is_released() {
    given::<DivisionOfInterest>(in_force())
        .when(release("2024-03", lines()))
        .then_refused(DivisionError::NotSuspended { line: lines()[0] });
}

#[test]
fn only_revenue_that_is_there_is_held_back() {
    let ask = |named: Vec<InterestLine>| {
        given::<DivisionOfInterest>(in_force()).when(suspend(PlaceInSuspense {
            lines: named,
            ..suspend_task("2024-03")
        }))
    };
    ask(Vec::new()).then_refused(DivisionError::NothingNamed);
    let cost = line(DeckKind::Cost, PARTNER, InterestType::Wi);
    ask(vec![cost]).then_refused(DivisionError::CostNotSuspended { line: cost });
    let stranger = line(DeckKind::RevenueBpo, BUYER, InterestType::Ri);
    ask(vec![stranger]).then_refused(DivisionError::InterestUnknown { line: stranger });
    for named in [cost, stranger] {
        let refusal = given::<DivisionOfInterest>(in_force()).when(release("2024-03", vec![named]));
        refusal.then_refused(if named == cost {
            DivisionError::CostNotSuspended { line: named }
        } else {
            DivisionError::InterestUnknown { line: named }
        });
    }
    given::<DivisionOfInterest>(in_force())
        .when(release("2024-03", Vec::new()))
        .then_refused(DivisionError::NothingNamed);
    given::<DivisionOfInterest>([])
        .when(release("2024-03", lines()))
        .then_refused(DivisionError::DivisionUnknown);
    given::<DivisionOfInterest>([])
        .when(suspend(suspend_task("2024-03")))
        .then_refused(DivisionError::DivisionUnknown);
}

#[test]
fn a_reason_without_a_name_needs_a_paper() {
    given::<DivisionOfInterest>(in_force())
        .when(suspend(PlaceInSuspense {
            reason: SuspenseReason::Other,
            document: None,
            ..suspend_task("2024-03")
        }))
        .then_refused(DivisionError::SuspenseWithoutDocument {
            reason: SuspenseReason::Other,
        });
}

#[test]
fn papers_and_reasons_stay_inside() {
    let words = ["Cause", "Stipulation", "Vol. 812", "DO-17", "wrong", "heirs"];
    for event in [suspended("2024-03"), released("2024-05")]
        .into_iter()
        .chain(super::closed::restated_events())
    {
        let public = event.public_form().unwrap();
        let public = serde_json::to_string(&public.encode(serde_json::value::Serializer).unwrap()).unwrap();
        assert!(public.contains("withheld"), "{public}");
        for word in words {
            assert!(!public.contains(word), "{public}");
        }
    }
}
