//! Measures a projector over very many organizations: what it costs at rest, and how long a commit takes to be discovered
//! and projected, with hints and without.
//!
//! `cargo run --release -p wellflow-projector --example many_organizations -- --organizations 100000`
//!
//! Starts a private durable PostgreSQL in a temporary directory, fills it, runs the projector in this process, prints the
//! figures and removes everything.

mod fill;
mod measure;
mod watch;

use std::error::Error;
use std::io::Write as _;
use std::time::Duration;

use wellflow_embedded::{Durability, Home, Postgres, Search, assert_durable};
use wellflow_event_store::{LedgerReader, Pace};
use wellflow_http::Readiness;
use wellflow_projector::{Lags, ProjectorConfig};
use wellflow_runtime::{DatabaseConfig, RedisLink, Shutdown, TenantPool};

use measure::{Usage, latencies, spread};
use watch::Watch;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const DATABASE: &str = "wellflow";

/// What is asked for.
#[derive(Clone, Copy, Debug)]
struct Asked {
    organizations: i32,
    idle: Duration,
    commits: usize,
}

fn asked() -> Outcome<Asked> {
    let mut asked = Asked {
        organizations: 100_000,
        idle: Duration::from_secs(60),
        commits: 200,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} needs a number"))?;
        match word.as_str() {
            "--organizations" => asked.organizations = value.parse()?,
            "--idle-seconds" => asked.idle = Duration::from_secs(value.parse()?),
            "--commits" => asked.commits = value.parse()?,
            _ => return Err(format!("{word} is none of --organizations, --idle-seconds, --commits").into()),
        }
    }
    Ok(asked)
}

fn say(line: &str) {
    // Nobody left to read it is no reason to stop measuring.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The private server, and a directory that goes with it.
struct Server {
    postgres: Option<Postgres>,
    directory: std::path::PathBuf,
}

impl Server {
    fn start() -> Outcome<Self> {
        let directory = std::env::temp_dir().join(format!("wellflow-many-{}", std::process::id()));
        let home = Home::resolve(Some(directory.clone()))?;
        let postgres = Some(Postgres::start(&home, &Search::from_env(), Durability::Durable)?);
        Ok(Self { postgres, directory })
    }

    fn pid(&self) -> u32 {
        self.postgres.as_ref().map_or(0, Postgres::pid)
    }

    fn database(&self, role: &str, name: &str) -> Outcome<DatabaseConfig> {
        let url = self.postgres.as_ref().map(|it| it.url(role, name));
        Ok(DatabaseConfig::parse(
            "the private server",
            &url.unwrap_or_default(),
        )?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.postgres = None;
        // What cannot be removed is in a temporary directory.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// The projector, running.
struct Projector {
    lags: Lags,
    shutdown: Shutdown,
    task: tokio::task::JoinHandle<()>,
}

impl Projector {
    async fn start(server: &Server, hints: bool) -> Outcome<Self> {
        let database = server.database("wellflow_projector", DATABASE)?;
        let pool = TenantPool::connect(&database, "projector", 8).await?;
        let (lags, shutdown) = (Lags::default(), Shutdown::new());
        let config = ProjectorConfig {
            pool: pool.clone(),
            hints: hints.then_some(database),
            ledger: LedgerReader::new(pool),
            pace: Pace::default(),
            redis: RedisLink::absent(),
            readiness: Readiness::new(),
            lags: lags.clone(),
        };
        let task = tokio::spawn(wellflow_projector::run(config, shutdown.clone()));
        Ok(Self { lags, shutdown, task })
    }

    /// Waits until it has gone round all organizations once; answers how long that took.
    async fn first_round(&self, organizations: i32) -> Duration {
        let began = tokio::time::Instant::now();
        while self.lags.report().organizations < u64::try_from(organizations).unwrap_or(0) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        began.elapsed()
    }

    async fn stop(self) -> Outcome<()> {
        self.shutdown.request();
        Ok(self.task.await?)
    }
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let asked = asked()?;
    let watch = Watch::install()?;
    let server = Server::start()?;
    fill::database(&server, asked.organizations).await?;
    let database = server.database("wellflow_projector", DATABASE)?;
    let reader = LedgerReader::new(TenantPool::connect(&database, "tips", 1).await?);
    let began = tokio::time::Instant::now();
    let tips = reader.tips().await?.len();
    say(&format!(
        "all {tips} tips in one statement: {:.0?}",
        began.elapsed()
    ));
    drop(reader);

    let projector = Projector::start(&server, true).await?;
    let round = projector.first_round(asked.organizations).await;
    say(&format!("first round over all organizations: {round:.2?}"));
    // What the start left to do is done within a tick.
    tokio::time::sleep(Duration::from_secs(10)).await;
    let before = Usage::now(server.pid())?;
    tokio::time::sleep(asked.idle).await;
    let idle = Usage::now(server.pid())?.since(&before);
    say(&format!(
        "idle for {} s: projector {:.2} % of a core, PostgreSQL {:.2} %; the process holds {} MiB",
        asked.idle.as_secs(),
        idle.own_percent(),
        idle.server_percent(),
        measure::resident_mib()?
    ));
    let times = latencies(&server, &watch, asked.commits, Duration::from_millis(50)).await?;
    say(&format!("with hints:    {}", spread(&times)));
    projector.stop().await?;

    let projector = Projector::start(&server, false).await?;
    projector.first_round(asked.organizations).await;
    let times = latencies(&server, &watch, asked.commits, Duration::from_millis(150)).await?;
    say(&format!("without hints: {}", spread(&times)));
    projector.stop().await
}

/// A connection as the superuser, driven in the background.
async fn superuser(server: &Server, database: &str) -> Outcome<tokio_postgres::Client> {
    let (client, connection) = server
        .database("postgres", database)?
        .connect("many organizations")
        .await?;
    tokio::spawn(connection);
    assert_durable(&client).await?;
    Ok(client)
}
