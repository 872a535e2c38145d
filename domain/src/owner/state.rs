//! The state of an owner's record. `evolve` says how events change it; nothing else does.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, DomainEvent, Illegal};

use super::command::OwnerCommand;
use super::error::OwnerError;
use super::event::OwnerEvent;
use super::stated::{Address, AgencyOwnerKey, OwnerKind, OwnerRole, OwnerStatus, TaxId};
use crate::ids::OwnerId;
use crate::personal::Personal;
use crate::text::Text120;

/// An owner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Nothing is known of one.
    #[default]
    Unknown,
    /// One was taken into the books.
    Known(Box<KnownOwner>),
}

/// An owner of which something is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownOwner {
    pub(super) owner_id: OwnerId,
    pub(super) kind: OwnerKind,
    pub(super) name: Personal<Text120>,
    /// Earlier names, oldest first.
    pub(super) former_names: Vec<Personal<Text120>>,
    pub(super) tax_id: Option<Personal<TaxId>>,
    pub(super) address: Option<Personal<Address>>,
    pub(super) agency_key: Option<AgencyOwnerKey>,
    pub(super) roles: BTreeSet<OwnerRole>,
    pub(super) stage: Stage,
    pub(super) since: DateTime<Utc>,
    /// How many facts of its history were corrected.
    pub(super) corrections: u32,
}

/// A stage of a record's life, with the facts that belong to it alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub(super) enum Stage {
    /// We deal with the owner.
    Active,
    /// We do not, for now.
    Inactive,
    /// The person died.
    Deceased {
        /// When.
        died_on: Personal<NaiveDate>,
        /// Who acts for the estate.
        representative: Option<OwnerId>,
    },
    /// What was owned has passed.
    EstateSettled,
    /// The other record counts.
    Merged {
        /// Which.
        into: OwnerId,
    },
    /// Entered in error.
    Voided,
}

impl Decider for Owner {
    const KIND: &'static str = "owner";
    const STATE_VERSION: u32 = 1;

    type Command = OwnerCommand;
    type Event = OwnerEvent;
    type Error = OwnerError;

    fn decided_at(command: &OwnerCommand) -> Option<DateTime<Utc>> {
        command.task.decided_at()
    }

    fn decide(&self, command: OwnerCommand) -> Result<Vec<OwnerEvent>, OwnerError> {
        super::decide::decide(self, command)
    }

    fn evolve(&mut self, event: &OwnerEvent) -> Result<(), Illegal> {
        match self {
            Self::Known(owner) => owner.evolve(event),
            Self::Unknown => match KnownOwner::begun_by(event) {
                Some(owner) => {
                    *self = Self::Known(Box::new(owner));
                    Ok(())
                }
                None => Err(Illegal::new(format!(
                    "no owner is known at {} that could have a {}",
                    event.effective_at(),
                    event.event_type()
                ))),
            },
        }
    }
}

impl KnownOwner {
    /// The state in a word.
    pub const fn status(&self) -> OwnerStatus {
        match self.stage {
            Stage::Active => OwnerStatus::Active,
            Stage::Inactive => OwnerStatus::Inactive,
            Stage::Deceased { .. } => OwnerStatus::Deceased,
            Stage::EstateSettled => OwnerStatus::EstateSettled,
            Stage::Merged { .. } => OwnerStatus::Merged,
            Stage::Voided => OwnerStatus::Voided,
        }
    }

    /// The record that counts instead.
    pub const fn merged_into(&self) -> Option<OwnerId> {
        match self.stage {
            Stage::Merged { into } => Some(into),
            Stage::Active
            | Stage::Inactive
            | Stage::Deceased { .. }
            | Stage::EstateSettled
            | Stage::Voided => None,
        }
    }
}
