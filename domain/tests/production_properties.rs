//! Whatever is asked of months in whatever order: nothing panics, what is accepted can be replayed, late facts fall into their
//! places, and what is shared out adds up.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::allocation::allocate;
use wellflow_domain::disposition::{Disposition, FlareRemark, Product, ProductVolume};
use wellflow_domain::ids::WellId;
use wellflow_domain::location::{StateCode, TimeZone};
use wellflow_domain::month::Month;
use wellflow_domain::production_day::{DayBegins, ProductionDay};
use wellflow_domain::production_month::*;
use wellflow_domain::property_month::*;
use wellflow_domain::quantity::*;
use wellflow_domain::tank::{GaugeLevel, PerInch, TankTable};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::{Provenance, WellSeen};

/// No date of these tasks lies after it.
const NOW: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;

fn text(text: &str) -> Text120 {
    Text120::parse(text).unwrap()
}

fn central() -> TimeZone {
    TimeZone::parse("America/Chicago").unwrap()
}

/// March 2022, in which clocks are set forward.
fn march() -> Month {
    Month::parse("2022-03").unwrap()
}

fn well_id() -> WellId {
    WellId::new(Uuid::from_u128(1))
}

fn completion() -> CompletionName {
    CompletionName::parse("D01").unwrap()
}

fn well() -> impl Strategy<Value = WellSeen> {
    let day = |day| NaiveDate::from_ymd_opt(2022, 3, day);
    prop_oneof![
        8 => Just((None, None)),
        1 => Just((day(10), None)),
        1 => Just((None, Some(day(20).unwrap().and_hms_opt(18, 0, 0).unwrap().and_utc()))),
    ]
    .prop_map(|(spudded_on, plugged_since)| WellSeen::Known {
        time_zone: central(),
        lease: None,
        spudded_on,
        plugged_since,
    })
}

fn barrels() -> impl Strategy<Value = Quantity<Barrels>> {
    prop_oneof![
        4 => (0_i64..400).prop_map(|tenths| Quantity::of(Barrels::new(Decimal::new(tenths, 1)).unwrap())),
        1 => Just(Quantity::NotReported),
        1 => Just(Quantity::Withheld),
    ]
}

fn gas() -> impl Strategy<Value = Quantity<Mcf>> {
    prop_oneof![
        4 => (0_i64..4).prop_map(|mcf| Quantity::of(Mcf::new(Decimal::from(mcf), PressureBase::Psia14_65).unwrap())),
        1 => (0_i64..4).prop_map(|mcf| Quantity::of(Mcf::new(Decimal::from(mcf), PressureBase::Psia14_73).unwrap())),
        1 => Just(Quantity::NotReported),
        1 => Just(Quantity::Withheld),
    ]
}

fn volumes() -> BoxedStrategy<Volumes> {
    (0_u8..32, barrels(), barrels(), gas(), gas(), barrels())
        .prop_map(|(days, oil, condensate, gas, lift, water)| Volumes {
            days_on: Quantity::of(DaysOn::new(days).unwrap()),
            oil_bbl: oil,
            condensate_bbl: condensate,
            gas,
            gas_lift: lift,
            water_bbl: water,
            injection: Quantity::NotReported,
        })
        .boxed()
}

fn details() -> BoxedStrategy<MonthDetails> {
    let stock = (barrels(), barrels(), barrels(), -50_i64..50).prop_map(
        |(opening, disposed, closing, adjustment)| OilStock {
            opening_bbl: opening,
            disposed_bbl: disposed,
            adjustment_bbl: Quantity::of(SignedBarrels::new(Decimal::new(adjustment, 1)).unwrap()),
            closing_bbl: closing,
        },
    );
    let gas_use =
        (gas(), gas(), gas(), gas()).prop_map(|(sold, used_on_lease, shrinkage, flared_or_vented)| GasUse {
            sold,
            used_on_lease,
            shrinkage,
            flared_or_vented,
        });
    (
        prop::option::weighted(0.3, stock),
        prop::option::weighted(0.3, gas_use),
    )
        .prop_map(|(oil_stock, gas_use)| MonthDetails {
            oil_stock,
            gas_use,
            measured: None,
        })
        .boxed()
}

fn filing() -> BoxedStrategy<Option<Filing>> {
    let filing = (0_u8..4, 1_u32..28, any::<bool>()).prop_map(|(document, day, revised)| Filing {
        provenance: Provenance {
            agency: text("ECMC"),
            file: text("list.csv"),
            row_sha256: "0".repeat(64),
        },
        document_number: Some(text(&document.to_string())),
        accepted_on: NaiveDate::from_ymd_opt(2022, 5, day),
        revised,
        well_status_code: Some(text("PA")),
    });
    prop::option::weighted(0.4, filing).boxed()
}

