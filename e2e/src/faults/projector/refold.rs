//! The read models against the ledger itself: every stream is folded, and its rows must say what the fold says.
//!
//! Nothing here is the projector's: events come from the ledger, folds from the event store, what is shown from the domain.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;
use tokio_postgres::{Client, Row};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::afe::Afe;
use wellflow_domain::division_of_interest::DivisionOfInterest;
use wellflow_domain::joint_operating_agreement::JointOperatingAgreement;
use wellflow_domain::lease::Lease;
use wellflow_domain::month::Month;
use wellflow_domain::owner::Owner;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::quantity::Amount;
use wellflow_domain::well::Well;
use wellflow_event_store::{LedgerReader, Point, RecordedEvent, fold};
use wellflow_read_model::document::Document;
use wellflow_runtime::{DatabaseConfig, Tenant, TenantPool};

use crate::faults::report::Report;

/// Events read at once.
const PAGE: u32 = 5_000;

type Streams = BTreeMap<Uuid, Vec<RecordedEvent>>;

/// One organization under comparison.
struct Folds<'a> {
    organization: Uuid,
    rows: &'a Client,
    report: &'a mut Report,
}

/// Folds every stream of every organization and compares it with its rows.
pub(crate) async fn all(url: &str, rows: &Client, organizations: &[Uuid], report: &mut Report) {
    let database = DatabaseConfig::parse("url", url).unwrap();
    let pool = TenantPool::connect(&database, "faults refold", 1).await.unwrap();
    let reader = LedgerReader::new(pool);
    for organization in organizations {
        let mut streams = read(&reader, &Tenant::authenticated(*organization)).await;
        let mut folds = Folds {
            organization: *organization,
            rows,
            report,
        };
        let mut of = |kind| streams.remove(kind).unwrap_or_default();
        folds.wells(&of(Well::KIND)).await;
        folds.months(&of(ProductionMonth::KIND)).await;
        let leases = include_str!("../sql/projector_leases.sql");
        let shown = |lease: &Lease, at| lease.summary_at(at);
        folds.both_axes(leases, &of(Lease::KIND), shown).await;
        let owners = include_str!("../sql/projector_owners.sql");
        let shown = |owner: &Owner, _| owner.summary();
        folds.both_axes(owners, &of(Owner::KIND), shown).await;
        let afes = include_str!("../sql/projector_afes.sql");
        let shown = |afe: &Afe, _| afe.card();
        folds.both_axes(afes, &of(Afe::KIND), shown).await;
        let agreements = include_str!("../sql/projector_agreements.sql");
        let shown = |agreement: &JointOperatingAgreement, _| match agreement {
            JointOperatingAgreement::Unknown => None,
            JointOperatingAgreement::Known(known) => Some((**known).clone()),
        };
        folds
            .both_axes(agreements, &of(JointOperatingAgreement::KIND), shown)
            .await;
        folds.decks(&of(DivisionOfInterest::KIND)).await;
    }
}

async fn read(reader: &LedgerReader, tenant: &Tenant) -> HashMap<String, Streams> {
    let (mut streams, mut after) = (HashMap::<String, Streams>::new(), 0);
    loop {
        let page = reader.tail(tenant, after, PAGE).await.unwrap();
        let Some(last) = page.last() else { return streams };
        after = last.position;
        for event in page {
            let kind = streams.entry(event.aggregate_type.clone()).or_default();
            kind.entry(event.aggregate_id).or_default().push(event);
        }
    }
}

fn folded<D: Decider>(events: &[RecordedEvent], at: Point) -> Option<wellflow_event_store::Folded<D>> {
    fold::<D>(events, at).unwrap()
}

fn parsed(row: &Row, column: &str) -> Value {
    let text: Option<&str> = row.get(column);
    text.map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
}

fn figure(row: &Row, column: &str) -> u64 {
    u64::try_from(row.get::<_, i64>(column)).unwrap_or(0)
}

/// The newest event of a stream, as a row tells of it.
fn newest(events: &[RecordedEvent]) -> (u64, u64, Option<DateTime<Utc>>) {
    events.last().map_or((0, 0, None), |event| {
        (event.sequence, event.position, Some(event.recorded_at))
    })
}

