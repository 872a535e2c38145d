//! Colorado's Form 7: one row per completed formation and month, with stocks and the whereabouts of the gas.
//!
//! ```text
//! rows of one well ─▶ sorted by month ─▶ first sight, status where it changed, month
//! ```
//!
//! A row carries its filing, so that a second document for a month restates it. What a row says is taken over as it is;
//! where its books do not balance it is warned of.

mod filed;
mod layout;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_domain::ids::WellId;
use wellflow_domain::jurisdiction::{Jurisdiction, StateStrategy};
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::{Month, day_start};
use wellflow_domain::quantity::{DaysOn, Quantity};

use self::filed::Filed;
use self::layout::Layout;
use super::boreholes::{Fault, expect_width, history_item};
use super::cells;
use super::item::{Item, Kind, Mapped, Warning, idempotency_key};
use super::pipeline::{Format, Hand, Pipeline, Read};
use super::progress::Progress;
use super::report::Tally;
use super::rows::{CsvRows, Row};
use super::{Source, Target};

/// Rows of one well that are kept back to be sorted: more than eighty years of its months.
const MOST_KEPT_BACK: usize = 1_000;

/// An import of a file of Form 7 reports.
pub(crate) struct CoForm7Import {
    /// The organization the facts belong to.
    pub(crate) organization: Uuid,
    /// Where commands go, and in whose name; without one nothing is sent.
    pub(crate) target: Option<Target>,
    /// The reports.
    pub(crate) reports: Source,
    /// Where warnings and refusals are written, line by line.
    pub(crate) report: Option<PathBuf>,
    /// Lanes that send at the same time; the wells are divided among them.
    pub(crate) lanes: usize,
}

impl CoForm7Import {
    /// Runs the import to the end of the file.
    pub(crate) async fn run(self, progress: Progress) -> Result<Tally> {
        let pipeline = Pipeline {
            target: self.target,
            report: self.report,
            lanes: self.lanes,
        };
        let (organization, reports) = (self.organization, self.reports);
        pipeline
            .run(reports.bytes, progress, move |hand| {
                read(hand, organization, reports)
            })
            .await
    }
}

fn read(hand: &Hand, organization: Uuid, reports: Source) -> Result<()> {
    hand.read_file(
        reports,
        |rows| CoForm7::new(organization, rows),
        |rows, bytes| Read {
            production: rows,
            bytes,
            ..Read::default()
        },
    )?;
    Ok(())
}

/// A file as commands, without sending any.
#[cfg(test)]
pub(crate) fn map_co_form7(organization: Uuid, reports: Source) -> Result<Mapped> {
    super::pipeline::map_all(move |hand| read(hand, organization, reports))
}

/// Turns rows of the reports into commands.
#[derive(Debug)]
struct CoForm7 {
    organization: Uuid,
    file: Arc<str>,
    width: usize,
    layout: Layout,
    /// Rows of the well that is being read.
    kept_back: Vec<Filed>,
    wells: HashMap<String, BTreeMap<String, Track>>,
}

/// What has been seen of one completion so far.
#[derive(Debug, Default)]
struct Track {
    status: Option<String>,
    /// The latest month, and the row that closed it.
    latest: Option<Filed>,
    months: Vec<Month>,
}

impl CoForm7 {
    /// Finds the columns of either layout; a file without one of them is refused before anything is sent.
    fn new(organization: Uuid, rows: &CsvRows) -> Result<Self> {
        let (file, width) = (rows.file(), rows.width());
        Ok(Self {
            organization,
            file,
            width,
            layout: Layout::of(rows)?,
            kept_back: Vec::new(),
            wells: HashMap::new(),
        })
    }

    fn take(&mut self, row: &Row, out: &mut Mapped) -> Result<(), Fault> {
        expect_width(row, self.width)?;
        let filed = self.layout.read(row)?;
        let other_well = self
            .kept_back
            .first()
            .is_some_and(|first| first.api.api10() != filed.api.api10());
        if other_well || self.kept_back.len() >= MOST_KEPT_BACK {
            self.release(out);
        }
        self.kept_back.push(filed);
        Ok(())
    }

