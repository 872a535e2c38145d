//! New York's list of wells: one row per borehole with the dates of its life, one command per row.
//!
//! Real records break the order a live command must keep; they are taken over as they are, and every break is told.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use chrono::{NaiveDate, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::day_start;
use wellflow_domain::quantity::Feet;

use super::boreholes::{Fault, day_in, expect_width, history_item};
use super::cells;
use super::item::{Item, Mapped, Warning};
use super::pipeline::{Format, Hand, Pipeline, Read};
use super::progress::Progress;
use super::report::Tally;
use super::rows::{CsvRows, Row};
use super::{Source, Target};

/// The agency named in every fact.
pub(crate) const AGENCY: &str = "NY DEC";
/// New York's digits of an API number.
const STATE: u8 = 31;
/// The list does not name the datum of its coordinates.
const DATUM: &str = "NAD83";
const DATES: &str = "%m/%d/%Y";
/// The year in which records stand that were never changed.
const NEVER: i32 = 1900;

/// An import of New York's list.
pub(crate) struct NyDecImport {
    /// The organization the facts belong to.
    pub(crate) organization: Uuid,
    /// Where commands go, and in whose name; without one nothing is sent.
    pub(crate) target: Option<Target>,
    /// The list of wells.
    pub(crate) wells: Source,
    /// Where warnings and refusals are written, line by line.
    pub(crate) report: Option<PathBuf>,
    /// Lanes that send at the same time; the wells are divided among them.
    pub(crate) lanes: usize,
}

impl NyDecImport {
    /// Runs the import to the end of the file.
    pub(crate) async fn run(self, progress: Progress) -> Result<Tally> {
        let pipeline = Pipeline {
            target: self.target,
            report: self.report,
            lanes: self.lanes,
        };
        let (organization, wells) = (self.organization, self.wells);
        pipeline
            .run(wells.bytes, progress, move |hand| read(hand, organization, wells))
            .await
    }
}

fn read(hand: &Hand, organization: Uuid, wells: Source) -> Result<()> {
    hand.read_file(
        wells,
        |rows| NyDec::new(organization, rows),
        |rows, bytes| Read {
            boreholes: rows,
            bytes,
            ..Read::default()
        },
    )?;
    Ok(())
}

/// The list as commands, without sending any.
#[cfg(test)]
pub(crate) fn map_ny_dec(organization: Uuid, wells: Source) -> Result<Mapped> {
    super::pipeline::map_all(move |hand| read(hand, organization, wells))
}

/// Turns rows of the list into commands.
#[derive(Debug)]
struct NyDec {
    organization: Uuid,
    file: Arc<str>,
    width: usize,
    columns: Columns,
    listed_on: Option<NaiveDate>,
    /// The first row of each borehole.
    boreholes: HashMap<String, u64>,
}

#[derive(Debug)]
struct Columns {
    api: usize,
    county: usize,
    hole: usize,
    name: usize,
    operator: usize,
    status: usize,
    status_on: usize,
    dates: [usize; 6],
    field: usize,
    latitude: usize,
    longitude: usize,
    vertical_depth: usize,
    measured_depth: usize,
    modified: usize,
}

/// The dates of a life, in the order in which a life has them, and what a row is warned of where it has them otherwise.
const LIFE: [(&str, &str, &str); 6] = [
    ("permitapplicationdate", "permit applied for", ""),
    ("permitissueddate", "permit issued", "permit_before_application"),
    ("datespudded", "spudded", "spud_before_permit"),
    ("dateoftotaldepth", "total depth", "total_depth_before_spud"),
    ("datewellcompleted", "completed", "completion_before_total_depth"),
    ("datewellplugged", "plugged", "plug_before_completion"),
];

impl NyDec {
    /// Finds the columns; a list without one of them is refused before anything is sent.
    fn new(organization: Uuid, rows: &CsvRows) -> Result<Self> {
        let mut dates = [0; 6];
        for (date, (name, ..)) in dates.iter_mut().zip(LIFE) {
            *date = rows.column(name)?;
        }
        let columns = Columns {
            api: rows.column("apiwellnumber")?,
            county: rows.column("countycode")?,
            hole: rows.column("apiholenumber")?,
            name: rows.column("wellname")?,
            operator: rows.column("companyname")?,
            status: rows.column("wellstatus")?,
            status_on: rows.column("statusdate")?,
            dates,
            field: rows.column("producingfield")?,
            latitude: rows.column("surfacelatitude")?,
            longitude: rows.column("surfacelongitude")?,
            vertical_depth: rows.column("trueverticaldepthft")?,
            measured_depth: rows.column("measureddepthft")?,
            modified: rows.column("datelastmodified")?,
        };
        let (file, width) = (rows.file(), rows.width());
        let listed_on = day_in(&file);
        Ok(Self {
            organization,
            file,
            width,
            columns,
            listed_on,
            boreholes: HashMap::new(),
        })
    }

