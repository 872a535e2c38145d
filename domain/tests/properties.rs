//! Whatever is asked in whatever order: nothing panics, and what is accepted can always be replayed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::ids::WellId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::{Month, day_start, local_day};
use wellflow_domain::quantity::{Barrels, DaysOn, Feet};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::*;

/// No date of these tasks lies after it.
const NOW: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;

fn text(text: &str) -> Text120 {
    Text120::parse(text).unwrap()
}

fn well_id() -> WellId {
    WellId::new(Uuid::from_u128(1))
}

fn central() -> TimeZone {
    TimeZone::parse("America/Chicago").unwrap()
}

fn provenance() -> Provenance {
    Provenance {
        agency: text("BSEE"),
        file: text("list.csv"),
        row_sha256: "0".repeat(64),
    }
}

/// Mostly within a few years, now and then at the ends of time.
fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![
        60 => (0_i64..2_000).prop_map(|days| DateTime::UNIX_EPOCH + TimeDelta::days(days)),
        1 => Just(DateTime::<Utc>::MIN_UTC),
        1 => Just(DateTime::<Utc>::MAX_UTC),
    ]
}

fn day() -> impl Strategy<Value = Option<NaiveDate>> {
    let near = (0_i64..2_000).prop_map(|days| (DateTime::UNIX_EPOCH + TimeDelta::days(days)).date_naive());
    prop_oneof![3 => near.prop_map(Some), 1 => Just(None)]
}

fn feet() -> impl Strategy<Value = Feet> {
    (0_i64..2_000_000).prop_map(|hundredths| Feet::new(Decimal::new(hundredths, 2)).unwrap())
}

fn completion() -> impl Strategy<Value = CompletionName> {
    prop_oneof![Just("D01"), Just("D02")].prop_map(|name| CompletionName::parse(name).unwrap())
}

fn filed(codes: &'static [&'static str]) -> impl Strategy<Value = Option<AgencyStatus>> {
    let status = prop::sample::select(codes).prop_map(|code| AgencyStatus {
        agency: text("BSEE"),
        code: text(code),
    });
    prop::option::weighted(0.8, status)
}

const BOREHOLE_CODES: &[&str] = &[
    "APD", "AST", "CNL", "COM", "CT", "DRL", "DSI", "PA", "ST", "TA", "XX",
];
const REPORT_CODES: &[&str] = &[
    "01", "02", "03", "06", "08", "09", "12", "13", "14", "15", "16", "17", "99",
];

fn import() -> impl Strategy<Value = WellTask> {
    let api = prop::sample::select(
        &[
            "177194053300",
            "177194053301",
            "177194053370",
            "17719405330001",
            "1771940533",
        ][..],
    );
    (
        api,
        day(),
        day(),
        day(),
        day(),
        prop::option::of(feet()),
        filed(BOREHOLE_CODES),
    )
        .prop_map(
            |(api, spudded_on, total_depth_on, status_on, listed_on, measured_depth_ft, status)| {
                WellTask::ImportHistory(Box::new(ImportWellHistory {
                    well_id: well_id(),
                    provenance: provenance(),
                    api_number: ApiNumber::parse(api).unwrap(),
                    name: text("P037"),
                    operator: text("Exxon Mobil Corporation"),
                    lease: None,
                    field: None,
                    location: None,
                    state: None,
                    time_zone: central(),
                    spudded_on,
                    total_depth_on,
                    measured_depth_ft,
                    true_vertical_depth_ft: None,
                    status,
                    status_on,
                    listed_on,
                }))
            },
        )
}

fn task() -> impl Strategy<Value = WellTask> {
    prop_oneof![
        instant().prop_map(|effective_at| {
            WellTask::Propose(ProposeWell {
                well_id: well_id(),
                effective_at,
                name: text("A-1"),
                api_number: None,
                operator: text("Demo Operating"),
                lease: None,
                field: None,
                location: None,
                state: None,
                time_zone: central(),
                role: WellRole::Oil,
            })
        }),
        (instant(), day()).prop_map(|(effective_at, expires_on)| {
            WellTask::ApprovePermit(ApprovePermit {
                effective_at,
                permit_number: text("W1"),
                expires_on,
            })
        }),
        instant().prop_map(|effective_at| WellTask::Spud(SpudWell {
            effective_at,
            rig: None,
            contractor: None
        })),
        (instant(), feet(), prop::option::of(feet())).prop_map(|(effective_at, measured, vertical)| {
            WellTask::ReachTotalDepth(ReachTotalDepth {
                effective_at,
                measured_depth_ft: measured,
                true_vertical_depth_ft: vertical,
            })
        }),
        (instant(), completion(), feet(), feet()).prop_map(|(effective_at, completion, top, bottom)| {
            WellTask::Complete(CompleteWell {
                effective_at,
                completion,
                zone: None,
                top_md_ft: top,
                bottom_md_ft: bottom,
            })
        }),
        instant()
            .prop_map(|effective_at| WellTask::RecordFirstProduction(RecordFirstProduction { effective_at })),
        later_task(),
    ]
}

fn later_task() -> impl Strategy<Value = WellTask> {
    prop_oneof![
        instant().prop_map(|effective_at| {
            WellTask::ShutIn(ShutInWell {
                effective_at,
                reason: ShutInReason::Workover,
            })
        }),
        instant().prop_map(|effective_at| WellTask::ResumeProduction(ResumeProduction { effective_at })),
        (instant(), day()).prop_map(|(effective_at, until)| {
            WellTask::TemporarilyAbandon(TemporarilyAbandonWell {
                effective_at,
                until,
                approval_number: None,
            })
        }),
        instant().prop_map(|effective_at| WellTask::ReturnToService(ReturnToService { effective_at })),
        instant().prop_map(|effective_at| WellTask::Plug(PlugWell {
            effective_at,
            cementer: None
        })),
        import(),
        (instant(), completion(), filed(REPORT_CODES)).prop_map(|(effective_at, completion, status)| {
            WellTask::ReportCompletionStatus(ReportCompletionStatus {
                effective_at,
                completion,
                status,
                provenance: provenance(),
            })
        }),
    ]
}

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
