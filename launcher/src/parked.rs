//! `wellflow parked`: streams the read models cannot take in are listed, read anew, or freed of an event. And how far each
//! read model is.
//!
//! What is to be read is asked of the query API, what is to be done of the command API, like everything else that is kept.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_http::Role;

use crate::cli::{Asked, Parked};
use crate::config::Config;
use crate::home_files::HomeFiles;
use crate::{organizations, output, status, tokens};

/// Who repairs, where no token says.
const SUBJECT: &str = "cli";
const PATIENCE: Duration = Duration::from_secs(30);
const PROJECTIONS: &str = "/api/v1/projections";
const PARKED: &str = "/api/v1/projections/parked";

/// Runs one of the commands.
pub(crate) async fn run(config: &Config, home: &Home, action: Parked) -> Result<()> {
    match action {
        Parked::List(asked) => {
            let service = Service::of(config, home, &asked).await?;
            for item in service.parked().await? {
                output::line(item);
            }
            Ok(())
        }
        Parked::Show(show) => {
            let service = Service::of(config, home, &show.asked).await?;
            for item in service.waiting(show.stream_id).await? {
                output::line(format_args!("{item:#}"));
            }
            Ok(())
        }
        Parked::Retry(retry) => {
            let service = Service::of(config, home, &retry.asked).await?;
            let kind = kind_of(&service.waiting(retry.stream_id).await?)?;
            let body = json!({"stream_kind": kind, "reason": retry.reason});
            service.repair(retry.stream_id, "retry", body).await
        }
        Parked::Skip(skip) => {
            let service = Service::of(config, home, &skip.asked).await?;
            let waiting = service.waiting(skip.stream_id).await?;
            let event_id = skip.event_id.to_string();
            ensure!(
                waiting.iter().any(|item| item["event_id"] == event_id),
                "the stream {} does not wait for the event {event_id}; see wellflow parked show",
                skip.stream_id
            );
            let body =
                json!({"stream_kind": kind_of(&waiting)?, "event_id": event_id, "reason": skip.reason});
            service.repair(skip.stream_id, "skip", body).await
        }
    }
}

/// How far each projection is in an organization's ledger.
pub(crate) async fn projections(config: &Config, home: &Home, asked: &Asked) -> Result<Vec<Value>> {
    let service = Service::of(config, home, asked).await?;
    let url = service.url.join(PROJECTIONS)?;
    let mut answer = service.answer(service.http.get(url)).await?;
    let items = answer["items"].as_array_mut().map(std::mem::take);
    items.context("the answer is not understood")
}

fn kind_of(waiting: &[Value]) -> Result<Value> {
    let kind = waiting.first().map(|item| item["stream_kind"].clone());
    kind.context("no projection waits for the stream")
}

/// A running service, asked in somebody's name.
struct Service {
    http: reqwest::Client,
    url: Url,
    token: SecretString,
}

impl Service {
    async fn of(config: &Config, home: &Home, asked: &Asked) -> Result<Self> {
        let url = asked
            .url
            .clone()
            .map_or_else(|| status::local_url(config.listen), Ok)?;
        let token = match asked.token.clone().map(SecretString::from) {
            Some(token) => token,
            None => {
                let organization = organizations::find(config, home, &asked.organization).await?;
                tokens::sign(
                    &HomeFiles::open(home)?,
                    organization,
                    (Role::Admin, None),
                    SUBJECT,
                    1,
                )?
            }
        };
        let http = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build()?;
        let url = Url::parse(&url).with_context(|| format!("{url} is no address"))?;
        Ok(Self { http, url, token })
    }

    /// Every stream that is parked.
    async fn parked(&self) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut url = self.url.join(PARKED)?;
            if let Some(cursor) = &cursor {
                url.query_pairs_mut().append_pair("cursor", cursor);
            }
            let mut page = self.answer(self.http.get(url)).await?;
            if let Some(found) = page["items"].as_array_mut() {
                items.append(found);
            }
            cursor = page["next_cursor"].as_str().map(str::to_owned);
            if cursor.is_none() {
                return Ok(items);
            }
        }
    }

    /// What the projections wait for in a stream.
    async fn waiting(&self, stream_id: Uuid) -> Result<Vec<Value>> {
        let stream = stream_id.to_string();
        let mut items = self.parked().await?;
        items.retain(|item| item["stream_id"] == stream);
        ensure!(!items.is_empty(), "no projection waits for the stream {stream}");
        Ok(items)
    }

    async fn repair(&self, stream_id: Uuid, task: &str, body: Value) -> Result<()> {
        let url = self.url.join(&format!("{PARKED}/{stream_id}/{task}"))?;
        let request = self.http.post(url).json(&body);
        let request = request.header("idempotency-key", Uuid::now_v7().to_string());
        output::line(self.answer(request).await?);
        Ok(())
    }

    async fn answer(&self, request: RequestBuilder) -> Result<Value> {
        let request = request.bearer_auth(self.token.expose_secret());
        let response = request
            .send()
            .await
            .with_context(|| format!("nothing answers at {}", self.url))?;
        let status = response.status();
        let answer: Value = response.json().await.context("the answer is not understood")?;
        if !status.is_success() {
            bail!(
                "{}: {}",
                answer["title"].as_str().unwrap_or("refused"),
                answer["detail"].as_str().unwrap_or_default()
            );
        }
        Ok(answer)
    }
}
