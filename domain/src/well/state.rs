//! The state of a well, and how events change it. Nothing else does.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, DomainEvent, Illegal};

use super::agency::AgencyStatus;
use super::bore::{Identity, Wellbore};
use super::command::WellCommand;
use super::error::WellError;
use super::event::{TotalDepthReached, WellCompleted, WellEvent, WellProposed, WellRole};
use super::stage::{Basis, Stage, Standing};
use super::status::{CompletionStatus, WellStatus};
use super::step::Step;
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
    /// Present once proposed by a command: an agency's list does not tell.
    pub(super) role: Option<WellRole>,
    pub(super) standing: Standing,
    pub(super) permit_number: Option<Text120>,
    pub(super) spudded_at: Option<DateTime<Utc>>,
    pub(super) total_depth: Option<TotalDepth>,
    pub(super) completed_at: Option<DateTime<Utc>>,
    pub(super) first_production: FirstProduction,
    pub(super) completions: BTreeMap<CompletionName, Completion>,
    pub(super) wellbores: BTreeMap<ApiNumber, Wellbore>,
}

/// Where our own drilling ended.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct TotalDepth {
    pub(super) at: DateTime<Utc>,
    pub(super) measured_ft: Feet,
    pub(super) true_vertical_ft: Option<Feet>,
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
    const STATE_VERSION: u32 = 1;

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
        match (&mut *self, event) {
            (Self::Unknown, WellEvent::WellProposed(proposed)) => {
                *self = Self::Known(Box::new(KnownWell::proposed(proposed)));
                Ok(())
            }
            (Self::Unknown, WellEvent::WellHistoryImported(imported)) => {
                let mut well = KnownWell::imported(imported);
                well.take_history(imported);
                *self = Self::Known(Box::new(well));
                Ok(())
            }
            (
                Self::Unknown,
                WellEvent::DrillingPermitApproved(_)
                | WellEvent::WellSpudded(_)
                | WellEvent::TotalDepthReached(_)
                | WellEvent::WellCompleted(_)
                | WellEvent::FirstProductionRecorded(_)
                | WellEvent::WellShutIn(_)
                | WellEvent::ProductionResumed(_)
                | WellEvent::WellTemporarilyAbandoned(_)
                | WellEvent::WellReturnedToService(_)
                | WellEvent::WellPlugged(_)
                | WellEvent::WellMilestoneImported(_)
                | WellEvent::CompletionStatusReported(_),
            ) => Err(Illegal::new(format!(
                "{} at {}: nothing is known of the well by then",
                event.event_type(),
                event.effective_at()
            ))),
            (Self::Known(well), event) => well.evolve(event),
        }
    }
}

impl KnownWell {
    fn proposed(event: &WellProposed) -> Self {
        Self {
            well_id: event.well_id,
            api_number: event.api_number,
            identity: identity_of_proposal(event),
            time_zone: event.time_zone,
            role: Some(event.role),
            standing: Standing {
                stage: Stage::Proposed,
                since: event.effective_at,
                basis: Basis::Recorded,
            },
            permit_number: None,
            spudded_at: None,
            total_depth: None,
            completed_at: None,
            first_production: FirstProduction::NotYet,
            completions: BTreeMap::new(),
            wellbores: BTreeMap::new(),
        }
    }

    fn evolve(&mut self, event: &WellEvent) -> Result<(), Illegal> {
        let at = event.effective_at();
        match event {
            WellEvent::WellProposed(e) => self.take_proposal(e),
            WellEvent::DrillingPermitApproved(e) => {
                self.advance(
                    Step::ApprovePermit,
                    Stage::Permitted {
                        expires_on: e.expires_on,
                    },
                    at,
                )?;
                self.permit_number = Some(e.permit_number.clone());
                Ok(())
            }
            WellEvent::WellSpudded(_) => {
                self.advance(Step::Spud, Stage::Drilling, at)?;
                self.spudded_at = Some(at);
                Ok(())
            }
            WellEvent::TotalDepthReached(e) => self.take_total_depth(e),
            WellEvent::WellCompleted(e) => self.take_completion(e),
            WellEvent::FirstProductionRecorded(_) => self.take_first_production(at),
            WellEvent::WellShutIn(e) => {
                self.advance(
                    Step::ShutIn,
                    Stage::ShutIn {
                        reason: Some(e.reason),
                    },
                    at,
                )?;
                self.move_completions(CompletionStatus::ShutIn, at);
                Ok(())
            }
            WellEvent::ProductionResumed(_) => {
                self.advance(Step::Resume, Stage::Producing, at)?;
                self.move_completions(CompletionStatus::Producing, at);
                Ok(())
            }
            WellEvent::WellTemporarilyAbandoned(e) => {
                let stage = Stage::TemporarilyAbandoned {
                    until: e.until,
                    approval_number: e.approval_number.clone(),
                };
                self.advance(Step::TemporarilyAbandon, stage, at)?;
                self.move_completions(CompletionStatus::TemporarilyAbandoned, at);
                Ok(())
            }
            WellEvent::WellReturnedToService(_) => {
                self.advance(Step::ReturnToService, Stage::ShutIn { reason: None }, at)?;
                self.move_completions(CompletionStatus::ShutIn, at);
                Ok(())
            }
            WellEvent::WellPlugged(e) => {
                let stage = Stage::PluggedAndAbandoned {
                    cementer: e.cementer.clone(),
                };
                self.advance(Step::Plug, stage, at)?;
                self.move_completions(CompletionStatus::PluggedAndAbandoned, at);
                Ok(())
            }
            WellEvent::WellHistoryImported(e) => {
                self.take_history(e);
                Ok(())
            }
            WellEvent::WellMilestoneImported(e) => self.take_milestone(e),
            WellEvent::CompletionStatusReported(e) => {
                self.take_report(e);
                Ok(())
            }
        }
    }

