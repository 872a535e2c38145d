//! What an agency's file says of a month.

use super::*;
use crate::quantity::{SignedBarrels, SignedMcf};
use crate::well::Provenance;

fn filing(document: &str, accepted_on: &str, revised: bool) -> Filing {
    Filing {
        provenance: Provenance {
            agency: text("ECMC"),
            file: text("co_2025.csv"),
            row_sha256: "ab".repeat(32),
        },
        document_number: Some(text(document)),
        accepted_on: Some(accepted_on.parse().unwrap()),
        revised,
        well_status_code: Some(text("PR")),
    }
}

fn bbl(value: &str) -> Quantity<Barrels> {
    Quantity::of(Barrels::parse(value).unwrap())
}

fn gas(value: &str) -> Quantity<Mcf> {
    Quantity::of(Mcf::parse(value, PressureBase::Psia14_73).unwrap())
}

fn signed(value: &str) -> SignedBarrels {
    SignedBarrels::parse(value).unwrap()
}

/// Opening 21, produced 51, sold 25, adjusted, closing.
fn stock(adjustment: &str, closing: &str) -> MonthDetails {
    MonthDetails {
        oil_stock: Some(OilStock {
            opening_bbl: bbl("21"),
            disposed_bbl: bbl("25"),
            adjustment_bbl: Quantity::of(signed(adjustment)),
            closing_bbl: bbl(closing),
        }),
        ..MonthDetails::default()
    }
}

fn oil(value: &str) -> Volumes {
    Volumes {
        days_on: Quantity::of(DaysOn::new(31).unwrap()),
        oil_bbl: bbl(value),
        ..Volumes::default()
    }
}

fn filed(details: MonthDetails) -> RecordProductionMonth {
    RecordProductionMonth {
        details,
        filing: Some(filing("404046367", "2008-03-14", false)),
        ..record("2008-01", oil("51"))
    }
}

#[track_caller]
fn warnings(task: RecordProductionMonth) -> Vec<ProductionWarning> {
    match given::<ProductionMonth>([]).when(task).events().as_slice() {
        [ProductionMonthEvent::ProductionRecorded(event)] => event.warnings.clone(),
        other => panic!("{other:?}"),
    }
}

fn first() -> ProductionMonthEvent {
    given::<ProductionMonth>([])
        .when(filed(stock("0", "47")))
        .events()
        .remove(0)
}

#[test]
fn a_stated_stock_balances() {
    assert_eq!(warnings(filed(stock("0", "47"))), []);
    assert_eq!(warnings(filed(stock("-22.9", "24.1"))), []);
    let own = RecordProductionMonth {
        filing: None,
        ..filed(stock("0", "47"))
    };
    assert_eq!(warnings(own), []);
}

#[test]
fn a_stock_that_does_not_balance_is_refused_unless_an_agency_holds_it() {
    assert_eq!(
        warnings(filed(stock("0", "48"))),
        [ProductionWarning::StockOutOfBalance {
            difference_bbl: signed("-1")
        }]
    );
    let own = RecordProductionMonth {
        filing: None,
        ..filed(stock("0", "48"))
    };
    let refusal = ProductionMonthError::StockOutOfBalance {
        difference_bbl: signed("-1"),
    };
    given::<ProductionMonth>([])
        .when(own)
        .then_refused(refusal.clone());
    let corrected = CorrectProductionMonth {
        corrects: None,
        volumes: oil("51"),
        details: Some(stock("0", "48")),
        reason: text("meter factor"),
    };
    given::<ProductionMonth>([recorded(nothing())])
        .when(ProductionMonthCommand::Correct(Box::new(corrected)))
        .then_refused(refusal);
}

#[test]
fn a_blank_counts_as_nothing_in_a_balance_and_what_is_withheld_is_balanced_with_nothing() {
    let blank = MonthDetails {
        oil_stock: Some(OilStock {
            opening_bbl: bbl("21"),
            closing_bbl: bbl("72"),
            ..OilStock::default()
        }),
        ..MonthDetails::default()
    };
    assert_eq!(warnings(filed(blank.clone())), []);
    let withheld = RecordProductionMonth {
        volumes: Volumes {
            oil_bbl: Quantity::Withheld,
            ..oil("51")
        },
        ..filed(blank)
    };
    assert_eq!(warnings(withheld), []);
}

