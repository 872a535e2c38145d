//! Where a service's database is, and the pool through which it is reached.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use deadpool_postgres::{Connect, Manager, ManagerConfig, RecyclingMethod, Runtime, Timeouts};
use secrecy::{ExposeSecret, SecretString};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Row};

use crate::transaction::{Opening, Planner};
use crate::{RuntimeError, Statement, Tenant, TenantTransaction};

/// A pool of connections of one role.
pub type Pool = deadpool_postgres::Pool;

/// How long a request waits for a connection before it is told to come back.
const WAIT: Duration = Duration::from_secs(5);

/// A peer that vanished without a word is noticed within this time.
const SILENCE: Duration = Duration::from_secs(15);

/// One snapshot, and nothing is written.
const READ: &str = "ISOLATION LEVEL REPEATABLE READ READ ONLY";
const WRITE: &str = "ISOLATION LEVEL READ COMMITTED READ WRITE";

/// The address of a database, with the role to connect as.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    url: SecretString,
}

impl DatabaseConfig {
    /// Reads a `postgres://` address; unix sockets are written as a percent-encoded host.
    ///
    /// # Errors
    /// [`RuntimeError::Setting`] naming `setting`, without the address: it may hold a password.
    pub fn parse(setting: &str, url: &str) -> Result<Self, RuntimeError> {
        let invalid = |reason: String| RuntimeError::Setting {
            setting: setting.to_owned(),
            reason,
        };
        let config = url
            .parse::<Config>()
            .map_err(|_| invalid("not a postgres:// address".to_owned()))?;
        if config.get_user().is_none_or(str::is_empty) {
            return Err(invalid("it names no user".to_owned()));
        }
        if config.get_dbname().is_none_or(str::is_empty) {
            return Err(invalid("it names no database".to_owned()));
        }
        Ok(Self {
            url: SecretString::from(url),
        })
    }

    /// The address itself.
    pub fn url(&self) -> &str {
        self.url.expose_secret()
    }

    fn driver_config(&self) -> Result<Config, RuntimeError> {
        self.url().parse().map_err(RuntimeError::Database)
    }

    /// One connection outside any pool, for migrations and for listening to notifications. The driver's half is
    /// returned beside the client and must be polled.
    ///
    /// # Errors
    /// [`RuntimeError::Database`] when the server cannot be reached or refuses.
    pub async fn connect(
        &self,
        application: &str,
    ) -> Result<
        (
            Client,
            tokio_postgres::Connection<tokio_postgres::Socket, tokio_postgres::tls::NoTlsStream>,
        ),
        RuntimeError,
    > {
        let mut config = self.driver_config()?;
        config.application_name(application).connect_timeout(WAIT);
        config.connect(NoTls).await.map_err(RuntimeError::Database)
    }
}

/// The pool of one service, connected as that service's own role.
#[derive(Clone, Debug)]
pub struct TenantPool {
    pool: Pool,
    build: Option<i32>,
}

