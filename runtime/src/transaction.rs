//! The one way to touch tenant data.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{NoTls, Row};

use crate::{Pool, RuntimeError, Tenant};

/// How long an abandoned transaction's rollback may take before its connection is closed instead.
const PATIENCE: Duration = Duration::from_secs(2);

type Connection = deadpool_postgres::Object;

/// A statement and its parameters.
pub type Statement<'a> = (&'a str, &'a [&'a (dyn ToSql + Sync)]);

/// A transaction in which the row policies see one organization.
///
/// Dropped before it ended (a client went away, a panic), its connection is rolled back first and given back only when
/// the server acknowledged that; otherwise it is closed. No later request inherits the transaction or its organization.
#[derive(Debug)]
pub struct TenantTransaction {
    /// Present until the transaction ended.
    connection: Option<Connection>,
    /// Whether a statement failed, which dooms the transaction.
    failed: AtomicBool,
}

impl TenantTransaction {
    pub(crate) async fn begin(pool: &Pool, opening: Opening<'_>) -> Result<Self, RuntimeError> {
        let transaction = Self::on(pool.get().await.map_err(RuntimeError::Pool)?);
        let open = opening.statements();
        transaction
            .client()?
            .batch_execute(&open)
            .await
            .map_err(RuntimeError::Database)?;
        Ok(transaction)
    }

    /// Opens a transaction and does work in it that does not wait for the opening: what opens it is sent first.
    pub(crate) async fn begin_at_work<T, E, W>(
        pool: &Pool,
        opening: Opening<'_>,
        work: W,
    ) -> Result<(Self, T), E>
    where
        E: From<RuntimeError>,
        W: AsyncFnOnce(&Self) -> Result<T, E>,
    {
        let transaction = Self::on(pool.get().await.map_err(RuntimeError::Pool)?);
        let open = opening.statements();
        let (opened, done) = {
            let client = transaction.client()?;
            // Polled in this order.
            futures::join!(client.batch_execute(&open), work(&transaction))
        };
        opened.map_err(RuntimeError::Database)?;
        Ok((transaction, done?))
    }

    /// A whole transaction of one statement, in one round trip: what opens it, the statement and what ends it are sent
    /// together. A statement that fails makes the end a rollback.
    pub(crate) async fn once(
        pool: &Pool,
        opening: Opening<'_>,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, RuntimeError> {
        let mut transaction = Self::on(pool.get().await.map_err(RuntimeError::Pool)?);
        let client = transaction.client()?;
        let statement = client.prepare_cached(sql).await.map_err(RuntimeError::Database)?;
        let open = opening.statements();
        // Polled together they are sent in this order, none waiting for the one before.
        let (opened, rows, ended) = futures::join!(
            client.batch_execute(&open),
            client.query(&statement, params),
            client.batch_execute("COMMIT")
        );
        ended.map_err(RuntimeError::Database)?;
        drop(transaction.connection.take());
        opened.map_err(RuntimeError::Database)?;
        rows.map_err(RuntimeError::Database)
    }

    /// As [`Self::once`], with a second statement that sees the same snapshot.
    pub(crate) async fn beside(
        pool: &Pool,
        opening: Opening<'_>,
        (sql, params): Statement<'_>,
        (other, other_params): Statement<'_>,
    ) -> Result<(Vec<Row>, Vec<Row>), RuntimeError> {
        let mut transaction = Self::on(pool.get().await.map_err(RuntimeError::Pool)?);
        let client = transaction.client()?;
        let statement = client.prepare_cached(sql).await.map_err(RuntimeError::Database)?;
        let other = client
            .prepare_cached(other)
            .await
            .map_err(RuntimeError::Database)?;
        let open = opening.statements();
        let (opened, rows, others, ended) = futures::join!(
            client.batch_execute(&open),
            client.query(&statement, params),
            client.query(&other, other_params),
            client.batch_execute("COMMIT")
        );
        ended.map_err(RuntimeError::Database)?;
        drop(transaction.connection.take());
        opened.map_err(RuntimeError::Database)?;
        Ok((
            rows.map_err(RuntimeError::Database)?,
            others.map_err(RuntimeError::Database)?,
        ))
    }

    fn on(connection: Connection) -> Self {
        Self {
            connection: Some(connection),
            failed: AtomicBool::new(false),
        }
    }

    /// Remembers a statement that failed: the server will answer a COMMIT with a rollback, and calls that no error.
    fn noted<T>(&self, result: Result<T, tokio_postgres::Error>) -> Result<T, RuntimeError> {
        result.map_err(|error| {
            self.failed.store(true, Ordering::Relaxed);
            RuntimeError::Database(error)
        })
    }

    fn client(&self) -> Result<&deadpool_postgres::ClientWrapper, RuntimeError> {
        self.connection.as_deref().ok_or_else(|| RuntimeError::Setting {
            setting: "transaction".to_owned(),
            reason: "it has ended".to_owned(),
        })
    }

    /// Makes a statement ready, so that it is sent at once when it is run.
    ///
    /// # Errors
    /// [`RuntimeError::Database`].
    pub async fn prepare(&self, sql: &str) -> Result<(), RuntimeError> {
        self.noted(self.client()?.prepare_cached(sql).await)?;
        Ok(())
    }

