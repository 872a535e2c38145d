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
    pub(super) permit_applied_at: Option<DateTime<Utc>>,
    pub(super) permit_issued_at: Option<DateTime<Utc>>,
    pub(super) spudded_at: Option<DateTime<Utc>>,
    pub(super) total_depth_at: Option<DateTime<Utc>>,
    pub(super) depths: Depths,
    pub(super) completed_at: Option<DateTime<Utc>>,
    pub(super) plugged_at: Option<DateTime<Utc>>,
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
    /// A record that states nothing yet but whose it is.
    pub(super) fn of(identity: Identity, time_zone: TimeZone) -> Self {
        Self {
            identity,
            time_zone,
            warnings: Vec::new(),
            permit_applied_at: None,
            permit_issued_at: None,
            spudded_at: None,
            total_depth_at: None,
            depths: Depths::default(),
            completed_at: None,
            plugged_at: None,
            status: None,
        }
    }

    /// The state of the bore: as filed, else as its milestones tell, else unmapped. A plug is a fact of its own: it outweighs
    /// a code that is no younger, and any code without a meaning here.
    pub(super) fn status(&self) -> BoreStatus {
        match &self.status {
            Some(reported) => {
                let filed = reported.status.borehole();
                let plugged = self
                    .plugged_at
                    .is_some_and(|at| at >= reported.since || filed == BoreStatus::Unmapped);
                if plugged && filed != BoreStatus::SiteReleased {
                    BoreStatus::PluggedAndAbandoned
                } else {
                    filed
                }
            }
            None => self
                .last_milestone()
                .map_or(BoreStatus::Unmapped, |(status, _)| status),
        }
    }

    /// Since when it is in that state, where a dated fact tells.
    pub(super) fn status_since(&self) -> Option<DateTime<Utc>> {
        match (&self.status, self.status()) {
            (Some(reported), BoreStatus::PluggedAndAbandoned)
                if reported.status.borehole() != BoreStatus::PluggedAndAbandoned =>
            {
                self.plugged_at.or(Some(reported.since))
            }
            (Some(reported), _) => Some(reported.since),
            (None, _) => self.last_milestone().map(|(_, at)| at),
        }
    }

    /// The furthest the bore has come by its dated facts.
    fn last_milestone(&self) -> Option<(BoreStatus, DateTime<Utc>)> {
        [
            (BoreStatus::PluggedAndAbandoned, self.plugged_at),
            (BoreStatus::Completed, self.completed_at),
            (BoreStatus::Drilled, self.total_depth_at),
            (BoreStatus::Drilling, self.spudded_at),
            (BoreStatus::Permitted, self.permit_issued_at),
            (BoreStatus::PermitSubmitted, self.permit_applied_at),
        ]
        .into_iter()
        .find_map(|(status, at)| at.map(|at| (status, at)))
    }

    /// Takes in one dated fact.
    pub(super) fn take(&mut self, milestone: &Milestone, at: DateTime<Utc>) {
        match milestone {
            Milestone::PermitApplied => self.permit_applied_at = Some(at),
            Milestone::PermitIssued => self.permit_issued_at = Some(at),
            Milestone::Spudded => self.spudded_at = Some(at),
            Milestone::Completed => self.completed_at = Some(at),
            Milestone::Plugged => self.plugged_at = Some(at),
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
