//! From commands to outcomes: lanes, batches, the report. What the rows are is for the formats to know.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::item::{Item, Mapped, Warning};
use super::progress::Progress;
use super::report::{Outcome, Report, Tally};
use super::rows::{CsvRows, Row};
use super::{Source, Target};

/// Commands of one batch.
const BATCH: usize = 1_000;
/// Commands that may wait in a lane; the reader pauses when a lane is full.
const LANE_DEPTH: usize = 2 * BATCH;
/// Commands and warnings that gather before they are passed on.
const GATHERED: usize = 64;

/// Where commands go and what is written down about them.
pub(crate) struct Pipeline {
    /// Where commands go, and in whose name; without one nothing is sent, and the report tells what the files say.
    pub(crate) target: Option<Target>,
    /// Where warnings and refusals are written, line by line.
    pub(crate) report: Option<PathBuf>,
    /// Lanes that send at the same time; wells, leases and owners are divided among them.
    pub(crate) lanes: usize,
}

/// How much was read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Read {
    /// Rows about boreholes.
    pub(crate) boreholes: u64,
    /// Rows about production.
    pub(crate) production: u64,
    /// Rows about leases.
    pub(crate) leases: u64,
    /// Rows about owners.
    pub(crate) owners: u64,
    /// Bytes of all files.
    pub(crate) bytes: u64,
}

/// What happens while an import runs.
enum Event {
    /// Rows were read.
    Read(Read),
    /// A row says something odd, or cannot be read.
    Warned(Warning),
    /// Rows were held to a rule, so many of them.
    Checked(&'static str, u64),
    /// A batch was answered.
    Answered(Vec<(Item, Outcome)>),
}

/// The lanes or the collector are gone: the import has failed elsewhere, and that failure is the one to report.
pub(crate) struct Stopped;

/// Where a format puts the commands it made.
pub(crate) struct Hand {
    lanes: Vec<mpsc::Sender<Item>>,
    events: mpsc::Sender<Event>,
}

/// A format of one file: rows become commands.
pub(crate) trait Format {
    /// Takes one row, and puts down what follows from it.
    fn map(&mut self, row: &Row, out: &mut Mapped);

    /// The end of the file: puts down what had been kept back.
    fn finish(&mut self, out: &mut Mapped);
}

impl Pipeline {
    /// Reads on a thread of its own and sends until everything is answered.
    pub(crate) async fn run<R>(self, bytes: u64, progress: Progress, read: R) -> Result<Tally>
    where
        R: FnOnce(&Hand) -> Result<()> + Send + 'static,
    {
        let started = Instant::now();
        let (events, mut happened) = mpsc::channel(64);
        let (lanes, receivers): (Vec<_>, Vec<_>) =
            (0..self.lanes.max(1)).map(|_| mpsc::channel(LANE_DEPTH)).unzip();
        let mut report = Report::new(self.report.as_deref())?;
        progress.start(bytes);

        let hand = Hand {
            lanes,
            events: events.clone(),
        };
        let reading = tokio::task::spawn_blocking(move || read(&hand));
        let sending: Vec<_> = receivers
            .into_iter()
            .map(|items| match &self.target {
                Some(target) => tokio::spawn(send(target.clone(), items, events.clone())),
                None => tokio::spawn(keep(items)),
            })
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
        Event::Read(read) => {
            report.tally.borehole_rows = read.boreholes;
            report.tally.production_rows = read.production;
            report.tally.lease_rows = read.leases;
            report.tally.owner_rows = read.owners;
            progress.read(read.bytes);
        }
        Event::Warned(warning) => report.warning(&warning)?,
        Event::Checked(rule, rows) => report.checked(rule, rows),
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

/// One lane of an import that only reads.
async fn keep(mut items: mpsc::Receiver<Item>) -> Result<()> {
    while items.recv().await.is_some() {}
    Ok(())
}

impl Hand {
    /// Reads one file to its end; `counted` says of how many rows of which sort, and of how many bytes, that is the reading.
    /// Gives how much was read.
    pub(crate) fn read_file<F: Format>(
        &self,
        source: Source,
        format: impl FnOnce(&CsvRows) -> Result<F>,
        counted: impl Fn(u64, u64) -> Read,
    ) -> Result<Read> {
        let mut rows = CsvRows::new(&source.file, source.input)?;
        let mut format = format(&rows)?;
        let mut mapped = Mapped::default();
        let mut count = 0;
        while let Some(row) = rows.next_row()? {
            format.map(&row, &mut mapped);
            count += 1;
            let read = counted(count, rows.bytes_read());
            if self.hand_over(&mut mapped, read).is_err() {
                return Ok(read);
            }
        }
        format.finish(&mut mapped);
        let read = counted(count, rows.bytes_read());
        self.last(&mut mapped, read);
        Ok(read)
    }

    /// Passes on what has gathered, now and then.
    pub(crate) fn hand_over(&self, mapped: &mut Mapped, read: Read) -> Result<(), Stopped> {
        if mapped.items.len() + mapped.warnings.len() < GATHERED {
            return Ok(());
        }
        self.flush(mapped, read)
    }

    /// Passes on what is left. Failing here means that the import has failed elsewhere; that failure is the one to report.
    pub(crate) fn last(&self, mapped: &mut Mapped, read: Read) {
        let _ = self.flush(mapped, read);
    }

    fn flush(&self, mapped: &mut Mapped, read: Read) -> Result<(), Stopped> {
        for (rule, rows) in std::mem::take(&mut mapped.checked) {
            self.tell(Event::Checked(rule, rows))?;
        }
        for warning in mapped.warnings.drain(..) {
            self.tell(Event::Warned(warning))?;
        }
        for item in mapped.items.drain(..) {
            self.lane(item.lane).blocking_send(item).map_err(|_| Stopped)?;
        }
        self.tell(Event::Read(read))
    }

    fn tell(&self, event: Event) -> Result<(), Stopped> {
        self.events.blocking_send(event).map_err(|_| Stopped)
    }

    fn lane(&self, stream: Uuid) -> &mpsc::Sender<Item> {
        let lane = stream.as_u128() % self.lanes.len() as u128;
        // The remainder is below the number of lanes, which is a usize.
        &self.lanes[usize::try_from(lane).unwrap_or(0)]
    }
}

/// What a format makes of its files, without sending any of it.
#[cfg(test)]
pub(crate) fn map_all<R>(read: R) -> Result<Mapped>
where
    R: FnOnce(&Hand) -> Result<()> + Send + 'static,
{
    let (lane, mut items) = mpsc::channel(LANE_DEPTH);
    let (events, mut happened) = mpsc::channel(64);
    let hand = Hand {
        lanes: vec![lane],
        events,
    };
    let reading = std::thread::spawn(move || read(&hand));
    let told = std::thread::spawn(move || {
        let mut mapped = Mapped::default();
        while let Some(event) = happened.blocking_recv() {
            match event {
                Event::Warned(warning) => mapped.warnings.push(warning),
                Event::Checked(rule, rows) => *mapped.checked.entry(rule).or_default() += rows,
                Event::Read(_) | Event::Answered(_) => {}
            }
        }
        mapped
    });
    let mut sent = Vec::new();
    while let Some(item) = items.blocking_recv() {
        sent.push(item);
    }
    let mut mapped = told
        .join()
        .map_err(|_| anyhow::anyhow!("the collector panicked"))?;
    mapped.items = sent;
    reading
        .join()
        .map_err(|_| anyhow::anyhow!("the reader panicked"))??;
    Ok(mapped)
}
