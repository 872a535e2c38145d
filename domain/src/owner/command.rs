//! What may be asked of an owner.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::event::CorrectedOwnerFact;
use super::stated::{Address, AgencyOwnerKey, OwnerKind, OwnerRole, OwnerSeen, TaxId};
use crate::ids::OwnerId;
use crate::personal::Personal;
use crate::text::Text120;
use crate::well::EventSeen;

/// What an owner is asked: a task, and the instant it is asked at.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnerCommand {
    /// The task.
    pub task: OwnerTask,
    /// The asking service's clock. What is said to have happened has happened by then.
    pub now: DateTime<Utc>,
}

macro_rules! tasks {
    ($($(#[$meta:meta])* $variant:ident($task:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }),)+) => {
        /// A task for the owner aggregate.
        #[derive(Clone, Debug, PartialEq)]
        pub enum OwnerTask {
            $($(#[$meta])* $variant($task),)+
            /// An earlier fact was wrong.
            CorrectHistory(Box<CorrectOwnerHistory>),
        }

        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq)]
            pub struct $task {
                /// When.
                pub effective_at: DateTime<Utc>,
                $($(#[$field_meta])* pub $field: $type,)*
            }

            impl From<$task> for OwnerTask {
                fn from(task: $task) -> Self {
                    Self::$variant(task)
                }
            }
        )+

        impl OwnerTask {
            /// When it happened; `None` for a fact taken back, which happened at no time.
            pub fn effective_at(&self) -> Option<DateTime<Utc>> {
                match self {
                    $(Self::$variant(task) => Some(task.effective_at),)+
                    Self::CorrectHistory(task) => task.instead.as_ref().map(CorrectedOwnerFact::effective_at),
                }
            }
        }
    };
}

tasks! {
    /// An owner is taken into the books.
    Register(RegisterOwner {
        /// The stream.
        owner_id: OwnerId,
        /// What kind of owner.
        kind: OwnerKind,
        /// The name.
        name: Personal<Text120>,
        /// The tax number, where it is known.
        tax_id: Option<Personal<TaxId>>,
        /// Where post goes, where it is known.
        address: Option<Personal<Address>>,
        /// The number of an agency.
        agency_key: Option<AgencyOwnerKey>,
        /// In which roles.
        roles: BTreeSet<OwnerRole>,
    }),
    /// The owner is called otherwise.
    ChangeName(ChangeOwnerName {
        /// The new name.
        name: Personal<Text120>,
        /// The paper that shows it.
        reference: Text120,
    }),
    /// Post goes elsewhere.
    ChangeAddress(ChangeOwnerAddress {
        /// The new address.
        address: Personal<Address>,
    }),
    /// The tax number is known, or another one is.
    RecordTaxId(RecordTaxId {
        /// The number.
        tax_id: Personal<TaxId>,
        /// The form it was stated on.
        reference: Text120,
    }),
    /// The owner takes a role.
    TakeRole(TakeRole {
        /// Which.
        role: OwnerRole,
    }),
    /// The owner gives a role up.
    GiveUpRole(GiveUpRole {
        /// Which.
        role: OwnerRole,
    }),
    /// The person died.
    RecordDeath(RecordDeath {
        /// The day.
        died_on: NaiveDate,
        /// The certificate or notice.
        reference: Text120,
    }),
    /// Somebody acts for the estate.
    AppointRepresentative(AppointRepresentative {
        /// Who, as seen.
        representative: OwnerSeen,
        /// The letters of the court.
        reference: Text120,
    }),
    /// What was owned has passed to the heirs.
    SettleEstate(SettleEstate {
        /// The decree or affidavit of heirship.
        reference: Text120,
    }),
    /// The record turns out to be a second one of the same owner.
    Merge(MergeOwner {
        /// The record that counts from now on, as seen.
        into: OwnerSeen,
        /// Why.
        reason: Text120,
    }),
    /// We do not deal with the owner for now: dissolved, gone, barred.
    Deactivate(DeactivateOwner {
        /// Why.
        reason: Text120,
    }),
    /// We deal with the owner again.
    Reactivate(ReactivateOwner {}),
    /// The record was entered in error.
    VoidRecord(VoidOwnerRecord {
        /// Why.
        reason: Text120,
    }),
}

/// An earlier fact was wrong: it is taken back, or another is put in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectOwnerHistory {
    /// The event that was wrong, as the ledger holds it.
    pub corrects: EventSeen,
    /// What happened instead; `None` where nothing did.
    pub instead: Option<CorrectedOwnerFact>,
    /// Why.
    pub reason: Text120,
}

impl OwnerTask {
    /// The task, asked at an instant.
    pub fn asked_at(self, now: DateTime<Utc>) -> OwnerCommand {
        OwnerCommand { task: self, now }
    }

    /// The instant on whose state the task is decided. What concerns the record as a whole is decided on everything known.
    pub(super) fn decided_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Register(_) | Self::CorrectHistory(_) => None,
            other => other.effective_at(),
        }
    }
}
