//! What was measured, and how it is shown.

use serde::Serialize;

use crate::arms::{LOADS, WORKS};
use crate::backlog::Memory;
use crate::contest::Work;
use crate::growth::{Aged, Grown};
use crate::machine::Machine;
use crate::rounds::{Cell, Cells};
use crate::streams::Loaded;
use crate::targets::Line;
use crate::wire::Cost;

/// Crates whose versions belong to the figures.
const CRATES: &[&str] = &[
    "cqrs-es",
    "postgres-es",
    "esrs",
    "es-entity",
    "sqlx",
    "tokio-postgres",
    "tokio",
    "wellflow-event-store",
];

/// Others that keep more of the machine busy than this make a figure doubtful.
const DOUBTFUL: f64 = 0.10;

/// Everything.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    pub(crate) machine: Machine,
    pub(crate) versions: Vec<(String, String)>,
    pub(crate) settings: Vec<(String, String)>,
    pub(crate) cells: Cells,
    pub(crate) costs: Vec<Cost>,
    pub(crate) growth: Vec<Grown>,
    pub(crate) aged: Option<Aged>,
    pub(crate) streams: Vec<Loaded>,
    pub(crate) memory: Option<Memory>,
    pub(crate) seconds: f64,
    pub(crate) lines: Vec<Line>,
}

/// Versions of the compiler and of the crates that matter.
pub(crate) fn versions() -> Vec<(String, String)> {
    let lock = include_str!("../Cargo.lock");
    let mut versions = vec![("rustc".to_owned(), env!("WELLFLOW_BENCH_RUSTC").to_owned())];
    for name in CRATES {
        let entry = format!("name = \"{name}\"\nversion = \"");
        let version = lock
            .split_once(entry.as_str())
            .and_then(|(_, rest)| rest.split_once('"'));
        if let Some((version, _)) = version {
            versions.push(((*name).to_owned(), version.to_owned()));
        }
    }
    versions
}

/// Prints everything but the check's lines.
pub(crate) fn print(measured: &Measured) {
    head(measured);
    for work in WORKS {
        contest(measured, *work);
    }
    costs(&measured.costs);
    rest(measured);
}

fn head(measured: &Measured) {
    let machine = &measured.machine;
    println!("\n== machine");
    println!(
        "{}, {} cores, {:.1} GiB, Linux {}; write and flush 8 kB: {} us. Clients and PostgreSQL share these cores.",
        machine.cpu, machine.cores, machine.memory_gib, machine.kernel, machine.flush_us
    );
    let joined = |pairs: &[(String, String)]| {
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        pairs.join(", ")
    };
    println!("{}", joined(&measured.versions));
    println!("PostgreSQL: {}", joined(&measured.settings));
    let grown = measured.growth.iter().flat_map(|grown| &grown.samples);
    let aged = measured
        .aged
        .iter()
        .flat_map(|aged| aged.with.iter().chain(&aged.without));
    let cells = measured.cells.iter().flat_map(|cell| &cell.samples);
    let busy = cells.chain(grown).chain(aged);
    let mut busy: Vec<f64> = busy.map(|sample| sample.others_busy).collect();
    busy.sort_by(f64::total_cmp);
    if busy.is_empty() {
        return;
    }
    let at = |share: f64| {
        let place = (busy.len().saturating_sub(1) as f64 * share).round() as usize;
        busy.get(place).copied().unwrap_or(0.0) * 100.0
    };
    println!(
        "Processor time taken by others: median {:.0} %, highest {:.0} % of a sample's; a row marked * had more than \
         {:.0} % in half of its samples.",
        at(0.5),
        at(1.0),
        DOUBTFUL * 100.0
    );
}

fn contest(measured: &Measured, work: Work) {
    let cells: Vec<&Cell> = measured
        .cells
        .iter()
        .filter(|cell| cell.work == work.key())
        .collect();
    if cells.is_empty() {
        return;
    }
    println!("\n== {}", work.name());
    println!("per second, [p50 / p99 ms], connections; medians of the rounds");
    for load in [0].iter().chain(LOADS) {
        let mut at_load: Vec<&&Cell> = cells.iter().filter(|cell| cell.submitters == *load).collect();
        if at_load.is_empty() {
            continue;
        }
        at_load.sort_by(|a, b| b.rate().total_cmp(&a.rate()));
        match load {
            0 => println!("no submitters:"),
            load => println!("{load} submitters:"),
        }
        for cell in at_load {
            println!("  {}", row(cell));
        }
    }
}

fn row(cell: &Cell) -> String {
    let mut busy: Vec<f64> = cell.samples.iter().map(|sample| sample.others_busy).collect();
    busy.sort_by(f64::total_cmp);
    let doubtful = busy.get(busy.len() / 2).is_some_and(|share| *share > DOUBTFUL);
    let mut text = format!(
        "{:<44}{}{:>10.0}  [{:.2} / {:.2}]  {}",
        cell.contestant,
        if doubtful { "*" } else { " " },
        cell.rate(),
        cell.p50() / 1_000.0,
        cell.p99() / 1_000.0,
        cell.connections
    );
    if let Some(batch) = cell.batch {
        text.push_str(&format!(", {batch} commands a statement"));
    }
    if let Some(hits) = cell.cache_hits() {
        text.push_str(&format!(", cache hits {:.1} %", hits * 100.0));
    }
    let passes = cell
        .samples
        .iter()
        .filter_map(|sample| sample.passes)
        .fold(0.0, f64::max);
    if passes > 1.0 {
        text.push_str(&format!(", streams visited {passes:.1} times"));
    }
    text
}

fn costs(costs: &[Cost]) {
    if costs.is_empty() {
        return;
    }
    println!("\n== on the wire, per task (counted from the protocol between driver and server)");
    println!(
        "{:<10} {:<44} {:>10} {:>11} {:>12}",
        "", "", "submitters", "statements", "round trips"
    );
    for cost in costs {
        println!(
            "{:<10} {:<44} {:>10} {:>11.2} {:>12.2}",
            cost.work, cost.contestant, cost.submitters, cost.statements, cost.round_trips
        );
    }
}

fn rest(measured: &Measured) {
    if !measured.growth.is_empty() {
        println!("\n== appends of 1 event with so much stored before, 128 submitters");
        for grown in &measured.growth {
            println!("  {:>10} events: {:>8.0}/s", grown.events, grown.rate());
        }
    }
    if let Some(aged) = &measured.aged {
        println!(
            "\n== appends of 1 event under a snapshot {:.0} s old, {} commits behind: {:.0} % of the rate without",
            aged.age_s,
            aged.commits_since,
            aged.share() * 100.0
        );
    }
    if !measured.streams.is_empty() {
        println!("\n== loading a stream, one reader");
        for loaded in &measured.streams {
            println!(
                "  {:<20} {:>6} events: p50 {:>8.2} ms, p99 {:>8.2} ms ({} loads)",
                loaded.way,
                loaded.events,
                f64::from(loaded.p50_us) / 1_000.0,
                f64::from(loaded.p99_us) / 1_000.0,
                loaded.loads
            );
        }
    }
    if let Some(memory) = &measured.memory {
        println!(
            "\n== memory of a process with the ledger alone: {:.0} MiB idle, {:.0} MiB with 512 appends waiting, {:.0} \
             MiB with the queue full ({} waiting), {:.0} MiB at its highest",
            memory.idle, memory.submitters_waiting, memory.queue_full, memory.waiting, memory.highest
        );
    }
    println!("\ntook {:.0} s", measured.seconds);
}
