//! What others may know of an operating agreement.

use super::state::JointOperatingAgreement;
use super::step::AgreementStatus;
use super::terms::{AgreementTerms, ContractArea};
use crate::ids::{AgreementId, OwnerId};
use crate::joint_interest::PartyShare;

/// The facts of an agreement against which others are checked, at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgreementSeen {
    /// There is no such agreement.
    Unknown,
    /// There is one.
    Known(Box<SeenAgreement>),
}

/// An agreement as others see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenAgreement {
    /// The stream.
    pub agreement_id: AgreementId,
    /// Whether it holds.
    pub in_force: bool,
    /// Who operates.
    pub operator: OwnerId,
    /// The parties and their interests.
    pub parties: Vec<PartyShare>,
    /// Where it holds.
    pub area: ContractArea,
    /// What it says.
    pub terms: AgreementTerms,
}

impl AgreementSeen {
    /// What there is to see of an agreement. A record entered in error is no agreement.
    pub fn of(agreement: &JointOperatingAgreement) -> Self {
        match agreement {
            JointOperatingAgreement::Unknown => Self::Unknown,
            JointOperatingAgreement::Known(known) if known.status == AgreementStatus::Voided => Self::Unknown,
            JointOperatingAgreement::Known(known) => Self::Known(Box::new(SeenAgreement {
                agreement_id: known.agreement_id,
                in_force: known.status == AgreementStatus::InForce,
                operator: known.operator,
                parties: known.parties.clone(),
                area: known.area.clone(),
                terms: known.terms.clone(),
            })),
        }
    }
}
