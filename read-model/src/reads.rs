//! What a read of one statement runs in.

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use wellflow_runtime::{RuntimeError, Tenant, TenantPool, TenantTransaction};

use crate::{ReadModelError, from_bigint};

/// Runs one statement under a tenant's policies: a transaction that is open already, where several statements must see
/// one snapshot, or a [`Once`], where one statement is all there is.
pub trait Reads: Sync {
    /// The rows of the statement.
    ///
    /// # Errors
    /// [`RuntimeError`].
    fn rows(
        &self,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Vec<Row>, RuntimeError>> + Send;
}

impl Reads for TenantTransaction {
    async fn rows(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, RuntimeError> {
        self.query(sql, params).await
    }
}

/// Every statement in a transaction and a round trip of its own.
#[derive(Clone, Copy, Debug)]
pub struct Once<'a> {
    pool: &'a TenantPool,
    tenant: &'a Tenant,
}

impl<'a> Once<'a> {
    /// Reads as the tenant.
    pub fn new(pool: &'a TenantPool, tenant: &'a Tenant) -> Self {
        Self { pool, tenant }
    }
}

impl Reads for Once<'_> {
    async fn rows(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, RuntimeError> {
        self.pool.query(self.tenant, sql, params).await
    }
}

/// The checkpoint of an answer; a list of nothing has one row that names it alone.
pub(crate) fn read_at(rows: &[Row]) -> Result<u64, ReadModelError> {
    match rows.first() {
        Some(first) => Ok(from_bigint(first.try_get("read_at")?)),
        None => Ok(0),
    }
}

/// The documents of an answer, as they were written.
pub(crate) fn documents(rows: &[Row]) -> Result<Vec<String>, ReadModelError> {
    let mut documents = Vec::with_capacity(rows.len());
    for row in rows {
        documents.extend(row.try_get::<_, Option<String>>("document")?);
    }
    Ok(documents)
}
