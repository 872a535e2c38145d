//! What happens to a property's month. Stored for ever.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::Fact;

use super::id::PropertyKey;
use super::share::{AllocatedShare, AllocationFactor, AllocationMethod, AllocationWarning};
use super::ticket::{RunTicket, TicketVolumes};
use crate::disposition::{Product, ProductVolume};
use crate::month::Month;
use crate::production_month::OpeningBasis;
use crate::quantity::{Barrels, BtuPerCubicFoot, Fahrenheit, Inches, Mcf, Psi, SignedBarrels};
use crate::tank::{GaugeLevel, TableReading};
use crate::text::Text120;

wellflow_decider::events! {
    /// What happens to a property's month.
    pub enum PropertyMonthEvent {
        TankGauged = 1,
        RunTicketRecorded = 1,
        GasMeterRead = 1,
        ProductionAllocated = 1,
        PropertyStockReconciled = 1,
        PropertyStockDiscontinuityDetected = 1,
        PropertyMonthLocked = 1,
        PropertyMonthUnlocked = 1,
    }
}

/// A tank was gauged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TankGauged {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The property and month.
    pub property: PropertyKey,
    /// The tank's number.
    pub tank: Text120,
    /// How high the liquid stood.
    pub level: GaugeLevel,
    /// What the table says there.
    pub reading: TableReading,
    /// How high the water at the bottom stood.
    pub water_level: Option<GaugeLevel>,
    /// What the table says there.
    pub water_reading: Option<TableReading>,
    /// Liquid and water together, as observed.
    pub gross_bbl: Barrels,
    /// Water.
    pub water_bbl: Barrels,
    /// The temperature of the liquid.
    pub temperature_f: Option<Fahrenheit>,
    /// The event whose place it takes, where it corrects one.
    pub corrects_event_id: Option<Uuid>,
}

/// A load was run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunTicketRecorded {
    /// When the tank was closed.
    pub effective_at: DateTime<Utc>,
    /// The property and month.
    pub property: PropertyKey,
    /// What the ticket says.
    pub ticket: RunTicket,
    /// What follows from it.
    pub volumes: TicketVolumes,
    /// The event whose place it takes, where it corrects one.
    pub corrects_event_id: Option<Uuid>,
}

/// A gas meter was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GasMeterRead {
    /// The first instant of what it counted.
    pub effective_at: DateTime<Utc>,
    /// The property and month.
    pub property: PropertyKey,
    /// The meter's number.
    pub meter: Text120,
    /// The first instant after what it counted.
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
    pub corrects_event_id: Option<Uuid>,
}

/// Measured production was shared out. A later allocation of the product takes its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductionAllocated {
    /// The first instant of the month's last local day.
    pub effective_at: DateTime<Utc>,
    /// The property and month.
    pub property: PropertyKey,
    /// The product.
    pub product: Product,
    /// How.
    pub method: AllocationMethod,
    /// What was measured for the whole property.
    pub measured: ProductVolume,
    /// How many decimals a share has.
    pub decimals: u8,
    /// Measured over theoretical; `null` where shared equally.
    pub factor: Option<AllocationFactor>,
    /// The shares, in the order in which equal remainders were served; they add up to what was measured.
    pub shares: Vec<AllocatedShare>,
    /// What is odd about it.
    pub warnings: Vec<AllocationWarning>,
}

/// The property's stock was drawn up: opening + produced + adjustment - disposed of = closing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PropertyStockReconciled {
    /// The first instant of the month's last local day.
    pub effective_at: DateTime<Utc>,
    /// The property and month.
    pub property: PropertyKey,
    /// Oil or condensate.
    pub product: Product,
    /// At the beginning of the month.
    pub opening_bbl: Barrels,
    /// Where the opening stock comes from.
    pub opening_basis: OpeningBasis,
    /// Produced.
    pub produced_bbl: Barrels,
    /// Corrections of the stock, up or down.
    pub adjustment_bbl: SignedBarrels,
    /// Why it was adjusted.
    pub adjustment_reason: Option<Text120>,
    /// Run by ticket, net.
    pub run_bbl: Barrels,
    /// Disposed of otherwise.
    pub other_disposed_bbl: Barrels,
    /// At the end of the month.
    pub closing_bbl: Barrels,
}

/// The opening stock is not the closing stock of the month before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PropertyStockDiscontinuityDetected {
    /// The first instant of the month's last local day.
    pub effective_at: DateTime<Utc>,
    /// Oil or condensate.
    pub product: Product,
    /// The month before.
    pub earlier_month: Month,
    /// Its closing stock, as known then.
    pub earlier_closing_bbl: Barrels,
    /// The opening stock.
    pub opening_bbl: Barrels,
}

/// The month was closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PropertyMonthLocked {
    /// When the books were closed.
    pub effective_at: DateTime<Utc>,
}

/// The closed month was opened again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PropertyMonthUnlocked {
    /// When the books were opened.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
}

/// Facts that hold nothing but figures.
macro_rules! public_facts {
    ($($fact:ident $(supersedes by $corrects:ident)?),+) => { $(
        impl Fact for $fact {
            fn effective_at(&self) -> DateTime<Utc> {
                self.effective_at
            }
            $(fn supersedes(&self) -> Option<Uuid> {
                self.$corrects
            })?
            fn public_form(&self) -> Option<Self> {
                Some(self.clone())
            }
        }
    )+ };
}

public_facts!(
    TankGauged supersedes by corrects_event_id,
    GasMeterRead supersedes by corrects_event_id,
    ProductionAllocated,
    PropertyStockDiscontinuityDetected,
    PropertyMonthLocked
);

impl Fact for RunTicketRecorded {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn supersedes(&self) -> Option<Uuid> {
        self.corrects_event_id
    }

    /// Who gauged and who bought stays inside.
    fn public_form(&self) -> Option<Self> {
        let ticket = RunTicket {
            gauger: Text120::withheld(),
            purchaser: Text120::withheld(),
            ..self.ticket.clone()
        };
        Some(Self {
            ticket,
            ..self.clone()
        })
    }
}

impl Fact for PropertyStockReconciled {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    /// Reasons are free text and may name a person: they stay inside.
    fn public_form(&self) -> Option<Self> {
        Some(Self {
            opening_basis: self.opening_basis.without_reason(),
            adjustment_reason: self.adjustment_reason.as_ref().map(|_| Text120::withheld()),
            ..self.clone()
        })
    }
}

impl Fact for PropertyMonthUnlocked {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    /// The reason is free text and may name a person: it stays inside.
    fn public_form(&self) -> Option<Self> {
        Some(Self {
            reason: Text120::withheld(),
            ..self.clone()
        })
    }
}
