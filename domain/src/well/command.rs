//! What may be asked of a well.

use chrono::{DateTime, NaiveDate, Utc};

use super::agency::AgencyStatus;
use super::event::{Provenance, ShutInReason, WellRole};
use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::{LatLon, StateCode, TimeZone};
use crate::quantity::Feet;
use crate::text::{CompletionName, Text120};

/// What a well is asked: a task, and the instant it is asked at.
#[derive(Clone, Debug, PartialEq)]
pub struct WellCommand {
    /// The task.
    pub task: WellTask,
    /// The asking service's clock. What is said to have happened in the field has happened by then.
    pub now: DateTime<Utc>,
}

/// A task for the well aggregate. Every variant but the imports carries the instant it happened in the field.
#[derive(Clone, Debug, PartialEq)]
pub enum WellTask {
    /// Row 1 of the transition table: a well is planned.
    Propose(ProposeWell),
    /// Row 3, the approving half: the agency grants the drilling permit.
    ApprovePermit(ApprovePermit),
    /// Row 6: the bit turns.
    Spud(SpudWell),
    /// Row 9: drilling reaches total depth.
    ReachTotalDepth(ReachTotalDepth),
    /// Row 13: an interval is opened.
    Complete(CompleteWell),
    /// Row 14: first production.
    RecordFirstProduction(RecordFirstProduction),
    /// Row 16: production stops, the well stays mechanically capable.
    ShutIn(ShutInWell),
    /// Row 17: production starts again.
    ResumeProduction(ResumeProduction),
    /// Row 18: the well is secured and no longer capable without intervention.
    TemporarilyAbandon(TemporarilyAbandonWell),
    /// Row 20: from temporary abandonment back to shut in.
    ReturnToService(ReturnToService),
    /// Row 25: plugged and abandoned.
    Plug(PlugWell),
    /// Row 29: one borehole's history as an agency holds it; guards become warnings.
    ImportHistory(Box<ImportWellHistory>),
    /// An agency's status code for one completion, from a periodic report.
    ReportCompletionStatus(ReportCompletionStatus),
}

/// A well is planned.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposeWell {
    /// The stream, chosen by the caller (UUIDv7) or derived by an importer.
    pub well_id: WellId,
    /// When the well was proposed.
    pub effective_at: DateTime<Utc>,
    /// The name on the sign, 1 to 120 characters.
    pub name: Text120,
    /// The number of the agency, where one is assigned; its first ten digits are unique within the organization.
    pub api_number: Option<ApiNumber>,
    /// The operator's name.
    pub operator: Text120,
    /// The lease the surface location lies in.
    pub lease: Option<Text120>,
    /// The field.
    pub field: Option<Text120>,
    /// Surface location.
    pub location: Option<LatLon>,
    /// State of the surface location; taken from the API number where absent.
    pub state: Option<StateCode>,
    /// The zone in which the well's local days begin and end.
    pub time_zone: TimeZone,
    /// What the well is for.
    pub role: WellRole,
}

/// The agency grants the drilling permit.
#[derive(Clone, Debug, PartialEq)]
pub struct ApprovePermit {
    /// When it was granted.
    pub effective_at: DateTime<Utc>,
    /// The agency's permit number.
    pub permit_number: Text120,
    /// The last local day on which the well may be spudded.
    pub expires_on: Option<NaiveDate>,
}

/// The bit turns.
#[derive(Clone, Debug, PartialEq)]
pub struct SpudWell {
    /// When it turned.
    pub effective_at: DateTime<Utc>,
    /// The rig's name.
    pub rig: Option<Text120>,
    /// The drilling contractor.
    pub contractor: Option<Text120>,
}

/// Drilling reaches total depth.
#[derive(Clone, Debug, PartialEq)]
pub struct ReachTotalDepth {
    /// When it was reached.
    pub effective_at: DateTime<Utc>,
    /// Measured depth.
    pub measured_depth_ft: Feet,
    /// True vertical depth; never greater than the measured depth.
    pub true_vertical_depth_ft: Option<Feet>,
}

/// An interval is opened.
#[derive(Clone, Debug, PartialEq)]
pub struct CompleteWell {
    /// The completion date.
    pub effective_at: DateTime<Utc>,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The zone or formation.
    pub zone: Option<Text120>,
    /// Top of the interval, measured depth.
    pub top_md_ft: Feet,
    /// Bottom of the interval, measured depth; below the top and not below total depth.
    pub bottom_md_ft: Feet,
}

