//! The rules of a property's month, each as a sentence, and each refusal.

mod records;
mod sharing;
mod stock;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::DomainEvent;

use super::*;
use crate::disposition::Product;
use crate::given::given;
use crate::location::TimeZone;
use crate::month::Month;
use crate::quantity::{Barrels, Fahrenheit};
use crate::tank::{GaugeLevel, PerInch, TankTable};
use crate::text::Text120;

fn text(value: &str) -> Text120 {
    Text120::parse(value).unwrap()
}

fn at(value: &str) -> DateTime<Utc> {
    value.parse().unwrap()
}

fn bbl(value: &str) -> Barrels {
    Barrels::parse(value).unwrap()
}

fn month(value: &str) -> Month {
    Month::parse(value).unwrap()
}

fn of(value: &str) -> PropertyKey {
    PropertyKey {
        property_id: PropertyId::new(Uuid::from_u128(77)),
        month: month(value),
        time_zone: TimeZone::parse("America/Chicago").unwrap(),
    }
}

fn january() -> PropertyKey {
    of("2008-01")
}

const NOW: &str = "2026-03-01T12:00:00Z";

fn level(feet: u16, inches: u8, quarters: u8) -> GaugeLevel {
    GaugeLevel::new(feet, inches, quarters).unwrap()
}

/// Twenty feet of so much an inch.
fn table(bbl_per_inch: &str) -> TankTable {
    TankTable::PerInch(PerInch::new(bbl(bbl_per_inch), level(20, 0, 0)).unwrap())
}

fn gauge_task() -> GaugeTank {
    GaugeTank {
        property: january(),
        tank: text("T1"),
        table: table("1.68"),
        at: at("2008-01-15T15:00:00Z"),
        level: level(10, 0, 0),
        water_level: Some(level(0, 2, 0)),
        temperature_f: Some(Fahrenheit::parse("72").unwrap()),
        corrects: None,
        now: at(NOW),
    }
}

fn gauge(task: GaugeTank) -> PropertyMonthCommand {
    PropertyMonthCommand::GaugeTank(Box::new(task))
}

fn decided(command: PropertyMonthCommand) -> PropertyMonthEvent {
    given::<PropertyMonth>([]).when(command).events().remove(0)
}

fn gauged() -> PropertyMonthEvent {
    decided(gauge(gauge_task()))
}

fn lock(when: &str) -> PropertyMonthCommand {
    PropertyMonthCommand::Lock(LockPropertyMonth {
        effective_at: at(when),
        now: at(NOW),
    })
}

fn locked(when: &str) -> PropertyMonthEvent {
    PropertyMonthLocked {
        effective_at: at(when),
    }
    .into()
}

fn unlock(when: &str) -> PropertyMonthCommand {
    PropertyMonthCommand::Unlock(UnlockPropertyMonth {
        effective_at: at(when),
        reason: text("late run ticket"),
        now: at(NOW),
    })
}

fn unlocked(when: &str) -> PropertyMonthEvent {
    PropertyMonthUnlocked {
        effective_at: at(when),
        reason: text("late run ticket"),
    }
    .into()
}

#[test]
fn a_stream_is_named_by_property_and_month() {
    assert_eq!(january().stream(), of("2008-01").stream());
    assert_ne!(january().stream(), of("2008-02").stream());
    let other = PropertyKey {
        property_id: PropertyId::new(Uuid::from_u128(78)),
        ..january()
    };
    assert_ne!(january().stream(), other.stream());
    assert_eq!(january().stream().as_uuid().get_version_num(), 5);
    given::<PropertyMonth>([gauged()])
        .when(gauge(GaugeTank {
            property: other,
            ..gauge_task()
        }))
        .then_refused(PropertyMonthError::OtherProperty {
            property_id: january().property_id,
            month: month("2008-01"),
        });
}