impl TenantPool {
    /// Opens a pool with all its connections.
    ///
    /// Connections are driven by the runtime this is called on, whichever thread later uses them. How long a statement, a
    /// lock or an idle transaction may take is a setting of the role, made by the migrations.
    ///
    /// # Errors
    /// [`RuntimeError::Pool`] when one of the connections cannot be made.
    pub async fn connect(
        database: &DatabaseConfig,
        service: &str,
        size: usize,
    ) -> Result<Self, RuntimeError> {
        let mut config = database.driver_config()?;
        config.application_name(service).connect_timeout(WAIT);
        config.tcp_user_timeout(SILENCE).keepalives_idle(SILENCE);
        let manager = Manager::from_connect(
            config,
            OnRuntime(Handle::current()),
            ManagerConfig {
                recycling_method: RecyclingMethod::Fast,
            },
        );
        let pool = Pool::builder(manager)
            .max_size(size)
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts {
                wait: Some(WAIT),
                create: Some(WAIT),
                recycle: Some(WAIT),
            })
            .build()
            .map_err(|error| RuntimeError::Setting {
                setting: "pool".to_owned(),
                reason: error.to_string(),
            })?;
        // Every connection is opened now: one that is opened when a request needs it is lost when the request is given up
        // first, and requests that are given up often would knock on the server without end.
        let opened = futures::future::try_join_all((0..size).map(|_| pool.get())).await;
        drop(opened.map_err(RuntimeError::Pool)?);
        Ok(Self { pool, build: None })
    }

    /// The same connections, for transactions that see and write this build of the read models instead of the served one.
    /// Of the roles only the projector's may choose.
    #[must_use]
    pub fn in_build(&self, build: i32) -> Self {
        Self {
            pool: self.pool.clone(),
            build: Some(build),
        }
    }

    fn opening<'a>(&self, tenant: &'a Tenant, mode: &'static str, planner: Planner) -> Opening<'a> {
        let build = self.build;
        Opening {
            tenant,
            mode,
            planner,
            build,
            unhurried: false,
        }
    }

    /// The connections themselves, for statements that concern no tenant.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Opens a read-only transaction that sees one snapshot of the tenant's rows.
    ///
    /// # Errors
    /// [`RuntimeError`] when no connection is to be had or the transaction cannot be opened.
    pub async fn begin_read(&self, tenant: &Tenant) -> Result<TenantTransaction, RuntimeError> {
        TenantTransaction::begin(&self.pool, self.opening(tenant, READ, Planner::Free)).await
    }

    /// Opens a transaction that may write the tenant's rows.
    ///
    /// # Errors
    /// [`RuntimeError`] when no connection is to be had or the transaction cannot be opened.
    pub async fn begin_write(&self, tenant: &Tenant) -> Result<TenantTransaction, RuntimeError> {
        TenantTransaction::begin(&self.pool, self.opening(tenant, WRITE, Planner::Free)).await
    }

    /// As [`Self::begin_write`], with the transaction's first statement in the same round trip; answers its rows.
    ///
    /// # Errors
    /// [`RuntimeError`] when no connection is to be had, or the transaction cannot be opened or the statement fails.
    pub async fn begin_write_with(
        &self,
        tenant: &Tenant,
        (sql, params): Statement<'_>,
    ) -> Result<(TenantTransaction, Vec<Row>), RuntimeError> {
        let opening = self.opening(tenant, WRITE, Planner::Free);
        let first = async |tx: &TenantTransaction| tx.query(sql, params).await;
        TenantTransaction::begin_at_work(&self.pool, opening, first).await
    }

    /// As [`Self::begin_write`], for what can be made again: the first statements do not wait for the opening, and the commit
    /// does not wait for the disk. After a crash of the server the last of such commits may be gone, each as a whole. A lock that is
    /// not had within a moment fails it.
    ///
    /// # Errors
    /// Those of the work, and [`RuntimeError`] when no connection is to be had or the transaction cannot be opened.
    pub async fn begin_write_at_work<T, E, W>(
        &self,
        tenant: &Tenant,
        work: W,
    ) -> Result<(TenantTransaction, T), E>
    where
        E: From<RuntimeError>,
        W: AsyncFnOnce(&TenantTransaction) -> Result<T, E>,
    {
        let opening = Opening {
            unhurried: true,
            ..self.opening(tenant, WRITE, Planner::Free)
        };
        TenantTransaction::begin_at_work(&self.pool, opening, work).await
    }

    /// Reads with one statement, in a transaction and a round trip of its own.
    ///
    /// # Errors
    /// [`RuntimeError`] when no connection is to be had or the statement fails.
    pub async fn query(
        &self,
        tenant: &Tenant,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, RuntimeError> {
        let opening = self.opening(tenant, READ, Planner::Free);
        TenantTransaction::once(&self.pool, opening, sql, params).await
    }

    /// Reads with two statements that see one snapshot, in a transaction and a round trip of their own.
    ///
    /// # Errors
    /// [`RuntimeError`] when no connection is to be had or a statement fails.
    pub async fn query_beside(
        &self,
        tenant: &Tenant,
        statement: Statement<'_>,
        other: Statement<'_>,
    ) -> Result<(Vec<Row>, Vec<Row>), RuntimeError> {
        let opening = self.opening(tenant, READ, Planner::Free);
        TenantTransaction::beside(&self.pool, opening, statement, other).await
    }

    /// Looks something up with one statement that asks for the order of the index meant to serve it: the planner may not
    /// choose another index and sort, however good that looks to statistics that are missing or old.
    ///
    /// # Errors
    /// [`RuntimeError`] when no connection is to be had or the statement fails.
    pub async fn lookup(
        &self,
        tenant: &Tenant,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, RuntimeError> {
        let opening = self.opening(tenant, READ, Planner::InOrder);
        TenantTransaction::once(&self.pool, opening, sql, params).await
    }

    /// Runs `work` in a read-only tenant transaction and ends it.
    ///
    /// # Errors
    /// The work's own error, or [`RuntimeError`] from the transaction.
    pub async fn read<T, E, W>(&self, tenant: &Tenant, work: W) -> Result<T, E>
    where
        E: From<RuntimeError>,
        W: AsyncFnOnce(&TenantTransaction) -> Result<T, E>,
    {
        let transaction = self.begin_read(tenant).await?;
        Self::finish(transaction, work).await
    }

    /// Runs `work` in a tenant transaction, commits it where the work succeeded and rolls it back where not.
    ///
    /// # Errors
    /// The work's own error, or [`RuntimeError`] from the transaction.
    pub async fn write<T, E, W>(&self, tenant: &Tenant, work: W) -> Result<T, E>
    where
        E: From<RuntimeError>,
        W: AsyncFnOnce(&TenantTransaction) -> Result<T, E>,
    {
        let transaction = self.begin_write(tenant).await?;
        Self::finish(transaction, work).await
    }

    async fn finish<T, E, W>(transaction: TenantTransaction, work: W) -> Result<T, E>
    where
        E: From<RuntimeError>,
        W: AsyncFnOnce(&TenantTransaction) -> Result<T, E>,
    {
        match work(&transaction).await {
            Ok(value) => {
                transaction.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // The work's error is the one to report; a rollback that fails costs the connection alone.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }
}

/// Opens and drives connections on one runtime: a web worker's own runtime may end before the pool does.
struct OnRuntime(Handle);

impl Connect for OnRuntime {
    fn connect(
        &self,
        config: &Config,
    ) -> Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), tokio_postgres::Error>> + Send + '_>>
    {
        let config = config.clone();
        let opening = async move {
            let (client, connection) = config.connect(NoTls).await?;
            let driver = self.0.spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(error = %error, "database connection ended");
                }
            });
            Ok((client, driver))
        };
        Box::pin(Entered {
            handle: self.0.clone(),
            future: Box::pin(opening),
        })
    }
}

/// Polls a future inside a runtime, so that the sockets it opens belong there.
struct Entered<F> {
    handle: Handle,
    future: Pin<Box<F>>,
}

impl<F: Future> Future for Entered<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let handle = self.handle.clone();
        let _inside = handle.enter();
        self.future.as_mut().poll(context)
    }
}
