//! One organization's ledger walked from its first position: events against plans, answers, streams, claims and levels.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use tokio_postgres::{Client, Row};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_event_store::{Catalogue, LedgerReader, Point, Verifier};
use wellflow_runtime::{DatabaseConfig, Tenant, TenantPool};

use super::book::Book;
use super::ledger_check::Applied;
use super::plan::{Kind, Plan, World};
use crate::faults::check::Commit;
use crate::faults::random::Random;
use crate::faults::report::Report;
use crate::faults::tank::{LABEL, Tank};

/// Tanks per organization whose state the crate itself is asked for.
const FOLDED: usize = 5;
/// Statements the crate's own verifying may run at once.
const JOBS: usize = 2;
/// How often a ledger is read where the server cuts the reading off.
const READINGS: usize = 3;

/// An event row.
struct Event {
    position: u64,
    tank: Uuid,
    sequence: u64,
    event_id: Uuid,
    event_type: String,
    effective_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
    command_id: Uuid,
    number: Option<i64>,
    amount: i64,
    label: Option<String>,
}

/// A stream, as its events say.
#[derive(Default)]
struct Stream {
    /// In the order of their sequence.
    positions: Vec<u64>,
    label: Option<String>,
    /// (effective at, position, what it adds).
    changes: Vec<(DateTime<Utc>, u64, i64)>,
}

pub(crate) struct OneLedger<'a> {
    world: &'a World,
    organization: Uuid,
    book: &'a Book,
    report: &'a mut Report,
    streams: HashMap<Uuid, Stream>,
    owners: BTreeMap<String, Uuid>,
}

impl Event {
    fn read(row: &Row) -> Self {
        let figure = |column| u64::try_from(row.get::<_, i64>(column)).unwrap_or(0);
        Self {
            position: figure("position"),
            tank: row.get("aggregate_id"),
            sequence: figure("sequence"),
            event_id: row.get("event_id"),
            event_type: row.get("event_type"),
            effective_at: row.get("effective_at"),
            recorded_at: row.get("recorded_at"),
            command_id: row.get("command_id"),
            number: row.get("number"),
            amount: row.get("amount"),
            label: row.get("label"),
        }
    }

    /// What it adds to its tank.
    fn change(&self) -> i64 {
        match self.event_type.as_str() {
            "Filled" => self.amount,
            "Drawn" => -self.amount,
            _ => 0,
        }
    }
}

impl<'a> OneLedger<'a> {
    pub(crate) fn new(world: &'a World, organization: Uuid, book: &'a Book, report: &'a mut Report) -> Self {
        Self {
            world,
            organization,
            book,
            report,
            streams: HashMap::new(),
            owners: BTreeMap::new(),
        }
    }

    /// Walks events, commands (in the order of their positions) and commits side by side: each tiles the positions
    /// exactly.
    pub(crate) async fn walk(&mut self, client: &Client, commands: &[Applied], commits: &[Commit]) {
        let rows = client
            .query(include_str!("../sql/check_events.sql"), &[&self.organization])
            .await
            .unwrap();
        let events: Vec<Event> = rows.iter().map(Event::read).collect();
        self.report.count("events", events.len() as u64);
        let mut commits = commits
            .iter()
            .filter(|commit| commit.from <= commit.to)
            .peekable();
        for (event, position) in events.iter().zip(1..) {
            let organization = self.organization;
            while commits.next_if(|commit| commit.to < position).is_some() {}
            let commit = commits.peek();
            let inside = commit.is_some_and(|commit| commit.recorded_at == event.recorded_at);
            self.report.demand(event.position == position && inside, || {
                format!(
                    "{organization}: event {} at {position}, in {commit:?}",
                    event.position
                )
            });
            self.follows_its_stream(event);
        }
        let last = events.len() as u64;
        let end = commits.last().map_or(last, |commit| commit.to);
        self.report
            .demand(end == last, || format!("commits end at {end}, events at {last}"));
        let mut next = 1;
        for command in commands {
            if command.from > command.to {
                self.nothing(command, last);
                continue;
            }
            let number = command.number;
            self.report
                .demand(command.from == next && command.to <= last, || {
                    format!("command {number} has {command:?}, the next position is {next}")
                });
            next = command.to + 1;
            let range = |position: u64| usize::try_from(position).unwrap_or(usize::MAX);
            if let Some(events) = events.get(range(command.from - 1)..range(command.to)) {
                self.one_command(command, events);
            }
        }
        self.report.demand(next == last + 1, || {
            format!("events from {next} on belong to no command")
        });
    }

