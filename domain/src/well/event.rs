//! What happens to a well. Stored for ever: fields are never renamed, a new shape is a new version.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{ClaimAction, ClaimChange, Fact};

use super::agency::AgencyStatus;
use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::{LatLon, StateCode, TimeZone};
use crate::quantity::Feet;
use crate::text::{CompletionName, Text120};

wellflow_decider::events! {
    /// What happens to a well.
    pub enum WellEvent {
        WellProposed = 1,
        DrillingPermitApproved = 1,
        WellSpudded = 1,
        TotalDepthReached = 1,
        WellCompleted = 1,
        FirstProductionRecorded = 1,
        WellShutIn = 1,
        ProductionResumed = 1,
        WellTemporarilyAbandoned = 1,
        WellReturnedToService = 1,
        WellPlugged = 1,
        WellHistoryImported = 1,
        WellMilestoneImported = 1,
        CompletionStatusReported = 1,
    }
}

/// The namespace in which the first ten digits of an API number are unique within an organization.
pub const API10_CLAIM: &str = "api10";

macro_rules! published_fact {
    ($($fact:ident),+) => { $(
        impl Fact for $fact {
            fn effective_at(&self) -> DateTime<Utc> {
                self.effective_at
            }
            fn public_form(&self) -> Option<Self> {
                Some(self.clone())
            }
        }
    )+ };
}

published_fact!(
    DrillingPermitApproved,
    WellSpudded,
    TotalDepthReached,
    WellCompleted,
    FirstProductionRecorded,
    WellShutIn,
    ProductionResumed,
    WellTemporarilyAbandoned,
    WellReturnedToService,
    WellPlugged,
    WellMilestoneImported,
    CompletionStatusReported
);

/// A well was planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellProposed {
    /// The stream.
    pub well_id: WellId,
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The name on the sign.
    pub name: Text120,
    /// The agency's number.
    pub api_number: Option<ApiNumber>,
    /// The operator's name.
    pub operator: Text120,
    /// The lease.
    pub lease: Option<Text120>,
    /// The field.
    pub field: Option<Text120>,
    /// Surface location.
    pub location: Option<LatLon>,
    /// State of the surface location.
    pub state: Option<StateCode>,
    /// The zone of the well's local days.
    pub time_zone: TimeZone,
    /// What the well is for.
    pub role: WellRole,
}

impl Fact for WellProposed {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn claims(&self) -> Vec<ClaimChange> {
        self.api_number.iter().map(claim_api10).collect()
    }

    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

/// The agency granted the drilling permit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrillingPermitApproved {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The agency's permit number.
    pub permit_number: Text120,
    /// The last local day on which the well may be spudded.
    pub expires_on: Option<NaiveDate>,
}

/// The bit turned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellSpudded {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The rig's name.
    pub rig: Option<Text120>,
    /// The drilling contractor.
    pub contractor: Option<Text120>,
}

/// Drilling reached total depth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TotalDepthReached {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Measured depth.
    pub measured_depth_ft: Feet,
    /// True vertical depth.
    pub true_vertical_depth_ft: Option<Feet>,
}

/// An interval was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellCompleted {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The zone or formation.
    pub zone: Option<Text120>,
    /// Top of the interval, measured depth.
    pub top_md_ft: Feet,
    /// Bottom of the interval, measured depth.
    pub bottom_md_ft: Feet,
}

/// Production began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FirstProductionRecorded {
    /// When.
    pub effective_at: DateTime<Utc>,
}

/// Production stopped; the well stays mechanically capable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellShutIn {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: ShutInReason,
}

/// Production started again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductionResumed {
    /// When.
    pub effective_at: DateTime<Utc>,
}

/// The well was secured and is no longer capable without intervention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellTemporarilyAbandoned {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The last local day of the agency's approval.
    pub until: Option<NaiveDate>,
    /// The agency's approval number.
    pub approval_number: Option<Text120>,
}

/// The well came back from temporary abandonment and is shut in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellReturnedToService {
    /// When.
    pub effective_at: DateTime<Utc>,
}

