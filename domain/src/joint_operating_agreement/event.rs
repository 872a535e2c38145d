//! What happens to an operating agreement. Stored for ever.

use chrono::NaiveDate;
use wellflow_decider::{ClaimAction, ClaimChange};

use super::terms::{AgreementTerms, ContractArea};
use crate::declared::{corrected_facts, facts};
use crate::ids::{AgreementId, OwnerId};
use crate::joint_interest::PartyShare;
use crate::text::Text120;

wellflow_decider::events! {
    /// What happens to an operating agreement.
    pub enum AgreementEvent {
        AgreementEntered = 1,
        AgreementTermsAmended = 1,
        AgreementPartiesChanged = 1,
        ContractAreaAmended = 1,
        AgreementOperatorChanged = 1,
        AgreementTerminated = 1,
        AgreementHistoryCorrected = 1,
        AgreementRecordVoided = 1,
    }
}

/// The namespace in which the numbers of agreements are unique within an organization.
pub const AGREEMENT_CLAIM: &str = "joint_operating_agreement";

fn claim(number: &Text120, action: ClaimAction) -> Vec<ClaimChange> {
    vec![ClaimChange {
        kind: AGREEMENT_CLAIM,
        key: number.to_string(),
        action,
    }]
}

facts! {
    /// An agreement was entered into.
    AgreementEntered {
        /// The stream.
        agreement_id: AgreementId,
        /// Its number in the books.
        number: Text120,
        /// The form it was written on.
        form: Text120,
        /// The local day it was signed.
        signed_on: NaiveDate,
        /// Who operates.
        operator: OwnerId,
        /// The parties and their working interests, which come to exactly 1.
        parties: Vec<PartyShare>,
        /// Where it holds.
        area: ContractArea,
        /// What it says.
        terms: AgreementTerms,
    }
    withheld {}
    => |event| claim(&event.number, ClaimAction::Claim);

    /// It says something else.
    AgreementTermsAmended {
        /// What.
        terms: AgreementTerms,
        /// The amendment.
        reference: Text120,
    }
    withheld { reference: Text120::withheld() }

    /// Other parties, or other interests.
    AgreementPartiesChanged {
        /// All of them; they come to exactly 1.
        parties: Vec<PartyShare>,
        /// The instrument.
        reference: Text120,
    }
    withheld { reference: Text120::withheld() }

    /// It holds elsewhere.
    ContractAreaAmended {
        /// Where.
        area: ContractArea,
        /// The amendment.
        reference: Text120,
    }
    withheld { reference: Text120::withheld() }

    /// Somebody else operates.
    AgreementOperatorChanged {
        /// Who.
        operator: OwnerId,
        /// The vote or the resignation.
        reference: Text120,
    }
    withheld { reference: Text120::withheld() }

    /// It ended.
    AgreementTerminated {
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }

    /// The agreement was entered in error.
    AgreementRecordVoided {
        /// Its number, given up.
        number: Text120,
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }
    => |event| claim(&event.number, ClaimAction::Release);
}

corrected_facts! {
    /// What happened instead. JSON: `{"event_type":"AgreementTermsAmended","fact":{...}}`.
    pub enum CorrectedAgreementFact of AgreementEvent by AgreementHistoryCorrected;
    AgreementEntered,
    AgreementTermsAmended,
    AgreementPartiesChanged,
    ContractAreaAmended,
    AgreementOperatorChanged,
    AgreementTerminated,
}
