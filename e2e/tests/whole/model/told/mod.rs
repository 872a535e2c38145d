//! Random commands: a script of numbers, each made into a command by what is known when its turn comes. The same script is the
//! same commands, and a shorter one is still a script, so that a failure can be made small.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use wellflow_e2e::{Answer, Client};

use super::naive::{Book, Fact, Point, Thing, after, leads_to, midnight};

/// Clocks of three kinds: one that is changed twice a year, one behind it, one that never is.
const ZONES: [Tz; 3] = [
    chrono_tz::America::Chicago,
    chrono_tz::America::Anchorage,
    chrono_tz::America::Phoenix,
];
const WELLS: usize = 3;
const OPERATORS: [&str; 3] = ["Aster Oil", "Bluebell Oil", "Cyan Oil"];
const LEASES: [&str; 2] = ["L-1", "L-2"];
/// What may be told of a well at all, by the event it leaves.
const TASKS: [&str; 17] = [
    "DrillingPermitSubmitted",
    "DrillingPermitApproved",
    "DrillingPermitDenied",
    "DrillingPermitExpired",
    "WellCancelled",
    "WellSpudded",
    "DrillingSuspended",
    "DrillingResumed",
    "TotalDepthReached",
    "DryHoleDeclared",
    "CompletionStarted",
    "WellCompleted",
    "FirstProductionRecorded",
    "WellShutIn",
    "ProductionResumed",
    "OperatorChanged",
    "WellPlugged",
];

/// One number of a script for each thing that is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) well: u8,
    pub(crate) choice: u8,
    pub(crate) day: u16,
    pub(crate) amount: u16,
}

/// A command, and the fact it is when it is taken.
#[derive(Debug)]
struct Command {
    thing: Thing,
    path: String,
    body: Value,
    effective_at: DateTime<Utc>,
    supersedes: Option<String>,
    kind: String,
    said: Value,
}

/// What became of the commands of a script.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    pub(crate) taken: usize,
    pub(crate) refused: usize,
    /// Facts that happened before others that were known already.
    pub(crate) late: usize,
    pub(crate) corrected: usize,
}

impl std::ops::AddAssign for Told {
    fn add_assign(&mut self, more: Self) {
        self.taken += more.taken;
        self.refused += more.refused;
        self.late += more.late;
        self.corrected += more.corrected;
    }
}

/// Posts what a script says, one command after the other, and writes down what was taken.
pub(crate) async fn tell(client: &Client, script: &[Step]) -> (Book, Told) {
    let (mut book, mut told) = (Book::default(), Told::default());
    for step in script {
        let Some(command) = command(&book, *step) else {
            continue;
        };
        let answer = client.post(&command.path, &command.body).await;
        match answer.status {
            200 | 201 => take(&mut book, &mut told, command, &answer),
            // Rules refuse; anything else is a fault of the test or of the service.
            409 | 422 => told.refused += 1,
            other => panic!("{other} to {command:#?}: {:#}", answer.body),
        }
    }
    (book, told)
}

fn take(book: &mut Book, told: &mut Told, command: Command, answer: &Answer) {
    let events = answer.body["event_ids"].as_array().map_or(0, Vec::len);
    if events == 0 {
        told.refused += 1;
        return;
    }
    assert_eq!(events, 1, "{command:#?}: {:#}", answer.body);
    match command.thing {
        Thing::Well(well) if well == book.wells.len() => {
            book.wells.push((answer.text("well_id").to_owned(), zone(well)));
        }
        Thing::Well(_) => {}
        Thing::Month(..) => {
            let id = answer.text("production_month_id").to_owned();
            book.months.insert(command.thing, id);
        }
    }
    let later = |fact: &&Fact| fact.thing == command.thing && fact.effective_at > command.effective_at;
    told.taken += 1;
    told.late += usize::from(book.facts.iter().any(|fact| later(&fact)));
    told.corrected += usize::from(command.supersedes.is_some() || command.kind == "ProductionCorrected");
    let recorded_at = answer.text("recorded_at").parse();
    book.facts.push(Fact {
        thing: command.thing,
        version: answer.body["version"].as_u64().unwrap_or_default(),
        position: answer.position(),
        recorded_at: recorded_at.unwrap_or_else(|_| panic!("an instant: {:#}", answer.body)),
        effective_at: command.effective_at,
        event_id: answer.body["event_ids"][0]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        supersedes: command.supersedes,
        kind: command.kind,
        said: command.said,
    });
}

const fn zone(well: usize) -> Tz {
    ZONES[well % ZONES.len()]
}

