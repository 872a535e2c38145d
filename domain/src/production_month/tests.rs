//! The rules of a production month, each as a sentence, and each refusal.

mod days;
mod filing;
mod stock;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use uuid::Uuid;
use wellflow_decider::DomainEvent;

use super::*;
use crate::given::given;
use crate::ids::WellId;
use crate::location::TimeZone;
use crate::month::Month;
use crate::quantity::{Barrels, DaysOn, Mcf, PressureBase, Quantity};
use crate::text::{CompletionName, Text120};
use crate::well::WellSeen;

fn text(value: &str) -> Text120 {
    Text120::parse(value).unwrap()
}

fn at(value: &str) -> DateTime<Utc> {
    value.parse().unwrap()
}

fn central() -> TimeZone {
    TimeZone::parse("America/Chicago").unwrap()
}

fn month(value: &str) -> Month {
    Month::parse(value).unwrap()
}

fn well_id() -> WellId {
    WellId::new(Uuid::from_u128(7))
}

fn seen(plugged_since: Option<DateTime<Utc>>) -> WellSeen {
    WellSeen::Known {
        time_zone: central(),
        lease: Some(text("00026")),
        spudded_on: None,
        plugged_since,
    }
}

fn volumes(days: u8, oil: &str) -> Volumes {
    Volumes {
        days_on: Quantity::of(DaysOn::new(days).unwrap()),
        oil_bbl: Quantity::of(Barrels::parse(oil).unwrap()),
        gas: Quantity::of(Mcf::parse("846", PressureBase::Psia14_73).unwrap()),
        water_bbl: Quantity::of(Barrels::parse("39927").unwrap()),
        injection: Quantity::of(Barrels::ZERO),
        ..Volumes::default()
    }
}

fn nothing() -> Volumes {
    Volumes {
        days_on: Quantity::of(DaysOn::default()),
        oil_bbl: Quantity::of(Barrels::ZERO),
        gas: Quantity::of(Mcf::zero(PressureBase::Psia14_73)),
        water_bbl: Quantity::of(Barrels::ZERO),
        injection: Quantity::of(Barrels::ZERO),
        ..Volumes::default()
    }
}

fn record(of: &str, volumes: Volumes) -> RecordProductionMonth {
    RecordProductionMonth {
        well: seen(None),
        well_id: well_id(),
        completion: CompletionName::parse("D01").unwrap(),
        month: month(of),
        volumes,
        lease: None,
        details: MonthDetails::default(),
        filing: None,
        earlier: EarlierMonthSeen::Unknown,
        now: at("2026-03-01T12:00:00Z"),
    }
}

fn recorded(volumes: Volumes) -> ProductionMonthEvent {
    ProductionRecorded {
        effective_at: at("2008-01-31T06:00:00Z"),
        well_id: well_id(),
        completion: CompletionName::parse("D01").unwrap(),
        month: month("2008-01"),
        time_zone: central(),
        lease: Some(text("00026")),
        volumes,
        details: None,
        filing: None,
        warnings: Vec::new(),
    }
    .into()
}

fn correct(volumes: Volumes) -> ProductionMonthCommand {
    ProductionMonthCommand::Correct(Box::new(CorrectProductionMonth {
        corrects: None,
        volumes,
        details: None,
        reason: text("meter factor"),
    }))
}

fn corrected(volumes: Volumes) -> ProductionMonthEvent {
    ProductionCorrected {
        effective_at: at("2008-01-31T06:00:00Z"),
        corrects_event_id: None,
        volumes,
        details: None,
        reason: text("meter factor"),
        warnings: Vec::new(),
    }
    .into()
}

fn lock(when: &str) -> ProductionMonthCommand {
    ProductionMonthCommand::Lock(LockProductionMonth {
        effective_at: at(when),
        now: at("2026-03-01T12:00:00Z"),
    })
}

fn locked(when: &str) -> ProductionMonthEvent {
    ProductionMonthLocked {
        effective_at: at(when),
    }
    .into()
}

