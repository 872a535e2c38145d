//! Facts out of agencies' records.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{ClaimAction, ClaimChange, Fact};

use super::{api10_change, published_fact};
use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::{LatLon, StateCode, TimeZone};
use crate::quantity::Feet;
use crate::text::{CompletionName, Text120};
use crate::well::agency::AgencyStatus;

published_fact!(WellMilestoneImported, CompletionStatusReported);

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
        vec![api10_change(&self.api_number, ClaimAction::Claim)]
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
    /// The drilling permit was applied for.
    PermitApplied,
    /// The drilling permit was issued.
    PermitIssued,
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
    /// An interval was opened.
    Completed,
    /// The borehole was plugged.
    Plugged,
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
