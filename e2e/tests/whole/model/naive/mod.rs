//! What is known, kept as simply as it can be: facts in the order they were told, and a fold that goes through all of them for
//! every question. Nothing here is taken from the product; it is what the product is compared with.
#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::expect_used,
    reason = "a test fails loudly, and each test file uses its own part"
)]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Thing {
    /// A well, by its place among the wells.
    Well(usize),
    /// A month of its one completion, as year and month.
    Month(usize, i32, u32),
}

/// A fact as it was told and taken.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) thing: Thing,
    pub(crate) version: u64,
    pub(crate) position: u64,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) event_id: String,
    /// The fact whose place it takes.
    pub(crate) supersedes: Option<String>,
    /// What happened; empty where a correction says that nothing did.
    pub(crate) kind: String,
    pub(crate) said: Value,
}

/// A point on both axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    /// What was known then.
    pub(crate) as_of: Option<DateTime<Utc>>,
    /// What held at the end of this day, local to each well.
    pub(crate) effective_on: Option<NaiveDate>,
}

impl Point {
    pub(crate) const NOW: Self = Self {
        as_of: None,
        effective_on: None,
    };

    /// As a query string.
    pub(crate) fn query(self) -> String {
        let as_of = self.as_of.map(|at| format!("as_of={}", instant(at)));
        let effective_on = self.effective_on.map(|day| format!("effective_on={day}"));
        let parts: Vec<String> = as_of.into_iter().chain(effective_on).collect();
        parts.join("&")
    }

    fn knows(self, fact: &Fact) -> bool {
        self.as_of.is_none_or(|as_of| fact.recorded_at <= as_of)
    }

    /// The last instant that counts.
    pub(crate) fn until(self, zone: Tz) -> DateTime<Utc> {
        match self.effective_on {
            Some(day) => midnight(day + Days::new(1), zone) - TimeDelta::microseconds(1),
            None => self.as_of.unwrap_or_else(Utc::now),
        }
    }
}

/// What there is, and all that was told of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Book {
    /// The wells' ids, in the order in which they were begun, each with its zone.
    pub(crate) wells: Vec<(String, Tz)>,
    /// The ids of the months.
    pub(crate) months: BTreeMap<Thing, String>,
    pub(crate) facts: Vec<Fact>,
}

impl Book {
    pub(crate) fn zone(&self, thing: Thing) -> Tz {
        let (Thing::Well(well) | Thing::Month(well, ..)) = thing;
        self.wells[well].1
    }

    /// As it was when a thing was at a version.
    pub(crate) fn at_version(&self, thing: Thing, version: u64) -> Self {
        let mut book = self.clone();
        book.facts
            .retain(|fact| fact.thing != thing || fact.version <= version);
        book
    }

    /// The facts of a thing that stand at a point, in the order in which they happened.
    pub(crate) fn standing(&self, thing: Thing, known: Point, until: DateTime<Utc>) -> Vec<&Fact> {
        let known: Vec<&Fact> = self
            .facts
            .iter()
            .filter(|fact| fact.thing == thing && known.knows(fact))
            .collect();
        let replaced: BTreeSet<&str> = known
            .iter()
            .filter_map(|fact| fact.supersedes.as_deref())
            .collect();
        let mut standing: Vec<&Fact> = known
            .into_iter()
            .filter(|fact| !replaced.contains(fact.event_id.as_str()) && fact.effective_at <= until)
            .collect();
        standing.sort_by_key(|fact| (fact.effective_at, fact.position));
        standing
    }

    /// A well at a point, as far as it is compared; `None` where there is nothing to show.
    pub(crate) fn well(&self, well: usize, point: Point) -> Option<Value> {
        self.well_until(well, point, point.until(self.wells[well].1))
    }

    fn well_until(&self, well: usize, known: Point, until: DateTime<Utc>) -> Option<Value> {
        let standing = self.standing(Thing::Well(well), known, until);
        let newest = standing.iter().max_by_key(|fact| fact.position)?;
        let (id, zone) = &self.wells[well];
        let mut shown = json!({
            "well_id": id, "permit_number": null, "spudded_on": null, "total_depth_on": null,
            "measured_depth_ft": null, "completed_on": null, "plugged_on": null, "time_zone": zone.name(),
            "version": newest.version, "position": newest.position, "recorded_at": shown_as(newest.recorded_at),
        });
        let mut begun = false;
        for fact in &standing {
            begun |= fact.kind == "WellProposed";
            take(&mut shown, fact, *zone);
        }
        begun.then_some(shown)
    }

    /// The wells at a point, in the order of their names.
    pub(crate) fn fleet(&self, point: Point) -> Vec<Value> {
        let mut fleet: Vec<Value> = (0..self.wells.len())
            .filter_map(|well| self.well(well, point))
            .collect();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_lowercase();
        fleet.sort_by_key(|well| (text(&well["name"]), text(&well["well_id"])));
        fleet
    }