fn earlier() -> impl Strategy<Value = EarlierMonthSeen> {
    prop_oneof![
        2 => Just(EarlierMonthSeen::Unknown),
        3 => barrels().prop_map(|closing_bbl| EarlierMonthSeen::Known {
            month: march().previous().unwrap(),
            closing_bbl,
        }),
        1 => barrels().prop_map(|closing_bbl| EarlierMonthSeen::Known { month: march(), closing_bbl }),
    ]
}

fn entry() -> BoxedStrategy<DayEntry> {
    (barrels(), gas(), barrels(), 0_i64..2_600, 0_u16..1_600, 0_u8..3)
        .prop_map(|(oil, gas, water, hundredths, minutes, fit)| {
            // Two of three make up the day.
            let hours = if fit == 0 {
                hundredths
            } else {
                2_400 - i64::from(minutes.min(1_440)) * 100 / 60
            };
            DayEntry {
                oil_bbl: oil,
                condensate_bbl: Quantity::NotReported,
                gas,
                gas_lift: Quantity::NotReported,
                water_bbl: water,
                injection_bbl: Quantity::NotReported,
                hours_on: Hours::new(Decimal::new(hours, 2)).unwrap(),
                downtime: vec![Downtime {
                    minutes,
                    reason: DowntimeReason::Weather,
                }],
                choke_64ths: None,
                tubing_psi: None,
                casing_psi: None,
                line_psi: None,
                temperature_f: None,
                bsw_pct: None,
                api_gravity: None,
                source: VolumeSource::Metered,
            }
        })
        .boxed()
}

fn day() -> impl Strategy<Value = ProductionDay> {
    (1_u32..32, any::<bool>()).prop_map(|(day, gas_day)| {
        let begins = if gas_day {
            DayBegins::SevenAm
        } else {
            DayBegins::Midnight
        };
        let date = NaiveDate::from_ymd_opt(2022, 3, day).unwrap();
        ProductionDay::new(date, central(), begins).unwrap()
    })
}

fn disposition() -> BoxedStrategy<Disposition> {
    let code = prop::sample::select(&["00", "02", "04", "05", "09", "10", "12"][..]);
    (code, barrels(), gas(), any::<bool>(), any::<bool>())
        .prop_map(|(code, liquid, gas, of_gas, remarked)| Disposition {
            jurisdiction: StateCode::parse("TX").unwrap(),
            product: if of_gas { Product::Gas } else { Product::Oil },
            code: text(code),
            volume: match gas.amount() {
                Some(gas) if of_gas => ProductVolume::Gas(gas),
                Some(_) | None => ProductVolume::Bbl(liquid.amount().unwrap_or_default()),
            },
            remark: remarked.then_some(FlareRemark::Ar),
            counterparty: Some(text("First Purchaser")),
        })
        .boxed()
}

fn daily() -> BoxedStrategy<ProductionMonthCommand> {
    let corrected = (day(), any::<bool>()).prop_map(|(day, right)| CorrectedEvent {
        event_id: Uuid::from_u128(9),
        seen: if right {
            CorrectedSeen::Day { date: day.date() }
        } else {
            CorrectedSeen::Unknown
        },
    });
    prop_oneof![
        4 => (well(), day(), entry()).prop_map(|(well, day, entry)| {
            ProductionMonthCommand::RecordDay(Box::new(RecordDailyProduction {
                well,
                well_id: well_id(),
                completion: completion(),
                day,
                entry,
                now: NOW,
            }))
        }),
        2 => (well(), day(), entry(), corrected).prop_map(|(well, day, entry, corrects)| {
            let seen = match corrects.seen {
                CorrectedSeen::Day { .. } => CorrectedSeen::Day { date: day.date() },
                other => other,
            };
            ProductionMonthCommand::CorrectDay(Box::new(CorrectDailyProduction {
                corrects: CorrectedEvent { seen, ..corrects },
                well,
                date: day.date(),
                entry,
                reason: text("misread"),
            }))
        }),
        3 => (well(), day(), 0_u8..5, disposition()).prop_map(|(well, day, reference, disposition)| {
            ProductionMonthCommand::Dispose(Box::new(DisposeProduct {
                well,
                well_id: well_id(),
                completion: completion(),
                date: day.date(),
                reference: text(&reference.to_string()),
                disposition,
                corrects: None,
                now: NOW,
            }))
        }),
    ]
    .boxed()
}

