//! Taking over an agency's data through the public command API.
//!
//! ```text
//! files ─▶ rows ─▶ commands ─▶ one lane per group of wells ─▶ batches over HTTP ─▶ outcomes ─▶ report
//! ```
//!
//! Invariants
//! - Nothing but the public HTTP API is used: what an import may do, any client with the token may do.
//! - The commands of one well are sent in the order of the files, and no batch of a lane before the one ahead of it
//!   was answered.
//! - The idempotency key of a command is a hash of its source row: an import that was killed is simply run again.
//! - A row that breaks a rule is reported with its number and values; it never stops the rows after it.

mod boreholes;
mod client;
mod command;
mod item;
#[cfg(feature = "import-postgres-es")]
pub mod postgres_es;
mod production;
mod progress;
mod report;
mod rows;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use tokio::sync::mpsc;
use uuid::Uuid;

use boreholes::Boreholes;
pub(crate) use client::Target;
pub(crate) use command::run;
#[cfg(test)]
pub(crate) use item::Kind;
use item::Warning;
pub(crate) use item::{Item, Mapped};
use production::Production;
pub(crate) use progress::Progress;
pub use report::Tally;
use report::{Outcome, Report};
use rows::CsvRows;
pub(crate) use rows::hex;

/// Who the launcher imports as when it signs the token itself: the same in every run, because idempotency keys belong
/// to one subject.
pub(crate) const SUBJECT: &str = "bsee-import";

/// Commands of one batch.
const BATCH: usize = 1_000;
/// Commands that may wait in a lane; the reader pauses when a lane is full.
const LANE_DEPTH: usize = 2 * BATCH;

/// One file to read.
pub(crate) struct Source {
    /// Its name without the folder; facts cite it.
    pub(crate) file: String,
    /// Its bytes.
    pub(crate) input: Box<dyn Read + Send>,
    /// How many bytes there are.
    pub(crate) bytes: u64,
}

impl Source {
    /// A file on disk.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let opened =
            std::fs::File::open(path).and_then(|file| file.metadata().map(|metadata| (file, metadata.len())));
        let (file, bytes) = opened.with_context(|| format!("{} cannot be opened", path.display()))?;
        let name = path
            .file_name()
            .map_or_else(|| "-".to_owned(), |name| name.to_string_lossy().into_owned());
        Ok(Self {
            file: name,
            input: Box::new(file),
            bytes,
        })
    }

    /// Bytes that are part of the program.
    pub(crate) fn embedded(file: &str, bytes: &'static [u8]) -> Self {
        Self {
            file: file.to_owned(),
            input: Box::new(bytes),
            bytes: bytes.len() as u64,
        }
    }
}

/// An import of BSEE's two files.
pub(crate) struct BseeImport {
    /// The organization the facts belong to.
    pub(crate) organization: Uuid,
    /// Where commands go, and in whose name.
    pub(crate) target: Target,
    /// The list of boreholes.
    pub(crate) boreholes: Source,
    /// Monthly production.
    pub(crate) production: Source,
    /// Where warnings and refusals are written, line by line.
    pub(crate) report: Option<PathBuf>,
    /// Lanes that send at the same time; the wells are divided among them.
    pub(crate) lanes: usize,
}

/// What happens while an import runs.
enum Event {
    /// Rows were read, up to this many bytes of both files.
    Read {
        boreholes: u64,
        production: u64,
        bytes: u64,
    },
    /// A row says something odd, or cannot be read.
    Warned(Warning),
    /// A batch was answered.
    Answered(Vec<(Item, Outcome)>),
}

impl BseeImport {
    /// Runs the import to the end of both files.
    pub(crate) async fn run(self, progress: Progress) -> Result<Tally> {
        let started = Instant::now();
        let (events, mut happened) = mpsc::channel(64);
        let (lanes, receivers): (Vec<_>, Vec<_>) =
            (0..self.lanes.max(1)).map(|_| mpsc::channel(LANE_DEPTH)).unzip();
        let mut report = Report::new(self.report.as_deref())?;
        progress.start(self.boreholes.bytes + self.production.bytes);

        let reader = Reader {
            organization: self.organization,
            lanes,
            events: events.clone(),
        };
        let (boreholes, production) = (self.boreholes, self.production);
        let reading = tokio::task::spawn_blocking(move || reader.read(boreholes, production));
        let sending: Vec<_> = receivers
            .into_iter()
            .map(|items| tokio::spawn(send(self.target.clone(), items, events.clone())))
            .collect();
        drop(events);

        while let Some(event) = happened.recv().await {
            note(&mut report, &progress, event)?;
        }
        for lane in sending {
            lane.await.context("a lane of the import was interrupted")??;
        }
        reading
            .await
            .context("the reader of the import was interrupted")??;
        let elapsed = started.elapsed();
        let tally = report.finish(elapsed)?;
        progress.finish(&tally, elapsed);
        Ok(tally)
    }
}

