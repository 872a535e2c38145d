//! The state of an approval policy, its decisions and its fold.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, DomainEvent, Illegal};

use super::command::*;
use super::error::PolicyError;
use super::event::*;
use super::stated::{Holiday, PolicyTerms};
use crate::clock::is_ahead;
use crate::text::Text120;

/// What a correction itself is called; it may be corrected in turn.
const CORRECTION: &str = "ApprovalPolicyCorrected";

/// An organization's approval policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalPolicy {
    /// There is none.
    #[default]
    Unknown,
    /// There is one.
    Known(Box<KnownPolicy>),
}

/// A policy of which something is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KnownPolicy {
    /// What it says.
    pub terms: PolicyTerms,
    /// The resolution.
    pub reference: Text120,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The days on which the offices rest, in order.
    pub holidays: Vec<Holiday>,
    /// How many facts of its history were corrected.
    pub corrections: u32,
}

/// What others may know of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicySeen {
    /// There is none.
    Unknown,
    /// There is one.
    Known(Box<SeenPolicy>),
}

/// A policy as others see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenPolicy {
    /// What it says.
    pub terms: PolicyTerms,
    /// The days on which the offices rest.
    pub holidays: BTreeSet<NaiveDate>,
}

impl PolicySeen {
    /// What there is to see of a policy.
    pub fn of(policy: &ApprovalPolicy) -> Self {
        match policy {
            ApprovalPolicy::Unknown => Self::Unknown,
            ApprovalPolicy::Known(known) => Self::Known(Box::new(SeenPolicy {
                terms: known.terms.clone(),
                holidays: known.holidays.iter().map(|holiday| holiday.date).collect(),
            })),
        }
    }
}

type Decision = Result<Vec<PolicyEvent>, PolicyError>;

impl Decider for ApprovalPolicy {
    const KIND: &'static str = "approval_policy";
    const STATE_VERSION: u32 = 1;

    type Command = PolicyCommand;
    type Event = PolicyEvent;
    type Error = PolicyError;

    fn decided_at(command: &PolicyCommand) -> Option<DateTime<Utc>> {
        match &command.task {
            PolicyTask::CorrectHistory(_) => None,
            other => other.effective_at(),
        }
    }

    fn decide(&self, command: PolicyCommand) -> Decision {
        let PolicyCommand { task, now } = command;
        if let Some(at) = task.effective_at().filter(|at| is_ahead(*at, now)) {
            return Err(PolicyError::EffectiveInFuture { at, now });
        }
        match task {
            PolicyTask::Adopt(task) => {
                sound(&task.terms)?;
                one(ApprovalPolicyAdopted {
                    effective_at: task.effective_at,
                    terms: task.terms,
                    reference: task.reference,
                })
            }
            PolicyTask::DeclareHolidays(task) => {
                self.known(task.effective_at)?.may_declare(&task.holidays)?;
                one(HolidaysDeclared {
                    effective_at: task.effective_at,
                    holidays: task.holidays,
                    reference: task.reference,
                })
            }
            PolicyTask::WithdrawHoliday(task) => {
                self.known(task.effective_at)?.may_withdraw(task.date)?;
                one(HolidayWithdrawn {
                    effective_at: task.effective_at,
                    date: task.date,
                    reason: task.reason,
                })
            }
            PolicyTask::CorrectHistory(task) => {
                self.known(task.corrects.effective_at)?;
                correct(*task)
            }
        }
    }

    fn evolve(&mut self, event: &PolicyEvent) -> Result<(), Illegal> {
        let illegal = |reason: PolicyError| {
            Illegal::new(format!(
                "{} at {}: {reason}",
                event.event_type(),
                event.effective_at()
            ))
        };
        match event {
            PolicyEvent::ApprovalPolicyAdopted(event) => {
                self.adopt(event);
                Ok(())
            }
            PolicyEvent::HolidaysDeclared(event) => {
                let policy = self.known_mut(event.effective_at).map_err(illegal)?;
                policy.may_declare(&event.holidays).map_err(illegal)?;
                policy.holidays.extend(event.holidays.iter().cloned());
                policy.holidays.sort_by_key(|holiday| holiday.date);
                Ok(())
            }
            PolicyEvent::HolidayWithdrawn(event) => {
                let policy = self.known_mut(event.effective_at).map_err(illegal)?;
                policy.may_withdraw(event.date).map_err(illegal)?;
                policy.holidays.retain(|holiday| holiday.date != event.date);
                Ok(())
            }
            PolicyEvent::ApprovalPolicyCorrected(event) => {
                match event.instead.clone() {
                    Some(instead) => self.evolve(&instead.into())?,
                    None => {
                        self.known_mut(event.effective_at).map_err(illegal)?;
                    }
                }
                if let Self::Known(policy) = self {
                    policy.corrections = policy.corrections.saturating_add(1);
                }
                Ok(())
            }
        }
    }
}

