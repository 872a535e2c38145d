//! BOEM's list of lease blocks: one row per block of a lease, one command per row. The companies of its lists of lease owners:
//! [`owners`].

mod owners;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;
use wellflow_domain::ids::LeaseId;
use wellflow_domain::lease::{BOEM, LeaseStatus, of_boem};
use wellflow_domain::location::TimeZone;

use self::owners::Owners;
use super::boreholes::{Fault, day_in, expect_width};
use super::cells;
use super::item::{Item, Kind, Mapped, Warning, idempotency_key};
use super::pipeline::{Format, Hand, Pipeline, Read};
use super::progress::Progress;
use super::report::Tally;
use super::rows::{CsvRows, Row};
use super::{Source, Target};

/// How the agency writes a date.
const DATES: &str = "%m/%d/%Y";

/// An import of the agency's lists.
pub(crate) struct BoemImport {
    /// The organization the facts belong to.
    pub(crate) organization: Uuid,
    /// Where commands go, and in whose name.
    pub(crate) target: Target,
    /// The lists.
    pub(crate) lists: BoemLists,
    /// Where warnings and refusals are written, line by line.
    pub(crate) report: Option<PathBuf>,
    /// Lanes that send at the same time; leases and companies are divided among them.
    pub(crate) lanes: usize,
}

/// The files of one import; companies come first.
#[derive(Default)]
pub(crate) struct BoemLists {
    /// A list of lease owners.
    pub(crate) owners: Option<Source>,
    /// The list of lease blocks.
    pub(crate) leases: Option<Source>,
    /// The day of the list of lease blocks; the day in its name where it is not said. One of them must tell it.
    pub(crate) listed_on: Option<NaiveDate>,
}

impl BoemImport {
    /// Runs the import to the end of the files.
    pub(crate) async fn run(self, progress: Progress) -> Result<Tally> {
        let pipeline = Pipeline {
            target: Some(self.target),
            report: self.report,
            lanes: self.lanes,
        };
        let (organization, lists) = (self.organization, self.lists);
        let sources = [&lists.owners, &lists.leases];
        let bytes = sources.into_iter().flatten().map(|source| source.bytes).sum();
        pipeline
            .run(bytes, progress, move |hand| read(hand, organization, lists))
            .await
    }
}

fn read(hand: &Hand, organization: Uuid, lists: BoemLists) -> Result<()> {
    let mut before = Read::default();
    if let Some(owners) = lists.owners {
        before = hand.read_file(
            owners,
            |rows| Owners::new(organization, rows),
            |owners, bytes| Read {
                owners,
                bytes,
                ..Read::default()
            },
        )?;
    }
    if let Some(leases) = lists.leases {
        hand.read_file(
            leases,
            |rows| Leases::new(organization, rows, lists.listed_on),
            |leases, bytes| Read {
                leases,
                bytes: before.bytes + bytes,
                ..before
            },
        )?;
    }
    Ok(())
}

/// The lists as commands, without sending any.
#[cfg(test)]
pub(crate) fn map_boem(organization: Uuid, lists: BoemLists) -> Result<Mapped> {
    super::pipeline::map_all(move |hand| read(hand, organization, lists))
}

/// Turns rows of the list of lease blocks into commands.
#[derive(Debug)]
struct Leases {
    organization: Uuid,
    file: Arc<str>,
    width: usize,
    columns: Columns,
    listed_on: NaiveDate,
}

#[derive(Debug)]
struct Columns {
    lease: usize,
    area: usize,
    block: usize,
    status: usize,
    effective_on: usize,
    expires_on: usize,
}

impl Leases {
    /// Finds the columns; a list without one of them is refused before anything is sent.
    fn new(organization: Uuid, rows: &CsvRows, listed_on: Option<NaiveDate>) -> Result<Self> {
        let columns = Columns {
            lease: rows.column("Lease Number")?,
            area: rows.column("Area Code")?,
            block: rows.column("Block Number")?,
            status: rows.column("Lease Status Code")?,
            effective_on: rows.column("Lease Effective Date")?,
            expires_on: rows.column("Lease Expiration Date")?,
        };
        let (file, width) = (rows.file(), rows.width());
        let listed_on = listed_on.or_else(|| day_in(&file)).with_context(|| {
            format!(
                "of which day is {file}? Say it with --listed-on: a status that lasts is known from the day of the list on, and \
                 would be dated back to the first day of its lease without one"
            )
        })?;
        Ok(Self {
            organization,
            file,
            width,
            columns,
            listed_on,
        })
    }

    fn record(&self, row: &Row, out: &mut Mapped) -> Result<Item, Fault> {
        expect_width(row, self.width)?;
        let at = &self.columns;
        let number = given(row, "Lease Number", at.lease)?;
        let code = given(row, "Lease Status Code", at.status)?;
        let block = format!("{} {}", row.get(at.area), row.get(at.block));
        let effective_on = cells::day(row, "Lease Effective Date", at.effective_on, DATES)?;
        let expires_on = cells::day(row, "Lease Expiration Date", at.expires_on, DATES)?;
        self.check(row, (number, code), effective_on.zip(expires_on), out);
        let lease = LeaseId::for_agency_number(self.organization, BOEM, number).as_uuid();
        // Every area of the list lies in the Gulf, off the coast of the Central zone or next to it.
        let zone = TimeZone::new(chrono_tz::America::Chicago);
        let body = json!({
            "provenance": { "agency": BOEM, "file": self.file, "row_sha256": row.sha256 },
            "lease_number": number,
            "mineral_owner": "federal_offshore",
            "time_zone": zone.as_str(),
            "block": block.trim(),
            "status": { "agency": BOEM, "code": code },
            "effective_on": effective_on,
            "expires_on": expires_on,
            "listed_on": self.listed_on,
        });
        // The same row says something else in a list of another day.
        let listed_on = self.listed_on.to_string();
        Ok(Item {
            path: format!("/api/v1/leases/{lease}/import-record"),
            body,
            reported_at: None,
            idempotency_key: idempotency_key(Kind::Lease, &row.sha256, &listed_on),
            lane: lease,
            kind: Kind::Lease,
            file: Arc::clone(&self.file),
            row: row.number,
        })
    }

    /// Holds a row to the rules its record will be warned by.
    fn check(
        &self,
        row: &Row,
        (number, code): (&str, &str),
        days: Option<(NaiveDate, NaiveDate)>,
        out: &mut Mapped,
    ) {
        let mut odd = |rule: &str, detail: String| {
            out.warnings.push(Warning::new(&self.file, row, rule, detail));
        };
        if of_boem(code) == LeaseStatus::Unmapped {
            odd(
                "status_unmapped",
                format!("lease {number}: {code:?} has no meaning here"),
            );
        }
        if let Some((effective_on, expires_on)) = days.filter(|(first, last)| last < first) {
            odd(
                "expiration_before_effective",
                format!("lease {number}: expires {expires_on}, effective {effective_on}"),
            );
        }
        out.check("status_unmapped");
        if days.is_some() {
            out.check("expiration_before_effective");
        }
    }
}

impl Format for Leases {
    fn map(&mut self, row: &Row, out: &mut Mapped) {
        match self.record(row, out) {
            Ok(item) => out.items.push(item),
            Err((rule, detail)) => out.warnings.push(Warning::new(&self.file, row, rule, detail)),
        }
    }

    fn finish(&mut self, _: &mut Mapped) {}
}

/// A field that a row cannot do without.
fn given<'r>(row: &'r Row, name: &str, column: usize) -> Result<&'r str, Fault> {
    row.given(column)
        .ok_or_else(|| ("field_missing", format!("{name} is blank")))
}