    /// A month as known at a point, where days are not asked about whole; `None` where nothing is recorded.
    pub(crate) fn month(&self, thing: Thing, known: Point, until: DateTime<Utc>) -> Option<Value> {
        let standing = self.standing(thing, known, until);
        let newest = standing.iter().max_by_key(|fact| fact.position)?;
        let mut shown = json!({
            "corrections": 0, "locked_since": null, "restatements": 0,
            "version": newest.version, "position": newest.position, "recorded_at": shown_as(newest.recorded_at),
        });
        for fact in &standing {
            match fact.kind.as_str() {
                "ProductionRecorded" => {}
                "ProductionCorrected" => {
                    shown["corrections"] = json!(shown["corrections"].as_u64().unwrap_or(0) + 1)
                }
                "ProductionRestated" => {
                    shown["restatements"] = json!(shown["restatements"].as_u64().unwrap_or(0) + 1);
                }
                "ProductionMonthLocked" => shown["locked_since"] = json!(shown_as(fact.effective_at)),
                "ProductionMonthUnlocked" => shown["locked_since"] = Value::Null,
                other => panic!("a month knows no {other}"),
            }
            for (name, value) in fact.said.as_object().into_iter().flatten() {
                shown[name] = value.clone();
            }
        }
        Some(shown)
    }

    /// Months that count at a point, with the volumes that hold there.
    pub(crate) fn counted(&self, point: Point) -> Vec<(Thing, Value)> {
        self.months
            .keys()
            .filter_map(|thing| Some((*thing, self.month(*thing, point, point.until(self.zone(*thing)))?)))
            .collect()
    }

    /// Who operated the well when a month ended, as known at the point.
    pub(crate) fn operator_of(&self, thing: Thing, known: Point) -> Option<String> {
        let Thing::Month(well, year, month) = thing else {
            panic!("{thing:?} is no month");
        };
        let until = midnight(after(year, month), self.wells[well].1) - TimeDelta::microseconds(1);
        let shown = self.well_until(well, known, until)?;
        shown["operator"].as_str().map(str::to_owned)
    }
}

/// Where a fact leads, and whether it changes nothing where the well is there already.
pub(crate) fn leads_to(kind: &str) -> Option<(&'static str, bool)> {
    Some(match kind {
        "WellProposed" | "DrillingPermitDenied" | "DrillingPermitExpired" => ("proposed", false),
        "DrillingPermitSubmitted" => ("permit_submitted", false),
        "DrillingPermitApproved" => ("permitted", false),
        "WellCancelled" => ("cancelled", false),
        "WellSpudded" => ("drilling", false),
        "DrillingSuspended" => ("drilling_suspended", true),
        "DrillingResumed" => ("drilling", true),
        "TotalDepthReached" => ("drilled", false),
        "DryHoleDeclared" => ("dry_hole", false),
        "CompletionStarted" => ("completing", false),
        "WellCompleted" => ("completed", false),
        "FirstProductionRecorded" => ("producing", false),
        "ProductionResumed" => ("producing", true),
        "WellShutIn" => ("shut_in", true),
        "WellReturnedToService" => ("shut_in", false),
        "WellTemporarilyAbandoned" => ("temporarily_abandoned", false),
        "WellPlugged" => ("plugged_and_abandoned", false),
        "OperatorChanged" | "" => return None,
        other => panic!("a well knows no {other}"),
    })
}

fn take(shown: &mut Value, fact: &Fact, zone: Tz) {
    let day = json!(fact.effective_at.with_timezone(&zone).date_naive());
    if let Some((status, harmless)) = leads_to(&fact.kind)
        && !(harmless && shown["status"] == status)
    {
        shown["status"] = json!(status);
        shown["status_since"] = json!(shown_as(fact.effective_at));
    }
    match fact.kind.as_str() {
        "DrillingPermitExpired" => shown["permit_number"] = Value::Null,
        "WellSpudded" => shown["spudded_on"] = day,
        "TotalDepthReached" => shown["total_depth_on"] = day,
        "WellCompleted" if shown["completed_on"].is_null() => shown["completed_on"] = day,
        "WellPlugged" => shown["plugged_on"] = day,
        _ => {}
    }
    let told = [
        "name",
        "operator",
        "lease",
        "field",
        "permit_number",
        "measured_depth_ft",
    ];
    for (name, value) in fact.said.as_object().into_iter().flatten() {
        if told.contains(&name.as_str()) {
            shown[name] = value.clone();
        }
    }
    if let Some(operator) = fact.said.get("to_operator") {
        shown["operator"] = operator.clone();
    }
}

/// The first day after a month.
pub(crate) fn after(year: i32, month: u32) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(year, month, 1).expect("a month");
    let later = first + Days::new(32);
    later.with_day(1).expect("a day")
}

/// The first instant of a local day.
pub(crate) fn midnight(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN);
    zone.from_local_datetime(&local)
        .single()
        .expect("no clock here is changed at midnight")
        .to_utc()
}

/// As the ledger tells instants.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// As documents tell instants.
pub(crate) fn shown_as(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
