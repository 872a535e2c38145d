//! The state of an AFE. `evolve` says how events change it; nothing else does.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, DomainEvent, Illegal};

use super::approvals::Approvals;
use super::ballot::Ballot;
use super::book::CostBook;
use super::command::AfeCommand;
use super::error::AfeError;
use super::event::AfeEvent;
use super::stated::{AfeKind, AfeLine, AfeSubject, AfeTotals, ProjectRules};
use super::status::AfeStatus;
use super::step::Step;
use crate::ids::{AfeId, AgreementId, OwnerId};
use crate::joint_interest::{CostShare, NonConsentPenalties, PartyShare, overrun_limit};
use crate::location::TimeZone;
use crate::month::local_day;
use crate::quantity::{Percent, QuantityError, Usd};
use crate::text::Text120;

/// An authority for expenditure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Afe {
    /// Nothing is known of one.
    #[default]
    Unknown,
    /// One was drafted.
    Known(Box<KnownAfe>),
}

/// An AFE of which something is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownAfe {
    pub(super) afe_id: AfeId,
    pub(super) number: Text120,
    pub(super) kind: AfeKind,
    pub(super) subject: AfeSubject,
    pub(super) agreement_id: Option<AgreementId>,
    pub(super) operator: OwnerId,
    pub(super) description: Text120,
    pub(super) time_zone: TimeZone,
    pub(super) expires_on: Option<NaiveDate>,
    pub(super) lines: Vec<AfeLine>,
    pub(super) status: AfeStatus,
    pub(super) since: DateTime<Utc>,
    pub(super) approvals: Option<Approvals>,
    pub(super) ballot: Option<Ballot>,
    pub(super) carried: Option<Carried>,
    pub(super) project: Option<Project>,
    /// How many facts of its history were corrected.
    pub(super) corrections: u32,
}

/// Shares of others that consenting parties took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Carried {
    /// The project's own interests.
    pub(super) shares: Vec<PartyShare>,
    pub(super) penalties: NonConsentPenalties,
}

/// What was authorised, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Project {
    /// With supplements.
    pub(super) authorized_usd: Usd,
    pub(super) first_authorized_usd: Usd,
    pub(super) valid_until: Option<NaiveDate>,
    pub(super) deck: Vec<PartyShare>,
    pub(super) consent_asked: bool,
    pub(super) rules: ProjectRules,
    pub(super) funds: Option<Vec<CostShare>>,
    pub(super) funded_usd: Usd,
    pub(super) notified: bool,
    pub(super) completed_on: Option<NaiveDate>,
    pub(super) book: CostBook,
    pub(super) supplements: Vec<Supplement>,
    pub(super) pending: Option<Pending>,
    /// The authorised total for which an overrun was told.
    pub(super) overrun_told_for: Option<Usd>,
}

/// A supplement that was decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Supplement {
    /// Its number, from 1.
    pub sequence: u16,
    /// How much was asked for.
    pub amount_usd: Usd,
    /// What for.
    pub lines: Vec<AfeLine>,
    /// Whether it may be spent.
    pub authorized: bool,
}

/// A supplement that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) sequence: u16,
    pub(super) amount_usd: Usd,
    pub(super) lines: Vec<AfeLine>,
    pub(super) approvals: Approvals,
    pub(super) ballot: Option<Ballot>,
}

impl Decider for Afe {
    const KIND: &'static str = "afe";
    const STATE_VERSION: u32 = 1;

    type Command = AfeCommand;
    type Event = AfeEvent;
    type Error = AfeError;

    fn decided_at(command: &AfeCommand) -> Option<DateTime<Utc>> {
        command.task.decided_at()
    }

    fn decide(&self, command: AfeCommand) -> Result<Vec<AfeEvent>, AfeError> {
        super::decide::decide(self, command)
    }

    fn evolve(&mut self, event: &AfeEvent) -> Result<(), Illegal> {
        match self {
            Self::Known(afe) => afe.evolve(event),
            Self::Unknown => match KnownAfe::begun_by(event) {
                Some(afe) => {
                    *self = Self::Known(Box::new(afe));
                    Ok(())
                }
                None => Err(Illegal::new(format!(
                    "no AFE is known at {} that could have a {}",
                    event.effective_at(),
                    event.event_type()
                ))),
            },
        }
    }
}

