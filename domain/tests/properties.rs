//! Whatever is asked in whatever order: nothing panics, and what is accepted can always be replayed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::{Month, day_start, local_day};
use wellflow_domain::quantity::{Barrels, DaysOn, Feet};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::*;

mod well_tasks;
use well_tasks::{import, instant, life, task};

/// No date of these tasks lies after it.
const NOW: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;

/// The fold of a stream: in the order the events took effect, and those of one instant in the order they were recorded.
fn fold(events: &[WellEvent], until: Option<DateTime<Utc>>) -> (Well, Vec<String>) {
    let mut taken: Vec<&WellEvent> = events
        .iter()
        .filter(|event| until.is_none_or(|until| event.effective_at() <= until))
        .collect();
    taken.sort_by_key(|event| event.effective_at());
    let mut well = Well::default();
    let illegal = taken
        .into_iter()
        .filter_map(|event| well.evolve(event).err())
        .map(|e| e.reason)
        .collect();
    (well, illegal)
}

/// How many facts of agencies the fold refuses. Facts of our own may be among the refused: one that rested on an older
/// revision of a record no longer does.
fn imports_set_aside(events: &[WellEvent]) -> usize {
    let mut ordered: Vec<&WellEvent> = events.iter().collect();
    ordered.sort_by_key(|event| event.effective_at());
    let mut well = Well::default();
    let refused = ordered.into_iter().filter(|event| well.evolve(event).is_err());
    refused
        .filter(|event| event.event_type().ends_with("Imported"))
        .count()
}

