//! The projector's fault harness by itself; see `docs/how-to/run-the-fault-harness.md`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;
use wellflow_e2e::faults::{Seeded, projector};

/// The projector while projectors, Redis and PostgreSQL are killed, against one that nobody disturbed and against folds.
#[derive(Debug, Parser)]
#[command(name = "projector-faults")]
struct Cli {
    #[arg(long, default_value_t = 1_000_000)]
    events: u64,
    #[arg(long, default_value_t = 20)]
    organizations: usize,
    /// Projector processes.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(2..=16))]
    projectors: u64,
    /// Faults while the first three quarters are written; a quarter more follow while the projectors catch up.
    #[arg(long, default_value_t = 60)]
    strikes: u64,
    /// Seconds one projector is stopped.
    #[arg(long, default_value_t = 30)]
    stop: u64,
    /// Gives the read models a PostgreSQL of their own.
    #[arg(long)]
    separate_reads: bool,
    /// What fields and faults follow from; another one each time where it is not said.
    #[arg(long)]
    seed: Option<u64>,
    /// A folder on a disk for the run's own folder; the system's temporary folder where it is not said.
    #[arg(long)]
    directory: Option<PathBuf>,
    /// Leaves the run's folder behind, with data and logs.
    #[arg(long)]
    keep: bool,
    /// Makes faults on purpose at the end, and says whether each is found.
    #[arg(long)]
    prove: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let seed = cli.seed.unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        since.as_secs()
    });
    say(&format!("seed {seed}"));
    let _seeded = Seeded(seed);
    let settings = projector::Settings {
        seed,
        events: cli.events,
        organizations: cli.organizations,
        projectors: usize::try_from(cli.projectors).unwrap_or(2),
        strikes: cli.strikes,
        stop: Duration::from_secs(cli.stop),
        separate_reads: cli.separate_reads,
        directory: cli.directory,
        keep: cli.keep,
        prove: cli.prove,
        progress: say,
    };
    let report = Box::pin(projector::run(settings)).await;
    say(&report.to_string());
    if report.violations().is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
