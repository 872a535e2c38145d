//! The state of a property's month, and how events change it. Nothing else does.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, DomainEvent, Illegal};

use super::command::PropertyMonthCommand;
use super::error::PropertyMonthError;
use super::event::{
    GasMeterRead, ProductionAllocated, PropertyMonthEvent, PropertyStockDiscontinuityDetected,
    PropertyStockReconciled, RunTicketRecorded, TankGauged,
};
use super::id::PropertyKey;
use crate::disposition::Product;
use crate::text::Text120;

/// A property's month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PropertyMonth {
    /// Nothing is recorded.
    #[default]
    Unknown,
    /// Open.
    Open {
        /// What is recorded.
        book: PropertyBook,
    },
    /// Closed.
    Locked {
        /// What is recorded.
        book: PropertyBook,
        /// When the books were closed.
        since: DateTime<Utc>,
    },
}

/// What is recorded of a property's month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PropertyBook {
    /// The property and month.
    pub property: PropertyKey,
    /// The gauges, by tank and instant.
    pub gauges: BTreeMap<Text120, BTreeMap<DateTime<Utc>, TankGauged>>,
    /// The run tickets, by number.
    pub tickets: BTreeMap<Text120, RunTicketRecorded>,
    /// The meter readings, by meter and the end of what they count.
    pub meters: BTreeMap<Text120, BTreeMap<DateTime<Utc>, GasMeterRead>>,
    /// The allocations that hold, by product.
    pub allocations: BTreeMap<Product, ProductionAllocated>,
    /// The stocks as last drawn up, by product.
    pub stocks: BTreeMap<Product, PropertyStockReconciled>,
    /// The breaks between the month before and this one, as last seen, by product.
    pub discontinuities: BTreeMap<Product, PropertyStockDiscontinuityDetected>,
    /// When the books were last opened again.
    pub unlocked_since: Option<DateTime<Utc>>,
}

impl PropertyBook {
    fn new(property: PropertyKey) -> Self {
        Self {
            property,
            gauges: BTreeMap::new(),
            tickets: BTreeMap::new(),
            meters: BTreeMap::new(),
            allocations: BTreeMap::new(),
            stocks: BTreeMap::new(),
            discontinuities: BTreeMap::new(),
            unlocked_since: None,
        }
    }
}

impl Decider for PropertyMonth {
    const KIND: &'static str = "property_month";
    const STATE_VERSION: u32 = 1;

    type Command = PropertyMonthCommand;
    type Event = PropertyMonthEvent;
    type Error = PropertyMonthError;

    /// Records hold from their own instants, what is drawn up of the month from its last day. All are decided on everything
    /// known.
    fn decided_at(command: &PropertyMonthCommand) -> Option<DateTime<Utc>> {
        match command {
            PropertyMonthCommand::GaugeTank(_)
            | PropertyMonthCommand::RecordRunTicket(_)
            | PropertyMonthCommand::ReadGasMeter(_)
            | PropertyMonthCommand::Allocate(_)
            | PropertyMonthCommand::ReconcileStock(_)
            | PropertyMonthCommand::Lock(_)
            | PropertyMonthCommand::Unlock(_) => None,
        }
    }

    fn decide(&self, command: PropertyMonthCommand) -> Result<Vec<PropertyMonthEvent>, PropertyMonthError> {
        super::decide::decide(self, command)
    }

    fn evolve(&mut self, event: &PropertyMonthEvent) -> Result<(), Illegal> {
        match event {
            PropertyMonthEvent::TankGauged(fact) => {
                let tanks = &mut self.begun(event, fact.property)?.gauges;
                tanks
                    .entry(fact.tank.clone())
                    .or_default()
                    .insert(fact.effective_at, fact.clone());
            }
            PropertyMonthEvent::RunTicketRecorded(fact) => {
                let tickets = &mut self.begun(event, fact.property)?.tickets;
                tickets.insert(fact.ticket.ticket_number.clone(), fact.clone());
            }
            PropertyMonthEvent::GasMeterRead(fact) => {
                let meters = &mut self.begun(event, fact.property)?.meters;
                meters
                    .entry(fact.meter.clone())
                    .or_default()
                    .insert(fact.until, fact.clone());
            }
            PropertyMonthEvent::ProductionAllocated(fact) => {
                let book = self.begun(event, fact.property)?;
                book.allocations.insert(fact.product, fact.clone());
            }
            PropertyMonthEvent::PropertyStockReconciled(fact) => {
                let book = self.begun(event, fact.property)?;
                book.stocks.insert(fact.product, fact.clone());
                book.discontinuities.remove(&fact.product);
            }
            PropertyMonthEvent::PropertyStockDiscontinuityDetected(fact) => {
                let book = self.open(event)?;
                book.discontinuities.insert(fact.product, fact.clone());
            }
            PropertyMonthEvent::PropertyMonthLocked(fact) => {
                let book = self.open(event)?.clone();
                *self = Self::Locked {
                    book,
                    since: fact.effective_at,
                };
            }
            PropertyMonthEvent::PropertyMonthUnlocked(fact) => {
                let Self::Locked { book, .. } = &*self else {
                    return Err(illegal(event, "the month is not locked"));
                };
                let mut book = book.clone();
                book.unlocked_since = Some(fact.effective_at);
                *self = Self::Open { book };
            }
        }
        Ok(())
    }
}

impl PropertyMonth {
    /// The book, begun where nothing is recorded yet.
    fn begun(
        &mut self,
        event: &PropertyMonthEvent,
        property: PropertyKey,
    ) -> Result<&mut PropertyBook, Illegal> {
        if *self == Self::Unknown {
            *self = Self::Open {
                book: PropertyBook::new(property),
            };
        }
        self.open(event)
    }

    fn open(&mut self, event: &PropertyMonthEvent) -> Result<&mut PropertyBook, Illegal> {
        match self {
            Self::Open { book } => Ok(book),
            Self::Locked { .. } => Err(illegal(event, "the month is locked")),
            Self::Unknown => Err(illegal(event, "nothing is recorded")),
        }
    }
}

fn illegal(event: &PropertyMonthEvent, why: &str) -> Illegal {
    Illegal::new(format!(
        "{} at {}: {why}",
        event.event_type(),
        event.effective_at()
    ))
}