fn one(event: impl Into<PolicyEvent>) -> Decision {
    Ok(vec![event.into()])
}

impl ApprovalPolicy {
    fn known(&self, at: DateTime<Utc>) -> Result<&KnownPolicy, PolicyError> {
        match self {
            Self::Unknown => Err(PolicyError::Unknown { at }),
            Self::Known(policy) => Ok(policy),
        }
    }

    fn known_mut(&mut self, at: DateTime<Utc>) -> Result<&mut KnownPolicy, PolicyError> {
        match self {
            Self::Unknown => Err(PolicyError::Unknown { at }),
            Self::Known(policy) => Ok(policy),
        }
    }

    /// A policy takes the place of the one before; the holidays stay.
    fn adopt(&mut self, event: &ApprovalPolicyAdopted) {
        match self {
            Self::Known(policy) => {
                policy.terms = event.terms.clone();
                policy.reference = event.reference.clone();
                policy.since = event.effective_at;
            }
            Self::Unknown => {
                *self = Self::Known(Box::new(KnownPolicy {
                    terms: event.terms.clone(),
                    reference: event.reference.clone(),
                    since: event.effective_at,
                    holidays: Vec::new(),
                    corrections: 0,
                }));
            }
        }
    }
}

impl KnownPolicy {
    fn rests_on(&self, date: NaiveDate) -> bool {
        self.holidays.iter().any(|holiday| holiday.date == date)
    }

    fn may_declare(&self, holidays: &[Holiday]) -> Result<(), PolicyError> {
        named(holidays)?;
        match holidays.iter().find(|holiday| self.rests_on(holiday.date)) {
            Some(known) => Err(PolicyError::HolidayAlreadyDeclared { date: known.date }),
            None => Ok(()),
        }
    }

    fn may_withdraw(&self, date: NaiveDate) -> Result<(), PolicyError> {
        if self.rests_on(date) {
            Ok(())
        } else {
            Err(PolicyError::HolidayNotDeclared { date })
        }
    }
}

/// Refuses days that are none, or the same twice.
fn named(holidays: &[Holiday]) -> Result<(), PolicyError> {
    if holidays.is_empty() {
        return Err(PolicyError::HolidaysNotNamed);
    }
    let mut seen = BTreeSet::new();
    match holidays.iter().find(|holiday| !seen.insert(holiday.date)) {
        Some(twice) => Err(PolicyError::HolidayAlreadyDeclared { date: twice.date }),
        None => Ok(()),
    }
}

/// Refuses terms by which nobody could approve anything, or two could be meant.
fn sound(terms: &PolicyTerms) -> Result<(), PolicyError> {
    if terms.tiers.is_empty() {
        return Err(PolicyError::WithoutTiers);
    }
    let mut names = BTreeSet::new();
    for tier in &terms.tiers {
        let tier_named = || tier.name.clone();
        if !names.insert(&tier.name) {
            return Err(PolicyError::TierTwice { tier: tier_named() });
        }
        if tier.approvers == 0 {
            return Err(PolicyError::TierWithoutApprovers { tier: tier_named() });
        }
    }
    Ok(())
}

/// A state knows no event ids: whether the corrected event stands is judged where the stream is appended to.
fn correct(task: CorrectPolicyHistory) -> Decision {
    let corrected = task.corrects.event_type.as_str();
    let correctable = corrected == CORRECTION || CorrectedPolicyFact::TYPES.contains(&corrected);
    let Some(event_type) = Text120::parse(corrected).ok().filter(|_| correctable) else {
        return Err(PolicyError::NotCorrectable {
            event_type: task.corrects.event_type,
        });
    };
    match &task.instead {
        None => {}
        Some(instead) if corrected != instead.event_type() && corrected != CORRECTION => {
            return Err(PolicyError::CorrectionOfAnotherKind {
                corrected: corrected.to_owned(),
                instead: instead.event_type(),
            });
        }
        Some(CorrectedPolicyFact::ApprovalPolicyAdopted(adopted)) => sound(&adopted.terms)?,
        Some(CorrectedPolicyFact::HolidaysDeclared(declared)) => named(&declared.holidays)?,
        Some(CorrectedPolicyFact::HolidayWithdrawn(_)) => {}
    }
    let effective_at = task
        .instead
        .as_ref()
        .map_or(task.corrects.effective_at, CorrectedPolicyFact::effective_at);
    one(ApprovalPolicyCorrected {
        effective_at,
        corrects_event_id: task.corrects.event_id,
        corrects_event_type: event_type,
        instead: task.instead,
        reason: task.reason,
    })
}
