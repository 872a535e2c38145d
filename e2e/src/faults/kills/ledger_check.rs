//! At the end: every table against what the clients were told, with statements of the harness's own.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use tokio_postgres::{Client, Row};
use uuid::Uuid;
use wellflow_event_store::command_id;

use super::SUBJECT;
use super::book::Record;
use crate::faults::check::{Commit, commits, compare_seen};
use crate::faults::report::Report;
use crate::faults::watch::Seen;

/// An event row.
struct Event {
    position: u64,
    stream: Uuid,
    sequence: u64,
    event_id: Uuid,
    recorded_at: DateTime<Utc>,
    command_id: Uuid,
}

/// A command row.
struct Carried {
    command_id: Uuid,
    from: u64,
    to: u64,
}

/// Compares everything with everything.
pub(crate) async fn everything(
    client: &Client,
    organizations: &[Uuid],
    records: &[Record],
    seen: &[Seen],
    report: &mut Report,
) {
    report.count("commands", records.len() as u64);
    for (index, organization) in organizations.iter().enumerate() {
        let own = records
            .iter()
            .filter(|record| record.request.organization == index);
        let own: HashMap<Uuid, &Record> = own
            .map(|record| (command_id(*organization, SUBJECT, &record.request.key), record))
            .collect();
        let commits = commits(client, *organization, report).await;
        let statement = include_str!("../sql/kills_events.sql");
        let rows = client.query(statement, &[organization]).await.unwrap();
        let events: Vec<Event> = rows.iter().map(Event::read).collect();
        let statement = include_str!("../sql/kills_commands.sql");
        let rows = client.query(statement, &[organization]).await.unwrap();
        let carried: Vec<Carried> = rows.iter().map(Carried::read).collect();
        report.count("events", events.len() as u64);
        report.count("commits", commits.len() as u64);
        in_place(&events, &commits, report);
        tiles(&events, &carried, report);
        for command in &carried {
            match own.get(&command.command_id) {
                Some(record) => carried_out(record, command, &events, report),
                None => report.violation(format!("command {} was never sent", command.command_id)),
            }
        }
        let found: HashMap<Uuid, &Carried> = carried.iter().map(|c| (c.command_id, c)).collect();
        report.demand(found.len() == carried.len(), || {
            "a command was carried out twice".to_owned()
        });
        for (id, record) in &own {
            let lost = record.told.is_some() && !found.contains_key(id);
            report.demand(!lost, || format!("{record:?} was acknowledged and is lost"));
            report.count("commands acknowledged", u64::from(record.told.is_some()));
        }
    }
    compare_seen(client, seen, organizations, report).await;
}

/// Positions and sequences have no hole, and an event has the instant of the commit it is in.
fn in_place(events: &[Event], commits: &[Commit], report: &mut Report) {
    let mut versions: HashMap<Uuid, u64> = HashMap::new();
    let mut commits = commits
        .iter()
        .filter(|commit| commit.from <= commit.to)
        .peekable();
    for (event, position) in events.iter().zip(1..) {
        while commits.next_if(|commit| commit.to < position).is_some() {}
        let inside = commits
            .peek()
            .is_some_and(|commit| commit.recorded_at == event.recorded_at);
        let version = versions.entry(event.stream).or_default();
        *version += 1;
        let right = event.position == position && inside && event.sequence == *version;
        report.demand(right, || {
            format!("event {} at {position}, version {version}", event.position)
        });
    }
    let (end, last) = (commits.last().map(|commit| commit.to), events.len() as u64);
    report.demand(end.unwrap_or(0) == last, || {
        format!("commits end at {end:?}, events at {last}")
    });
}

/// The commands with events take the positions between them exactly.
fn tiles(events: &[Event], carried: &[Carried], report: &mut Report) {
    let mut next = 1;
    for command in carried.iter().filter(|command| command.from <= command.to) {
        let (id, from) = (command.command_id, command.from);
        report.demand(from == next, || {
            format!("command {id} begins at {from}, the next position is {next}")
        });
        next = command.to + 1;
    }
    let last = events.len() as u64;
    report.demand(next == last + 1, || {
        format!("events {next} to {last} belong to no command")
    });
}

/// A command that was carried out is what its client was told; one that was always refused was not carried out.
fn carried_out(record: &Record, command: &Carried, events: &[Event], report: &mut Report) {
    let index = |position: u64| usize::try_from(position).unwrap_or(usize::MAX);
    let range = index(command.from.saturating_sub(1))..index(command.to);
    let own = if command.from > command.to {
        Some(&[][..])
    } else {
        events.get(range)
    };
    let Some(own) = own else {
        report.violation(format!("the events of {record:?} are missing"));
        return;
    };
    let stray = own.iter().any(|event| event.command_id != command.command_id);
    report.demand(!stray, || format!("{record:?} has another's events"));
    let Some(told) = &record.told else {
        report.violation(format!("{record:?} was carried out, and no answer says so"));
        return;
    };
    let ids: Vec<Uuid> = own.iter().map(|event| event.event_id).collect();
    let version = own.last().is_none_or(|last| last.sequence == told.version);
    let right = told.position == command.to && told.event_ids == ids && version;
    report.demand(right, || {
        format!("{record:?} is at {} to {} with {ids:?}", command.from, command.to)
    });
}

impl Event {
    fn read(row: &Row) -> Self {
        let figure = |column| u64::try_from(row.get::<_, i64>(column)).unwrap_or(0);
        Self {
            position: figure("position"),
            stream: row.get("aggregate_id"),
            sequence: figure("sequence"),
            event_id: row.get("event_id"),
            recorded_at: row.get("recorded_at"),
            command_id: row.get("command_id"),
        }
    }
}

impl Carried {
    fn read(row: &Row) -> Self {
        let figure = |column| u64::try_from(row.get::<_, i64>(column)).unwrap_or(0);
        Self {
            command_id: row.get("command_id"),
            from: figure("from_position"),
            to: figure("to_position"),
        }
    }
}
