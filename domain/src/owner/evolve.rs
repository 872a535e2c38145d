//! How events change an owner's record: each where the transition table lets its step be taken.

use chrono::{DateTime, Utc};
use wellflow_decider::{DomainEvent, Illegal};

use super::event::*;
use super::state::{KnownOwner, Stage};
use super::step::Step;

impl KnownOwner {
    /// The record that an event begins; `None` where the event needs one that is known.
    pub(super) fn begun_by(event: &OwnerEvent) -> Option<Self> {
        match event {
            OwnerEvent::OwnerRegistered(registered) => Some(Self::registered(registered)),
            // A corrected registration may be all that is left of the first one.
            OwnerEvent::OwnerHistoryCorrected(corrected) => {
                let mut owner = Self::begun_by(&corrected.instead.clone()?.into())?;
                owner.corrections = 1;
                Some(owner)
            }
            OwnerEvent::OwnerNameChanged(_)
            | OwnerEvent::OwnerAddressChanged(_)
            | OwnerEvent::OwnerTaxIdRecorded(_)
            | OwnerEvent::OwnerRoleTaken(_)
            | OwnerEvent::OwnerRoleGivenUp(_)
            | OwnerEvent::OwnerDied(_)
            | OwnerEvent::EstateRepresentativeAppointed(_)
            | OwnerEvent::EstateSettled(_)
            | OwnerEvent::OwnerMerged(_)
            | OwnerEvent::OwnerDeactivated(_)
            | OwnerEvent::OwnerReactivated(_)
            | OwnerEvent::OwnerRecordVoided(_) => None,
        }
    }

    fn registered(event: &OwnerRegistered) -> Self {
        Self {
            owner_id: event.owner_id,
            kind: event.kind,
            name: event.name.clone(),
            former_names: Vec::new(),
            tax_id: event.tax_id.clone(),
            address: event.address.clone(),
            agency_key: event.agency_key.clone(),
            roles: event.roles.clone(),
            stage: Stage::Active,
            since: event.effective_at,
            corrections: 0,
        }
    }

    /// Applies an event; one that makes no sense changes nothing.
    pub(super) fn evolve(&mut self, event: &OwnerEvent) -> Result<(), Illegal> {
        let at = event.effective_at();
        match event {
            OwnerEvent::OwnerRegistered(_) => self.allow(Step::Register, at),
            OwnerEvent::OwnerNameChanged(e) => {
                self.allow(Step::ChangeName, at)?;
                let former = std::mem::replace(&mut self.name, e.name.clone());
                self.former_names.push(former);
                Ok(())
            }
            OwnerEvent::OwnerAddressChanged(e) => {
                self.allow(Step::ChangeAddress, at)?;
                self.address = Some(e.address.clone());
                Ok(())
            }
            OwnerEvent::OwnerTaxIdRecorded(e) => {
                self.allow(Step::RecordTaxId, at)?;
                self.tax_id = Some(e.tax_id.clone());
                Ok(())
            }
            OwnerEvent::OwnerRoleTaken(e) => {
                self.allow(Step::TakeRole, at)?;
                self.roles.insert(e.role);
                Ok(())
            }
            OwnerEvent::OwnerRoleGivenUp(e) => {
                self.allow(Step::GiveUpRole, at)?;
                if self.roles.remove(&e.role) {
                    Ok(())
                } else {
                    Err(Illegal::new(format!("the owner is no {} at {at}", e.role)))
                }
            }
            OwnerEvent::OwnerDied(e) => {
                let stage = Stage::Deceased {
                    died_on: e.died_on.clone(),
                    representative: None,
                };
                self.advance(Step::RecordDeath, stage, at)
            }
            OwnerEvent::EstateRepresentativeAppointed(e) => self.take_representative(e),
            OwnerEvent::EstateSettled(_) => self.advance(Step::SettleEstate, Stage::EstateSettled, at),
            OwnerEvent::OwnerMerged(e) => self.advance(Step::Merge, Stage::Merged { into: e.into }, at),
            OwnerEvent::OwnerDeactivated(_) => self.advance(Step::Deactivate, Stage::Inactive, at),
            OwnerEvent::OwnerReactivated(_) => self.advance(Step::Reactivate, Stage::Active, at),
            OwnerEvent::OwnerHistoryCorrected(e) => {
                if let Some(instead) = e.instead.clone() {
                    self.evolve(&instead.into())?;
                }
                self.corrections = self.corrections.saturating_add(1);
                Ok(())
            }
            OwnerEvent::OwnerRecordVoided(_) => self.advance(Step::VoidRecord, Stage::Voided, at),
        }
    }

    /// Refuses a fact whose step cannot be taken here.
    fn allow(&self, step: Step, at: DateTime<Utc>) -> Result<(), Illegal> {
        let status = self.status();
        if step.leads_on_from(status) {
            Ok(())
        } else {
            Err(Illegal::new(format!(
                "the owner cannot {} at {at}: the record is {status} since {}",
                step.words(),
                self.since
            )))
        }
    }

    fn advance(&mut self, step: Step, stage: Stage, at: DateTime<Utc>) -> Result<(), Illegal> {
        self.allow(step, at)?;
        self.stage = stage;
        self.since = at;
        Ok(())
    }

    fn take_representative(&mut self, event: &EstateRepresentativeAppointed) -> Result<(), Illegal> {
        self.allow(Step::AppointRepresentative, event.effective_at)?;
        match &mut self.stage {
            Stage::Deceased { representative, .. } => {
                *representative = Some(event.representative);
                Ok(())
            }
            Stage::Active | Stage::Inactive | Stage::EstateSettled | Stage::Merged { .. } | Stage::Voided => {
                Err(Illegal::new(format!(
                    "nobody died whose estate is represented at {}",
                    event.effective_at
                )))
            }
        }
    }
}
