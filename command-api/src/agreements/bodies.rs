//! What an agreement says, between whom and where: `/agreements`, `/amend-terms`, `/change-parties`, `/amend-area`, `/change-operator`,
//! `/terminate`, `/void`.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::afe::AfeKind;
use wellflow_domain::ids::{AgreementId, LeaseId, OwnerId};
use wellflow_domain::joint_interest::{NonConsentPenalties, PartyShare};
use wellflow_domain::joint_operating_agreement::{
    AgreementTerms, AmendAgreementTerms, AmendContractArea, ChangeAgreementOperator, ChangeAgreementParties,
    ConsentTerms, ContractArea, EnterAgreement, Overhead, ResponseTerms, TerminateAgreement,
    VoidAgreementRecord,
};
use wellflow_domain::property_month::PropertyId;
use wellflow_domain::quantity::{DecimalInterest, Percent, RecoveryPercent, Usd};
use wellflow_domain::text::Text120;

use crate::body::{Chosen, bodies, tagged_bodies};

bodies! {
    /// An agreement is entered into.
    EnterAgreement as EnterAgreementBody {
        agreement_id: Chosen<AgreementId>,
        effective_at: DateTime<Utc>,
        number: Text120,
        form: Text120,
        signed_on: NaiveDate,
        operator: OwnerId,
        parties: Vec<PartyShare>,
        area: ContractArea,
        terms: AgreementTerms,
    }

    /// A party and its interest.
    PartyShare as PartyShareBody { owner: OwnerId, interest: DecimalInterest }

    /// Where it holds.
    ContractArea as ContractAreaBody {
        description: Text120,
        leases: BTreeSet<LeaseId>,
        properties: BTreeSet<PropertyId>,
    }

    /// What it says.
    AgreementTerms as AgreementTermsBody {
        consent: ConsentTerms,
        response: ResponseTerms,
        non_consent: NonConsentPenalties,
        overrun_percent: Option<Percent>,
        supplements_balloted: bool,
        commencement_days: Option<u16>,
        audit_months: Option<u16>,
        overhead: Overhead,
        netting_allowed: bool,
    }

    /// When the parties are asked.
    ConsentTerms as ConsentTermsBody {
        not_above_usd: Option<Usd>,
        always_for: BTreeSet<AfeKind>,
        minimum: DecimalInterest,
    }

    /// How long they have.
    ResponseTerms as ResponseTermsBody { days: u16, rig_hours: u16, rig_hours_rest: bool }

    /// What is recovered of those who do not consent.
    NonConsentPenalties as NonConsentPenaltiesBody {
        surface_equipment: RecoveryPercent,
        drilling_and_completion: RecoveryPercent,
        operating: RecoveryPercent,
    }

    /// It says something else.
    AmendAgreementTerms as AmendTermsBody {
        effective_at: DateTime<Utc>,
        terms: AgreementTerms,
        reference: Text120,
    }

    /// Other parties, or other interests.
    ChangeAgreementParties as ChangePartiesBody {
        effective_at: DateTime<Utc>,
        parties: Vec<PartyShare>,
        reference: Text120,
    }

    /// It holds elsewhere.
    AmendContractArea as AmendAreaBody { effective_at: DateTime<Utc>, area: ContractArea, reference: Text120 }

    /// Somebody else operates.
    ChangeAgreementOperator as ChangeOperatorBody {
        effective_at: DateTime<Utc>,
        operator: OwnerId,
        reference: Text120,
    }

    /// It ends.
    TerminateAgreement as TerminateAgreementBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// It was entered in error.
    VoidAgreementRecord as VoidAgreementBody { effective_at: DateTime<Utc>, reason: Text120 }
}

tagged_bodies! {
    Overhead by "kind" {
        "fixed" => Fixed { drilling_usd: Usd, producing_usd: Usd },
        "percentage" => Percentage { percent: Percent },
        "none" => None {},
    }
}