/// First production.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordFirstProduction {
    /// When it began.
    pub effective_at: DateTime<Utc>,
}

/// Production stops.
#[derive(Clone, Debug, PartialEq)]
pub struct ShutInWell {
    /// When it stopped.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: ShutInReason,
}

/// Production starts again.
#[derive(Clone, Debug, PartialEq)]
pub struct ResumeProduction {
    /// When it started.
    pub effective_at: DateTime<Utc>,
}

/// The well is secured.
#[derive(Clone, Debug, PartialEq)]
pub struct TemporarilyAbandonWell {
    /// When it was secured.
    pub effective_at: DateTime<Utc>,
    /// The last local day of the agency's approval.
    pub until: Option<NaiveDate>,
    /// The agency's approval number.
    pub approval_number: Option<Text120>,
}

/// Back to shut in.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnToService {
    /// When the work was done.
    pub effective_at: DateTime<Utc>,
}

/// Plugged and abandoned.
#[derive(Clone, Debug, PartialEq)]
pub struct PlugWell {
    /// When the last plug was set.
    pub effective_at: DateTime<Utc>,
    /// The cementing company.
    pub cementer: Option<Text120>,
}

/// One borehole's history as an agency holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportWellHistory {
    /// The well the borehole belongs to; one well has as many boreholes as bottom-hole locations.
    pub well_id: WellId,
    /// Where the facts come from.
    pub provenance: Provenance,
    /// The borehole: at least 12 digits asserted.
    pub api_number: ApiNumber,
    /// The name in the agency's list.
    pub name: Text120,
    /// The operator in the agency's list.
    pub operator: Text120,
    /// The lease.
    pub lease: Option<Text120>,
    /// The field or area and block.
    pub field: Option<Text120>,
    /// Surface location.
    pub location: Option<LatLon>,
    /// State of the surface location; taken from the API number where absent.
    pub state: Option<StateCode>,
    /// The zone in which the well's local days begin and end.
    pub time_zone: TimeZone,
    /// First day of drilling.
    pub spudded_on: Option<NaiveDate>,
    /// Day total depth was reached.
    pub total_depth_on: Option<NaiveDate>,
    /// Measured depth.
    pub measured_depth_ft: Option<Feet>,
    /// True vertical depth.
    pub true_vertical_depth_ft: Option<Feet>,
    /// The borehole's status in the agency's words.
    pub status: Option<AgencyStatus>,
    /// Since when it holds.
    pub status_on: Option<NaiveDate>,
    /// The day of the agency's list; facts of a record without any date hold from then on.
    pub listed_on: Option<NaiveDate>,
}

/// An agency's status code for one completion.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportCompletionStatus {
    /// Since when the status holds: the first instant of the reported month.
    pub effective_at: DateTime<Utc>,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The status in the agency's words; `None` when the agency no longer reports the completion.
    pub status: Option<AgencyStatus>,
    /// Where the fact comes from.
    pub provenance: Provenance,
}

impl WellTask {
    /// The task, asked at an instant.
    pub fn asked_at(self, now: DateTime<Utc>) -> WellCommand {
        WellCommand { task: self, now }
    }

    /// When it happened in the field; `None` for an agency's record, whose dates are taken as filed.
    pub fn effective_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::ImportHistory(_) => None,
            Self::Propose(task) => Some(task.effective_at),
            Self::ApprovePermit(task) => Some(task.effective_at),
            Self::Spud(task) => Some(task.effective_at),
            Self::ReachTotalDepth(task) => Some(task.effective_at),
            Self::Complete(task) => Some(task.effective_at),
            Self::RecordFirstProduction(task) => Some(task.effective_at),
            Self::ShutIn(task) => Some(task.effective_at),
            Self::ResumeProduction(task) => Some(task.effective_at),
            Self::TemporarilyAbandon(task) => Some(task.effective_at),
            Self::ReturnToService(task) => Some(task.effective_at),
            Self::Plug(task) => Some(task.effective_at),
            Self::ReportCompletionStatus(task) => Some(task.effective_at),
        }
    }

    /// The instant on whose state the task is decided. A proposal and an agency's record concern the well as a whole, so
    /// they are decided on everything known.
    pub(super) fn decided_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Propose(_) => None,
            other => other.effective_at(),
        }
    }
}
