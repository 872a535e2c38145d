//! A server over a database of its own, a client that speaks as any role, and what the ledger holds.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use chrono::Utc;
use reqwest::{Client, Response};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use uuid::Uuid;
use wellflow_command_api::{CommandApiConfig, RunError, run};
use wellflow_event_store::LedgerConfig;
use wellflow_http::auth::Grant;
use wellflow_http::{Limits, Readiness, Role, TokenKey, TokenVerifier};
use wellflow_runtime::{DatabaseConfig, Shutdown, Tenant};
use wellflow_testkit::TestDatabase;

const INSTALLATION: Uuid = Uuid::from_u128(7);

/// Everything a command could have written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) events: i64,
    pub(crate) commands: i64,
    pub(crate) claims: i64,
    pub(crate) outbox: i64,
    pub(crate) commits: i64,
}

pub(crate) struct Service {
    // Ends before the database it uses is dropped.
    served: JoinHandle<Result<(), RunError>>,
    shutdown: Shutdown,
    address: SocketAddr,
    key: TokenKey,
    client: Client,
    pub(crate) tenant: Tenant,
    pub(crate) database: TestDatabase,
}

/// Speaks for one role of one organization.
#[derive(Clone)]
pub(crate) struct Speaker {
    client: Client,
    base: String,
    token: String,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::with_limits(Limits::default()).await
    }

    pub(crate) async fn with_limits(limits: Limits) -> Self {
        let database = TestDatabase::create().await;
        let tenant = database.organization("ours").await;
        let key = TokenKey::generate().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let config = CommandApiConfig {
            database: DatabaseConfig::parse("the test database", &database.url("wellflow_command")).unwrap(),
            pool_size: 6,
            ledger: LedgerConfig::default(),
            limits,
            verifier: TokenVerifier::new(&key.public_key(), INSTALLATION),
        };
        let (readiness, shutdown) = (Readiness::new(), Shutdown::new());
        let served = tokio::spawn(run(config, listener, readiness, shutdown.clone()));
        Self {
            served,
            shutdown,
            address,
            key,
            client: Client::new(),
            tenant,
            database,
        }
    }

    pub(crate) fn speaker(&self, tenant: &Tenant, subject: &str, role: Role) -> Speaker {
        let grant = Grant {
            installation: INSTALLATION,
            subject: subject.to_owned(),
            organization_id: tenant.organization_id(),
            role,
            owner_id: None,
            lifetime: Duration::from_secs(600),
        };
        let token = self
            .key
            .sign(&grant, Utc::now())
            .unwrap()
            .expose_secret()
            .to_owned();
        Speaker {
            client: self.client.clone(),
            base: format!("http://{}", self.address),
            token,
        }
    }

    pub(crate) fn owner(&self) -> Speaker {
        self.speaker(&self.tenant, "ana", Role::Owner)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) async fn written(&self) -> Written {
        let admin = self.database.admin().await;
        let row = admin
            .query_one(include_str!("sql/written.sql"), &[])
            .await
            .unwrap();
        Written {
            events: row.get("events"),
            commands: row.get("commands"),
            claims: row.get("claims"),
            outbox: row.get("outbox"),
            commits: row.get("commits"),
        }
    }

    /// The metadata of every event, in order.
    pub(crate) async fn metadata(&self) -> Vec<Value> {
        let admin = self.database.admin().await;
        let rows = admin.query(include_str!("sql/metadata.sql"), &[]).await.unwrap();
        rows.iter()
            .map(|row| serde_json::from_str(row.get("metadata")).unwrap())
            .collect()
    }

    pub(crate) async fn stop(self) {
        self.shutdown.request();
        tokio::time::timeout(Duration::from_secs(15), self.served)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
    }
}

impl Speaker {
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Sends a command under a key.
    pub(crate) async fn send(&self, path: &str, key: &str, body: &Value) -> Answer {
        self.send_with(path, key, body, &[]).await
    }

    pub(crate) async fn send_with(
        &self,
        path: &str,
        key: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut all = vec![("Idempotency-Key", key), ("Content-Type", "application/json")];
        all.extend_from_slice(headers);
        self.send_raw(path, body.to_string(), &all).await
    }

    pub(crate) async fn send_raw(
        &self,
        path: &str,
        body: impl Into<reqwest::Body>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self
            .client
            .post(format!("{}/api/v1{path}", self.base))
            .bearer_auth(&self.token)
            .body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.send().await.unwrap()).await
    }

    /// Sends a batch as a JSON array.
    pub(crate) async fn batch(&self, items: &[Value]) -> Answer {
        let body = Value::Array(items.to_vec()).to_string();
        self.send_raw("/commands", body, &[("Content-Type", "application/json")])
            .await
    }

    pub(crate) fn anonymous(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.post(format!("{}/api/v1{path}", self.base))
    }

    /// Plans a well and gives its id.
    pub(crate) async fn well(&self, key: &str) -> String {
        let answer = self.send("/wells", key, &proposal()).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.body["well_id"].as_str().unwrap().to_owned()
    }
}

impl Answer {
    async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self {
            status,
            headers,
            body,
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The problem's slug, after checking that this is a problem as RFC 9457 has it.
    pub(crate) fn slug(&self) -> &str {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{self:?}"
        );
        assert_eq!(self.body["status"], self.status, "{self:?}");
        slug(&self.body)
    }

    /// The problem's slug, the code and the place of its first fault.
    pub(crate) fn fault(&self) -> (u16, &str, &str) {
        (self.status, self.slug(), place(&self.body))
    }

    /// What became of each item of a batch: status, and the problem's slug or nothing.
    pub(crate) fn outcomes(&self) -> Vec<(u64, &str)> {
        assert_eq!(self.status, 200, "{self:?}");
        let outcomes = self.body.as_array().unwrap();
        for (index, outcome) in outcomes.iter().enumerate() {
            assert_eq!(outcome["index"], index);
        }
        outcomes
            .iter()
            .map(|outcome| {
                let problem = &outcome["problem"];
                (
                    outcome["status"].as_u64().unwrap(),
                    if problem.is_null() { "" } else { slug(problem) },
                )
            })
            .collect()
    }
}

fn slug(problem: &Value) -> &str {
    problem["type"]
        .as_str()
        .unwrap()
        .strip_prefix("/problems/")
        .unwrap()
}

/// Where the first fault lies: a pointer, a parameter or a header.
pub(crate) fn place(problem: &Value) -> &str {
    let error = &problem["errors"][0];
    ["pointer", "parameter", "header"]
        .into_iter()
        .find_map(|kind| error[kind].as_str())
        .unwrap_or("nowhere")
}

/// A well that can be planned.
pub(crate) fn proposal() -> Value {
    json!({
        "effective_at": "2025-01-01T12:00:00-06:00", "name": "Smith 1-H", "operator": "Demo Operating",
        "time_zone": "America/Chicago",
    })
}

/// The volumes of a month.
pub(crate) fn month(well_id: &str, month: &str) -> Value {
    json!({
        "well_id": well_id, "completion": "S01", "month": month, "days_on": 28,
        "oil_bbl": "1200.5", "gas_mcf": "3400", "gas_base_psia": "14.73", "water_bbl": "77",
    })
}

/// An object with another value, or none, at a key.
pub(crate) fn with(mut object: Value, key: &str, value: impl Into<Option<Value>>) -> Value {
    match value.into() {
        Some(value) => object[key] = value,
        None => drop(object.as_object_mut().unwrap().remove(key)),
    }
    object
}