fn books() -> BoxedStrategy<ProductionMonthCommand> {
    let instant = (-2_i64..40).prop_map(|days| march().end(central()) + TimeDelta::days(days));
    prop_oneof![
        instant.clone().prop_map(|effective_at| {
            ProductionMonthCommand::Lock(LockProductionMonth {
                effective_at,
                now: NOW,
            })
        }),
        instant.prop_map(|effective_at| {
            ProductionMonthCommand::Unlock(UnlockProductionMonth {
                effective_at,
                reason: text("late ticket"),
                now: NOW,
            })
        }),
    ]
    .boxed()
}

fn monthly() -> BoxedStrategy<ProductionMonthCommand> {
    prop_oneof![
        3 => (well(), volumes(), details(), filing(), earlier()).prop_map(|(well, volumes, details, filing, earlier)| {
            ProductionMonthCommand::Record(Box::new(RecordProductionMonth {
                well,
                well_id: well_id(),
                completion: completion(),
                month: march(),
                volumes,
                lease: None,
                details,
                filing,
                earlier,
                now: NOW,
            }))
        }),
        1 => (volumes(), prop::option::of(details())).prop_map(|(volumes, details)| {
            ProductionMonthCommand::Correct(Box::new(CorrectProductionMonth {
                corrects: None,
                volumes,
                details,
                reason: text("meter"),
            }))
        }),
        1 => (volumes(), prop::option::of(details())).prop_map(|(volumes, details)| {
            ProductionMonthCommand::Restate(Box::new(RestateProduction {
                volumes,
                details,
                reason: text("statement"),
                affected_reports: Vec::new(),
            }))
        }),
        2 => (earlier(), barrels(), -50_i64..50, any::<bool>()).prop_map(|(earlier, opening, adjustment, carried)| {
            ProductionMonthCommand::ReconcileStock(Box::new(ReconcileStock {
                product: Product::Oil,
                opening: match opening.amount() {
                    Some(bbl) if !carried => OpeningStock::Stated { bbl, reason: text("gauged") },
                    Some(_) | None => OpeningStock::OfEarlierMonth,
                },
                earlier,
                adjustment_bbl: SignedBarrels::new(Decimal::new(adjustment, 1)).unwrap(),
                adjustment_reason: Some(text("bottoms")),
                closing_bbl: None,
            }))
        }),
        1 => any::<bool>().prop_map(|gas_well| ProductionMonthCommand::BalanceGas(BalanceGas { gas_well })),
    ]
    .boxed()
}

fn month_task() -> BoxedStrategy<ProductionMonthCommand> {
    prop_oneof![3 => daily(), 3 => monthly(), 1 => books()].boxed()
}

/// The state as the ledger folds it: in effective order. Where a correction takes an event's place is not known here.
fn fold<D: Decider>(events: &[D::Event]) -> (D, usize) {
    let mut ordered: Vec<&D::Event> = events.iter().collect();
    ordered.sort_by_key(|event| event.effective_at());
    let mut state = D::default();
    let illegal = ordered
        .into_iter()
        .filter(|event| state.evolve(event).is_err())
        .count();
    (state, illegal)
}

/// Asks one after the other, on the fold of what was accepted so far.
fn accepted<D: Decider>(tasks: Vec<D::Command>, check: impl Fn(&D::Error)) -> Vec<D::Event> {
    let mut stream: Vec<D::Event> = Vec::new();
    for task in tasks {
        let (state, _) = fold::<D>(&stream);
        match state.decide(task) {
            Ok(events) => stream.extend(events),
            Err(refusal) => check(&refusal),
        }
    }
    stream
}

fn balanced(stock: &StockReconciled) -> bool {
    let left = stock.opening_bbl.value() + stock.produced_bbl.value() + stock.adjustment_bbl.value();
    left - stock.disposed_bbl.value() == stock.closing_bbl.value()
}

fn level() -> impl Strategy<Value = GaugeLevel> {
    (0_u16..24, 0_u8..12, 0_u8..4)
        .prop_map(|(feet, inches, quarters)| GaugeLevel::new(feet, inches, quarters).unwrap())
}

fn property() -> PropertyKey {
    PropertyKey {
        property_id: PropertyId::new(Uuid::from_u128(5)),
        month: march(),
        time_zone: central(),
    }
}

