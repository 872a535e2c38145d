//! Where product went, the stock and the gas.

use super::*;
use crate::disposition::{Disposition, DispositionError, Product, ProductVolume};
use crate::location::StateCode;
use crate::quantity::SignedBarrels;

fn bbl(value: &str) -> Barrels {
    Barrels::parse(value).unwrap()
}

fn mcf(value: &str) -> Mcf {
    Mcf::parse(value, PressureBase::Psia14_65).unwrap()
}

fn texas(product: Product, code: &str, volume: ProductVolume) -> Disposition {
    Disposition {
        jurisdiction: StateCode::parse("TX").unwrap(),
        product,
        code: text(code),
        volume,
        remark: None,
        counterparty: Some(text("First Purchaser")),
    }
}

fn oil(code: &str, volume: &str) -> Disposition {
    texas(Product::Oil, code, ProductVolume::Bbl(bbl(volume)))
}

fn gas(code: &str, volume: &str) -> Disposition {
    texas(Product::Gas, code, ProductVolume::Gas(mcf(volume)))
}

fn task(reference: &str, disposition: Disposition) -> DisposeProduct {
    DisposeProduct {
        well: seen(None),
        well_id: well_id(),
        completion: CompletionName::parse("D01").unwrap(),
        date: NaiveDate::from_ymd_opt(2008, 1, 20).unwrap(),
        reference: text(reference),
        disposition,
        corrects: None,
        now: at("2026-03-01T12:00:00Z"),
    }
}

fn dispose(reference: &str, disposition: Disposition) -> ProductionMonthCommand {
    ProductionMonthCommand::Dispose(Box::new(task(reference, disposition)))
}

fn went(reference: &str, disposition: Disposition, corrects_event_id: Option<Uuid>) -> ProductionMonthEvent {
    ProductDisposed {
        effective_at: at("2008-01-20T06:00:00Z"),
        well_id: well_id(),
        completion: CompletionName::parse("D01").unwrap(),
        month: month("2008-01"),
        time_zone: central(),
        date: NaiveDate::from_ymd_opt(2008, 1, 20).unwrap(),
        reference: text(reference),
        disposition,
        corrects_event_id,
    }
    .into()
}

pub(super) fn disposed(reference: &str, volume: &str, corrects: Option<Uuid>) -> ProductionMonthEvent {
    went(reference, oil("01", volume), corrects)
}

#[test]
fn a_load_leaves_the_lease_under_its_code() {
    given::<ProductionMonth>([])
        .when(dispose("T-1", oil("01", "25")))
        .then([disposed("T-1", "25", None)]);
    let shown = given::<ProductionMonth>([disposed("T-1", "25", None)])
        .state()
        .summary()
        .unwrap();
    assert_eq!(shown.dispositions[0].meaning.as_deref(), Some("truck"));
}

#[test]
fn a_reference_names_one_disposition() {
    let known = [disposed("T-1", "25", None)];
    given::<ProductionMonth>(known.clone())
        .when(dispose("T-1", oil("01", "25.0")))
        .then_nothing();
    given::<ProductionMonth>(known)
        .when(dispose("T-1", oil("01", "26")))
        .then_refused(ProductionMonthError::DispositionAlreadyRecorded {
            reference: text("T-1"),
        });
}

#[test]
fn a_disposition_is_corrected_by_name() {
    let corrected = |seen: CorrectedSeen| {
        let task = DisposeProduct {
            corrects: Some(CorrectedEvent {
                event_id: Uuid::from_u128(9),
                seen,
            }),
            ..task("T-1", oil("01", "26"))
        };
        given::<ProductionMonth>([disposed("T-1", "25", None)])
            .when(ProductionMonthCommand::Dispose(Box::new(task)))
    };
    let right = disposed("T-1", "26", Some(Uuid::from_u128(9)));
    assert_eq!(right.supersedes(), Some(Uuid::from_u128(9)));
    corrected(CorrectedSeen::of(&disposed("T-1", "25", None))).then([right]);
    corrected(CorrectedSeen::Unknown).then_refused(ProductionMonthError::CorrectedEventUnknown {
        event_id: Uuid::from_u128(9),
    });
    corrected(CorrectedSeen::of(&disposed("T-2", "25", None))).then_refused(
        ProductionMonthError::CorrectedEventIsOther {
            event_id: Uuid::from_u128(9),
            found: "the disposition T-2".into(),
            expected: "the disposition T-1".into(),
        },
    );
}

