//! The one binary: starts the services, one by one or all in one process, and speaks to them from the command line.
//!
//! - [`cli`] and [`config`]: what can be asked for, and every setting;
//! - `servers`, `admin`, `database`, [`home_files`]: the database and Redis of a run, what only the migrating user may do,
//!   how each service connects as its own role, and what an installation keeps about itself;
//! - `services`, `up`: the services, alone and together;
//! - `verify`, `checkpoint`, `catalogue`, `evidence`: ledgers read whole, signed, held against what was signed, and one
//!   thing's history of them proven to somebody else;
//! - `rebuild`: the rows of a projection built anew;
//! - `organizations`: what an operator does about whole organizations;
//! - `import`, `demo`: data of an agency, through the public command API.
//!
//! Invariants
//! - Each service has a pool and a database role of its own, in one process too.
//! - The environment is read in [`config`] alone (the search for server binaries apart, which is `wellflow-embedded`'s).
//! - Private servers are durable, are asked whether they are, and end with the process.
//! - Standard output carries results alone; progress, logs and failures go to standard error.

mod admin;
mod catalogue;
mod checkpoint;
pub mod cli;
pub mod config;
pub mod database;
mod demo;
mod evidence;
pub mod home_files;
pub mod import;
mod organizations;
mod output;
mod parked;
mod rebuild;
mod replay;
mod servers;
mod services;
mod signals;
mod status;
mod tokens;
mod up;
mod verify;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use wellflow_embedded::{EmbeddedError, Home};

use cli::{Cli, Command, Import};
use config::Config;

/// Exit code of a run that needs something installed or configured first (`EX_CONFIG`).
const EX_CONFIG: u8 = 78;

/// Parses the command line, runs the command, and says in one line what went wrong.
pub fn main() -> ExitCode {
    let command = Cli::parse().chosen();
    let Err(error) = start(command) else {
        return ExitCode::SUCCESS;
    };
    output::error_line(format_args!("wellflow: {error:#}"));
    match error.downcast_ref::<EmbeddedError>() {
        Some(embedded) if embedded.is_missing_server() => ExitCode::from(EX_CONFIG),
        _ => ExitCode::FAILURE,
    }
}

fn start(command: Command) -> Result<()> {
    let config = Config::from_env()?;
    wellflow_runtime::telemetry::init(config.log_format, &config.log_filter);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime
        .context("the runtime cannot be started")?
        .block_on(run(command, &config))
}

async fn run(command: Command, config: &Config) -> Result<()> {
    let home = Home::resolve(config.home.clone())?;
    match command {
        Command::Up(arguments) => Box::pin(up::run(config, &home, &arguments)).await,
        Command::CommandApi => Box::pin(services::command_api(config, &home)).await,
        Command::QueryApi => Box::pin(services::query_api(config, &home)).await,
        Command::Projector => Box::pin(services::projector(config, &home)).await,
        Command::Migrate => up::migrate(config, &home).await,
        Command::Organization { action } => Box::pin(organizations::run(config, &home, action)).await,
        Command::Token(arguments) => tokens::run(config, &home, &arguments).await,
        Command::Import {
            format: Import::Bsee(arguments),
        } => Box::pin(import::bsee(config, &home, &arguments)).await,
        Command::Import {
            format: Import::NyDec(arguments),
        } => Box::pin(import::ny_dec(config, &home, &arguments)).await,
        Command::Import {
            format: Import::CoForm7(arguments),
        } => Box::pin(import::co_form7(config, &home, &arguments)).await,
        Command::Verify(arguments) => Box::pin(verify::run(config, &home, &arguments)).await,
        Command::Checkpoint(arguments) => Box::pin(checkpoint::run(config, &home, &arguments)).await,
        Command::Evidence(arguments) => Box::pin(evidence::run(config, &home, &arguments)).await,
        Command::Replay(arguments) => Box::pin(replay::run(config, &home, &arguments)).await,
        Command::Rebuild(arguments) => Box::pin(rebuild::run(config, &home, &arguments)).await,
        #[cfg(feature = "import-postgres-es")]
        Command::Import {
            format: Import::PostgresEs(arguments),
        } => Box::pin(import::postgres_es::run(config, &home, &arguments)).await,
        Command::Parked { action } => Box::pin(parked::run(config, &home, action)).await,
        Command::Status(arguments) => Box::pin(status::run(config, &home, arguments)).await,
    }
}
