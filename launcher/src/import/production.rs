//! BSEE's OGOR-A months: one row per completion and month.
//!
//! Per well, commands leave in the order of its months. A completion's status code becomes a report when it changes; a
//! completion that is missing from a month in which its well is reported is reported without a status from that month on.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use anyhow::Result;
use chrono::{DateTime, Utc};
use chrono_tz::America::Chicago;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_domain::ids::WellId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;

use super::boreholes::{Fault, Since, agency_status, api12, expect_width, history_item, provenance};
use super::item::{Item, Kind, Mapped, Warning, idempotency_key};
use super::rows::{CsvRows, Row};

/// Federal gas volumes are stated at 14.73 psia and 60 °F.
const GAS_BASE_PSIA: &str = "14.73";

/// Turns rows of the report into commands.
#[derive(Debug)]
pub(crate) struct Production {
    organization: Uuid,
    file: Arc<str>,
    width: usize,
    columns: Columns,
    known_wells: HashMap<String, Since>,
    wells: BTreeMap<String, Track>,
}

#[derive(Debug)]
struct Columns {
    lease: usize,
    name: usize,
    month: usize,
    days: usize,
    oil: usize,
    gas: usize,
    water: usize,
    api: usize,
    status: usize,
    operator: usize,
    field: usize,
    injection: usize,
    interval: usize,
}

/// What has been seen of one well so far.
#[derive(Debug, Default)]
struct Track {
    month: Option<Month>,
    seen: BTreeSet<String>,
    reported: BTreeMap<String, Report>,
}

/// The last row that stated a completion's status.
#[derive(Clone, Debug)]
struct Report {
    code: String,
    row: Row,
}

impl Production {
    /// Finds the columns; a report without one of them is refused before anything is sent.
    pub(crate) fn new(organization: Uuid, rows: &CsvRows) -> Result<Self> {
        let columns = Columns {
            lease: rows.column("LEASE_NUMBER")?,
            name: rows.column("COMPLETION_NAME")?,
            month: rows.column("PRODUCTION_DATE")?,
            days: rows.column("DAYS_ON_PROD")?,
            oil: rows.column("MON_O_PROD_VOL")?,
            gas: rows.column("MON_G_PROD_VOL")?,
            water: rows.column("MON_WTR_PROD_VOL")?,
            api: rows.column("API_WELL_NUMBER")?,
            status: rows.column("WELL_STAT_CD")?,
            operator: rows.column("SORT_NAME")?,
            field: rows.column("BOEM_FIELD")?,
            injection: rows.column("INJECTION_VOLUME")?,
            interval: rows.column("PROD_INTERVAL_CD")?,
        };
        let (file, width) = (rows.file(), rows.width());
        Ok(Self {
            organization,
            file,
            width,
            columns,
            known_wells: HashMap::new(),
            wells: BTreeMap::new(),
        })
    }

    /// Wells that need no history of their own from this file, and since when each has one.
    pub(crate) fn know_wells(&mut self, wells: HashMap<String, Since>) {
        self.known_wells.extend(wells);
    }

    /// One row: its commands in the order they must be sent.
    pub(crate) fn map(&mut self, row: &Row, out: &mut Mapped) {
        if let Err((rule, detail)) = self.try_map(row, out) {
            out.warnings.push(Warning::new(&self.file, row, rule, detail));
        }
    }

    /// The end of the file: the last month of every well is closed.
    pub(crate) fn finish(&mut self, out: &mut Mapped) {
        let wells = std::mem::take(&mut self.wells);
        for (api10, mut track) in wells {
            self.close_month(&api10, &mut track, out);
        }
    }

    fn try_map(&mut self, row: &Row, out: &mut Mapped) -> Result<(), Fault> {
        expect_width(row, self.width)?;
        let api = api12(row.get(self.columns.api))?.to_owned();
        let month = parse_month(row.get(self.columns.month))?;
        let completion = format!("{api}-{}", row.get(self.columns.interval));
        let volumes = self.month_body(row, &completion, month)?;

        let api10 = &api[..10];
        if !self.known_wells.contains_key(api10) {
            self.known_wells.insert(api10.to_owned(), Some(begins(month)));
            out.items.push(self.first_sight(row, &api, month));
        }
        let mut track = self.wells.remove(api10).unwrap_or_default();
        if track.month.is_some_and(|current| current > month) {
            let detail = format!(
                "{completion}: {month} follows a later month of the same well; its status is not taken over"
            );
            out.warnings
                .push(Warning::new(&self.file, row, "month_out_of_order", detail));
        } else {
            if track.month.is_some_and(|current| current < month) {
                self.close_month(api10, &mut track, out);
            }
            track.month = Some(month);
            track.seen.insert(completion.clone());
            self.report_status(row, api10, &completion, month, &mut track, out);
        }
        out.items.push(self.item(
            Kind::Month,
            row,
            api10,
            "/api/v1/production-months/record".to_owned(),
            volumes,
            "",
        ));
        self.wells.insert(api10.to_owned(), track);
        Ok(())
    }

