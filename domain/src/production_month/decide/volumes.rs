//! The month's volumes: recorded once, corrected while the books are open, restated after.

use chrono::NaiveDate;

use super::{Decision, check_corrected, check_ended, named, open};
use crate::disposition::Product;
use crate::month::{Month, local_day};
use crate::production_month::command::{CorrectProductionMonth, RecordProductionMonth, RestateProduction};
use crate::production_month::error::ProductionMonthError;
use crate::production_month::event::{
    ProductionCorrected, ProductionMonthEvent, ProductionRecorded, ProductionRestated, RestatementCause,
    StockDiscontinuityDetected,
};
use crate::production_month::seen::{CorrectedSeen, EarlierMonthSeen};
use crate::production_month::state::{ProductionMonth, Recorded};
use crate::production_month::volumes::{Filing, MonthDetails, Volumes};
use crate::production_month::warning::ProductionWarning;
use crate::quantity::{Quantity, SignedBarrels};
use crate::text::Text120;
use crate::well::WellSeen;

pub(super) fn record(state: &ProductionMonth, task: RecordProductionMonth) -> Decision {
    let WellSeen::Known {
        time_zone,
        lease: ref own_lease,
        ..
    } = task.well
    else {
        return Err(ProductionMonthError::WellUnknown {
            well_id: task.well_id,
        });
    };
    let month = task.month;
    check_days(&task.volumes, month)?;
    check_ended(month, time_zone, task.now)?;
    named(state, task.well_id, &task.completion, month)?;
    let lease = task.lease.clone().or_else(|| own_lease.clone());
    match state {
        ProductionMonth::Unknown | ProductionMonth::Running { .. } => first(task, lease),
        ProductionMonth::Open { recorded } | ProductionMonth::Locked { recorded, .. } => {
            again(recorded, task, lease.as_ref())
        }
    }
}

fn first(task: RecordProductionMonth, lease: Option<Text120>) -> Decision {
    let WellSeen::Known { time_zone, .. } = task.well else {
        return Err(ProductionMonthError::WellUnknown {
            well_id: task.well_id,
        });
    };
    let warnings = oddities(&task)?;
    let effective_at = task.month.last_day_start(time_zone);
    let broken = discontinuity(&task, effective_at)?;
    let recorded = ProductionRecorded {
        effective_at,
        well_id: task.well_id,
        completion: task.completion,
        month: task.month,
        time_zone,
        lease,
        volumes: task.volumes,
        details: Some(task.details).filter(|details| *details != MonthDetails::default()),
        filing: task.filing,
        warnings,
    };
    Ok([recorded.into()].into_iter().chain(broken).collect())
}

/// A month that is recorded already: the same facts are nothing new, another document restates it.
fn again(recorded: &Recorded, task: RecordProductionMonth, lease: Option<&Text120>) -> Decision {
    let month = task.month;
    let (Some(held), Some(filing)) = (&recorded.filing, &task.filing) else {
        let same = recorded.volumes == task.volumes
            && recorded.details == task.details
            && recorded.lease.as_ref() == lease
            && recorded.filing.is_some() == task.filing.is_some();
        return if same {
            Ok(Vec::new())
        } else {
            Err(ProductionMonthError::AlreadyRecorded { month })
        };
    };
    if filing.is_same_document(held) {
        let same = recorded.volumes == task.volumes && recorded.details == task.details;
        return if same {
            Ok(Vec::new())
        } else {
            Err(ProductionMonthError::AlreadyRecorded { month })
        };
    }
    // The file may hold a document that another has taken the place of since.
    if recorded
        .earlier_filings
        .iter()
        .any(|earlier| filing.is_same_document(earlier))
    {
        return Ok(Vec::new());
    }
    if let (Some(accepted_on), Some(held_since)) = (filing.accepted_on, held.accepted_on)
        && accepted_on < held_since
    {
        return Err(ProductionMonthError::DocumentOlder {
            accepted_on,
            held_since,
        });
    }
    let mut warnings = oddities(&task)?;
    if !filing.revised {
        warnings.push(ProductionWarning::FiledAgainUnmarked {
            earlier_document_number: held.document_number.clone(),
        });
    }
    let effective_at = month.last_day_start(recorded.time_zone);
    let broken = discontinuity(&task, effective_at)?;
    let restated = ProductionRestated {
        effective_at,
        volumes: task.volumes,
        details: Some(task.details),
        cause: RestatementCause::FiledAgain,
        affected_reports: Vec::new(),
        filing: task.filing,
        warnings,
    };
    Ok([restated.into()].into_iter().chain(broken).collect())
}