impl From<RecordProductionMonth> for ProductionMonthCommand {
    fn from(task: RecordProductionMonth) -> Self {
        Self::Record(Box::new(task))
    }
}

#[test]
fn a_month_is_recorded_and_holds_from_its_last_local_day() {
    given::<ProductionMonth>([])
        .when(record("2008-01", volumes(31, "6618")))
        .then([recorded(volumes(31, "6618"))]);
}

#[test]
fn a_month_s_lease_is_the_well_s_own_unless_another_is_given() {
    let task = RecordProductionMonth {
        lease: Some(text("00099")),
        ..record("2008-01", nothing())
    };
    let events = given::<ProductionMonth>([]).when(task).events();
    assert!(
        matches!(&events[..], [ProductionMonthEvent::ProductionRecorded(e)] if e.lease == Some(text("00099")))
    );
}

#[test]
fn the_same_facts_again_change_nothing() {
    given::<ProductionMonth>([recorded(volumes(31, "6618"))])
        .when(record("2008-01", volumes(31, "6618.0")))
        .then_nothing();
    given::<ProductionMonth>([recorded(volumes(31, "6618")), locked("2008-03-01T00:00:00Z")])
        .when(record("2008-01", volumes(31, "6618")))
        .then_nothing();
}

#[test]
fn other_facts_are_a_correction() {
    let refusal = ProductionMonthError::AlreadyRecorded {
        month: month("2008-01"),
    };
    given::<ProductionMonth>([recorded(volumes(31, "6618"))])
        .when(record("2008-01", volumes(31, "6619")))
        .then_refused(refusal.clone());
    let other_lease = RecordProductionMonth {
        lease: Some(text("00099")),
        ..record("2008-01", volumes(31, "6618"))
    };
    given::<ProductionMonth>([recorded(volumes(31, "6618"))])
        .when(other_lease)
        .then_refused(refusal);
    given::<ProductionMonth>([recorded(volumes(31, "6618"))])
        .when(correct(volumes(31, "6619")))
        .then([corrected(volumes(31, "6619"))]);
}

#[test]
fn a_correction_to_what_is_recorded_changes_nothing() {
    given::<ProductionMonth>([recorded(volumes(31, "6618"))])
        .when(correct(volumes(31, "6618")))
        .then_nothing();
}

#[test]
fn a_month_has_no_more_days_than_the_calendar_gives_it() {
    let refusal = |days, of: &str, limit| ProductionMonthError::DaysExceedMonth {
        days,
        month: month(of),
        limit,
    };
    given::<ProductionMonth>([])
        .when(record("2023-02", volumes(31, "1")))
        .then_refused(refusal(31, "2023-02", 28));
    given::<ProductionMonth>([])
        .when(record("2024-02", volumes(29, "1")))
        .events();
    given::<ProductionMonth>([])
        .when(record("2024-04", volumes(31, "1")))
        .then_refused(refusal(31, "2024-04", 30));
    let april = match recorded(nothing()) {
        ProductionMonthEvent::ProductionRecorded(event) => ProductionRecorded {
            month: month("2024-04"),
            ..event
        },
        other => panic!("{other:?}"),
    };
    given::<ProductionMonth>([april.into()])
        .when(correct(volumes(31, "1")))
        .then_refused(refusal(31, "2024-04", 30));
    assert_eq!(
        refusal(31, "2023-02", 28).to_string(),
        "31 days on in 2023-02, which has 28 days"
    );
}

#[test]
fn a_well_that_is_not_known_has_no_production() {
    given::<ProductionMonth>([])
        .when(RecordProductionMonth {
            well: WellSeen::Unknown,
            ..record("2008-01", nothing())
        })
        .then_refused(ProductionMonthError::WellUnknown { well_id: well_id() });
}

