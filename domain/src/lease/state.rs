//! The state of a lease. `evolve` says how events change it; nothing else does.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, DomainEvent, Illegal};

use super::command::LeaseCommand;
use super::error::LeaseError;
use super::event::LeaseEvent;
use super::holding::CessationClock;
use super::imported::AgencyRecord;
use super::stated::{HeldWell, LeaseTerms, Operation, PooledUnit, Recording, ShutInPayment};
use super::status::LeaseStatus;
use super::title::Title;
use crate::ids::{LeaseId, UnitId};
use crate::location::TimeZone;
use crate::month::local_day;
use crate::text::Text120;

/// A lease.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lease {
    /// Nothing is known of it.
    #[default]
    Unknown,
    /// It was talked about or signed, or an agency's record of it was taken over.
    Known(Box<KnownLease>),
}

/// A lease of which something is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownLease {
    pub(super) lease_id: LeaseId,
    pub(super) name: Text120,
    pub(super) time_zone: TimeZone,
    pub(super) standing: Standing,
    /// As they stand, amendments included; present once signed: an agency's list does not tell.
    pub(super) terms: Option<LeaseTerms>,
    pub(super) recording: Option<Recording>,
    /// The last local day of the primary term, once it was lengthened.
    pub(super) extended_to: Option<NaiveDate>,
    pub(super) title: Title,
    pub(super) units: BTreeMap<UnitId, PooledUnit>,
    pub(super) rentals_paid: BTreeSet<u8>,
    pub(super) shut_in: Vec<ShutInPayment>,
    /// While production has ceased and nothing saved the lease yet.
    pub(super) clock: Option<CessationClock>,
    pub(super) agency: Option<AgencyRecord>,
    /// How many facts of its history were corrected.
    pub(super) corrections: u32,
}

/// A stage, since when, and on whose word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Standing {
    pub(super) stage: Stage,
    pub(super) since: DateTime<Utc>,
    pub(super) basis: Basis,
}

/// On whose word a lease stands where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Basis {
    /// A command of our own.
    Recorded,
    /// An agency's record, which overlaps our own facts in time and never makes one of them illegal.
    Imported,
}

/// A stage of a lease's life, with the facts that belong to it alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub(super) enum Stage {
    /// Talked about.
    Negotiating,
    /// Never signed.
    NotExecuted,
    /// Signed: executed, recorded or in its primary term, as the day has it.
    Signed,
    /// Something holds it.
    Held {
        /// What.
        hold: Hold,
    },
    /// All of it was let go.
    Released,
    /// Its term ran out.
    Expired,
    /// It ended by its own terms or by an order.
    Terminated,
    /// Given back.
    Surrendered,
    /// Entered in error.
    Voided,
    /// As an agency reports it.
    Reported {
        /// What its code means.
        status: LeaseStatus,
    },
}

/// What holds a lease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub(super) enum Hold {
    /// Production in paying quantities.
    Production {
        /// The completions.
        wells: Vec<HeldWell>,
    },
    /// Operations.
    Operations {
        /// The last work.
        operation: Operation,
    },
    /// A shut-in royalty.
    ShutInRoyalty {
        /// The last local day it was paid for.
        until: NaiveDate,
    },
    /// A unit that produces.
    Unit {
        /// Which.
        unit_id: UnitId,
        /// The completions.
        wells: Vec<HeldWell>,
    },
}

impl Decider for Lease {
    const KIND: &'static str = "lease";
    const STATE_VERSION: u32 = 2;

    type Command = LeaseCommand;
    type Event = LeaseEvent;
    type Error = LeaseError;

    fn decided_at(command: &LeaseCommand) -> Option<DateTime<Utc>> {
        command.task.decided_at()
    }

    fn decide(&self, command: LeaseCommand) -> Result<Vec<LeaseEvent>, LeaseError> {
        super::decide::decide(self, command)
    }

    fn evolve(&mut self, event: &LeaseEvent) -> Result<(), Illegal> {
        match self {
            Self::Known(lease) => {
                // An event that is refused half way leaves nothing behind.
                let mut after = lease.clone();
                after.evolve(event)?;
                *lease = after;
                Ok(())
            }
            Self::Unknown => match KnownLease::begun_by(event) {
                Some(lease) => {
                    *self = Self::Known(Box::new(lease));
                    Ok(())
                }
                None => Err(Illegal::new(format!(
                    "no lease is known at {} that could have a {}",
                    event.effective_at(),
                    event.event_type()
                ))),
            },
        }
    }
}

impl KnownLease {
    /// The local day of an instant.
    pub(super) fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        local_day(at, self.time_zone)
    }

    /// The state in a word on a local day, by the facts known.
    pub fn status_on(&self, on: NaiveDate) -> LeaseStatus {
        match &self.standing.stage {
            Stage::Negotiating => LeaseStatus::Negotiating,
            Stage::NotExecuted => LeaseStatus::NotExecuted,
            Stage::Signed => self.signed_on(on),
            Stage::Held { hold } => match hold {
                Hold::Production { .. } => LeaseStatus::HeldByProduction,
                Hold::Operations { .. } => LeaseStatus::HeldByOperations,
                Hold::ShutInRoyalty { .. } => LeaseStatus::HeldByShutInRoyalty,
                Hold::Unit { .. } => LeaseStatus::HeldByUnit,
            },
            Stage::Released => LeaseStatus::Released,
            Stage::Expired => LeaseStatus::Expired,
            Stage::Terminated => LeaseStatus::Terminated,
            Stage::Surrendered => LeaseStatus::Surrendered,
            Stage::Voided => LeaseStatus::Voided,
            Stage::Reported { status } => *status,
        }
    }

    fn signed_on(&self, on: NaiveDate) -> LeaseStatus {
        let begun = self
            .terms
            .as_ref()
            .is_some_and(|terms| terms.primary_term.effective_on <= on);
        if begun {
            LeaseStatus::InPrimaryTerm
        } else if self.recording.is_some() {
            LeaseStatus::Recorded
        } else {
            LeaseStatus::Executed
        }
    }
}
