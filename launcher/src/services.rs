//! The three services: how each is put together, and how one runs alone.

use std::net::TcpListener;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::time::MissedTickBehavior;
use wellflow_command_api::CommandApi;
use wellflow_embedded::Home;
use wellflow_event_store::{
    Executor, Ledger, LedgerConfig, LedgerReader, Pace, SnapshotConfig, SnapshotWriter,
};
use wellflow_http::{ApiDocument, Metrics, Readiness, Surface, serve, serve_metrics};
use wellflow_projector::{Lags, ProjectorConfig};
use wellflow_query_api::QueryApi;
use wellflow_runtime::{DatabaseConfig, RedisLink, Shutdown, TenantPool};

use crate::config::Config;
use crate::database::{RolePasswords, Service, read_url, service_url};
use crate::home_files::HomeFiles;
use crate::servers::Servers;
use crate::{output, signals};

/// How often a process looks whether its database still answers.
const LOOK: Duration = Duration::from_secs(2);

/// What every service of a process is made with.
pub(crate) struct Parts<'a> {
    /// The settings.
    pub(crate) config: &'a Config,
    /// The servers of this run.
    pub(crate) servers: &'a Servers,
    /// Passwords of the service roles, where they need one.
    pub(crate) passwords: RolePasswords,
    /// What the process reports about itself.
    pub(crate) readiness: Readiness,
    /// What it counts.
    pub(crate) metrics: Metrics,
    /// Ends the tasks behind the services, after the last request was answered.
    pub(crate) shutdown: Shutdown,
    redis: RedisLink,
}

impl<'a> Parts<'a> {
    /// Parts with a link to Redis, where there is one.
    pub(crate) fn new(config: &'a Config, servers: &'a Servers, passwords: RolePasswords) -> Result<Self> {
        let redis = RedisLink::connect(servers.redis_url.as_ref())?;
        let (readiness, shutdown) = (Readiness::new(), Shutdown::new());
        tokio::spawn(watch_redis(redis.clone(), readiness.clone(), shutdown.clone()));
        let metrics = Metrics::new();
        if let Some(address) = config.metrics_listen {
            let listener = TcpListener::bind(address).with_context(|| {
                format!("cannot listen on {address}: set WELLFLOW_METRICS_LISTEN to another address")
            })?;
            output::line(format_args!(
                "metrics on http://{}/metrics",
                listener.local_addr()?
            ));
            tokio::spawn(tell_metrics(listener, metrics.clone(), shutdown.clone()));
        }
        Ok(Self {
            config,
            servers,
            passwords,
            readiness,
            metrics,
            shutdown,
            redis,
        })
    }

    fn database(&self, service: Service) -> Result<DatabaseConfig> {
        let url = service_url(self.config, self.servers.database_url(), &self.passwords, service)?;
        Ok(DatabaseConfig::parse(service.name(), &url)?)
    }

    /// The pool of a service, connected as the service's own role, and its address.
    async fn pool(&self, service: Service) -> Result<(TenantPool, DatabaseConfig)> {
        let database = self.database(service)?;
        let what = format!("{} database", service.name());
        Ok((self.connect(service, &database, what).await?, database))
    }

    /// The pool a service finds the read models through: `ledger` itself, unless they are in another database.
    async fn read_pool(&self, service: Service, ledger: &TenantPool) -> Result<TenantPool> {
        let Some(url) = read_url(self.config, &self.passwords, service)? else {
            return Ok(ledger.clone());
        };
        let database = DatabaseConfig::parse("WELLFLOW_READ_DATABASE_URL", &url)?;
        let what = format!("{} read database", service.name());
        self.connect(service, &database, what).await
    }

    async fn connect(&self, service: Service, database: &DatabaseConfig, what: String) -> Result<TenantPool> {
        let pool = TenantPool::connect(database, service.name(), self.config.pool_size).await;
        let pool = pool.with_context(|| format!("the {what} cannot be reached"))?;
        tokio::spawn(watch_database(
            what,
            pool.clone(),
            self.readiness.clone(),
            self.shutdown.clone(),
        ));
        Ok(pool)
    }

