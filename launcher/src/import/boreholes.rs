//! BSEE's list of boreholes: one row per borehole, one command per row.
//!
//! A well is the first ten digits of the API number, a borehole the first twelve: sidetracks share their well.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_domain::ids::WellId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::day_start;

use super::item::{Item, Kind, Mapped, Warning, idempotency_key};
use super::rows::{CsvRows, Row};

/// The agency named in every fact.
pub(crate) const AGENCY: &str = "BSEE";

/// Coordinates of the list are given in the North American Datum of 1927.
const DATUM: &str = "NAD27";

/// Turns rows of the list into commands.
#[derive(Debug)]
pub(crate) struct Boreholes {
    organization: Uuid,
    file: Arc<str>,
    width: usize,
    columns: Columns,
    listed_on: Option<NaiveDate>,
    wells: HashMap<String, Since>,
}

#[derive(Debug)]
struct Columns {
    api: usize,
    name: usize,
    area: usize,
    block: usize,
    operator: usize,
    spudded: usize,
    measured_depth: usize,
    vertical_depth: usize,
    total_depth_on: usize,
    status: usize,
    status_on: usize,
    lease: usize,
    latitude: usize,
    longitude: usize,
    region: usize,
}

impl Boreholes {
    /// Finds the columns; a list without one of them is refused before anything is sent.
    pub(crate) fn new(organization: Uuid, rows: &CsvRows) -> Result<Self> {
        let columns = Columns {
            api: rows.column("API_WELL_NUMBER")?,
            name: rows.column("WELL_NAME")?,
            area: rows.column("BOTM_AREA_CODE")?,
            block: rows.column("BOTM_BLOCK_NUMBER")?,
            operator: rows.column("COMPANY_NAME")?,
            spudded: rows.column("WELL_SPUD_DATE")?,
            measured_depth: rows.column("BH_TOTAL_MD")?,
            vertical_depth: rows.column("WELL_BORE_TVD")?,
            total_depth_on: rows.column("TOTAL_DEPTH_DATE")?,
            status: rows.column("BOREHOLE_STAT_CD")?,
            status_on: rows.column("BOREHOLE_STAT_DT")?,
            lease: rows.column("SURF_LEASE_NUMBER")?,
            latitude: rows.column("SURF_LATITUDE")?,
            longitude: rows.column("SURF_LONGITUDE")?,
            region: rows.column("REGION_CODE")?,
        };
        let (file, width) = (rows.file(), rows.width());
        let listed_on = day_in(&file);
        Ok(Self {
            organization,
            file,
            width,
            columns,
            listed_on,
            wells: HashMap::new(),
        })
    }

    /// Wells met so far, by the first ten digits of their API number, and since when each has a history.
    pub(crate) fn into_wells(self) -> HashMap<String, Since> {
        self.wells
    }

    /// One row: a command where the row can be one, and whatever is odd about it.
    pub(crate) fn map(&mut self, row: &Row, out: &mut Mapped) {
        match self.history(row, &mut out.warnings) {
            Ok((api10, since, item)) => {
                let known = self.wells.entry(api10).or_insert(since);
                *known = [*known, since].into_iter().flatten().min();
                out.items.push(item);
            }
            Err((rule, detail)) => out.warnings.push(Warning::new(&self.file, row, rule, detail)),
        }
    }