    fn history(&mut self, row: &Row, out: &mut Mapped) -> Result<Item, Fault> {
        expect_width(row, self.width)?;
        let api = self.number(row, out)?;
        let at = &self.columns;
        let mut days = [None; 6];
        for ((day, column), (name, ..)) in days.iter_mut().zip(at.dates).zip(LIFE) {
            *day = cells::day(row, name, column, DATES)?;
        }
        self.check_order(row, &api, days, out);
        let measured_depth = self.depth(row, &api, "measureddepthft", at.measured_depth, out)?;
        let vertical_depth = self.depth(row, &api, "trueverticaldepthft", at.vertical_depth, out)?;
        let operator = row.given(at.operator).unwrap_or_else(|| {
            self.odd(row, out, "operator_not_given", format!("API number {api}"));
            "not given"
        });
        let location = self.location(row)?;
        if location.is_null() {
            self.odd(row, out, "location_not_given", format!("API number {api}"));
        }
        let zone = TimeZone::new(chrono_tz::America::New_York);
        let modified = cells::day(row, "datelastmodified", at.modified, DATES)?;
        let [applied, issued, spudded, total_depth, completed, plugged] = days;
        let body = json!({
            "provenance": { "agency": AGENCY, "file": self.file, "row_sha256": row.sha256 },
            "api_number": api.to_string(),
            "name": row.given(at.name).unwrap_or("not given"),
            "operator": operator,
            "lease": Value::Null,
            "field": row.given(at.field),
            "location": location,
            "state": "NY",
            "time_zone": zone.as_str(),
            "permit_applied_on": applied,
            "permit_issued_on": issued,
            "spudded_on": spudded,
            "total_depth_on": total_depth,
            "completed_on": completed,
            "plugged_on": plugged,
            "measured_depth_ft": measured_depth,
            "true_vertical_depth_ft": vertical_depth,
            "status": row.given(at.status).map(|code| json!({ "agency": AGENCY, "code": code })),
            "status_on": cells::day(row, "statusdate", at.status_on, DATES)?,
            "listed_on": self.listed_on,
        });
        let reported_at = modified
            .filter(|day| chrono::Datelike::year(day) > NEVER)
            .map(|day| day_start(day, zone))
            .filter(|at| *at <= Utc::now());
        let item = history_item(self.organization, &self.file, row, &api.digits(), body);
        Ok(Item { reported_at, ..item })
    }

    /// The number of the row; whether it is that of its parts, and the first of its borehole.
    fn number(&mut self, row: &Row, out: &mut Mapped) -> Result<ApiNumber, Fault> {
        let text = row.get(self.columns.api);
        let number = ApiNumber::parse_with_state(text, STATE).map_err(|error| {
            let rule = "api_number_unreadable";
            (rule, format!("apiwellnumber {text:?}: {error}"))
        })?;
        let Some(bore) = number.api12() else {
            return Err((
                "api_number_unreadable",
                format!("apiwellnumber {text:?} names no borehole"),
            ));
        };
        out.check("api_number");
        let (county, hole) = (row.get(self.columns.county), row.get(self.columns.hole));
        let parts = ApiNumber::from_parts(STATE, county, hole);
        if parts.map(|parts| parts.api10()) != Ok(number.api10()) {
            let detail = format!("API number {number}: countycode {county}, apiholenumber {hole}");
            self.odd(row, out, "api_number_differs_from_its_parts", detail);
        }
        if let Some(first) = self.boreholes.insert(bore, row.number) {
            let detail =
                format!("API number {number}: row {first} is of the same borehole; this one takes its place");
            self.odd(row, out, "borehole_listed_again", detail);
        }
        Ok(number)
    }

    /// Each date against the one that comes before it in a life, where both are given.
    fn check_order(&self, row: &Row, api: &ApiNumber, days: [Option<NaiveDate>; 6], out: &mut Mapped) {
        let steps = days.into_iter().zip(LIFE);
        for ((earlier, (_, before, _)), (later, (_, after, rule))) in steps.clone().zip(steps.skip(1)) {
            let (Some(earlier), Some(later)) = (earlier, later) else {
                continue;
            };
            out.check(rule);
            if later < earlier {
                let detail = format!("API number {api}: {after} {later}, {before} {earlier}");
                self.odd(row, out, rule, detail);
            }
        }
    }

    /// A depth; the list writes a zero where it knows none.
    fn depth(
        &self,
        row: &Row,
        api: &ApiNumber,
        name: &str,
        column: usize,
        out: &mut Mapped,
    ) -> Result<Value, Fault> {
        let depth = cells::amount(row, name, column, Feet::parse)?;
        if depth.is_something() {
            return Ok(cells::number(depth));
        }
        if depth.amount().is_some() {
            let detail = format!("API number {api}: {name} is {}", row.get(column));
            self.odd(row, out, "depth_zero_taken_as_not_given", detail);
        }
        Ok(Value::Null)
    }

    fn location(&self, row: &Row) -> Result<Value, Fault> {
        let latitude = cells::degrees(row, "surfacelatitude", self.columns.latitude)?;
        let longitude = cells::degrees(row, "surfacelongitude", self.columns.longitude)?;
        Ok(latitude.zip(longitude).map_or(
            Value::Null,
            |(latitude, longitude)| json!({ "latitude": latitude, "longitude": longitude, "datum": DATUM }),
        ))
    }

    fn odd(&self, row: &Row, out: &mut Mapped, rule: &str, detail: String) {
        out.warnings.push(Warning::new(&self.file, row, rule, detail));
    }
}

impl Format for NyDec {
    fn map(&mut self, row: &Row, out: &mut Mapped) {
        match self.history(row, out) {
            Ok(item) => out.items.push(item),
            Err((rule, detail)) => self.odd(row, out, rule, detail),
        }
    }

    fn finish(&mut self, _: &mut Mapped) {}
}

#[cfg(test)]
mod tests;
