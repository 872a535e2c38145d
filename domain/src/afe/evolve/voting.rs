//! The ballot of the parties.

use super::*;
use crate::afe::ballot::{Ballot, BallotOutcome};
use crate::afe::state::Carried;
use crate::joint_interest::{Carrying, Election, PartyShare, reallocate};

impl KnownAfe {
    pub(super) fn take_ballot(&mut self, event: &AfeBallotOpened) -> Result<(), AfeError> {
        self.admit(Step::OpenBallot)?;
        let ballot = Ballot {
            agreement_id: event.agreement_id,
            amount_usd: event.amount_usd,
            participants: event.participants.clone(),
            opened_at: event.effective_at,
            deadline: event.deadline,
            terms: event.terms.clone(),
            cast: Vec::new(),
            outcome: None,
        };
        if self.status == AfeStatus::Approved {
            self.stands_on(event.effective_at)?;
            self.ballot = Some(ballot);
            return self.advance(Step::OpenBallot, AfeStatus::Balloting, event.effective_at);
        }
        let refusal = AfeError::out_of_order(Step::OpenBallot, self.status, self.since);
        self.in_project(Step::OpenBallot, |project| {
            let pending = project.pending.as_mut().ok_or(refusal)?;
            pending.approved()?;
            if pending.ballot.is_some() {
                return Err(AfeError::BallotAlreadyHeld);
            }
            pending.ballot = Some(ballot);
            Ok(())
        })
    }

    /// The ballot that is open, to be changed once its checks have passed.
    fn open_ballot_mut(&mut self, step: Step) -> Result<&mut Ballot, AfeError> {
        let refusal = AfeError::BallotNotOpen {
            words: step.words(),
            status: self.status,
            since: self.since,
        };
        let ballot = match &mut self.project {
            Some(project) => project
                .pending
                .as_mut()
                .and_then(|pending| pending.ballot.as_mut()),
            None => self.ballot.as_mut(),
        };
        ballot.filter(|ballot| ballot.outcome.is_none()).ok_or(refusal)
    }

    pub(super) fn take_vote(&mut self, event: &AfeBallotCast) -> Result<(), AfeError> {
        self.admit(Step::CastBallot)?;
        let ballot = self.open_ballot_mut(Step::CastBallot)?;
        ballot.takes(&event.cast, event.effective_at)?;
        ballot.cast.push(event.cast.clone());
        Ok(())
    }

    pub(super) fn give_vote_back(&mut self, event: &AfeBallotWithdrawn) -> Result<(), AfeError> {
        self.admit(Step::WithdrawBallot)?;
        let ballot = self.open_ballot_mut(Step::WithdrawBallot)?;
        ballot.gives_back(event.owner, event.effective_at)?;
        ballot.cast.retain(|cast| cast.owner != event.owner);
        Ok(())
    }

    /// A count is what the answers come to: a correction of one that would change it does not pass here.
    pub(super) fn take_count(&mut self, event: &AfeBallotClosed) -> Result<(), AfeError> {
        self.admit(Step::CloseBallot)?;
        let ballot = self.open_ballot_mut(Step::CloseBallot)?;
        let counted = ballot.counted_at(event.effective_at)?;
        let stated = BallotOutcome {
            consenting_interest: event.consenting_interest,
            consenting: event.consenting.clone(),
            non_consenting: event.non_consenting.clone(),
        };
        if counted != stated {
            return Err(AfeError::CountDiffers {
                stated: stated.consenting_interest,
                counted: counted.consenting_interest,
            });
        }
        ballot.outcome = Some(counted);
        if self.status == AfeStatus::Balloting {
            self.advance(Step::CloseBallot, AfeStatus::Balloted, event.effective_at)?;
        }
        Ok(())
    }

    pub(super) fn take_reallocation(&mut self, event: &NonConsentShareReallocated) -> Result<(), AfeError> {
        self.admit(Step::Reallocate)?;
        let shares = self.may_reallocate(&event.elections)?;
        self.carried = Some(Carried {
            shares,
            penalties: event.penalties,
        });
        Ok(())
    }

    /// The project's interests by what the consenting parties choose.
    pub(in crate::afe) fn may_reallocate(&self, elections: &[Election]) -> Result<Vec<PartyShare>, AfeError> {
        let outcome = self.ballot.as_ref().and_then(|ballot| ballot.outcome.as_ref());
        let Some(outcome) = outcome else {
            return Err(AfeError::out_of_order(Step::Reallocate, self.status, self.since));
        };
        if outcome.non_consenting.is_empty() {
            return Err(AfeError::NothingToReallocate);
        }
        if self.carried.is_some() {
            return Err(AfeError::AlreadyReallocated);
        }
        let mut consenting: Vec<(PartyShare, Carrying)> = Vec::new();
        for party in &outcome.consenting {
            let mut own = elections.iter().filter(|election| election.owner == party.owner);
            match (own.next(), own.next()) {
                (Some(election), None) => consenting.push((*party, election.carrying)),
                (Some(_), Some(_)) | (None, _) => {
                    return Err(AfeError::ElectionsIncomplete { owner: party.owner });
                }
            }
        }
        let among = |owner| outcome.consenting.iter().any(|party| party.owner == owner);
        if let Some(stranger) = elections.iter().find(|election| !among(election.owner)) {
            return Err(AfeError::ElectionsIncomplete {
                owner: stranger.owner,
            });
        }
        reallocate(&consenting).map_err(|reason| AfeError::NotCovered { reason })
    }
}
