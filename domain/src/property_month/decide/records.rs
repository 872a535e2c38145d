//! Gauges, run tickets and meter readings.

use super::{Decision, book, check_corrected, check_instant};
use crate::disposition::Product;
use crate::property_month::command::{GaugeTank, ReadGasMeter, RecordRunTicket, RecordSeen};
use crate::property_month::error::PropertyMonthError;
use crate::property_month::event::{GasMeterRead, RunTicketRecorded, TankGauged};
use crate::property_month::state::{PropertyBook, PropertyMonth};
use crate::property_month::ticket::{RunTicket, TicketVolumes};
use crate::quantity::Barrels;
use crate::tank::TankTable;

pub(super) fn gauge(month: &PropertyMonth, task: GaugeTank) -> Decision {
    let book = book(month, task.property)?;
    check_instant(task.property, task.at, task.now)?;
    let level = task.level;
    let reading = task.table.read(level)?;
    let water = match task.water_level {
        Some(water) if water > level => return Err(PropertyMonthError::WaterAboveLevel { level, water }),
        Some(water) => Some((water, task.table.read(water)?)),
        None => None,
    };
    let water_bbl = match water {
        Some((level, reading)) => reading.volume(level)?,
        None => Barrels::ZERO,
    };
    let gauged = TankGauged {
        effective_at: task.at,
        property: task.property,
        tank: task.tank,
        level,
        reading,
        water_level: task.water_level,
        water_reading: water.map(|(_, reading)| reading),
        gross_bbl: reading.volume(level)?,
        water_bbl,
        temperature_f: task.temperature_f,
        corrects_event_id: task.corrects.as_ref().map(|corrects| corrects.event_id),
    };
    let held = book
        .and_then(|book| book.gauges.get(&gauged.tank))
        .and_then(|gauges| gauges.get(&gauged.effective_at));
    let same = held.is_some_and(|held| {
        *held
            == TankGauged {
                corrects_event_id: held.corrects_event_id,
                ..gauged.clone()
            }
    });
    if same {
        return Ok(Vec::new());
    }
    let record = RecordSeen::Gauge {
        tank: gauged.tank.clone(),
        at: gauged.effective_at,
    };
    check_corrected(task.corrects.as_ref(), held.is_some(), &record)?;
    Ok(vec![gauged.into()])
}

pub(super) fn run_ticket(month: &PropertyMonth, task: RecordRunTicket) -> Decision {
    let book = book(month, task.property)?;
    let ticket = task.ticket;
    check_ticket(&ticket)?;
    check_instant(task.property, ticket.closing.at, task.now)?;
    let volumes = volumes(&ticket, &task.table)?;
    let recorded = RunTicketRecorded {
        effective_at: ticket.closing.at,
        property: task.property,
        ticket,
        volumes,
        corrects_event_id: task.corrects.as_ref().map(|corrects| corrects.event_id),
    };
    let number = &recorded.ticket.ticket_number;
    let held = book.and_then(|book| book.tickets.get(number));
    if held.is_some_and(|held| held.ticket == recorded.ticket && held.volumes == recorded.volumes) {
        return Ok(Vec::new());
    }
    let record = RecordSeen::Ticket {
        ticket_number: number.clone(),
    };
    check_corrected(task.corrects.as_ref(), held.is_some(), &record)?;
    Ok(vec![recorded.into()])
}

fn check_ticket(ticket: &RunTicket) -> Result<(), PropertyMonthError> {
    if ticket.product == Product::Gas {
        return Err(PropertyMonthError::NotALiquid {
            product: ticket.product,
        });
    }
    if ticket.seals_off.is_empty() || ticket.seals_on.is_empty() {
        return Err(PropertyMonthError::SealsMissing {
            ticket_number: ticket.ticket_number.clone(),
        });
    }
    let (opened_at, closed_at) = (ticket.opening.at, ticket.closing.at);
    if closed_at < opened_at {
        return Err(PropertyMonthError::TicketClosedBeforeOpened { opened_at, closed_at });
    }
    Ok(())
}

fn volumes(ticket: &RunTicket, table: &TankTable) -> Result<TicketVolumes, PropertyMonthError> {
    let (opening, closing) = (ticket.opening.level, ticket.closing.level);
    let readings = (table.read(opening)?, table.read(closing)?);
    let opening_bbl = readings.0.volume(opening)?;
    let closing_bbl = readings.1.volume(closing)?;
    if closing_bbl > opening_bbl {
        return Err(PropertyMonthError::TicketRunsBackwards {
            tank: ticket.tank.clone(),
            opening_bbl,
            closing_bbl,
        });
    }
    Ok(TicketVolumes::of(
        ticket,
        readings,
        opening_bbl.checked_sub(closing_bbl)?,
    )?)
}

pub(super) fn read_meter(month: &PropertyMonth, task: ReadGasMeter) -> Decision {
    let book = book(month, task.property)?;
    let (from, until) = (task.from, task.until);
    if until <= from {
        return Err(PropertyMonthError::MeterPeriodInverted { from, until });
    }
    check_instant(task.property, from, task.now)?;
    // What is read until the month's last instant is read at its end.
    if until > task.property.month.end(task.property.time_zone) {
        check_instant(task.property, until, task.now)?;
    }
    if crate::clock::is_ahead(until, task.now) {
        return Err(PropertyMonthError::EffectiveInFuture {
            at: until,
            now: task.now,
        });
    }
    let read = GasMeterRead {
        effective_at: from,
        property: task.property,
        meter: task.meter,
        until,
        volume: task.volume,
        static_psi: task.static_psi,
        differential_in_water: task.differential_in_water,
        btu_per_cf: task.btu_per_cf,
        corrects_event_id: task.corrects.as_ref().map(|corrects| corrects.event_id),
    };
    let held = book
        .and_then(|book| book.meters.get(&read.meter))
        .and_then(|readings| readings.get(&until));
    let same = held.is_some_and(|held| {
        *held
            == GasMeterRead {
                corrects_event_id: held.corrects_event_id,
                ..read.clone()
            }
    });
    if same {
        return Ok(Vec::new());
    }
    let record = RecordSeen::Meter {
        meter: read.meter.clone(),
        until,
    };
    check_corrected(task.corrects.as_ref(), held.is_some(), &record)?;
    if let Some(other) = book.and_then(|book| overlapping(book, &read)) {
        return Err(PropertyMonthError::MeterPeriodsOverlap {
            meter: read.meter,
            from: other.effective_at,
            until: other.until,
        });
    }
    Ok(vec![read.into()])
}

/// Another reading of the meter that counts part of the same time; the reading that is corrected does not count.
fn overlapping<'a>(book: &'a PropertyBook, read: &GasMeterRead) -> Option<&'a GasMeterRead> {
    book.meters.get(&read.meter)?.values().find(|other| {
        other.until != read.until && other.effective_at < read.until && read.effective_at < other.until
    })
}
