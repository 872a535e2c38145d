//! The servers that are measured, each a process of its own: the query API as the product puts it together, and a handler that
//! answers one thing and knows nothing.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};
use anyhow::{Context as _, Result};
use clap::Args;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_event_store::LedgerReader;
use wellflow_http::auth::PublicKey;
use wellflow_http::{Metrics, Readiness, Surface, TokenVerifier, serve, serve_metrics};
use wellflow_query_api::QueryApi;
use wellflow_runtime::telemetry::{self, LogFormat};
use wellflow_runtime::{DatabaseConfig, RedisLink, Shutdown, TenantPool};

/// Connections of a service, where nothing else is set.
const CONNECTIONS: usize = 8;

/// What the query API is started with.
#[derive(Clone, Debug, Args)]
pub(crate) struct QueryService {
    /// The database, as the service's role.
    #[arg(long)]
    pub(crate) database: String,
    /// The Redis; none unless given.
    #[arg(long)]
    pub(crate) redis: Option<String>,
    /// The key whose tokens it believes.
    #[arg(long)]
    pub(crate) key: String,
    /// The installation they are for.
    #[arg(long)]
    pub(crate) installation: Uuid,
}

/// Where a server is found; printed once it listens.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Listening {
    pub(crate) http: String,
    pub(crate) metrics: Option<String>,
}

impl Listening {
    fn say(&self) -> Result<()> {
        println!("{}", serde_json::to_string(self)?);
        Ok(())
    }
}

/// An answer to be given again and again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// Ends with whoever started it.
fn with_parent() -> Shutdown {
    let shutdown = Shutdown::new();
    let ends = shutdown.clone();
    std::thread::spawn(move || {
        // Nothing is ever written: the end of the input is the end of the parent.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        ends.request();
    });
    shutdown
}

/// The query API.
pub(crate) async fn query(service: &QueryService) -> Result<()> {
    telemetry::init(LogFormat::default(), "info");
    let shutdown = with_parent();
    let (http, told) = (
        TcpListener::bind("127.0.0.1:0")?,
        TcpListener::bind("127.0.0.1:0")?,
    );
    let listening = Listening {
        http: http.local_addr()?.to_string(),
        metrics: Some(told.local_addr()?.to_string()),
    };
    let redis = service.redis.as_deref().map(SecretString::from);
    let redis = RedisLink::connect(redis.as_ref())?;
    let database = DatabaseConfig::parse("bench", &service.database)?;
    let pool = TenantPool::connect(&database, "query-api", CONNECTIONS).await?;
    let api = QueryApi::start(pool.clone(), LedgerReader::new(pool), redis, &shutdown);
    let metrics = Metrics::new();
    api.count_in(&metrics);
    tokio::spawn(serve_metrics(told, metrics.clone(), shutdown.clone()));
    let key = PublicKey::from_str(&service.key)?;
    let verifier = TokenVerifier::new(&key, service.installation);
    let surface = Surface::new(verifier, Readiness::new())
        .with_metrics(&metrics)
        .with_api(wellflow_query_api::PROBLEMS, wellflow_query_api::routes());
    listening.say()?;
    serve(http, surface, wellflow_query_api::configure(api), shutdown).await?;
    Ok(())
}

/// The answer as the handler holds it: nothing is left to do but to give it.
struct Ready {
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

/// The handler that knows nothing: as many workers, the same headers, the same body.
pub(crate) async fn plain(file: &Path) -> Result<()> {
    let shutdown = with_parent();
    let text = std::fs::read_to_string(file)?;
    let answer: Answer = serde_json::from_str(&text)?;
    let headers = answer.headers.iter().map(|(name, value)| {
        let name = HeaderName::from_str(name).context("a header's name")?;
        Ok((name, HeaderValue::from_str(value).context("a header's value")?))
    });
    let ready = Arc::new(Ready {
        headers: headers.collect::<Result<_>>()?,
        body: Bytes::from(answer.body),
    });
    let http = TcpListener::bind("127.0.0.1:0")?;
    let listening = Listening {
        http: http.local_addr()?.to_string(),
        metrics: None,
    };
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::from(Arc::clone(&ready)))
            .route(&answer.path, web::get().to(give))
    });
    let server = server
        .workers(std::thread::available_parallelism()?.get())
        .disable_signals()
        .listen(http)?
        .run();
    listening.say()?;
    tokio::select! {
        ended = server => ended.context("the server failed"),
        () = shutdown.requested() => Ok(()),
    }
}

async fn give(ready: web::Data<Ready>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for (name, value) in &ready.headers {
        response.append_header((name.clone(), value.clone()));
    }
    response.body(ready.body.clone())
}

/// What the plain handler is started with.
#[derive(Clone, Debug, Args)]
pub(crate) struct PlainService {
    /// The answer, as JSON.
    pub(crate) file: PathBuf,
}