pub(super) fn correct(state: &ProductionMonth, task: CorrectProductionMonth) -> Decision {
    let recorded = open(state)?;
    if recorded.filing.is_some() {
        return Err(ProductionMonthError::Filed {
            month: recorded.month,
        });
    }
    if let Some(corrects) = &task.corrects {
        check_corrected(corrects, &CorrectedSeen::Month)?;
    }
    check_days(&task.volumes, recorded.month)?;
    let details = changed(recorded, task.details);
    if recorded.volumes == task.volumes && details.is_none() {
        return Ok(Vec::new());
    }
    let stated = details.as_ref().unwrap_or(&recorded.details);
    let warnings = odd_figures(&task.volumes, stated, None)?;
    let corrected = ProductionCorrected {
        effective_at: recorded.month.last_day_start(recorded.time_zone),
        corrects_event_id: task.corrects.map(|corrects| corrects.event_id),
        volumes: task.volumes,
        details,
        reason: task.reason,
        warnings,
    };
    Ok(vec![corrected.into()])
}

pub(super) fn restate(state: &ProductionMonth, task: RestateProduction) -> Decision {
    let recorded = match state {
        ProductionMonth::Unknown | ProductionMonth::Running { .. } => {
            return Err(ProductionMonthError::NotRecorded);
        }
        ProductionMonth::Open { recorded } if recorded.filing.is_none() => {
            return Err(ProductionMonthError::NotClosed {
                month: recorded.month,
            });
        }
        ProductionMonth::Open { recorded } | ProductionMonth::Locked { recorded, .. } => recorded,
    };
    check_days(&task.volumes, recorded.month)?;
    let details = changed(recorded, task.details);
    if recorded.volumes == task.volumes && details.is_none() {
        return Ok(Vec::new());
    }
    let stated = details.as_ref().unwrap_or(&recorded.details);
    let warnings = odd_figures(&task.volumes, stated, None)?;
    let restated = ProductionRestated {
        effective_at: recorded.month.last_day_start(recorded.time_zone),
        volumes: task.volumes,
        details,
        cause: RestatementCause::Stated { reason: task.reason },
        affected_reports: task.affected_reports,
        filing: None,
        warnings,
    };
    Ok(vec![restated.into()])
}

/// What is stated beside the volumes, where that is something else than what holds.
fn changed(recorded: &Recorded, details: Option<MonthDetails>) -> Option<MonthDetails> {
    details.filter(|details| *details != recorded.details)
}

fn check_days(volumes: &Volumes, month: Month) -> Result<(), ProductionMonthError> {
    let limit = month.days();
    match volumes.days_on.amount() {
        Some(days) if days.get() > limit => Err(ProductionMonthError::DaysExceedMonth {
            days: days.get(),
            month,
            limit,
        }),
        Some(_) | None => Ok(()),
    }
}