    /// A stream's sequence has no hole, and a label has one owner at a time.
    fn follows_its_stream(&mut self, event: &Event) {
        let stream = self.streams.entry(event.tank).or_default();
        let expected = stream.positions.len() as u64 + 1;
        stream.positions.push(event.position);
        stream
            .changes
            .push((event.effective_at, event.position, event.change()));
        let (position, tank) = (event.position, event.tank);
        self.report.demand(event.sequence == expected, || {
            format!(
                "event {position} has sequence {} where {expected} is next",
                event.sequence
            )
        });
        let Some(label) = event.label.clone() else { return };
        let right = match event.event_type.as_str() {
            "Labelled" => {
                let free = self.owners.insert(label.clone(), tank).is_none();
                free && stream.label.replace(label.clone()).is_none()
            }
            _ => {
                let own = self.owners.remove(&label) == Some(tank);
                own && stream.label.take() == Some(label.clone())
            }
        };
        self.report.demand(right, || {
            format!("event {position}: the label {label} had another owner")
        });
    }

    /// The events of a command are the ones its plan comes to, and the ones its sender was told.
    fn one_command(&mut self, command: &Applied, events: &[Event]) {
        let (number, plan) = (command.number, self.world.plan(command.number));
        let own = events.iter().all(|event| {
            event.command_id == plan.command_id
                && event.number.and_then(|n| u64::try_from(n).ok()) == Some(number)
        });
        self.report.demand(own, || {
            format!("command {number}: another's events at its positions")
        });
        let together = events
            .iter()
            .all(|event| event.recorded_at == events[0].recorded_at);
        self.report
            .demand(together, || format!("command {number} is in two commits"));
        self.report.demand(comes_to(&plan, command.forged, events), || {
            let types: Vec<_> = events.iter().map(|e| (&e.event_type, e.amount, e.tank)).collect();
            format!("{plan:?} came to {types:?}")
        });
        let Some(done) = &self.book.of(number).done[usize::from(command.forged)] else {
            return;
        };
        let ids: Vec<Uuid> = events.iter().map(|event| event.event_id).collect();
        let told = done.event_ids.as_ref().is_none_or(|told| *told == ids);
        let last = events.iter().rev().find(|event| event.tank == plan.tank);
        let version = done
            .version
            .is_none_or(|version| last.is_some_and(|last| last.sequence == version));
        self.report.demand(told && version, || {
            format!("command {number} was answered {done:?}, its events are {ids:?}")
        });
    }

    /// A command that came to nothing has no events, a place between positions, and the version of that place.
    fn nothing(&mut self, command: &Applied, last: u64) {
        let (number, plan) = (command.number, self.world.plan(command.number));
        let may = plan
            .expected(command.forged)
            .is_none_or(|expected| expected.is_empty());
        self.report.demand(
            may && command.from == command.to + 1 && command.to <= last,
            || format!("command {number} came to nothing: {command:?}"),
        );
        let Some(done) = &self.book.of(number).done[usize::from(command.forged)] else {
            return;
        };
        let positions = self
            .streams
            .get(&plan.tank)
            .map_or(&[][..], |stream| &stream.positions);
        let version = positions.partition_point(|position| *position <= command.to) as u64;
        let right = done.version.is_none_or(|told| told == version)
            && done.event_ids.as_ref().is_none_or(Vec::is_empty);
        self.report.demand(right, || {
            format!("command {number} came to nothing at {version}: {done:?}")
        });
    }

    /// The table of claims is what claims and releases come to.
    pub(crate) async fn claims(&mut self, client: &Client) {
        let rows = client
            .query(
                include_str!("../sql/check_claims.sql"),
                &[&self.organization, &LABEL, &Tank::KIND],
            )
            .await
            .unwrap();
        let claims: BTreeMap<String, Uuid> = rows
            .iter()
            .map(|row| (row.get("key"), row.get("aggregate_id")))
            .collect();
        self.report.count("claims", claims.len() as u64);
        let organization = self.organization;
        self.report.demand(claims == self.owners, || {
            format!("{organization}: the claims are not what events say")
        });
    }

