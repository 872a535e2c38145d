//! Gauges, run tickets and meter readings: `/gauge-tank`, `/run-ticket`, `/read-meter`.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_domain::disposition::Product;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;
use wellflow_domain::property_month::{CtlFactor, PropertyId, RunTicket, TicketGauge};
use wellflow_domain::quantity::{ApiGravity, BtuPerCubicFoot, Fahrenheit, Inches, Mcf, Percent, Psi};
use wellflow_domain::tank::{GaugeLevel, TankTable};
use wellflow_domain::text::Text120;

use crate::body::bodies;

/// A tank that was gauged.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewGauge {
    pub(crate) property_id: PropertyId,
    pub(crate) month: Month,
    pub(crate) time_zone: TimeZone,
    pub(crate) tank: Text120,
    pub(crate) table: TankTable,
    pub(crate) at: DateTime<Utc>,
    pub(crate) level: GaugeLevel,
    pub(crate) water_level: Option<GaugeLevel>,
    pub(crate) temperature_f: Option<Fahrenheit>,
    pub(crate) corrects_event_id: Option<Uuid>,
}

/// A load that was run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewTicket {
    pub(crate) property_id: PropertyId,
    pub(crate) month: Month,
    pub(crate) time_zone: TimeZone,
    pub(crate) ticket: RunTicket,
    pub(crate) table: TankTable,
    pub(crate) corrects_event_id: Option<Uuid>,
}

/// A gas meter that was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewReading {
    pub(crate) property_id: PropertyId,
    pub(crate) month: Month,
    pub(crate) time_zone: TimeZone,
    pub(crate) meter: Text120,
    pub(crate) from: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
    pub(crate) volume: Mcf,
    pub(crate) static_psi: Option<Psi>,
    pub(crate) differential_in_water: Option<Inches>,
    pub(crate) btu_per_cf: Option<BtuPerCubicFoot>,
    pub(crate) corrects_event_id: Option<Uuid>,
}

bodies! {
    /// A tank was gauged.
    NewGauge as GaugeTankBody {
        property_id: PropertyId,
        month: Month,
        time_zone: TimeZone,
        tank: Text120,
        table: TankTable,
        at: DateTime<Utc>,
        level: GaugeLevel,
        water_level: Option<GaugeLevel>,
        temperature_f: Option<Fahrenheit>,
        corrects_event_id: Option<Uuid>,
    }

    /// A load was run.
    NewTicket as RunTicketTaskBody {
        property_id: PropertyId,
        month: Month,
        time_zone: TimeZone,
        ticket: RunTicket,
        table: TankTable,
        corrects_event_id: Option<Uuid>,
    }

    /// What a run ticket says.
    RunTicket as RunTicketBody {
        ticket_number: Text120,
        product: Product,
        tank: Text120,
        opening: TicketGauge,
        closing: TicketGauge,
        observed_gravity: ApiGravity,
        observed_temperature_f: Fahrenheit,
        gravity_60f: ApiGravity,
        bsw_pct: Percent,
        ctl: CtlFactor,
        ctl_source: Text120,
        seals_off: Vec<Text120>,
        seals_on: Vec<Text120>,
        gauger: Text120,
        operator: Text120,
        purchaser: Text120,
    }

    /// A gauge before or after a load.
    TicketGauge as TicketGaugeBody { at: DateTime<Utc>, level: GaugeLevel, temperature_f: Fahrenheit }

    /// A gas meter was read.
    NewReading as ReadMeterBody {
        property_id: PropertyId,
        month: Month,
        time_zone: TimeZone,
        meter: Text120,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        volume: Mcf,
        static_psi: Option<Psi>,
        differential_in_water: Option<Inches>,
        btu_per_cf: Option<BtuPerCubicFoot>,
        corrects_event_id: Option<Uuid>,
    }
}
