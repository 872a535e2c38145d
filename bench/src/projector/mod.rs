//! The projector from nothing to the tip, against cqrs-es's replay, and against the limit of reading the same events and
//! copying the same rows; see `-- projector`.
//!
//! Invariants
//! - One server, one ledger, one run: everybody works on the same events, and only figures of one run are compared.
//! - Contestants take turns in every round; reported are medians.

mod field;
mod limit;
mod ours;
mod peer;

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde::Serialize;

use self::field::Field;
use self::limit::Limit;
use self::ours::{CaughtUp, catch_up};
use crate::cli::ProjectorOptions;
use crate::cluster::Cluster;
use crate::machine::Machine;
use crate::targets::{Line, Target, Unit, line};

/// Organizations of the ledger.
const ORGANIZATIONS: usize = 8;
/// How many workers share the work.
const WORKERS: [usize; 2] = [1, 2];

/// Everything.
#[derive(Debug, Serialize)]
pub(crate) struct Projected {
    machine: Machine,
    versions: Vec<(String, String)>,
    settings: Vec<(String, String)>,
    events: u64,
    replayed: u64,
    /// Seconds of cqrs-es's replay, by round.
    peer: Vec<f64>,
    /// Our catch-ups, by workers and round.
    ours: [Vec<CaughtUp>; WORKERS.len()],
    /// Seconds of the limit, by workers and round.
    limit: [Vec<f64>; WORKERS.len()],
    pub(crate) lines: Vec<Line>,
    seconds: f64,
}

/// Everything the options ask for, in one run.
pub(crate) async fn measure(cluster: &Arc<Cluster>, options: &ProjectorOptions) -> Result<Projected> {
    let started = Instant::now();
    let events = options.events.unwrap_or(if options.quick { 160_000 } else { 800_000 });
    let replayed = options.replayed.unwrap_or(if options.quick { 12_000 } else { 40_000 });
    println!("a ledger of {events} events is written");
    let field = Field::fill(cluster, "projected", ORGANIZATIONS, events).await?;
    let mut projected = Projected {
        machine: Machine::look(cluster.home())?,
        versions: crate::report::versions(),
        settings: cluster.settings().await?,
        events: field.events,
        replayed: 0,
        peer: Vec::new(),
        ours: Default::default(),
        limit: Default::default(),
        lines: Vec::new(),
        seconds: 0.0,
    };
    // Once for what comes first in a process, and for the rows to copy.
    catch_up(cluster, &field, 1).await?;
    let limit = Limit::take(cluster, &field).await?;
    println!("cqrs-es replays {replayed} of them");
    let (seconds, count) = peer::replay(cluster, &field, i64::from(replayed)).await?;
    projected.peer.push(seconds);
    projected.replayed = count;
    let rounds = options.rounds.unwrap_or(if options.quick { 3 } else { 5 });
    for round in 1..=rounds {
        println!("round {round} of {rounds}");
        for (nth, workers) in WORKERS.into_iter().enumerate() {
            projected.ours[nth].push(catch_up(cluster, &field, workers).await?);
            projected.limit[nth].push(limit.measure(workers).await?);
        }
    }
    projected.lines = lines(&projected)?;
    projected.seconds = started.elapsed().as_secs_f64();
    Ok(projected)
}

fn median(mut values: Vec<f64>) -> Result<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().context("nothing was measured")
}

impl Projected {
    fn rate(&self, nth: usize) -> Result<f64> {
        let seconds = self.ours[nth].iter().map(|caught_up| caught_up.seconds).collect();
        Ok(self.events as f64 / median(seconds)?)
    }

    fn limit_rate(&self, nth: usize) -> Result<f64> {
        Ok(self.events as f64 / median(self.limit[nth].clone())?)
    }

    fn peer_rate(&self) -> Result<f64> {
        Ok(self.replayed as f64 / median(self.peer.clone())?)
    }

    /// Prints everything but the check's lines.
    pub(crate) fn print(&self) -> Result<()> {
        let machine = &self.machine;
        println!(
            "\n== machine\n{}, {} cores, {:.1} GiB, Linux {}; write and flush 8 kB: {} us. Clients and PostgreSQL share these cores.",
            machine.cpu, machine.cores, machine.memory_gib, machine.kernel, machine.flush_us
        );
        println!("\n== events per second, medians of the rounds; {} events in {ORGANIZATIONS} organizations", self.events);
        println!("{:<60}{:>10.0}", "cqrs-es replay, a view read and written per event", self.peer_rate()?);
        for (nth, workers) in WORKERS.into_iter().enumerate() {
            let caught_up = &self.ours[nth];
            let all: Vec<String> = caught_up.iter().map(|it| format!("{:.2}", it.seconds)).collect();
            println!(
                "{:<60}{:>10.0}   s: {}",
                format!("our projector, {workers} worker(s)"),
                self.rate(nth)?,
                all.join(" ")
            );
            println!(
                "{:<60}{:>10.0}",
                format!("limit: read, decode, COPY, {workers} at a time"),
                self.limit_rate(nth)?
            );
            let looks: u64 = caught_up.iter().map(|it| it.looks).sum();
            let waiting: u64 = caught_up.iter().map(|it| it.waiting).sum();
            println!("{:<60}{waiting:>10} in {looks} looks", "  sessions found waiting for a lock");
            let extending: u64 = caught_up.iter().map(|it| it.extending).sum();
            println!("{:<60}{extending:>10}", "  waiting for their turn to make a file longer");
        }
        println!("\ntook {:.0} s", self.seconds);
        Ok(())
    }
}

fn lines(projected: &Projected) -> Result<Vec<Line>> {
    let peer = projected.peer_rate()?;
    let waits = |nth: usize| -> u64 { projected.ours[nth].iter().map(|it| it.waiting).sum() };
    let of_limit = |nth: usize| -> Result<f64> { Ok(projected.rate(nth)? / projected.limit_rate(nth)?) };
    let (times, share) = (Unit::Times, Unit::Percent);
    Ok(vec![
        line("catch-up, 1 worker, to cqrs-es replay", Some(projected.rate(0)? / peer), Target::AtLeast(20.0), None, times),
        line("catch-up, 2 workers, to cqrs-es replay", Some(projected.rate(1)? / peer), Target::Reported, None, times),
        line("rebuild, 1 worker, of the limit", Some(of_limit(0)?), Target::AtLeast(0.60), None, share),
        line("rebuild, 2 workers, of the limit with 2", Some(of_limit(1)?), Target::Reported, None, share),
        line("2 workers, to 1", Some(projected.rate(1)? / projected.rate(0)?), Target::Reported, None, times),
        line("lock waits between organizations, 1 worker", Some(waits(0) as f64), Target::AtMost(0.0), None, Unit::Count),
        line("lock waits between organizations, 2 workers", Some(waits(1) as f64), Target::AtMost(0.0), None, Unit::Count),
    ])
}
