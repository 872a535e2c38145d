//! Wells and months, whatever becomes known in whatever order: the rows at any position and instant are the fold there.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::production_month::{ProductionMonth, ProductionMonthEvent};
use wellflow_domain::well::{CorrectedFact, Well, WellSummary};
use wellflow_event_store::{NewEvent, Point, RecordedEvent, fold};
use wellflow_read_model::history::FOREVER;

use super::field::{at, sample, volumes};
use super::timeline::{Plan, Rows, agrees, decoded, in_order, plans, rows, samples, stream, write};
use crate::ahead::last_commit;
use crate::projections::{Counted, Line, Whole, comes_after};
use crate::timeline::{Stretch, Timeline};

/// A life, the samples put one after the other.
fn well_samples() -> Vec<(String, Value)> {
    let mut samples = samples(
        "well",
        &[
            "WellProposed",
            "WellHistoryImported",
            "DrillingPermitApproved",
            "WellSpudded",
            "CasingSet",
            "TotalDepthReached",
            "CompletionStarted",
            "WellCompleted",
            "FirstProductionRecorded",
            "WellTestRecorded",
            "WellShutIn",
            "ProductionResumed",
            "OperatorChanged",
            "RegulatoryFlagChanged",
            "WellTemporarilyAbandoned",
            "WellReturnedToService",
            "WellConverted",
            "WellRecompleted",
            "PluggingApproved",
            "WellPlugged",
            "WellMilestoneImported",
            "WellRecordVoided",
        ],
    );
    for (nth, (_, sample)) in (0_i64..).zip(&mut samples) {
        let effective_at = at("2020-01-15T15:00:00Z") + TimeDelta::days(20 * nth);
        sample["effective_at"] = json!(effective_at);
    }
    samples
}

fn wells(plans: &[Plan]) -> Vec<RecordedEvent> {
    let correction = ("WellHistoryCorrected", CorrectedFact::TYPES);
    stream::<Well>(&well_samples(), correction, plans)
}

/// Of a month: what is said, in a commit of its own or not, and how many days off its order; of a day, which.
type Said = (usize, bool, u32);

fn said() -> impl Strategy<Value = Vec<Said>> {
    prop::collection::vec((0_usize..8, any::<bool>(), 1_u32..28), 1..24)
}

fn payload(choice: usize, day: u32, lines: &[(Uuid, u32)]) -> (ProductionMonthEvent, Option<Uuid>) {
    let month_end = json!({"effective_at": "2021-01-31T06:00:00Z"});
    let own = |changes: Value| {
        let mut changes = changes;
        changes["effective_at"] = month_end["effective_at"].clone();
        changes
    };
    let date = format!("2021-01-{day:02}");
    let daily = json!({
        "effective_at": format!("{date}T06:00:00Z"),
        "day": {"date": date},
    });
    let at_close = json!({"effective_at": format!("2021-02-{day:02}T06:00:00Z")});
    let amounts = serde_json::to_value(volumes(&format!("{day}.5"))).unwrap();
    match choice {
        0 | 1 => {
            let changes = own(json!({"month": "2021-01", "volumes": amounts}));
            let fact: wellflow_domain::production_month::ProductionRecorded =
                sample("production_month/ProductionRecorded.v2.json", &changes);
            (fact.into(), None)
        }
        2 | 3 => {
            let changes = own(json!({"volumes": amounts}));
            let fact: wellflow_domain::production_month::ProductionCorrected =
                sample("production_month/ProductionCorrected.v2.json", &changes);
            (fact.into(), None)
        }
        4 => {
            let changes = own(json!({"volumes": amounts}));
            let fact: wellflow_domain::production_month::ProductionRestated =
                sample("production_month/ProductionRestated.v1.json", &changes);
            (fact.into(), None)
        }
        5 => {
            let fact: wellflow_domain::production_month::ProductionMonthLocked =
                sample("production_month/ProductionMonthLocked.v1.json", &at_close);
            (fact.into(), None)
        }
        6 => {
            let fact: wellflow_domain::production_month::DailyProductionRecorded =
                sample("production_month/DailyProductionRecorded.v1.json", &daily);
            (fact.into(), None)
        }
        _ => match lines.last() {
            Some((replaced, day)) => {
                let date = format!("2021-01-{day:02}");
                let changes = json!({
                    "effective_at": format!("{date}T06:00:00Z"),
                    "day": {"date": date},
                    "corrects_event_id": replaced,
                });
                let fact: wellflow_domain::production_month::DailyProductionCorrected =
                    sample("production_month/DailyProductionCorrected.v1.json", &changes);
                (fact.into(), Some(*replaced))
            }
            None => {
                let fact: wellflow_domain::production_month::ProductionMonthUnlocked =
                    sample("production_month/ProductionMonthUnlocked.v1.json", &at_close);
                (fact.into(), None)
            }
        },
    }
}

