//! From the answer to a command to the moment the query API shows it, under a steady load of commands: the product's own
//! three processes, over HTTP.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use uuid::Uuid;
use wellflow_embedded::{Durability, Home, Redis, Search};

use crate::cli::FreshnessOptions;
use crate::cluster::Cluster;
use crate::load::quantile;
use crate::targets::{Line, Target, Unit, line};

/// Organizations the commands go to.
const ORGANIZATIONS: usize = 20;
const WARM: Duration = Duration::from_secs(3);
const START: Duration = Duration::from_secs(30);
const SERVICES: [&str; 3] = ["command-api", "query-api", "projector"];

/// What was measured, in microseconds.
#[derive(Debug, Default)]
struct Samples {
    /// From sending a command to its answer.
    commands: Vec<u32>,
    /// From the answer to a command to an answer of the query API that has it.
    visible: Vec<u32>,
    failed: u64,
}

/// The processes; killed with the value.
struct Processes(Vec<Child>);

impl Drop for Processes {
    fn drop(&mut self) {
        for process in &mut self.0 {
            // What has ended already needs no end.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

struct Service {
    http: Client,
    commands: String,
    queries: String,
    tokens: Vec<String>,
}

/// Starts the processes, sends commands at the rate asked for, and reads each one's result.
pub(crate) async fn measure(cluster: &Arc<Cluster>, options: &FreshnessOptions) -> Result<Vec<Line>> {
    let binary = options.binary.clone().unwrap_or_else(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/release/wellflow")
    });
    ensure!(
        binary.exists(),
        "{} is not there: build it with `cargo build --release`, or name another with --binary",
        binary.display()
    );
    drop(cluster.create_database("fresh").await?);
    let folder = cluster.home().join("fresh");
    std::fs::create_dir_all(&folder)?;
    let redis_home = Home::resolve(Some(folder.join("redis")))?;
    let redis = tokio::task::spawn_blocking(move || {
        Redis::start(&redis_home, &Search::from_env(), Durability::Durable)
    });
    let redis = redis.await??;
    let installation = Installation {
        binary,
        folder,
        database: cluster.url(None, "postgres", "fresh"),
        redis: redis.url(),
    };
    let (_processes, service) = installation.start().await?;
    let service = Arc::new(service);
    println!("{} commands a second for {} s", options.rate, options.seconds);
    drive(&service, options.rate, WARM).await?;
    let samples = drive(&service, options.rate, Duration::from_secs(options.seconds)).await?;
    let wanted = options.rate * options.seconds;
    println!(
        "{} of {wanted} commands were answered, {} failed",
        samples.commands.len(),
        samples.failed
    );
    Ok(lines(samples, wanted))
}

fn lines(mut samples: Samples, wanted: u64) -> Vec<Line> {
    let answered = samples.visible.len() as f64 / wanted.max(1) as f64;
    let mut at = |values: fn(&mut Samples) -> &mut Vec<u32>, share: f64| {
        let values = values(&mut samples);
        values.sort_unstable();
        Some(f64::from(quantile(values, share)) / 1_000.0)
    };
    let (p50, p99) = (at(|s| &mut s.visible, 0.5), at(|s| &mut s.visible, 0.99));
    let (c50, c99) = (at(|s| &mut s.commands, 0.5), at(|s| &mut s.commands, 0.99));
    let ms = Unit::Milliseconds;
    vec![
        line("command acknowledged to visible, p50", p50, Target::Reported, None, ms),
        line("command acknowledged to visible, p99", p99, Target::AtMost(25.0), None, ms),
        line("command sent to acknowledged, p50", c50, Target::Reported, None, ms),
        line("command sent to acknowledged, p99", c99, Target::Reported, None, ms),
        line("commands answered and seen, of those due", Some(answered), Target::AtLeast(0.99), None, Unit::Percent),
    ]
}

struct Installation {
    binary: PathBuf,
    folder: PathBuf,
    database: String,
    redis: String,
}

impl Installation {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(arguments)
            .env("WELLFLOW_HOME", self.folder.join("home"))
            .env("DATABASE_URL", &self.database)
            .env("REDIS_URL", &self.redis)
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command(arguments).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "wellflow {arguments:?}: {said}");
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    async fn start(&self) -> Result<(Processes, Service)> {
        self.run(&["migrate"])?;
        let mut tokens = Vec::new();
        for nth in 0..ORGANIZATIONS {
            let slug = format!("fresh-{nth}");
            let id = self.run(&["organization", "create", &slug, "--name", &slug])?;
            tokens.push(self.run(&["token", "--organization", &id, "--role", "owner"])?);
        }
        let (mut processes, mut urls) = (Processes(Vec::new()), Vec::new());
        for service in SERVICES {
            let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
            let log = std::fs::File::create(self.folder.join(service))?;
            let mut command = self.command(&[service]);
            command.env("WELLFLOW_LISTEN", &address);
            command.stdout(log.try_clone()?).stderr(log);
            processes.0.push(command.spawn()?);
            urls.push(format!("http://{address}"));
        }
        let http = Client::builder().timeout(Duration::from_secs(10)).no_proxy().build()?;
        for url in &urls {
            ready(&http, url).await?;
        }
        let service = Service {
            http,
            commands: urls[0].clone(),
            queries: urls[1].clone(),
            tokens,
        };
        Ok((processes, service))
    }
}

async fn ready(http: &Client, url: &str) -> Result<()> {
    let started = Instant::now();
    loop {
        let asked = http.get(format!("{url}/readyz")).send().await;
        if asked.is_ok_and(|answer| answer.status().is_success()) {
            return Ok(());
        }
        if started.elapsed() > START {
            bail!("{url} does not become ready");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Sends commands in the rhythm asked for, whether or not earlier ones were answered.
async fn drive(service: &Arc<Service>, rate: u64, length: Duration) -> Result<Samples> {
    let mut beat = tokio::time::interval(Duration::from_secs(1) / u32::try_from(rate)?);
    beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (started, mut running, mut nth) = (Instant::now(), JoinSet::new(), 0);
    while started.elapsed() < length {
        beat.tick().await;
        let service = Arc::clone(service);
        running.spawn(async move { service.one(nth).await });
        nth += 1;
    }
    let mut samples = Samples::default();
    while let Some(ended) = running.join_next().await {
        match ended? {
            Ok((command, visible)) => {
                samples.commands.push(command);
                samples.visible.push(visible);
            }
            Err(error) => {
                if samples.failed == 0 {
                    println!("first failure: {error:#}");
                }
                samples.failed += 1;
            }
        }
    }
    Ok(samples)
}

impl Service {
    /// Proposes a well, and reads it where its position is demanded; microseconds of each.
    async fn one(&self, nth: usize) -> Result<(u32, u32)> {
        let token = &self.tokens[nth % self.tokens.len()];
        let sent = Instant::now();
        let request = self.http.post(format!("{}/api/v1/wells", self.commands)).bearer_auth(token);
        let request = request.header("Idempotency-Key", Uuid::now_v7().to_string()).json(&proposal(nth));
        let answer = request.send().await?;
        let status = answer.status();
        let body: Value = answer.json().await?;
        ensure!(status == StatusCode::CREATED, "{status}: {body}");
        let acknowledged = Instant::now();
        let id = body["well_id"].as_str().context("no well_id")?;
        let position = body["position"].as_u64().context("no position")?;
        let request = self.http.get(format!("{}/api/v1/wells/{id}", self.queries)).bearer_auth(token);
        let answer = request.header("Wellflow-Min-Position", position).header("Prefer", "wait=5").send().await?;
        let status = answer.status();
        answer.bytes().await?;
        ensure!(status == StatusCode::OK, "{status} of well {id}");
        let micros = |from: Instant, to: Instant| u32::try_from((to - from).as_micros()).unwrap_or(u32::MAX);
        Ok((micros(sent, acknowledged), micros(acknowledged, Instant::now())))
    }
}

fn proposal(nth: usize) -> Value {
    json!({
        "effective_at": "2024-01-02T08:00:00-06:00", "name": format!("University {nth} 1H"),
        "operator": "Mesa Verde Operating", "lease": "University 12",
        "location": {"latitude": "31.997300", "longitude": "-102.077900", "datum": "NAD83"},
        "time_zone": "America/Chicago", "role": "oil"
    })
}
