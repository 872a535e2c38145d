//! The decisions of an operating agreement: each command against the stage it is in at the command's own date.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::command::*;
use super::error::AgreementError;
use super::event::*;
use super::state::{JointOperatingAgreement, KnownAgreement};
use super::step::Step;
use super::terms::AgreementTerms;
use crate::clock::is_ahead;
use crate::ids::OwnerId;
use crate::joint_interest::{CostClass, PartyShare, interests_sum};
use crate::text::Text120;

type Decision = Result<Vec<AgreementEvent>, AgreementError>;

/// What a correction itself is called; it may be corrected in turn.
const CORRECTION: &str = "AgreementHistoryCorrected";

pub(super) fn decide(agreement: &JointOperatingAgreement, command: AgreementCommand) -> Decision {
    let AgreementCommand { task, now } = command;
    if let Some(at) = task.effective_at().filter(|at| is_ahead(*at, now)) {
        return Err(AgreementError::EffectiveInFuture { at, now });
    }
    match task {
        AgreementTask::Enter(task) => enter(agreement, *task),
        AgreementTask::AmendTerms(task) => amend(known(agreement, task.effective_at)?, *task),
        AgreementTask::ChangeParties(task) => change_parties(known(agreement, task.effective_at)?, *task),
        AgreementTask::AmendArea(task) => amend_area(known(agreement, task.effective_at)?, *task),
        AgreementTask::ChangeOperator(task) => change_operator(known(agreement, task.effective_at)?, *task),
        AgreementTask::Terminate(task) => {
            known(agreement, task.effective_at)?.admit(Step::Terminate)?;
            one(AgreementTerminated {
                effective_at: task.effective_at,
                reason: task.reason,
            })
        }
        AgreementTask::VoidRecord(task) => {
            let known = known(agreement, task.effective_at)?;
            known.admit(Step::VoidRecord)?;
            one(AgreementRecordVoided {
                effective_at: task.effective_at,
                number: known.number.clone(),
                reason: task.reason,
            })
        }
        AgreementTask::CorrectHistory(task) => correct(known(agreement, task.corrects.effective_at)?, *task),
    }
}

fn known(agreement: &JointOperatingAgreement, at: DateTime<Utc>) -> Result<&KnownAgreement, AgreementError> {
    match agreement {
        JointOperatingAgreement::Unknown => Err(AgreementError::Unknown { at }),
        JointOperatingAgreement::Known(agreement) => Ok(agreement),
    }
}

fn one(event: impl Into<AgreementEvent>) -> Decision {
    Ok(vec![event.into()])
}

fn enter(agreement: &JointOperatingAgreement, task: EnterAgreement) -> Decision {
    if let JointOperatingAgreement::Known(known) = agreement {
        return Err(AgreementError::AlreadyExists {
            agreement_id: known.agreement_id,
        });
    }
    let entered = AgreementEntered {
        effective_at: task.effective_at,
        agreement_id: task.agreement_id,
        number: task.number,
        form: task.form,
        signed_on: task.signed_on,
        operator: task.operator,
        parties: task.parties,
        area: task.area,
        terms: task.terms,
    };
    entry_sound(&entered)?;
    one(entered)
}

fn entry_sound(entered: &AgreementEntered) -> Result<(), AgreementError> {
    signed_by(entered.signed_on, entered.effective_at)?;
    parties_sound(&entered.parties)?;
    operator_among(entered.operator, &entered.parties)?;
    terms_sound(&entered.terms)
}

/// No local day is ahead of the universal one by more than a day.
fn signed_by(signed_on: NaiveDate, at: DateTime<Utc>) -> Result<(), AgreementError> {
    let on = at.date_naive();
    if signed_on > on {
        return Err(AgreementError::SignedInFuture { signed_on, on });
    }
    Ok(())
}

/// Refuses parties between which there is no agreement.
pub(super) fn parties_sound(parties: &[PartyShare]) -> Result<(), AgreementError> {
    if parties.len() < 2 {
        return Err(AgreementError::WithoutParties { count: parties.len() });
    }
    let mut seen = BTreeSet::new();
    for party in parties {
        let owner = party.owner;
        if !seen.insert(owner) {
            return Err(AgreementError::PartyTwice { owner });
        }
        if party.interest.is_zero() {
            return Err(AgreementError::PartyWithoutInterest { owner });
        }
    }
    let sum = interests_sum(parties);
    if sum != Decimal::ONE {
        return Err(AgreementError::InterestsDoNotClose { sum });
    }
    Ok(())
}

/// Refuses an operator who is no party.
pub(super) fn operator_among(operator: OwnerId, parties: &[PartyShare]) -> Result<(), AgreementError> {
    if parties.iter().any(|party| party.owner == operator) {
        return Ok(());
    }
    Err(AgreementError::OperatorNotAParty { operator })
}

