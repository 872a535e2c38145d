//! Tasks for a lease, any and all of them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_domain::depth::{DepthInterval, Depths};
use wellflow_domain::ids::{LeaseId, OwnerId, UnitId, WellId};
use wellflow_domain::lease::*;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;
use wellflow_domain::quantity::{Acres, DecimalInterest, Feet, Percent, Usd};
use wellflow_domain::text::{CompletionName, Remarks, Text120};
use wellflow_domain::tract::TractName;
use wellflow_domain::well::{AgencyStatus, Provenance};

fn text(text: &str) -> Text120 {
    Text120::parse(text).unwrap()
}

pub(crate) fn owner(number: u128) -> OwnerId {
    OwnerId::new(Uuid::from_u128(number))
}

fn tract_named(name: &str) -> TractName {
    TractName::parse(name).unwrap()
}

fn paper() -> Instrument {
    Instrument {
        reference: text("Paper"),
        signed_on: NaiveDate::from_ymd_opt(2019, 12, 1),
    }
}

fn begin() -> DateTime<Utc> {
    "2020-01-01T18:00:00Z".parse().unwrap()
}

/// Mostly within six years of the signature, now and then at the ends of time.
pub(crate) fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![
        80 => (0_i64..2_200).prop_map(|days| begin() + TimeDelta::days(days)),
        1 => Just(DateTime::<Utc>::MIN_UTC),
        1 => Just(DateTime::<Utc>::MAX_UTC),
    ]
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0_i64..2_200).prop_map(|days| (begin() + TimeDelta::days(days)).date_naive())
}

fn feet(value: u32) -> Feet {
    Feet::new(Decimal::from(value)).unwrap()
}

fn interval() -> impl Strategy<Value = DepthInterval> {
    let bounded = (0_u32..130, 1_u32..60).prop_map(|(top, long)| {
        DepthInterval::new(feet(top * 100), Some(feet(top * 100 + long * 100))).unwrap()
    });
    prop_oneof![
        6 => bounded,
        2 => Just(DepthInterval::ALL),
        2 => Just(DepthInterval::new(feet(0), Some(feet(12_990))).unwrap()),
    ]
}

fn tract() -> impl Strategy<Value = TractName> {
    prop_oneof![4 => Just("T-1"), 4 => Just("T-2"), 1 => Just("T-3")].prop_map(tract_named)
}

fn share() -> impl Strategy<Value = DecimalInterest> {
    let value = prop_oneof![
        3 => (0_i64..=4).prop_map(|quarters| Decimal::new(quarters * 25, 2)),
        3 => (1_i64..20_000_000).prop_map(|e8| Decimal::new(e8, 8)),
        1 => (0_i64..=100_000_000).prop_map(|e8| Decimal::new(e8, 8)),
    ];
    value.prop_map(|value| DecimalInterest::new(value).unwrap())
}

fn usd() -> impl Strategy<Value = Usd> {
    (0_i64..10_000_000).prop_map(|cents| Usd::new(Decimal::new(cents, 2)).unwrap())
}

fn well() -> impl Strategy<Value = WellId> {
    (1_u128..4).prop_map(|number| WellId::new(Uuid::from_u128(number)))
}

fn unit() -> impl Strategy<Value = UnitId> {
    (1_u128..3).prop_map(|number| UnitId::new(Uuid::from_u128(number)))
}