    fn history(&self, row: &Row, warnings: &mut Vec<Warning>) -> Result<(String, Since, Item), Fault> {
        let at = &self.columns;
        expect_width(row, self.width)?;
        let api = api12(row.get(at.api))?;
        let mut odd = |rule: &str, detail: String| warnings.push(Warning::new(&self.file, row, rule, detail));

        let mut depth = |name: &str, column: usize| {
            let text = row.given(column)?;
            if text.starts_with('*') {
                odd("depth_withheld", format!("{name} is {text}"));
                return None;
            }
            Some(text.to_owned())
        };
        let measured_depth = depth("BH_TOTAL_MD", at.measured_depth);
        let vertical_depth = depth("WELL_BORE_TVD", at.vertical_depth);

        let spudded_on = date("WELL_SPUD_DATE", row.given(at.spudded))?;
        let total_depth_on = date("TOTAL_DEPTH_DATE", row.given(at.total_depth_on))?;
        let status_on = date("BOREHOLE_STAT_DT", row.given(at.status_on))?;
        for (rule, earlier, later) in [
            ("total_depth_before_spud", spudded_on, total_depth_on),
            ("status_before_spud", spudded_on, status_on),
            ("status_before_total_depth", total_depth_on, status_on),
        ] {
            if let (Some(earlier), Some(later)) = (earlier, later)
                && later < earlier
            {
                odd(rule, format!("API number {api}: {later} lies before {earlier}"));
            }
        }

        let mut operator = row.get(at.operator);
        if !operator.chars().any(char::is_alphanumeric) {
            odd(
                "operator_not_given",
                format!("API number {api}: COMPANY_NAME is {operator:?}"),
            );
            operator = "not given";
        }
        let zone = time_zone(row.get(at.region));
        let first_day = [spudded_on, total_depth_on, status_on]
            .into_iter()
            .flatten()
            .min();
        let since = first_day.or(self.listed_on).map(|day| day_start(day, zone));
        let body = json!({
            "provenance": provenance(&self.file, row),
            "api_number": api,
            "name": row.get(at.name),
            "operator": operator,
            "lease": row.given(at.lease),
            "field": area_and_block(row.get(at.area), row.get(at.block)),
            "location": location(row.given(at.latitude), row.given(at.longitude)),
            "state": Value::Null,
            "time_zone": zone.as_str(),
            "spudded_on": spudded_on,
            "total_depth_on": total_depth_on,
            "measured_depth_ft": measured_depth,
            "true_vertical_depth_ft": vertical_depth,
            "status": row.given(at.status).map(agency_status),
            "status_on": status_on,
            "listed_on": self.listed_on,
        });
        Ok((
            api[..10].to_owned(),
            since,
            history_item(self.organization, &self.file, row, api, body),
        ))
    }
}

/// Since when the ledger will hold something of a well; `None` where the list gives no day.
pub(crate) type Since = Option<DateTime<Utc>>;

/// The rule a row breaks, and the values that break it.
pub(crate) type Fault = (&'static str, String);

/// The command that takes over one borehole's record.
pub(crate) fn history_item(organization: Uuid, file: &Arc<str>, row: &Row, api12: &str, body: Value) -> Item {
    let well = WellId::for_api10(organization, &api12[..10]).as_uuid();
    Item {
        path: format!("/api/v1/wells/{well}/import-history"),
        body,
        reported_at: None,
        idempotency_key: idempotency_key(Kind::History, &row.sha256, ""),
        lane: well,
        kind: Kind::History,
        file: Arc::clone(file),
        row: row.number,
    }
}

/// Refuses a row that is cut short or runs over: its fields would be read from the wrong places.
pub(crate) fn expect_width(row: &Row, width: usize) -> Result<(), Fault> {
    if row.len() == width {
        return Ok(());
    }
    Err((
        "row_incomplete",
        format!("the header has {width} fields, the row {}", row.len()),
    ))
}

/// Twelve digits: the only form BSEE writes.
pub(crate) fn api12(text: &str) -> Result<&str, Fault> {
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(text);
    }
    Err((
        "api_number_unreadable",
        format!("API_WELL_NUMBER {text:?} is not twelve digits"),
    ))
}

/// Where the facts of a row come from.
pub(crate) fn provenance(file: &str, row: &Row) -> Value {
    json!({ "agency": AGENCY, "file": file, "row_sha256": row.sha256 })
}

/// A status code in the agency's words.
pub(crate) fn agency_status(code: &str) -> Value {
    json!({ "agency": AGENCY, "code": code })
}

/// The day of a list that carries it in its file name, as in `boreholes_2025-05-04.csv`; a record without any date is taken
/// to hold from then on.
pub(crate) fn day_in(file: &str) -> Option<NaiveDate> {
    const LENGTH: usize = "2025-05-04".len();
    file.as_bytes()
        .windows(LENGTH)
        .filter_map(|window| std::str::from_utf8(window).ok())
        .find_map(|text| {
            NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()
                .filter(|day| day.to_string() == text)
        })
}

