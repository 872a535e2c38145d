//! The lines of single days: `/record-day`, `/correct-day`.

use chrono::NaiveDate;
use uuid::Uuid;
use wellflow_domain::ids::WellId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::production_day::DayBegins;
use wellflow_domain::production_month::{DayEntry, Downtime, DowntimeReason, VolumeSource};
use wellflow_domain::quantity::{
    ApiGravity, Barrels, Choke64ths, Fahrenheit, Hours, Mcf, Percent, Psi, Quantity,
};
use wellflow_domain::text::{CompletionName, Text120};

use crate::body::{OrDefault, bodies};

/// A day to record. Its clocks are the well's own; where a zone is named, it must be that one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewDay {
    pub(crate) well_id: WellId,
    pub(crate) completion: CompletionName,
    pub(crate) date: NaiveDate,
    pub(crate) begins: DayBegins,
    pub(crate) time_zone: Option<TimeZone>,
    pub(crate) entry: DayEntry,
}

/// A day's line that takes the place of another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DayCorrection {
    pub(crate) corrects_event_id: Uuid,
    pub(crate) date: NaiveDate,
    pub(crate) entry: DayEntry,
    pub(crate) reason: Text120,
}

bodies! {
    /// A day's line is recorded.
    NewDay as RecordDayBody {
        well_id: WellId,
        completion: CompletionName,
        date: NaiveDate,
        begins: OrDefault<DayBegins>,
        time_zone: Option<TimeZone>,
        entry: DayEntry,
    }

    /// A day's line is replaced.
    DayCorrection as CorrectDayBody {
        corrects_event_id: Uuid,
        date: NaiveDate,
        entry: DayEntry,
        reason: Text120,
    }

    /// What is said of a day.
    DayEntry as DayEntryBody {
        oil_bbl: Quantity<Barrels>,
        condensate_bbl: Quantity<Barrels>,
        gas: Quantity<Mcf>,
        gas_lift: Quantity<Mcf>,
        water_bbl: Quantity<Barrels>,
        injection_bbl: Quantity<Barrels>,
        hours_on: Hours,
        downtime: Vec<Downtime>,
        choke_64ths: Option<Choke64ths>,
        tubing_psi: Option<Psi>,
        casing_psi: Option<Psi>,
        line_psi: Option<Psi>,
        temperature_f: Option<Fahrenheit>,
        bsw_pct: Option<Percent>,
        api_gravity: Option<ApiGravity>,
        source: VolumeSource,
    }

    /// A stretch of a day on which nothing flowed.
    Downtime as DowntimeBody { minutes: u16, reason: DowntimeReason }
}
