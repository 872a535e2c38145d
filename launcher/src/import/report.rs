//! What an import did, counted; and every warning as a line of JSON where a report is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::{Value, json};

use super::item::{Item, Warning};

/// The counts of one import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Rows read out of the list of boreholes.
    pub borehole_rows: u64,
    /// Rows read out of the production report.
    pub production_rows: u64,
    /// Rows read out of a list of leases.
    #[serde(skip_serializing_if = "none")]
    pub lease_rows: u64,
    /// Rows read out of a list of owners.
    #[serde(skip_serializing_if = "none")]
    pub owner_rows: u64,
    /// Commands the service answered.
    pub commands: u64,
    /// Commands that changed something.
    pub accepted: u64,
    /// Commands the service had already carried out in an earlier run.
    pub replayed: u64,
    /// Commands the service refused.
    pub refused: u64,
    /// Rows that were held to a rule, whether they kept it or not.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub checked: BTreeMap<String, u64>,
    /// Warnings and refusals by rule.
    pub by_rule: BTreeMap<String, u64>,
    /// The rules by which the service refused commands.
    #[serde(skip)]
    pub refused_by: BTreeSet<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn none(rows: &u64) -> bool {
    *rows == 0
}

/// How one command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Carried out now.
    Accepted,
    /// Carried out before; nothing was written.
    Replayed,
    /// Refused by a rule.
    Refused {
        /// The rule, or the problem's slug.
        rule: String,
        /// What the service said, with the values.
        detail: String,
    },
}

/// Counts, and writes the report while the import runs.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The counts so far.
    pub(crate) tally: Tally,
    lines: Option<BufWriter<File>>,
}

impl Report {
    /// A report that also writes lines to `path`, where one is given.
    pub(crate) fn new(path: Option<&Path>) -> Result<Self> {
        let lines = path
            .map(|path| {
                File::create(path).with_context(|| format!("the report {} cannot be written", path.display()))
            })
            .transpose()?
            .map(BufWriter::new);
        Ok(Self {
            tally: Tally::default(),
            lines,
        })
    }

    /// One oddity of a row.
    pub(crate) fn warning(&mut self, warning: &Warning) -> Result<()> {
        self.count(&warning.rule);
        self.line(&json!({
            "severity": "warning", "file": warning.file, "row": warning.row, "rule": warning.rule, "detail": warning.detail,
        }))
    }

    /// Rows were held to a rule.
    pub(crate) fn checked(&mut self, rule: &str, rows: u64) {
        *self.tally.checked.entry(rule.to_owned()).or_default() += rows;
    }

    /// How one command ended.
    pub(crate) fn outcome(&mut self, item: &Item, outcome: &Outcome) -> Result<()> {
        self.tally.commands += 1;
        match outcome {
            Outcome::Accepted => self.tally.accepted += 1,
            Outcome::Replayed => self.tally.replayed += 1,
            Outcome::Refused { rule, detail } => {
                self.tally.refused += 1;
                self.tally.refused_by.insert(rule.clone());
                self.count(rule);
                self.line(&refusal(item, rule, detail))?;
            }
        }
        Ok(())
    }

    /// Writes the last line and closes the file.
    pub(crate) fn finish(mut self, elapsed: Duration) -> Result<Tally> {
        self.line(&json!({ "severity": "summary", "seconds": elapsed.as_secs_f64(), "tally": self.tally }))?;
        if let Some(mut lines) = self.lines.take() {
            lines.flush().context("the report cannot be written")?;
        }
        Ok(self.tally)
    }

    fn count(&mut self, rule: &str) {
        *self.tally.by_rule.entry(rule.to_owned()).or_default() += 1;
    }

    fn line(&mut self, line: &Value) -> Result<()> {
        let Some(lines) = &mut self.lines else {
            return Ok(());
        };
        writeln!(lines, "{line}").context("the report cannot be written")
    }
}

fn refusal(item: &Item, rule: &str, detail: &str) -> Value {
    json!({
        "severity": "refused",
        "file": item.file,
        "row": item.row,
        "kind": item.kind,
        "rule": rule,
        "detail": detail,
        "path": item.path,
        "values": item.body,
    })
}

impl Tally {
    /// Rows of all files.
    pub fn rows(&self) -> u64 {
        self.borehole_rows + self.production_rows + self.lease_rows + self.owner_rows
    }

    /// How many rows of which sort.
    fn sorts(&self) -> String {
        let sorts = [
            (self.borehole_rows, "boreholes"),
            (self.production_rows, "production"),
            (self.lease_rows, "leases"),
            (self.owner_rows, "owners"),
        ];
        let read = sorts.iter().filter(|(rows, _)| *rows > 0);
        let words: Vec<String> = read.map(|(rows, sort)| format!("{rows} {sort}")).collect();
        words.join(", ")
    }

    /// The counts in words, one line each.
    pub fn describe(&self, elapsed: Duration) -> Vec<String> {
        let seconds = elapsed.as_secs_f64().max(0.001);
        let mut lines = vec![
            format!(
                "{} rows ({}) in {seconds:.1} s, {:.0} rows/s",
                self.rows(),
                self.sorts(),
                per_second(self.rows(), seconds)
            ),
            format!(
                "{} commands: {} accepted, {} replayed, {} refused",
                self.commands, self.accepted, self.replayed, self.refused
            ),
        ];
        lines.extend(
            self.checked
                .iter()
                .map(|(rule, count)| format!("{rule}: {count} rows held to it")),
        );
        lines.extend(
            self.by_rule
                .iter()
                .map(|(rule, count)| format!("{rule}: {count}")),
        );
        lines
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a rate for the reader, not a figure that is stored"
)]
fn per_second(count: u64, seconds: f64) -> f64 {
    count as f64 / seconds
}
