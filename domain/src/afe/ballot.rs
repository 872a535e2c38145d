//! A ballot: who is asked, until when, who answered what, and what it comes to.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::approvals::stated;
use super::error::AfeError;
use super::stated::{BallotMethod, CastVote, NonConsentingParty, Vote};
use crate::ids::{AgreementId, OwnerId};
use crate::joint_interest::{PartyShare, interests_sum};
use crate::joint_operating_agreement::AgreementTerms;
use crate::quantity::{DecimalInterest, Usd};

/// A ballot of the proposal or of a supplement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Ballot {
    pub(super) agreement_id: AgreementId,
    pub(super) amount_usd: Usd,
    pub(super) participants: Vec<PartyShare>,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) deadline: DateTime<Utc>,
    pub(super) terms: AgreementTerms,
    pub(super) cast: Vec<CastVote>,
    pub(super) outcome: Option<BallotOutcome>,
}

/// What a ballot comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BallotOutcome {
    /// How much of the interests consents.
    pub consenting_interest: DecimalInterest,
    /// Who consents, in the order in which they were asked.
    pub consenting: Vec<PartyShare>,
    /// Who does not.
    pub non_consenting: Vec<NonConsentingParty>,
}

impl Ballot {
    /// Refuses an answer that does not count.
    pub(super) fn takes(&self, cast: &CastVote, at: DateTime<Utc>) -> Result<(), AfeError> {
        self.in_time(cast.owner, at)?;
        if self.answer_of(cast.owner).is_some() {
            return Err(AfeError::AlreadyCast { owner: cast.owner });
        }
        stated(&cast.recorded_by, "wrote the answer down")?;
        if cast.method != BallotMethod::Portal && cast.evidence.is_none() {
            return Err(AfeError::WithoutEvidence { method: cast.method });
        }
        Ok(())
    }

    /// Refuses to give an answer back that was not given, or too late.
    pub(super) fn gives_back(&self, owner: OwnerId, at: DateTime<Utc>) -> Result<(), AfeError> {
        self.in_time(owner, at)?;
        match self.answer_of(owner) {
            Some(_) => Ok(()),
            None => Err(AfeError::NotCast { owner }),
        }
    }

    fn in_time(&self, owner: OwnerId, at: DateTime<Utc>) -> Result<(), AfeError> {
        if !self.participants.iter().any(|party| party.owner == owner) {
            return Err(AfeError::NotAParticipant { owner });
        }
        if at >= self.deadline {
            return Err(AfeError::DeadlinePassed {
                at,
                deadline: self.deadline,
            });
        }
        Ok(())
    }

    fn answer_of(&self, owner: OwnerId) -> Option<&CastVote> {
        self.cast.iter().find(|cast| cast.owner == owner)
    }

    /// Those who have not answered.
    pub(super) fn missing(&self) -> impl Iterator<Item = &PartyShare> {
        let open = |party: &&PartyShare| self.answer_of(party.owner).is_none();
        self.participants.iter().filter(open)
    }

    /// Refuses to count while somebody may still answer.
    pub(super) fn counted_at(&self, at: DateTime<Utc>) -> Result<BallotOutcome, AfeError> {
        let missing = self.missing().count();
        if missing > 0 && at < self.deadline {
            return Err(AfeError::BallotStillOpen {
                deadline: self.deadline,
                missing: u32::try_from(missing).unwrap_or(u32::MAX),
            });
        }
        let (mut consenting, mut non_consenting) = (Vec::new(), Vec::new());
        for party in &self.participants {
            let vote = self.answer_of(party.owner).map(|cast| cast.vote);
            match vote {
                Some(Vote::Consent) => consenting.push(*party),
                Some(Vote::LimitedConsent { limit_usd }) if self.amount_usd <= limit_usd => {
                    consenting.push(*party);
                }
                Some(Vote::LimitedConsent { .. } | Vote::NonConsent) | None => {
                    non_consenting.push(NonConsentingParty {
                        owner: party.owner,
                        interest: party.interest,
                        deemed: vote.is_none(),
                    });
                }
            }
        }
        Ok(BallotOutcome {
            consenting_interest: DecimalInterest::new(interests_sum(&consenting))?,
            consenting,
            non_consenting,
        })
    }

    /// Refuses where less consents than the agreement asks for, or nothing was counted.
    pub(super) fn carried(&self) -> Result<&BallotOutcome, AfeError> {
        let Some(outcome) = &self.outcome else {
            return Err(self.not_asked());
        };
        let minimum = self.terms.consent.minimum;
        if outcome.consenting_interest < minimum {
            return Err(AfeError::ConsentInsufficient {
                consenting: outcome.consenting_interest,
                minimum,
            });
        }
        Ok(outcome)
    }

    const fn not_asked(&self) -> AfeError {
        AfeError::ConsentNotAsked {
            agreement_id: self.agreement_id,
            total_usd: self.amount_usd,
        }
    }
}

impl BallotOutcome {
    /// The interests of those who do not consent.
    pub(super) fn uncovered(&self) -> Decimal {
        Decimal::ONE - self.consenting_interest.value()
    }
}