fn terms_sound(terms: &AgreementTerms) -> Result<(), AgreementError> {
    if terms.response.days == 0 || terms.response.rig_hours == 0 {
        return Err(AgreementError::ResponseTimeZero);
    }
    if terms.consent.minimum.is_zero() {
        return Err(AgreementError::MinimumConsentZero);
    }
    let penalties = CostClass::ALL.iter().map(|class| terms.non_consent.of(*class));
    match penalties
        .into_iter()
        .find(|percent| percent.value() < Decimal::ONE_HUNDRED)
    {
        Some(percent) => Err(AgreementError::PenaltyBelowCost { percent }),
        None => Ok(()),
    }
}

fn changed(same: bool) -> Result<(), AgreementError> {
    if same {
        Err(AgreementError::Unchanged)
    } else {
        Ok(())
    }
}

fn amend(agreement: &KnownAgreement, task: AmendAgreementTerms) -> Decision {
    agreement.admit(Step::AmendTerms)?;
    changed(task.terms == agreement.terms)?;
    terms_sound(&task.terms)?;
    one(AgreementTermsAmended {
        effective_at: task.effective_at,
        terms: task.terms,
        reference: task.reference,
    })
}

fn change_parties(agreement: &KnownAgreement, task: ChangeAgreementParties) -> Decision {
    agreement.admit(Step::ChangeParties)?;
    changed(task.parties == agreement.parties)?;
    parties_sound(&task.parties)?;
    operator_among(agreement.operator, &task.parties)?;
    one(AgreementPartiesChanged {
        effective_at: task.effective_at,
        parties: task.parties,
        reference: task.reference,
    })
}

fn amend_area(agreement: &KnownAgreement, task: AmendContractArea) -> Decision {
    agreement.admit(Step::AmendArea)?;
    changed(task.area == agreement.area)?;
    one(ContractAreaAmended {
        effective_at: task.effective_at,
        area: task.area,
        reference: task.reference,
    })
}

fn change_operator(agreement: &KnownAgreement, task: ChangeAgreementOperator) -> Decision {
    agreement.admit(Step::ChangeOperator)?;
    changed(task.operator == agreement.operator)?;
    operator_among(task.operator, &agreement.parties)?;
    one(AgreementOperatorChanged {
        effective_at: task.effective_at,
        operator: task.operator,
        reference: task.reference,
    })
}

/// A state knows no event ids: whether the corrected event stands is judged where the stream is appended to.
fn correct(agreement: &KnownAgreement, task: CorrectAgreementHistory) -> Decision {
    agreement.admit(Step::CorrectHistory)?;
    let corrected = task.corrects.event_type.as_str();
    let correctable = corrected == CORRECTION || CorrectedAgreementFact::TYPES.contains(&corrected);
    let Some(event_type) = Text120::parse(corrected).ok().filter(|_| correctable) else {
        return Err(AgreementError::NotCorrectable {
            event_type: task.corrects.event_type,
        });
    };
    match &task.instead {
        None if corrected == "AgreementEntered" => return Err(AgreementError::NotWithdrawn),
        None => {}
        Some(instead) if corrected != instead.event_type() && corrected != CORRECTION => {
            return Err(AgreementError::CorrectionOfAnotherKind {
                corrected: corrected.to_owned(),
                instead: instead.event_type(),
            });
        }
        Some(instead) => correction_sound(agreement, instead)?,
    }
    let effective_at = task
        .instead
        .as_ref()
        .map_or(task.corrects.effective_at, CorrectedAgreementFact::effective_at);
    one(AgreementHistoryCorrected {
        effective_at,
        corrects_event_id: task.corrects.event_id,
        corrects_event_type: event_type,
        instead: task.instead,
        reason: task.reason,
    })
}

fn correction_sound(
    agreement: &KnownAgreement,
    instead: &CorrectedAgreementFact,
) -> Result<(), AgreementError> {
    match instead {
        CorrectedAgreementFact::AgreementEntered(entered) => {
            if entered.agreement_id != agreement.agreement_id || entered.number != agreement.number {
                return Err(AgreementError::CorrectionChangesIdentity {
                    agreement_id: agreement.agreement_id,
                });
            }
            entry_sound(entered)
        }
        CorrectedAgreementFact::AgreementTermsAmended(amended) => terms_sound(&amended.terms),
        CorrectedAgreementFact::AgreementPartiesChanged(changed) => parties_sound(&changed.parties),
        CorrectedAgreementFact::ContractAreaAmended(_)
        | CorrectedAgreementFact::AgreementOperatorChanged(_)
        | CorrectedAgreementFact::AgreementTerminated(_) => Ok(()),
    }
}
