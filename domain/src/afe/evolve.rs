//! How events change an AFE: each where the transition table lets its step be taken, and only if the rules of `decide` that
//! no later fact may undo hold. So a late fact or a correction cannot bring about what a command could not.

mod budget;
mod costs;
mod voting;

use chrono::{DateTime, Utc};
use wellflow_decider::{DomainEvent, Illegal};

use super::error::AfeError;
use super::event::*;
use super::state::{KnownAfe, Project};
use super::status::AfeStatus;
use super::step::Step;

impl KnownAfe {
    /// The AFE that an event begins; `None` where the event needs one that is known.
    pub(super) fn begun_by(event: &AfeEvent) -> Option<Self> {
        match event {
            AfeEvent::AfeDrafted(drafted) => Some(Self::drafted(drafted)),
            // A corrected draft may be all that is left of the first one.
            AfeEvent::AfeHistoryCorrected(corrected) => match &corrected.instead {
                Some(CorrectedAfeFact::AfeDrafted(drafted)) => Some(Self {
                    corrections: 1,
                    ..Self::drafted(drafted)
                }),
                Some(_) | None => None,
            },
            AfeEvent::AfeLineRevised(_)
            | AfeEvent::AfeSubmitted(_)
            | AfeEvent::AfeInternallyApproved(_)
            | AfeEvent::AfeInternallyRejected(_)
            | AfeEvent::AfeApprovalsRevoked(_)
            | AfeEvent::AfeBallotOpened(_)
            | AfeEvent::AfeBallotCast(_)
            | AfeEvent::AfeBallotWithdrawn(_)
            | AfeEvent::AfeBallotClosed(_)
            | AfeEvent::NonConsentShareReallocated(_)
            | AfeEvent::AfeAuthorized(_)
            | AfeEvent::AfeFundsAllocated(_)
            | AfeEvent::AfeFundsDeallocated(_)
            | AfeEvent::AfeAuthorizationNotified(_)
            | AfeEvent::AfeAuthorizationNoticeRetracted(_)
            | AfeEvent::AfeWorkStarted(_)
            | AfeEvent::AfeCostCommitted(_)
            | AfeEvent::AfeCommitmentReleased(_)
            | AfeEvent::AfeCostPosted(_)
            | AfeEvent::AfeCostReversed(_)
            | AfeEvent::AfeOverrunDetected(_)
            | AfeEvent::AfeSupplementSubmitted(_)
            | AfeEvent::AfeSupplementApproved(_)
            | AfeEvent::AfeSupplementRejected(_)
            | AfeEvent::AfeSupplementAuthorized(_)
            | AfeEvent::AfeWorkCompleted(_)
            | AfeEvent::AfeCostsClosed(_)
            | AfeEvent::AfeClosed(_)
            | AfeEvent::AfeReopened(_)
            | AfeEvent::AfeCancelled(_)
            | AfeEvent::AfeWithdrawn(_)
            | AfeEvent::AfeLapsed(_) => None,
        }
    }

    fn drafted(event: &AfeDrafted) -> Self {
        Self {
            afe_id: event.afe_id,
            number: event.number.clone(),
            kind: event.kind,
            subject: event.subject,
            agreement_id: event.agreement_id,
            operator: event.operator,
            description: event.description.clone(),
            time_zone: event.time_zone,
            expires_on: event.expires_on,
            lines: event.lines.clone(),
            status: AfeStatus::Draft,
            since: event.effective_at,
            approvals: None,
            ballot: None,
            carried: None,
            project: None,
            corrections: 0,
        }
    }

    /// Applies an event; one that makes no sense changes nothing.
    pub(super) fn evolve(&mut self, event: &AfeEvent) -> Result<(), Illegal> {
        let at = event.effective_at();
        self.apply(event)
            .map_err(|refusal| Illegal::new(format!("{} at {at}: {refusal}", event.event_type())))
    }