    /// The rows of one well, by month; of a month filed several times, by the day each was accepted.
    fn release(&mut self, out: &mut Mapped) {
        let mut rows = std::mem::take(&mut self.kept_back);
        rows.sort_by_key(|filed| (filed.month, filed.accepted, filed.row.number));
        for filed in rows {
            if let Err((rule, detail)) = self.put_down(&filed, out) {
                self.odd(&filed, out, rule, detail);
            }
        }
    }

    fn put_down(&mut self, filed: &Filed, out: &mut Mapped) -> Result<(), Fault> {
        let api10 = filed.api.api10();
        if !self.wells.contains_key(&api10) {
            out.items.push(self.first_sight(filed));
        }
        let mut completions = self.wells.remove(&api10).unwrap_or_default();
        let mut track = completions.remove(&filed.completion).unwrap_or_default();
        let done = self.month(filed, &mut track, out);
        completions.insert(filed.completion.clone(), track);
        self.wells.insert(api10, completions);
        done
    }

    fn month(&self, filed: &Filed, track: &mut Track, out: &mut Mapped) -> Result<(), Fault> {
        self.check(filed, out);
        let body = self.body(filed)?;
        if track.months.contains(&filed.month) {
            let detail = format!(
                "{} {}: filed again{}; this restates it",
                filed.completion,
                filed.month,
                filed.cited()
            );
            self.odd(filed, out, "month_filed_again", detail);
            out.items.push(self.record(filed, body));
            if track
                .latest
                .as_ref()
                .is_none_or(|latest| latest.month <= filed.month)
            {
                track.latest = Some(filed.clone());
            }
            return Ok(());
        }
        track.months.push(filed.month);
        match &track.latest {
            Some(latest) if latest.month > filed.month => {
                let detail = format!(
                    "{} {}: a later month of the same completion came first; its status and its opening stock are not \
                     looked at",
                    filed.completion, filed.month
                );
                self.odd(filed, out, "month_out_of_order", detail);
            }
            latest => {
                if let Some(latest) = latest {
                    self.check_continuity(latest, filed, out);
                }
                if let Some(code) = &filed.status
                    && track.status.as_ref() != Some(code)
                {
                    out.items.push(self.status(filed, code));
                    track.status = Some(code.clone());
                }
                track.latest = Some(filed.clone());
            }
        }
        out.items.push(self.record(filed, body));
        Ok(())
    }

    /// What one row says by itself.
    fn check(&self, filed: &Filed, out: &mut Mapped) {
        let named = |detail: String| format!("{} {}: {detail}", filed.completion, filed.month);
        if let Some(gap) = filed.oil.gap() {
            out.check("stock_out_of_balance");
            if filed.oil.is_stated() {
                out.check("stock_out_of_balance_with_a_stock_stated");
            }
            if !gap.is_zero() {
                let detail = named(format!("{}: {gap} bbl are left", filed.oil));
                self.odd(filed, out, "stock_out_of_balance", detail);
            }
        }
        if let Some(gap) = filed.gas.gap() {
            out.check("gas_out_of_balance");
            if !gap.is_zero() {
                let detail = named(format!("{}: {gap} Mcf are left", filed.gas));
                self.odd(filed, out, "gas_out_of_balance", detail);
            }
        }
        if matches!(filed.days_on, Quantity::ReportedZero(_)) && filed.produced_something() {
            let detail = named(format!("no day on, {}, {}", filed.oil, filed.gas));
            self.odd(filed, out, "volume_without_days", detail);
        }
    }

    /// What a month begins with is what the month before it ended with.
    fn check_continuity(&self, before: &Filed, filed: &Filed, out: &mut Mapped) {
        let (Some(closing), Some(opening)) = (before.oil.closing.amount(), filed.oil.opening.amount()) else {
            return;
        };
        if before.month.next() != filed.month {
            return;
        }
        out.check("stock_discontinuity");
        if closing != opening {
            let detail = format!(
                "{}: {} ended with {closing} bbl, {} begins with {opening} bbl",
                filed.completion, before.month, filed.month
            );
            self.odd(filed, out, "stock_discontinuity", detail);
        }
    }