#[test]
fn a_plugged_well_produces_until_the_month_of_its_plug() {
    let plugged = |of: &str, volumes| RecordProductionMonth {
        well: seen(Some(at("2008-01-15T18:00:00Z"))),
        ..record(of, volumes)
    };
    given::<ProductionMonth>([])
        .when(plugged("2008-01", volumes(14, "1")))
        .events();
    let plugged_on = NaiveDate::from_ymd_opt(2008, 1, 15).unwrap();
    for some in [
        volumes(0, "1"),
        Volumes {
            days_on: Quantity::of(DaysOn::new(1).unwrap()),
            ..nothing()
        },
    ] {
        given::<ProductionMonth>([])
            .when(plugged("2008-02", some))
            .then_refused(ProductionMonthError::WellPlugged {
                plugged_on,
                month: month("2008-02"),
            });
    }
}

#[test]
fn a_report_of_nothing_is_taken_for_a_plugged_well() {
    let task = RecordProductionMonth {
        well: seen(Some(at("2008-01-15T18:00:00Z"))),
        ..record("2009-01", nothing())
    };
    given::<ProductionMonth>([]).when(task).events();
}

#[test]
fn what_is_not_recorded_is_neither_corrected_nor_locked() {
    given::<ProductionMonth>([])
        .when(correct(nothing()))
        .then_refused(ProductionMonthError::NotRecorded);
    given::<ProductionMonth>([])
        .when(lock("2008-03-01T00:00:00Z"))
        .then_refused(ProductionMonthError::NotRecorded);
}

#[test]
fn a_month_is_recorded_once_its_last_local_day_is_over() {
    let asked = |now: &str| RecordProductionMonth {
        now: at(now),
        ..record("2008-01", volumes(31, "6618"))
    };
    given::<ProductionMonth>([])
        .when(asked("2008-02-01T06:00:00Z"))
        .then([recorded(volumes(31, "6618"))]);
    given::<ProductionMonth>([])
        .when(asked("2008-02-01T05:59:59Z"))
        .then_refused(ProductionMonthError::MonthNotEnded {
            month: month("2008-01"),
            at: at("2008-02-01T05:59:59Z"),
            ends: at("2008-02-01T06:00:00Z"),
        });
}

#[test]
fn a_month_is_not_locked_ahead_of_time() {
    given::<ProductionMonth>([recorded(nothing())])
        .when(lock("2026-03-01T12:05:00Z"))
        .then([locked("2026-03-01T12:05:00Z")]);
    given::<ProductionMonth>([recorded(nothing())])
        .when(lock("2026-03-01T12:05:01Z"))
        .then_refused(ProductionMonthError::EffectiveInFuture {
            at: at("2026-03-01T12:05:01Z"),
            now: at("2026-03-01T12:00:00Z"),
        });
}

#[test]
fn a_month_is_locked_once_it_is_over() {
    let open = [recorded(nothing())];
    given::<ProductionMonth>(open.clone())
        .when(lock("2008-02-01T06:00:00Z"))
        .then([locked("2008-02-01T06:00:00Z")]);
    given::<ProductionMonth>(open)
        .when(lock("2008-02-01T05:59:59Z"))
        .then_refused(ProductionMonthError::MonthNotEnded {
            month: month("2008-01"),
            at: at("2008-02-01T05:59:59Z"),
            ends: at("2008-02-01T06:00:00Z"),
        });
}

#[test]
fn a_locked_month_is_locked_and_takes_no_correction() {
    let closed = [recorded(nothing()), locked("2008-03-01T00:00:00Z")];
    given::<ProductionMonth>(closed.clone())
        .when(lock("2008-04-01T00:00:00Z"))
        .then_nothing();
    given::<ProductionMonth>(closed)
        .when(correct(volumes(1, "1")))
        .then_refused(ProductionMonthError::Locked {
            month: month("2008-01"),
            since: at("2008-03-01T00:00:00Z"),
        });
}

fn nothing_told() -> serde_json::Value {
    json!({ "stated": null, "not_reported": 0, "withheld": 0 })
}

