//! The service: what it runs on, its routes, and how it is started by itself.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::guard;
use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use tokio::sync::Semaphore;
use wellflow_event_store::{Executor, Ledger, LedgerConfig, LedgerReader, SnapshotConfig, SnapshotWriter};
use wellflow_http::{Limits, Readiness, Route, ServeError, Surface, TokenVerifier, serve};
use wellflow_runtime::{DatabaseConfig, RuntimeError, Shutdown, TenantPool};

use crate::batch::batch;
use crate::organizations::Organizations;
use crate::problems::COMMAND_PROBLEMS;
use crate::single::command;
use crate::task::{PREFIX, Task};

/// The name under which the service's connections and readiness are found.
const SERVICE: &str = "command-api";

/// Batches worked on at the same time in one process: each holds its whole body in memory.
const BATCHES_AT_ONCE: usize = 4;

/// What a handler needs. Clones share one executor, and the room for batches.
#[derive(Clone, Debug)]
pub struct CommandApi {
    pub(crate) executor: Executor,
    pub(crate) reader: LedgerReader,
    pub(crate) organizations: Organizations,
    pub(crate) batches: Arc<Semaphore>,
}

/// What the service is started with.
#[derive(Debug)]
pub struct CommandApiConfig {
    /// The ledger's database, as the role of this service.
    pub database: DatabaseConfig,
    /// Connections at most.
    pub pool_size: usize,
    /// How the ledger is written.
    pub ledger: LedgerConfig,
    /// How much a request may bring.
    pub limits: Limits,
    /// Whose tokens are believed.
    pub verifier: TokenVerifier,
}

/// Why the service did not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The database could not be reached.
    #[error("the command API has no database")]
    Database(#[source] RuntimeError),
    /// The HTTP server failed.
    #[error("the command API stopped serving")]
    Serve(#[source] ServeError),
}

impl CommandApi {
    /// A service on an executor that runs already; the reader looks up why a command was refused.
    pub fn new(executor: Executor, reader: LedgerReader) -> Self {
        Self {
            executor,
            organizations: Organizations::new(reader.clone()),
            reader,
            batches: Arc::new(Semaphore::new(BATCHES_AT_ONCE)),
        }
    }

    /// Connects to the database and starts the ledger's writers; they end with `shutdown`, after answering what they took.
    ///
    /// # Errors
    /// When the database cannot be reached as the service's role.
    pub async fn start(
        database: &DatabaseConfig,
        pool_size: usize,
        ledger: LedgerConfig,
        shutdown: &Shutdown,
    ) -> Result<Self, RuntimeError> {
        let pool = TenantPool::connect(database, SERVICE, pool_size).await?;
        let ledger = Ledger::start(&pool, ledger, shutdown);
        let snapshots = SnapshotWriter::start(pool.clone(), SnapshotConfig::default(), shutdown);
        let reader = LedgerReader::new(pool);
        let executor = Executor::new(ledger, reader.clone()).with_snapshots(snapshots);
        Ok(Self::new(executor, reader))
    }
}

/// Mounts the API: a scope that takes `POST` only, so that the query API may share port and prefix.
pub fn configure(api: CommandApi) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    move |config| {
        let mut scope = web::scope(PREFIX)
            .guard(guard::Post())
            .app_data(web::Data::new(api.clone()))
            .route("/commands", web::post().to(batch));
        for task in Task::ALL {
            let handler = move |api, req, principal, request_id, payload| {
                command(task, api, req, principal, request_id, payload)
            };
            scope = scope.route(task.pattern(), web::post().to(handler));
        }
        config.service(scope);
    }
}

/// Every route of the API, for [`Surface::with_api`].
pub fn routes() -> Vec<Route> {
    let patterns = Task::ALL.into_iter().map(Task::pattern).chain(["/commands"]);
    patterns
        .map(|pattern| Route::new(Method::POST, format!("{PREFIX}{pattern}")))
        .collect()
}

/// Runs the service by itself until shutdown is requested.
///
/// # Errors
/// When the database cannot be reached or the server fails.
pub async fn run(
    config: CommandApiConfig,
    listener: TcpListener,
    readiness: Readiness,
    shutdown: Shutdown,
) -> Result<(), RunError> {
    readiness.set_not_ready(SERVICE, "connecting to the database");
    // The ledger outlives the server: requests under way are answered before its writers end.
    let writers = Shutdown::new();
    let api = CommandApi::start(&config.database, config.pool_size, config.ledger, &writers)
        .await
        .map_err(RunError::Database)?;
    readiness.set_ready(SERVICE, "serving");
    let surface = Surface::new(config.verifier, readiness)
        .with_limits(config.limits)
        .with_api(COMMAND_PROBLEMS, routes());
    let served = serve(listener, surface, configure(api), shutdown)
        .await
        .map_err(RunError::Serve);
    writers.request();
    served
}
