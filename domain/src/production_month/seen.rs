//! What a command brings along of other months and of the stream's own events.

use chrono::NaiveDate;
use uuid::Uuid;

use super::event::ProductionMonthEvent;
use super::state::ProductionMonth;
use crate::disposition::Product;
use crate::month::Month;
use crate::quantity::{Barrels, Quantity};
use crate::text::Text120;

/// The month before, as far as its closing stock goes; its stream is held by the append.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum EarlierMonthSeen {
    /// Nothing is recorded of it, or nobody looked.
    #[default]
    Unknown,
    /// It is recorded.
    Known {
        /// Which month.
        month: Month,
        /// The stock at its end: reconciled, or else as stated.
        closing_bbl: Quantity<Barrels>,
    },
}

impl EarlierMonthSeen {
    /// What there is to see of a month's stock of a product.
    pub fn of(month: &ProductionMonth, product: Product) -> Self {
        match month {
            ProductionMonth::Unknown | ProductionMonth::Running { .. } => Self::Unknown,
            ProductionMonth::Open { recorded } | ProductionMonth::Locked { recorded, .. } => Self::Known {
                month: recorded.month,
                closing_bbl: recorded.closing_bbl(product),
            },
        }
    }
}

/// An event that a correction takes the place of, as found in the stream.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectedEvent {
    /// Its id.
    pub event_id: Uuid,
    /// What it is.
    pub seen: CorrectedSeen,
}

/// What was found under the id.
#[derive(Clone, Debug, PartialEq)]
pub enum CorrectedSeen {
    /// No such event in the stream.
    Unknown,
    /// A day's line.
    Day {
        /// The day.
        date: NaiveDate,
    },
    /// A disposition.
    Disposition {
        /// Its reference.
        reference: Text120,
    },
    /// The month's volumes: recorded, corrected or restated.
    Month,
    /// Something that is not corrected this way.
    Other {
        /// Its type.
        event_type: &'static str,
    },
}

impl CorrectedSeen {
    /// What an event of the stream is to a correction.
    pub fn of(event: &ProductionMonthEvent) -> Self {
        use wellflow_decider::DomainEvent;
        match event {
            ProductionMonthEvent::DailyProductionRecorded(event) => Self::Day {
                date: event.day.date(),
            },
            ProductionMonthEvent::DailyProductionCorrected(event) => Self::Day {
                date: event.day.date(),
            },
            ProductionMonthEvent::ProductDisposed(event) => Self::Disposition {
                reference: event.reference.clone(),
            },
            ProductionMonthEvent::ProductionRecorded(_)
            | ProductionMonthEvent::ProductionCorrected(_)
            | ProductionMonthEvent::ProductionRestated(_) => Self::Month,
            ProductionMonthEvent::ProductionMonthLocked(_)
            | ProductionMonthEvent::ProductionMonthUnlocked(_)
            | ProductionMonthEvent::StockReconciled(_)
            | ProductionMonthEvent::StockDiscontinuityDetected(_)
            | ProductionMonthEvent::GasBalanced(_) => Self::Other {
                event_type: event.event_type(),
            },
        }
    }
}

impl std::fmt::Display for CorrectedSeen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => f.write_str("no event"),
            Self::Day { date } => write!(f, "the line of {date}"),
            Self::Disposition { reference } => write!(f, "the disposition {reference}"),
            Self::Month => f.write_str("the month's volumes"),
            Self::Other { event_type } => write!(f, "of type {event_type}"),
        }
    }
}