    fn apply(&mut self, event: &AfeEvent) -> Result<(), AfeError> {
        match event {
            AfeEvent::AfeDrafted(_) => self.admit(Step::Draft),
            AfeEvent::AfeLineRevised(e) => self.take_revision(e),
            AfeEvent::AfeSubmitted(e) => self.take_submission(e),
            AfeEvent::AfeInternallyApproved(e) => self.take_approval(e),
            AfeEvent::AfeInternallyRejected(e) => {
                self.advance(Step::Reject, AfeStatus::Rejected, e.effective_at)
            }
            AfeEvent::AfeApprovalsRevoked(e) => self.take_revocation(e),
            AfeEvent::AfeBallotOpened(e) => self.take_ballot(e),
            AfeEvent::AfeBallotCast(e) => self.take_vote(e),
            AfeEvent::AfeBallotWithdrawn(e) => self.give_vote_back(e),
            AfeEvent::AfeBallotClosed(e) => self.take_count(e),
            AfeEvent::NonConsentShareReallocated(e) => self.take_reallocation(e),
            AfeEvent::AfeAuthorized(e) => self.take_authorization(e),
            AfeEvent::AfeFundsAllocated(_) => self.take_funds(),
            AfeEvent::AfeFundsDeallocated(_) => self.give_funds_back(),
            AfeEvent::AfeAuthorizationNotified(_) => self.take_notice(Step::RecordNotice, true),
            AfeEvent::AfeAuthorizationNoticeRetracted(_) => self.take_notice(Step::RetractNotice, false),
            AfeEvent::AfeWorkStarted(e) => {
                self.admit(Step::StartWork)?;
                self.stands_on(e.effective_at)?;
                self.advance(Step::StartWork, AfeStatus::InProgress, e.effective_at)
            }
            AfeEvent::AfeCostCommitted(e) => self.take_commitment(e),
            AfeEvent::AfeCommitmentReleased(e) => {
                self.in_project(Step::ReleaseCommitment, |project| project.book.release(e))
            }
            AfeEvent::AfeCostPosted(e) => self.take_posting(e),
            AfeEvent::AfeCostReversed(e) => self.in_project(Step::ReverseCost, |project| {
                project.book.reverse(e, &project.deck)
            }),
            AfeEvent::AfeOverrunDetected(e) => self.in_project(Step::DetectOverrun, |project| {
                project.overrun_told_for = Some(e.authorized_usd);
                Ok(())
            }),
            AfeEvent::AfeSupplementSubmitted(e) => self.take_supplement(e),
            AfeEvent::AfeSupplementApproved(e) => self.take_supplement_approval(e),
            AfeEvent::AfeSupplementRejected(e) => self.reject_supplement(e),
            AfeEvent::AfeSupplementAuthorized(e) => self.authorize_supplement(e),
            AfeEvent::AfeWorkCompleted(e) => self.take_completion(e),
            AfeEvent::AfeCostsClosed(e) => self.close_costs(e),
            AfeEvent::AfeClosed(e) => self.close(e),
            AfeEvent::AfeReopened(e) => self.reopen(e),
            AfeEvent::AfeCancelled(e) => self.cancel(e),
            AfeEvent::AfeWithdrawn(e) => self.advance(Step::Withdraw, AfeStatus::Withdrawn, e.effective_at),
            AfeEvent::AfeLapsed(e) => self.lapse(e),
            AfeEvent::AfeHistoryCorrected(e) => {
                self.admit(Step::CorrectHistory)?;
                if let Some(instead) = e.instead.clone() {
                    self.apply(&instead.into())?;
                }
                self.corrections = self.corrections.saturating_add(1);
                Ok(())
            }
        }
    }

    /// Goes on to another stage.
    fn advance(&mut self, step: Step, status: AfeStatus, at: DateTime<Utc>) -> Result<(), AfeError> {
        self.admit(step)?;
        self.status = status;
        self.since = at;
        Ok(())
    }

    /// Changes something about the project; a change that is refused changes nothing.
    fn in_project(
        &mut self,
        step: Step,
        change: impl FnOnce(&mut Project) -> Result<(), AfeError>,
    ) -> Result<(), AfeError> {
        self.admit(step)?;
        let refusal = AfeError::out_of_order(step, self.status, self.since);
        match &mut self.project {
            Some(project) => change(project),
            None => Err(refusal),
        }
    }
}
