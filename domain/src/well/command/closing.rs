//! The end of a well, its return, and what is said of its record.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::{LatLon, StateCode, TimeZone};
use crate::quantity::Feet;
use crate::text::Text120;
use crate::well::agency::AgencyStatus;
use crate::well::event::{CorrectedFact, Provenance};
use crate::well::seen::ProductionSeen;
use crate::well::stated::{
    BondRelease, CementPlug, PluggingApproval, PluggingAuthority, ReentryPermit, RegulatoryFlag,
};

/// Plugging is approved.
#[derive(Clone, Debug, PartialEq)]
pub struct ApprovePlugging {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The approval.
    pub approval: PluggingApproval,
    /// How many days before the approval the notice must have been filed; `None` where the rules do not say.
    pub notice_days: Option<u16>,
}

/// Plugged and abandoned.
#[derive(Clone, Debug, PartialEq)]
pub struct PlugWell {
    /// When the last plug was set.
    pub effective_at: DateTime<Utc>,
    /// The cementing company.
    pub cementer: Option<Text120>,
    /// Its plugs, from the top down.
    pub plugs: Vec<CementPlug>,
    /// Who saw it.
    pub witnessed_by: Option<Text120>,
    /// Under what.
    pub authority: PluggingAuthority,
    /// The production months of its completions, as they stand: at least those from the month of the plug on.
    pub production: Vec<ProductionSeen>,
}

/// The plugged well's site is released.
#[derive(Clone, Debug, PartialEq)]
pub struct ReleaseSite {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The reclamation inspection, and whether the site passed it.
    pub inspection: Inspection,
    /// The bond given back.
    pub bond: BondRelease,
}

/// A reclamation inspection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// Its number.
    pub reference: Text120,
    /// Whether the site passed.
    pub passed: bool,
}

/// The agency permits to enter the plugged well again.
#[derive(Clone, Debug, PartialEq)]
pub struct ApproveReentry {
    /// When it was granted.
    pub effective_at: DateTime<Utc>,
    /// The permit.
    pub permit: ReentryPermit,
}

/// An agency holds something against the well, or no longer does.
#[derive(Clone, Debug, PartialEq)]
pub struct SetRegulatoryFlag {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The flag as it stands from now on.
    pub flag: RegulatoryFlag,
    /// The agency's source.
    pub source: Text120,
}

/// An earlier fact was wrong: it is taken back, or another is put in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectWellHistory {
    /// The event that was wrong, as the ledger holds it. It never changes, so it may be read before the task is sent.
    pub corrects: EventSeen,
    /// What happened instead; `None` where nothing did.
    pub instead: Option<CorrectedFact>,
    /// Why.
    pub reason: Text120,
}

/// An event of this well's stream, as the ledger holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSeen {
    /// Its id.
    pub event_id: Uuid,
    /// Its type.
    pub event_type: String,
    /// When it took effect.
    pub effective_at: DateTime<Utc>,
}

/// The record was entered in error.
#[derive(Clone, Debug, PartialEq)]
pub struct VoidWellRecord {
    /// An instant after everything the record holds.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
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
    /// Day the drilling permit was applied for.
    pub permit_applied_on: Option<NaiveDate>,
    /// Day it was issued.
    pub permit_issued_on: Option<NaiveDate>,
    /// Day the first interval was opened.
    pub completed_on: Option<NaiveDate>,
    /// Day the borehole was plugged.
    pub plugged_on: Option<NaiveDate>,
}
