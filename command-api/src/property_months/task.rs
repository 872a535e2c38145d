//! What is asked of a property's month, before it has seen what it must see.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use wellflow_domain::disposition::Product;
use wellflow_domain::ids::WellId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;
use wellflow_domain::property_month::{
    AllocateProduction, CorrectedRecord, EarlierPropertyMonthSeen, GaugeTank, LockPropertyMonth, PropertyId,
    PropertyKey, PropertyMonthCommand, PropertyMonthId, ReadGasMeter, ReconcilePropertyStock,
    RecordRunTicket, UnlockPropertyMonth,
};
use wellflow_http::Problem;

use super::allocation::NewAllocation;
use super::records::{NewGauge, NewReading, NewTicket};
use super::stock::{Books, Reopening, Stocktaking};
use crate::body::read;
use crate::task::Task;

/// What is asked of a property's month, and which month it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PropertyTask {
    /// The month's stream.
    pub(crate) stream: Uuid,
    /// What is asked.
    pub(crate) ask: PropertyAsk,
    /// The service's clock.
    pub(crate) now: DateTime<Utc>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PropertyAsk {
    Gauge(Box<NewGauge>),
    Ticket(Box<NewTicket>),
    Reading(Box<NewReading>),
    Allocate(Box<NewAllocation>),
    ReconcileStock(Box<Stocktaking>),
    Lock(Books),
    Unlock(Reopening),
}

/// What a task must see beside the month it is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The month before.
    pub(crate) earlier: EarlierPropertyMonthSeen,
    /// The record it corrects.
    pub(crate) corrects: Option<CorrectedRecord>,
}

impl PropertyAsk {
    /// Reads the body of a task whose body names the month, and which month that is; `None` for any other task.
    pub(crate) fn of_body(task: Task, body: &Value) -> Option<Result<(Uuid, Self), Problem>> {
        let asked = match task {
            Task::GaugeTank => read::<NewGauge>(body).map(|new| Self::Gauge(Box::new(new))),
            Task::RecordRunTicket => read::<NewTicket>(body).map(|new| Self::Ticket(Box::new(new))),
            Task::ReadGasMeter => read::<NewReading>(body).map(|new| Self::Reading(Box::new(new))),
            Task::AllocateProduction => read::<NewAllocation>(body).map(|new| Self::Allocate(Box::new(new))),
            Task::ReconcilePropertyStock => {
                read::<Stocktaking>(body).map(|new| Self::ReconcileStock(Box::new(new)))
            }
            _ => return None,
        };
        Some(asked.and_then(|ask: Self| match ask.key() {
            Some(key) => Ok((key.stream().as_uuid(), ask)),
            None => Err(Problem::internal(format!("{task} names no month"))),
        }))
    }

    /// Reads the body of a task whose path names the month; `None` for any other task.
    pub(crate) fn of_path(task: Task, body: &Value) -> Option<Result<Self, Problem>> {
        let asked = match task {
            Task::LockPropertyMonth => read::<Books>(body).map(Self::Lock),
            Task::UnlockPropertyMonth => read::<Reopening>(body).map(Self::Unlock),
            _ => return None,
        };
        Some(asked)
    }

    /// The property and month the body names.
    pub(crate) fn key(&self) -> Option<PropertyKey> {
        match self {
            Self::Gauge(new) => Some(key(new.property_id, new.month, new.time_zone)),
            Self::Ticket(new) => Some(key(new.property_id, new.month, new.time_zone)),
            Self::Reading(new) => Some(key(new.property_id, new.month, new.time_zone)),
            Self::Allocate(new) => Some(key(new.property_id, new.month, new.time_zone)),
            Self::ReconcileStock(new) => Some(key(new.property_id, new.month, new.time_zone)),
            Self::Lock(_) | Self::Unlock(_) => None,
        }
    }