/// What must hold of every well that our own tasks made.
fn keeps_its_invariants(stream: &[WellEvent]) -> Result<(), TestCaseError> {
    let (well, illegal) = fold(stream, None);
    prop_assert!(illegal.is_empty(), "{:?}", illegal);
    let (Some(summary), Some(facets)) = (well.summary(), well.facets()) else {
        return Ok(());
    };
    prop_assert_eq!(WellStatus::of(facets.phase, facets.operating), summary.status);
    let runs = matches!(facets.phase, Phase::Completed | Phase::Operating);
    prop_assert!(runs || facets.operating.is_none(), "{:?}", facets);
    if let (Some(measured), Some(vertical)) = (summary.measured_depth_ft, summary.true_vertical_depth_ft) {
        prop_assert!(vertical <= measured);
    }
    let (mut deepest, mut casing) = (Feet::ZERO, Feet::ZERO);
    let mut ordered: Vec<&WellEvent> = stream.iter().collect();
    ordered.sort_by_key(|event| event.effective_at());
    for event in ordered {
        match event {
            WellEvent::DrillingProgressRecorded(e) => {
                prop_assert!(e.progress.measured_depth_ft >= deepest);
                deepest = e.progress.measured_depth_ft;
            }
            WellEvent::TotalDepthReached(e) => {
                prop_assert!(e.measured_depth_ft >= deepest);
                deepest = e.measured_depth_ft;
            }
            WellEvent::CasingSet(e) => {
                prop_assert!(e.casing.bottom_md_ft > casing);
                casing = e.casing.bottom_md_ft;
            }
            WellEvent::WellCompleted(e) => {
                prop_assert!(e.top_md_ft < e.bottom_md_ft);
                prop_assert!(deepest.is_zero() || e.bottom_md_ft <= deepest);
            }
            WellEvent::WellboreSidetracked(e) => {
                (deepest, casing) = (e.kickoff.kickoff_md_ft, Feet::ZERO);
            }
            WellEvent::WellReentered(_) => (deepest, casing) = (Feet::ZERO, Feet::ZERO),
            _ => {}
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn accepted_tasks_replay_in_the_order_given(tasks in prop::collection::vec(task(), 0..40)) {
        let mut well = Well::default();
        for task in tasks {
            match well.decide(task.asked_at(NOW)) {
                Ok(events) => for event in events {
                    prop_assert_eq!(well.evolve(&event), Ok(()), "{:?}", event);
                },
                Err(refusal) => {
                    prop_assert!(!refusal.rule().is_empty() && !refusal.to_string().is_empty());
                }
            }
            well.summary();
            WellSeen::of(&well);
        }
        let json = serde_json::to_string(&well).unwrap();
        prop_assert_eq!(serde_json::from_str::<Well>(&json).unwrap(), well);
    }

    #[test]
    fn accepted_tasks_replay_in_the_order_of_their_dates(tasks in prop::collection::vec(task(), 0..25)) {
        let mut stream: Vec<WellEvent> = Vec::new();
        for task in tasks {
            let command = task.asked_at(NOW);
            let (well, _) = fold(&stream, Well::decided_at(&command));
            let Ok(events) = well.decide(command) else { continue };
            let mut longer = stream.clone();
            longer.extend(events);
            // As the executor does: a task that would make a later fact illegal is refused.
            if fold(&longer, None).1.is_empty() {
                stream = longer;
            }
        }
        let (well, illegal) = fold(&stream, None);
        prop_assert!(illegal.is_empty(), "{:?}", illegal);
        if let Some(summary) = well.summary() {
            let json = serde_json::to_string(&summary).unwrap();
            prop_assert_eq!(serde_json::from_str::<WellSummary>(&json).unwrap(), summary);
        }
    }

    #[test]
    fn what_is_dated_after_the_clock_is_refused_whatever_the_well(
        tasks in prop::collection::vec(task(), 0..15), last in task(), now in instant(),
    ) {
        let mut well = Well::default();
        for task in tasks {
            for event in well.decide(task.asked_at(NOW)).unwrap_or_default() {
                let _ = well.evolve(&event);
            }
        }
        let ahead = last.effective_at().is_some_and(|at| at.signed_duration_since(now) > TimeDelta::minutes(5));
        let refusal = well.decide(last.asked_at(now)).map_err(|refusal| refusal.rule());
        prop_assert_eq!(ahead, refusal == Err("effective-in-future"));
    }

    #[test]
    fn an_agency_s_record_is_never_refused_by_what_came_before(
        tasks in prop::collection::vec(prop_oneof![task(), import()], 0..25),
        last in import(),
    ) {
        let mut stream: Vec<WellEvent> = Vec::new();
        for task in tasks {
            let command = task.asked_at(NOW);
            let (well, _) = fold(&stream, Well::decided_at(&command));
            let Ok(events) = well.decide(command) else { continue };
            let mut longer = stream.clone();
            longer.extend(events);
            if fold(&longer, None).1.is_empty() {
                stream = longer;
            }
        }
        let (well, _) = fold(&stream, None);
        if let Ok(events) = well.decide(last.clone().asked_at(NOW)) {
            stream.extend(events);
            let (well, _) = fold(&stream, None);
            prop_assert_eq!(imports_set_aside(&stream), 0);
            prop_assert_eq!(well.decide(last.asked_at(NOW)), Ok(vec![]), "the same record again is nothing new");
        }
    }

    #[test]
    fn refused_events_leave_the_state_as_it_was(tasks in prop::collection::vec(task(), 0..30)) {
        let mut other = Well::default();
        let mut well = Well::default();
        for task in tasks {
            if let Ok(events) = other.decide(task.clone().asked_at(NOW)) {
                for event in &events {
                    other.evolve(event).unwrap();
                    let before = well.clone();
                    // This well misses some of the events the other one saw.
                    if matches!(task, WellTask::ShutIn(_) | WellTask::Spud(_)) {
                        continue;
                    }
                    if well.evolve(event).is_err() {
                        prop_assert_eq!(&well, &before);
                    }
                }
            }
        }
    }

    /// Tasks in the order of a life go further than tasks in any order.
    #[test]
    fn a_life_keeps_its_invariants(tasks in life()) {
        let mut stream: Vec<WellEvent> = Vec::new();
        for task in tasks {
            let command = task.asked_at(NOW);
            let (well, _) = fold(&stream, Well::decided_at(&command));
            let Ok(events) = well.decide(command) else { continue };
            let mut longer = stream.clone();
            longer.extend(events);
            if fold(&longer, None).1.is_empty() {
                stream = longer;
                keeps_its_invariants(&stream)?;
            }
        }
    }

    /// Late arrivals change nothing once all is known: the fold goes by the dates.
    #[test]
    fn a_fold_does_not_depend_on_when_its_events_became_known(tasks in life(), seed in any::<u64>()) {
        let mut well = Well::default();
        let mut stream: Vec<WellEvent> = Vec::new();
        for task in tasks {
            for event in well.decide(task.asked_at(NOW)).unwrap_or_default() {
                // Whether a correction fits in is judged on the whole history.
                if well.evolve(&event).is_ok() {
                    stream.push(event);
                }
            }
        }
        let expected = fold(&stream, None);
        // Known in another order, but for those of one instant, whose order is that in which they were recorded.
        let mut shuffled: Vec<(u64, usize)> = (0..stream.len())
            .map(|index| ((seed ^ index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15), index))
            .collect();
        shuffled.sort_unstable();
        let mut late: Vec<WellEvent> = shuffled.iter().map(|(_, index)| stream[*index].clone()).collect();
        for instant in stream.iter().map(DomainEvent::effective_at) {
            let mut in_order = stream.iter().filter(|event| event.effective_at() == instant);
            for event in late.iter_mut().filter(|event| event.effective_at() == instant) {
                event.clone_from(in_order.next().unwrap());
            }
        }
        prop_assert_eq!(fold(&late, None), expected);
    }

    /// Whatever stands in a stream, in any order and more than once: nothing panics, and what is refused changes nothing.
    #[test]
    fn no_stream_makes_the_fold_panic(tasks in life(), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..40)) {
        let mut well = Well::default();
        let mut events: Vec<WellEvent> = Vec::new();
        for task in tasks {
            for event in well.decide(task.asked_at(NOW)).unwrap_or_default() {
                let _ = well.evolve(&event);
                events.push(event);
            }
        }
        if events.is_empty() {
            return Ok(());
        }
        let mut other = Well::default();
        for pick in picks {
            let before = other.clone();
            if other.evolve(pick.get(&events)).is_err() {
                prop_assert_eq!(&other, &before);
            }
            other.summary();
            other.facets();
            WellSeen::of(&other);
        }
    }

    #[test]
    fn an_api_number_survives_being_written(
        state in 0_u8..100, county in 0_u32..1_000, unique in 1_u32..100_000,
        sidetrack in prop::option::of((0_u8..100, prop::option::of(0_u8..100))),
    ) {
        let mut plain = format!("{state:02}{county:03}{unique:05}");
        if let Some((sidetrack, event)) = sidetrack {
            plain += &format!("{sidetrack:02}");
            if let Some(event) = event {
                plain += &format!("{event:02}");
            }
        }
        let number = ApiNumber::parse(&plain).unwrap();
        prop_assert_eq!(number.digits(), plain);
        prop_assert_eq!(ApiNumber::parse(&number.to_string()), Ok(number));
        prop_assert_eq!(number.api14().len(), 14);
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in ".{0,60}") {
        let canonical = ApiNumber::parse(&text).map(|number| number.to_string());
        prop_assert!(canonical.is_err() || ApiNumber::parse(&canonical.unwrap()).is_ok());
        let _ = (Barrels::parse(&text), Feet::parse(&text), DaysOn::parse(&text), Month::parse(&text));
        let _ = (Text120::parse(&text), CompletionName::parse(&text), TimeZone::parse(&text));
    }

    #[test]
    fn an_amount_survives_being_written(units in 0_i64..=i64::MAX, scale in 0_u32..=4) {
        if let Ok(amount) = Barrels::new(Decimal::new(units, scale)) {
            prop_assert_eq!(Barrels::parse(&amount.to_string()), Ok(amount));
        }
    }

    #[test]
    fn a_day_begins_within_itself(days in 0_i64..60_000, zone in prop::sample::select(&chrono_tz::TZ_VARIANTS[..])) {
        let zone = TimeZone::new(zone);
        let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + TimeDelta::days(days);
        let start = day_start(day, zone);
        // Where a zone left a day out, the next one stands for it.
        prop_assert!(local_day(start, zone) == day || local_day(start, zone) == day.succ_opt().unwrap());
        prop_assert!(day_start(day.succ_opt().unwrap(), zone) >= start);
    }
}
