//! What may be asked of an operating agreement.

use chrono::NaiveDate;

use super::event::CorrectedAgreementFact;
use super::terms::{AgreementTerms, ContractArea};
use crate::declared::tasks;
use crate::ids::{AgreementId, OwnerId};
use crate::joint_interest::PartyShare;
use crate::text::Text120;

tasks! {
    /// A task for an operating agreement.
    pub enum AgreementTask asked as AgreementCommand, corrected as CorrectAgreementHistory by CorrectedAgreementFact;

    /// An agreement is entered into.
    Enter(EnterAgreement {
        /// The stream.
        agreement_id: AgreementId,
        /// Its number in the books.
        number: Text120,
        /// The form it was written on, for example `AAPL 610-1989`.
        form: Text120,
        /// The local day it was signed.
        signed_on: NaiveDate,
        /// Who operates.
        operator: OwnerId,
        /// The parties and their working interests.
        parties: Vec<PartyShare>,
        /// Where it holds.
        area: ContractArea,
        /// What it says.
        terms: AgreementTerms,
    }),
    /// It says something else from now on.
    AmendTerms(AmendAgreementTerms {
        /// What.
        terms: AgreementTerms,
        /// The amendment.
        reference: Text120,
    }),
    /// Other parties, or other interests.
    ChangeParties(ChangeAgreementParties {
        /// All of them from now on.
        parties: Vec<PartyShare>,
        /// The instrument.
        reference: Text120,
    }),
    /// It holds elsewhere.
    AmendArea(AmendContractArea {
        /// Where from now on.
        area: ContractArea,
        /// The amendment.
        reference: Text120,
    }),
    /// Somebody else operates.
    ChangeOperator(ChangeAgreementOperator {
        /// Who.
        operator: OwnerId,
        /// The vote or the resignation.
        reference: Text120,
    }),
    /// It ends.
    Terminate(TerminateAgreement {
        /// Why.
        reason: Text120,
    }),
    /// It was entered in error.
    VoidRecord(VoidAgreementRecord {
        /// Why.
        reason: Text120,
    }),
}
