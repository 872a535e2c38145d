//! An AFE as one of its parties sees it: its own interest and its own part of each figure, and nothing of the others.
//!
//! Invariant: what the parties see of a figure adds up to it, to the cent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::card::{AfeCard, AfeFigures};
use super::non_consent::NonConsentAccount;
use super::stated::{AfeKind, AfeSubject};
use super::status::AfeStatus;
use super::summary::BallotSummary;
use crate::declared::words;
use crate::ids::{AfeId, AgreementId, OwnerId};
use crate::joint_interest::{CostShare, JointInterestError, PartyShare, Variance, cost_shares};
use crate::quantity::{DecimalInterest, Usd};
use crate::text::Text120;

words! {
    /// What a party said to what it was asked. JSON: `"open"`.
    pub enum PartyAnswer {
        /// Nothing yet.
        Open = "open",
        /// Something; answers are not counted yet.
        Answered = "answered",
        /// It consents.
        Consent = "consent",
        /// It does not.
        NonConsent = "non_consent",
        /// It said nothing in time, which is no consent.
        DeemedNonConsent = "deemed_non_consent",
    }
}

/// An AFE as a party sees it. Absent facts are `null`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartyAfe {
    /// The stream.
    pub afe_id: AfeId,
    /// The party.
    pub owner: OwnerId,
    /// Its number.
    pub number: Text120,
    /// What the money is for.
    pub kind: AfeKind,
    /// What it is about.
    pub subject: AfeSubject,
    /// The agreement.
    pub agreement_id: Option<AgreementId>,
    /// Who operates.
    pub operator: OwnerId,
    /// In words.
    pub description: Text120,
    /// The stage it is in.
    pub status: AfeStatus,
    /// Since when.
    pub status_since: DateTime<Utc>,
    /// What it was asked about the proposal.
    pub ballot: Option<PartyBallot>,
    /// What it was asked about the supplement that is pending.
    pub supplement_ballot: Option<PartyBallot>,
    /// Its part of the project; `None` where none is authorised, or it does not take part in it.
    pub figures: Option<PartyFigures>,
    /// What others recover who carry its share, where it does not consent.
    pub non_consent: Option<NonConsentAccount>,
}

/// A ballot, as a party was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartyBallot {
    /// How much is asked for of all together.
    pub amount_usd: Usd,
    /// Its interest.
    pub interest: DecimalInterest,
    /// Its part of the amount.
    pub share_usd: Usd,
    /// When it was asked.
    pub opened_at: DateTime<Utc>,
    /// The first instant at which it is too late to answer.
    pub deadline: DateTime<Utc>,
    /// What it said.
    pub answer: PartyAnswer,
}

/// A party's part of a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartyFigures {
    /// Its interest in the project.
    pub interest: DecimalInterest,
    /// Of what was authorised first.
    pub first_authorized_usd: Usd,
    /// Of what is authorised with supplements.
    pub authorized_usd: Usd,
    /// Of what is promised, and neither drawn nor released.
    pub committed_usd: Usd,
    /// Of what was spent, invoice by invoice.
    pub actual_usd: Usd,
    /// How far that is from its part of what is authorised.
    pub variance: Variance,
    /// Of what was set aside.
    pub funds_usd: Option<Usd>,
}

fn own(shares: &[CostShare], owner: OwnerId) -> Usd {
    let mut shares = shares.iter();
    shares
        .find(|share| share.owner == owner)
        .map_or(Usd::ZERO, |share| share.amount_usd)
}

impl AfeCard {
    /// The AFE as a party sees it; `None` for whoever was neither asked nor bears a part.
    ///
    /// # Errors
    /// [`JointInterestError`] where an amount is out of range.
    pub fn seen_by(&self, owner: OwnerId) -> Result<Option<PartyAfe>, JointInterestError> {
        let asked = |ballot: &Option<BallotSummary>| match ballot {
            Some(ballot) => ballot.seen_by(owner),
            None => Ok(None),
        };
        let (ballot, supplement_ballot) = (asked(&self.ballot)?, asked(&self.supplement_ballot)?);
        let figures = match &self.figures {
            Some(figures) => figures.seen_by(owner)?,
            None => None,
        };
        if ballot.is_none() && supplement_ballot.is_none() && figures.is_none() {
            return Ok(None);
        }
        Ok(Some(PartyAfe {
            afe_id: self.afe_id,
            owner,
            number: self.number.clone(),
            kind: self.kind,
            subject: self.subject,
            agreement_id: self.agreement_id,
            operator: self.operator,
            description: self.description.clone(),
            status: self.status,
            status_since: self.status_since,
            ballot,
            supplement_ballot,
            figures,
            non_consent: self.recovered_of(owner),
        }))
    }

    fn recovered_of(&self, owner: OwnerId) -> Option<NonConsentAccount> {
        let accounts = self.figures.iter().flat_map(|figures| &figures.non_consent);
        let mut accounts = accounts.flatten();
        accounts.find(|account| account.owner == owner).copied()
    }
}

impl BallotSummary {
    fn seen_by(&self, owner: OwnerId) -> Result<Option<PartyBallot>, JointInterestError> {
        let Some(party) = interest_of(&self.participants, owner) else {
            return Ok(None);
        };
        Ok(Some(PartyBallot {
            amount_usd: self.amount_usd,
            interest: party,
            share_usd: own(&cost_shares(self.amount_usd, &self.participants)?, owner),
            opened_at: self.opened_at,
            deadline: self.deadline,
            answer: self.answer_of(owner),
        }))
    }

    fn answer_of(&self, owner: OwnerId) -> PartyAnswer {
        let Some(outcome) = &self.outcome else {
            return if self.missing.contains(&owner) {
                PartyAnswer::Open
            } else {
                PartyAnswer::Answered
            };
        };
        let mut others = outcome.non_consenting.iter();
        match others.find(|party| party.owner == owner) {
            Some(party) if party.deemed => PartyAnswer::DeemedNonConsent,
            Some(_) => PartyAnswer::NonConsent,
            None => PartyAnswer::Consent,
        }
    }
}

impl AfeFigures {
    fn seen_by(&self, owner: OwnerId) -> Result<Option<PartyFigures>, JointInterestError> {
        let Some(interest) = interest_of(&self.shares, owner) else {
            return Ok(None);
        };
        let part = |amount_usd: Usd| -> Result<Usd, JointInterestError> {
            Ok(own(&cost_shares(amount_usd, &self.shares)?, owner))
        };
        let authorized_usd = part(self.authorized_usd)?;
        // Each invoice was shared by itself: the sum of the parts is what the party bears.
        let actual_usd = match &self.borne {
            Some(borne) => own(borne, owner),
            None => part(self.actual_usd)?,
        };
        Ok(Some(PartyFigures {
            interest,
            first_authorized_usd: part(self.first_authorized_usd)?,
            authorized_usd,
            committed_usd: part(self.committed_usd)?,
            actual_usd,
            variance: Variance::of(actual_usd, authorized_usd)?,
            funds_usd: self.funds.as_ref().map(|funds| own(funds, owner)),
        }))
    }
}

fn interest_of(parties: &[PartyShare], owner: OwnerId) -> Option<DecimalInterest> {
    let mut parties = parties.iter();
    parties
        .find(|party| party.owner == owner)
        .map(|party| party.interest)
}