fn command(book: &Book, step: Step) -> Option<Command> {
    let well = usize::from(step.well) % WELLS;
    if well >= book.wells.len() {
        return Some(proposal(book.wells.len(), step));
    }
    match step.choice % 16 {
        0..=7 => Some(next_step(book, well, step)),
        8 => Some(any_step(book, well, step)),
        9 | 10 => correction(book, well, step),
        _ => of_month(book, well, step),
    }
}

/// Any instant of eight years, so that the local day is often another than in UTC.
fn any_instant(step: Step) -> DateTime<Utc> {
    let first = midnight(NaiveDate::from_ymd_opt(2015, 1, 1).unwrap_or_default(), Tz::UTC);
    first + TimeDelta::days(i64::from(step.day % 2_900)) + TimeDelta::minutes(i64::from(step.amount % 1_440))
}

fn proposal(well: usize, step: Step) -> Command {
    let effective_at = any_instant(Step {
        day: step.day % 365,
        ..step
    });
    let said = json!({
        "name": format!("{} {}", ["Cyan", "aster", "Bluebell", "dahlia"][well % 4], step.amount % 10),
        "operator": OPERATORS[usize::from(step.amount) % 3],
        "lease": LEASES[well % 2], "field": "Wasson",
    });
    let mut body = said.clone();
    body["effective_at"] = json!(effective_at);
    body["time_zone"] = json!(zone(well).name());
    body["role"] = json!("oil");
    Command {
        thing: Thing::Well(well),
        path: "/api/v1/wells".to_owned(),
        body,
        effective_at,
        supersedes: None,
        kind: "WellProposed".to_owned(),
        said,
    }
}

/// What a well may do next; late, only what may stand before what is known to have happened later.
fn tasks_after(status: &str, is_late: bool, produced: bool) -> &'static [&'static str] {
    match status {
        "proposed" if is_late => &["DrillingPermitSubmitted"],
        "drilled" if is_late => &["CompletionStarted"],
        "completed" if is_late => &["WellCompleted", "OperatorChanged"],
        "producing" if is_late => &["WellShutIn", "OperatorChanged"],
        "shut_in" if is_late && produced => &["ProductionResumed", "OperatorChanged"],
        "proposed" => &[
            "DrillingPermitSubmitted",
            "DrillingPermitApproved",
            "DrillingPermitApproved",
        ],
        "permit_submitted" => &[
            "DrillingPermitApproved",
            "DrillingPermitApproved",
            "DrillingPermitDenied",
        ],
        "permitted" => &[
            "WellSpudded",
            "WellSpudded",
            "WellSpudded",
            "DrillingPermitExpired",
            "WellCancelled",
        ],
        "drilling" => &[
            "TotalDepthReached",
            "TotalDepthReached",
            "DrillingSuspended",
            "DryHoleDeclared",
        ],
        "drilling_suspended" => &["DrillingResumed"],
        "drilled" => &["WellCompleted", "WellCompleted", "CompletionStarted"],
        "dry_hole" => &["CompletionStarted", "WellPlugged"],
        "completing" => &["WellCompleted"],
        "completed" => &[
            "FirstProductionRecorded",
            "FirstProductionRecorded",
            "OperatorChanged",
            "WellShutIn",
        ],
        "producing" => &["WellShutIn", "WellShutIn", "OperatorChanged"],
        "shut_in" if produced => &[
            "ProductionResumed",
            "ProductionResumed",
            "OperatorChanged",
            "WellPlugged",
        ],
        "shut_in" => &["FirstProductionRecorded", "OperatorChanged"],
        _ => &TASKS,
    }
}

/// What a well does next: after all that is known of it, or late, between two facts.
fn next_step(book: &Book, well: usize, step: Step) -> Command {
    let facts = book.facts.iter().filter(|fact| fact.thing == Thing::Well(well));
    let happened: Vec<DateTime<Utc>> = facts.map(|fact| fact.effective_at).collect();
    let first = happened.iter().min().copied().unwrap_or_default();
    let newest = happened.iter().max().copied().unwrap_or_default();
    let at = match step.amount % 8 {
        0 => any_instant(step),
        1..=3 => first + (newest - first) * i32::from(step.day % 100) / 100,
        _ => newest + TimeDelta::hours(1 + i64::from(step.day % 1_200)),
    };
    let at = at.min(Utc::now() - TimeDelta::days(1));
    let on = Point {
        as_of: None,
        effective_on: Some(at.with_timezone(&zone(well)).date_naive()),
    };
    let shown = book.well(well, on).unwrap_or_default();
    let produced = book
        .standing(Thing::Well(well), Point::NOW, at)
        .iter()
        .any(|fact| fact.kind == "FirstProductionRecorded");
    let next = tasks_after(
        shown["status"].as_str().unwrap_or_default(),
        at < newest,
        produced,
    );
    life(
        book,
        well,
        next[usize::from(step.amount / 8) % next.len()],
        (at, step),
    )
}

