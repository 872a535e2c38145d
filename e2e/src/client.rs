//! A client of both APIs.

use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;
use wellflow_testkit::eventually;

use crate::Answer;

/// A client of both APIs, which may live on one port or on two.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    commands: String,
    queries: String,
    token: String,
}

impl Client {
    pub(crate) fn new(commands: String, queries: String, token: String) -> Self {
        Self {
            http: reqwest::Client::new(),
            commands,
            queries,
            token,
        }
    }

    /// The same client with another token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: token.to_owned(),
            ..self.clone()
        }
    }

    /// Where commands go.
    pub fn commands_url(&self) -> &str {
        &self.commands
    }

    /// Where queries go.
    pub fn queries_url(&self) -> &str {
        &self.queries
    }

    /// Posts a command under a fresh idempotency key.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, body, &[("Idempotency-Key", &Uuid::now_v7().to_string())])
            .await
    }

    /// Posts a command with these headers alone.
    pub async fn post_with(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        self.post_raw(path, body.to_string(), "application/json", headers)
            .await
    }

    /// Posts any text.
    pub async fn post_raw(&self, path: &str, body: String, kind: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self
            .http
            .post(format!("{}{path}", self.commands))
            .bearer_auth(&self.token);
        request = request.header("content-type", kind).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.send().await.unwrap()).await
    }

    /// Asks a question.
    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// Asks a question with these headers.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self
            .http
            .get(format!("{}{path}", self.queries))
            .bearer_auth(&self.token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.send().await.unwrap()).await
    }

    /// Asks a question whose answer must know everything up to a position.
    pub async fn get_after(&self, path: &str, position: u64) -> Answer {
        let position = position.to_string();
        self.get_with(
            path,
            &[("Wellflow-Min-Position", &position), ("Prefer", "wait=30")],
        )
        .await
    }

    /// The newest position of the organization's ledger, which the read models may not have reached yet. A well's events are
    /// read from the ledger itself, so their answer names it.
    pub async fn ledger_position(&self) -> u64 {
        let id = eventually("a well is projected", Duration::from_secs(60), async || {
            let wells = self.get("/api/v1/wells?limit=1").await.expect(200);
            wells.body["items"][0]["well_id"].as_str().map(str::to_owned)
        })
        .await;
        let events = self.get(&format!("/api/v1/wells/{id}/events?limit=1")).await;
        events.expect(200).position()
    }

    /// The status of a path, asked without a token.
    pub async fn status_of(&self, url: &str) -> Option<u16> {
        self.http
            .get(url)
            .send()
            .await
            .ok()
            .map(|response| response.status().as_u16())
    }
}