    fn report_status(
        &self,
        row: &Row,
        api10: &str,
        completion: &str,
        month: Month,
        track: &mut Track,
        out: &mut Mapped,
    ) {
        let Some(code) = row.given(self.columns.status) else {
            let detail = format!("{completion} {month}: WELL_STAT_CD is blank");
            out.warnings
                .push(Warning::new(&self.file, row, "status_not_given", detail));
            return;
        };
        let previous = track.reported.insert(
            completion.to_owned(),
            Report {
                code: code.to_owned(),
                row: row.clone(),
            },
        );
        if previous.is_some_and(|previous| previous.code == code) {
            return;
        }
        let effective_at = self.holds_from(api10, month);
        if effective_at >= month.end(TimeZone::new(Chicago)) {
            let detail = format!("{completion}: the well's history begins at {effective_at}, after {month}");
            out.warnings
                .push(Warning::new(&self.file, row, "status_before_history", detail));
        }
        let body = status_body(&self.file, row, completion, effective_at, Some(code));
        out.items
            .push(self.item(Kind::Status, row, api10, self.status_path(api10), body, code));
    }

    /// Completions that were reported before and are missing from the month that has just ended.
    fn close_month(&self, api10: &str, track: &mut Track, out: &mut Mapped) {
        let Some(month) = track.month else { return };
        let gone: Vec<String> = track
            .reported
            .keys()
            .filter(|completion| !track.seen.contains(*completion))
            .cloned()
            .collect();
        for completion in gone {
            let Some(last) = track.reported.remove(&completion) else {
                continue;
            };
            let effective_at = self.holds_from(api10, month);
            let body = status_body(&self.file, &last.row, &completion, effective_at, None);
            let detail = format!("{completion} {month}");
            out.items.push(self.item(
                Kind::StatusEnded,
                &last.row,
                api10,
                self.status_path(api10),
                body,
                &detail,
            ));
        }
        track.seen.clear();
    }

    /// A well the list of boreholes does not know: what its first month says about it.
    fn first_sight(&self, row: &Row, api12: &str, month: Month) -> Item {
        let body = json!({
            "provenance": provenance(&self.file, row),
            "api_number": api12,
            "name": row.given(self.columns.name).unwrap_or(api12),
            "operator": row.given(self.columns.operator).unwrap_or("not given"),
            "lease": row.given(self.columns.lease),
            "field": row.given(self.columns.field),
            "location": Value::Null,
            "state": Value::Null,
            "time_zone": Chicago.name(),
            "spudded_on": Value::Null,
            "total_depth_on": Value::Null,
            "measured_depth_ft": Value::Null,
            "true_vertical_depth_ft": Value::Null,
            "status": Value::Null,
            "status_on": Value::Null,
            "listed_on": format!("{month}-01"),
        });
        history_item(self.organization, &self.file, row, api12, body)
    }

    fn month_body(&self, row: &Row, completion: &str, month: Month) -> Result<Value, Fault> {
        let at = &self.columns;
        let volume = |name: &str, column: usize| {
            row.given(column).ok_or_else(|| {
                (
                    "volume_not_given",
                    format!("{completion} {month}: {name} is blank"),
                )
            })
        };
        let days = row.get(at.days);
        let days: u8 = days.parse().map_err(|_| {
            (
                "days_unreadable",
                format!("{completion} {month}: DAYS_ON_PROD {days:?} is no number of days"),
            )
        })?;
        Ok(json!({
            "well_id": self.well_id(completion),
            "completion": completion,
            "month": month.to_string(),
            "days_on": days,
            "oil_bbl": volume("MON_O_PROD_VOL", at.oil)?,
            "gas_mcf": volume("MON_G_PROD_VOL", at.gas)?,
            "gas_base_psia": GAS_BASE_PSIA,
            "water_bbl": volume("MON_WTR_PROD_VOL", at.water)?,
            "injection": volume("INJECTION_VOLUME", at.injection)?,
            "lease": row.given(at.lease),
        }))
    }

    fn item(&self, kind: Kind, row: &Row, api10: &str, path: String, body: Value, detail: &str) -> Item {
        Item {
            path,
            body,
            reported_at: None,
            idempotency_key: idempotency_key(kind, &row.sha256, detail),
            lane: self.well_id(api10),
            kind,
            file: Arc::clone(&self.file),
            row: row.number,
        }
    }

    /// From when a month's status holds: its first instant, or the well's own first where the well begins within it.
    fn holds_from(&self, api10: &str, month: Month) -> DateTime<Utc> {
        let since = self.known_wells.get(api10).copied().flatten();
        since.map_or(begins(month), |since| since.max(begins(month)))
    }

    fn status_path(&self, api10: &str) -> String {
        format!("/api/v1/wells/{}/report-status", self.well_id(api10))
    }

    /// The well of any name that begins with its API number.
    fn well_id(&self, api: &str) -> Uuid {
        WellId::for_api10(self.organization, &api[..10]).as_uuid()
    }
}

/// Midnight of the month's first day on the Gulf coast.
fn begins(month: Month) -> DateTime<Utc> {
    month.first_instant(TimeZone::new(Chicago))
}

fn status_body(
    file: &str,
    row: &Row,
    completion: &str,
    effective_at: DateTime<Utc>,
    code: Option<&str>,
) -> Value {
    json!({
        "effective_at": effective_at,
        "completion": completion,
        "status": code.map(agency_status),
        "provenance": provenance(file, row),
    })
}

/// `YYYYMM`.
fn parse_month(text: &str) -> Result<Month, Fault> {
    let fault = |reason: String| {
        (
            "month_unreadable",
            format!("PRODUCTION_DATE {text:?} is not a month YYYYMM{reason}"),
        )
    };
    if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(fault(String::new()));
    }
    Month::parse(&format!("{}-{}", &text[..4], &text[4..])).map_err(|error| fault(format!(": {error}")))
}

#[cfg(test)]
mod tests;
