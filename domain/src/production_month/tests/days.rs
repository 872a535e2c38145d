//! The lines of single days.

use super::*;
use crate::production_day::{DayBegins, ProductionDay};
use crate::quantity::{Choke64ths, Hours, Percent, Psi};

fn date(value: &str) -> NaiveDate {
    value.parse().unwrap()
}

fn day(value: &str) -> ProductionDay {
    ProductionDay::new(date(value), central(), DayBegins::Midnight).unwrap()
}

fn entry(oil: &str, hours: &str, down: &[(u16, DowntimeReason)]) -> DayEntry {
    DayEntry {
        oil_bbl: Quantity::of(Barrels::parse(oil).unwrap()),
        condensate_bbl: Quantity::NotReported,
        gas: Quantity::of(Mcf::parse("120", PressureBase::Psia14_65).unwrap()),
        gas_lift: Quantity::NotReported,
        water_bbl: Quantity::Withheld,
        injection_bbl: Quantity::NotReported,
        hours_on: Hours::parse(hours).unwrap(),
        downtime: down
            .iter()
            .map(|(minutes, reason)| Downtime {
                minutes: *minutes,
                reason: *reason,
            })
            .collect(),
        choke_64ths: Some(Choke64ths::new(24).unwrap()),
        tubing_psi: Some(Psi::parse("250").unwrap()),
        casing_psi: None,
        line_psi: None,
        temperature_f: None,
        bsw_pct: Some(Percent::parse("0.4").unwrap()),
        api_gravity: None,
        source: VolumeSource::Metered,
    }
}

fn task(on: &str, entry: DayEntry) -> RecordDailyProduction {
    RecordDailyProduction {
        well: seen(None),
        well_id: well_id(),
        completion: CompletionName::parse("D01").unwrap(),
        day: day(on),
        entry,
        now: at("2026-03-01T12:00:00Z"),
    }
}

fn write_down(on: &str, entry: DayEntry) -> ProductionMonthCommand {
    ProductionMonthCommand::RecordDay(Box::new(task(on, entry)))
}

fn line(on: &str, entry: DayEntry) -> ProductionMonthEvent {
    DailyProductionRecorded {
        effective_at: day(on).start(),
        well_id: well_id(),
        completion: CompletionName::parse("D01").unwrap(),
        day: day(on),
        entry,
    }
    .into()
}

fn full(oil: &str) -> DayEntry {
    entry(oil, "24", &[])
}

fn amend(on: &str, seen: CorrectedSeen, entry: DayEntry) -> ProductionMonthCommand {
    ProductionMonthCommand::CorrectDay(Box::new(CorrectDailyProduction {
        corrects: CorrectedEvent {
            event_id: Uuid::from_u128(9),
            seen,
        },
        well: super::seen(None),
        date: date(on),
        entry,
        reason: text("misread gauge"),
    }))
}

pub(super) fn corrected(on: &str, oil: &str, revision: u32) -> ProductionMonthEvent {
    DailyProductionCorrected {
        effective_at: day(on).start(),
        corrects_event_id: Uuid::from_u128(9),
        well_id: well_id(),
        completion: CompletionName::parse("D01").unwrap(),
        day: day(on),
        entry: full(oil),
        revision,
        reason: text("misread gauge"),
    }
    .into()
}

#[test]
fn a_day_is_written_down_and_holds_from_its_beginning() {
    given::<ProductionMonth>([])
        .when(write_down("2008-01-15", full("40")))
        .then([line("2008-01-15", full("40"))]);
    assert_eq!(day("2008-01-15").start(), at("2008-01-15T06:00:00Z"));
    assert_eq!(
        task("2008-01-15", full("40")).stream(),
        record("2008-01", nothing()).stream()
    );
}

#[test]
fn a_day_is_written_down_before_and_after_the_month_s_volumes() {
    let early = line("2008-01-15", full("40"));
    let late = line("2008-01-16", full("41"));
    let state = given::<ProductionMonth>([early.clone(), recorded(volumes(31, "81")), late.clone()]).state();
    let other = given::<ProductionMonth>([recorded(volumes(31, "81")), late, early]).state();
    assert_eq!(state, other);
    let shown = state.summary().unwrap();
    assert_eq!((shown.days.len(), shown.recorded), (2, true));
}