#[test]
fn a_month_is_shown_with_the_volumes_that_hold() {
    let events = [
        recorded(volumes(31, "6618")),
        corrected(volumes(30, "6600.5")),
        locked("2008-03-01T00:00:00Z"),
    ];
    let shown = given::<ProductionMonth>(events).state().summary().unwrap();
    assert_eq!(
        serde_json::to_value(shown).unwrap(),
        json!({
            "well_id": "00000000-0000-0000-0000-000000000007", "completion": "D01", "month": "2008-01",
            "lease": "00026", "days_on": 30, "oil_bbl": "6600.5", "condensate_bbl": null,
            "gas": { "volume": "846", "base_psia": "14.73" }, "gas_lift": null, "water_bbl": "39927",
            "injection": "0", "recorded": true, "filing": null, "corrections": 1,
            "details": { "oil_stock": null, "gas_use": null, "measured": null },
            "restatements": [], "warnings": [], "days": [], "dispositions": [], "stocks": [],
            "daily_total": {
                "days": 0, "hours_on": "0", "downtime_minutes": 0, "oil_bbl": nothing_told(),
                "condensate_bbl": nothing_told(), "gas": nothing_told(), "gas_lift": nothing_told(),
                "water_bbl": nothing_told(), "injection_bbl": nothing_told(),
            },
            "discontinuities": [], "gas_balance": null, "locked_since": "2008-03-01T00:00:00Z",
        })
    );
    assert_eq!(ProductionMonth::Unknown.summary(), None);
}

#[test]
fn a_stream_is_named_by_well_completion_and_month() {
    let id = |well: u128, completion: &str, of: &str| {
        let completion = CompletionName::parse(completion).unwrap();
        ProductionMonthId::of(WellId::new(Uuid::from_u128(well)), &completion, month(of))
    };
    assert_eq!(id(7, "D01", "2008-01"), record("2008-01", nothing()).stream());
    assert_ne!(id(7, "D01", "2008-01"), id(7, "D02", "2008-01"));
    assert_ne!(id(7, "D01", "2008-01"), id(7, "D01", "2008-02"));
    assert_ne!(id(7, "D01", "2008-01"), id(8, "D01", "2008-01"));
    assert_eq!(
        id(7, "D01", "2008-01").to_string(),
        "b79c8fa0-e320-506c-8813-a27fe4e41897"
    );
}

#[test]
fn the_reason_of_a_correction_stays_inside() {
    match corrected(nothing()).public_form() {
        Some(ProductionMonthEvent::ProductionCorrected(event)) => {
            assert_eq!(event.reason, Text120::withheld())
        }
        other => panic!("{other:?}"),
    }
}

fn unlock(when: &str) -> ProductionMonthCommand {
    ProductionMonthCommand::Unlock(UnlockProductionMonth {
        effective_at: at(when),
        reason: text("late run ticket"),
        now: at("2026-03-01T12:00:00Z"),
    })
}

fn unlocked(when: &str) -> ProductionMonthEvent {
    ProductionMonthUnlocked {
        effective_at: at(when),
        reason: text("late run ticket"),
    }
    .into()
}

#[test]
fn a_locked_month_is_opened_again_and_then_takes_corrections() {
    let closed = [recorded(volumes(31, "6618")), locked("2008-03-01T00:00:00Z")];
    given::<ProductionMonth>(closed.clone())
        .when(unlock("2008-03-02T00:00:00Z"))
        .then([unlocked("2008-03-02T00:00:00Z")]);
    let [first, second] = closed;
    let opened = [first, second, unlocked("2008-03-02T00:00:00Z")];
    given::<ProductionMonth>(opened.clone())
        .when(correct(volumes(30, "1")))
        .then([corrected(volumes(30, "1"))]);
    given::<ProductionMonth>(opened.clone())
        .when(lock("2008-03-02T00:00:00Z"))
        .then([locked("2008-03-02T00:00:00Z")]);
    given::<ProductionMonth>(opened)
        .when(lock("2008-03-01T23:59:59Z"))
        .then_refused(ProductionMonthError::LockedBeforeUnlock {
            month: month("2008-01"),
            since: at("2008-03-02T00:00:00Z"),
            at: at("2008-03-01T23:59:59Z"),
        });
}

