//! What may be asked of a property's month.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::event::PropertyMonthEvent;
use super::id::PropertyKey;
use super::share::{AllocationInput, AllocationMethod};
use super::state::PropertyMonth;
use super::ticket::RunTicket;
use crate::disposition::{Product, ProductVolume};
use crate::month::Month;
use crate::production_month::OpeningStock;
use crate::quantity::{Barrels, BtuPerCubicFoot, Fahrenheit, Inches, Mcf, Psi, SignedBarrels};
use crate::tank::{GaugeLevel, TankTable};
use crate::text::Text120;

/// A task for the property month aggregate: one stream per property and month.
#[derive(Clone, Debug, PartialEq)]
pub enum PropertyMonthCommand {
    /// A tank was gauged.
    GaugeTank(Box<GaugeTank>),
    /// A load of oil was run.
    RecordRunTicket(Box<RecordRunTicket>),
    /// A gas meter was read.
    ReadGasMeter(Box<ReadGasMeter>),
    /// Measured production is shared out over completions.
    Allocate(Box<AllocateProduction>),
    /// The property's stock is drawn up.
    ReconcileStock(Box<ReconcilePropertyStock>),
    /// The month is closed.
    Lock(LockPropertyMonth),
    /// A closed month is opened again.
    Unlock(UnlockPropertyMonth),
}

/// A tank is gauged.
#[derive(Clone, Debug, PartialEq)]
pub struct GaugeTank {
    /// The property and month.
    pub property: PropertyKey,
    /// The tank's number.
    pub tank: Text120,
    /// Its table.
    pub table: TankTable,
    /// When.
    pub at: DateTime<Utc>,
    /// How high the liquid stands.
    pub level: GaugeLevel,
    /// How high the water at the bottom stands.
    pub water_level: Option<GaugeLevel>,
    /// The temperature of the liquid.
    pub temperature_f: Option<Fahrenheit>,
    /// The event whose place it takes, where it corrects one.
    pub corrects: Option<CorrectedRecord>,
    /// The asking service's clock.
    pub now: DateTime<Utc>,
}

/// A load is run.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordRunTicket {
    /// The property and month.
    pub property: PropertyKey,
    /// What the ticket says.
    pub ticket: RunTicket,
    /// The tank's table.
    pub table: TankTable,
    /// The event whose place it takes, where it corrects one.
    pub corrects: Option<CorrectedRecord>,
    /// The asking service's clock.
    pub now: DateTime<Utc>,
}

/// A gas meter is read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadGasMeter {
    /// The property and month.
    pub property: PropertyKey,
    /// The meter's number.
    pub meter: Text120,
    /// The first instant of what it counted.
    pub from: DateTime<Utc>,
    /// The first instant after.
    pub until: DateTime<Utc>,
    /// What flowed.
    pub volume: Mcf,
    /// Static pressure.
    pub static_psi: Option<Psi>,
    /// Differential pressure, in inches of water.
    pub differential_in_water: Option<Inches>,
    /// Heating value.
    pub btu_per_cf: Option<BtuPerCubicFoot>,
    /// The event whose place it takes, where it corrects one.
    pub corrects: Option<CorrectedRecord>,
    /// The asking service's clock.
    pub now: DateTime<Utc>,
}

/// Shares measured production out.
#[derive(Clone, Debug, PartialEq)]
pub struct AllocateProduction {
    /// The property and month.
    pub property: PropertyKey,
    /// The product.
    pub product: Product,
    /// How.
    pub method: AllocationMethod,
    /// What was measured for the whole property.
    pub measured: ProductVolume,
    /// How many decimals a share has, 0 to 4.
    pub decimals: u8,
    /// Who takes part, in the order in which equal remainders are served.
    pub inputs: Vec<AllocationInput>,
    /// The asking service's clock: only a month that has ended is shared out.
    pub now: DateTime<Utc>,
}