/// The last plug was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellPlugged {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The cementing company.
    pub cementer: Option<Text120>,
}

/// An agency's record of one borehole was taken over. The dated facts follow as [`WellMilestoneImported`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellHistoryImported {
    /// The stream.
    pub well_id: WellId,
    /// The earliest instant any fact of the record holds, or held in an earlier revision of it; the day of the agency's
    /// list where the record has no date.
    pub effective_at: DateTime<Utc>,
    /// Where the facts come from.
    pub provenance: Provenance,
    /// The borehole.
    pub api_number: ApiNumber,
    /// Counts the takings-over of this borehole's record from 1. A later revision takes the place of all facts of an
    /// earlier one, whatever their dates.
    pub revision: u32,
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
    /// State of the surface location.
    pub state: Option<StateCode>,
    /// The zone of the well's local days.
    pub time_zone: TimeZone,
    /// Rules the record breaks that would refuse a live command.
    pub warnings: Vec<ImportWarning>,
}

impl Fact for WellHistoryImported {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn claims(&self) -> Vec<ClaimChange> {
        vec![claim_api10(&self.api_number)]
    }

    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

/// One dated fact out of an agency's record of a borehole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellMilestoneImported {
    /// The first instant of the local day the agency gives.
    pub effective_at: DateTime<Utc>,
    /// The borehole.
    pub api_number: ApiNumber,
    /// The revision of the borehole's record that states it.
    pub revision: u32,
    /// What happened.
    pub milestone: Milestone,
}

/// A dated fact of a borehole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Milestone {
    /// The bit turned.
    Spudded,
    /// Total depth was reached.
    TotalDepthReached {
        /// Measured depth.
        measured_depth_ft: Option<Feet>,
        /// True vertical depth.
        true_vertical_depth_ft: Option<Feet>,
    },
    /// The record states depths but not the day they were reached.
    DepthStated {
        /// Measured depth.
        measured_depth_ft: Option<Feet>,
        /// True vertical depth.
        true_vertical_depth_ft: Option<Feet>,
    },
    /// The agency gave the borehole a status.
    StatusReported {
        /// The status in the agency's words.
        status: AgencyStatus,
    },
}

/// An agency reported the status of one completion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompletionStatusReported {
    /// Since when the status holds.
    pub effective_at: DateTime<Utc>,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The status; `None` when the agency no longer reports the completion.
    pub status: Option<AgencyStatus>,
    /// Where the fact comes from.
    pub provenance: Provenance,
}

/// Where an imported fact comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Provenance {
    /// The agency, for example `BSEE`.
    pub agency: Text120,
    /// The file's name, without its folder.
    pub file: Text120,
    /// SHA-256 of the source row, 64 hexadecimal digits.
    pub row_sha256: String,
}

/// A rule an imported record breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportWarning {
    /// The rule, for example `total_depth_before_spud`.
    pub rule: String,
    /// The values that break it, in words.
    pub detail: String,
}

/// Why production stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShutInReason {
    /// No buyer, or no room in the line.
    NoMarket,
    /// Equipment at the surface or in the hole.
    Mechanical,
    /// A rig is on the well.
    Workover,
    /// Storm, flood, freeze.
    Weather,
    /// Not worth producing at the price.
    Economic,
    /// An agency's order.
    Regulatory,
    /// The month's allowable is produced.
    AllowableReached,
    /// A required test is overdue.
    TestDelinquent,
}

/// What a well is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WellRole {
    /// Oil.
    #[default]
    Oil,
    /// Gas.
    Gas,
    /// Oil and gas.
    OilAndGas,
    /// Gas condensate.
    Condensate,
    /// Injection for enhanced recovery.
    EorInjection,
    /// Disposal of produced water.
    Disposal,
    /// Water supply.
    WaterSupply,
    /// Observation.
    Observation,
}

fn claim_api10(api: &ApiNumber) -> ClaimChange {
    ClaimChange {
        kind: API10_CLAIM,
        key: api.api10(),
        action: ClaimAction::Claim,
    }
}
