//! An organization's rows in a database of the read models that is not the ledger's.

use anyhow::{Context, Result};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::admin::Admin;
use crate::config::Config;

/// Rows removed at once.
const ROWS_AT_ONCE: i32 = 5_000;

/// Removes the rows of an organization whose ledger is gone, where the read models are in another database; a projector
/// makes no new ones without a head. May be done again.
pub(super) async fn erase(config: &Config, organization_id: Uuid) -> Result<()> {
    let Some(url) = &config.read_database_url else {
        return Ok(());
    };
    let admin = Admin::connect("WELLFLOW_READ_DATABASE_URL", url.expose_secret()).await?;
    // Twice: a projector that saw the head just before it went may have begun a checkpoint meanwhile.
    let erased = match rows(&admin, organization_id).await {
        Ok(()) => rows(&admin, organization_id).await,
        failed => failed,
    };
    erased.context("the ledger is erased, but rows of the read models are left: run the same command again")
}

async fn rows(admin: &Admin, organization_id: Uuid) -> Result<()> {
    let client = admin.client();
    // The checkpoints come first: a batch under way has ended when they are gone, and a later one finds none.
    for table in client.query(include_str!("../sql/read_tables.sql"), &[]).await? {
        let relation: String = table.try_get("relation")?;
        let erase = include_str!("../sql/erase_read_rows.sql");
        loop {
            let row = client
                .query_one(erase, &[&organization_id, &relation, &ROWS_AT_ONCE])
                .await?;
            if row.try_get::<_, i64>("removed")? == 0 {
                break;
            }
        }
    }
    Ok(())
}