    /// Moves on to a stage by a fact of our own.
    fn advance(&mut self, step: Step, stage: Stage, at: DateTime<Utc>) -> Result<(), Illegal> {
        let status = self.status();
        if step.harmless_in() == Some(status) {
            return Ok(());
        }
        match self.standing.basis {
            Basis::Recorded if !step.leads_on_from(status) => Err(self.illegal(step, at)),
            Basis::Recorded | Basis::Imported => {
                self.standing = Standing {
                    stage,
                    since: at,
                    basis: Basis::Recorded,
                };
                Ok(())
            }
        }
    }

    fn illegal(&self, step: Step, at: DateTime<Utc>) -> Illegal {
        let (status, since) = (self.status(), self.standing.since);
        Illegal::new(format!(
            "the well cannot {} at {at}: it is {status} since {since}",
            step.words()
        ))
    }

    /// A proposal of a well whose record an agency holds from an earlier day; a second proposal makes no sense.
    fn take_proposal(&mut self, event: &WellProposed) -> Result<(), Illegal> {
        if self.role.is_some() {
            return Err(Illegal::new(format!(
                "the well cannot be proposed again at {}",
                event.effective_at
            )));
        }
        self.identity = identity_of_proposal(event);
        self.api_number = event.api_number.or(self.api_number);
        self.time_zone = event.time_zone;
        self.role = Some(event.role);
        Ok(())
    }

    fn take_total_depth(&mut self, event: &TotalDepthReached) -> Result<(), Illegal> {
        let at = event.effective_at;
        self.advance(Step::ReachTotalDepth, Stage::Drilled, at)?;
        self.total_depth = Some(TotalDepth {
            at,
            measured_ft: event.measured_depth_ft,
            true_vertical_ft: event.true_vertical_depth_ft,
        });
        Ok(())
    }

    fn take_completion(&mut self, event: &WellCompleted) -> Result<(), Illegal> {
        let at = event.effective_at;
        let known = self.completions.get(&event.completion);
        if known.is_some_and(|completion| completion.interval.is_some()) {
            return Err(Illegal::new(format!(
                "completion {} cannot be made twice, at {at}",
                event.completion
            )));
        }
        let reported = known.and_then(|completion| completion.reported.clone());
        self.advance(Step::Complete, Stage::Completed, at)?;
        self.completed_at.get_or_insert(at);
        let interval = Some(Interval {
            zone: event.zone.clone(),
            top_md_ft: event.top_md_ft,
            bottom_md_ft: event.bottom_md_ft,
        });
        let completion = Completion {
            status: CompletionStatus::Completed,
            since: at,
            reported,
            interval,
        };
        self.completions.insert(event.completion.clone(), completion);
        Ok(())
    }

    fn take_first_production(&mut self, at: DateTime<Utc>) -> Result<(), Illegal> {
        match self.first_production {
            FirstProduction::At(first) => Err(Illegal::new(format!(
                "the well cannot produce for the first time at {at}: it first produced at {first}"
            ))),
            FirstProduction::NotYet | FirstProduction::BeforeOurRecords => {
                self.advance(Step::RecordFirstProduction, Stage::Producing, at)?;
                self.first_production = FirstProduction::At(at);
                self.move_completions(CompletionStatus::Producing, at);
                Ok(())
            }
        }
    }

    /// What happens to the well happens to each completion that is still open.
    fn move_completions(&mut self, status: CompletionStatus, at: DateTime<Utc>) {
        for completion in self.completions.values_mut() {
            match completion.status {
                CompletionStatus::CompletionAbandoned
                | CompletionStatus::PluggedAndAbandoned
                | CompletionStatus::NotReported => {}
                CompletionStatus::Producing
                | CompletionStatus::Injecting
                | CompletionStatus::InService
                | CompletionStatus::Drilling
                | CompletionStatus::DrillingSuspended
                | CompletionStatus::Completed
                | CompletionStatus::ShutIn
                | CompletionStatus::TemporarilyAbandoned
                | CompletionStatus::Unmapped => {
                    if completion.status != status {
                        completion.status = status;
                        completion.since = at;
                    }
                }
            }
        }
    }

    /// The status shown.
    pub(super) fn status(&self) -> WellStatus {
        self.standing.stage.status()
    }
}

fn identity_of_proposal(event: &WellProposed) -> Identity {
    Identity {
        name: event.name.clone(),
        operator: event.operator.clone(),
        lease: event.lease.clone(),
        field: event.field.clone(),
        location: event.location,
        state: event.state,
    }
}