fn months(said: &[Said]) -> Vec<RecordedEvent> {
    let mut events: Vec<RecordedEvent> = Vec::new();
    let mut recorded_at = at("2025-01-01T00:00:00Z");
    let mut position = 0;
    let mut lines: Vec<(Uuid, u32)> = Vec::new();
    for (choice, begins, day) in said {
        let (event, supersedes) = payload(*choice, *day, &lines);
        if *begins {
            recorded_at += TimeDelta::seconds(1);
        }
        position += if *begins { 2 } else { 1 };
        let event_id = Uuid::from_u128(1_000 + u128::from(position));
        if *choice == 6 {
            lines.push((event_id, *day));
        } else if supersedes.is_some() {
            lines.pop();
        }
        events.push(RecordedEvent {
            organization_id: Uuid::from_u128(1),
            position,
            aggregate_type: ProductionMonth::KIND.to_owned(),
            aggregate_id: Uuid::from_u128(2),
            sequence: u64::try_from(events.len()).unwrap() + 1,
            event_id,
            event_type: event.event_type().to_owned(),
            event_version: event.event_version(),
            payload: NewEvent::encode(&event, None).unwrap().payload,
            metadata: "{}".to_owned(),
            effective_at: event.effective_at(),
            reported_at: None,
            recorded_at,
            command_id: Uuid::from_u128(3),
            supersedes,
            digest: [0; 32],
        });
    }
    events
}

fn month_rows(events: &[RecordedEvent], cuts: &[usize]) -> Rows<Counted> {
    let mut rows = Rows::new();
    let mut from = 0;
    for to in cuts.iter().copied().chain([events.len()]) {
        // A batch ends with a commit.
        let cut = events.get(..=to).map_or(events.len(), last_commit);
        let to = cut.clamp(from, events.len());
        let mut line = Whole::new(Uuid::from_u128(2));
        line.take(decoded(&events[..from]));
        line.written();
        line.take(decoded(&events[from..to]));
        write(&mut rows, line.changes());
        from = to;
    }
    rows
}

/// The months as a reader finds them: at every commit at most one row, from the month's last day on, and what it tells is the
/// fold of all that was known.
fn months_agree(events: &[RecordedEvent], rows: &Rows<Counted>) -> Result<(), TestCaseError> {
    for commit in events.chunk_by(|one, other| one.recorded_at == other.recorded_at) {
        let position = commit.last().unwrap().position;
        let known: Vec<_> = rows
            .values()
            .filter(|row| {
                row.span.place.from_position <= position
                    && row.span.to_position.is_none_or(|to| to > position)
            })
            .collect();
        prop_assert!(known.len() <= 1, "{:?}", known);
        let point = |effective: Option<DateTime<Utc>>| Point {
            position: Some(position),
            effective,
        };
        let folded = fold::<ProductionMonth>(events, point(None)).unwrap();
        let folded = folded.and_then(|folded| Counted::of(&folded.state));
        prop_assert_eq!(
            known.first().map(|row| &row.summary),
            folded.as_ref(),
            "at {}",
            position
        );
        for row in known {
            prop_assert_eq!(row.span.effective_to, FOREVER);
            prop_assert_eq!(row.span.place.effective_from, at("2021-01-31T06:00:00Z"));
            prop_assert_eq!(row.span.days.0.to_string(), "2021-01-31");
        }
    }
    Ok(())
}