#[test]
fn a_month_of_days_alone_is_shown_with_their_sum() {
    let twelve = entry(
        "20.5",
        "12",
        &[(700, DowntimeReason::Power), (20, DowntimeReason::Testing)],
    );
    let shown = given::<ProductionMonth>([line("2008-01-16", twelve), line("2008-01-15", full("40"))])
        .state()
        .summary()
        .unwrap();
    assert!(!shown.recorded);
    assert_eq!(shown.volumes, Volumes::default());
    let dates: Vec<NaiveDate> = shown.days.iter().map(|day| day.day.date()).collect();
    assert_eq!(dates, [date("2008-01-15"), date("2008-01-16")]);
    let total = shown.daily_total;
    assert_eq!((total.days, total.downtime_minutes), (2, 720));
    assert_eq!(total.hours_on.to_string(), "36");
    let oil = total.oil_bbl.unwrap();
    assert_eq!(oil.quantity(), Quantity::of(Barrels::parse("60.5").unwrap()));
    // What is withheld is not nothing.
    let water = total.water_bbl.unwrap();
    assert_eq!((water.stated, water.withheld), (None, 2));
    assert_eq!(water.quantity(), Quantity::Withheld);
}

#[test]
fn the_same_day_again_is_nothing_new_and_other_facts_are_a_correction() {
    let known = [line("2008-01-15", full("40"))];
    given::<ProductionMonth>(known.clone())
        .when(write_down("2008-01-15", full("40.0")))
        .then_nothing();
    given::<ProductionMonth>(known)
        .when(write_down("2008-01-15", full("41")))
        .then_refused(ProductionMonthError::DayAlreadyRecorded {
            date: date("2008-01-15"),
        });
}

#[test]
fn a_corrected_day_takes_the_place_of_the_line_it_names() {
    let known = line("2008-01-15", full("40"));
    let seen = CorrectedSeen::of(&known);
    let events = given::<ProductionMonth>([known.clone()])
        .when(amend("2008-01-15", seen, full("41")))
        .events();
    assert_eq!(events, [corrected("2008-01-15", "41", 1)]);
    assert_eq!(events[0].supersedes(), Some(Uuid::from_u128(9)));
    // The line it takes the place of is left out of the fold: the correction stands alone.
    let alone = given::<ProductionMonth>(events.clone())
        .state()
        .summary()
        .unwrap();
    assert_eq!((alone.days.len(), alone.days[0].revision), (1, 1));

    let again = CorrectedSeen::of(&events[0]);
    given::<ProductionMonth>(events)
        .when(amend("2008-01-15", again, full("42")))
        .then([corrected("2008-01-15", "42", 2)]);
    given::<ProductionMonth>([known])
        .when(amend(
            "2008-01-15",
            CorrectedSeen::Day {
                date: date("2008-01-15"),
            },
            full("40"),
        ))
        .then_nothing();
}

#[test]
fn a_correction_is_of_the_line_of_that_day() {
    let refused = |seen: CorrectedSeen| {
        given::<ProductionMonth>([line("2008-01-15", full("40"))]).when(amend("2008-01-15", seen, full("41")))
    };
    refused(CorrectedSeen::Unknown).then_refused(ProductionMonthError::CorrectedEventUnknown {
        event_id: Uuid::from_u128(9),
    });
    refused(CorrectedSeen::of(&line("2008-01-16", full("1")))).then_refused(
        ProductionMonthError::CorrectedEventIsOther {
            event_id: Uuid::from_u128(9),
            found: "the line of 2008-01-16".into(),
            expected: "the line of 2008-01-15".into(),
        },
    );
    refused(CorrectedSeen::of(&recorded(nothing()))).then_refused(
        ProductionMonthError::CorrectedEventIsOther {
            event_id: Uuid::from_u128(9),
            found: "the month's volumes".into(),
            expected: "the line of 2008-01-15".into(),
        },
    );
    let of_day = CorrectedSeen::Day {
        date: date("2008-01-20"),
    };
    for known in [vec![], vec![line("2008-01-15", full("40"))]] {
        given::<ProductionMonth>(known)
            .when(amend("2008-01-20", of_day.clone(), full("41")))
            .then_refused(ProductionMonthError::DayNotRecorded {
                date: date("2008-01-20"),
            });
    }
}

