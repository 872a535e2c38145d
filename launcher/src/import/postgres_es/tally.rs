//! What an import came to: the counts, and every row that was not taken over.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::json;

use super::source::Row;
use super::stream::RowOutcome;
use crate::output;

/// Rows told of on standard error; the report has them all.
const TOLD: u64 = 50;

/// The counts of one import; the other counts add up to `rows`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Rows read.
    pub rows: u64,
    /// Rows written now.
    pub imported: u64,
    /// Rows an earlier run had written.
    pub already_there: u64,
    /// Rows of aggregate types that were to stay behind.
    pub left_out: u64,
    /// Rows that cannot be taken over.
    pub refused: u64,
    /// Rows that stand behind a refused one in their stream.
    pub withheld: u64,
}

impl Tally {
    /// Rows that should have been taken over and were not.
    pub fn missing(&self) -> u64 {
        self.refused + self.withheld
    }
}

/// Counts, and keeps a line for every row that was not taken over.
pub(super) struct Report {
    pub(super) tally: Tally,
    lines: Option<BufWriter<File>>,
}

impl Report {
    pub(super) fn new(path: Option<&Path>) -> Result<Self> {
        let open = |path: &Path| {
            let file = File::create(path);
            file.map(BufWriter::new)
                .with_context(|| format!("the report {} cannot be written", path.display()))
        };
        Ok(Self {
            tally: Tally::default(),
            lines: path.map(open).transpose()?,
        })
    }

    pub(super) fn note(&mut self, row: &Row, outcome: &RowOutcome) -> Result<()> {
        self.tally.rows += 1;
        let (what, reason) = match outcome {
            RowOutcome::Imported => {
                self.tally.imported += 1;
                return Ok(());
            }
            RowOutcome::AlreadyThere => {
                self.tally.already_there += 1;
                return Ok(());
            }
            RowOutcome::LeftOut => {
                self.tally.left_out += 1;
                ("left out", "its aggregate type was to stay behind".to_owned())
            }
            RowOutcome::Refused(reason) => {
                self.tally.refused += 1;
                self.tell(row, reason);
                ("refused", reason.clone())
            }
            RowOutcome::Withheld(sequence) => {
                self.tally.withheld += 1;
                (
                    "withheld",
                    format!("it stands behind sequence {sequence}, which was refused"),
                )
            }
        };
        let Some(lines) = &mut self.lines else {
            return Ok(());
        };
        let line = json!({
            "row": what,
            "aggregate_type": row.aggregate_type,
            "aggregate_id": row.aggregate_id,
            "sequence": row.sequence,
            "event_type": row.event_type,
            "event_version": row.event_version,
            "reason": reason,
        });
        writeln!(lines, "{line}").context("the report cannot be written")
    }

    fn tell(&self, row: &Row, reason: &str) {
        if self.tally.refused <= TOLD {
            output::error_line(format_args!(
                "refused: {} {} sequence {}: {reason}",
                row.aggregate_type, row.aggregate_id, row.sequence
            ));
        }
        if self.tally.refused == TOLD {
            output::error_line("further refusals are in the report (--report FILE) alone");
        }
    }

    pub(super) fn finish(mut self) -> Result<Tally> {
        if let Some(lines) = &mut self.lines {
            lines.flush().context("the report cannot be written")?;
        }
        Ok(self.tally)
    }
}
