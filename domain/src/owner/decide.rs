//! The decisions of an owner: each command against the stage the record is in at the command's own date.

use chrono::{DateTime, Utc};

use super::command::*;
use super::error::OwnerError;
use super::event::*;
use super::state::{KnownOwner, Owner};
use super::stated::{OwnerKind, OwnerSeen, OwnerStatus};
use super::step::Step;
use crate::clock::is_ahead;
use crate::ids::OwnerId;
use crate::personal::Personal;
use crate::text::Text120;

type Decision = Result<Vec<OwnerEvent>, OwnerError>;

/// What a correction itself is called; it may be corrected in turn.
const CORRECTION: &str = "OwnerHistoryCorrected";

pub(super) fn decide(owner: &Owner, command: OwnerCommand) -> Decision {
    let OwnerCommand { task, now } = command;
    if let Some(at) = task.effective_at().filter(|at| is_ahead(*at, now)) {
        return Err(OwnerError::EffectiveInFuture { at, now });
    }
    match task {
        OwnerTask::Register(task) => register(owner, task),
        OwnerTask::CorrectHistory(task) => {
            let at = task.corrects.effective_at;
            correct(known(owner, at)?, *task)
        }
        OwnerTask::ChangeName(task) => change_name(known(owner, task.effective_at)?, task),
        OwnerTask::ChangeAddress(task) => change_address(known(owner, task.effective_at)?, task),
        OwnerTask::RecordTaxId(task) => record_tax_id(known(owner, task.effective_at)?, task),
        OwnerTask::TakeRole(task) => take_role(known(owner, task.effective_at)?, &task),
        OwnerTask::GiveUpRole(task) => give_up_role(known(owner, task.effective_at)?, &task),
        OwnerTask::RecordDeath(task) => record_death(known(owner, task.effective_at)?, task),
        OwnerTask::AppointRepresentative(task) => appoint(known(owner, task.effective_at)?, task),
        OwnerTask::SettleEstate(task) => settle(known(owner, task.effective_at)?, task),
        OwnerTask::Merge(task) => merge(known(owner, task.effective_at)?, task),
        OwnerTask::Deactivate(task) => deactivate(known(owner, task.effective_at)?, task),
        OwnerTask::Reactivate(task) => reactivate(known(owner, task.effective_at)?, &task),
        OwnerTask::VoidRecord(task) => void(known(owner, task.effective_at)?, task),
    }
}

fn known(owner: &Owner, at: DateTime<Utc>) -> Result<&KnownOwner, OwnerError> {
    match owner {
        Owner::Unknown => Err(OwnerError::Unknown { at }),
        Owner::Known(owner) => Ok(owner),
    }
}

fn one(event: impl Into<OwnerEvent>) -> Decision {
    Ok(vec![event.into()])
}

impl KnownOwner {
    /// Refuses a step that does not lead on from the stage the record is in.
    fn admit(&self, step: Step) -> Result<(), OwnerError> {
        if step.leads_on_from(self.status()) {
            Ok(())
        } else {
            Err(OwnerError::out_of_order(step, self.status(), self.since))
        }
    }
}

fn named(name: &Personal<Text120>) -> Result<(), OwnerError> {
    name.reveal().map(|_| ()).ok_or(OwnerError::NameMissing)
}

fn register(owner: &Owner, task: RegisterOwner) -> Decision {
    if let Owner::Known(known) = owner {
        return Err(OwnerError::AlreadyExists {
            owner_id: known.owner_id,
        });
    }
    named(&task.name)?;
    one(OwnerRegistered {
        effective_at: task.effective_at,
        owner_id: task.owner_id,
        kind: task.kind,
        name: task.name,
        tax_id: task.tax_id,
        address: task.address,
        agency_key: task.agency_key,
        roles: task.roles,
    })
}

fn change_name(owner: &KnownOwner, task: ChangeOwnerName) -> Decision {
    owner.admit(Step::ChangeName)?;
    named(&task.name)?;
    if task.name == owner.name {
        return Err(OwnerError::NameUnchanged {
            owner_id: owner.owner_id,
        });
    }
    one(OwnerNameChanged {
        effective_at: task.effective_at,
        name: task.name,
        reference: task.reference,
    })
}

fn change_address(owner: &KnownOwner, task: ChangeOwnerAddress) -> Decision {
    owner.admit(Step::ChangeAddress)?;
    if task.address.reveal().is_none() {
        return Err(OwnerError::AddressMissing);
    }
    one(OwnerAddressChanged {
        effective_at: task.effective_at,
        address: task.address,
    })
}

fn record_tax_id(owner: &KnownOwner, task: RecordTaxId) -> Decision {
    owner.admit(Step::RecordTaxId)?;
    if task.tax_id.reveal().is_none() {
        return Err(OwnerError::TaxIdMissing);
    }
    one(OwnerTaxIdRecorded {
        effective_at: task.effective_at,
        tax_id: task.tax_id,
        reference: task.reference,
    })
}

fn take_role(owner: &KnownOwner, task: &TakeRole) -> Decision {
    owner.admit(Step::TakeRole)?;
    if owner.roles.contains(&task.role) {
        return Ok(Vec::new());
    }
    one(OwnerRoleTaken {
        effective_at: task.effective_at,
        role: task.role,
    })
}

fn give_up_role(owner: &KnownOwner, task: &GiveUpRole) -> Decision {
    owner.admit(Step::GiveUpRole)?;
    if !owner.roles.contains(&task.role) {
        return Err(OwnerError::WithoutRole { role: task.role });
    }
    one(OwnerRoleGivenUp {
        effective_at: task.effective_at,
        role: task.role,
    })
}

