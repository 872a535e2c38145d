//! The state of a well. `evolve` says how events change it; nothing else does.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, DomainEvent, Illegal};

use super::agency::AgencyStatus;
use super::bore::{Identity, Wellbore};
use super::command::WellCommand;
use super::error::WellError;
use super::event::WellEvent;
use super::facets::WellFacets;
use super::hole::{Hole, LeftBore};
use super::role::WellRole;
use super::stage::Standing;
use super::stated::{
    FluidLevel, IntegrityTest, PluggingApproval, ReentryPermit, RegulatoryFlags, WellPlan, WellTest,
};
use super::status::{CompletionStatus, WellStatus};
use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::TimeZone;
use crate::quantity::Feet;
use crate::text::{CompletionName, Text120};

/// A well.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Well {
    /// Nothing is known of it.
    #[default]
    Unknown,
    /// It was proposed, or an agency's record of it was taken over.
    Known(Box<KnownWell>),
}

/// A well of which something is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownWell {
    pub(super) well_id: WellId,
    pub(super) api_number: Option<ApiNumber>,
    pub(super) identity: Identity,
    pub(super) time_zone: TimeZone,
    /// Present once proposed by a command: an agency's list does not tell of plans.
    pub(super) plan: Option<WellPlan>,
    /// Present once proposed or converted by a command: an agency's list does not tell.
    pub(super) role: Option<WellRole>,
    pub(super) standing: Standing,
    pub(super) flags: RegulatoryFlags,
    /// The permit granted last.
    pub(super) permit: Option<Permit>,
    pub(super) spudded_at: Option<DateTime<Utc>>,
    pub(super) hole: Hole,
    pub(super) left_bores: Vec<LeftBore>,
    pub(super) total_depth: Option<TotalDepth>,
    pub(super) completed_at: Option<DateTime<Utc>>,
    pub(super) first_production: FirstProduction,
    pub(super) injection: Option<Injection>,
    pub(super) completions: BTreeMap<CompletionName, Completion>,
    pub(super) wellbores: BTreeMap<ApiNumber, Wellbore>,
    pub(super) tests: Tests,
    pub(super) plugging_approval: Option<PluggingApproval>,
    pub(super) plugged_at: Option<DateTime<Utc>>,
    /// A permit to enter the plugged well again that was not used yet.
    pub(super) reentry: Option<ReentryPermit>,
    /// How many facts of its history were corrected.
    pub(super) corrections: u32,
}

/// A drilling permit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Permit {
    pub(super) number: Text120,
    /// The last local day on which the well may be spudded.
    pub(super) expires_on: Option<NaiveDate>,
    pub(super) permitted_depth_ft: Option<Feet>,
}

/// Where our own drilling ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct TotalDepth {
    pub(super) at: DateTime<Utc>,
    pub(super) measured_ft: Feet,
    pub(super) true_vertical_ft: Option<Feet>,
    pub(super) formation: Option<Text120>,
}

/// Whether the well has ever produced.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FirstProduction {
    NotYet,
    At(DateTime<Utc>),
    /// An agency's record begins in the middle of the well's life.
    BeforeOurRecords,
}

/// Since when the well has taken in, and under which permit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Injection {
    pub(super) first_at: DateTime<Utc>,
    pub(super) permit: Text120,
    /// The last local day of the permit.
    pub(super) permit_until: Option<NaiveDate>,
}

/// The last test of each kind, and when it was made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tests {
    pub(super) well: Option<Dated<WellTest>>,
    pub(super) integrity: Option<Dated<IntegrityTest>>,
    pub(super) fluid_level: Option<Dated<FluidLevel>>,
}

/// A fact and its instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Dated<T> {
    pub(super) at: DateTime<Utc>,
    pub(super) fact: T,
}

/// An interval opened to produce or inject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Completion {
    pub(super) status: CompletionStatus,
    pub(super) since: DateTime<Utc>,
    /// The status the agency last filed, while it reports the completion.
    pub(super) reported: Option<AgencyStatus>,
    pub(super) interval: Option<Interval>,
}

/// Where a completion lies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Interval {
    pub(super) zone: Option<Text120>,
    pub(super) top_md_ft: Feet,
    pub(super) bottom_md_ft: Feet,
}

impl Decider for Well {
    const KIND: &'static str = "well";
    const STATE_VERSION: u32 = 2;

    type Command = WellCommand;
    type Event = WellEvent;
    type Error = WellError;

    fn decided_at(command: &WellCommand) -> Option<DateTime<Utc>> {
        command.task.decided_at()
    }

    fn decide(&self, command: WellCommand) -> Result<Vec<WellEvent>, WellError> {
        super::decide::decide(self, command)
    }

    fn evolve(&mut self, event: &WellEvent) -> Result<(), Illegal> {
        match self {
            Self::Unknown => match KnownWell::begun_by(event) {
                Some(well) => {
                    *self = Self::Known(Box::new(well));
                    Ok(())
                }
                None => Err(Illegal::new(format!(
                    "{} at {}: nothing is known of the well by then",
                    event.event_type(),
                    event.effective_at()
                ))),
            },
            Self::Known(well) => well.evolve(event),
        }
    }
}

impl Well {
    /// The four facets of the well; `None` where nothing is known of it.
    pub fn facets(&self) -> Option<WellFacets> {
        match self {
            Self::Unknown => None,
            Self::Known(well) => Some(WellFacets {
                phase: well.standing.stage.phase(well.has_operated()),
                operating: well.standing.stage.operating(),
                role: well.role,
                flags: well.flags.clone(),
            }),
        }
    }
}

impl KnownWell {
    /// The status shown, which follows from phase and operating state.
    pub(super) fn status(&self) -> WellStatus {
        let stage = &self.standing.stage;
        WellStatus::of(stage.phase(self.has_operated()), stage.operating())
    }

    /// Whether anything has ever come out or gone in.
    pub(super) fn has_operated(&self) -> bool {
        self.first_production != FirstProduction::NotYet || self.injection.is_some()
    }

    /// Since when the well is plugged, if it is.
    pub(super) fn plugged_since(&self) -> Option<DateTime<Utc>> {
        match self.status() {
            WellStatus::PluggedAndAbandoned => Some(self.standing.since),
            WellStatus::SiteReleased => self.plugged_at.or(Some(self.standing.since)),
            WellStatus::Proposed
            | WellStatus::PermitSubmitted
            | WellStatus::Permitted
            | WellStatus::Cancelled
            | WellStatus::Drilling
            | WellStatus::DrillingSuspended
            | WellStatus::Sidetracked
            | WellStatus::Drilled
            | WellStatus::DryHole
            | WellStatus::Completing
            | WellStatus::Completed
            | WellStatus::Producing
            | WellStatus::Injecting
            | WellStatus::InService
            | WellStatus::ShutIn
            | WellStatus::TemporarilyAbandoned
            | WellStatus::CompletionAbandoned
            | WellStatus::Voided
            | WellStatus::Unmapped => None,
        }
    }
}