/// What is odd about a record. Where it is not taken over from a filing, what contradicts the well's life is refused.
fn oddities(task: &RecordProductionMonth) -> Result<Vec<ProductionWarning>, ProductionMonthError> {
    let month = task.month;
    let filed = task.filing.as_ref();
    let mut warnings = odd_figures(&task.volumes, &task.details, filed)?;
    if task.volumes.are_nothing() {
        return Ok(warnings);
    }
    if let Some(plugged_on) = plugged_on(&task.well)
        && month.first_day() > plugged_on
    {
        if filed.is_none() {
            return Err(ProductionMonthError::WellPlugged { plugged_on, month });
        }
        warnings.push(ProductionWarning::VolumeAfterPlugging { plugged_on });
    }
    if let WellSeen::Known {
        spudded_on: Some(spudded_on),
        ..
    } = task.well
        && month.last_day() < spudded_on
    {
        if filed.is_none() {
            return Err(ProductionMonthError::NotSpudded { spudded_on, month });
        }
        warnings.push(ProductionWarning::VolumeBeforeSpud { spudded_on });
    }
    Ok(warnings)
}

fn plugged_on(well: &WellSeen) -> Option<NaiveDate> {
    match well {
        WellSeen::Known {
            time_zone,
            plugged_since: Some(since),
            ..
        } => Some(local_day(*since, *time_zone)),
        WellSeen::Known { .. } | WellSeen::Unknown => None,
    }
}

/// What is odd about the figures alone. A stock that does not balance is refused where it is not an agency's record.
fn odd_figures(
    volumes: &Volumes,
    details: &MonthDetails,
    filing: Option<&Filing>,
) -> Result<Vec<ProductionWarning>, ProductionMonthError> {
    /// The code by which agencies call a well plugged and abandoned.
    const PLUGGED: &str = "PA";

    let mut warnings = Vec::new();
    if matches!(volumes.days_on, Quantity::ReportedZero(_)) && volumes.hold_volume() {
        warnings.push(ProductionWarning::VolumeWithoutDays);
    }
    let status = filing.and_then(|filing| filing.well_status_code.as_ref());
    if let Some(status_code) = status.filter(|code| code.as_str() == PLUGGED)
        && volumes.hold_volume()
    {
        warnings.push(ProductionWarning::VolumeWithPluggedStatus {
            status_code: status_code.clone(),
        });
    }
    let stock = details.oil_stock.as_ref();
    if let Some(difference) = stock.and_then(|stock| stock.imbalance(volumes.oil_bbl))
        && !difference.is_zero()
    {
        let difference_bbl = SignedBarrels::new(difference)?;
        if filing.is_none() {
            return Err(ProductionMonthError::StockOutOfBalance { difference_bbl });
        }
        warnings.push(ProductionWarning::StockOutOfBalance { difference_bbl });
    }
    if let Some(gas_use) = &details.gas_use
        && let Some(difference) = gas_use.imbalance(volumes)?
        && !difference.is_zero()
    {
        warnings.push(ProductionWarning::GasOutOfBalance { difference });
    }
    Ok(warnings)
}

/// The break between the closing stock of the month before and the opening stock stated.
fn discontinuity(
    task: &RecordProductionMonth,
    effective_at: chrono::DateTime<chrono::Utc>,
) -> Result<Option<ProductionMonthEvent>, ProductionMonthError> {
    let EarlierMonthSeen::Known {
        month: earlier_month,
        closing_bbl,
    } = task.earlier
    else {
        return Ok(None);
    };
    if task.month.previous() != Some(earlier_month) {
        return Err(ProductionMonthError::NotTheMonthBefore {
            month: task.month,
            seen: earlier_month,
        });
    }
    let opening = task.details.oil_stock.as_ref().map(|stock| stock.opening_bbl);
    let (Some(opening_bbl), Some(earlier_closing_bbl)) =
        (opening.and_then(Quantity::amount), closing_bbl.amount())
    else {
        return Ok(None);
    };
    if opening_bbl == earlier_closing_bbl {
        return Ok(None);
    }
    let broken = StockDiscontinuityDetected {
        effective_at,
        product: Product::Oil,
        earlier_month,
        earlier_closing_bbl,
        opening_bbl,
    };
    Ok(Some(broken.into()))
}