    /// The command API and its pool; its writers end with [`Parts::shutdown`], after answering what they took.
    pub(crate) async fn command_api(&self) -> Result<(CommandApi, TenantPool)> {
        let (pool, database) = self.pool(Service::Command).await?;
        let settings = LedgerConfig {
            batch_scope: self.config.batch_scope,
            ..LedgerConfig::default()
        };
        // The writers' own connections: appends never wait behind reads. One more for the hints.
        let connections = settings.lanes * settings.depth + 1;
        let writers = TenantPool::connect(&database, "command-api writer", connections).await;
        let writers = writers.context("the command API's writers cannot reach their database")?;
        let ledger = Ledger::start(&writers, settings, &self.shutdown);
        let reader = LedgerReader::new(pool.clone());
        let snapshots = SnapshotWriter::start(pool.clone(), SnapshotConfig::default(), &self.shutdown);
        let executor = Executor::new(ledger, reader.clone()).with_snapshots(snapshots);
        Ok((CommandApi::new(executor, reader), pool))
    }

    /// The query API, and its pools, the ledger's first; questions that wait for a position give up when `stop` is
    /// requested.
    pub(crate) async fn query_api(&self, stop: &Shutdown) -> Result<(QueryApi, [TenantPool; 2])> {
        let (pool, _) = self.pool(Service::Query).await?;
        let reads = self.read_pool(Service::Query, &pool).await?;
        let ledger = LedgerReader::new(pool.clone());
        let api = QueryApi::start(reads.clone(), ledger, self.redis.clone(), stop);
        let api = api.with_checkpoints(self.config.checkpoints.clone());
        api.count_in(&self.metrics);
        Ok((api, [pool, reads]))
    }

    /// What the projector runs with, and its pools, the ledger's first.
    pub(crate) async fn projector(&self) -> Result<(ProjectorConfig, [TenantPool; 2])> {
        let (pool, database) = self.pool(Service::Projector).await?;
        let reads = self.read_pool(Service::Projector, &pool).await?;
        let config = ProjectorConfig {
            pool: reads.clone(),
            hints: Some(database),
            ledger: LedgerReader::new(pool.clone()),
            pace: Pace::default(),
            redis: self.redis.clone(),
            readiness: self.readiness.clone(),
            lags: Lags::default(),
        };
        self.metrics.collect(config.lags.clone());
        Ok((config, [pool, reads]))
    }
}

/// The document of the command API.
pub(crate) const COMMAND_API_DOCUMENT: ApiDocument = ApiDocument {
    title: "Commands",
    path: "/openapi/command-api.json",
    text: wellflow_command_api::OPENAPI,
};
/// The document of the query API.
pub(crate) const QUERY_API_DOCUMENT: ApiDocument = ApiDocument {
    title: "Queries",
    path: "/openapi/query-api.json",
    text: wellflow_query_api::OPENAPI,
};

/// A service by itself serves its document only where it is told to.
fn documented(surface: Surface, config: &Config, document: ApiDocument) -> Surface {
    match config.api_docs {
        Some(true) => surface.with_documents(&[document]),
        Some(false) | None => surface,
    }
}

/// `wellflow command-api`.
pub(crate) async fn command_api(config: &Config, home: &Home) -> Result<()> {
    let alone = Alone::start(config, home)?;
    let parts = alone.parts(config)?;
    let (api, pool) = parts.command_api().await?;
    let surface = alone.surface(&parts).with_api(
        wellflow_command_api::COMMAND_PROBLEMS,
        wellflow_command_api::routes(),
    );
    let surface = documented(surface, config, COMMAND_API_DOCUMENT);
    alone
        .serve(surface, wellflow_command_api::configure(api), &parts)
        .await?;
    pool.pool().close();
    Ok(())
}

/// `wellflow query-api`.
pub(crate) async fn query_api(config: &Config, home: &Home) -> Result<()> {
    let alone = Alone::start(config, home)?;
    let parts = alone.parts(config)?;
    let (api, pools) = parts.query_api(&alone.stop).await?;
    let surface = alone
        .surface(&parts)
        .with_api(wellflow_query_api::PROBLEMS, wellflow_query_api::routes());
    let surface = documented(surface, config, QUERY_API_DOCUMENT);
    alone
        .serve(surface, wellflow_query_api::configure(api), &parts)
        .await?;
    close(&pools);
    Ok(())
}