#[test]
fn a_month_is_locked_once_it_is_over_and_something_stands_in_it() {
    given::<PropertyMonth>([gauged()])
        .when(lock("2008-02-01T06:00:00Z"))
        .then([locked("2008-02-01T06:00:00Z")]);
    given::<PropertyMonth>([gauged()])
        .when(lock("2008-02-01T05:59:59Z"))
        .then_refused(PropertyMonthError::MonthNotEnded {
            month: month("2008-01"),
            at: at("2008-02-01T05:59:59Z"),
            ends: at("2008-02-01T06:00:00Z"),
        });
    given::<PropertyMonth>([gauged()])
        .when(lock("2026-03-01T12:05:01Z"))
        .then_refused(PropertyMonthError::EffectiveInFuture {
            at: at("2026-03-01T12:05:01Z"),
            now: at(NOW),
        });
    given::<PropertyMonth>([])
        .when(lock("2008-02-01T06:00:00Z"))
        .then_refused(PropertyMonthError::NothingRecorded);
    given::<PropertyMonth>([gauged(), locked("2008-02-01T06:00:00Z")])
        .when(lock("2008-03-01T06:00:00Z"))
        .then_nothing();
}

#[test]
fn a_locked_month_takes_no_record_until_it_is_opened() {
    let closed = [gauged(), locked("2008-03-01T00:00:00Z")];
    given::<PropertyMonth>(closed.clone())
        .when(gauge(GaugeTank {
            tank: text("T2"),
            ..gauge_task()
        }))
        .then_refused(PropertyMonthError::Locked {
            month: month("2008-01"),
            since: at("2008-03-01T00:00:00Z"),
        });
    given::<PropertyMonth>(closed.clone())
        .when(unlock("2008-03-02T00:00:00Z"))
        .then([unlocked("2008-03-02T00:00:00Z")]);
    given::<PropertyMonth>(closed.clone())
        .when(unlock("2008-02-29T00:00:00Z"))
        .then_refused(PropertyMonthError::UnlockedBeforeLock {
            month: month("2008-01"),
            since: at("2008-03-01T00:00:00Z"),
            at: at("2008-02-29T00:00:00Z"),
        });
    given::<PropertyMonth>(closed.clone())
        .when(unlock("2026-03-01T12:05:01Z"))
        .then_refused(PropertyMonthError::EffectiveInFuture {
            at: at("2026-03-01T12:05:01Z"),
            now: at(NOW),
        });
    let [one, two] = closed;
    let opened = [one, two, unlocked("2008-03-02T00:00:00Z")];
    given::<PropertyMonth>(opened.clone())
        .when(gauge(GaugeTank {
            tank: text("T2"),
            ..gauge_task()
        }))
        .events();
    given::<PropertyMonth>(opened.clone())
        .when(lock("2008-03-02T00:00:00Z"))
        .then([locked("2008-03-02T00:00:00Z")]);
    given::<PropertyMonth>(opened)
        .when(lock("2008-03-01T12:00:00Z"))
        .then_refused(PropertyMonthError::LockedBeforeUnlock {
            month: month("2008-01"),
            since: at("2008-03-02T00:00:00Z"),
            at: at("2008-03-01T12:00:00Z"),
        });
}

#[test]
fn only_what_is_locked_is_opened() {
    given::<PropertyMonth>([])
        .when(unlock("2008-03-02T00:00:00Z"))
        .then_refused(PropertyMonthError::NothingRecorded);
    given::<PropertyMonth>([gauged()])
        .when(unlock("2008-03-02T00:00:00Z"))
        .then_refused(PropertyMonthError::NotLocked {
            month: month("2008-01"),
        });
}

#[test]
fn people_and_reasons_stay_inside() {
    for event in [
        records::ticketed(),
        unlocked("2008-03-02T00:00:00Z"),
        stock::drawn().into(),
    ] {
        let public = event.public_form().unwrap();
        let public = serde_json::to_string(&public.encode(serde_json::value::Serializer).unwrap()).unwrap();
        assert!(public.contains("withheld"), "{public}");
        for word in [
            "gauger 14",
            "First Purchaser",
            "late run",
            "tank bottoms",
            "takeover",
        ] {
            assert!(!public.contains(word), "{public}");
        }
    }
}

#[test]
fn a_month_is_shown_record_by_record() {
    let shown = given::<PropertyMonth>([gauged(), records::ticketed(), locked("2008-03-01T00:00:00Z")])
        .state()
        .summary()
        .unwrap();
    assert_eq!((shown.gauges.len(), shown.tickets.len()), (1, 1));
    assert_eq!(shown.run_bbl, Some(bbl("179.78")));
    assert_eq!(shown.locked_since, Some(at("2008-03-01T00:00:00Z")));
    assert_eq!(PropertyMonth::Unknown.summary(), None);
}
