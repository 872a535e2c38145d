//! Benchmarks of the ledger: against its peers, and against the limit of the database it is stored in.
//!
//! Invariants
//! - Everybody writes to the same server, durably: that is asserted before anything is measured.
//! - Contestants take turns, load by load, in every round; only figures of one run are compared.
//! - A workspace of its own: what the peers depend on never reaches the product.

mod arms;
mod cli;
mod cluster;
mod contest;
mod gauge;
mod load;
mod machine;
mod ours;
mod peers;
mod raw;
mod rounds;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use clap::Parser as _;

use crate::cli::{Cli, Command, Options};
use crate::cluster::Cluster;
use crate::rounds::Contest;

#[tokio::main]
async fn main() -> Result<ExitCode> {
    match Cli::parse().command {
        Command::Ledger(options) => ledger(options).await,
        Command::Backlog { .. } => Ok(ExitCode::SUCCESS),
    }
}

async fn ledger(options: Options) -> Result<ExitCode> {
    let cluster = Arc::new(Cluster::start(options.home.clone()).await?);
    let machine = machine::Machine::look(cluster.home())?;
    println!("{machine:?}");
    let arms = arms::all(&cluster, &options).await?;
    let cells = Contest::new(&cluster, &options, &arms).run().await?;
    for cell in cells.iter() {
        println!(
            "{:10} {:45} {:4} submitters, {:2} connections: {:8.0}/s p50 {:6.0} us p99 {:6.0} us",
            cell.work,
            cell.contestant,
            cell.submitters,
            cell.connections,
            cell.rate(),
            cell.p50(),
            cell.p99()
        );
    }
    Ok(ExitCode::SUCCESS)
}