#[test]
fn a_disposition_is_refused_by_the_code_table() {
    let refusal = DispositionError::CodeNotValid {
        jurisdiction: StateCode::parse("TX").unwrap(),
        product: Product::Gas,
        code: text("10"),
        month: month("2008-01"),
    };
    let error = ProductionMonthError::from(refusal);
    assert_eq!(error.rule(), "disposition-code-not-valid");
    assert_eq!(error.source(), Some("RRC Form PR, 16 TAC §3.27"));
    given::<ProductionMonth>([])
        .when(dispose("T-1", gas("10", "5")))
        .then_refused(error);
}

#[test]
fn nothing_is_disposed_of_ahead_of_time_or_by_a_well_that_is_not_known() {
    let of = |task: DisposeProduct| {
        given::<ProductionMonth>([]).when(ProductionMonthCommand::Dispose(Box::new(task)))
    };
    let date = NaiveDate::from_ymd_opt(2008, 1, 20).unwrap();
    of(DisposeProduct {
        now: at("2008-01-20T05:59:59Z"),
        ..task("T-1", oil("01", "25"))
    })
    .then_refused(ProductionMonthError::DayInFuture {
        date,
        now: at("2008-01-20T05:59:59Z"),
    });
    of(DisposeProduct {
        well: WellSeen::Unknown,
        ..task("T-1", oil("01", "25"))
    })
    .then_refused(ProductionMonthError::WellUnknown { well_id: well_id() });
    of(DisposeProduct {
        date: NaiveDate::MIN,
        ..task("T-1", oil("01", "25"))
    })
    .then_refused(ProductionMonthError::DateOutOfRange { date: NaiveDate::MIN });
}

#[test]
fn a_locked_month_disposes_of_nothing() {
    given::<ProductionMonth>([recorded(nothing()), locked("2008-03-01T00:00:00Z")])
        .when(dispose("T-1", oil("01", "25")))
        .then_refused(ProductionMonthError::Locked {
            month: month("2008-01"),
            since: at("2008-03-01T00:00:00Z"),
        });
}

fn produced(oil: &str) -> ProductionMonthEvent {
    recorded(volumes(31, oil))
}

fn draw_up() -> ReconcileStock {
    ReconcileStock {
        product: Product::Oil,
        opening: OpeningStock::Stated {
            bbl: bbl("21"),
            reason: text("gauged at takeover"),
        },
        earlier: EarlierMonthSeen::Unknown,
        adjustment_bbl: SignedBarrels::parse("-1").unwrap(),
        adjustment_reason: Some(text("tank bottoms")),
        closing_bbl: None,
    }
}

fn drawn() -> StockReconciled {
    StockReconciled {
        effective_at: at("2008-01-31T06:00:00Z"),
        product: Product::Oil,
        opening_bbl: bbl("21"),
        opening_basis: OpeningBasis::Stated {
            reason: text("gauged at takeover"),
        },
        produced_bbl: bbl("51"),
        adjustment_bbl: SignedBarrels::parse("-1").unwrap(),
        adjustment_reason: Some(text("tank bottoms")),
        disposed_bbl: bbl("25"),
        closing_bbl: bbl("46"),
    }
}

pub(super) fn reconciled() -> ProductionMonthEvent {
    drawn().into()
}

fn known() -> [ProductionMonthEvent; 2] {
    [disposed("T-1", "25", None), produced("51")]
}

fn stock(task: ReconcileStock) -> ProductionMonthCommand {
    ProductionMonthCommand::ReconcileStock(Box::new(task))
}

#[test]
fn a_stock_is_opening_and_produced_and_adjusted_less_disposed_of() {
    given::<ProductionMonth>(known())
        .when(stock(draw_up()))
        .then([drawn()]);
    let gauged = ReconcileStock {
        closing_bbl: Some(bbl("46.0")),
        ..draw_up()
    };
    given::<ProductionMonth>(known())
        .when(stock(gauged))
        .then([drawn()]);
    let [one, two] = known();
    given::<ProductionMonth>([one, two, reconciled()])
        .when(stock(draw_up()))
        .then_nothing();
}

#[test]
fn a_stock_that_was_gauged_is_what_comes_out() {
    let gauged = ReconcileStock {
        closing_bbl: Some(bbl("45")),
        ..draw_up()
    };
    given::<ProductionMonth>(known())
        .when(stock(gauged))
        .then_refused(ProductionMonthError::StockOutOfBalance {
            difference_bbl: SignedBarrels::parse("1").unwrap(),
        });
}