#[test]
fn only_a_locked_month_is_opened_and_only_after_its_lock() {
    given::<ProductionMonth>([])
        .when(unlock("2008-03-02T00:00:00Z"))
        .then_refused(ProductionMonthError::NotRecorded);
    given::<ProductionMonth>([recorded(nothing())])
        .when(unlock("2008-03-02T00:00:00Z"))
        .then_refused(ProductionMonthError::NotLocked {
            month: month("2008-01"),
        });
    let closed = [recorded(nothing()), locked("2008-03-01T00:00:00Z")];
    given::<ProductionMonth>(closed.clone())
        .when(unlock("2008-02-29T00:00:00Z"))
        .then_refused(ProductionMonthError::UnlockedBeforeLock {
            month: month("2008-01"),
            since: at("2008-03-01T00:00:00Z"),
            at: at("2008-02-29T00:00:00Z"),
        });
    given::<ProductionMonth>(closed)
        .when(unlock("2026-03-01T12:05:01Z"))
        .then_refused(ProductionMonthError::EffectiveInFuture {
            at: at("2026-03-01T12:05:01Z"),
            now: at("2026-03-01T12:00:00Z"),
        });
}

fn restate(volumes: Volumes) -> ProductionMonthCommand {
    ProductionMonthCommand::Restate(Box::new(RestateProduction {
        volumes,
        details: None,
        reason: text("purchaser's statement"),
        affected_reports: vec![text("PR 2008-01")],
    }))
}

fn restated(volumes: Volumes) -> ProductionMonthEvent {
    ProductionRestated {
        effective_at: at("2008-01-31T06:00:00Z"),
        volumes,
        details: None,
        cause: RestatementCause::Stated {
            reason: text("purchaser's statement"),
        },
        affected_reports: vec![text("PR 2008-01")],
        filing: None,
        warnings: Vec::new(),
    }
    .into()
}

#[test]
fn a_locked_month_is_restated_and_what_changed_is_shown() {
    let closed = [recorded(volumes(31, "6618")), locked("2008-03-01T00:00:00Z")];
    let after = Volumes {
        water_bbl: Quantity::Withheld,
        ..volumes(30, "6600.5")
    };
    given::<ProductionMonth>(closed.clone())
        .when(restate(after.clone()))
        .then([restated(after.clone())]);
    let [first, second] = closed;
    let shown = given::<ProductionMonth>([first, second, restated(after.clone())])
        .state()
        .summary()
        .unwrap();
    assert_eq!(shown.volumes, after);
    assert_eq!(shown.locked_since, Some(at("2008-03-01T00:00:00Z")));
    let [restatement] = shown.restatements.as_slice() else {
        panic!("{:?}", shown.restatements);
    };
    assert_eq!(restatement.affected_reports, [text("PR 2008-01")]);
    assert_eq!(
        serde_json::to_value(&restatement.deltas).unwrap(),
        json!({
            "days_on": -1, "oil_bbl": "-17.5", "condensate_bbl": null,
            "gas": { "volume": "0", "base_psia": "14.73" }, "gas_lift": null, "water_bbl": null, "injection": "0",
        })
    );
}

#[test]
fn what_is_open_is_not_restated_and_the_same_facts_restate_nothing() {
    given::<ProductionMonth>([])
        .when(restate(nothing()))
        .then_refused(ProductionMonthError::NotRecorded);
    given::<ProductionMonth>([recorded(nothing())])
        .when(restate(volumes(1, "1")))
        .then_refused(ProductionMonthError::NotClosed {
            month: month("2008-01"),
        });
    let closed = [recorded(nothing()), locked("2008-03-01T00:00:00Z")];
    given::<ProductionMonth>(closed.clone())
        .when(restate(nothing()))
        .then_nothing();
    let thirty = Volumes {
        days_on: Quantity::of(DaysOn::new(31).unwrap()),
        ..nothing()
    };
    given::<ProductionMonth>(closed).when(restate(thirty)).events();
}

