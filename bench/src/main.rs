//! Benchmarks of the ledger: against its peers, and against the limit of the database it is stored in.
//!
//! Invariants
//! - Everybody writes to the same server, durably: that is asserted before anything is measured.
//! - Contestants take turns, load by load, in every round; only figures of one run are compared.
//! - A workspace of its own: what the peers depend on never reaches the product.

mod arms;
mod backlog;
mod cli;
mod cluster;
mod contest;
mod explain;
mod freshness;
mod gauge;
mod growth;
mod load;
mod machine;
mod ours;
mod peers;
mod projector;
mod query;
mod raw;
mod report;
mod rounds;
mod streams;
mod targets;
mod wire;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::Parser as _;

use crate::cli::{Cli, Command, FreshnessOptions, Options, ProjectorOptions, QueryOptions};
use crate::cluster::Cluster;
use crate::growth::Aging;
use crate::report::Measured;
use crate::rounds::{Cells, Contest};
use crate::targets::Line;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    match Cli::parse().command {
        Command::Ledger(options) => tokio::select! {
            done = ledger(&options) => done,
            // Dropped here, the server is stopped and its data removed.
            signal = tokio::signal::ctrl_c() => signal.map(|()| ExitCode::FAILURE).context("no signals"),
        },
        Command::Projector(options) => tokio::select! {
            done = Box::pin(projected(&options)) => done,
            signal = tokio::signal::ctrl_c() => signal.map(|()| ExitCode::FAILURE).context("no signals"),
        },
        Command::Freshness(options) => tokio::select! {
            done = Box::pin(fresh(&options)) => done,
            signal = tokio::signal::ctrl_c() => signal.map(|()| ExitCode::FAILURE).context("no signals"),
        },
        Command::Query(options) => tokio::select! {
            done = Box::pin(queried(&options)) => done,
            signal = tokio::signal::ctrl_c() => signal.map(|()| ExitCode::FAILURE).context("no signals"),
        },
        Command::ServeQuery(service) => Box::pin(query::query(&service)).await.map(|()| ExitCode::SUCCESS),
        Command::ServePlain(service) => Box::pin(query::plain(&service.file)).await.map(|()| ExitCode::SUCCESS),
        Command::Backlog {
            url,
            organization,
            admin,
        } => backlog::hold(&url, organization, &admin)
            .await
            .map(|()| ExitCode::SUCCESS),
    }
}

async fn projected(options: &ProjectorOptions) -> Result<ExitCode> {
    let cluster = Arc::new(Cluster::start(options.home.clone()).await?);
    let projected = projector::measure(&cluster, options).await?;
    projected.print()?;
    if let Some(file) = &options.json {
        let text = serde_json::to_string_pretty(&projected)?;
        std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(judged(&projected.lines, options.check))
}

async fn fresh(options: &FreshnessOptions) -> Result<ExitCode> {
    let cluster = Arc::new(Cluster::start(options.home.clone()).await?);
    Ok(judged(&freshness::measure(&cluster, options).await?, options.check))
}

async fn queried(options: &QueryOptions) -> Result<ExitCode> {
    let cluster = Arc::new(Cluster::start(options.home.clone()).await?);
    let queried = query::measure(&cluster, options).await?;
    queried.print()?;
    if let Some(file) = &options.json {
        let text = serde_json::to_string_pretty(&queried)?;
        std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(judged(&queried.lines, options.check))
}

/// Prints the check's lines; a failure where one is missed and that is asked for.
fn judged(lines: &[Line], check: bool) -> ExitCode {
    println!("\n== targets");
    for line in lines {
        println!("{}", line.text());
    }
    let missed = lines.iter().filter(|line| !line.passed()).count();
    if check && missed > 0 {
        println!("{missed} missed");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

async fn ledger(options: &Options) -> Result<ExitCode> {
    options.check_parts()?;
    let cluster = Arc::new(Cluster::start(options.home.clone()).await?);
    if options.explain {
        explain::explain(&cluster, options).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let measured = measure(&cluster, options).await?;
    report::print(&measured);
    if let Some(file) = &options.json {
        let text = serde_json::to_string_pretty(&measured)?;
        std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    println!("\n== targets, at 128 submitters where nothing else is said");
    let (mut missed, mut unmeasured) = (0, 0);
    // What was left out by the command line cannot be missed.
    let partial = options.is_partial();
    for line in &measured.lines {
        if line.figure.is_none() && partial {
            unmeasured += 1;
            continue;
        }
        println!("{}", line.text());
        missed += usize::from(!line.passed());
    }
    if unmeasured > 0 {
        println!("{unmeasured} more were not measured");
    }
    if options.check && missed > 0 {
        println!("{missed} missed");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Everything the options ask for, in one run.
async fn measure(cluster: &Arc<Cluster>, options: &Options) -> Result<Measured> {
    let started = Instant::now();
    let machine = machine::Machine::look(cluster.home())?;
    let settings = cluster.settings().await?;
    let aging = if options.wants("snapshot") {
        println!("a snapshot is taken");
        Some(Aging::start(cluster, options).await?)
    } else {
        None
    };
    let contested = ["append1", "append3", "command", "raw", "statements"];
    let (mut cells, mut costs) = (Cells::default(), Vec::new());
    if contested.iter().any(|part| options.wants(part)) {
        println!("the contest");
        let arms = arms::all(cluster, options).await?;
        cells = Contest::new(cluster, options, &arms).run().await?;
        if options.wants("statements") {
            println!("statements are counted");
            costs = wire::costs(cluster, options, &arms).await?;
        }
    }
    let mut growth = Vec::new();
    if options.wants("growth") {
        println!("ledgers grow");
        growth = growth::growth(cluster, options).await?;
    }
    let mut streams = Vec::new();
    if options.wants("streams") {
        println!("streams are loaded");
        streams = streams::streams(cluster, options.quick).await?;
    }
    let memory = if options.wants("memory") {
        println!("appends are held back");
        Some(backlog::memory(cluster).await?)
    } else {
        None
    };
    let aged = match aging {
        Some(aging) => Some(aging.measure(cluster, options).await?),
        None => None,
    };
    let mut measured = Measured {
        machine,
        versions: report::versions(),
        settings,
        cells,
        costs,
        growth,
        aged,
        streams,
        memory,
        seconds: started.elapsed().as_secs_f64(),
        lines: Vec::new(),
    };
    measured.lines = targets::lines(&measured, options);
    Ok(measured)
}
