//! A client of the query API, one question at a time.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use chrono::{DateTime, SecondsFormat, Utc};
use reqwest::header::HeaderMap;
use secrecy::ExposeSecret as _;
use uuid::Uuid;
use wellflow_http::auth::Grant;
use wellflow_http::{Role, TokenKey};
use wellflow_runtime::Tenant;

use super::child::Server;

const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(50);

/// What tokens are signed with, and for what.
#[derive(Debug)]
pub(crate) struct Installation {
    pub(crate) key: TokenKey,
    pub(crate) id: Uuid,
}

impl Installation {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            key: TokenKey::generate()?,
            id: Uuid::now_v7(),
        })
    }

    /// A token of one who reads everything of an organization.
    pub(crate) fn token(&self, tenant: &Tenant) -> Result<String> {
        let grant = Grant {
            installation: self.id,
            subject: "auditor-3".to_owned(),
            organization_id: tenant.organization_id(),
            role: Role::Auditor,
            owner_id: None,
            lifetime: Duration::from_secs(24 * 60 * 60),
        };
        Ok(self.key.sign(&grant, Utc::now())?.expose_secret().to_owned())
    }
}

/// Asks a server in an organization.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    address: String,
    token: String,
}

/// An answer, and how long it took, body included.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) micros: u32,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Client {
    pub(crate) fn new(server: &Server, token: &str) -> Result<Self> {
        Ok(Self {
            http: reqwest::Client::builder().timeout(PATIENCE).no_proxy().build()?,
            address: server.listening.http.clone(),
            token: token.to_owned(),
        })
    }

    /// A successful answer.
    pub(crate) async fn get(&self, path: &str) -> Result<Answer> {
        let sent = Instant::now();
        let request = self.http.get(format!("http://{}{path}", self.address));
        let answer = request.bearer_auth(&self.token).send().await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.text().await?;
        let micros = u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX);
        ensure!(status.as_u16() == 200, "{path}: {status}: {body}");
        Ok(Answer {
            micros,
            headers,
            body,
        })
    }

    /// Waits until the process's own memory answers.
    pub(crate) async fn remembers(&self, path: &str) -> Result<()> {
        let started = Instant::now();
        loop {
            let answer = self.get(path).await?;
            if answer
                .headers
                .get("cache-status")
                .is_some_and(|told| told == "wellflow-l1; hit")
            {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                bail!("{path} is not kept in memory");
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// How often the caches of a process had what was asked, and had not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Caches {
    pub(crate) memory_hits: u64,
    pub(crate) redis_hits: u64,
    pub(crate) all: u64,
}

impl Caches {
    /// What a process has counted.
    pub(crate) async fn of(server: &Server) -> Result<Self> {
        let address = server.listening.metrics.as_deref().context("it counts nothing")?;
        let text = reqwest::get(format!("http://{address}/metrics"))
            .await?
            .text()
            .await?;
        Self::read(&text)
    }

    fn read(text: &str) -> Result<Self> {
        let mut caches = Self::default();
        for line in text.lines() {
            let Some(rest) = line.strip_prefix("wellflow_cache_requests_total{") else {
                continue;
            };
            let (labels, count) = rest.split_once("} ").context("a count")?;
            let count: u64 = count.trim().parse()?;
            match labels {
                r#"layer="l1",result="hit""# => caches.memory_hits += count,
                r#"layer="l2",result="hit""# => caches.redis_hits += count,
                _ => {}
            }
            if labels.starts_with(r#"layer="l1""#) {
                caches.all += count;
            }
        }
        Ok(caches)
    }

    /// What was counted since.
    pub(crate) fn since(self, before: Self) -> Self {
        Self {
            memory_hits: self.memory_hits - before.memory_hits,
            redis_hits: self.redis_hits - before.redis_hits,
            all: self.all - before.all,
        }
    }
}

/// The instant as a parameter.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_counts_is_told_apart_by_layer() {
        let text = "# HELP x\nwellflow_cache_requests_total{layer=\"l1\",result=\"hit\"} 7\n\
                    wellflow_cache_requests_total{layer=\"l1\",result=\"miss\"} 3\n\
                    wellflow_cache_requests_total{layer=\"l2\",result=\"hit\"} 2\n";
        let caches = Caches::read(text).unwrap();
        assert_eq!((caches.memory_hits, caches.redis_hits, caches.all), (7, 2, 10));
    }
}