    /// A well that was not met in this file before: what its first month says about it.
    fn first_sight(&self, filed: &Filed) -> Item {
        let number = filed.api.to_string();
        let body = json!({
            "provenance": self.provenance(filed),
            "api_number": number,
            "name": filed.well.as_ref().unwrap_or(&number),
            "operator": filed.operator.as_deref().unwrap_or("not given"),
            "lease": Value::Null,
            "field": Value::Null,
            "location": Value::Null,
            "state": "CO",
            "time_zone": zone().as_str(),
            "listed_on": format!("{}-01", filed.month),
        });
        let item = history_item(
            self.organization,
            &self.file,
            &filed.row,
            &filed.api.digits(),
            body,
        );
        Item {
            reported_at: filed.reported_at(),
            ..item
        }
    }

    fn status(&self, filed: &Filed, code: &str) -> Item {
        let path = format!("/api/v1/wells/{}/report-status", self.well_id(filed));
        let body = json!({
            "effective_at": filed.month.first_instant(zone()),
            "completion": filed.completion,
            "status": { "agency": Jurisdiction::Colorado.agency(), "code": code },
            "provenance": self.provenance(filed),
        });
        self.item(Kind::Status, filed, path, body)
    }

    fn record(&self, filed: &Filed, body: Value) -> Item {
        let path = "/api/v1/production-months/record".to_owned();
        self.item(Kind::Month, filed, path, body)
    }

    /// A month as the API takes it: volumes, what is stated beside them, and the filing they come from.
    fn body(&self, filed: &Filed) -> Result<Value, Fault> {
        let base = StateStrategy::of_month(Jurisdiction::Colorado, filed.month)
            .gas_base()
            .map_err(|error| (error.rule(), error.to_string()))?
            .value
            .base_psia;
        let gas_use = filed
            .gas
            .stated(base)
            .map_err(|error| ("amount_unreadable", error.to_string()))?;
        Ok(json!({
            "well_id": self.well_id(filed),
            "completion": filed.completion,
            "month": filed.month,
            "days_on": filed.days_on.amount().map(DaysOn::get),
            "oil_bbl": cells::number(filed.oil.produced),
            "gas_mcf": cells::number(filed.gas.produced),
            "gas_base_psia": base,
            "water_bbl": cells::number(filed.water),
            "details": { "oil_stock": filed.oil.stated(), "gas_use": gas_use, "measured": null },
            "filing": {
                "provenance": self.provenance(filed),
                "document_number": filed.document,
                "accepted_on": filed.accepted,
                "revised": filed.revised,
                "well_status_code": filed.status,
            },
        }))
    }

    fn item(&self, kind: Kind, filed: &Filed, path: String, body: Value) -> Item {
        Item {
            path,
            body,
            reported_at: filed.reported_at(),
            idempotency_key: idempotency_key(kind, &filed.row.sha256, ""),
            lane: self.well_id(filed),
            kind,
            file: Arc::clone(&self.file),
            row: filed.row.number,
        }
    }

    fn provenance(&self, filed: &Filed) -> Value {
        let agency = Jurisdiction::Colorado.agency();
        json!({ "agency": agency, "file": self.file, "row_sha256": filed.row.sha256 })
    }

    fn well_id(&self, filed: &Filed) -> Uuid {
        WellId::for_api10(self.organization, &filed.api.api10()).as_uuid()
    }

    fn odd(&self, filed: &Filed, out: &mut Mapped, rule: &str, detail: String) {
        out.warnings
            .push(Warning::new(&self.file, &filed.row, rule, detail));
    }
}

impl Format for CoForm7 {
    fn map(&mut self, row: &Row, out: &mut Mapped) {
        if let Err((rule, detail)) = self.take(row, out) {
            out.warnings.push(Warning::new(&self.file, row, rule, detail));
        }
    }

    fn finish(&mut self, out: &mut Mapped) {
        self.release(out);
    }
}

/// Colorado's days.
fn zone() -> TimeZone {
    TimeZone::new(chrono_tz::America::Denver)
}

impl Filed {
    /// When the agency had accepted it.
    fn reported_at(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        self.accepted.map(|day| day_start(day, zone()))
    }
}
