//! The state of an operating agreement. `evolve` says how events change it; nothing else does.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, DomainEvent, Illegal};

use super::command::{AgreementCommand, AgreementTask};
use super::decide::{operator_among, parties_sound};
use super::error::AgreementError;
use super::event::*;
use super::step::{AgreementStatus, Step};
use super::terms::{AgreementTerms, ContractArea};
use crate::ids::{AgreementId, OwnerId};
use crate::joint_interest::PartyShare;
use crate::text::Text120;

/// A joint operating agreement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JointOperatingAgreement {
    /// Nothing is known of one.
    #[default]
    Unknown,
    /// One was entered into.
    Known(Box<KnownAgreement>),
}

/// An agreement of which something is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KnownAgreement {
    /// The stream.
    pub agreement_id: AgreementId,
    /// Its number.
    pub number: Text120,
    /// The form it was written on.
    pub form: Text120,
    /// The local day it was signed.
    pub signed_on: NaiveDate,
    /// Who operates.
    pub operator: OwnerId,
    /// The parties and their interests.
    pub parties: Vec<PartyShare>,
    /// Where it holds.
    pub area: ContractArea,
    /// What it says.
    pub terms: AgreementTerms,
    /// Where it stands.
    pub status: AgreementStatus,
    /// Since when.
    pub since: DateTime<Utc>,
    /// How many facts of its history were corrected.
    pub corrections: u32,
}

impl Decider for JointOperatingAgreement {
    const KIND: &'static str = "joint_operating_agreement";
    const STATE_VERSION: u32 = 1;

    type Command = AgreementCommand;
    type Event = AgreementEvent;
    type Error = AgreementError;

    fn decided_at(command: &AgreementCommand) -> Option<DateTime<Utc>> {
        match &command.task {
            AgreementTask::Enter(_) | AgreementTask::CorrectHistory(_) => None,
            other => other.effective_at(),
        }
    }

    fn decide(&self, command: AgreementCommand) -> Result<Vec<AgreementEvent>, AgreementError> {
        super::decide::decide(self, command)
    }

    fn evolve(&mut self, event: &AgreementEvent) -> Result<(), Illegal> {
        let at = event.effective_at();
        let applied = match self {
            Self::Known(agreement) => agreement.apply(event),
            Self::Unknown => match KnownAgreement::begun_by(event) {
                Some(agreement) => {
                    *self = Self::Known(Box::new(agreement));
                    Ok(())
                }
                None => Err(AgreementError::Unknown { at }),
            },
        };
        applied.map_err(|refusal| Illegal::new(format!("{} at {at}: {refusal}", event.event_type())))
    }
}

impl KnownAgreement {
    /// The agreement that an event begins; `None` where the event needs one that is known.
    fn begun_by(event: &AgreementEvent) -> Option<Self> {
        match event {
            AgreementEvent::AgreementEntered(entered) => Some(Self::entered(entered)),
            // A corrected entry may be all that is left of the first one.
            AgreementEvent::AgreementHistoryCorrected(corrected) => match &corrected.instead {
                Some(CorrectedAgreementFact::AgreementEntered(entered)) => Some(Self {
                    corrections: 1,
                    ..Self::entered(entered)
                }),
                Some(_) | None => None,
            },
            AgreementEvent::AgreementTermsAmended(_)
            | AgreementEvent::AgreementPartiesChanged(_)
            | AgreementEvent::ContractAreaAmended(_)
            | AgreementEvent::AgreementOperatorChanged(_)
            | AgreementEvent::AgreementTerminated(_)
            | AgreementEvent::AgreementRecordVoided(_) => None,
        }
    }

    fn entered(event: &AgreementEntered) -> Self {
        Self {
            agreement_id: event.agreement_id,
            number: event.number.clone(),
            form: event.form.clone(),
            signed_on: event.signed_on,
            operator: event.operator,
            parties: event.parties.clone(),
            area: event.area.clone(),
            terms: event.terms.clone(),
            status: AgreementStatus::InForce,
            since: event.effective_at,
            corrections: 0,
        }
    }

    /// Refuses a step that does not lead on from the stage the agreement is in.
    pub(super) fn admit(&self, step: Step) -> Result<(), AgreementError> {
        if step.leads_on_from(self.status) {
            Ok(())
        } else {
            Err(AgreementError::out_of_order(step, self.status, self.since))
        }
    }

    fn apply(&mut self, event: &AgreementEvent) -> Result<(), AgreementError> {
        match event {
            AgreementEvent::AgreementEntered(_) => Err(AgreementError::AlreadyExists {
                agreement_id: self.agreement_id,
            }),
            AgreementEvent::AgreementTermsAmended(e) => {
                self.admit(Step::AmendTerms)?;
                self.terms = e.terms.clone();
                Ok(())
            }
            AgreementEvent::AgreementPartiesChanged(e) => {
                self.admit(Step::ChangeParties)?;
                parties_sound(&e.parties)?;
                operator_among(self.operator, &e.parties)?;
                self.parties = e.parties.clone();
                Ok(())
            }
            AgreementEvent::ContractAreaAmended(e) => {
                self.admit(Step::AmendArea)?;
                self.area = e.area.clone();
                Ok(())
            }
            AgreementEvent::AgreementOperatorChanged(e) => {
                self.admit(Step::ChangeOperator)?;
                operator_among(e.operator, &self.parties)?;
                self.operator = e.operator;
                Ok(())
            }
            AgreementEvent::AgreementTerminated(e) => {
                self.advance(Step::Terminate, AgreementStatus::Terminated, e.effective_at)
            }
            AgreementEvent::AgreementRecordVoided(e) => {
                self.advance(Step::VoidRecord, AgreementStatus::Voided, e.effective_at)
            }
            AgreementEvent::AgreementHistoryCorrected(e) => {
                self.admit(Step::CorrectHistory)?;
                if let Some(instead) = e.instead.clone() {
                    self.apply(&instead.into())?;
                }
                self.corrections = self.corrections.saturating_add(1);
                Ok(())
            }
        }
    }

    fn advance(
        &mut self,
        step: Step,
        status: AgreementStatus,
        at: DateTime<Utc>,
    ) -> Result<(), AgreementError> {
        self.admit(step)?;
        self.status = status;
        self.since = at;
        Ok(())
    }
}
