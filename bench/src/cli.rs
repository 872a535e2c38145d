//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::{Args, Parser, Subcommand};

use crate::load::Timing;
use crate::query::{PlainService, QueryService};

/// Measures the ledger against its peers and against the limit of the database.
#[derive(Debug, Parser)]
#[command(name = "wellflow-bench")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Appends, commands and loads, in interleaved rounds on one durable PostgreSQL.
    Ledger(Options),
    /// Catching up, as one worker and as two, against cqrs-es's replay and against reading and copying alone.
    Projector(ProjectorOptions),
    /// From the answer to a command to the moment the query API shows it; the product's processes over HTTP.
    Freshness(FreshnessOptions),
    /// A well and a fleet at any instant, and what an answer costs by where it comes from; the query API over HTTP.
    Query(QueryOptions),
    /// The query API; started by `query` as a process of its own.
    #[command(hide = true)]
    ServeQuery(QueryService),
    /// A handler that answers one thing; started by `query` as a process of its own.
    #[command(hide = true)]
    ServePlain(PlainService),
    /// Holds appends back and tells how much memory they take; started by `ledger` as a process of its own.
    #[command(hide = true)]
    Backlog {
        /// The database, as the service's role.
        url: String,
        /// The organization.
        organization: uuid::Uuid,
        /// The database, as the superuser, who holds the head.
        admin: String,
    },
}

/// What is measured, and how long.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Under 8 minutes: fewer rounds, shorter windows, no ledgers of 1 M and 10 M events.
    #[arg(long)]
    pub(crate) quick: bool,
    /// Exit non-zero where a target is missed; the figures come last.
    #[arg(long)]
    pub(crate) check: bool,
    /// Also write everything that was measured to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Only these parts: append1, append3, command, raw, statements, growth, snapshot, streams, memory.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Only these numbers of submitters.
    #[arg(long, value_name = "N", value_delimiter = ',')]
    pub(crate) submitters: Vec<usize>,
    /// Only contestants whose name contains one of these.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) contestants: Vec<String>,
    /// Only ledgers with so many events stored: 10000, 1000000, 10000000.
    #[arg(long, value_name = "N", value_delimiter = ',')]
    pub(crate) stored: Vec<i64>,
    /// Rounds of every load.
    #[arg(long, value_name = "N")]
    pub(crate) rounds: Option<usize>,
    /// Seconds counted per load and round.
    #[arg(long, value_name = "S")]
    pub(crate) seconds: Option<f64>,
    /// Instead of measuring: where the time of an append goes, by nested statement.
    #[arg(long)]
    pub(crate) explain: bool,
    /// Where the server's data is kept while this runs; removed afterwards.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

/// What is projected.
#[derive(Clone, Debug, Args)]
pub(crate) struct ProjectorOptions {
    /// Under 4 minutes: a smaller ledger, fewer rounds.
    #[arg(long)]
    pub(crate) quick: bool,
    /// Exit non-zero where a target is missed; the figures come last.
    #[arg(long)]
    pub(crate) check: bool,
    /// Also write everything that was measured to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Events of the ledger.
    #[arg(long, value_name = "N")]
    pub(crate) events: Option<u64>,
    /// How many of them cqrs-es replays.
    #[arg(long, value_name = "N")]
    pub(crate) replayed: Option<u32>,
    /// Rounds.
    #[arg(long, value_name = "N")]
    pub(crate) rounds: Option<usize>,
    /// Where the server's data is kept while this runs; removed afterwards.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

/// How fresh answers are.
#[derive(Clone, Debug, Args)]
pub(crate) struct FreshnessOptions {
    /// Commands a second.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub(crate) rate: u64,
    /// Seconds counted.
    #[arg(long, default_value_t = 20)]
    pub(crate) seconds: u64,
    /// Exit non-zero where a target is missed.
    #[arg(long)]
    pub(crate) check: bool,
    /// The product's binary, built for release; `target/release/wellflow` unless given.
    #[arg(long, value_name = "FILE")]
    pub(crate) binary: Option<PathBuf>,
    /// Where the server's data is kept while this runs; removed afterwards.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

/// How questions are measured.
#[derive(Clone, Debug, Args)]
pub(crate) struct QueryOptions {
    /// Under 6 minutes: fewer questions and shorter loads, of the same wells and streams.
    #[arg(long)]
    pub(crate) quick: bool,
    /// Exit non-zero where a target is missed; the figures come last.
    #[arg(long)]
    pub(crate) check: bool,
    /// Also write everything that was measured to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Where the servers' data is kept while this runs; removed afterwards.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

/// What `--only` may name.
const PARTS: &[&str] = &[
    "append1",
    "append3",
    "command",
    "raw",
    "statements",
    "growth",
    "snapshot",
    "streams",
    "memory",
];

impl Options {
    /// Refuses a part that does not exist.
    pub(crate) fn check_parts(&self) -> Result<()> {
        let odd = self.only.iter().find(|part| !PARTS.contains(&part.as_str()));
        odd.map_or(Ok(()), |odd| bail!("--only {odd}: there is {}", PARTS.join(", ")))
    }

    /// Whether a part is to be measured.
    pub(crate) fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == part)
    }

    /// Whether the command line leaves anything out.
    pub(crate) fn is_partial(&self) -> bool {
        let numbers = !self.submitters.is_empty() || !self.stored.is_empty();
        numbers || !self.only.is_empty() || !self.contestants.is_empty()
    }

    /// Whether a contestant takes part.
    pub(crate) fn admits(&self, name: &str) -> bool {
        self.contestants.is_empty() || self.contestants.iter().any(|part| name.contains(part.as_str()))
    }

    /// Whether a number of submitters is to be measured.
    pub(crate) fn loads(&self, submitters: usize) -> bool {
        self.submitters.is_empty() || self.submitters.contains(&submitters)
    }

    /// How a load is driven.
    pub(crate) fn timing(&self) -> Timing {
        let usual = if self.quick { 0.8 } else { 2.0 };
        let window = Duration::from_secs_f64(self.seconds.unwrap_or(usual).clamp(0.05, 600.0));
        Timing {
            warm: (window / 4).max(Duration::from_millis(200)),
            window,
        }
    }
}
