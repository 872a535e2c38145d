//! A client's view: the API on a real port, the projector behind it, events written straight into the ledger.

#![allow(
    dead_code,
    unreachable_pub,
    missing_debug_implementations,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file uses its own part, and a test stops at the first surprise"
)]

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use chrono::Utc;
use reqwest::{Client, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::task::JoinHandle;
use uuid::Uuid;
use wellflow_event_store::LedgerReader;
use wellflow_http::auth::Grant;
use wellflow_http::{Readiness, Role, ServeError, Surface, TokenKey, TokenVerifier, serve};
use wellflow_projector::ProjectorConfig;
use wellflow_query_api::QueryApi;
use wellflow_runtime::{RedisLink, Shutdown, Tenant};
use wellflow_testkit::TestRedis;

#[path = "../../../../projector/tests/field/mod.rs"]
pub mod field;

pub use field::*;

pub const LONG: Duration = Duration::from_secs(20);
const INSTALLATION: Uuid = Uuid::from_u128(7);

pub struct Api {
    pub field: Field,
    address: SocketAddr,
    key: TokenKey,
    client: Client,
    redis: RedisLink,
    /// Ends the server; the projector has its own.
    shutdown: Shutdown,
    served: JoinHandle<Result<(), ServeError>>,
    projector: Option<(Shutdown, JoinHandle<()>)>,
}

impl Api {
    /// Without Redis, the projector running.
    pub async fn start() -> Self {
        let mut api = Self::idle(RedisLink::absent()).await;
        api.project();
        api
    }

    pub async fn with_redis(redis: &TestRedis) -> Self {
        Self::with_redis_at(&redis.url(), &redis.url()).await
    }

    /// The query API and the projector reach Redis in ways of their own.
    pub async fn with_redis_at(queries: &str, projector: &str) -> Self {
        let link = |url: &str| RedisLink::connect(Some(&SecretString::from(url))).expect("an address");
        let mut api = Self::idle(link(queries)).await;
        api.redis = link(projector);
        api.project();
        api
    }

    /// Without a projector.
    pub async fn idle(redis: RedisLink) -> Self {
        Self::idle_with(redis, None).await
    }

    /// Without a projector, with a folder of checkpoints.
    pub async fn idle_with(redis: RedisLink, checkpoints: Option<std::path::PathBuf>) -> Self {
        Self::started(redis, |api| api.with_checkpoints(checkpoints)).await
    }

    /// Without Redis and projector, with limits for live clients.
    pub async fn limited(limits: wellflow_query_api::LiveLimits) -> Self {
        Self::started(RedisLink::absent(), |api| api.with_live(limits)).await
    }

    /// Without Redis, the projector running, with limits for exports.
    pub async fn exporting(limits: wellflow_query_api::ExportLimits) -> Self {
        let mut api = Self::started(RedisLink::absent(), |api| api.with_exports(limits)).await;
        api.project();
        api
    }

    async fn started(redis: RedisLink, with: impl FnOnce(QueryApi) -> QueryApi) -> Self {
        let field = Field::new().await;
        let key = TokenKey::generate().expect("a key");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let shutdown = Shutdown::new();
        let pool = field.db.pool("wellflow_query", 4).await;
        let query = QueryApi::start(pool.clone(), LedgerReader::new(pool), redis.clone(), &shutdown);
        let query = with(query);
        let verifier = TokenVerifier::new(&key.public_key(), INSTALLATION);
        let surface = Surface::new(verifier, Readiness::new())
            .with_workers(1)
            .with_api(wellflow_query_api::PROBLEMS, wellflow_query_api::routes());
        let configure = wellflow_query_api::configure(query);
        let served = tokio::spawn(serve(listener, surface, configure, shutdown.clone()));
        let client = Client::new();
        Self {
            field,
            address,
            key,
            client,
            redis,
            shutdown,
            served,
            projector: None,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn project(&mut self) {
        let shutdown = Shutdown::new();
        let config = ProjectorConfig {
            pool: self.field.pool.clone(),
            hints: Some(self.field.database("wellflow_projector")),
            pace: wellflow_event_store::Pace::default(),
            ledger: self.field.reader.clone(),
            redis: self.redis.clone(),
            readiness: Readiness::new(),
            lags: wellflow_projector::Lags::default(),
        };
        let task = tokio::spawn(wellflow_projector::run(config, shutdown.clone()));
        self.projector = Some((shutdown, task));
    }

    pub async fn stop_projector(&mut self) {
        if let Some((shutdown, task)) = self.projector.take() {
            shutdown.request();
            task.await.expect("it ends by itself");
        }
    }

    /// Tells the server to stop, and does not wait for it.
    pub fn stop_server(&self) {
        self.shutdown.request();
    }

    pub async fn stop(mut self) {
        self.stop_projector().await;
        self.shutdown.request();
        self.served.await.expect("no panic").expect("it ends by itself");
    }

    pub fn token(&self, tenant: &Tenant, role: Role) -> String {
        self.token_of(tenant, role, None)
    }

    fn token_of(&self, tenant: &Tenant, role: Role, owner_id: Option<Uuid>) -> String {
        self.token_from(Utc::now(), (tenant, role, owner_id))
    }

    /// An owner's token that was signed so long ago; it holds for ten minutes.
    pub fn token_signed_ago(&self, ago: Duration) -> String {
        self.token_from(Utc::now() - ago, (&self.field.tenant, Role::Owner, None))
    }

    fn token_from(
        &self,
        at: chrono::DateTime<Utc>,
        (tenant, role, owner_id): (&Tenant, Role, Option<Uuid>),
    ) -> String {
        let grant = Grant {
            installation: INSTALLATION,
            subject: "ana".into(),
            organization_id: tenant.organization_id(),
            role,
            owner_id,
            lifetime: Duration::from_secs(600),
        };
        self.key
            .sign(&grant, at)
            .expect("signed")
            .expose_secret()
            .to_owned()
    }

    pub fn request_as(&self, tenant: &Tenant, role: Role, path: &str) -> RequestBuilder {
        self.client
            .get(format!("http://{}/api/v1{path}", self.address))
            .bearer_auth(self.token(tenant, role))
    }

    /// Asks for the head of an answer alone.
    pub async fn head(&self, path: &str, accept: &str) -> Response {
        self.client
            .head(format!("http://{}/api/v1{path}", self.address))
            .bearer_auth(self.token(&self.field.tenant, Role::Owner))
            .header("Accept", accept)
            .send()
            .await
            .expect("an answer")
    }

    /// A question of the owner's whose answer is not followed to where it leads.
    pub fn request_unfollowed(&self, path: &str) -> RequestBuilder {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none());
        client
            .build()
            .expect("a client")
            .get(format!("http://{}/api/v1{path}", self.address))
            .bearer_auth(self.token(&self.field.tenant, Role::Owner))
    }

    /// Asks as one of the owners, who may read nothing else of ownership.
    pub async fn of_owner(&self, owner_id: Uuid, path: &str) -> Answer {
        let request = self
            .client
            .get(format!("http://{}/api/v1{path}", self.address))
            .bearer_auth(self.token_of(&self.field.tenant, Role::Viewer, Some(owner_id)));
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub fn request(&self, path: &str) -> RequestBuilder {
        self.request_as(&self.field.tenant, Role::Owner, path)
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(path).send().await.expect("an answer")
    }

    /// A successful answer at the position or later.
    pub async fn at_least(&self, path: &str, position: u64) -> Answer {
        let response = self
            .request(path)
            .header("Wellflow-Min-Position", position)
            .header("Prefer", "wait=20")
            .send()
            .await
            .expect("an answer");
        let answer = Answer::of(response).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert!(
            answer.position.unwrap_or(0) >= position,
            "{path}: {:?}",
            answer.position
        );
        answer
    }

    /// An answer to a question that demands a position and waits for it.
    pub async fn demanding(&self, path: &str, position: u64, wait: u32) -> Answer {
        let request = self
            .request(path)
            .header("Wellflow-Min-Position", position)
            .header("Prefer", format!("wait={wait}"));
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub async fn ok(&self, path: &str) -> Answer {
        let answer = Answer::of(self.get(path).await).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer
    }

    /// That every member of an answer, or of the rows of a list, can be asked for, and every row of an export is of them.
    pub async fn knows(&self, path: &str) {
        let body = self.ok(path).await.body;
        let items = body.get("items").or(body.get("months")).and_then(Value::as_array);
        let mut names: Vec<String> = Vec::new();
        for row in items.map_or(vec![&body], |items| items.iter().collect()) {
            let array = ["periods", "wells", "completions"].into_iter().find(|array| {
                row[array].is_array() && (row.get("periods").is_some() || body.get("months").is_some())
            });
            let elements = array.and_then(|array| row[array].as_array());
            let elements = elements.filter(|elements| !elements.is_empty());
            let rows = elements.map_or(vec![row], |elements| elements.iter().collect());
            let keys = rows
                .into_iter()
                .filter_map(Value::as_object)
                .flat_map(|row| row.keys());
            names.extend(keys.cloned());
        }
        names.sort_unstable();
        names.dedup();
        names.retain(|name| name != "incomplete_since" && name != "periods");
        assert!(!names.is_empty(), "{path}: nothing is there: {body}");
        let mark = if path.contains('?') { '&' } else { '?' };
        let fields = names.join(",");
        self.ok(&format!("{path}{mark}fields={fields}")).await;
        if items.is_some() {
            let table = self.get(&format!("{path}{mark}format=csv&fields={fields}")).await;
            let text = table.text().await.expect("a table");
            assert!(text.contains("# end of export: complete"), "{path}: {text}");
        }
    }

    /// A refusal: its status, slug and the parameter or header it names.
    pub async fn refused(&self, path: &str) -> (u16, String, Option<String>) {
        Answer::of(self.get(path).await).await.refusal()
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub position: Option<u64>,
    /// Seconds.
    pub age: Option<f64>,
    pub etag: Option<String>,
    pub cache: Option<String>,
    pub link: Option<String>,
    pub retry_after: Option<String>,
    pub cache_control: Option<String>,
    pub is_final: Option<String>,
    pub body: Value,
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        Self {
            status: response.status().as_u16(),
            position: header("wellflow-position").and_then(|value| value.parse().ok()),
            age: header("wellflow-age").and_then(|value| value.parse().ok()),
            etag: header("etag"),
            cache: header("cache-status"),
            link: header("link"),
            retry_after: header("retry-after"),
            cache_control: header("cache-control"),
            is_final: header("wellflow-as-of-final"),
            body: response.json().await.unwrap_or(Value::Null),
        }
    }

    pub fn refusal(self) -> (u16, String, Option<String>) {
        let slug = self.body["type"]
            .as_str()
            .unwrap_or_default()
            .trim_start_matches("/problems/")
            .to_owned();
        let place = &self.body["errors"][0];
        let parameter = place["parameter"].as_str().or(place["header"].as_str());
        let parameter = parameter.map(str::to_owned);
        (self.status, slug, parameter)
    }
}