fn terms() -> LeaseTerms {
    let acres = |value: u32| Acres::new(Decimal::from(value)).unwrap();
    let money = |value: u32| Some(Usd::new(Decimal::from(value)).unwrap());
    let stated = |name: &str, gross, depths| TractStated {
        tract: tract_named(name),
        legal: Remarks::parse("Section 12").unwrap(),
        county: None,
        state: None,
        gross_acres: acres(gross),
        depths: Depths::new(vec![depths]).unwrap(),
    };
    LeaseTerms {
        lease_number: text("L-100"),
        agency_key: None,
        mineral_owner: MineralOwner::Private,
        lessors: vec![Lessor {
            owner_id: owner(9),
            mineral_fraction: DecimalInterest::new(Decimal::ONE).unwrap(),
        }],
        lessee: owner(1),
        primary_term: PrimaryTerm {
            effective_on: NaiveDate::from_ymd_opt(2020, 2, 1).unwrap(),
            months: 36,
            ends_on: None,
        },
        royalty_rate: Percent::new(Decimal::from(20)).unwrap(),
        bonus_usd: None,
        tracts: vec![
            stated("T-1", 160, DepthInterval::ALL),
            stated(
                "T-2",
                480,
                DepthInterval::new(feet(0), Some(feet(12_990))).unwrap(),
            ),
        ],
        gross_acres: acres(640),
        net_acres: acres(640),
        rental: Rental::Delay {
            amount_usd: money(640),
        },
        clauses: Clauses {
            cessation_days: Some(90),
            continuous_operations_days: Some(60),
            shut_in_royalty: Some(ShutInRoyaltyClause {
                amount_usd: money(640),
                days: 90,
                max_months: Some(24),
            }),
            pugh: PughClause::Both { margin_ft: feet(100) },
            retained_acreage: Some(RetainedAcreageClause {
                vertical_well_acres: acres(80),
                horizontal_well_acres: acres(640),
                tolerance: Percent::new(Decimal::from(10)).unwrap(),
            }),
            extension: Some(ExtensionOption {
                months: 24,
                consideration_usd: money(6_400),
            }),
            no_deductions: true,
            tax_burden: TaxBurden::Shared,
        },
    }
}

pub(crate) fn execution() -> LeaseTask {
    ExecuteLease {
        lease_id: LeaseId::new(Uuid::from_u128(100)),
        effective_at: begin(),
        name: text("A lease"),
        time_zone: TimeZone::parse("America/Chicago").unwrap(),
        terms: Box::new(terms()),
        execution_window_days: None,
    }
    .into()
}

fn seen() -> impl Strategy<Value = Vec<CompletionSeen>> {
    let one = (
        well(),
        prop::option::weighted(0.8, tract()),
        prop::option::of(unit()),
        interval(),
        any::<bool>(),
        prop::bool::weighted(0.7),
    );
    let one = one.prop_map(
        |(well_id, tract, unit_id, depths, horizontal, producing)| CompletionSeen {
            well_id,
            place: CompletionPlace {
                completion: CompletionName::parse("D01").unwrap(),
                tract,
                unit_id,
                formation_base_ft: None,
                horizontal,
            },
            depths,
            producing,
        },
    );
    prop::collection::vec(one, 0..4)
}

fn operation() -> impl Strategy<Value = Operation> {
    (well(), day(), 0_i64..60).prop_map(|(well_id, began_on, days)| Operation {
        kind: OperationKind::Drilling,
        well_id,
        began_on,
        worked_until: began_on + TimeDelta::days(days),
    })
}

fn conveyance() -> impl Strategy<Value = Conveyance> {
    let royalty = prop_oneof![
        Just(InterestKind::OverridingRoyalty),
        Just(InterestKind::NonParticipatingRoyalty),
        Just(InterestKind::WorkingInterest),
    ];
    prop_oneof![
        4 => prop::option::weighted(0.3, share()).prop_map(|kept| Conveyance::WorkingInterest {
            reserved_overriding_royalty: kept
        }),
        2 => royalty.clone().prop_map(|royalty| Conveyance::Carved { royalty }),
        1 => royalty.prop_map(|royalty| Conveyance::Held { royalty }),
    ]
}

pub(crate) fn assignments() -> impl Strategy<Value = LeaseTask> {
    let owners = || prop_oneof![4 => 1_u128..5, 1 => Just(9_u128)].prop_map(owner);
    let parts = (
        instant(),
        owners(),
        owners(),
        conveyance(),
        share(),
        tract(),
        interval(),
    );
    parts.prop_map(|(effective_at, from, to, conveyance, fraction, tract, depths)| {
        AssignInterest {
            effective_at,
            assignment: InterestAssignment {
                from,
                to,
                conveyance,
                fraction,
                tract,
                depths,
                instrument: paper(),
            },
        }
        .into()
    })
}

fn released() -> impl Strategy<Value = ReleasedAcreage> {
    let depths = (tract(), interval()).prop_map(|(tract, depths)| ReleasedAcreage::Depths {
        tract,
        depths: Depths::new(vec![depths]).unwrap(),
    });
    let ground = (tract(), 0_u32..200).prop_map(|(tract, acres)| ReleasedAcreage::Ground {
        tract,
        acres: Acres::new(Decimal::from(acres)).unwrap(),
        legal: Remarks::parse("the rest").unwrap(),
    });
    let all = ["T-1", "T-2"].map(|name| ReleasedAcreage::Ground {
        tract: tract_named(name),
        acres: Acres::new(Decimal::from(if name == "T-1" { 160 } else { 480 })).unwrap(),
        legal: Remarks::parse("all of it").unwrap(),
    });
    prop_oneof![4 => depths, 3 => ground, 2 => prop::sample::select(all.to_vec())]
}