#[test]
fn a_day_has_the_hours_of_its_clocks() {
    let refusal = |hours: &str, on: &str, limit: &str| ProductionMonthError::HoursExceedDay {
        hours_on: Hours::parse(hours).unwrap(),
        date: date(on),
        limit: Hours::parse(limit).unwrap(),
    };
    for (on, hours) in [("2008-03-09", "23"), ("2008-11-02", "25"), ("2008-01-15", "24")] {
        given::<ProductionMonth>([])
            .when(write_down(on, entry("1", hours, &[])))
            .events();
    }
    for (on, hours, limit) in [
        ("2008-03-09", "23.01", "23"),
        ("2008-11-02", "25.01", "25"),
        ("2008-01-15", "24.14", "24"),
    ] {
        given::<ProductionMonth>([])
            .when(write_down(on, entry("1", hours, &[])))
            .then_refused(refusal(hours, on, limit));
    }
    let known = [line("2008-01-15", full("40"))];
    let seen = CorrectedSeen::of(&known[0]);
    given::<ProductionMonth>(known)
        .when(amend("2008-01-15", seen, entry("1", "24.5", &[])))
        .then_refused(refusal("24.5", "2008-01-15", "24"));
}

#[test]
fn hours_on_and_downtime_make_up_the_day() {
    let told = |hours: &str, minutes: u16| {
        given::<ProductionMonth>([]).when(write_down(
            "2008-01-15",
            entry("1", hours, &[(minutes, DowntimeReason::Weather)]),
        ))
    };
    told("22.5", 90).events();
    // A third of an hour is written as 0.33.
    told("7.33", 1000).events();
    for (hours, minutes) in [("22.5", 89), ("22.5", 91), ("24", 1), ("7.33", 1001), ("0", 1439)] {
        told(hours, minutes).then_refused(ProductionMonthError::HoursDoNotAddUp {
            hours_on: Hours::parse(hours).unwrap(),
            downtime_minutes: u32::from(minutes),
            date: date("2008-01-15"),
            day_minutes: 1440,
        });
    }
    given::<ProductionMonth>([])
        .when(write_down("2008-01-15", entry("1", "23", &[])))
        .then_refused(ProductionMonthError::HoursDoNotAddUp {
            hours_on: Hours::parse("23").unwrap(),
            downtime_minutes: 0,
            date: date("2008-01-15"),
            day_minutes: 1440,
        });
}

#[test]
fn a_day_is_not_written_down_before_it_has_begun() {
    let asked = |now: &str| {
        ProductionMonthCommand::RecordDay(Box::new(RecordDailyProduction {
            now: at(now),
            ..task("2008-01-15", full("40"))
        }))
    };
    given::<ProductionMonth>([])
        .when(asked("2008-01-15T06:00:00Z"))
        .then([line("2008-01-15", full("40"))]);
    given::<ProductionMonth>([])
        .when(asked("2008-01-15T05:59:59Z"))
        .then_refused(ProductionMonthError::DayInFuture {
            date: date("2008-01-15"),
            now: at("2008-01-15T05:59:59Z"),
        });
}

#[test]
fn a_day_runs_by_the_well_s_own_clocks() {
    let denver = TimeZone::parse("America/Denver").unwrap();
    let task = RecordDailyProduction {
        day: ProductionDay::new(date("2008-01-15"), denver, DayBegins::Midnight).unwrap(),
        ..task("2008-01-15", full("40"))
    };
    given::<ProductionMonth>([])
        .when(ProductionMonthCommand::RecordDay(Box::new(task)))
        .then_refused(ProductionMonthError::TimeZoneDiffers {
            well: central(),
            day: denver,
        });
}

