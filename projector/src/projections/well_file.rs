//! What the read models keep of a well: its state, and what the state has no room for: every test, and how each completion
//! came about.
//!
//! Invariants
//! - It is folded from the well's own events in their effective order, like the well. What the well refuses is not filed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, Illegal};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::{
    CompletionDetail, CompletionStatus, FluidLevel, InitialTest, IntegrityTest, Well, WellEvent,
    WellRecompleted, WellTest,
};

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct WellFile {
    pub(crate) well: Well,
    pub(crate) completions: BTreeMap<CompletionName, CompletionFile>,
    /// In the order they were made.
    pub(crate) tests: Vec<TestFile>,
}

/// How a completion came about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CompletionFile {
    pub(crate) opened_at: DateTime<Utc>,
    pub(crate) detail: CompletionDetail,
    /// When it was first open while the well produced.
    pub(crate) first_production_at: Option<DateTime<Utc>>,
    /// The completion that was closed for it.
    pub(crate) recompleted_from: Option<CompletionName>,
    /// The completion it was closed for.
    pub(crate) recompleted_into: Option<CompletionName>,
    /// What keeps it apart from the one it was closed for.
    pub(crate) isolated_by: Option<Text120>,
}

/// A test, when it was made, and of which completion; of the well as a whole where none is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TestFile {
    pub(crate) at: DateTime<Utc>,
    pub(crate) completion: Option<CompletionName>,
    pub(crate) test: Tested,
}

/// What was tested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Tested {
    Production(WellTest),
    InitialPotential(InitialTest),
    MechanicalIntegrity(IntegrityTest),
    FluidLevel(FluidLevel),
}

impl Tested {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Production(_) => "production",
            Self::InitialPotential(_) => "initial_potential",
            Self::MechanicalIntegrity(_) => "mechanical_integrity",
            Self::FluidLevel(_) => "fluid_level",
        }
    }
}

/// A file takes no command.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("nothing is asked of a well's file")]
pub(crate) struct NothingAsked;

impl Decider for WellFile {
    const KIND: &'static str = Well::KIND;
    /// Far from any version of the well's own state: no snapshot of a well is one of its file.
    const STATE_VERSION: u32 = 1_000_000 + Well::STATE_VERSION;

    type Command = ();
    type Event = WellEvent;
    type Error = NothingAsked;

    fn decided_at((): &()) -> Option<DateTime<Utc>> {
        None
    }

    fn decide(&self, (): ()) -> Result<Vec<WellEvent>, NothingAsked> {
        Err(NothingAsked)
    }

    fn evolve(&mut self, event: &WellEvent) -> Result<(), Illegal> {
        self.well.evolve(event)?;
        self.file(event);
        Ok(())
    }
}

impl WellFile {
    fn file(&mut self, event: &WellEvent) {
        match event {
            WellEvent::WellCompleted(e) => self.open(&e.completion, e.effective_at, &e.detail),
            WellEvent::WellRecompleted(e) => self.recomplete(e),
            WellEvent::FirstProductionRecorded(e) => self.flow(e.effective_at),
            WellEvent::ProductionResumed(e) => self.flow(e.effective_at),
            WellEvent::WellTestRecorded(e) => {
                self.test(
                    e.effective_at,
                    e.completion.clone(),
                    Tested::Production(e.test.clone()),
                );
            }
            WellEvent::MechanicalIntegrityTested(e) => {
                self.test(e.effective_at, None, Tested::MechanicalIntegrity(e.test.clone()));
            }
            WellEvent::WellTemporarilyAbandoned(e) => {
                if let Some(test) = e.securing.integrity_test.clone() {
                    self.test(e.effective_at, None, Tested::MechanicalIntegrity(test));
                }
            }
            WellEvent::FluidLevelTested(e) => {
                self.test(e.effective_at, None, Tested::FluidLevel(e.test.clone()));
            }
            WellEvent::WellHistoryCorrected(e) => {
                if let Some(instead) = e.instead.clone() {
                    self.file(&instead.into());
                }
            }
            WellEvent::WellProposed(_)
            | WellEvent::ApiNumberAssigned(_)
            | WellEvent::DrillingPermitSubmitted(_)
            | WellEvent::DrillingPermitApproved(_)
            | WellEvent::DrillingPermitDenied(_)
            | WellEvent::DrillingPermitExpired(_)
            | WellEvent::WellCancelled(_)
            | WellEvent::WellSpudded(_)
            | WellEvent::WellReentered(_)
            | WellEvent::CasingSet(_)
            | WellEvent::DrillingProgressRecorded(_)
            | WellEvent::DrillingSuspended(_)
            | WellEvent::DrillingResumed(_)
            | WellEvent::TotalDepthReached(_)
            | WellEvent::WellboreSidetracked(_)
            | WellEvent::DryHoleDeclared(_)
            | WellEvent::CompletionStarted(_)
            | WellEvent::InjectionStarted(_)
            | WellEvent::InjectionStopped(_)
            | WellEvent::WellShutIn(_)
            | WellEvent::InjectionResumed(_)
            | WellEvent::TemporaryAbandonmentExtended(_)
            | WellEvent::WellReturnedToService(_)
            | WellEvent::WellConverted(_)
            | WellEvent::OperatorChanged(_)
            | WellEvent::PluggingApproved(_)
            | WellEvent::WellPlugged(_)
            | WellEvent::SiteReleased(_)
            | WellEvent::ReentryApproved(_)
            | WellEvent::RegulatoryFlagChanged(_)
            | WellEvent::WellRecordVoided(_)
            | WellEvent::WellHistoryImported(_)
            | WellEvent::WellMilestoneImported(_)
            | WellEvent::CompletionStatusReported(_) => {}
        }
    }

    fn open(&mut self, name: &CompletionName, at: DateTime<Utc>, detail: &CompletionDetail) {
        self.completions
            .entry(name.clone())
            .or_insert_with(|| CompletionFile {
                opened_at: at,
                detail: detail.clone(),
                first_production_at: None,
                recompleted_from: None,
                recompleted_into: None,
                isolated_by: None,
            });
        if let Some(test) = detail.initial_test.clone() {
            self.test(at, Some(name.clone()), Tested::InitialPotential(test));
        }
    }

    /// Another interval is opened in place of an old one.
    fn recomplete(&mut self, event: &WellRecompleted) {
        self.open(&event.completion, event.effective_at, &event.detail);
        if let Some(new) = self.completions.get_mut(&event.completion) {
            new.recompleted_from = Some(event.from.clone());
        }
        if let Some(old) = self.completions.get_mut(&event.from) {
            old.recompleted_into = Some(event.completion.clone());
            old.isolated_by = event.authority.isolated_by.clone();
        }
    }

    /// The well produces, and with it every completion that is open.
    fn flow(&mut self, at: DateTime<Utc>) {
        let shown = self.well.summary().map(|summary| summary.completions);
        for completion in shown.into_iter().flatten() {
            if completion.status == CompletionStatus::Producing
                && let Some(file) = self.completions.get_mut(&completion.name)
            {
                file.first_production_at.get_or_insert(at);
            }
        }
    }

    fn test(&mut self, at: DateTime<Utc>, completion: Option<CompletionName>, test: Tested) {
        self.tests.push(TestFile { at, completion, test });
    }
}
