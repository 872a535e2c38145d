//! The state of a division of interest, and how events change it. Nothing else does.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, DomainEvent, Illegal};

use super::change::Change;
use super::command::DivisionCommand;
use super::error::DivisionError;
use super::event::{DeckCreated, DivisionEvent, DivisionOrderSigned};
use super::id::DivisionKey;
use super::standing::Standing;
use crate::ids::OwnerId;
use crate::month::Month;
use crate::text::Text120;

/// A division of interest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum DivisionOfInterest {
    /// No deck is drawn up.
    #[default]
    Unknown,
    /// There is one.
    Known {
        /// What is known of it.
        division: Box<KnownDivision>,
    },
}

/// What is known of a division: its changes in the order in which they took effect, and how the decks stand after the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownDivision {
    pub(super) key: DivisionKey,
    pub(super) changes: Vec<Change>,
    pub(super) standing: Standing,
    pub(super) signatures: Vec<Signature>,
}

/// An owner's signature under the division order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Signature {
    /// Who.
    pub owner: OwnerId,
    /// The local day.
    pub signed_on: NaiveDate,
    /// The paper.
    pub document: Text120,
}

impl Decider for DivisionOfInterest {
    const KIND: &'static str = "division_of_interest";
    const STATE_VERSION: u32 = 2;

    type Command = DivisionCommand;
    type Event = DivisionEvent;
    type Error = DivisionError;

    /// All are decided on everything known: a change is put where it takes effect, and what follows is gone through again.
    fn decided_at(command: &DivisionCommand) -> Option<DateTime<Utc>> {
        match command {
            DivisionCommand::CreateDeck(_)
            | DivisionCommand::ActivateDeck(_)
            | DivisionCommand::TransferInterest(_)
            | DivisionCommand::PlaceInSuspense(_)
            | DivisionCommand::ReleaseSuspense(_)
            | DivisionCommand::SignDivisionOrder(_)
            | DivisionCommand::SupersedeDeck(_)
            | DivisionCommand::DeclarePayout(_)
            | DivisionCommand::CorrectDecimal(_)
            | DivisionCommand::WithdrawChange(_) => None,
        }
    }

    fn decide(&self, command: DivisionCommand) -> Result<Vec<DivisionEvent>, DivisionError> {
        super::decide::decide(self, command)
    }

    fn evolve(&mut self, event: &DivisionEvent) -> Result<(), Illegal> {
        match (&mut *self, event) {
            (Self::Unknown, DivisionEvent::DeckCreated(fact)) => {
                let division = KnownDivision::begun(fact).map_err(|refusal| illegal(event, &refusal))?;
                *self = Self::Known {
                    division: Box::new(division),
                };
                Ok(())
            }
            (
                Self::Unknown,
                DivisionEvent::DeckActivated(_)
                | DivisionEvent::InterestTransferred(_)
                | DivisionEvent::InterestSuspended(_)
                | DivisionEvent::InterestReleased(_)
                | DivisionEvent::DivisionOrderSigned(_)
                | DivisionEvent::DeckSuperseded(_)
                | DivisionEvent::PayoutReached(_)
                | DivisionEvent::InterestCorrected(_)
                | DivisionEvent::DeckChangeWithdrawn(_),
            ) => Err(illegal(event, &DivisionError::DivisionUnknown)),
            (Self::Known { division }, event) => division.evolve(event),
        }
    }
}

impl KnownDivision {
    pub(super) fn begun(first: &DeckCreated) -> Result<Self, DivisionError> {
        let mut division = Self {
            key: first.division,
            changes: Vec::new(),
            standing: Standing::default(),
            signatures: Vec::new(),
        };
        division.append(first.clone().into())?;
        Ok(division)
    }