#[test]
fn nobody_disposes_of_more_than_there_is() {
    given::<ProductionMonth>([disposed("T-1", "71.01", None), produced("51")])
        .when(stock(draw_up()))
        .then_refused(ProductionMonthError::StockNegative {
            opening_bbl: bbl("21"),
            produced_bbl: bbl("51"),
            adjustment_bbl: SignedBarrels::parse("-1").unwrap(),
            disposed_bbl: bbl("71.01"),
        });
    given::<ProductionMonth>([disposed("T-1", "71", None), produced("51")])
        .when(stock(draw_up()))
        .events();
}

#[test]
fn a_stock_is_not_adjusted_without_a_reason() {
    let unexplained = ReconcileStock {
        adjustment_reason: None,
        ..draw_up()
    };
    given::<ProductionMonth>(known())
        .when(stock(unexplained))
        .then_refused(ProductionMonthError::AdjustmentWithoutReason {
            adjustment_bbl: SignedBarrels::parse("-1").unwrap(),
        });
}

#[test]
fn an_opening_stock_is_carried_over_from_the_month_before() {
    let carried = |earlier| ReconcileStock {
        opening: OpeningStock::OfEarlierMonth,
        earlier,
        ..draw_up()
    };
    let closing = |of: &str, closing_bbl| EarlierMonthSeen::Known {
        month: month(of),
        closing_bbl,
    };
    let expected = StockReconciled {
        opening_basis: OpeningBasis::OfEarlierMonth,
        ..drawn()
    };
    given::<ProductionMonth>(known())
        .when(stock(carried(closing("2007-12", Quantity::of(bbl("21"))))))
        .then([expected]);
    for unknown in [EarlierMonthSeen::Unknown, closing("2007-12", Quantity::Withheld)] {
        given::<ProductionMonth>(known())
            .when(stock(carried(unknown)))
            .then_refused(ProductionMonthError::OpeningStockUnknown {
                month: month("2008-01"),
            });
    }
    given::<ProductionMonth>(known())
        .when(stock(carried(closing("2007-11", Quantity::of(bbl("21"))))))
        .then_refused(ProductionMonthError::NotTheMonthBefore {
            month: month("2008-01"),
            seen: month("2007-11"),
        });
}

#[test]
fn an_opening_stock_stated_otherwise_is_a_break() {
    let other = ReconcileStock {
        earlier: EarlierMonthSeen::Known {
            month: month("2007-12"),
            closing_bbl: Quantity::of(bbl("47")),
        },
        ..draw_up()
    };
    let broken = StockDiscontinuityDetected {
        effective_at: at("2008-01-31T06:00:00Z"),
        product: Product::Oil,
        earlier_month: month("2007-12"),
        earlier_closing_bbl: bbl("47"),
        opening_bbl: bbl("21"),
    };
    given::<ProductionMonth>(known())
        .when(stock(other))
        .then::<ProductionMonthEvent>([reconciled(), broken.clone().into()]);
    let [one, two] = known();
    let again = [one, two, reconciled(), broken.into(), reconciled()];
    // Drawn up anew, the break is gone until it is seen again.
    let shown = given::<ProductionMonth>(again).state().summary().unwrap();
    assert_eq!(shown.discontinuities, []);
}

#[test]
fn a_stock_shows_whether_it_rests_on_what_holds() {
    let current = |events: Vec<ProductionMonthEvent>| {
        let shown = given::<ProductionMonth>(events).state().summary().unwrap();
        shown.stocks[0].current
    };
    let [one, two] = known();
    let stream = vec![one, two, reconciled()];
    assert!(current(stream.clone()));
    let more = [stream.clone(), vec![disposed("T-2", "1", None)]].concat();
    assert!(!current(more));
    assert!(!current([stream, vec![corrected(volumes(31, "52"))]].concat()));
}

#[test]
fn gas_is_not_kept_in_stock_and_what_is_withheld_is_not_drawn_up() {
    let of = |product| ReconcileStock { product, ..draw_up() };
    given::<ProductionMonth>(known())
        .when(stock(of(Product::Gas)))
        .then_refused(ProductionMonthError::Disposition(
            DispositionError::UnitOfAnotherProduct {
                product: Product::Gas,
            },
        ));
    let withheld = Volumes {
        oil_bbl: Quantity::Withheld,
        ..nothing()
    };
    given::<ProductionMonth>([recorded(withheld)])
        .when(stock(of(Product::Oil)))
        .then_refused(ProductionMonthError::QuantityWithheld {
            product: Product::Oil,
            month: month("2008-01"),
        });
    given::<ProductionMonth>([])
        .when(stock(of(Product::Oil)))
        .then_refused(ProductionMonthError::NotRecorded);
}