fn area_and_block(area: &str, block: &str) -> Option<String> {
    let text = format!("{area} {block}");
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn location(latitude: Option<&str>, longitude: Option<&str>) -> Option<Value> {
    Some(json!({ "latitude": latitude?, "longitude": longitude?, "datum": DATUM }))
}

/// The zone of the coast the region lies off.
fn time_zone(region: &str) -> TimeZone {
    TimeZone::new(match region {
        "P" => chrono_tz::America::Los_Angeles,
        "A" => chrono_tz::America::New_York,
        "Y" => chrono_tz::America::Anchorage,
        _ => chrono_tz::America::Chicago,
    })
}

/// `M/D/YYYY`.
fn date(column: &str, text: Option<&str>) -> Result<Option<NaiveDate>, Fault> {
    let Some(text) = text else { return Ok(None) };
    NaiveDate::parse_from_str(text, "%m/%d/%Y")
        .map(Some)
        .map_err(|_| {
            (
                "date_unreadable",
                format!("{column} {text:?} is not a date M/D/YYYY"),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "API_WELL_NUMBER,WELL_NAME,BOTM_AREA_CODE,BOTM_BLOCK_NUMBER,COMPANY_NAME,WELL_SPUD_DATE,BH_TOTAL_MD,\
        WELL_BORE_TVD,TOTAL_DEPTH_DATE,BOREHOLE_STAT_DT,BOREHOLE_STAT_CD,SURF_LEASE_NUMBER,SURF_LATITUDE,SURF_LONGITUDE,REGION_CODE";

    fn map(line: &str) -> Mapped {
        let text = format!("{HEADER}\n{line}\n").into_bytes();
        let mut rows = CsvRows::new("bores.csv", Box::new(std::io::Cursor::new(text))).unwrap();
        let mut boreholes = Boreholes::new(Uuid::from_u128(7), &rows).unwrap();
        let mut mapped = Mapped::default();
        while let Some(row) = rows.next_row().unwrap() {
            boreholes.map(&row, &mut mapped);
        }
        mapped
    }

    #[test]
    fn a_row_becomes_the_import_of_its_wells_history() {
        let mapped = map(
            "177114063300, C001,SS,  229,\"W & T Offshore, Inc.\",5/4/1982,7603,7394,5/29/1982,6/17/1982,COM, 00830,28.45512203,-91.08128376,G",
        );
        assert!(mapped.warnings.is_empty(), "{:?}", mapped.warnings);
        let item = &mapped.items[0];
        let well = WellId::for_api10(Uuid::from_u128(7), "1771140633").as_uuid();
        assert_eq!(item.path, format!("/api/v1/wells/{well}/import-history"));
        assert_eq!(item.body["lease"], "00830");
        assert_eq!(item.body["field"], "SS 229");
        assert_eq!(item.body["spudded_on"], "1982-05-04");
        assert_eq!(item.body["status"], json!({"agency": "BSEE", "code": "COM"}));
        assert_eq!(
            item.body["location"],
            json!({"latitude": "28.45512203", "longitude": "-91.08128376", "datum": "NAD27"})
        );
    }

    #[test]
    fn the_day_of_a_list_is_read_from_its_name() {
        assert_eq!(
            day_in("boreholes_all_2025-05-04.csv"),
            NaiveDate::from_ymd_opt(2025, 5, 4)
        );
        assert_eq!(day_in("boreholes_12wells.csv"), None);
    }

    #[test]
    fn a_status_before_total_depth_is_sent_and_warned_about() {
        let mapped = map("177114063300,C001,SS,229,W,5/4/1982,*****,,5/29/1982,5/28/1982,COM,00830,,,G");
        let rules: Vec<&str> = mapped
            .warnings
            .iter()
            .map(|warning| warning.rule.as_str())
            .collect();
        assert_eq!(rules, ["depth_withheld", "status_before_total_depth"]);
        assert_eq!(mapped.items[0].body["measured_depth_ft"], Value::Null);
        assert_eq!(mapped.items[0].body["location"], Value::Null);
    }

    #[test]
    fn a_row_that_cannot_be_read_is_left_out_with_the_value_that_stopped_it() {
        let mapped = map("17711406330,C001,SS,229,W,5/4/1982,1,,5/29/1982,5/28/1982,COM,00830,,,G");
        assert!(mapped.items.is_empty());
        assert_eq!(mapped.warnings[0].rule, "api_number_unreadable");
        assert_eq!(mapped.warnings[0].row, 2);
        assert_eq!(map("177114063300,C001").warnings[0].rule, "row_incomplete");
    }
}
