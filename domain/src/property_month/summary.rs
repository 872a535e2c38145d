//! A property's month as shown, derived from its state.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::event::{
    GasMeterRead, ProductionAllocated, PropertyStockDiscontinuityDetected, PropertyStockReconciled,
    RunTicketRecorded, TankGauged,
};
use super::id::PropertyKey;
use super::state::{PropertyBook, PropertyMonth};
use crate::quantity::Barrels;

/// A property's month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PropertyMonthSummary {
    /// The property and month.
    pub property: PropertyKey,
    /// The gauges, tank by tank, in the order of time.
    pub gauges: Vec<TankGauged>,
    /// The run tickets, by number.
    pub tickets: Vec<RunTicketRecorded>,
    /// What all tickets come to, net; `None` where the sum is beyond what a volume can be.
    pub run_bbl: Option<Barrels>,
    /// The meter readings, meter by meter, in the order of time.
    pub meters: Vec<GasMeterRead>,
    /// The allocations that hold.
    pub allocations: Vec<ProductionAllocated>,
    /// The stocks as last drawn up.
    pub stocks: Vec<PropertyStockReconciled>,
    /// The breaks between the month before and this one.
    pub discontinuities: Vec<PropertyStockDiscontinuityDetected>,
    /// When the books were closed, if they are.
    pub locked_since: Option<DateTime<Utc>>,
}

impl PropertyMonth {
    /// The month as shown; `None` where nothing is recorded.
    pub fn summary(&self) -> Option<PropertyMonthSummary> {
        match self {
            Self::Unknown => None,
            Self::Open { book } => Some(summary(book, None)),
            Self::Locked { book, since } => Some(summary(book, Some(*since))),
        }
    }
}

fn summary(book: &PropertyBook, locked_since: Option<DateTime<Utc>>) -> PropertyMonthSummary {
    let mut tickets = book.tickets.values();
    let run = tickets.try_fold(Barrels::ZERO, |sum, ticket| {
        sum.checked_add(ticket.volumes.net_bbl)
    });
    PropertyMonthSummary {
        property: book.property,
        gauges: book
            .gauges
            .values()
            .flat_map(|gauges| gauges.values().cloned())
            .collect(),
        tickets: book.tickets.values().cloned().collect(),
        run_bbl: run.ok(),
        meters: book
            .meters
            .values()
            .flat_map(|read| read.values().cloned())
            .collect(),
        allocations: book.allocations.values().cloned().collect(),
        stocks: book.stocks.values().cloned().collect(),
        discontinuities: book.discontinuities.values().cloned().collect(),
        locked_since,
    }
}