fn uses(sold: &str, flared: Quantity<Mcf>) -> RecordProductionMonth {
    RecordProductionMonth {
        volumes: Volumes {
            gas: gas("846"),
            ..oil("51")
        },
        details: MonthDetails {
            gas_use: Some(GasUse {
                sold: gas(sold),
                used_on_lease: gas("40"),
                flared_or_vented: flared,
                ..GasUse::default()
            }),
            ..MonthDetails::default()
        },
        ..filed(MonthDetails::default())
    }
}

#[test]
fn gas_that_went_nowhere_is_odd_and_no_more() {
    assert_eq!(warnings(uses("806", Quantity::NotReported)), []);
    let difference = SignedMcf::parse("97", PressureBase::Psia14_73).unwrap();
    let odd = [ProductionWarning::GasOutOfBalance { difference }];
    assert_eq!(warnings(uses("709", Quantity::NotReported)), odd);
    let own = RecordProductionMonth {
        filing: None,
        ..uses("709", Quantity::NotReported)
    };
    assert_eq!(warnings(own), odd);
    assert_eq!(warnings(uses("709", Quantity::Withheld)), []);
    assert_eq!(odd[0].rule(), "gas-out-of-balance");
}

#[test]
fn what_contradicts_the_well_s_life_is_taken_with_a_warning() {
    let plugged_on = NaiveDate::from_ymd_opt(2007, 12, 1).unwrap();
    let plugged = RecordProductionMonth {
        well: seen(Some(at("2007-12-01T18:00:00Z"))),
        ..filed(stock("0", "47"))
    };
    assert_eq!(
        warnings(plugged),
        [ProductionWarning::VolumeAfterPlugging { plugged_on }]
    );
    let spudded_on = NaiveDate::from_ymd_opt(2008, 2, 1).unwrap();
    let unspudded = RecordProductionMonth {
        well: WellSeen::Known {
            time_zone: central(),
            lease: None,
            spudded_on: Some(spudded_on),
            plugged_since: None,
        },
        ..filed(stock("0", "47"))
    };
    assert_eq!(
        warnings(unspudded),
        [ProductionWarning::VolumeBeforeSpud { spudded_on }]
    );
}

#[test]
fn volumes_with_a_plugged_status_and_on_no_day_are_odd() {
    let status = |volumes| RecordProductionMonth {
        volumes,
        filing: Some(Filing {
            well_status_code: Some(text("PA")),
            ..filing("404046367", "2008-03-14", false)
        }),
        ..filed(MonthDetails::default())
    };
    assert_eq!(
        warnings(status(oil("51"))),
        [ProductionWarning::VolumeWithPluggedStatus {
            status_code: text("PA")
        }]
    );
    assert_eq!(warnings(status(nothing())), []);
    let no_days = RecordProductionMonth {
        volumes: Volumes {
            days_on: Quantity::of(DaysOn::default()),
            ..oil("51")
        },
        ..filed(stock("0", "47"))
    };
    assert_eq!(warnings(no_days), [ProductionWarning::VolumeWithoutDays]);
}

#[test]
fn the_opening_stock_is_the_closing_stock_of_the_month_before() {
    let after = |closing: Quantity<Barrels>, of: &str| RecordProductionMonth {
        earlier: EarlierMonthSeen::Known {
            month: month(of),
            closing_bbl: closing,
        },
        ..filed(stock("0", "47"))
    };
    for same in [bbl("21"), Quantity::NotReported, Quantity::Withheld] {
        assert_eq!(warnings(after(same, "2007-12")), []);
    }
    let events = given::<ProductionMonth>([])
        .when(after(bbl("47"), "2007-12"))
        .events();
    let broken = StockDiscontinuityDetected {
        effective_at: at("2008-01-31T06:00:00Z"),
        product: crate::disposition::Product::Oil,
        earlier_month: month("2007-12"),
        earlier_closing_bbl: Barrels::parse("47").unwrap(),
        opening_bbl: Barrels::parse("21").unwrap(),
    };
    assert_eq!(events[1..], [broken.clone().into()]);
    let shown = given::<ProductionMonth>(events).state().summary().unwrap();
    assert_eq!(shown.discontinuities, [broken]);
    given::<ProductionMonth>([])
        .when(after(bbl("21"), "2007-11"))
        .then_refused(ProductionMonthError::NotTheMonthBefore {
            month: month("2008-01"),
            seen: month("2007-11"),
        });
}