fn any_step(book: &Book, well: usize, step: Step) -> Command {
    life(
        book,
        well,
        TASKS[usize::from(step.amount) % TASKS.len()],
        (any_instant(step), step),
    )
}

fn life(book: &Book, well: usize, kind: &'static str, (at, step): (DateTime<Utc>, Step)) -> Command {
    let at = if kind == "OperatorChanged" {
        first_of_month(at, zone(well))
    } else {
        at
    };
    let (task, body, said) = fact(book, well, kind, (at, step));
    let mut body = body;
    body["effective_at"] = json!(at);
    Command {
        thing: Thing::Well(well),
        path: format!("/api/v1/wells/{}/{task}", book.wells[well].0),
        body,
        effective_at: at,
        supersedes: None,
        kind: kind.to_owned(),
        said,
    }
}

/// A fact of a well's life: its task, what is stated of it, and what of that is compared.
fn fact(
    book: &Book,
    well: usize,
    kind: &'static str,
    (at, step): (DateTime<Utc>, Step),
) -> (&'static str, Value, Value) {
    let local = at.with_timezone(&zone(well)).date_naive();
    let number = json!(format!("W-1 {}", step.amount));
    let depth = json!((8_000 + step.amount % 4_000).to_string());
    let nothing = Value::Null;
    match kind {
        "DrillingPermitSubmitted" => {
            let spacing = json!({"conforms": true, "rule": "statewide 37"});
            let application = json!({"form": "W-1", "horizontal": false, "spacing": spacing,
                "fee_usd": "820", "operator_licence": {"reference": "P-5 1"}});
            ("permit/submit", json!({"application": application}), nothing)
        }
        "DrillingPermitApproved" => {
            let expires_on = step.amount.is_multiple_of(2).then(|| local + Days::new(700));
            let body = json!({"permit_number": number, "expires_on": expires_on});
            ("permit", body, json!({"permit_number": number}))
        }
        "DrillingPermitDenied" => ("permit/deny", json!({"decision": "884-D"}), nothing),
        "DrillingPermitExpired" => ("permit/expire", json!({}), nothing),
        "WellCancelled" => ("cancel", json!({"reason": "price"}), nothing),
        "WellSpudded" => ("spud", json!({}), nothing),
        "DrillingSuspended" => ("suspend-drilling", json!({"reason": "weather"}), nothing),
        "DrillingResumed" => ("resume-drilling", json!({"reason": "cured"}), nothing),
        "TotalDepthReached" => {
            let said = json!({"measured_depth_ft": depth});
            ("total-depth", said.clone(), said)
        }
        "DryHoleDeclared" => ("dry-hole", json!({"reason": "no_completion_planned"}), nothing),
        "CompletionStarted" => {
            let consent = json!({"consent": {"kind": "sole_working_interest"}});
            ("start-completion", consent, nothing)
        }
        "WellCompleted" => {
            let name = format!("S{}", step.amount % 5);
            let body = json!({"completion": name, "top_md_ft": "7000", "bottom_md_ft": "7100"});
            ("complete", body, nothing)
        }
        "FirstProductionRecorded" => ("first-production", json!({}), nothing),
        "WellShutIn" => ("shut-in", json!({"reason": "weather"}), nothing),
        "ProductionResumed" => ("resume-production", json!({}), nothing),
        "OperatorChanged" => {
            let to = OPERATORS[usize::from(step.amount) % 3];
            (
                "change-operator",
                transfer(book, well, (at, to)),
                json!({"to_operator": to}),
            )
        }
        "WellPlugged" => {
            let authority =
                json!({"kind": "emergency", "reason": "leak", "oral_approval": "district office"});
            ("plug", json!({"authority": authority}), nothing)
        }
        other => panic!("no task leaves {other}"),
    }
}

fn transfer(book: &Book, well: usize, (at, to): (DateTime<Utc>, &str)) -> Value {
    let standing = book.standing(Thing::Well(well), Point::NOW, at);
    let from = standing
        .iter()
        .filter_map(|fact| fact.said.get("to_operator").or(fact.said.get("operator")))
        .next_back();
    json!({
        "from_operator": from.cloned().unwrap_or(json!(OPERATORS[0])), "to_operator": to,
        "transfer": {
            "reference": "P-4 9", "signed_by_predecessor": true, "signed_by_successor": true,
            "successor_bond": "B-9", "successor_licence": {"reference": "P-5 654321"},
        },
    })
}

