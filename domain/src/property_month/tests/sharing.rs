//! Sharing measured production out.

use super::*;
use crate::allocation::AllocationError;
use crate::disposition::ProductVolume;
use crate::ids::WellId;
use crate::quantity::{Hours, Mcf, PressureBase};
use crate::text::CompletionName;

fn completion(name: &str) -> CompletionName {
    CompletionName::parse(name).unwrap()
}

fn volume(value: &str) -> ProductVolume {
    ProductVolume::Bbl(bbl(value))
}

fn input(name: &str, rate: &str, hours: &str) -> AllocationInput {
    AllocationInput {
        well_id: WellId::new(Uuid::from_u128(7)),
        completion: completion(name),
        hours_on: Hours::parse(hours).unwrap(),
        test: Some(TestRate {
            per_day: volume(rate),
            tested_on: "2007-12-20".parse().unwrap(),
        }),
        metered: None,
    }
}

fn three() -> Vec<AllocationInput> {
    vec![
        input("A1", "40", "720"),
        input("A2", "25", "700"),
        input("A3", "10", "360"),
    ]
}

fn task() -> AllocateProduction {
    AllocateProduction {
        property: january(),
        product: Product::Oil,
        method: AllocationMethod::Test,
        measured: volume("2000.00"),
        decimals: 2,
        inputs: three(),
        now: at(NOW),
    }
}

fn share_out(task: AllocateProduction) -> PropertyMonthCommand {
    PropertyMonthCommand::Allocate(Box::new(task))
}

fn allocated(task: AllocateProduction) -> ProductionAllocated {
    match decided(share_out(task)) {
        PropertyMonthEvent::ProductionAllocated(event) => event,
        other => panic!("{other:?}"),
    }
}

fn shares(event: &ProductionAllocated) -> Vec<ProductVolume> {
    event.shares.iter().map(|share| share.allocated).collect()
}

#[test]
fn a_month_is_shared_by_tests_and_hours_to_the_last_barrel() {
    let event = allocated(task());
    assert_eq!(event.effective_at, at("2008-01-31T06:00:00Z"));
    assert_eq!(shares(&event), ["1154.31", "701.40", "144.29"].map(volume));
    let factor = event.factor.unwrap();
    assert_eq!(factor.value().to_string(), "0.96192385");
    let theoretical: Vec<_> = event
        .shares
        .iter()
        .map(|share| share.theoretical.unwrap())
        .collect();
    assert_eq!(theoretical, ["1200", "729.1667", "150"].map(volume));
    assert_eq!(event.warnings, []);
}

#[test]
fn a_month_is_shared_by_meters_or_equally() {
    let metered = AllocateProduction {
        method: AllocationMethod::Meter,
        measured: volume("100"),
        inputs: three()
            .into_iter()
            .zip(["50", "30", "19"])
            .map(|(input, metered)| AllocationInput {
                metered: Some(volume(metered)),
                ..input
            })
            .collect(),
        ..task()
    };
    let event = allocated(metered);
    assert_eq!(shares(&event), ["50.51", "30.30", "19.19"].map(volume));
    assert_eq!(event.factor.unwrap().value().to_string(), "1.01010101");
    let equal = allocated(AllocateProduction {
        method: AllocationMethod::Equal,
        measured: volume("100"),
        ..task()
    });
    assert_eq!(shares(&equal), ["33.34", "33.33", "33.33"].map(volume));
    assert_eq!((equal.factor, equal.shares[0].theoretical), (None, None));
}

#[test]
fn gas_is_shared_at_its_base() {
    let gas = |value| ProductVolume::Gas(Mcf::parse(value, PressureBase::Psia14_65).unwrap());
    let of = |inputs: Vec<AllocationInput>| AllocateProduction {
        product: Product::Gas,
        measured: gas("1000"),
        inputs,
        ..task()
    };
    let rated = |name: &str, per_day| AllocationInput {
        test: Some(TestRate {
            per_day,
            tested_on: "2007-12-20".parse().unwrap(),
        }),
        ..input(name, "0", "720")
    };
    let event = allocated(of(vec![rated("A1", gas("20")), rated("A2", gas("10"))]));
    assert_eq!(shares(&event), [gas("666.67"), gas("333.33")]);
    let federal = ProductVolume::Gas(Mcf::parse("10", PressureBase::Psia14_73).unwrap());
    for other in [federal, volume("10")] {
        given::<PropertyMonth>([])
            .when(share_out(of(vec![rated("A1", gas("20")), rated("A2", other)])))
            .then_refused(PropertyMonthError::UnitsDiffer {
                completion: completion("A2"),
            });
    }
    given::<PropertyMonth>([])
        .when(share_out(AllocateProduction {
            product: Product::Gas,
            ..task()
        }))
        .then_refused(PropertyMonthError::UnitOfAnotherProduct {
            product: Product::Gas,
        });
}