#[test]
fn a_correction_may_name_what_it_corrects() {
    let named = |seen: CorrectedSeen| {
        ProductionMonthCommand::Correct(Box::new(CorrectProductionMonth {
            corrects: Some(CorrectedEvent {
                event_id: Uuid::from_u128(9),
                seen,
            }),
            volumes: volumes(1, "1"),
            details: None,
            reason: text("meter factor"),
        }))
    };
    let of = CorrectedSeen::of(&recorded(nothing()));
    let events = given::<ProductionMonth>([recorded(nothing())])
        .when(named(of))
        .events();
    assert!(
        matches!(&events[..], [ProductionMonthEvent::ProductionCorrected(e)] if e.corrects_event_id == Some(Uuid::from_u128(9)))
    );
    // What is corrected goes on standing: the correction comes after it.
    assert_eq!(events[0].supersedes(), None);
    given::<ProductionMonth>([recorded(nothing())])
        .when(named(CorrectedSeen::Unknown))
        .then_refused(ProductionMonthError::CorrectedEventUnknown {
            event_id: Uuid::from_u128(9),
        });
    given::<ProductionMonth>([recorded(nothing())])
        .when(named(CorrectedSeen::of(&locked("2008-03-01T00:00:00Z"))))
        .then_refused(ProductionMonthError::CorrectedEventIsOther {
            event_id: Uuid::from_u128(9),
            found: "of type ProductionMonthLocked".into(),
            expected: "the month's volumes".into(),
        });
}

#[test]
fn nothing_came_up_before_the_spud() {
    let spudded = |of: &str, volumes| RecordProductionMonth {
        well: WellSeen::Known {
            time_zone: central(),
            lease: None,
            spudded_on: NaiveDate::from_ymd_opt(2008, 2, 10),
            plugged_since: None,
        },
        ..record(of, volumes)
    };
    given::<ProductionMonth>([])
        .when(spudded("2008-01", volumes(31, "1")))
        .then_refused(ProductionMonthError::NotSpudded {
            spudded_on: NaiveDate::from_ymd_opt(2008, 2, 10).unwrap(),
            month: month("2008-01"),
        });
    given::<ProductionMonth>([])
        .when(spudded("2008-02", volumes(3, "1")))
        .events();
    given::<ProductionMonth>([])
        .when(spudded("2008-01", nothing()))
        .events();
}

#[test]
fn volumes_on_no_day_are_odd() {
    let events = given::<ProductionMonth>([])
        .when(record("2008-01", volumes(0, "1")))
        .events();
    assert!(
        matches!(&events[..], [ProductionMonthEvent::ProductionRecorded(e)] if e.warnings == [ProductionWarning::VolumeWithoutDays])
    );
    // Where the days are not stated there is nothing to compare.
    let unstated = Volumes {
        days_on: Quantity::NotReported,
        ..volumes(0, "1")
    };
    let events = given::<ProductionMonth>([])
        .when(record("2008-01", unstated))
        .events();
    assert!(matches!(&events[..], [ProductionMonthEvent::ProductionRecorded(e)] if e.warnings.is_empty()));
}

#[test]
fn a_stream_is_about_one_completion_and_month() {
    given::<ProductionMonth>([recorded(nothing())])
        .when(record("2008-02", nothing()))
        .then_refused(ProductionMonthError::OtherMonth {
            completion: CompletionName::parse("D01").unwrap(),
            month: month("2008-01"),
        });
}

#[test]
fn reasons_and_business_partners_stay_inside() {
    let outside = |event: ProductionMonthEvent| {
        let public = event.public_form().unwrap();
        assert_eq!(public.effective_at(), event.effective_at());
        serde_json::to_string(&public.encode(serde_json::value::Serializer).unwrap()).unwrap()
    };
    for event in [
        unlocked("2008-03-02T00:00:00Z"),
        restated(nothing()),
        corrected(nothing()),
        days::corrected("2008-01-15", "7", 1),
        stock::disposed("T-1", "20", None),
        stock::reconciled(),
    ] {
        let public = outside(event);
        assert!(public.contains("withheld"), "{public}");
        for word in [
            "late run",
            "purchaser's",
            "meter factor",
            "misread",
            "First Purchaser",
            "takeover",
            "bottoms",
        ] {
            assert!(!public.contains(word), "{public}");
        }
    }
}
