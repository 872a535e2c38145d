//! A wellbore as an agency's record tells of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::agency::AgencyStatus;
use super::event::{ImportWarning, Milestone};
use super::status::BoreStatus;
use crate::location::{LatLon, StateCode, TimeZone};
use crate::quantity::Feet;
use crate::text::Text120;

/// One wellbore, by the newest revision of its record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Wellbore {
    /// Counts the takings-over of the record.
    pub(super) revision: u32,
    /// From when the record holds.
    pub(super) holds_from: DateTime<Utc>,
    /// What the record states.
    pub(super) facts: BoreFacts,
}

/// What an agency's record states of one wellbore.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct BoreFacts {
    pub(super) identity: Identity,
    pub(super) time_zone: TimeZone,
    pub(super) warnings: Vec<ImportWarning>,
    pub(super) spudded_at: Option<DateTime<Utc>>,
    pub(super) total_depth_at: Option<DateTime<Utc>>,
    pub(super) depths: Depths,
    pub(super) status: Option<ReportedStatus>,
}

/// Who and where a well or wellbore is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Identity {
    pub(super) name: Text120,
    pub(super) operator: Text120,
    pub(super) lease: Option<Text120>,
    pub(super) field: Option<Text120>,
    pub(super) location: Option<LatLon>,
    pub(super) state: Option<StateCode>,
}

/// How deep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Depths {
    pub(super) measured_ft: Option<Feet>,
    pub(super) true_vertical_ft: Option<Feet>,
}

/// A status as filed, and since when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ReportedStatus {
    pub(super) status: AgencyStatus,
    pub(super) since: DateTime<Utc>,
}

impl BoreFacts {
    /// The state of the bore: as filed, else as its milestones tell, else unmapped.
    pub(super) fn status(&self) -> BoreStatus {
        match (&self.status, self.total_depth_at, self.spudded_at) {
            (Some(reported), _, _) => reported.status.borehole(),
            (None, Some(_), _) => BoreStatus::Drilled,
            (None, None, Some(_)) => BoreStatus::Drilling,
            (None, None, None) => BoreStatus::Unmapped,
        }
    }

    /// Since when it is in that state, where a dated fact tells.
    pub(super) fn status_since(&self) -> Option<DateTime<Utc>> {
        let reported = self.status.as_ref().map(|reported| reported.since);
        reported.or(self.total_depth_at).or(self.spudded_at)
    }

    /// Takes in one dated fact.
    pub(super) fn take(&mut self, milestone: &Milestone, at: DateTime<Utc>) {
        match milestone {
            Milestone::Spudded => self.spudded_at = Some(at),
            Milestone::TotalDepthReached {
                measured_depth_ft,
                true_vertical_depth_ft,
            } => {
                self.total_depth_at = Some(at);
                self.depths = Depths {
                    measured_ft: *measured_depth_ft,
                    true_vertical_ft: *true_vertical_depth_ft,
                };
            }
            Milestone::DepthStated {
                measured_depth_ft,
                true_vertical_depth_ft,
            } => {
                self.depths = Depths {
                    measured_ft: *measured_depth_ft,
                    true_vertical_ft: *true_vertical_depth_ft,
                };
            }
            Milestone::StatusReported { status } => {
                self.status = Some(ReportedStatus {
                    status: status.clone(),
                    since: at,
                });
            }
        }
    }
}
