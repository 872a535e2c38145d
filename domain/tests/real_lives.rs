//! Lives of real wells, out of New York's list: taken over as an agency's record they are kept with warnings, and told by
//! live tasks the same dates are refused where they break the order of a life.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::factory::AgencyRow;
use wellflow_domain::ids::WellId;
use wellflow_domain::location::{Datum, TimeZone};
use wellflow_domain::month::day_start;
use wellflow_domain::quantity::{Feet, Usd};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::*;

/// The fields of the list that a life is made of.
struct Row {
    api_number: String,
    name: String,
    operator: String,
    days: [Option<NaiveDate>; 6],
}

const DATES: [&str; 6] = [
    "permitapplicationdate",
    "permitissueddate",
    "datespudded",
    "dateoftotaldepth",
    "datewellcompleted",
    "datewellplugged",
];

fn rows() -> Vec<Row> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/ny_dec_wells_sample_2022-05-04.csv");
    let mut list = csv::Reader::from_path(file).unwrap();
    let header = list.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let dates = DATES.map(column);
    let (api_number, name, operator) = (column("apiwellnumber"), column("wellname"), column("companyname"));
    list.records()
        .map(|row| {
            let row = row.unwrap();
            Row {
                api_number: row[api_number].to_owned(),
                name: row[name].to_owned(),
                operator: row[operator].to_owned(),
                days: dates.map(|date| NaiveDate::parse_from_str(&row[date], "%m/%d/%Y").ok()),
            }
        })
        .collect()
}

fn zone() -> TimeZone {
    TimeZone::parse("America/New_York").unwrap()
}

fn text(text: &str) -> Text120 {
    Text120::parse(text).unwrap()
}

fn feet(text: &str) -> Feet {
    Feet::parse(text).unwrap()
}

fn warnings(row: &Row) -> Vec<String> {
    let days = row
        .days
        .map(|day| day.map(|day| day.to_string()).unwrap_or_default());
    let [applied, issued, spudded, total_depth, completed, plugged] = &days;
    let row = AgencyRow {
        api_number: &row.api_number,
        name: &row.name,
        operator: &row.operator,
        permit_applied_on: applied,
        permit_issued_on: issued,
        spudded_on: spudded,
        total_depth_on: total_depth,
        completed_on: completed,
        plugged_on: plugged,
        ..AgencyRow::default()
    };
    let provenance = Provenance {
        agency: text("NY DEC"),
        file: text("wells.csv"),
        row_sha256: "0".repeat(64),
    };
    let made = row
        .import(WellId::new(Uuid::from_u128(1)), provenance, Datum::Nad83, zone())
        .unwrap();
    let rules = made.warnings.into_iter().map(|warning| warning.rule);
    rules.filter(|rule| rule.contains("_before_")).collect()
}

/// The same dates as tasks, in the order of a life.
fn tasks(row: &Row) -> Option<Vec<WellTask>> {
    let [applied, issued, spudded, total_depth, completed, _] = row.days;
    let (issued, spudded, total_depth, completed) = (issued?, spudded?, total_depth?, completed?);
    // What happened on one day happened in this order.
    let at = |day: NaiveDate, step: i64| day_start(day, zone()) + TimeDelta::hours(step);
    let first = [
        applied,
        Some(issued),
        Some(spudded),
        Some(total_depth),
        Some(completed),
    ]
    .into_iter()
    .flatten()
    .min()?;
    let propose = WellTask::Propose(ProposeWell {
        well_id: WellId::new(Uuid::from_u128(1)),
        effective_at: at(first, 0),
        name: text(&row.name),
        api_number: None,
        operator: text("Demo Operating"),
        lease: None,
        field: None,
        location: None,
        state: None,
        time_zone: zone(),
        role: WellRole::Oil,
        plan: WellPlan::default(),
    });
    let submit = applied.map(|day| {
        WellTask::SubmitPermit(SubmitDrillingPermit {
            effective_at: at(day, 1),
            application: application(day),
            demanded: Vec::new(),
        })
    });
    let life = [
        WellTask::ApprovePermit(ApprovePermit {
            effective_at: at(issued, 2),
            permit_number: text("1"),
            expires_on: None,
            conditions: Vec::new(),
            permitted_depth_ft: None,
        }),
        WellTask::Spud(SpudWell {
            effective_at: at(spudded, 3),
            rig: None,
            contractor: None,
            evidence: DrillEvidence::default(),
            seen: DrillSeen::default(),
            demanded: Vec::new(),
        }),
        WellTask::ReachTotalDepth(ReachTotalDepth {
            effective_at: at(total_depth, 4),
            measured_depth_ft: feet("1500"),
            true_vertical_depth_ft: None,
            formation: None,
            permit_tolerance_ft: None,
        }),
        WellTask::Complete(CompleteWell {
            effective_at: at(completed, 5),
            completion: CompletionName::parse("1").unwrap(),
            zone: None,
            top_md_ft: feet("1400"),
            bottom_md_ft: feet("1500"),
            detail: CompletionDetail::default(),
        }),
    ];
    Some([propose].into_iter().chain(submit).chain(life).collect())
}

fn application(day: NaiveDate) -> PermitApplication {
    PermitApplication {
        form: text("application"),
        reference: None,
        requested_depth_ft: feet("1500"),
        horizontal: false,
        operator_licence: Licence {
            reference: text("operator 1"),
            in_force_until: Some(day),
        },
        spacing: Spacing {
            rule: text("statewide"),
            conforms: true,
            exception: None,
        },
        surface_owner_notice: None,
        fee_usd: None::<Usd>,
    }
}

/// Tells the tasks one after the other, each decided on the state at its own date and replayed under what is dated later, as
/// the ledger does; whether all were taken.
fn all_taken(tasks: Vec<WellTask>, now: DateTime<Utc>) -> bool {
    let mut events: Vec<WellEvent> = Vec::new();
    for task in tasks {
        let command = task.asked_at(now);
        let by_then = Well::decided_at(&command);
        let known = fold(
            events
                .iter()
                .filter(|event| by_then.is_none_or(|at| event.effective_at() <= at)),
        );
        let Ok(decided) = known.unwrap().decide(command) else {
            return false;
        };
        events.extend(decided);
        events.sort_by_key(DomainEvent::effective_at);
        if fold(events.iter()).is_none() {
            return false;
        }
    }
    true
}

/// The state after the events; `None` where one of them makes no sense.
fn fold<'a>(events: impl Iterator<Item = &'a WellEvent>) -> Option<Well> {
    let mut well = Well::default();
    for event in events {
        well.evolve(event).ok()?;
    }
    Some(well)
}

#[test]
fn a_life_out_of_order_is_refused_live_and_kept_with_a_warning_from_a_record() {
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let mut broken: BTreeMap<String, usize> = BTreeMap::new();
    let (mut refused, mut taken) = (0, 0);
    for row in rows() {
        let Some(tasks) = tasks(&row) else { continue };
        let warnings = warnings(&row);
        for rule in &warnings {
            *broken.entry(rule.clone()).or_default() += 1;
        }
        let live = all_taken(tasks, now);
        assert_eq!(live, warnings.is_empty(), "{}: {warnings:?}", row.api_number);
        if live { taken += 1 } else { refused += 1 }
    }
    let expected = [
        ("completion_before_total_depth", 6),
        ("permit_before_application", 6),
        ("spud_before_permit", 20),
        ("total_depth_before_spud", 5),
    ];
    let expected = expected.map(|(rule, count)| (rule.to_owned(), count));
    assert_eq!(broken, BTreeMap::from(expected));
    assert_eq!((refused, taken), (33, 24));
}
