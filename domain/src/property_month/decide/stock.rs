//! Drawing up a property's stock.

use rust_decimal::Decimal;

use super::{Decision, book};
use crate::disposition::Product;
use crate::month::Month;
use crate::production_month::OpeningStock;
use crate::property_month::command::{EarlierPropertyMonthSeen, ReconcilePropertyStock};
use crate::property_month::error::PropertyMonthError;
use crate::property_month::event::{PropertyStockDiscontinuityDetected, PropertyStockReconciled};
use crate::property_month::state::{PropertyBook, PropertyMonth};
use crate::quantity::{Barrels, SignedBarrels};

pub(super) fn reconcile(month: &PropertyMonth, task: ReconcilePropertyStock) -> Decision {
    let book = book(month, task.property)?;
    let (product, month) = (task.product, task.property.month);
    if product == Product::Gas {
        return Err(PropertyMonthError::NotALiquid { product });
    }
    let earlier = earlier(task.earlier, month)?;
    let opening_bbl = match &task.opening {
        OpeningStock::Stated { bbl, .. } => *bbl,
        OpeningStock::OfEarlierMonth => earlier
            .map(|(_, closing)| closing)
            .ok_or(PropertyMonthError::OpeningStockUnknown { month })?,
    };
    let adjustment_bbl = task.adjustment_bbl;
    if !adjustment_bbl.is_zero() && task.adjustment_reason.is_none() {
        return Err(PropertyMonthError::AdjustmentWithoutReason { adjustment_bbl });
    }
    let run_bbl = book.map_or(Ok(Barrels::ZERO), |book| run(book, product))?;
    let disposed = run_bbl.value() + task.other_disposed_bbl.value();
    let without_production = opening_bbl.value() + adjustment_bbl.value() - disposed;
    let (produced_bbl, closing_bbl) = determined(without_production, task.produced_bbl, task.closing_bbl)?;
    let reconciled = PropertyStockReconciled {
        effective_at: month.last_day_start(task.property.time_zone),
        property: task.property,
        product,
        opening_bbl,
        opening_basis: task.opening.basis(),
        produced_bbl,
        adjustment_bbl,
        adjustment_reason: task.adjustment_reason,
        run_bbl,
        other_disposed_bbl: task.other_disposed_bbl,
        closing_bbl,
    };
    if book.and_then(|book| book.stocks.get(&product)) == Some(&reconciled) {
        return Ok(Vec::new());
    }
    let broken =
        earlier
            .filter(|(_, closing)| *closing != opening_bbl)
            .map(
                |(earlier_month, earlier_closing_bbl)| PropertyStockDiscontinuityDetected {
                    effective_at: reconciled.effective_at,
                    product,
                    earlier_month,
                    earlier_closing_bbl,
                    opening_bbl,
                },
            );
    Ok([reconciled.into()]
        .into_iter()
        .chain(broken.map(Into::into))
        .collect())
}

fn earlier(
    seen: EarlierPropertyMonthSeen,
    month: Month,
) -> Result<Option<(Month, Barrels)>, PropertyMonthError> {
    match seen {
        EarlierPropertyMonthSeen::Unknown => Ok(None),
        EarlierPropertyMonthSeen::Known { month: seen, .. } if month.previous() != Some(seen) => {
            Err(PropertyMonthError::NotTheMonthBefore { month, seen })
        }
        EarlierPropertyMonthSeen::Known {
            month: seen,
            closing_bbl,
        } => Ok(Some((seen, closing_bbl))),
    }
}

/// What was run by ticket, net.
fn run(book: &PropertyBook, product: Product) -> Result<Barrels, PropertyMonthError> {
    let mut sum = Barrels::ZERO;
    for ticket in book.tickets.values() {
        if ticket.ticket.product == product {
            sum = sum.checked_add(ticket.volumes.net_bbl)?;
        }
    }
    Ok(sum)
}

/// What was produced and what was left: each follows from the other, and both must agree where both are given.
fn determined(
    without_production: Decimal,
    produced: Option<Barrels>,
    closing: Option<Barrels>,
) -> Result<(Barrels, Barrels), PropertyMonthError> {
    match (produced, closing) {
        (None, None) => Err(PropertyMonthError::StockUndetermined),
        (None, Some(closing)) => Ok((left(closing.value() - without_production)?, closing)),
        (Some(produced), None) => Ok((produced, left(without_production + produced.value())?)),
        (Some(produced), Some(closing)) => {
            let expected = left(without_production + produced.value())?;
            if expected != closing {
                return Err(PropertyMonthError::StockOutOfBalance {
                    difference_bbl: expected.less(closing)?,
                });
            }
            Ok((produced, closing))
        }
    }
}

fn left(bbl: Decimal) -> Result<Barrels, PropertyMonthError> {
    if bbl < Decimal::ZERO {
        return Err(PropertyMonthError::StockNegative {
            left_bbl: SignedBarrels::new(bbl)?,
        });
    }
    Ok(Barrels::new(bbl)?)
}
