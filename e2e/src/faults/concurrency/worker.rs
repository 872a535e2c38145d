//! A process that writes: its own lanes, its own cache, many commands under way at once.
//!
//! It is told block after block on standard input and says `done <block>` when every command of one has been answered for
//! good. It may be killed at any moment; whoever takes its blocks over sends all their commands again.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use wellflow_event_store::{Executor, Ledger, LedgerConfig, LedgerReader};
use wellflow_runtime::{DatabaseConfig, Shutdown, TenantPool};

use super::journal::Journal;
use super::plan::World;
use super::sender::Sender;
use crate::faults::orders::orders;

/// Connections for reading.
const READERS: usize = 4;
/// How often connecting is tried: a backend may be taken away while the worker starts.
const TRIES: usize = 20;

/// What a worker is started with.
#[derive(Clone, Debug)]
pub struct WorkerSettings {
    /// The database, as the command side's own role.
    pub url: String,
    /// The journal to write; must not exist.
    pub journal: PathBuf,
    /// The run's seed.
    pub seed: u64,
    /// The run's commands.
    pub commands: u64,
    /// Commands in a block.
    pub block: u64,
    /// The run's organizations.
    pub organizations: usize,
    /// Writers of this process.
    pub lanes: usize,
    /// Commands under way at once.
    pub tasks: usize,
}

/// Works until standard input ends.
///
/// # Panics
/// When a command gets no answer in time, or one that no command may get.
pub async fn work(settings: WorkerSettings) {
    let world = World::new(
        settings.seed,
        settings.commands,
        settings.block,
        settings.organizations,
    );
    let readers = connect(&settings.url, "faults", READERS).await;
    let writers = connect(&settings.url, "faults writer", settings.lanes + 1).await;
    let shutdown = Shutdown::new();
    let config = LedgerConfig {
        lanes: settings.lanes,
        ..LedgerConfig::default()
    };
    let ledger = Ledger::start(&writers, config, &shutdown);
    let executor = Executor::new(ledger.clone(), LedgerReader::new(readers));
    let sender = Arc::new(Sender::new(
        world,
        ledger,
        executor,
        Journal::create(&settings.journal),
    ));
    let room = Arc::new(Semaphore::new(settings.tasks));
    let mut blocks = JoinSet::new();
    let mut orders = orders();
    loop {
        tokio::select! {
            line = orders.recv() => match line {
                Some(line) => {
                    let number = line.trim().parse().unwrap();
                    blocks.spawn(block(Arc::clone(&sender), Arc::clone(&room), number));
                }
                None => break,
            },
            Some(ended) = blocks.join_next() => say(ended.unwrap()),
        }
    }
    while let Some(ended) = blocks.join_next().await {
        say(ended.unwrap());
    }
    shutdown.request();
}

async fn block(sender: Arc<Sender>, room: Arc<Semaphore>, number: u64) -> u64 {
    let mut commands = JoinSet::new();
    for command in sender.world().numbers(number) {
        let permit = Arc::clone(&room).acquire_owned().await.unwrap();
        let sender = Arc::clone(&sender);
        commands.spawn(async move {
            sender.send(command).await;
            drop(permit);
        });
    }
    while let Some(ended) = commands.join_next().await {
        ended.unwrap();
    }
    number
}

fn say(block: u64) {
    // A supervisor that is gone ends the worker through its standard input.
    let _ = writeln!(std::io::stdout(), "done {block}");
}

async fn connect(url: &str, name: &str, size: usize) -> TenantPool {
    let database = DatabaseConfig::parse("url", url).unwrap();
    let mut tries = 0;
    loop {
        match TenantPool::connect(&database, name, size).await {
            Ok(pool) => return pool,
            Err(error) => assert!(tries < TRIES, "{error}"),
        }
        tries += 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