/// The rows, written batch by batch; each goes on from the state before it and from the rows wherever it comes after both.
/// Answers how often it did.
fn rows_going_on(events: &[RecordedEvent], cuts: &[usize]) -> (Rows<WellSummary>, usize) {
    let (mut rows, mut from, mut went_on) = (Rows::new(), 0, 0);
    let id = Uuid::from_u128(2);
    for to in cuts.iter().copied().chain([events.len()]) {
        let to = to.clamp(from, events.len());
        let batch = decoded(&events[from..to]);
        let folded = fold::<Well>(&events[..from], Point::default()).unwrap();
        let mut line = match folded.filter(|folded| comes_after(folded, &batch)) {
            Some(folded) => {
                went_on += 1;
                let known = rows
                    .values()
                    .filter(|row: &&Stretch<WellSummary>| row.span.to_position.is_none());
                let mut open: Vec<_> = known
                    .filter(|row| row.span.effective_to > folded.effective_at)
                    .map(|row| (row.span.place, row.span.effective_to))
                    .collect();
                open.sort_by_key(|(_, effective_to)| *effective_to);
                Timeline::going_on(id, folded, open)
            }
            None => {
                let mut line = Timeline::<Well>::new(id);
                line.take(decoded(&events[..from]));
                line.written();
                line
            }
        };
        line.take(batch);
        write(&mut rows, line.changes());
        from = to;
    }
    (rows, went_on)
}

#[test]
fn a_life_in_order_is_gone_on_with_from_its_last_state() {
    let mut plans = in_order(20);
    plans.remove(1);
    let events = wells(&plans);
    let cuts: Vec<usize> = (1..events.len()).collect();
    let (grown, went_on) = rows_going_on(&events, &cuts);
    assert_eq!(went_on, events.len() - 1);
    assert!(grown == rows::<Well>(&events, &[]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn wells_at_any_point_are_the_fold_there(plans in plans(), mut cuts in prop::collection::vec(0_usize..24, 0..6)) {
        let events = wells(&plans);
        let whole = rows::<Well>(&events, &[]);
        agrees::<Well>(&events, &whole)?;
        cuts.sort_unstable();
        prop_assert!(rows::<Well>(&events, &cuts) == whole, "grown in batches {:?}", cuts);
    }

    #[test]
    fn wells_gone_on_with_are_those_told_from_the_beginning(
        plans in plans(),
        mut cuts in prop::collection::vec(0_usize..24, 0..12),
    ) {
        let events = wells(&plans);
        cuts.sort_unstable();
        let (grown, _) = rows_going_on(&events, &cuts);
        prop_assert!(grown == rows::<Well>(&events, &[]), "grown in batches {:?}", cuts);
    }

    #[test]
    fn months_at_any_position_are_the_fold_there(said in said(), mut cuts in prop::collection::vec(0_usize..24, 0..6)) {
        let events = months(&said);
        months_agree(&events, &month_rows(&events, &[]))?;
        cuts.sort_unstable();
        months_agree(&events, &month_rows(&events, &cuts))?;
    }
}

#[test]
fn a_life_in_order_has_a_row_for_each_of_its_days_and_one_for_each_time_it_was_the_last() {
    let mut plans = in_order(20);
    // Either it is proposed here or imported.
    plans.remove(1);
    let events = wells(&plans);
    let rows = rows::<Well>(&events, &[]);
    assert_eq!(rows.len(), 2 * events.len() - 1);
    let open = rows.values().filter(|row| row.span.to_position.is_none());
    assert_eq!(open.count(), events.len());
}

#[test]
fn a_lock_makes_no_row() {
    let events = months(&[(6, true, 3), (0, true, 1), (5, true, 1), (4, true, 2)]);
    let rows = month_rows(&events, &[]);
    let spans: Vec<_> = rows
        .values()
        .map(|row| (row.span.place.from_position, row.span.to_position))
        .collect();
    // Recorded at 4, locked at 6, restated at 8.
    assert_eq!(spans, [(4, Some(8)), (8, None)]);
}