fn pool() -> impl Strategy<Value = LeaseTask> {
    let tracts = prop::collection::vec((prop::option::of(tract()), 1_u32..481), 1..4);
    (instant(), unit(), interval(), tracts).prop_map(|(effective_at, unit_id, depths, tracts)| {
        let pooled = tracts
            .into_iter()
            .enumerate()
            .map(|(place, (tract, acres))| PooledTract {
                unit_tract: text(&format!("Tract {place}")),
                tract,
                acres: Acres::new(Decimal::from(acres)).unwrap(),
                factor: None,
            });
        PoolLease {
            effective_at,
            unit_id,
            name: text("Unit"),
            kind: UnitKind::Pooling,
            depths,
            tracts: pooled.collect(),
            factors_agreed_in: None,
            instrument: paper(),
            force_pooling: None,
        }
        .into()
    })
}

fn ceasing() -> impl Strategy<Value = LeaseTask> {
    let cease = (day(), 0_i64..60).prop_map(|(last_production_on, later)| {
        let on = last_production_on + TimeDelta::days(later);
        StartCessationClock {
            effective_at: on.and_hms_opt(18, 0, 0).unwrap().and_utc(),
            last_production_on,
        }
        .into()
    });
    let saved = prop_oneof![
        seen().prop_map(|completions| SavingSeen::Production { completions }),
        Just(SavingSeen::ShutInRoyalty),
        operation().prop_map(|operation| SavingSeen::Operations { operation }),
    ];
    let clear = (instant(), saved).prop_map(|(effective_at, saved_by)| {
        ClearCessation {
            effective_at,
            saved_by,
        }
        .into()
    });
    prop_oneof![3 => cease, 5 => clear]
}

fn keeping() -> impl Strategy<Value = LeaseTask> {
    let month = Month::parse("2021-01").unwrap();
    let attain = (instant(), seen(), usd()).prop_map(move |(effective_at, completions, revenue_usd)| {
        AttainHeldByProduction {
            effective_at,
            completions,
            paying: PayingQuantities {
                from: month,
                through: month,
                revenue_usd,
                operating_cost_usd: Usd::ZERO,
            },
        }
        .into()
    });
    let unit = (instant(), unit(), seen()).prop_map(|(effective_at, unit_id, completions)| {
        HoldByUnit {
            effective_at,
            unit_id,
            completions,
        }
        .into()
    });
    let work = (operation(), 0_i64..20).prop_map(|(operation, later)| {
        let day = operation.worked_until + TimeDelta::days(later);
        HoldByOperations {
            effective_at: day.and_hms_opt(18, 0, 0).unwrap().and_utc(),
            operation,
        }
        .into()
    });
    let shut_in = (
        well(),
        day(),
        0_i64..120,
        0_u16..14,
        usd(),
        prop::bool::weighted(0.9),
    )
        .prop_map(|(well_id, from, later, months, amount, capable)| {
            PayShutInRoyalty {
                effective_at: (from + TimeDelta::days(later))
                    .and_hms_opt(18, 0, 0)
                    .unwrap()
                    .and_utc(),
                payment: ShutInPayment {
                    well_id,
                    amount_usd: Some(amount),
                    from,
                    months,
                },
                well: ShutInWellSeen {
                    well_id,
                    shut_in_on: Some(from),
                    capable,
                },
            }
            .into()
        });
    prop_oneof![2 => attain, 3 => unit, 2 => work, 2 => shut_in, 8 => ceasing()]
}