/// Draws up the property's stock: opening + produced + adjustment - disposed of = closing. Of what is produced and the
/// closing stock at least one is given; the other follows, as what a property makes is known from its tanks.
#[derive(Clone, Debug, PartialEq)]
pub struct ReconcilePropertyStock {
    /// The property and month.
    pub property: PropertyKey,
    /// Oil or condensate.
    pub product: Product,
    /// Where the opening stock comes from.
    pub opening: OpeningStock,
    /// The month before.
    pub earlier: EarlierPropertyMonthSeen,
    /// Produced, where known otherwise than by the stock.
    pub produced_bbl: Option<Barrels>,
    /// The closing stock, where gauged.
    pub closing_bbl: Option<Barrels>,
    /// Corrections of the stock, up or down.
    pub adjustment_bbl: SignedBarrels,
    /// Why it is adjusted.
    pub adjustment_reason: Option<Text120>,
    /// Disposed of otherwise than by run ticket.
    pub other_disposed_bbl: Barrels,
}

/// Closes the month.
#[derive(Clone, Debug, PartialEq)]
pub struct LockPropertyMonth {
    /// When it was closed.
    pub effective_at: DateTime<Utc>,
    /// The asking service's clock.
    pub now: DateTime<Utc>,
}

/// Opens a closed month again.
#[derive(Clone, Debug, PartialEq)]
pub struct UnlockPropertyMonth {
    /// When it was opened.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
    /// The asking service's clock.
    pub now: DateTime<Utc>,
}

/// The property's month before, as far as its closing stock goes; its stream is held by the append.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum EarlierPropertyMonthSeen {
    /// Its stock was not drawn up.
    #[default]
    Unknown,
    /// It was.
    Known {
        /// Which month.
        month: Month,
        /// The stock at its end.
        closing_bbl: Barrels,
    },
}

impl EarlierPropertyMonthSeen {
    /// What there is to see of a month's stock of a product.
    pub fn of(month: &PropertyMonth, product: Product) -> Self {
        let book = match month {
            PropertyMonth::Unknown => return Self::Unknown,
            PropertyMonth::Open { book } | PropertyMonth::Locked { book, .. } => book,
        };
        book.stocks
            .get(&product)
            .map_or(Self::Unknown, |stock| Self::Known {
                month: book.property.month,
                closing_bbl: stock.closing_bbl,
            })
    }
}

/// A record that a correction takes the place of, as found in the stream.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectedRecord {
    /// The event's id.
    pub event_id: Uuid,
    /// What it is.
    pub seen: RecordSeen,
}

/// What was found under the id.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordSeen {
    /// No such event in the stream.
    Unknown,
    /// A gauge.
    Gauge {
        /// The tank's number.
        tank: Text120,
        /// When.
        at: DateTime<Utc>,
    },
    /// A run ticket.
    Ticket {
        /// The ticket's number.
        ticket_number: Text120,
    },
    /// A meter's reading.
    Meter {
        /// The meter's number.
        meter: Text120,
        /// The end of what it counted.
        until: DateTime<Utc>,
    },
    /// Something that is not corrected this way.
    Other {
        /// Its type.
        event_type: &'static str,
    },
}

impl RecordSeen {
    /// What an event of the stream is to a correction.
    pub fn of(event: &PropertyMonthEvent) -> Self {
        use wellflow_decider::DomainEvent;
        match event {
            PropertyMonthEvent::TankGauged(event) => Self::Gauge {
                tank: event.tank.clone(),
                at: event.effective_at,
            },
            PropertyMonthEvent::RunTicketRecorded(event) => Self::Ticket {
                ticket_number: event.ticket.ticket_number.clone(),
            },
            PropertyMonthEvent::GasMeterRead(event) => Self::Meter {
                meter: event.meter.clone(),
                until: event.until,
            },
            PropertyMonthEvent::ProductionAllocated(_)
            | PropertyMonthEvent::PropertyStockReconciled(_)
            | PropertyMonthEvent::PropertyStockDiscontinuityDetected(_)
            | PropertyMonthEvent::PropertyMonthLocked(_)
            | PropertyMonthEvent::PropertyMonthUnlocked(_) => Self::Other {
                event_type: event.event_type(),
            },
        }
    }
}

impl std::fmt::Display for RecordSeen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => f.write_str("no event"),
            Self::Gauge { tank, at } => write!(f, "the gauge of tank {tank} at {at}"),
            Self::Ticket { ticket_number } => write!(f, "the run ticket {ticket_number}"),
            Self::Meter { meter, until } => write!(f, "the reading of meter {meter} until {until}"),
            Self::Other { event_type } => write!(f, "of type {event_type}"),
        }
    }
}
