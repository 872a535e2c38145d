//! Where product went, and whether it all adds up.

use rust_decimal::Decimal;

use super::{Decision, check_corrected, log, open};
use crate::disposition::{DispositionError, Product, ProductVolume};
use crate::month::{Month, day_start, local_day};
use crate::production_month::command::{BalanceGas, DisposeProduct, OpeningStock, ReconcileStock};
use crate::production_month::error::ProductionMonthError;
use crate::production_month::event::{
    GasBalanced, ProductDisposed, StockDiscontinuityDetected, StockReconciled,
};
use crate::production_month::seen::{CorrectedSeen, EarlierMonthSeen};
use crate::production_month::state::{DisposedOn, MonthLog, ProductionMonth, Recorded};
use crate::quantity::{Barrels, Mcf, Quantity};
use crate::well::WellSeen;

pub(super) fn dispose(state: &ProductionMonth, task: DisposeProduct) -> Decision {
    let WellSeen::Known { time_zone, .. } = task.well else {
        return Err(ProductionMonthError::WellUnknown {
            well_id: task.well_id,
        });
    };
    let date = task.date;
    let month = Month::of(date).map_err(|_| ProductionMonthError::DateOutOfRange { date })?;
    if date > local_day(task.now, time_zone) {
        return Err(ProductionMonthError::DayInFuture { date, now: task.now });
    }
    let log = log(state, task.well_id, &task.completion, month)?;
    task.disposition.check(month)?;
    let held = log.and_then(|log| log.dispositions.get(&task.reference));
    let disposed = DisposedOn {
        date,
        disposition: task.disposition,
    };
    if held.is_some_and(|held| *held == disposed) {
        return Ok(Vec::new());
    }
    match (&task.corrects, held) {
        (Some(corrects), _) => check_corrected(
            corrects,
            &CorrectedSeen::Disposition {
                reference: task.reference.clone(),
            },
        )?,
        (None, Some(_)) => {
            return Err(ProductionMonthError::DispositionAlreadyRecorded {
                reference: task.reference,
            });
        }
        (None, None) => {}
    }
    let event = ProductDisposed {
        effective_at: day_start(date, time_zone),
        well_id: task.well_id,
        completion: task.completion,
        month,
        time_zone,
        date,
        reference: task.reference,
        disposition: disposed.disposition,
        corrects_event_id: task.corrects.map(|corrects| corrects.event_id),
    };
    Ok(vec![event.into()])
}

pub(super) fn reconcile(state: &ProductionMonth, task: &ReconcileStock) -> Decision {
    let recorded = open(state)?;
    let product = task.product;
    let produced = match product {
        Product::Oil => recorded.volumes.oil_bbl,
        Product::Condensate => recorded.volumes.condensate_bbl,
        Product::Gas => return Err(DispositionError::UnitOfAnotherProduct { product }.into()),
    };
    let produced_bbl = stated(produced, product, recorded.month)?.unwrap_or(Barrels::ZERO);
    let earlier = earlier(task, recorded.month)?;
    let opening_bbl = match &task.opening {
        OpeningStock::Stated { bbl, .. } => *bbl,
        OpeningStock::OfEarlierMonth => {
            earlier
                .map(|(_, closing)| closing)
                .ok_or(ProductionMonthError::OpeningStockUnknown {
                    month: recorded.month,
                })?
        }
    };
    let adjustment_bbl = task.adjustment_bbl;
    if !adjustment_bbl.is_zero() && task.adjustment_reason.is_none() {
        return Err(ProductionMonthError::AdjustmentWithoutReason { adjustment_bbl });
    }
    let disposed_bbl = disposed_liquid(&recorded.log, product)?;
    let closing = opening_bbl.value() + produced_bbl.value() + adjustment_bbl.value() - disposed_bbl.value();
    if closing < Decimal::ZERO {
        return Err(ProductionMonthError::StockNegative {
            opening_bbl,
            produced_bbl,
            adjustment_bbl,
            disposed_bbl,
        });
    }
    let closing_bbl = Barrels::new(closing)?;
    if let Some(gauged) = task.closing_bbl
        && gauged != closing_bbl
    {
        return Err(ProductionMonthError::StockOutOfBalance {
            difference_bbl: closing_bbl.less(gauged)?,
        });
    }
    let reconciled = StockReconciled {
        effective_at: recorded.month.last_day_start(recorded.time_zone),
        product,
        opening_bbl,
        opening_basis: task.opening.basis(),
        produced_bbl,
        adjustment_bbl,
        adjustment_reason: task.adjustment_reason.clone(),
        disposed_bbl,
        closing_bbl,
    };
    if recorded.stocks.get(&product) == Some(&reconciled) {
        return Ok(Vec::new());
    }
    let broken = earlier.and_then(|earlier| broken(earlier, &reconciled));
    Ok([reconciled.into()]
        .into_iter()
        .chain(broken.map(Into::into))
        .collect())
}