fn note(report: &mut Report, progress: &Progress, event: Event) -> Result<()> {
    match event {
        Event::Read {
            boreholes,
            production,
            bytes,
        } => {
            report.tally.borehole_rows = boreholes;
            report.tally.production_rows = production;
            progress.read(bytes);
        }
        Event::Warned(warning) => report.warning(&warning)?,
        Event::Answered(outcomes) => {
            for (item, outcome) in &outcomes {
                report.outcome(item, outcome)?;
            }
            progress.answered(&report.tally);
        }
    }
    Ok(())
}

/// One lane: a batch, its answer, the next batch.
async fn send(target: Target, mut items: mpsc::Receiver<Item>, events: mpsc::Sender<Event>) -> Result<()> {
    let mut batch = Vec::with_capacity(BATCH);
    while items.recv_many(&mut batch, BATCH).await > 0 {
        let outcomes = target.post(&batch).await?;
        let answered = batch.drain(..).zip(outcomes).collect();
        // The collector outlives every lane unless the import has failed already.
        if events.send(Event::Answered(answered)).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// Reads both files on a thread of its own and hands the commands to the lanes.
struct Reader {
    organization: Uuid,
    lanes: Vec<mpsc::Sender<Item>>,
    events: mpsc::Sender<Event>,
}

/// Both files as commands, without sending any.
#[cfg(test)]
pub(crate) fn map_bsee(organization: Uuid, boreholes: Source, production: Source) -> Result<Mapped> {
    let (lane, mut items) = mpsc::channel(LANE_DEPTH);
    let (events, mut happened) = mpsc::channel(64);
    let reader = Reader {
        organization,
        lanes: vec![lane],
        events,
    };
    let reading = std::thread::spawn(move || reader.read(boreholes, production));
    let mut mapped = Mapped::default();
    let told = std::thread::spawn(move || {
        let mut warnings = Vec::new();
        while let Some(event) = happened.blocking_recv() {
            if let Event::Warned(warning) = event {
                warnings.push(warning);
            }
        }
        warnings
    });
    while let Some(item) = items.blocking_recv() {
        mapped.items.push(item);
    }
    mapped.warnings = told
        .join()
        .map_err(|_| anyhow::anyhow!("the collector panicked"))?;
    reading
        .join()
        .map_err(|_| anyhow::anyhow!("the reader panicked"))??;
    Ok(mapped)
}

/// The lanes or the collector are gone: the import has failed elsewhere, and that failure is the one to report.
struct Stopped;

impl Reader {
    fn read(self, boreholes: Source, production: Source) -> Result<()> {
        let total = boreholes.bytes;
        let mut rows = CsvRows::new(&boreholes.file, boreholes.input)?;
        let mut months = CsvRows::new(&production.file, production.input)?;
        let mut bores = Boreholes::new(self.organization, &rows)?;
        // The second file's columns are checked before the first file's rows are sent.
        let mut output = Production::new(self.organization, &months)?;

        let mut counts = (0, 0);
        let mut mapped = Mapped::default();
        while let Some(row) = rows.next_row()? {
            bores.map(&row, &mut mapped);
            counts.0 += 1;
            if self.hand_over(&mut mapped, counts, rows.bytes_read()).is_err() {
                return Ok(());
            }
        }
        output.know_wells(bores.into_wells());
        while let Some(row) = months.next_row()? {
            output.map(&row, &mut mapped);
            counts.1 += 1;
            if self
                .hand_over(&mut mapped, counts, total + months.bytes_read())
                .is_err()
            {
                return Ok(());
            }
        }
        output.finish(&mut mapped);
        // Failing here means that the import has failed elsewhere; that failure is the one to report.
        let _ = self.flush(&mut mapped, counts, total + months.bytes_read());
        Ok(())
    }

    /// Passes on what has gathered, now and then.
    fn hand_over(&self, mapped: &mut Mapped, counts: (u64, u64), bytes: u64) -> Result<(), Stopped> {
        if mapped.items.len() + mapped.warnings.len() < 64 {
            return Ok(());
        }
        self.flush(mapped, counts, bytes)
    }

    fn flush(&self, mapped: &mut Mapped, counts: (u64, u64), bytes: u64) -> Result<(), Stopped> {
        for warning in mapped.warnings.drain(..) {
            self.events
                .blocking_send(Event::Warned(warning))
                .map_err(|_| Stopped)?;
        }
        for item in mapped.items.drain(..) {
            self.lane(item.well).blocking_send(item).map_err(|_| Stopped)?;
        }
        let read = Event::Read {
            boreholes: counts.0,
            production: counts.1,
            bytes,
        };
        self.events.blocking_send(read).map_err(|_| Stopped)
    }

    fn lane(&self, well: Uuid) -> &mpsc::Sender<Item> {
        let lane = well.as_u128() % self.lanes.len() as u128;
        // The remainder is below the number of lanes, which is a usize.
        &self.lanes[usize::try_from(lane).unwrap_or(0)]
    }
}
