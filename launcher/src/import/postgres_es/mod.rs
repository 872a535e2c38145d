//! Taking over the `events` table of a program on postgres-es.
//!
//! ```text
//! events table ─▶ pages by key ─▶ rows ─▶ translate ─▶ one command per row ─▶ Ledger::submit ─▶ tally and report
//! ```
//!
//! Invariants
//! - The source is read and never written, in pages by its primary key, so no transaction there is long.
//! - A row becomes one command under an id that follows from (source name, aggregate type, aggregate id, sequence): an
//!   import that was killed is simply run again, and a row that is there already is not written again.
//! - A stream keeps its order and its sequence numbers: the first row that cannot be taken over ends its stream, and
//!   every row behind it is counted and reported.
//! - No row, no field of a payload and no entry of its metadata is left behind unsaid.
//! - An event happened when its payload says so, or when the operator says so; never "now" for want of a date.

mod command;
mod mapping;
mod source;
mod stream;
mod tally;
mod translate;

use std::path::PathBuf;

use anyhow::{Context, Result};
use futures::StreamExt;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::well::Well;
use wellflow_event_store::{EventKind, Ledger};
use wellflow_runtime::Tenant;

pub(crate) use command::run;
pub use mapping::Mapping;
pub use source::EventsTable;
pub use tally::Tally;

use source::Row;
use stream::{Destination, Known};
use tally::Report;

/// Streams written at the same time: as many rows may share a transaction.
const STREAMS_AT_ONCE: usize = 256;

/// The aggregates of the product.
pub fn kinds() -> Vec<EventKind> {
    vec![EventKind::of::<Well>(), EventKind::of::<ProductionMonth>()]
}

/// An import of one events table into one organization's ledger.
#[derive(Debug)]
pub struct PostgresEsImport {
    /// What the source is called: part of every command's id, so the same in every run.
    pub name: String,
    /// Where the rows are.
    pub table: EventsTable,
    /// What their types become.
    pub mapping: Mapping,
    /// Whose ledger they enter.
    pub tenant: Tenant,
    /// Through what they are written.
    pub ledger: Ledger,
    /// Where every row that was not taken over is written, one JSON object a line.
    pub report: Option<PathBuf>,
}

impl PostgresEsImport {
    /// Reads the table to its end; rows that cannot be taken over are in the tally and the report.
    ///
    /// # Errors
    /// When the source cannot be read, the ledger cannot be written or the report cannot be kept. What was written until
    /// then stays; running the import again goes on behind it.
    pub async fn run(self) -> Result<Tally> {
        let mut report = Report::new(self.report.as_deref())?;
        let mut pages = self.table.pages();
        let destination = Destination {
            name: &self.name,
            mapping: &self.mapping,
            tenant: &self.tenant,
            ledger: &self.ledger,
        };
        // A stream may go on in the next page.
        let mut last: Option<Known> = None;
        while let Some(page) = pages.next().await.context("the source cannot be read")? {
            let streams = page.chunk_by(Row::same_stream).map(|rows| {
                let known = last.take_if(|known| rows.first().is_some_and(|row| known.is_of(row)));
                destination.write(rows, known)
            });
            let streams: Vec<_> = streams.collect();
            let mut written = futures::stream::iter(streams).buffered(STREAMS_AT_ONCE);
            while let Some(stream) = written.next().await {
                let (known, outcomes) = stream?;
                for (row, outcome) in outcomes {
                    report.note(row, &outcome)?;
                }
                last = Some(known);
            }
            tracing::info!(rows = report.tally.rows, "taken over so far");
        }
        report.finish()
    }
}
