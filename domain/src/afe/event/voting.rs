//! The ballot of the parties.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::Fact;

use super::*;
use crate::afe::stated::{BallotMethod, CastVote, NonConsentingParty};
use crate::declared::facts;
use crate::ids::{AgreementId, OwnerId};
use crate::joint_interest::{Election, NonConsentPenalties, PartyShare};
use crate::joint_operating_agreement::AgreementTerms;
use crate::personal::Personal;
use crate::quantity::{DecimalInterest, Usd};

facts! {
    /// The parties were asked, of the proposal or of a supplement.
    AfeBallotOpened {
        /// The agreement.
        agreement_id: AgreementId,
        /// The supplement they are asked for; `None` where it is the proposal.
        supplement: Option<u16>,
        /// How much they are asked for.
        amount_usd: Usd,
        /// Who is asked, and with which interest; the interests come to exactly 1.
        participants: Vec<PartyShare>,
        /// How they were asked.
        method: BallotMethod,
        /// Whether a rig was on location.
        rig_on_location: bool,
        /// The first instant at which it is too late to answer.
        deadline: DateTime<Utc>,
        /// What the agreement says, as it stood.
        terms: AgreementTerms,
    }
    withheld {}

    /// A party took its answer back.
    AfeBallotWithdrawn {
        /// Who.
        owner: OwnerId,
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }

    /// The parties have answered, or have had their time.
    AfeBallotClosed {
        /// How much of the interests consents.
        consenting_interest: DecimalInterest,
        /// Who consents, and with which interest.
        consenting: Vec<PartyShare>,
        /// Who does not.
        non_consenting: Vec<NonConsentingParty>,
    }
    withheld {}

    /// Consenting parties took the shares of those who do not consent.
    NonConsentShareReallocated {
        /// What each of them chose.
        elections: Vec<Election>,
        /// What each of them added to its interest.
        added: Vec<PartyShare>,
        /// The project's own interests; they come to exactly 1.
        shares: Vec<PartyShare>,
        /// What they recover before those who did not consent come back in.
        penalties: NonConsentPenalties,
        /// What shows the choices.
        evidence: Text120,
    }
    withheld { evidence: Text120::withheld() }
}

/// A party answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AfeBallotCast {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The answer.
    pub cast: CastVote,
}

impl Fact for AfeBallotCast {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn public_form(&self) -> Option<Self> {
        let cast = CastVote {
            recorded_by: Personal::withheld(),
            evidence: self.cast.evidence.as_ref().map(|_| Text120::withheld()),
            ..self.cast.clone()
        };
        Some(Self {
            effective_at: self.effective_at,
            cast,
        })
    }
}