impl KnownAfe {
    /// The state in a word.
    pub const fn status(&self) -> AfeStatus {
        self.status
    }

    /// Refuses a step that does not lead on from the stage the AFE is in.
    pub(super) fn admit(&self, step: Step) -> Result<(), AfeError> {
        if step.leads_on_from(self.status) {
            Ok(())
        } else {
            Err(AfeError::out_of_order(step, self.status, self.since))
        }
    }

    /// The local day of an instant.
    pub(super) fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        local_day(at, self.time_zone)
    }

    /// What the lines of the proposal come to.
    pub(super) fn totals(&self) -> Result<AfeTotals, QuantityError> {
        AfeTotals::of(&self.lines)
    }

    /// What was authorised and what became of it. The stages that ask for it have it.
    pub(super) fn project(&self, step: Step) -> Result<&Project, AfeError> {
        self.project
            .as_ref()
            .ok_or_else(|| AfeError::out_of_order(step, AfeStatus::Draft, self.since))
    }

    /// The supplement that is asked for.
    pub(super) fn pending(&self, step: Step) -> Result<&Pending, AfeError> {
        let pending = self.project.as_ref().and_then(|project| project.pending.as_ref());
        pending.ok_or_else(|| AfeError::out_of_order(step, self.status, self.since))
    }

    /// The ballot that is open: of the proposal, or of the supplement.
    pub(super) fn open_ballot(&self, step: Step) -> Result<&Ballot, AfeError> {
        let ballot = match self.status {
            AfeStatus::Balloting => self.ballot.as_ref(),
            AfeStatus::SupplementPending => self.pending(step)?.ballot.as_ref(),
            AfeStatus::Draft
            | AfeStatus::Submitted
            | AfeStatus::Approved
            | AfeStatus::Balloted
            | AfeStatus::Authorized
            | AfeStatus::InProgress
            | AfeStatus::WorkComplete
            | AfeStatus::CostsClosed
            | AfeStatus::Closed
            | AfeStatus::Rejected
            | AfeStatus::Withdrawn
            | AfeStatus::Cancelled
            | AfeStatus::Lapsed => None,
        };
        ballot
            .filter(|ballot| ballot.outcome.is_none())
            .ok_or(AfeError::BallotNotOpen {
                words: step.words(),
                status: self.status,
                since: self.since,
            })
    }

    /// The last local day on which the AFE can be acted on, before work begins.
    pub(super) fn stands_until(&self) -> Option<NaiveDate> {
        match &self.project {
            Some(project) => project.valid_until,
            None => self.expires_on,
        }
    }

    /// Refuses to act on a proposal whose time ran out.
    pub(super) fn stands_on(&self, at: DateTime<Utc>) -> Result<(), AfeError> {
        let on = self.day(at);
        match self.stands_until() {
            Some(until) if until < on => Err(AfeError::Expired { until, on }),
            Some(_) | None => Ok(()),
        }
    }

    /// The interests that bear the project by the ballot that was held: those asked where all consent, else as reallocated.
    pub(super) fn agreed_deck(&self, ballot: &Ballot) -> Result<Vec<PartyShare>, AfeError> {
        let outcome = ballot.carried()?;
        if outcome.non_consenting.is_empty() {
            return Ok(outcome.consenting.clone());
        }
        match &self.carried {
            Some(carried) => Ok(carried.shares.clone()),
            None => Err(AfeError::NotReallocated {
                uncovered: outcome.uncovered(),
            }),
        }
    }
}

impl Project {
    /// Whether a line of that account may be spent.
    pub(super) fn has_line(&self, lines: &[AfeLine], account: &Text120) -> bool {
        let supplements = self.supplements.iter().filter(|supplement| supplement.authorized);
        let added = supplements.flat_map(|supplement| &supplement.lines);
        lines.iter().chain(added).any(|line| line.account == *account)
    }

    /// The greatest cost that is no overrun of a total; where nothing says when there is one, the total itself.
    pub(super) fn limit_of(&self, authorized_usd: Usd) -> Result<Usd, QuantityError> {
        overrun_limit(
            authorized_usd,
            self.rules.overrun_percent.unwrap_or(Percent::ZERO),
        )
    }
}