#[test]
fn a_month_shows_its_closing_stock_to_the_next() {
    use crate::disposition::Product;
    let state = given::<ProductionMonth>([first()]).state();
    assert_eq!(
        EarlierMonthSeen::of(&state, Product::Oil),
        EarlierMonthSeen::Known {
            month: month("2008-01"),
            closing_bbl: bbl("47")
        }
    );
    assert_eq!(
        EarlierMonthSeen::of(&state, Product::Condensate),
        EarlierMonthSeen::Known {
            month: month("2008-01"),
            closing_bbl: Quantity::NotReported
        }
    );
    assert_eq!(
        EarlierMonthSeen::of(&ProductionMonth::Unknown, Product::Oil),
        EarlierMonthSeen::Unknown
    );
}

fn filed_again(document: &str, accepted_on: &str, revised: bool, oil_bbl: &str) -> RecordProductionMonth {
    RecordProductionMonth {
        volumes: oil(oil_bbl),
        details: MonthDetails::default(),
        filing: Some(filing(document, accepted_on, revised)),
        ..filed(MonthDetails::default())
    }
}

#[test]
fn the_same_document_again_is_nothing_new_and_with_other_facts_refused() {
    given::<ProductionMonth>([first()])
        .when(filed(stock("0", "47")))
        .then_nothing();
    given::<ProductionMonth>([first()])
        .when(filed(stock("-1", "46")))
        .then_refused(ProductionMonthError::AlreadyRecorded {
            month: month("2008-01"),
        });
}

#[test]
fn another_document_restates_the_month() {
    let again = |revised| {
        given::<ProductionMonth>([first()])
            .when(filed_again("404671967", "2008-09-26", revised, "60"))
            .events()
    };
    let restated = |revised, warnings| ProductionRestated {
        effective_at: at("2008-01-31T06:00:00Z"),
        volumes: oil("60"),
        details: Some(MonthDetails::default()),
        cause: RestatementCause::FiledAgain,
        affected_reports: Vec::new(),
        filing: Some(filing("404671967", "2008-09-26", revised)),
        warnings,
    };
    assert_eq!(again(true), [restated(true, Vec::new()).into()]);
    let unmarked = ProductionWarning::FiledAgainUnmarked {
        earlier_document_number: Some(text("404046367")),
    };
    assert_eq!(again(false), [restated(false, vec![unmarked]).into()]);

    let stream = [first(), restated(true, Vec::new()).into()];
    let shown = given::<ProductionMonth>(stream.clone())
        .state()
        .summary()
        .unwrap();
    assert_eq!(shown.volumes, oil("60"));
    assert_eq!(shown.restatements[0].deltas.oil_bbl, Some(signed("9")));
    // The file still holds the document that was replaced.
    given::<ProductionMonth>(stream.clone())
        .when(filed(stock("0", "47")))
        .then_nothing();
    given::<ProductionMonth>(stream)
        .when(filed_again("404046300", "2008-02-01", false, "1"))
        .then_refused(ProductionMonthError::DocumentOlder {
            accepted_on: "2008-02-01".parse().unwrap(),
            held_since: "2008-09-26".parse().unwrap(),
        });
}

#[test]
fn a_locked_month_is_restated_by_another_document() {
    given::<ProductionMonth>([first(), locked("2008-03-15T00:00:00Z")])
        .when(filed_again("404671967", "2008-09-26", true, "60"))
        .events();
}

#[test]
fn our_own_record_is_not_replaced_by_a_file() {
    given::<ProductionMonth>([recorded(oil("51"))])
        .when(filed(MonthDetails::default()))
        .then_refused(ProductionMonthError::AlreadyRecorded {
            month: month("2008-01"),
        });
}

#[test]
fn what_is_filed_is_restated_and_not_corrected() {
    given::<ProductionMonth>([first()])
        .when(correct(oil("60")))
        .then_refused(ProductionMonthError::Filed {
            month: month("2008-01"),
        });
    let details = stock("-9", "47");
    let task = RestateProduction {
        volumes: oil("60"),
        details: Some(details.clone()),
        reason: text("purchaser's statement"),
        affected_reports: Vec::new(),
    };
    let events = given::<ProductionMonth>([first()])
        .when(ProductionMonthCommand::Restate(Box::new(task)))
        .events();
    assert!(
        matches!(&events[..], [ProductionMonthEvent::ProductionRestated(e)] if e.details == Some(details) && e.filing.is_none())
    );
}