    /// Runs a statement that yields rows.
    ///
    /// # Errors
    /// [`RuntimeError::Database`].
    pub async fn query(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, RuntimeError> {
        let client = self.client()?;
        let statement = self.noted(client.prepare_cached(sql).await)?;
        self.noted(client.query(&statement, params).await)
    }

    /// Runs a statement that yields one row or none.
    ///
    /// # Errors
    /// [`RuntimeError::Database`], also for more than one row.
    pub async fn query_opt(
        &self,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, RuntimeError> {
        let client = self.client()?;
        let statement = self.noted(client.prepare_cached(sql).await)?;
        self.noted(client.query_opt(&statement, params).await)
    }

    /// Runs a statement that yields exactly one row.
    ///
    /// # Errors
    /// [`RuntimeError::Database`], also for no row or several.
    pub async fn query_one(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Row, RuntimeError> {
        let client = self.client()?;
        let statement = self.noted(client.prepare_cached(sql).await)?;
        self.noted(client.query_one(&statement, params).await)
    }

    /// Runs a statement and counts the rows it changed.
    ///
    /// # Errors
    /// [`RuntimeError::Database`].
    pub async fn execute(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<u64, RuntimeError> {
        let client = self.client()?;
        let statement = self.noted(client.prepare_cached(sql).await)?;
        self.noted(client.execute(&statement, params).await)
    }

    /// Runs statements in one round trip: they are sent together and carried out in their order.
    ///
    /// # Errors
    /// [`RuntimeError::Database`] of the first that fails; those after it fail with it.
    pub async fn execute_all(&self, statements: &[Statement<'_>]) -> Result<(), RuntimeError> {
        let client = self.client()?;
        let mut prepared = Vec::with_capacity(statements.len());
        for (sql, _) in statements {
            prepared.push(self.noted(client.prepare_cached(sql).await)?);
        }
        // Polled in this order; a statement is sent when it is first polled, and waits for none before it.
        let sent = prepared.iter().zip(statements);
        let sent = sent.map(|(statement, (_, params))| client.execute(statement, params));
        for done in futures::future::join_all(sent).await {
            self.noted(done)?;
        }
        Ok(())
    }

    /// Makes the changes durable.
    ///
    /// # Errors
    /// [`RuntimeError::Aborted`] when a statement failed before, even if that was ignored: nothing was changed.
    /// [`RuntimeError::Database`] otherwise; whether the changes stand is then unknown.
    pub async fn commit(self) -> Result<(), RuntimeError> {
        if self.failed.load(Ordering::Relaxed) {
            self.end("ROLLBACK").await?;
            return Err(RuntimeError::Aborted);
        }
        self.end("COMMIT").await
    }

    /// Takes the changes back.
    ///
    /// # Errors
    /// [`RuntimeError::Database`]; the connection is then closed, which takes them back as well.
    pub async fn rollback(self) -> Result<(), RuntimeError> {
        self.end("ROLLBACK").await
    }

    async fn end(mut self, statement: &str) -> Result<(), RuntimeError> {
        self.client()?
            .batch_execute(statement)
            .await
            .map_err(RuntimeError::Database)?;
        // Acknowledged: only now may the connection go back to the pool.
        drop(self.connection.take());
        Ok(())
    }
}

/// What the planner of a transaction may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Planner {
    /// Anything.
    Free,
    /// Nothing that needs a sort, as long as an index gives the order; and one plan for all parameters, since making a
    /// plan takes longer than such a lookup.
    InOrder,
}

/// How a transaction is opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opening<'a> {
    pub(crate) tenant: &'a Tenant,
    pub(crate) mode: &'static str,
    pub(crate) planner: Planner,
    /// The build of the read models it sees; the served one where none is named.
    pub(crate) build: Option<i32>,
    /// Whether it is made again rather than waited for: its commit does not wait for the disk, and it waits for no lock.
    pub(crate) unhurried: bool,
}

impl Opening<'_> {
    /// One message that opens the transaction. All parts are ours: fixed texts, and a UUID and a number printed by their
    /// types.
    fn statements(self) -> String {
        let organization = self.tenant.organization_id();
        let in_order = match self.planner {
            Planner::Free => "",
            Planner::InOrder => {
                ", pg_catalog.set_config('enable_sort', 'off', true), \
                 pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true)"
            }
        };
        let build = self.build.map_or_else(String::new, |build| {
            format!(", pg_catalog.set_config('app.read_build', '{build}', true)")
        });
        let commit = match self.unhurried {
            true => {
                ", pg_catalog.set_config('synchronous_commit', 'off', true), \
                 pg_catalog.set_config('lock_timeout', '100ms', true)"
            }
            false => "",
        };
        format!(
            "BEGIN {}; SELECT pg_catalog.set_config('app.current_organization_id', '{organization}', true)\
             {in_order}{build}{commit}",
            self.mode
        )
    }
}

impl Drop for TenantTransaction {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        let unfinished = Unfinished(Some(connection));
        // Outside a runtime nobody can await the rollback: the guard then closes the connection.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(unfinished.roll_back());
        }
    }
}

/// A connection whose transaction was abandoned. It goes back to the pool only after the server acknowledged a rollback;
/// on any other way out of here it is closed.
struct Unfinished(Option<Connection>);

impl Unfinished {
    async fn roll_back(mut self) {
        let Some(connection) = self.0.as_deref() else {
            return;
        };
        let rolled_back = tokio::time::timeout(PATIENCE, connection.batch_execute("ROLLBACK")).await;
        match rolled_back {
            Ok(Ok(())) => drop(self.0.take()),
            Ok(Err(_)) => {}
            // The statement before it is still running: closing the socket alone would leave it at work.
            Err(_) => {
                let cancelling = connection.cancel_token();
                let _ = tokio::time::timeout(PATIENCE, cancelling.cancel_query(NoTls)).await;
            }
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(Connection::take(connection));
        }
    }
}