    fn evolve(&mut self, event: &DivisionEvent) -> Result<(), Illegal> {
        match event {
            DivisionEvent::DivisionOrderSigned(fact) => self.sign(fact),
            // The fold has left the change out already; nothing more follows from its withdrawal.
            DivisionEvent::DeckChangeWithdrawn(_) => {}
            DivisionEvent::DeckCreated(_)
            | DivisionEvent::DeckActivated(_)
            | DivisionEvent::InterestTransferred(_)
            | DivisionEvent::InterestSuspended(_)
            | DivisionEvent::InterestReleased(_)
            | DivisionEvent::DeckSuperseded(_)
            | DivisionEvent::PayoutReached(_)
            | DivisionEvent::InterestCorrected(_) => {
                let Some(change) = Change::of(event) else {
                    return Ok(());
                };
                let latest = self.changes.last().map(Change::effective_at);
                if latest.is_some_and(|latest| change.effective_at() < latest) {
                    return Err(Illegal::new(format!(
                        "{} at {}: a later change was taken before it",
                        event.event_type(),
                        event.effective_at()
                    )));
                }
                self.append(change).map_err(|refusal| illegal(event, &refusal))?;
            }
        }
        Ok(())
    }

    /// Takes a change after all others.
    fn append(&mut self, change: Change) -> Result<(), DivisionError> {
        self.check_is_of_this(&change)?;
        self.standing.take(&change)?;
        self.changes.push(change);
        Ok(())
    }

    fn check_is_of_this(&self, change: &Change) -> Result<(), DivisionError> {
        match change {
            Change::DeckCreated(fact) if fact.division != self.key => Err(DivisionError::OtherDivision {
                division_id: self.key.stream(),
            }),
            Change::DeckCreated(_)
            | Change::DeckActivated(_)
            | Change::InterestTransferred(_)
            | Change::InterestSuspended(_)
            | Change::InterestReleased(_)
            | Change::DeckSuperseded(_)
            | Change::PayoutReached(_)
            | Change::InterestCorrected(_) => Ok(()),
        }
    }

    fn sign(&mut self, fact: &DivisionOrderSigned) {
        let signature = Signature {
            owner: fact.owner,
            signed_on: fact.signed_on,
            document: fact.document.clone(),
        };
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
    }

    /// When a month begins.
    pub(super) fn begins(&self, month: Month) -> DateTime<Utc> {
        month.first_instant(self.key.time_zone)
    }

    /// How the decks stand in a month, everything counted that takes effect with it.
    pub(super) fn standing_on(&self, month: Month) -> Standing {
        let mut on = Standing::default();
        self.walk(|from, standing| {
            if from <= month {
                on = standing.clone();
            }
        });
        on
    }

    /// The division as if one change had not been and another had: put after everything that took effect until then, and
    /// everything after it gone through again.
    pub(super) fn rewritten(
        &self,
        without: Option<usize>,
        with: Option<&Change>,
    ) -> Result<Self, DivisionError> {
        let mut changes = self.changes.clone();
        if let Some(place) = without {
            changes.remove(place);
        }
        let mut place = None;
        if let Some(with) = with {
            let until_then = changes.partition_point(|change| change.effective_at() <= with.effective_at());
            changes.insert(until_then, with.clone());
            place = Some(until_then);
        }
        let mut after = Self {
            changes: Vec::with_capacity(changes.len()),
            standing: Standing::default(),
            ..self.clone()
        };
        for (index, change) in changes.into_iter().enumerate() {
            let (event_type, from) = (change.event_type(), change.from_month());
            after.append(change).map_err(|refusal| {
                if place == Some(index) {
                    return refusal;
                }
                DivisionError::LaterChangeBroken {
                    event_type,
                    from,
                    why: Box::new(refusal),
                }
            })?;
        }
        Ok(after)
    }
}

fn illegal(event: &DivisionEvent, why: &DivisionError) -> Illegal {
    Illegal::new(format!(
        "{} at {}: {why}",
        event.event_type(),
        event.effective_at()
    ))
}
