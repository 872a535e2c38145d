//! Loading the demo through the open port, once: a later start finds it there, an interrupted one is completed.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use reqwest::{Client, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::time::Instant;
use uuid::Uuid;
use wellflow_event_store::LedgerReader;
use wellflow_http::Readiness;
use wellflow_http::headers::{PREFER, WELLFLOW_MIN_POSITION};
use wellflow_runtime::{Shutdown, Tenant, TenantPool};

use crate::demo::{BOREHOLES, BOREHOLES_FILE, PRODUCTION, PRODUCTION_FILE};
use crate::import::{BseeImport, Progress, Source, Target};

/// How long the read models may take to follow.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);
/// Lanes of the demo's import.
const LANES: usize = 4;

/// The part of the totals that tells how much of the demo is there.
#[derive(Deserialize)]
struct Totals {
    completion_months: u64,
}

/// Makes sure that every month of the demo is recorded and can be read.
pub(super) async fn load(
    url: &str,
    token: SecretString,
    organization: Uuid,
    queries: &TenantPool,
    readiness: &Readiness,
) -> Result<()> {
    let http = Client::builder()
        .timeout(Duration::from_secs(40))
        .no_proxy()
        .build()?;
    let reader = Reader {
        http,
        url,
        token: &token,
        ledger: LedgerReader::new(queries.clone()),
        organization,
    };
    if reader.months().await? >= months_in_file() {
        return Ok(());
    }
    readiness.set_not_ready(super::DEMO, "loading");
    let import = BseeImport {
        organization,
        target: Target::new(url, token.clone())?,
        boreholes: Source::embedded(BOREHOLES_FILE, BOREHOLES),
        production: Source::embedded(PRODUCTION_FILE, PRODUCTION),
        report: None,
        lanes: LANES,
    };
    let tally = import.run(Progress::new("demo")).await?;
    ensure!(
        tally.refused == 0,
        "{} commands of the demo were refused: {:?}",
        tally.refused,
        tally.by_rule
    );
    let months = reader.months().await?;
    ensure!(
        months >= months_in_file(),
        "{months} of {} completion months can be read",
        months_in_file()
    );
    Ok(())
}

/// Waits until the process says of itself that it is ready, or is told to stop.
pub(super) async fn until_ready(url: &str, stop: &Shutdown) -> Result<()> {
    let http = Client::builder()
        .timeout(Duration::from_secs(5))
        .no_proxy()
        .build()?;
    let give_up = Instant::now() + PATIENCE;
    loop {
        let response = http
            .get(format!("{url}/readyz"))
            .send()
            .await
            .context("the own port does not answer")?;
        if response.status().is_success() || stop.is_requested() {
            return Ok(());
        }
        if Instant::now() >= give_up {
            bail!(
                "not ready after {} s: {}",
                PATIENCE.as_secs(),
                response.text().await.unwrap_or_default()
            );
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// One row per completion and month, after the header.
fn months_in_file() -> u64 {
    let lines = PRODUCTION
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .count();
    lines.saturating_sub(1) as u64
}

/// Asks the public API like any client.
struct Reader<'a> {
    http: Client,
    url: &'a str,
    token: &'a SecretString,
    ledger: LedgerReader,
    organization: Uuid,
}

impl Reader<'_> {
    /// The completion months that can be read once everything recorded so far is projected.
    async fn months(&self) -> Result<u64> {
        let tip = self.ledger.tip(&Tenant::authenticated(self.organization)).await?;
        let position = tip.map_or(0, |tip| tip.position);
        self.get("/api/v1/wells?limit=1", position).await?;
        let totals: Totals = serde_json::from_str(&self.get("/api/v1/production/totals", position).await?)?;
        Ok(totals.completion_months)
    }

    /// An answer that holds at least this position.
    async fn get(&self, path: &str, position: u64) -> Result<String> {
        let give_up = Instant::now() + PATIENCE;
        loop {
            let request = self
                .http
                .get(format!("{}{path}", self.url))
                .bearer_auth(self.token.expose_secret())
                .header(WELLFLOW_MIN_POSITION, position)
                .header(PREFER, "wait=30");
            let response = request
                .send()
                .await
                .with_context(|| format!("{path} does not answer"))?;
            let status = response.status();
            let body = response
                .text()
                .await
                .with_context(|| format!("the answer of {path} broke off"))?;
            if status.is_success() {
                return Ok(body);
            }
            let passing = status == StatusCode::SERVICE_UNAVAILABLE && Instant::now() < give_up;
            ensure!(passing, "{path} answered {status}: {body}");
            tokio::time::sleep(PAUSE).await;
        }
    }
}