fn told(row: &Row) -> (u64, u64, Option<DateTime<Utc>>) {
    (
        figure(row, "version"),
        figure(row, "position"),
        Some(row.get("recorded_at")),
    )
}

impl Folds<'_> {
    async fn query(&self, sql: &str) -> Vec<Row> {
        self.rows.query(sql, &[&self.organization]).await.unwrap()
    }

    /// Every stream has one row, and no row is of none.
    fn counterparts(&mut self, what: &str, rows: usize, streams: usize) {
        let organization = self.organization;
        self.report.count(&format!("{what} folded"), streams as u64);
        self.report.demand(rows == streams, || {
            format!("{organization}: {rows} rows of {streams} {what}")
        });
    }

    fn demand(&mut self, holds: bool, what: &str, id: Uuid, row: &dyn std::fmt::Debug) {
        let organization = self.organization;
        self.report.demand(holds, || {
            format!("{organization}: the row of {what} {id} is not the fold of its stream: {row:?}")
        });
    }

    async fn wells(&mut self, streams: &Streams) {
        let rows = self.query(include_str!("../sql/projector_wells.sql")).await;
        self.counterparts("wells", rows.len(), streams.len());
        for row in &rows {
            let id: Uuid = row.get("id");
            let events = streams.get(&id).map_or(&[][..], Vec::as_slice);
            let now = Point {
                position: None,
                effective: Some(Utc::now()),
            };
            let fold = folded::<Well>(events, now);
            let (version, position, recorded_at) = newest(events);
            let document = fold.as_ref().and_then(|fold| fold.state.summary());
            let document = document.zip(recorded_at).map(|(summary, recorded_at)| Document {
                summary,
                version,
                position,
                recorded_at,
            });
            let noted = fold.map_or(0, |fold| fold.anomalies.len());
            let same = parsed(row, "document") == serde_json::to_value(document).unwrap()
                && parsed(row, "anomalies").as_array().map(Vec::len) == Some(noted)
                && told(row) == (version, position, recorded_at);
            self.report
                .count("facts that made no sense, noted in rows", noted as u64);
            self.demand(same, "well", id, &parsed(row, "document"));
        }
    }

    async fn months(&mut self, streams: &Streams) {
        let rows = self.query(include_str!("../sql/projector_months.sql")).await;
        self.counterparts("months", rows.len(), streams.len());
        for row in &rows {
            let id: Uuid = row.get("id");
            let events = streams.get(&id).map_or(&[][..], Vec::as_slice);
            let Some(fold) = folded::<ProductionMonth>(events, Point::default()) else {
                self.demand(false, "month", id, &"no event stands");
                continue;
            };
            let summary = fold.state.summary();
            let oil = summary.as_ref().and_then(|month| month.volumes.oil_bbl.amount());
            let oil: Option<Decimal> = oil.map(|oil| oil.number());
            let days = summary.as_ref().map_or(0, |month| month.days.len() as u64);
            let locked = summary.and_then(|month| month.locked_since);
            let shown: Option<Decimal> = row
                .get::<_, Option<&str>>("oil_bbl")
                .map(|text| text.parse().unwrap());
            let same = parsed(row, "aggregate") == serde_json::to_value(&fold.state).unwrap()
                && told(row) == newest(events)
                && (shown, row.get::<_, Option<DateTime<Utc>>>("locked_at")) == (oil, locked)
                && figure(row, "days") == days;
            self.report.count("lines of days folded", days);
            self.demand(same, "month", id, &parsed(row, "aggregate"));
        }
    }

    /// Which decks divide a month, as known at every position at which a division changed.
    async fn decks(&mut self, streams: &Streams) {
        let rows = self.query(include_str!("../sql/projector_decks.sql")).await;
        let mut spells: BTreeMap<Uuid, Vec<Row>> = BTreeMap::new();
        for row in rows {
            spells.entry(row.get("id")).or_default().push(row);
        }
        self.counterparts(DivisionOfInterest::KIND, spells.len(), streams.len());
        for (id, events) in streams {
            let spells = spells.remove(id).unwrap_or_default();
            for position in commits(events) {
                let at = Point {
                    position: Some(position),
                    effective: None,
                };
                let division = folded::<DivisionOfInterest>(events, at);
                for month in months_around(spells.iter().map(|row| row.get("effective_from"))) {
                    let expected = division.as_ref().and_then(|fold| fold.state.deck_on(month));
                    let expected = expected.map(|decks| (json(&decks.cost), json(&decks.revenue)));
                    let day = month.first_day();
                    let mut there = spells.iter().filter(|row| {
                        let known =
                            (figure(row, "from_position")..figure(row, "to_position")).contains(&position);
                        known
                            && row.get::<_, NaiveDate>("effective_from") <= day
                            && day < row.get("effective_to")
                    });
                    let shown = there
                        .next()
                        .map(|row| (parsed(row, "cost"), parsed(row, "revenue")));
                    let nothing = Some((Value::Null, Value::Null));
                    let same = shown == expected || (shown.is_none() && expected == nothing);
                    self.report.count("months of decks folded", 1);
                    self.demand(
                        same && there.next().is_none(),
                        "division",
                        *id,
                        &(position, month),
                    );
                }
            }
        }
    }

    /// Rows on both axes of time: at every position at which a stream changed, and at every instant at which something of it
    /// does, one stretch at most, and that one shows what the fold shows.
    async fn both_axes<D: Decider, S: Serialize>(
        &mut self,
        sql: &str,
        streams: &Streams,
        shown: impl Fn(&D, DateTime<Utc>) -> Option<S>,
    ) {
        let rows = self.query(sql).await;
        let mut stretches: BTreeMap<Uuid, Vec<Row>> = BTreeMap::new();
        for row in rows {
            stretches.entry(row.get("id")).or_default().push(row);
        }
        self.counterparts(D::KIND, stretches.len(), streams.len());
        for (id, events) in streams {
            let stretches = stretches.remove(id).unwrap_or_default();
            let instants = instants(events, &stretches);
            for position in commits(events) {
                for instant in &instants {
                    let at = Point {
                        position: Some(position),
                        effective: Some(*instant),
                    };
                    let document = folded::<D>(events, at).and_then(|fold| {
                        Some(Document {
                            summary: shown(&fold.state, *instant)?,
                            version: fold.version,
                            position: fold.position,
                            recorded_at: fold.recorded_at,
                        })
                    });
                    let there: Vec<&Row> = stretches
                        .iter()
                        .filter(|row| covers(row, position, *instant))
                        .collect();
                    let same = match (&document, there.as_slice()) {
                        (Some(document), [row]) => {
                            parsed(row, "document") == serde_json::to_value(document).unwrap()
                        }
                        (None, []) => true,
                        _ => false,
                    };
                    self.report.count("points of both axes folded", 1);
                    self.demand(same, D::KIND, *id, &(position, instant, there.len()));
                }
            }
        }
    }
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// The months in which something begins, and those before and after.
fn months_around(days: impl Iterator<Item = NaiveDate>) -> BTreeSet<Month> {
    let around = days.flat_map(|day| {
        [
            day.checked_sub_months(Months::new(1)),
            Some(day),
            day.checked_add_months(Months::new(1)),
        ]
    });
    around
        .flatten()
        .map(|day| Month::parse(&day.format("%Y-%m").to_string()).unwrap())
        .collect()
}

fn covers(row: &Row, position: u64, instant: DateTime<Utc>) -> bool {
    let known = (figure(row, "from_position")..figure(row, "to_position")).contains(&position);
    let (from, to): (DateTime<Utc>, DateTime<Utc>) = (row.get("effective_from"), row.get("effective_to"));
    known && from <= instant && instant < to
}

/// The ends of the commits a stream is in.
fn commits(events: &[RecordedEvent]) -> Vec<u64> {
    let commits = events.chunk_by(|one, other| one.recorded_at == other.recorded_at);
    commits
        .filter_map(|commit| Some(commit.last()?.position))
        .collect()
}

/// The instants at which something changes, and those just before.
fn instants(events: &[RecordedEvent], stretches: &[Row]) -> BTreeSet<DateTime<Utc>> {
    let begins = stretches
        .iter()
        .map(|row| row.get::<_, DateTime<Utc>>("effective_from"));
    let happened = events.iter().map(|event| event.effective_at);
    let changes = happened.chain(begins);
    changes
        .flat_map(|instant| [instant - TimeDelta::microseconds(1), instant])
        .collect()
}
