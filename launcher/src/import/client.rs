//! Posting a batch and reading what became of each of its commands.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::item::Item;
use super::report::Outcome;

/// Tells the service that the facts come from a file.
const WELLFLOW_SOURCE: &str = "wellflow-source";
/// How long one answer may take; a full batch is a few seconds at most.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);
/// How long a service may be away before the import gives up. Starting it again costs nothing: nothing is sent twice.
const PATIENCE: Duration = Duration::from_secs(120);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Where commands go, and in whose name.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    http: reqwest::Client,
    url: String,
    token: SecretString,
}

/// What stands in the way of an answer, and whether to ask again.
enum Obstacle {
    Passing {
        reason: anyhow::Error,
        wait: Option<Duration>,
    },
    Lasting(anyhow::Error),
}

/// One line of the answer.
#[derive(Debug, Deserialize)]
struct Answer {
    status: u16,
    #[serde(default)]
    replayed: bool,
    #[serde(default)]
    problem: Option<Problem>,
}

/// The parts of a problem document the report needs.
#[derive(Debug, Default, Deserialize)]
struct Problem {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    rule: Option<String>,
    #[serde(default)]
    detail: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    errors: Vec<Value>,
}

impl Target {
    /// A command API at `url`, in the name of the token's subject.
    pub(crate) fn new(url: &str, token: SecretString) -> Result<Self> {
        ensure!(
            url.starts_with("http://"),
            "the address {url} does not begin with http://"
        );
        let http = reqwest::Client::builder()
            .timeout(ANSWER_TIMEOUT)
            .no_proxy()
            .build();
        let http = http.context("the HTTP client cannot be made")?;
        Ok(Self {
            http,
            url: url.trim_end_matches('/').to_owned(),
            token,
        })
    }

    /// Posts a batch until it is answered; repeating it is safe because every command carries its key.
    pub(super) async fn post(&self, items: &[Item]) -> Result<Vec<Outcome>> {
        let body = encode(items);
        let give_up = Instant::now() + PATIENCE;
        let mut pause = FIRST_PAUSE;
        loop {
            match self.try_post(&body, items.len()).await {
                Ok(outcomes) => return Ok(outcomes),
                Err(Obstacle::Lasting(error)) => return Err(error),
                Err(Obstacle::Passing { reason, .. }) if Instant::now() >= give_up => {
                    return Err(reason.context(format!(
                        "{} did not take a batch in {} s",
                        self.url,
                        PATIENCE.as_secs()
                    )));
                }
                Err(Obstacle::Passing { reason, wait }) => {
                    tracing::info!(error = format!("{reason:#}"), "the batch is sent again");
                    tokio::time::sleep(wait.unwrap_or(pause).min(LONGEST_PAUSE)).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    async fn try_post(&self, body: &str, items: usize) -> Result<Vec<Outcome>, Obstacle> {
        let request = self
            .http
            .post(format!("{}/api/v1/commands", self.url))
            .bearer_auth(self.token.expose_secret())
            .header(CONTENT_TYPE, "application/x-ndjson")
            .header(WELLFLOW_SOURCE, "import")
            .body(body.to_owned());
        let passing = |error: reqwest::Error| Obstacle::Passing {
            reason: error.into(),
            wait: None,
        };
        let response = request.send().await.map_err(passing)?;
        let status = response.status();
        let wait = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok());
        let text = response.text().await.map_err(passing)?;
        if may_pass(status) {
            let reason = anyhow::anyhow!("{} answered {status}", self.url);
            return Err(Obstacle::Passing {
                reason,
                wait: wait.map(Duration::from_secs),
            });
        }
        if !status.is_success() {
            return Err(Obstacle::Lasting(anyhow::anyhow!(
                "{} refused the batch with {status}: {text}",
                self.url
            )));
        }
        decode(&text, items)
    }
}

fn may_pass(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

/// One JSON object per line.
fn encode(items: &[Item]) -> String {
    let mut text = String::with_capacity(items.len() * 512);
    for item in items {
        let mut line =
            json!({ "idempotency_key": item.idempotency_key, "path": item.path, "body": item.body });
        if let Some(reported_at) = item.reported_at {
            line["reported_at"] = json!(reported_at);
        }
        text.push_str(&line.to_string());
        text.push('\n');
    }
    text
}

/// The outcome of every command, in their order; a command the service was too busy for has the whole batch sent again.
fn decode(text: &str, items: usize) -> Result<Vec<Outcome>, Obstacle> {
    let read = || -> Result<Vec<Answer>> {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let answers = lines
            .map(serde_json::from_str)
            .collect::<Result<Vec<_>, _>>()
            .context("an outcome is not understood")?;
        if answers.len() != items {
            bail!("{items} commands were sent, {} outcomes came back", answers.len());
        }
        Ok(answers)
    };
    let answers = read().map_err(Obstacle::Lasting)?;
    if let Some(busy) = answers
        .iter()
        .find(|answer| answer.status >= 500 || answer.status == 429)
    {
        let reason = anyhow::anyhow!("a command was answered with {}", busy.status);
        return Err(Obstacle::Passing { reason, wait: None });
    }
    Ok(answers.into_iter().map(outcome).collect())
}

fn outcome(answer: Answer) -> Outcome {
    if answer.status < 300 {
        return if answer.replayed {
            Outcome::Replayed
        } else {
            Outcome::Accepted
        };
    }
    let problem = answer.problem.unwrap_or_default();
    let slug = problem.kind.rsplit('/').next().unwrap_or_default().to_owned();
    let mut detail = problem
        .detail
        .or(problem.title)
        .unwrap_or_else(|| format!("status {}", answer.status));
    for error in &problem.errors {
        detail.push_str(&format!(" {error}"));
    }
    Outcome::Refused {
        rule: problem.rule.unwrap_or(slug),
        detail,
    }
}
