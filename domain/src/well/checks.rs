//! Rules that need no state: whether what is stated can be at all. Tasks and corrections are held to them alike.

use chrono::{DateTime, NaiveDate, Utc};

use super::error::WellError;
use super::stated::{CasingKind, CasingString, CementPlug, CompletionDetail, DrillingProgress, WellTest};
use crate::location::TimeZone;
use crate::month::local_day;
use crate::production_day::{DayBegins, ProductionDay};
use crate::quantity::{Feet, Hours};

/// A hole is at least as long as it is deep.
pub(super) fn depths(measured_depth_ft: Feet, true_vertical_depth_ft: Option<Feet>) -> Result<(), WellError> {
    match true_vertical_depth_ft {
        Some(true_vertical_depth_ft) if true_vertical_depth_ft > measured_depth_ft => {
            Err(WellError::TrueVerticalDepthExceedsMeasured {
                true_vertical_depth_ft,
                measured_depth_ft,
            })
        }
        Some(_) | None => Ok(()),
    }
}

/// A hole that reached its end has a depth.
pub(super) fn total_depth(
    measured_depth_ft: Feet,
    true_vertical_depth_ft: Option<Feet>,
) -> Result<(), WellError> {
    if measured_depth_ft.is_zero() {
        return Err(WellError::NoDepth);
    }
    depths(measured_depth_ft, true_vertical_depth_ft)
}

/// A day's drilling.
pub(super) fn progress(progress: &DrillingProgress) -> Result<(), WellError> {
    depths(progress.measured_depth_ft, progress.true_vertical_depth_ft)
}

/// A string of casing has a top above its bottom, and the surface string keeps usable water apart.
pub(super) fn casing(casing: &CasingString) -> Result<(), WellError> {
    let (top_md_ft, bottom_md_ft) = (casing.top_md_ft, casing.bottom_md_ft);
    if top_md_ft >= bottom_md_ft {
        return Err(WellError::CasingInverted {
            top_md_ft,
            bottom_md_ft,
        });
    }
    match casing.base_of_usable_water_ft {
        Some(base_of_usable_water_ft)
            if casing.kind == CasingKind::Surface && bottom_md_ft < base_of_usable_water_ft =>
        {
            Err(WellError::SurfaceCasingTooShallow {
                bottom_md_ft,
                base_of_usable_water_ft,
            })
        }
        Some(_) | None => Ok(()),
    }
}

/// An interval has a top above its bottom, and its perforations lie in it.
pub(super) fn interval(
    top_md_ft: Feet,
    bottom_md_ft: Feet,
    detail: &CompletionDetail,
) -> Result<(), WellError> {
    if top_md_ft >= bottom_md_ft {
        return Err(WellError::CompletionIntervalInverted {
            top_md_ft,
            bottom_md_ft,
        });
    }
    for shot in &detail.perforations {
        let inside = shot.top_md_ft >= top_md_ft && shot.bottom_md_ft <= bottom_md_ft;
        if !inside || shot.top_md_ft > shot.bottom_md_ft {
            return Err(WellError::PerforationOutsideInterval {
                perforation_top_ft: shot.top_md_ft,
                perforation_bottom_ft: shot.bottom_md_ft,
                top_md_ft,
                bottom_md_ft,
            });
        }
    }
    Ok(())
}

/// A test takes some time, and no more of it than its local day has.
pub(super) fn well_test(test: &WellTest, at: DateTime<Utc>, zone: TimeZone) -> Result<(), WellError> {
    let day = local_day(at, zone);
    let limit = hours_of(day, zone);
    let duration_hours = test.duration_hours;
    if duration_hours.is_zero() || limit.is_none_or(|limit| duration_hours > limit) {
        return Err(WellError::TestHoursOutOfRange {
            duration_hours,
            day,
            limit: limit.unwrap_or_default(),
        });
    }
    Ok(())
}

/// The hours of a local day; none of a day in a year no record is of.
fn hours_of(day: NaiveDate, zone: TimeZone) -> Option<Hours> {
    ProductionDay::new(day, zone, DayBegins::Midnight)
        .ok()
        .and_then(|day| day.hours().ok())
}

/// A plug has a top above its bottom.
pub(super) fn plugs(plugs: &[CementPlug]) -> Result<(), WellError> {
    match plugs.iter().find(|plug| plug.top_md_ft >= plug.bottom_md_ft) {
        Some(plug) => Err(WellError::PlugInverted {
            top_md_ft: plug.top_md_ft,
            bottom_md_ft: plug.bottom_md_ft,
        }),
        None => Ok(()),
    }
}