#[test]
fn a_factor_far_from_one_is_odd() {
    let of = |measured: &str| {
        allocated(AllocateProduction {
            measured: volume(measured),
            inputs: vec![input("A1", "24", "720")],
            ..task()
        })
    };
    for fine in ["648", "792", "720"] {
        assert_eq!(of(fine).warnings, [], "{fine}");
    }
    for odd in ["647.99", "792.01"] {
        let event = of(odd);
        assert_eq!(
            event.warnings,
            [AllocationWarning::AllocationFactorUnusual {
                factor: event.factor.unwrap()
            }]
        );
    }
}

#[test]
fn a_test_older_than_180_days_is_odd() {
    let tested = |on: &str| {
        let test = TestRate {
            per_day: volume("24"),
            tested_on: on.parse().unwrap(),
        };
        allocated(AllocateProduction {
            measured: volume("720"),
            inputs: vec![AllocationInput {
                test: Some(test),
                ..input("A1", "24", "720")
            }],
            ..task()
        })
        .warnings
    };
    assert_eq!(tested("2007-08-04"), []);
    let [warning] = tested("2007-08-03").try_into().unwrap();
    assert_eq!(warning.rule(), "well-test-old");
    assert_eq!(
        warning,
        AllocationWarning::WellTestOld {
            well_id: WellId::new(Uuid::from_u128(7)),
            completion: completion("A1"),
            tested_on: "2007-08-03".parse().unwrap(),
            age_days: 181,
        }
    );
}

#[track_caller]
fn refused(task: AllocateProduction, refusal: PropertyMonthError) {
    given::<PropertyMonth>([])
        .when(share_out(task))
        .then_refused(refusal);
}

#[test]
fn each_takes_part_once_and_with_what_it_is_shared_by() {
    let with = |input: AllocationInput| AllocateProduction {
        inputs: vec![self::input("A1", "40", "720"), input],
        ..task()
    };
    refused(
        with(input("A1", "1", "1")),
        PropertyMonthError::CompletionTwice {
            completion: completion("A1"),
        },
    );
    refused(
        with(AllocationInput {
            test: None,
            ..input("A2", "1", "1")
        }),
        PropertyMonthError::TestMissing {
            completion: completion("A2"),
        },
    );
    refused(
        AllocateProduction {
            method: AllocationMethod::Meter,
            ..with(input("A2", "1", "1"))
        },
        PropertyMonthError::MeterMissing {
            completion: completion("A1"),
        },
    );
    refused(
        AllocateProduction {
            inputs: Vec::new(),
            ..task()
        },
        PropertyMonthError::Allocation(AllocationError::NoWeights),
    );
    refused(
        AllocateProduction {
            inputs: vec![input("A1", "0", "720")],
            ..task()
        },
        PropertyMonthError::Allocation(AllocationError::WeightsZero {
            total: "2000".parse().unwrap(),
        }),
    );
}

#[test]
fn a_month_has_so_many_hours() {
    let of = |hours: &str, key: PropertyKey| AllocateProduction {
        property: key,
        inputs: vec![input("A1", "40", hours)],
        ..task()
    };
    allocated(of("744", january()));
    refused(
        of("744.01", january()),
        PropertyMonthError::HoursExceedMonth {
            completion: completion("A1"),
            hours_on: Hours::parse("744.01").unwrap(),
            month: month("2008-01"),
            limit: Hours::parse("744").unwrap(),
        },
    );
    // Clocks are set forward in March and back in November.
    let march = super::of("2008-03");
    refused(
        of("744", march),
        PropertyMonthError::HoursExceedMonth {
            completion: completion("A1"),
            hours_on: Hours::parse("744").unwrap(),
            month: march.month,
            limit: Hours::parse("743").unwrap(),
        },
    );
    allocated(of("721", super::of("2008-11")));
}

#[test]
fn a_month_is_shared_out_once_it_is_over() {
    refused(
        AllocateProduction {
            now: at("2008-02-01T05:59:59Z"),
            ..task()
        },
        PropertyMonthError::MonthNotEnded {
            month: month("2008-01"),
            at: at("2008-02-01T05:59:59Z"),
            ends: at("2008-02-01T06:00:00Z"),
        },
    );
}

#[test]
fn shares_are_no_finer_than_volumes() {
    refused(
        AllocateProduction {
            decimals: 5,
            ..task()
        },
        PropertyMonthError::SharesTooFine { decimals: 5 },
    );
    refused(
        AllocateProduction {
            decimals: 1,
            measured: volume("2000.25"),
            ..task()
        },
        PropertyMonthError::Allocation(AllocationError::TotalTooFine {
            total: "2000.25".parse().unwrap(),
            decimals: 1,
        }),
    );
}

#[test]
fn the_same_again_is_nothing_new_and_another_takes_its_place() {
    let first = decided(share_out(task()));
    given::<PropertyMonth>([first.clone()])
        .when(share_out(task()))
        .then_nothing();
    let more = AllocateProduction {
        measured: volume("2001"),
        ..task()
    };
    let second = given::<PropertyMonth>([first.clone()])
        .when(share_out(more))
        .events()
        .remove(0);
    let shown = given::<PropertyMonth>([first, second]).state().summary().unwrap();
    assert_eq!(shown.allocations.len(), 1);
    assert_eq!(shown.allocations[0].measured, volume("2001"));
}