/// `wellflow projector`: serves its health and nothing else.
pub(crate) async fn projector(config: &Config, home: &Home) -> Result<()> {
    let alone = Alone::start(config, home)?;
    let parts = alone.parts(config)?;
    let (projector, pools) = parts.projector().await?;
    let running = tokio::spawn(wellflow_projector::run(projector, parts.shutdown.clone()));
    let surface = alone.surface(&parts).with_workers(1);
    let served = alone
        .serve(surface, |_: &mut actix_web::web::ServiceConfig| {}, &parts)
        .await;
    parts.shutdown.request();
    running.await.context("the projector was interrupted")?;
    close(&pools);
    served
}

/// Closes pools; one that is there twice is closed once.
pub(crate) fn close(pools: &[TenantPool]) {
    for pool in pools {
        pool.pool().close();
    }
}

/// One service in a process of its own: it uses servers somebody else runs.
struct Alone {
    servers: Servers,
    files: HomeFiles,
    listener: std::cell::Cell<Option<TcpListener>>,
    verifier: wellflow_http::TokenVerifier,
    stop: Shutdown,
}

impl Alone {
    fn start(config: &Config, home: &Home) -> Result<Self> {
        let files = HomeFiles::open(home)?;
        let verifier = files.verifier()?;
        let listener = listen(config)?;
        let stop = Shutdown::new();
        signals::listen(&stop)?;
        let servers = Servers::attach(config, home);
        Ok(Self {
            servers,
            files,
            listener: std::cell::Cell::new(Some(listener)),
            verifier,
            stop,
        })
    }

    fn parts<'a>(&'a self, config: &'a Config) -> Result<Parts<'a>> {
        Parts::new(config, &self.servers, RolePasswords::load(&self.files)?)
    }

    fn surface(&self, parts: &Parts<'_>) -> Surface {
        Surface::new(self.verifier.clone(), parts.readiness.clone()).with_metrics(&parts.metrics)
    }

    async fn serve<F>(&self, surface: Surface, configure: F, parts: &Parts<'_>) -> Result<()>
    where
        F: Fn(&mut actix_web::web::ServiceConfig) + Clone + Send + 'static,
    {
        let listener = self.listener.take().context("the listener is in use already")?;
        output::line(format_args!("listening on http://{}", listener.local_addr()?));
        let served = serve(listener, surface, configure, self.stop.clone()).await;
        parts.shutdown.request();
        served.context("the server failed")
    }
}

async fn tell_metrics(listener: TcpListener, metrics: Metrics, shutdown: Shutdown) {
    if let Err(error) = serve_metrics(listener, metrics, shutdown).await {
        tracing::error!(error = %format_args!("{error:#}"), "metrics are not served any more");
    }
}

/// Takes the port, so that a clash is found before anything is started.
pub(crate) fn listen(config: &Config) -> Result<TcpListener> {
    TcpListener::bind(config.listen).with_context(|| {
        format!(
            "cannot listen on {}: set WELLFLOW_LISTEN to another address",
            config.listen
        )
    })
}

async fn watch_database(name: String, pool: TenantPool, readiness: Readiness, shutdown: Shutdown) {
    let mut looks = Looks::new();
    while looks.next(&shutdown).await {
        let answered = match pool.pool().get().await {
            Ok(connection) => connection
                .simple_query("")
                .await
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match answered {
            Ok(_) => readiness.set_ready(&name, "connected"),
            Err(reason) => {
                // Anybody may ask whether the process is ready; the reason is for the log.
                tracing::warn!(name, reason, "the database does not answer");
                readiness.set_not_ready(&name, "does not answer");
            }
        }
    }
}

/// Redis makes answers faster and is never needed: whatever its state, the process is ready.
async fn watch_redis(redis: RedisLink, readiness: Readiness, shutdown: Shutdown) {
    let mut looks = Looks::new();
    while looks.next(&shutdown).await {
        readiness.set_ready("redis", redis.state().await);
    }
}

/// One look now, and one every now and then.
struct Looks(tokio::time::Interval);

impl Looks {
    fn new() -> Self {
        let mut interval = tokio::time::interval(LOOK);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self(interval)
    }

    /// Waits for the time to look; false when there is no more need to.
    async fn next(&mut self, shutdown: &Shutdown) -> bool {
        tokio::select! {
            () = shutdown.requested() => false,
            _ = self.0.tick() => true,
        }
    }
}
