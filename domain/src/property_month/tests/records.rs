//! Gauges, run tickets and meter readings.

use super::*;
use crate::quantity::{ApiGravity, Inches, Mcf, Percent, PressureBase, Psi};
use crate::tank::{TableReading, TankError};

fn corrects(seen: RecordSeen) -> Option<CorrectedRecord> {
    Some(CorrectedRecord {
        event_id: Uuid::from_u128(9),
        seen,
    })
}

#[test]
fn a_tank_holds_what_its_table_says() {
    let expected = TankGauged {
        effective_at: at("2008-01-15T15:00:00Z"),
        property: january(),
        tank: text("T1"),
        level: level(10, 0, 0),
        reading: TableReading::PerInch {
            bbl_per_inch: bbl("1.68"),
        },
        water_level: Some(level(0, 2, 0)),
        water_reading: Some(TableReading::PerInch {
            bbl_per_inch: bbl("1.68"),
        }),
        gross_bbl: bbl("201.6"),
        water_bbl: bbl("3.36"),
        temperature_f: Some(Fahrenheit::parse("72").unwrap()),
        corrects_event_id: None,
    };
    given::<PropertyMonth>([])
        .when(gauge(gauge_task()))
        .then([expected]);
}

#[test]
fn a_gauge_is_named_by_tank_and_instant() {
    given::<PropertyMonth>([gauged()])
        .when(gauge(gauge_task()))
        .then_nothing();
    given::<PropertyMonth>([gauged()])
        .when(gauge(GaugeTank {
            level: level(11, 0, 0),
            ..gauge_task()
        }))
        .then_refused(PropertyMonthError::RecordAlreadyThere {
            record: "the gauge of tank T1 at 2008-01-15 15:00:00 UTC".into(),
        });
}

#[test]
fn a_gauge_is_corrected_by_name() {
    let task = |seen| GaugeTank {
        level: level(11, 0, 0),
        corrects: corrects(seen),
        ..gauge_task()
    };
    let events = given::<PropertyMonth>([gauged()])
        .when(gauge(task(RecordSeen::of(&gauged()))))
        .events();
    assert_eq!(events[0].supersedes(), Some(Uuid::from_u128(9)));
    // Asked again, it is there.
    given::<PropertyMonth>(events)
        .when(gauge(task(RecordSeen::of(&gauged()))))
        .then_nothing();
    given::<PropertyMonth>([gauged()])
        .when(gauge(task(RecordSeen::Unknown)))
        .then_refused(PropertyMonthError::CorrectedEventUnknown {
            event_id: Uuid::from_u128(9),
        });
    given::<PropertyMonth>([gauged()])
        .when(gauge(task(RecordSeen::of(&locked("2008-03-01T00:00:00Z")))))
        .then_refused(PropertyMonthError::CorrectedEventIsOther {
            event_id: Uuid::from_u128(9),
            found: "of type PropertyMonthLocked".into(),
            expected: "the gauge of tank T1 at 2008-01-15 15:00:00 UTC".into(),
        });
}

#[test]
fn a_gauge_is_of_the_past_and_of_its_month() {
    let refused = |when: &str, now: &str| {
        given::<PropertyMonth>([]).when(gauge(GaugeTank {
            at: at(when),
            now: at(now),
            ..gauge_task()
        }))
    };
    refused("2008-01-15T15:05:01Z", "2008-01-15T15:00:00Z").then_refused(
        PropertyMonthError::EffectiveInFuture {
            at: at("2008-01-15T15:05:01Z"),
            now: at("2008-01-15T15:00:00Z"),
        },
    );
    for (when, date) in [
        ("2008-01-01T05:59:59Z", "2007-12-31"),
        ("2008-02-01T06:00:00Z", "2008-02-01"),
    ] {
        refused(when, NOW).then_refused(PropertyMonthError::OutsideMonth {
            date: date.parse::<NaiveDate>().unwrap(),
            month: month("2008-01"),
        });
    }
}