/// The month before and its closing stock, where it states one.
fn earlier(task: &ReconcileStock, month: Month) -> Result<Option<(Month, Barrels)>, ProductionMonthError> {
    match task.earlier {
        EarlierMonthSeen::Unknown => Ok(None),
        EarlierMonthSeen::Known { month: seen, .. } if month.previous() != Some(seen) => {
            Err(ProductionMonthError::NotTheMonthBefore { month, seen })
        }
        EarlierMonthSeen::Known {
            month: seen,
            closing_bbl,
        } => Ok(closing_bbl.amount().map(|closing| (seen, closing))),
    }
}

fn broken(
    (earlier_month, earlier_closing_bbl): (Month, Barrels),
    reconciled: &StockReconciled,
) -> Option<StockDiscontinuityDetected> {
    (reconciled.opening_bbl != earlier_closing_bbl).then_some(StockDiscontinuityDetected {
        effective_at: reconciled.effective_at,
        product: reconciled.product,
        earlier_month,
        earlier_closing_bbl,
        opening_bbl: reconciled.opening_bbl,
    })
}

pub(super) fn balance_gas(state: &ProductionMonth, task: BalanceGas) -> Decision {
    let recorded = open(state)?;
    let month = recorded.month;
    let produced = stated(recorded.volumes.gas, Product::Gas, month)?;
    let produced = produced.ok_or(ProductionMonthError::GasNotStated { month })?;
    let none = Mcf::zero(produced.base_psia()).stated_at(produced.base_temp_f());
    let gas_lift = stated(recorded.volumes.gas_lift, Product::Gas, month)?.unwrap_or(none);
    let (mut disposed, mut loss, mut texan) = (none, None, false);
    for DisposedOn { disposition, .. } in recorded.log.dispositions.values() {
        let ProductVolume::Gas(volume) = disposition.volume else {
            continue;
        };
        disposed = disposed.checked_add(volume)?;
        texan |= disposition.jurisdiction.as_str() == "TX";
        if disposition.check(month)?.extraction_loss {
            loss = Some(loss.unwrap_or(none).checked_add(volume)?);
        }
    }
    if produced.checked_add(gas_lift)? != disposed {
        return Err(ProductionMonthError::GasOutOfBalance {
            produced,
            gas_lift,
            disposed,
        });
    }
    if task.gas_well && texan {
        check_extraction_loss(recorded, loss)?;
    }
    let balanced = GasBalanced {
        effective_at: month.last_day_start(recorded.time_zone),
        produced,
        gas_lift,
        disposed,
        extraction_loss: loss,
    };
    if recorded.gas_balance.as_ref() == Some(&balanced) {
        return Ok(Vec::new());
    }
    Ok(vec![balanced.into()])
}

/// A Texas gas well that makes condensate reports between 0.7 and 1.5 Mcf of loss a barrel.
fn check_extraction_loss(recorded: &Recorded, loss: Option<Mcf>) -> Result<(), ProductionMonthError> {
    const LEAST_MCF_A_BARREL: Decimal = Decimal::from_parts(7, 0, 0, false, 1);
    const MOST_MCF_A_BARREL: Decimal = Decimal::from_parts(15, 0, 0, false, 1);

    let condensate = recorded.volumes.condensate_bbl;
    let condensate = stated(condensate, Product::Condensate, recorded.month)?;
    let Some(condensate_bbl) = condensate.filter(|condensate| !condensate.is_zero()) else {
        return Ok(());
    };
    let Some(loss) = loss else {
        return Err(ProductionMonthError::ExtractionLossMissing { condensate_bbl });
    };
    let least = (condensate_bbl.value() * LEAST_MCF_A_BARREL).normalize();
    let most = (condensate_bbl.value() * MOST_MCF_A_BARREL).normalize();
    if loss.volume() < least || loss.volume() > most {
        return Err(ProductionMonthError::ExtractionLossOutOfRange {
            loss,
            condensate_bbl,
            least,
            most,
        });
    }
    Ok(())
}

/// The amount of a product; `None` where nothing is said of it.
fn stated<T: Copy>(
    quantity: Quantity<T>,
    product: Product,
    month: Month,
) -> Result<Option<T>, ProductionMonthError> {
    match quantity {
        Quantity::Reported(amount) | Quantity::ReportedZero(amount) => Ok(Some(amount)),
        Quantity::NotReported => Ok(None),
        Quantity::Withheld => Err(ProductionMonthError::QuantityWithheld { product, month }),
    }
}

fn disposed_liquid(log: &MonthLog, product: Product) -> Result<Barrels, ProductionMonthError> {
    let mut sum = Barrels::ZERO;
    for DisposedOn { disposition, .. } in log.dispositions.values() {
        if disposition.product == product
            && let ProductVolume::Bbl(volume) = disposition.volume
        {
            sum = sum.checked_add(volume)?;
        }
    }
    Ok(sum)
}