fn inputs() -> impl Strategy<Value = Vec<AllocationInput>> {
    let input = (0_u8..6, 0_i64..500, 0_i64..7_500, any::<bool>());
    prop::collection::vec(input, 0..6).prop_map(|inputs| {
        let input = |(name, rate, tenths, tested): (u8, i64, i64, bool)| {
            let volume = ProductVolume::Bbl(Barrels::new(Decimal::new(rate, 1)).unwrap());
            AllocationInput {
                well_id: well_id(),
                completion: CompletionName::parse(&name.to_string()).unwrap(),
                hours_on: Hours::new(Decimal::new(tenths, 1)).unwrap(),
                test: tested.then_some(TestRate {
                    per_day: volume,
                    tested_on: march().first_day(),
                }),
                metered: Some(volume),
            }
        };
        inputs.into_iter().map(input).collect()
    })
}

fn property_task() -> BoxedStrategy<PropertyMonthCommand> {
    let instant = || (0_i64..40).prop_map(|days| march().first_instant(central()) + TimeDelta::days(days));
    let method = prop::sample::select(
        &[
            AllocationMethod::Test,
            AllocationMethod::Meter,
            AllocationMethod::Equal,
        ][..],
    );
    prop_oneof![
        3 => (instant(), level(), prop::option::of(level())).prop_map(|(at, level, water_level)| {
            let height = GaugeLevel::new(20, 0, 0).unwrap();
            PropertyMonthCommand::GaugeTank(Box::new(GaugeTank {
                property: property(),
                tank: text("T1"),
                table: TankTable::PerInch(PerInch::new(Barrels::parse("1.67").unwrap(), height).unwrap()),
                at,
                level,
                water_level,
                temperature_f: None,
                corrects: None,
                now: NOW,
            }))
        }),
        3 => (instant(), 0_i64..5).prop_map(|(from, days)| {
            PropertyMonthCommand::ReadGasMeter(Box::new(ReadGasMeter {
                property: property(),
                meter: text("M1"),
                from,
                until: from + TimeDelta::days(days),
                volume: Mcf::zero(PressureBase::Psia14_65),
                static_psi: None,
                differential_in_water: None,
                btu_per_cf: None,
                corrects: None,
                now: NOW,
            }))
        }),
        3 => (method, 0_i64..1_000_000, inputs()).prop_map(|(method, measured, inputs)| {
            PropertyMonthCommand::Allocate(Box::new(AllocateProduction {
                property: property(),
                product: Product::Oil,
                method,
                measured: ProductVolume::Bbl(Barrels::new(Decimal::new(measured, 2)).unwrap()),
                decimals: 2,
                inputs,
                now: NOW,
            }))
        }),
        1 => (0_i64..60).prop_map(|days| PropertyMonthCommand::Lock(LockPropertyMonth {
            effective_at: march().first_instant(central()) + TimeDelta::days(days),
            now: NOW,
        })),
        1 => (0_i64..60).prop_map(|days| PropertyMonthCommand::Unlock(UnlockPropertyMonth {
            effective_at: march().first_instant(central()) + TimeDelta::days(days),
            reason: text("late ticket"),
            now: NOW,
        })),
    ]
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_month_tasks_replays_in_the_order_of_its_dates(
        tasks in prop::collection::vec(month_task(), 0..30),
    ) {
        let stream = accepted::<ProductionMonth>(tasks, |refusal| {
            assert!(!refusal.rule().is_empty() && !refusal.to_string().is_empty());
            assert!(refusal.source().is_none_or(|source| !source.is_empty()));
        });
        let (state, illegal) = fold::<ProductionMonth>(&stream);
        prop_assert_eq!(illegal, 0, "{:?}", stream);
        let json = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(&serde_json::from_str::<ProductionMonth>(&json).unwrap(), &state);
        if let Some(shown) = state.summary() {
            prop_assert!(shown.stocks.iter().all(|stock| balanced(&stock.stock)));
            for day in &shown.days {
                let told = day.entry.hours_on.value() * Decimal::from(60) + Decimal::from(day.entry.downtime_minutes());
                prop_assert!((told - Decimal::from(day.day.minutes())).abs() <= Decimal::new(3, 1));
            }
            let json = serde_json::to_string(&shown).unwrap();
            prop_assert_eq!(serde_json::from_str::<ProductionMonthSummary>(&json).unwrap(), shown);
        }
        for event in &stream {
            let public = event.public_form().unwrap();
            prop_assert_eq!((public.effective_at(), public.supersedes()), (event.effective_at(), event.supersedes()));
        }
    }

    #[test]
    fn days_that_are_told_late_fall_into_their_places(tasks in prop::collection::vec(daily(), 0..30), late in any::<prop::sample::Index>()) {
        let mut stream = accepted::<ProductionMonth>(tasks, |_| {});
        // One line a day and reference, so that no two stand in each other's place.
        stream.retain(|event| event.supersedes().is_none());
        let (state, _) = fold::<ProductionMonth>(&stream);
        if !stream.is_empty() {
            let at = late.index(stream.len());
            stream.rotate_left(at);
        }
        prop_assert_eq!(fold::<ProductionMonth>(&stream), (state, 0));
    }

    #[test]
    fn a_refused_event_leaves_a_month_as_it_was(tasks in prop::collection::vec(month_task(), 0..25)) {
        let stream = accepted::<ProductionMonth>(tasks, |_| {});
        let mut state = ProductionMonth::default();
        for event in stream.iter().rev().chain(&stream) {
            let before = state.clone();
            if state.evolve(event).is_err() {
                prop_assert_eq!(&state, &before);
            }
        }
    }

    #[test]
    fn any_sequence_of_property_tasks_replays_and_shares_add_up(tasks in prop::collection::vec(property_task(), 0..25)) {
        let stream = accepted::<PropertyMonth>(tasks, |refusal| {
            assert!(!refusal.rule().is_empty() && !refusal.to_string().is_empty());
        });
        let (state, illegal) = fold::<PropertyMonth>(&stream);
        prop_assert_eq!(illegal, 0, "{:?}", stream);
        let json = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(&serde_json::from_str::<PropertyMonth>(&json).unwrap(), &state);
        for event in &stream {
            if let PropertyMonthEvent::ProductionAllocated(event) = event {
                let sum: Decimal = event.shares.iter().map(|share| share.allocated.number()).sum();
                prop_assert_eq!(sum, event.measured.number());
            }
        }
        if let Some(shown) = state.summary() {
            for pair in shown.meters.windows(2) {
                prop_assert!(pair[0].until <= pair[1].effective_at, "a meter counts twice");
            }
        }
    }

    #[test]
    fn shares_add_up_and_none_is_off_by_a_unit(
        total in 0_i64..1_000_000_000_000, decimals in 0_u32..5,
        weights in prop::collection::vec(prop_oneof![Just(0_i64), 0..10_i64, 0..1_000_000_000_000_i64], 1..20),
    ) {
        let total = Decimal::new(total, decimals);
        let weights: Vec<Decimal> = weights.into_iter().map(|weight| Decimal::new(weight, 4)).collect();
        let sum: Decimal = weights.iter().sum();
        match allocate(total, &weights, decimals) {
            Ok(shares) => {
                prop_assert_eq!(shares.iter().sum::<Decimal>(), total);
                for (share, weight) in shares.iter().zip(&weights) {
                    let exact = if sum.is_zero() { Decimal::ZERO } else { total * weight / sum };
                    prop_assert!((share - exact).abs() < Decimal::new(1, decimals), "{} for {}", share, exact);
                    prop_assert!(!weight.is_zero() || share.is_zero());
                }
                prop_assert_eq!(allocate(total, &weights, decimals), Ok(shares));
            }
            Err(_) => prop_assert!(sum.is_zero() && !total.is_zero()),
        }
    }

    #[test]
    fn nothing_makes_the_sharing_panic(
        total in any::<[u32; 3]>(), weights in prop::collection::vec(any::<[u32; 3]>(), 0..5),
        scale in 0_u32..29, decimals in 0_u32..29,
    ) {
        let number = |[low, middle, high]: [u32; 3]| Decimal::from_parts(low, middle, high, false, scale);
        let weights: Vec<Decimal> = weights.into_iter().map(number).collect();
        let total = number(total).trunc_with_scale(decimals);
        if let Ok(shares) = allocate(total, &weights, decimals) {
            prop_assert_eq!(shares.iter().sum::<Decimal>(), total);
        }
    }

    #[test]
    fn no_text_makes_a_unit_s_parser_panic(text in ".{0,60}") {
        let _ = (Psi::parse(&text), Hours::parse(&text), Inches::parse(&text), Fahrenheit::parse(&text));
        let _ = (ApiGravity::parse(&text), Percent::parse(&text), Usd::parse(&text), DecimalInterest::parse(&text));
        let _ = (Choke64ths::parse(&text), BaseTemperature::parse(&text), CtlFactor::parse(&text));
        let signed = SignedBarrels::parse(&text).map(|amount| amount.to_string());
        prop_assert!(signed.is_err() || SignedBarrels::parse(&signed.unwrap()).is_ok());
    }

    #[test]
    fn gas_comes_back_from_another_base(units in 0_i64..10_000_000_000) {
        let texas = Mcf::new(Decimal::new(units, 4), PressureBase::Psia14_65).unwrap();
        let back = texas.at_base(PressureBase::Psia15_025).unwrap().at_base(PressureBase::Psia14_65).unwrap();
        prop_assert!((back.volume() - texas.volume()).abs() <= Decimal::new(1, 4));
    }
}