#[test]
fn water_lies_below_the_liquid_and_a_level_on_the_table() {
    given::<PropertyMonth>([])
        .when(gauge(GaugeTank {
            water_level: Some(level(10, 0, 1)),
            ..gauge_task()
        }))
        .then_refused(PropertyMonthError::WaterAboveLevel {
            level: level(10, 0, 0),
            water: level(10, 0, 1),
        });
    given::<PropertyMonth>([])
        .when(gauge(GaugeTank {
            level: level(20, 0, 1),
            ..gauge_task()
        }))
        .then_refused(PropertyMonthError::Tank(TankError::AboveTable {
            level: level(20, 0, 1),
            top: level(20, 0, 0),
        }));
}

fn reading(when: &str, level: GaugeLevel) -> TicketGauge {
    TicketGauge {
        at: at(when),
        level,
        temperature_f: Fahrenheit::parse("60").unwrap(),
    }
}

/// 180.50 bbl out of a tank of 1.9 bbl an inch: 95 inches.
fn ticket() -> RunTicket {
    RunTicket {
        ticket_number: text("T-1001"),
        product: Product::Oil,
        tank: text("T1"),
        opening: reading("2008-01-20T15:00:00Z", level(10, 0, 0)),
        closing: reading("2008-01-20T16:30:00Z", level(2, 1, 0)),
        observed_gravity: ApiGravity::parse("41.1").unwrap(),
        observed_temperature_f: Fahrenheit::parse("60").unwrap(),
        gravity_60f: ApiGravity::parse("41.1").unwrap(),
        bsw_pct: Percent::parse("0.4").unwrap(),
        ctl: CtlFactor::ONE,
        ctl_source: text("at 60 °F"),
        seals_off: vec![text("S-77")],
        seals_on: vec![text("S-78")],
        gauger: text("gauger 14"),
        operator: text("Demo Operating"),
        purchaser: text("First Purchaser"),
    }
}

fn run(ticket: RunTicket) -> PropertyMonthCommand {
    PropertyMonthCommand::RecordRunTicket(Box::new(RecordRunTicket {
        property: january(),
        ticket,
        table: table("1.9"),
        corrects: None,
        now: at(NOW),
    }))
}

pub(super) fn ticketed() -> PropertyMonthEvent {
    decided(run(ticket()))
}

