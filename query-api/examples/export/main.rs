//! Measures an export: how soon its first bytes come, how many rows a second, and how much memory the process that serves it
//! takes at most.
//!
//! `cargo run --release -p wellflow-query-api --example export -- --rows 1000000`
//!
//! Starts a private durable PostgreSQL in a temporary directory, fills it with months of production, serves the query API in a
//! process of its own, takes everything away from it in each form, prints the figures and removes everything.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::Utc;
use futures::StreamExt as _;
use secrecy::ExposeSecret as _;
use uuid::Uuid;
use wellflow_embedded::{Durability, Home, Postgres, Search, assert_durable};
use wellflow_event_store::LedgerReader;
use wellflow_http::auth::Grant;
use wellflow_http::{Readiness, Role, Surface, TokenKey, TokenVerifier, serve};
use wellflow_query_api::QueryApi;
use wellflow_read_model::{PRODUCTION_HISTORY, WELL_HISTORY};
use wellflow_runtime::{DatabaseConfig, RedisLink, Shutdown, TenantPool};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const INSTALLATION: Uuid = Uuid::from_u128(7);
const ORGANIZATION: Uuid = Uuid::from_u128(8);

fn say(line: &str) {
    // Nobody left to read it is no reason to stop measuring.
    let _ = writeln!(std::io::stdout(), "{line}");
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["serve", database] => served(database).await,
        [] => measure(1_000_000).await,
        ["--rows", rows] => measure(rows.parse()?).await,
        _ => Err("--rows N is all there is to say".into()),
    }
}

/// The process that is measured: says where it answers and what opens it, and ends with its standard input.
async fn served(database: &str) -> Outcome<()> {
    let database = DatabaseConfig::parse("the private server", database)?;
    let pool = TenantPool::connect(&database, "query", 8).await?;
    let shutdown = Shutdown::new();
    let query = QueryApi::start(
        pool.clone(),
        LedgerReader::new(pool),
        RedisLink::absent(),
        &shutdown,
    );
    let key = TokenKey::generate()?;
    let grant = Grant {
        installation: INSTALLATION,
        subject: "ana".into(),
        organization_id: ORGANIZATION,
        role: Role::Owner,
        owner_id: None,
        lifetime: Duration::from_secs(3_600),
    };
    let token = key.sign(&grant, Utc::now())?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    say(&format!("{} {}", listener.local_addr()?, token.expose_secret()));
    let surface = Surface::new(
        TokenVerifier::new(&key.public_key(), INSTALLATION),
        Readiness::new(),
    )
    .with_workers(2)
    .with_api(wellflow_query_api::PROBLEMS, wellflow_query_api::routes());
    let stopping = shutdown.clone();
    std::thread::spawn(move || {
        // Whatever ends the input ends this.
        let _ = std::io::stdin().read_line(&mut String::new());
        stopping.request();
    });
    serve(listener, surface, wellflow_query_api::configure(query), shutdown).await?;
    Ok(())
}

/// The private server, and a directory that goes with it.
struct Server {
    postgres: Option<Postgres>,
    directory: std::path::PathBuf,
}

impl Server {
    fn start() -> Outcome<Self> {
        let directory = std::env::temp_dir().join(format!("wellflow-export-{}", std::process::id()));
        let home = Home::resolve(Some(directory.clone()))?;
        let postgres = Some(Postgres::start(&home, &Search::from_env(), Durability::Durable)?);
        Ok(Self { postgres, directory })
    }

    fn url(&self, role: &str, name: &str) -> String {
        self.postgres
            .as_ref()
            .map(|it| it.url(role, name))
            .unwrap_or_default()
    }

    async fn superuser(&self, name: &str) -> Outcome<tokio_postgres::Client> {
        let database = DatabaseConfig::parse("the private server", &self.url("postgres", name))?;
        let (client, connection) = database.connect("export").await?;
        tokio::spawn(connection);
        assert_durable(&client).await?;
        Ok(client)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.postgres = None;
        // What cannot be removed is in a temporary directory.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

async fn fill(server: &Server, rows: i32) -> Outcome<()> {
    let began = Instant::now();
    let maintenance = server.superuser("postgres").await?;
    maintenance.batch_execute("CREATE DATABASE wellflow").await?;
    let mut client = server.superuser("wellflow").await?;
    wellflow_migrations::run(&mut client).await?;
    client
        .execute(include_str!("sql/organization.sql"), &[&ORGANIZATION])
        .await?;
    let keys = [PRODUCTION_HISTORY, WELL_HISTORY];
    let (names, versions) = (keys.map(|key| key.name), keys.map(|key| key.version));
    client
        .execute(
            include_str!("sql/checkpoints.sql"),
            &[&names.as_slice(), &versions.as_slice()],
        )
        .await?;
    client
        .execute(include_str!("sql/months.sql"), &[&ORGANIZATION, &rows])
        .await?;
    client.batch_execute("VACUUM ANALYZE").await?;
    client.batch_execute("CHECKPOINT").await?;
    let version: String = client.query_one("SHOW server_version", &[]).await?.get(0);
    say(&format!(
        "PostgreSQL {version}, durable: {rows} completion months, filled in {:.0?}",
        began.elapsed()
    ));
    Ok(())
}

async fn measure(rows: i32) -> Outcome<()> {
    let server = Server::start()?;
    fill(&server, rows).await?;
    let paths = [
        "production-months?format=csv",
        "production-months?format=ndjson",
        #[cfg(feature = "exports")]
        "production-months?format=parquet",
        "production/sums?by=well&per=month&format=csv",
        "production/sums?by=lease&per=year&format=csv",
    ];
    for path in paths {
        // A process each, so that each has a peak of its own.
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", &server.url("wellflow_query", "wellflow")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let taken = take(&mut child, path).await;
        drop(child.stdin.take());
        child.wait()?;
        say(&taken?);
    }
    Ok(())
}

async fn take(child: &mut Child, path: &str) -> Outcome<String> {
    let mut line = String::new();
    let output = child.stdout.take().ok_or("no output")?;
    BufReader::new(output).read_line(&mut line)?;
    let (address, token) = line.trim().split_once(' ').ok_or("no address")?;
    let before = peak_mib(child.id())?;
    let began = Instant::now();
    let response = reqwest::Client::new()
        .get(format!("http://{address}/api/v1/{path}"))
        .bearer_auth(token)
        .send()
        .await?
        .error_for_status()?;
    let (mut first, mut bytes, mut lines) = (None, 0_usize, 0_usize);
    let mut end = Vec::new();
    let mut body = response.bytes_stream();
    while let Some(part) = body.next().await {
        let part = part?;
        first.get_or_insert_with(|| began.elapsed());
        bytes += part.len();
        lines += part.iter().filter(|byte| **byte == b'\n').count();
        end = part.to_vec();
    }
    let elapsed = began.elapsed();
    let end = String::from_utf8_lossy(&end);
    let end = end.lines().last().unwrap_or_default();
    Ok(format!(
        "{path}: first bytes after {:.0?}, {lines} lines ({} MB) in {elapsed:.1?}, {:.0} lines/s; peak memory {} MiB, before {before} \
         MiB\n    {end:.100}",
        first.unwrap_or_default(),
        bytes / 1_000_000,
        f64::from(u32::try_from(lines)?) / elapsed.as_secs_f64(),
        peak_mib(child.id())?,
    ))
}

/// The most memory a process has held so far.
fn peak_mib(pid: u32) -> Outcome<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib: u64 = line
        .and_then(|line| line.split_whitespace().nth(1))
        .ok_or("no VmHWM")?
        .parse()?;
    Ok(kib / 1_024)
}
