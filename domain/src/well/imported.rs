//! How an agency's facts change a well: the record of each wellbore, the reports of each completion, and the stage that
//! follows from them.

use chrono::{DateTime, Utc};
use wellflow_decider::Illegal;

use super::agency::AgencyStatus;
use super::bore::{BoreFacts, Identity, Wellbore};
use super::event::{CompletionStatusReported, WellHistoryImported, WellMilestoneImported};
use super::stage::{Basis, Stage, Standing};
use super::state::{Completion, FirstProduction, KnownWell};
use super::status::{CompletionStatus, WellStatus};
use crate::api_number::ApiNumber;

impl KnownWell {
    /// A well known from an agency's record alone; the record itself is taken in next.
    pub(super) fn imported(event: &WellHistoryImported) -> Self {
        let standing = Standing {
            stage: Stage::Unmapped,
            since: event.effective_at,
            basis: Basis::Imported,
        };
        Self {
            first_production: FirstProduction::BeforeOurRecords,
            ..Self::new(
                event.well_id,
                identity_of_record(event),
                event.time_zone,
                standing,
            )
        }
    }

    pub(super) fn take_history(&mut self, event: &WellHistoryImported) {
        let number = event.api_number.wellbore().unwrap_or(event.api_number);
        // A revision reaches back to where the one before it began, so an older one met later is already replaced.
        if self
            .wellbores
            .get(&number)
            .is_some_and(|bore| bore.revision >= event.revision)
        {
            return;
        }
        let facts = BoreFacts {
            warnings: event.warnings.clone(),
            ..BoreFacts::of(identity_of_record(event), event.time_zone)
        };
        let bore = Wellbore {
            revision: event.revision,
            holds_from: event.effective_at,
            facts,
        };
        self.wellbores.insert(number, bore);
        self.api_number.get_or_insert(event.api_number.well());
        if self.first_production == FirstProduction::NotYet {
            self.first_production = FirstProduction::BeforeOurRecords;
        }
        self.derive_stage(event.effective_at);
    }

    pub(super) fn take_milestone(&mut self, event: &WellMilestoneImported) -> Result<(), Illegal> {
        let number = event.api_number.wellbore().unwrap_or(event.api_number);
        let Some(bore) = self.wellbores.get_mut(&number) else {
            return Err(Illegal::new(format!(
                "no record of wellbore {number} was taken over by then"
            )));
        };
        if bore.revision == event.revision {
            bore.facts.take(&event.milestone, event.effective_at);
            self.derive_stage(event.effective_at);
        }
        Ok(())
    }

    pub(super) fn take_report(&mut self, event: &CompletionStatusReported) {
        let status = reported_status(event.status.as_ref());
        let at = event.effective_at;
        let fresh = Completion {
            status,
            since: at,
            reported: None,
            interval: None,
        };
        let completion = self.completions.entry(event.completion.clone()).or_insert(fresh);
        completion.reported.clone_from(&event.status);
        if completion.status != status {
            completion.status = status;
            completion.since = at;
        }
        self.derive_stage(at);
    }

    /// Derives the stage anew after a fact of an agency: completions speak first, wellbores where none does.
    fn derive_stage(&mut self, at: DateTime<Utc>) {
        if let Some((_, bore)) = self.main_bore()
            && self.plan.is_none()
        {
            self.identity = bore.facts.identity.clone();
        }
        let (current, basis) = (self.status(), self.standing.basis);
        let plugged = matches!(
            current,
            WellStatus::PluggedAndAbandoned | WellStatus::SiteReleased
        );
        if basis == Basis::Recorded && plugged {
            return;
        }
        let spoken = match (self.completions_speak(), self.bores_speak()) {
            (Some(status), _) => status,
            // "Completed" is all a borehole's record says of a well that we know to operate, or not to.
            (None, Some(WellStatus::Completed)) if basis == Basis::Recorded && operates(current) => return,
            (None, Some(status)) => status,
            (None, None) if basis == Basis::Recorded => return,
            (None, None) => WellStatus::Unmapped,
        };
        if spoken != current {
            self.standing = Standing {
                stage: Stage::reported(spoken),
                since: at,
                basis: Basis::Imported,
            };
        }
    }

    fn completions_speak(&self) -> Option<WellStatus> {
        self.completions
            .values()
            .map(|completion| completion.status)
            .min()
            .and_then(CompletionStatus::of_well)
    }

    fn bores_speak(&self) -> Option<WellStatus> {
        let told = |bore: &&Wellbore| bore.facts.status_since().is_some();
        self.wellbores
            .values()
            .filter(told)
            .map(|bore| bore.facts.status())
            .min()
            .map(WellStatus::from)
    }

    /// The wellbore that speaks for the well; the lowest number among equals.
    pub(super) fn main_bore(&self) -> Option<(&ApiNumber, &Wellbore)> {
        self.wellbores
            .iter()
            .min_by_key(|(number, bore)| (bore.facts.status(), **number))
    }
}

/// What a report says of a completion.
pub(super) fn reported_status(status: Option<&AgencyStatus>) -> CompletionStatus {
    status.map_or(CompletionStatus::NotReported, AgencyStatus::completion)
}

/// Whether a status is one of a well with an open interval.
fn operates(status: WellStatus) -> bool {
    match status {
        WellStatus::Completed
        | WellStatus::Producing
        | WellStatus::Injecting
        | WellStatus::InService
        | WellStatus::ShutIn => true,
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
        | WellStatus::TemporarilyAbandoned
        | WellStatus::CompletionAbandoned
        | WellStatus::PluggedAndAbandoned
        | WellStatus::SiteReleased
        | WellStatus::Voided
        | WellStatus::Unmapped => false,
    }
}

fn identity_of_record(event: &WellHistoryImported) -> Identity {
    Identity {
        name: event.name.clone(),
        operator: event.operator.clone(),
        lease: event.lease.clone(),
        field: event.field.clone(),
        location: event.location,
        state: event.state,
    }
}