fn gas_month(gas: Quantity<Mcf>, condensate: &str) -> ProductionMonthEvent {
    recorded(Volumes {
        gas,
        gas_lift: Quantity::of(mcf("100")),
        condensate_bbl: Quantity::of(bbl(condensate)),
        ..nothing()
    })
}

fn balance(gas_well: bool) -> ProductionMonthCommand {
    ProductionMonthCommand::BalanceGas(BalanceGas { gas_well })
}

fn produced_gas() -> ProductionMonthEvent {
    gas_month(Quantity::of(mcf("846")), "0")
}

#[test]
fn all_gas_goes_somewhere() {
    let sold = went("S-1", gas("02", "846"), None);
    let lifted = went("S-2", gas("05", "100"), None);
    let balanced = GasBalanced {
        effective_at: at("2008-01-31T06:00:00Z"),
        produced: mcf("846"),
        gas_lift: mcf("100"),
        disposed: mcf("946"),
        extraction_loss: None,
    };
    let stream = vec![sold.clone(), lifted, produced_gas()];
    given::<ProductionMonth>(stream.clone())
        .when(balance(true))
        .then([balanced.clone()]);
    given::<ProductionMonth>([stream, vec![balanced.into()]].concat())
        .when(balance(true))
        .then_nothing();
    let refusal = ProductionMonthError::GasOutOfBalance {
        produced: mcf("846"),
        gas_lift: mcf("100"),
        disposed: mcf("846"),
    };
    assert_eq!(refusal.source(), Some("RRC Form PR (OGA086)"));
    given::<ProductionMonth>([sold, produced_gas()])
        .when(balance(false))
        .then_refused(refusal);
}

#[test]
fn gas_that_is_not_stated_is_not_balanced() {
    let of = month("2008-01");
    given::<ProductionMonth>([gas_month(Quantity::NotReported, "0")])
        .when(balance(false))
        .then_refused(ProductionMonthError::GasNotStated { month: of });
    given::<ProductionMonth>([gas_month(Quantity::Withheld, "0")])
        .when(balance(false))
        .then_refused(ProductionMonthError::QuantityWithheld {
            product: Product::Gas,
            month: of,
        });
    let federal = Mcf::parse("846", PressureBase::Psia14_73).unwrap();
    let refused = given::<ProductionMonth>([
        gas_month(Quantity::of(federal), "0"),
        went("S-1", gas("02", "846"), None),
    ]);
    refused
        .when(balance(false))
        .then_refused(ProductionMonthError::Quantity(
            crate::quantity::QuantityError::MixedPressureBases {
                left: PressureBase::Psia14_73,
                right: PressureBase::Psia14_65,
            },
        ));
}

/// 946 Mcf, of which so much is lost as liquid.
fn with_loss(loss: &str, rest: &str) -> Vec<ProductionMonthEvent> {
    vec![
        went("S-1", gas("02", rest), None),
        went("S-2", gas("09", loss), None),
        gas_month(Quantity::of(mcf("846")), "10"),
    ]
}

#[test]
fn a_gas_well_that_makes_condensate_loses_gas_by_it() {
    for (loss, rest) in [("7", "939"), ("15", "931")] {
        let events = given::<ProductionMonth>(with_loss(loss, rest))
            .when(balance(true))
            .events();
        assert!(
            matches!(&events[..], [ProductionMonthEvent::GasBalanced(e)] if e.extraction_loss == Some(mcf(loss)))
        );
    }
    for (loss, rest) in [("6.99", "939.01"), ("15.01", "930.99")] {
        given::<ProductionMonth>(with_loss(loss, rest))
            .when(balance(true))
            .then_refused(ProductionMonthError::ExtractionLossOutOfRange {
                loss: mcf(loss),
                condensate_bbl: bbl("10"),
                least: "7".parse().unwrap(),
                most: "15".parse().unwrap(),
            });
        given::<ProductionMonth>(with_loss(loss, rest))
            .when(balance(false))
            .events();
    }
    let unlost = [
        went("S-1", gas("02", "946"), None),
        gas_month(Quantity::of(mcf("846")), "10"),
    ];
    given::<ProductionMonth>(unlost).when(balance(true)).then_refused(
        ProductionMonthError::ExtractionLossMissing {
            condensate_bbl: bbl("10"),
        },
    );
}