fn record_death(owner: &KnownOwner, task: RecordDeath) -> Decision {
    owner.admit(Step::RecordDeath)?;
    match owner.kind {
        OwnerKind::Individual => {}
        kind @ (OwnerKind::Company | OwnerKind::Trust | OwnerKind::Estate | OwnerKind::Government) => {
            return Err(OwnerError::NotAPerson { kind });
        }
    }
    let on = task.effective_at.date_naive();
    if task.died_on > on {
        return Err(OwnerError::DeathLater { on });
    }
    one(OwnerDied {
        effective_at: task.effective_at,
        died_on: Personal::new(task.died_on),
        reference: task.reference,
    })
}

fn appoint(owner: &KnownOwner, task: AppointRepresentative) -> Decision {
    owner.admit(Step::AppointRepresentative)?;
    let representative = match task.representative {
        OwnerSeen::Known {
            owner_id,
            status: OwnerStatus::Active,
            ..
        } => owner_id,
        OwnerSeen::Known { owner_id, .. } if owner_id == owner.owner_id => {
            return Err(OwnerError::RepresentsItself { owner_id });
        }
        OwnerSeen::Known { .. } | OwnerSeen::Unknown => return Err(OwnerError::RepresentativeNotActive),
    };
    one(EstateRepresentativeAppointed {
        effective_at: task.effective_at,
        representative,
        reference: task.reference,
    })
}

fn settle(owner: &KnownOwner, task: SettleEstate) -> Decision {
    owner.admit(Step::SettleEstate)?;
    one(EstateSettled {
        effective_at: task.effective_at,
        reference: task.reference,
    })
}

fn merge(owner: &KnownOwner, task: MergeOwner) -> Decision {
    owner.admit(Step::Merge)?;
    let into = counts(owner, &task.into)?;
    one(OwnerMerged {
        effective_at: task.effective_at,
        into,
        agency_key: owner.agency_key.clone(),
        reason: task.reason,
    })
}

/// The record that counts from now on: another, and one that stands.
fn counts(owner: &KnownOwner, seen: &OwnerSeen) -> Result<OwnerId, OwnerError> {
    match seen {
        OwnerSeen::Unknown => Err(OwnerError::MergedIntoNobody),
        OwnerSeen::Known { owner_id, .. } if *owner_id == owner.owner_id => {
            Err(OwnerError::MergedIntoItself { owner_id: *owner_id })
        }
        OwnerSeen::Known { owner_id, status, .. } => match status {
            OwnerStatus::Active | OwnerStatus::Inactive | OwnerStatus::Deceased => Ok(*owner_id),
            OwnerStatus::EstateSettled | OwnerStatus::Merged | OwnerStatus::Voided => {
                Err(OwnerError::MergedIntoNobody)
            }
        },
    }
}

fn deactivate(owner: &KnownOwner, task: DeactivateOwner) -> Decision {
    owner.admit(Step::Deactivate)?;
    one(OwnerDeactivated {
        effective_at: task.effective_at,
        reason: task.reason,
    })
}

fn reactivate(owner: &KnownOwner, task: &ReactivateOwner) -> Decision {
    owner.admit(Step::Reactivate)?;
    one(OwnerReactivated {
        effective_at: task.effective_at,
    })
}

fn void(owner: &KnownOwner, task: VoidOwnerRecord) -> Decision {
    owner.admit(Step::VoidRecord)?;
    // A merged record has given its number up already.
    let agency_key = match owner.merged_into() {
        Some(_) => None,
        None => owner.agency_key.clone(),
    };
    one(OwnerRecordVoided {
        effective_at: task.effective_at,
        agency_key,
        reason: task.reason,
    })
}

/// A state knows no event ids: whether the corrected event stands is judged where the stream is appended to.
fn correct(owner: &KnownOwner, task: CorrectOwnerHistory) -> Decision {
    owner.admit(Step::CorrectHistory)?;
    let corrected = task.corrects.event_type.as_str();
    let correctable = corrected == CORRECTION || CorrectedOwnerFact::TYPES.contains(&corrected);
    let Some(event_type) = Text120::parse(corrected).ok().filter(|_| correctable) else {
        return Err(OwnerError::NotCorrectable {
            event_type: task.corrects.event_type,
        });
    };
    match &task.instead {
        None if corrected == "OwnerRegistered" => return Err(OwnerError::RegistrationNotWithdrawn),
        None => {}
        Some(instead) if corrected != instead.event_type() && corrected != CORRECTION => {
            return Err(OwnerError::CorrectionOfAnotherKind {
                corrected: corrected.to_owned(),
                instead: instead.event_type(),
            });
        }
        Some(CorrectedOwnerFact::OwnerRegistered(registered)) => {
            named(&registered.name)?;
            let same = registered.owner_id == owner.owner_id && registered.agency_key == owner.agency_key;
            if !same {
                return Err(OwnerError::CorrectionChangesIdentity {
                    owner_id: owner.owner_id,
                });
            }
        }
        Some(_) => {}
    }
    let effective_at = task
        .instead
        .as_ref()
        .map_or(task.corrects.effective_at, CorrectedOwnerFact::effective_at);
    one(OwnerHistoryCorrected {
        effective_at,
        corrects_event_id: task.corrects.event_id,
        corrects_event_type: event_type,
        instead: task.instead,
        reason: task.reason,
    })
}