    /// Levels three ways: what the commands carried out come to, what the database sums, and event by event in the order
    /// of the field, where no tank may ever hold less than nothing.
    pub(crate) async fn levels(&mut self, client: &Client, commands: &[Applied]) {
        let rows = client
            .query(include_str!("../sql/check_levels.sql"), &[&self.organization])
            .await
            .unwrap();
        let summed: HashMap<Uuid, i64> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        let mut planned: HashMap<Uuid, i64> = HashMap::new();
        for command in commands {
            let expected = self.world.plan(command.number).expected(command.forged);
            for event in expected.into_iter().flatten() {
                *planned.entry(event.tank).or_default() += event.amount;
            }
        }
        self.report.count("streams", self.streams.len() as u64);
        for (tank, stream) in &mut self.streams {
            self.report
                .at_least("events in the longest stream", stream.changes.len() as u64);
            stream.changes.sort_unstable();
            let mut level = 0;
            for (at, position, change) in &stream.changes {
                level += change;
                self.report.demand(level >= 0, || {
                    format!("tank {tank} holds {level} at {at} by event {position}")
                });
            }
            let (summed, planned) = (summed.get(tank).copied(), planned.get(tank).copied().unwrap_or(0));
            self.report.demand(summed == Some(level) && planned == level, || {
                format!("tank {tank} holds {level} by its events, {summed:?} by sum, {planned} by plan")
            });
        }
        let streams = summed.len();
        self.report.demand(streams == self.streams.len(), || {
            format!("{streams} streams have a sum")
        });
    }
}

fn comes_to(plan: &Plan, forged: bool, events: &[Event]) -> bool {
    match (plan.expected(forged), &plan.kind) {
        (Some(expected), _) => {
            expected.len() == events.len()
                && expected.iter().zip(events).all(|(expected, event)| {
                    (expected.tank, expected.event_type, expected.amount)
                        == (event.tank, event.event_type.as_str(), event.change())
                        && event.effective_at == plan.at
                })
        }
        (None, Kind::Label(label)) => {
            let given = events.last().is_some_and(|event| {
                event.event_type == "Labelled"
                    && event.label.as_ref() == Some(label)
                    && event.tank == plan.tank
            });
            given && (events.len() == 1 || events.len() == 2 && events[0].event_type == "Unlabelled")
        }
        (None, _) => events.len() == 1 && events[0].event_type == "Unlabelled" && events[0].tank == plan.tank,
    }
}

/// What the crate itself says: every chain verifies, and its folds hold what the database sums.
pub(crate) async fn folds_and_chains(world: &World, url: &str, client: &Client, report: &mut Report) {
    let database = DatabaseConfig::parse("url", url).unwrap();
    let pool = TenantPool::connect(&database, "faults verify", JOBS + 1)
        .await
        .unwrap();
    let reader = LedgerReader::new(pool);
    let verifier = Verifier::new(reader.clone(), Catalogue::default().with::<Tank>(), JOBS);
    let mut random = Random::of(&[world.seed, 9]);
    for organization in &world.organizations {
        let tenant = Tenant::authenticated(*organization);
        verify(&verifier, &tenant, report).await;
        let rows = client
            .query(include_str!("../sql/check_levels.sql"), &[organization])
            .await
            .unwrap();
        for _ in 0..FOLDED.min(rows.len()) {
            let row = &rows[random.index(rows.len())];
            let (tank, level): (Uuid, i64) = (row.get(0), row.get(1));
            let folded = reader
                .fold::<Tank>(&tenant, tank, Point::default())
                .await
                .unwrap();
            let right = folded.is_some_and(|f| f.state.level == level && f.anomalies.is_empty());
            report.demand(right, || {
                format!("{organization}: tank {tank} does not fold to {level}")
            });
        }
    }
}

/// A server that has too much to do may cut a reading off; what it then says is counted, and the ledger read again.
async fn verify(verifier: &Verifier, tenant: &Tenant, report: &mut Report) {
    let organization = tenant.organization_id();
    for _ in 0..READINGS {
        match verifier.verify(tenant, |_, _| {}).await {
            Ok(Ok(verified)) => {
                report.count("events verified by the crate", verified.events);
                report.count("commands verified by the crate", verified.commands);
                let unread = verified.unread;
                report.demand(unread == 0, || {
                    format!("{organization}: verify cannot read {unread} events")
                });
                return;
            }
            Ok(Err(broken)) => {
                report.violation(format!("{organization}: verify finds {broken:?}"));
                return;
            }
            Err(error) if error.is_transient() => {
                report.count(&format!("verify was cut off by the server: {error:?}"), 1);
            }
            Err(error) => {
                report.violation(format!("{organization}: verify fails: {error:?}"));
                return;
            }
        }
    }
    report.violation(format!("{organization}: verify was cut off {READINGS} times"));
}