    /// The month before and the product, where its closing stock is held against an opening stock.
    pub(crate) fn earlier(&self) -> Option<(PropertyMonthId, Product)> {
        let Self::ReconcileStock(new) = self else {
            return None;
        };
        let earlier = new.month.previous()?;
        Some((PropertyMonthId::of(new.property_id, earlier), new.product))
    }

    /// The event it corrects.
    pub(crate) fn corrects_event_id(&self) -> Option<Uuid> {
        match self {
            Self::Gauge(new) => new.corrects_event_id,
            Self::Ticket(new) => new.corrects_event_id,
            Self::Reading(new) => new.corrects_event_id,
            Self::Allocate(_) | Self::ReconcileStock(_) | Self::Lock(_) | Self::Unlock(_) => None,
        }
    }

    /// The wells that take part in an allocation, each with its place among the inputs.
    pub(crate) fn wells(&self) -> impl Iterator<Item = (usize, WellId)> {
        let inputs = match self {
            Self::Allocate(new) => new.inputs.as_slice(),
            Self::Gauge(_)
            | Self::Ticket(_)
            | Self::Reading(_)
            | Self::ReconcileStock(_)
            | Self::Lock(_)
            | Self::Unlock(_) => &[],
        };
        inputs.iter().map(|input| input.well_id).enumerate()
    }

    /// The command, once it has seen what it must see.
    pub(crate) fn command(self, seen: Seen, now: DateTime<Utc>) -> PropertyMonthCommand {
        let corrects = seen.corrects;
        match self {
            Self::Gauge(new) => PropertyMonthCommand::GaugeTank(Box::new(GaugeTank {
                property: key(new.property_id, new.month, new.time_zone),
                tank: new.tank,
                table: new.table,
                at: new.at,
                level: new.level,
                water_level: new.water_level,
                temperature_f: new.temperature_f,
                corrects,
                now,
            })),
            Self::Ticket(new) => PropertyMonthCommand::RecordRunTicket(Box::new(RecordRunTicket {
                property: key(new.property_id, new.month, new.time_zone),
                ticket: new.ticket,
                table: new.table,
                corrects,
                now,
            })),
            Self::Reading(new) => PropertyMonthCommand::ReadGasMeter(Box::new(ReadGasMeter {
                property: key(new.property_id, new.month, new.time_zone),
                meter: new.meter,
                from: new.from,
                until: new.until,
                volume: new.volume,
                static_psi: new.static_psi,
                differential_in_water: new.differential_in_water,
                btu_per_cf: new.btu_per_cf,
                corrects,
                now,
            })),
            Self::Allocate(new) => PropertyMonthCommand::Allocate(Box::new(AllocateProduction {
                property: key(new.property_id, new.month, new.time_zone),
                product: new.product,
                method: new.method,
                measured: new.measured,
                decimals: new.decimals,
                inputs: new.inputs,
                now,
            })),
            Self::ReconcileStock(new) => {
                PropertyMonthCommand::ReconcileStock(Box::new(ReconcilePropertyStock {
                    property: key(new.property_id, new.month, new.time_zone),
                    product: new.product,
                    opening: new.opening,
                    earlier: seen.earlier,
                    produced_bbl: new.produced_bbl,
                    closing_bbl: new.closing_bbl,
                    adjustment_bbl: new.adjustment_bbl,
                    adjustment_reason: new.adjustment_reason,
                    other_disposed_bbl: new.other_disposed_bbl,
                }))
            }
            Self::Lock(Books { effective_at }) => {
                PropertyMonthCommand::Lock(LockPropertyMonth { effective_at, now })
            }
            Self::Unlock(Reopening { effective_at, reason }) => {
                PropertyMonthCommand::Unlock(UnlockPropertyMonth {
                    effective_at,
                    reason,
                    now,
                })
            }
        }
    }
}

fn key(property_id: PropertyId, month: Month, time_zone: TimeZone) -> PropertyKey {
    PropertyKey {
        property_id,
        month,
        time_zone,
    }
}