fn rentals() -> impl Strategy<Value = LeaseTask> {
    let pay = (instant(), 1_u8..4, usd()).prop_map(|(effective_at, for_year, amount)| {
        PayDelayRental {
            effective_at,
            payment: RentalPayment {
                for_year,
                amount_usd: Some(amount),
            },
        }
        .into()
    });
    let miss = (instant(), 1_u8..4).prop_map(|(effective_at, for_year)| {
        MissDelayRental {
            effective_at,
            for_year,
        }
        .into()
    });
    let extend = (instant(), day(), usd()).prop_map(|(effective_at, ends_on, consideration_usd)| {
        ExerciseExtension {
            effective_at,
            ends_on,
            consideration_usd,
            instrument: paper(),
        }
        .into()
    });
    let record = instant().prop_map(|effective_at| {
        RecordLease {
            effective_at,
            recording: Recording {
                county: text("Reeves"),
                reference: RecordingReference::InstrumentNumber { number: text("1") },
            },
        }
        .into()
    });
    prop_oneof![4 => pay, 1 => miss, 2 => extend, 1 => record]
}

fn amending() -> impl Strategy<Value = LeaseTask> {
    let royalty = (0_u32..60, 100_u32..3_000).prop_map(|(months, hundredths)| {
        let day = NaiveDate::from_ymd_opt(2020, 2, 1).unwrap() + chrono::Months::new(months);
        AmendRoyalty {
            effective_at: day.and_hms_opt(12, 0, 0).unwrap().and_utc(),
            royalty_rate: Percent::new(Decimal::new(i64::from(hundredths), 2)).unwrap(),
            instrument: paper(),
            closed_through: None,
            restated_because: None,
        }
        .into()
    });
    let clause = (instant(), prop::option::of(1_u16..400)).prop_map(|(effective_at, days)| {
        AmendLease {
            effective_at,
            clause: Clause::Cessation { days },
            instrument: paper(),
        }
        .into()
    });
    prop_oneof![royalty, clause]
}

fn ending() -> impl Strategy<Value = LeaseTask> {
    let expire = instant().prop_map(|effective_at| ExpireLease { effective_at }.into());
    let cause = prop_oneof![
        Just(TerminationCause::ProductionCeased),
        Just(TerminationCause::OperationsCeased),
        Just(TerminationCause::ShutInRoyaltyLapsed),
        Just(TerminationCause::Ordered { order: text("Order") }),
    ];
    let terminate =
        (instant(), cause).prop_map(|(effective_at, cause)| TerminateLease { effective_at, cause }.into());
    let surrender = (instant(), seen()).prop_map(|(effective_at, completions)| {
        SurrenderLease {
            effective_at,
            instrument: paper(),
            completions,
        }
        .into()
    });
    let void = instant().prop_map(|effective_at| {
        VoidLeaseRecord {
            effective_at,
            reason: text("entered twice"),
        }
        .into()
    });
    prop_oneof![2 => expire, 1 => terminate, 1 => surrender, 1 => void]
}

fn import() -> impl Strategy<Value = LeaseTask> {
    let codes: Vec<&str> = boem_codes().chain(["unheard of"]).collect();
    let parts = (
        prop::sample::select(codes),
        prop::option::of(day()),
        prop::option::of(day()),
        prop::option::of(day()),
    );
    parts.prop_map(|(code, effective_on, expires_on, listed_on)| {
        LeaseTask::ImportRecord(Box::new(AgencyLease {
            lease_id: LeaseId::new(Uuid::from_u128(100)),
            provenance: Provenance {
                agency: text(BOEM),
                file: text("list.csv"),
                row_sha256: "0".repeat(64),
            },
            lease_number: text("G14482"),
            mineral_owner: MineralOwner::FederalOffshore,
            time_zone: TimeZone::parse("America/Chicago").unwrap(),
            block: tract_named("EI 346"),
            status: AgencyStatus {
                agency: text(BOEM),
                code: text(code),
            },
            effective_on,
            expires_on,
            listed_on,
        }))
    })
}

/// Any task.
pub(crate) fn task() -> impl Strategy<Value = LeaseTask> {
    let release = (instant(), prop::collection::vec(released(), 1..3), seen()).prop_map(
        |(effective_at, acreage, completions)| {
            ReleaseAcreage {
                effective_at,
                acreage,
                instrument: paper(),
                completions,
            }
            .into()
        },
    );
    let pugh = (instant(), seen()).prop_map(|(effective_at, completions)| {
        ApplyPughClause {
            effective_at,
            completions,
            instrument: paper(),
        }
        .into()
    });
    prop_oneof![
        8 => assignments(),
        8 => keeping(),
        3 => rentals(),
        3 => pool(),
        2 => release,
        2 => pugh,
        2 => amending(),
        1 => ending(),
        1 => import(),
    ]
}
