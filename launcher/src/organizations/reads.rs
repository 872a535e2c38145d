//! An organization's rows in a database of the read models that is not the ledger's.

use anyhow::{Context, Result};
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_runtime::{Tenant, TenantPool};

use super::read_pool;
use crate::config::Config;
use crate::database::Service;

/// Rows removed in one transaction.
const ROWS_AT_ONCE: i64 = 5_000;

/// Removes the rows of an organization whose ledger is gone, where the read models are in another database; a projector
/// makes no new ones without a head. May be done again.
pub(super) async fn erase(config: &Config, home: &Home, organization_id: Uuid) -> Result<()> {
    if config.read_database_url.is_none() {
        return Ok(());
    }
    let pool = read_pool(config, home, Service::Projector, 1).await?;
    let erased = rows(&pool, organization_id).await;
    erased.context("the ledger is erased, but rows of the read models are left: run the same command again")
}

async fn rows(pool: &TenantPool, organization_id: Uuid) -> Result<()> {
    let tenant = Tenant::authenticated(organization_id);
    let tables = pool
        .query(&tenant, include_str!("../sql/read_tables.sql"), &[])
        .await?;
    // The checkpoints come first: a batch that is under way has ended when its checkpoint is gone, or finds none.
    for table in tables {
        let relation: String = table.try_get("relation")?;
        let remove = format!(
            "DELETE FROM {relation} WHERE organization_id = $1 AND ctid = ANY (ARRAY(\
             SELECT ctid FROM {relation} WHERE organization_id = $1 LIMIT {ROWS_AT_ONCE}))"
        );
        loop {
            let tx = pool.begin_write(&tenant).await?;
            let removed = tx.execute(&remove, &[&organization_id]).await?;
            tx.commit().await?;
            if removed == 0 {
                break;
            }
        }
    }
    Ok(())
}
