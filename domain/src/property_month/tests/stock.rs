//! The property's stock.

use super::*;
use crate::production_month::{OpeningBasis, OpeningStock};
use crate::quantity::SignedBarrels;

fn signed(value: &str) -> SignedBarrels {
    SignedBarrels::parse(value).unwrap()
}

fn task() -> ReconcilePropertyStock {
    ReconcilePropertyStock {
        property: january(),
        product: Product::Oil,
        opening: OpeningStock::Stated {
            bbl: bbl("100"),
            reason: text("gauged at takeover"),
        },
        earlier: EarlierPropertyMonthSeen::Unknown,
        produced_bbl: Some(bbl("200")),
        closing_bbl: None,
        adjustment_bbl: signed("-5"),
        adjustment_reason: Some(text("tank bottoms")),
        other_disposed_bbl: bbl("10"),
    }
}

/// 100 + 200 - 5 - 179.78 run by ticket - 10 = 105.22.
pub(super) fn drawn() -> PropertyStockReconciled {
    PropertyStockReconciled {
        effective_at: at("2008-01-31T06:00:00Z"),
        property: january(),
        product: Product::Oil,
        opening_bbl: bbl("100"),
        opening_basis: OpeningBasis::Stated {
            reason: text("gauged at takeover"),
        },
        produced_bbl: bbl("200"),
        adjustment_bbl: signed("-5"),
        adjustment_reason: Some(text("tank bottoms")),
        run_bbl: bbl("179.78"),
        other_disposed_bbl: bbl("10"),
        closing_bbl: bbl("105.22"),
    }
}

fn reconcile(task: ReconcilePropertyStock) -> PropertyMonthCommand {
    PropertyMonthCommand::ReconcileStock(Box::new(task))
}

#[test]
fn the_closing_stock_follows_from_what_is_produced_and_the_other_way_round() {
    let gauged = ReconcilePropertyStock {
        produced_bbl: None,
        closing_bbl: Some(bbl("105.22")),
        ..task()
    };
    let both = ReconcilePropertyStock {
        closing_bbl: Some(bbl("105.22")),
        ..task()
    };
    for way in [task(), gauged, both] {
        given::<PropertyMonth>([records::ticketed()])
            .when(reconcile(way))
            .then([drawn()]);
    }
    given::<PropertyMonth>([records::ticketed(), drawn().into()])
        .when(reconcile(task()))
        .then_nothing();
}

#[test]
fn both_agree_where_both_are_given_and_one_is() {
    given::<PropertyMonth>([records::ticketed()])
        .when(reconcile(ReconcilePropertyStock {
            closing_bbl: Some(bbl("105")),
            ..task()
        }))
        .then_refused(PropertyMonthError::StockOutOfBalance {
            difference_bbl: signed("0.22"),
        });
    given::<PropertyMonth>([])
        .when(reconcile(ReconcilePropertyStock {
            produced_bbl: None,
            ..task()
        }))
        .then_refused(PropertyMonthError::StockUndetermined);
}

#[test]
fn neither_a_stock_nor_production_is_less_than_nothing() {
    given::<PropertyMonth>([])
        .when(reconcile(ReconcilePropertyStock {
            other_disposed_bbl: bbl("295.01"),
            ..task()
        }))
        .then_refused(PropertyMonthError::StockNegative {
            left_bbl: signed("-0.01"),
        });
    given::<PropertyMonth>([])
        .when(reconcile(ReconcilePropertyStock {
            produced_bbl: None,
            closing_bbl: Some(bbl("84.5")),
            ..task()
        }))
        .then_refused(PropertyMonthError::StockNegative {
            left_bbl: signed("-0.5"),
        });
}

#[test]
fn a_stock_is_carried_over_from_the_month_before() {
    let carried = |earlier| ReconcilePropertyStock {
        opening: OpeningStock::OfEarlierMonth,
        earlier,
        ..task()
    };
    let december = of("2007-12");
    let closed = PropertyStockReconciled {
        property: december,
        effective_at: at("2007-12-31T06:00:00Z"),
        closing_bbl: bbl("100"),
        ..drawn()
    };
    let before = given::<PropertyMonth>([closed.into()]).state();
    let seen = EarlierPropertyMonthSeen::of(&before, Product::Oil);
    let expected = PropertyStockReconciled {
        opening_basis: OpeningBasis::OfEarlierMonth,
        ..drawn()
    };
    given::<PropertyMonth>([records::ticketed()])
        .when(reconcile(carried(seen)))
        .then([expected]);
    for unknown in [
        EarlierPropertyMonthSeen::of(&before, Product::Condensate),
        EarlierPropertyMonthSeen::of(&PropertyMonth::Unknown, Product::Oil),
    ] {
        given::<PropertyMonth>([])
            .when(reconcile(carried(unknown)))
            .then_refused(PropertyMonthError::OpeningStockUnknown {
                month: month("2008-01"),
            });
    }
    given::<PropertyMonth>([])
        .when(reconcile(carried(EarlierPropertyMonthSeen::Known {
            month: month("2007-11"),
            closing_bbl: bbl("100"),
        })))
        .then_refused(PropertyMonthError::NotTheMonthBefore {
            month: month("2008-01"),
            seen: month("2007-11"),
        });
}

#[test]
fn an_opening_stock_stated_otherwise_is_a_break() {
    let other = ReconcilePropertyStock {
        earlier: EarlierPropertyMonthSeen::Known {
            month: month("2007-12"),
            closing_bbl: bbl("90"),
        },
        ..task()
    };
    let broken = PropertyStockDiscontinuityDetected {
        effective_at: at("2008-01-31T06:00:00Z"),
        product: Product::Oil,
        earlier_month: month("2007-12"),
        earlier_closing_bbl: bbl("90"),
        opening_bbl: bbl("100"),
    };
    given::<PropertyMonth>([records::ticketed()])
        .when(reconcile(other))
        .then::<PropertyMonthEvent>([drawn().into(), broken.clone().into()]);
    let stream = [drawn().into(), broken.clone().into()];
    let shown = given::<PropertyMonth>(stream).state().summary().unwrap();
    assert_eq!(shown.discontinuities, [broken]);
}

#[test]
fn a_stock_is_of_a_liquid_and_not_adjusted_without_a_reason() {
    given::<PropertyMonth>([])
        .when(reconcile(ReconcilePropertyStock {
            product: Product::Gas,
            ..task()
        }))
        .then_refused(PropertyMonthError::NotALiquid {
            product: Product::Gas,
        });
    given::<PropertyMonth>([])
        .when(reconcile(ReconcilePropertyStock {
            adjustment_reason: None,
            ..task()
        }))
        .then_refused(PropertyMonthError::AdjustmentWithoutReason {
            adjustment_bbl: signed("-5"),
        });
}