/// Noon of the first day of the month.
fn first_of_month(at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let day = at.with_timezone(&zone).date_naive();
    let first = day.with_day(1).unwrap_or(day);
    let noon = first.and_time(NaiveTime::MIN) + TimeDelta::hours(12);
    zone.from_local_datetime(&noon)
        .single()
        .map_or(at, |noon| noon.to_utc())
}

/// An earlier fact was wrong: nothing happened instead, or the same on another day and with other figures.
fn correction(book: &Book, well: usize, step: Step) -> Option<Command> {
    let facts: Vec<&Fact> = book
        .facts
        .iter()
        .filter(|fact| fact.thing == Thing::Well(well))
        .collect();
    let wrong = facts[usize::from(step.day) % facts.len()];
    let kind = TASKS.iter().find(|kind| **kind == wrong.kind);
    let at = wrong.effective_at + TimeDelta::hours(i64::from(step.amount % 960) - 480);
    let instead = kind.filter(|_| !step.amount.is_multiple_of(5)).map(|kind| {
        let (_, mut stated, said) = fact(book, well, kind, (at, step));
        stated["effective_at"] = json!(at);
        (*kind, stated, said)
    });
    if wrong.kind == "OperatorChanged" {
        // What the change was from cannot be said without knowing what else is wrong.
        return None;
    }
    let reason = "written down wrong";
    let body = match &instead {
        None => json!({"corrects_event_id": wrong.event_id, "reason": reason}),
        Some((event_type, stated, _)) => json!({
            "corrects_event_id": wrong.event_id, "reason": reason,
            "instead": {"event_type": event_type, "fact": stated},
        }),
    };
    let effective_at = if instead.is_some() { at } else { wrong.effective_at };
    let (kind, said) = instead.map_or_else(
        || (String::new(), Value::Null),
        |(kind, _, said)| (kind.to_owned(), said),
    );
    debug_assert!(kind.is_empty() || leads_to(&kind).is_some());
    Some(Command {
        thing: Thing::Well(well),
        path: format!("/api/v1/wells/{}/correct-history", book.wells[well].0),
        body,
        effective_at,
        supersedes: Some(wrong.event_id.clone()),
        kind,
        said,
    })
}

fn volumes(step: Step) -> Value {
    let oil = format!("{}.{}", step.amount % 900, 1 + step.amount % 9);
    let water = if step.amount.is_multiple_of(7) {
        Value::Null
    } else {
        json!((step.amount % 90).to_string())
    };
    json!({"days_on": step.amount % 28, "oil_bbl": oil, "water_bbl": water})
}

/// What is told of a month: its volumes, corrections of them, the lock, what is restated after.
fn of_month(book: &Book, well: usize, step: Step) -> Option<Command> {
    let (year, month) = (2016 + i32::from(step.day % 3), u32::from(step.day / 3 % 4) + 1);
    let thing = Thing::Month(well, year, month);
    let end = midnight(after(year, month), zone(well));
    let last_day = midnight(after(year, month) - Days::new(1), zone(well));
    let said = volumes(step);
    let mut body = said.clone();
    body["gas_mcf"] = Value::Null;
    let Some(id) = book.months.get(&thing) else {
        body["well_id"] = json!(book.wells[well].0);
        body["completion"] = json!("S1");
        body["month"] = json!(format!("{year}-{month:02}"));
        body["lease"] = json!(LEASES[usize::from(step.amount) % 2]);
        let path = "/api/v1/production-months/record".to_owned();
        let kind = "ProductionRecorded".to_owned();
        let effective_at = last_day;
        return Some(Command {
            thing,
            path,
            body,
            effective_at,
            supersedes: None,
            kind,
            said,
        });
    };
    body["reason"] = json!("ticket counted twice");
    let locked = book.month(thing, Point::NOW, Utc::now()).unwrap_or_default()["locked_since"].clone();
    let since = locked.as_str().and_then(|at| at.parse().ok());
    let later = since.unwrap_or(end) + TimeDelta::hours(i64::from(step.amount % 700));
    let (task, kind, effective_at, body, said) = match (locked.is_null(), step.choice % 4) {
        (true, 0) => (
            "lock",
            "ProductionMonthLocked",
            later,
            json!({"effective_at": later}),
            Value::Null,
        ),
        (true, _) => ("correct", "ProductionCorrected", last_day, body, said),
        (false, 0) => {
            let body = json!({"effective_at": later, "reason": "late ticket"});
            ("unlock", "ProductionMonthUnlocked", later, body, Value::Null)
        }
        (false, _) => ("restate", "ProductionRestated", last_day, body, said),
    };
    let path = format!("/api/v1/production-months/{id}/{task}");
    let kind = kind.to_owned();
    Some(Command {
        thing,
        path,
        body,
        effective_at,
        supersedes: None,
        kind,
        said,
    })
}
