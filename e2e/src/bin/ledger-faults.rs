//! The fault harness by itself: `ledger-faults concurrency` and `ledger-faults kills`; see `docs/how-to/run-the-fault-harness.md`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, Parser, Subcommand};
use uuid::Uuid;
use wellflow_e2e::faults::{
    ReaderSettings, Report, Seeded, WorkerSettings, concurrency, follow, kills, work,
};

/// The ledger under many writers and under power cuts.
#[derive(Debug, Parser)]
#[command(name = "ledger-faults")]
struct Cli {
    #[command(subcommand)]
    mode: Mode,
}

#[derive(Debug, Subcommand)]
enum Mode {
    /// Many writers in several processes; workers are killed, connections taken away, transactions made to fail.
    Concurrency(Concurrency),
    /// The service and PostgreSQL are killed at random moments while clients send commands over HTTP.
    Kills(Kills),
    /// A process of `concurrency` that writes; started by the harness itself.
    #[command(hide = true)]
    Worker(Worker),
    /// The process that follows the ledger; started by the harness itself.
    #[command(hide = true)]
    Reader(Reader),
}

#[derive(Args, Debug)]
struct Concurrency {
    #[arg(long, default_value_t = 1_000_000)]
    commands: u64,
    /// Worker processes.
    #[arg(long, default_value_t = 3)]
    processes: usize,
    /// Writers in each process.
    #[arg(long, default_value_t = 4)]
    writers: usize,
    /// Commands under way at once in each process.
    #[arg(long, default_value_t = 96)]
    tasks: usize,
    #[arg(long, default_value_t = 50)]
    organizations: usize,
    /// Commands handed to a worker at a time.
    #[arg(long, default_value_t = 200)]
    block: u64,
    /// A worker is killed about once in so many commands.
    #[arg(long, default_value_t = 15_000)]
    kill_every: u64,
    /// A database connection is taken away about once in so many commands.
    #[arg(long, default_value_t = 2_500)]
    terminate_every: u64,
    #[command(flatten)]
    run: Run,
}

#[derive(Args, Debug)]
struct Kills {
    #[arg(long, default_value_t = 200)]
    rounds: u64,
    /// Clients at once.
    #[arg(long, default_value_t = 8)]
    clients: u64,
    #[arg(long, default_value_t = 4)]
    organizations: usize,
    /// Commands of earlier rounds that are sent again after each fault.
    #[arg(long, default_value_t = 20)]
    sample: usize,
    #[command(flatten)]
    run: Run,
}

#[derive(Args, Debug)]
struct Run {
    /// What plans and faults follow from; another one each time where it is not said.
    #[arg(long)]
    seed: Option<u64>,
    /// A folder on a disk for the run's own folder; the system's temporary folder where it is not said.
    #[arg(long)]
    directory: Option<PathBuf>,
    /// Leaves the run's folder behind, with data, logs and journals.
    #[arg(long)]
    keep: bool,
    /// Makes faults on purpose at the end, and says whether each is found.
    #[arg(long)]
    prove: bool,
}

#[derive(Args, Debug)]
struct Worker {
    #[arg(long)]
    url: String,
    #[arg(long)]
    journal: PathBuf,
    #[arg(long)]
    seed: u64,
    #[arg(long)]
    commands: u64,
    #[arg(long)]
    block: u64,
    #[arg(long)]
    organizations: usize,
    #[arg(long)]
    lanes: usize,
    #[arg(long)]
    tasks: usize,
}

#[derive(Args, Debug)]
struct Reader {
    #[arg(long)]
    url: String,
    #[arg(long, value_delimiter = ',')]
    organizations: Vec<Uuid>,
    #[arg(long)]
    seen: PathBuf,
    #[arg(long)]
    seed: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().mode {
        Mode::Concurrency(mode) => conclude(concurrent(mode).await),
        Mode::Kills(mode) => conclude(killing(mode).await),
        Mode::Worker(mode) => {
            let settings = WorkerSettings {
                url: mode.url,
                journal: mode.journal,
                seed: mode.seed,
                commands: mode.commands,
                block: mode.block,
                organizations: mode.organizations,
                lanes: mode.lanes,
                tasks: mode.tasks,
            };
            Box::pin(work(settings)).await;
            ExitCode::SUCCESS
        }
        Mode::Reader(mode) => {
            let settings = ReaderSettings {
                url: mode.url,
                organizations: mode.organizations,
                seen: mode.seen,
                seed: mode.seed,
            };
            match follow(settings).await {
                Ok(()) => ExitCode::SUCCESS,
                Err(violation) => {
                    let _ = writeln!(std::io::stderr(), "{violation}");
                    ExitCode::FAILURE
                }
            }
        }
    }
}

async fn concurrent(mode: Concurrency) -> Report {
    let seed = seed(mode.run.seed);
    let _seeded = Seeded(seed);
    let settings = concurrency::Settings {
        program: program(),
        seed,
        commands: mode.commands,
        processes: mode.processes,
        writers: mode.writers,
        tasks: mode.tasks,
        organizations: mode.organizations,
        block: mode.block,
        kill_every: mode.kill_every,
        terminate_every: mode.terminate_every,
        directory: mode.run.directory,
        keep: mode.run.keep,
        prove: mode.run.prove,
        progress: say,
    };
    Box::pin(concurrency::run(settings)).await
}

async fn killing(mode: Kills) -> Report {
    let seed = seed(mode.run.seed);
    let _seeded = Seeded(seed);
    let settings = kills::Settings {
        program: program(),
        seed,
        rounds: mode.rounds,
        clients: mode.clients,
        organizations: mode.organizations,
        sample: mode.sample,
        directory: mode.run.directory,
        keep: mode.run.keep,
        prove: mode.run.prove,
        progress: say,
    };
    Box::pin(kills::run(settings)).await
}

/// The seed to use; said at once, so that it is known however the run ends.
fn seed(given: Option<u64>) -> u64 {
    let seed = given.unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        since.as_secs()
    });
    say(&format!("seed {seed}"));
    seed
}

fn program() -> PathBuf {
    std::env::current_exe().unwrap_or_else(|_| PathBuf::from("ledger-faults"))
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn conclude(report: Report) -> ExitCode {
    say(&report.to_string());
    if report.violations().is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