fn volumes(ticket: RunTicket) -> TicketVolumes {
    match decided(run(ticket)) {
        PropertyMonthEvent::RunTicketRecorded(event) => event.volumes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn net_is_gross_at_60_degrees_without_sediment_and_water() {
    let got = volumes(ticket());
    assert_eq!(got.gross_observed_bbl, bbl("180.5"));
    assert_eq!(got.gross_standard_bbl, bbl("180.5"));
    assert_eq!(got.net_bbl, bbl("179.78"));

    let warm = volumes(RunTicket {
        ctl: CtlFactor::parse("0.99312").unwrap(),
        ctl_source: text("API MPMS 11.1 table 6A"),
        ..ticket()
    });
    assert_eq!(warm.gross_observed_bbl, bbl("180.5"));
    // 180.50 · 0.99312 = 179.25816
    assert_eq!(warm.gross_standard_bbl, bbl("179.26"));
    // 179.26 · 0.996 = 178.54296
    assert_eq!(warm.net_bbl, bbl("178.54"));
}

#[test]
fn a_factor_brings_a_volume_near_itself() {
    for wrong in ["0.49999", "1.50001", "0.999999", "-1", "x"] {
        assert!(CtlFactor::parse(wrong).is_err(), "{wrong}");
    }
    assert_eq!(CtlFactor::parse("1.0").unwrap(), CtlFactor::ONE);
}

#[test]
fn a_ticket_holds_from_the_closing_of_the_tank() {
    assert_eq!(ticketed().effective_at(), at("2008-01-20T16:30:00Z"));
    given::<PropertyMonth>([ticketed()])
        .when(run(ticket()))
        .then_nothing();
    given::<PropertyMonth>([ticketed()])
        .when(run(RunTicket {
            bsw_pct: Percent::parse("0.5").unwrap(),
            ..ticket()
        }))
        .then_refused(PropertyMonthError::RecordAlreadyThere {
            record: "the run ticket T-1001".into(),
        });
}

#[test]
fn a_ticket_is_corrected_by_name() {
    let task = |seen| {
        PropertyMonthCommand::RecordRunTicket(Box::new(RecordRunTicket {
            property: january(),
            ticket: RunTicket {
                bsw_pct: Percent::parse("0.5").unwrap(),
                ..ticket()
            },
            table: table("1.9"),
            corrects: corrects(seen),
            now: at(NOW),
        }))
    };
    let events = given::<PropertyMonth>([ticketed()])
        .when(task(RecordSeen::of(&ticketed())))
        .events();
    assert_eq!(events[0].supersedes(), Some(Uuid::from_u128(9)));
    given::<PropertyMonth>([ticketed()])
        .when(task(RecordSeen::of(&gauged())))
        .then_refused(PropertyMonthError::CorrectedEventIsOther {
            event_id: Uuid::from_u128(9),
            found: "the gauge of tank T1 at 2008-01-15 15:00:00 UTC".into(),
            expected: "the run ticket T-1001".into(),
        });
}

#[test]
fn a_load_leaves_no_more_in_the_tank_than_there_was() {
    given::<PropertyMonth>([])
        .when(run(RunTicket {
            closing: reading("2008-01-20T16:30:00Z", level(10, 0, 1)),
            ..ticket()
        }))
        .then_refused(PropertyMonthError::TicketRunsBackwards {
            tank: text("T1"),
            opening_bbl: bbl("228"),
            closing_bbl: bbl("228.48"),
        });
    // A load of nothing is odd but possible.
    assert!(
        volumes(RunTicket {
            closing: reading("2008-01-20T16:30:00Z", level(10, 0, 0)),
            ..ticket()
        })
        .net_bbl
        .is_zero()
    );
    given::<PropertyMonth>([])
        .when(run(RunTicket {
            closing: reading("2008-01-20T14:59:59Z", level(2, 1, 0)),
            ..ticket()
        }))
        .then_refused(PropertyMonthError::TicketClosedBeforeOpened {
            opened_at: at("2008-01-20T15:00:00Z"),
            closed_at: at("2008-01-20T14:59:59Z"),
        });
}

#[test]
fn a_ticket_names_the_seals_and_is_about_a_liquid() {
    let refusal = PropertyMonthError::SealsMissing {
        ticket_number: text("T-1001"),
    };
    assert_eq!(refusal.source(), Some("43 CFR 3174.12"));
    for unsealed in [
        RunTicket {
            seals_off: Vec::new(),
            ..ticket()
        },
        RunTicket {
            seals_on: Vec::new(),
            ..ticket()
        },
    ] {
        given::<PropertyMonth>([])
            .when(run(unsealed))
            .then_refused(refusal.clone());
    }
    given::<PropertyMonth>([])
        .when(run(RunTicket {
            product: Product::Gas,
            ..ticket()
        }))
        .then_refused(PropertyMonthError::NotALiquid {
            product: Product::Gas,
        });
}

#[test]
fn a_ticket_is_of_the_past_and_of_its_month() {
    given::<PropertyMonth>([])
        .when(run(RunTicket {
            closing: reading("2008-02-01T06:00:00Z", level(2, 1, 0)),
            ..ticket()
        }))
        .then_refused(PropertyMonthError::OutsideMonth {
            date: "2008-02-01".parse().unwrap(),
            month: month("2008-01"),
        });
}

fn meter_task(from: &str, until: &str) -> ReadGasMeter {
    ReadGasMeter {
        property: january(),
        meter: text("M-9"),
        from: at(from),
        until: at(until),
        volume: Mcf::parse("846", PressureBase::Psia14_65).unwrap(),
        static_psi: Some(Psi::parse("55").unwrap()),
        differential_in_water: Some(Inches::parse("42.5").unwrap()),
        btu_per_cf: None,
        corrects: None,
        now: at(NOW),
    }
}

fn read(task: ReadGasMeter) -> PropertyMonthCommand {
    PropertyMonthCommand::ReadGasMeter(Box::new(task))
}

fn first_week() -> ReadGasMeter {
    meter_task("2008-01-01T06:00:00Z", "2008-01-08T06:00:00Z")
}

#[test]
fn a_meter_counts_everything_once() {
    let week = decided(read(first_week()));
    assert_eq!(week.effective_at(), at("2008-01-01T06:00:00Z"));
    given::<PropertyMonth>([week.clone()])
        .when(read(first_week()))
        .then_nothing();
    given::<PropertyMonth>([week.clone()])
        .when(read(meter_task("2008-01-08T06:00:00Z", "2008-01-15T06:00:00Z")))
        .events();
    let overlap = PropertyMonthError::MeterPeriodsOverlap {
        meter: text("M-9"),
        from: at("2008-01-01T06:00:00Z"),
        until: at("2008-01-08T06:00:00Z"),
    };
    for (from, until) in [
        ("2008-01-08T05:59:59Z", "2008-01-15T06:00:00Z"),
        ("2008-01-02T06:00:00Z", "2008-01-03T06:00:00Z"),
    ] {
        given::<PropertyMonth>([week.clone()])
            .when(read(meter_task(from, until)))
            .then_refused(overlap.clone());
    }
    given::<PropertyMonth>([week.clone()])
        .when(read(ReadGasMeter {
            meter: text("M-10"),
            ..first_week()
        }))
        .events();
    given::<PropertyMonth>([week.clone()])
        .when(read(meter_task("2008-01-02T06:00:00Z", "2008-01-08T06:00:00Z")))
        .then_refused(PropertyMonthError::RecordAlreadyThere {
            record: "the reading of meter M-9 until 2008-01-08 06:00:00 UTC".into(),
        });
    let corrected = ReadGasMeter {
        corrects: corrects(RecordSeen::of(&week)),
        ..meter_task("2008-01-02T06:00:00Z", "2008-01-08T06:00:00Z")
    };
    let events = given::<PropertyMonth>([week]).when(read(corrected)).events();
    assert_eq!(events[0].supersedes(), Some(Uuid::from_u128(9)));
}

#[test]
fn a_reading_counts_something_within_the_month() {
    let refused = |from: &str, until: &str| given::<PropertyMonth>([]).when(read(meter_task(from, until)));
    refused("2008-01-08T06:00:00Z", "2008-01-08T06:00:00Z").then_refused(
        PropertyMonthError::MeterPeriodInverted {
            from: at("2008-01-08T06:00:00Z"),
            until: at("2008-01-08T06:00:00Z"),
        },
    );
    // Until the month's last instant, and no longer.
    refused("2008-01-25T06:00:00Z", "2008-02-01T06:00:00Z").events();
    refused("2008-01-25T06:00:00Z", "2008-02-01T06:00:01Z").then_refused(PropertyMonthError::OutsideMonth {
        date: "2008-02-01".parse().unwrap(),
        month: month("2008-01"),
    });
    refused("2007-12-31T06:00:00Z", "2008-01-08T06:00:00Z").then_refused(PropertyMonthError::OutsideMonth {
        date: "2007-12-31".parse().unwrap(),
        month: month("2008-01"),
    });
    given::<PropertyMonth>([])
        .when(read(ReadGasMeter {
            now: at("2008-01-08T05:54:59Z"),
            ..first_week()
        }))
        .then_refused(PropertyMonthError::EffectiveInFuture {
            at: at("2008-01-08T06:00:00Z"),
            now: at("2008-01-08T05:54:59Z"),
        });
}