#[test]
fn nothing_comes_up_before_the_spud_or_after_the_plug() {
    let of = |well: WellSeen, on: &str, entry: DayEntry| {
        ProductionMonthCommand::RecordDay(Box::new(RecordDailyProduction {
            well,
            ..task(on, entry)
        }))
    };
    let plugged = seen(Some(at("2008-01-15T18:00:00Z")));
    given::<ProductionMonth>([])
        .when(of(plugged.clone(), "2008-01-15", full("1")))
        .events();
    let refusal = ProductionMonthError::DayAfterPlugging {
        plugged_on: date("2008-01-15"),
        date: date("2008-01-16"),
    };
    given::<ProductionMonth>([])
        .when(of(plugged.clone(), "2008-01-16", full("1")))
        .then_refused(refusal.clone());
    let stood_still = DayEntry {
        gas: Quantity::NotReported,
        ..entry("0", "0", &[(1440, DowntimeReason::Regulatory)])
    };
    given::<ProductionMonth>([])
        .when(of(plugged.clone(), "2008-01-16", stood_still.clone()))
        .events();
    let spudded = WellSeen::Known {
        time_zone: central(),
        lease: None,
        spudded_on: Some(date("2008-01-10")),
        plugged_since: None,
    };
    given::<ProductionMonth>([])
        .when(of(spudded.clone(), "2008-01-09", full("1")))
        .then_refused(ProductionMonthError::DayBeforeSpud {
            spudded_on: date("2008-01-10"),
            date: date("2008-01-09"),
        });
    given::<ProductionMonth>([])
        .when(of(spudded, "2008-01-10", full("1")))
        .events();
    given::<ProductionMonth>([])
        .when(of(WellSeen::Unknown, "2008-01-10", full("1")))
        .then_refused(ProductionMonthError::WellUnknown { well_id: well_id() });

    let known = [line("2008-01-16", stood_still)];
    let corrected = |well: WellSeen| {
        ProductionMonthCommand::CorrectDay(Box::new(CorrectDailyProduction {
            corrects: CorrectedEvent {
                event_id: Uuid::from_u128(9),
                seen: CorrectedSeen::of(&known[0]),
            },
            well,
            date: date("2008-01-16"),
            entry: full("1"),
            reason: text("misread gauge"),
        }))
    };
    given::<ProductionMonth>(known.clone())
        .when(corrected(plugged))
        .then_refused(refusal);
    given::<ProductionMonth>(known.clone())
        .when(corrected(WellSeen::Unknown))
        .then_refused(ProductionMonthError::WellUnknown { well_id: well_id() });
}

#[test]
fn a_locked_month_takes_no_day() {
    let closed = [
        line("2008-01-15", full("40")),
        recorded(nothing()),
        locked("2008-03-01T00:00:00Z"),
    ];
    let refusal = ProductionMonthError::Locked {
        month: month("2008-01"),
        since: at("2008-03-01T00:00:00Z"),
    };
    given::<ProductionMonth>(closed.clone())
        .when(write_down("2008-01-16", full("1")))
        .then_refused(refusal.clone());
    let seen = CorrectedSeen::of(&closed[0]);
    given::<ProductionMonth>(closed)
        .when(amend("2008-01-15", seen, full("41")))
        .then_refused(refusal);
}

#[test]
fn a_day_belongs_to_its_month() {
    given::<ProductionMonth>([recorded(nothing())])
        .when(write_down("2008-02-01", full("1")))
        .then_refused(ProductionMonthError::OtherMonth {
            completion: CompletionName::parse("D01").unwrap(),
            month: month("2008-01"),
        });
}

#[test]
fn days_alone_are_neither_locked_nor_corrected_as_a_month() {
    let days = [line("2008-01-15", full("40"))];
    given::<ProductionMonth>(days.clone())
        .when(lock("2008-03-01T00:00:00Z"))
        .then_refused(ProductionMonthError::NotRecorded);
    given::<ProductionMonth>(days.clone())
        .when(unlock("2008-03-01T00:00:00Z"))
        .then_refused(ProductionMonthError::NotRecorded);
    given::<ProductionMonth>(days)
        .when(correct(nothing()))
        .then_refused(ProductionMonthError::NotRecorded);
}
