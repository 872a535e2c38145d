//! Fills the database: organizations, nine of ten with a little history that is projected already.

use std::time::Instant;

use super::{DATABASE, Outcome, Server, say, superuser};

/// Makes the database, its schema and its organizations.
pub(crate) async fn database(server: &Server, organizations: i32) -> Outcome<()> {
    let began = Instant::now();
    let maintenance = superuser(server, "postgres").await?;
    maintenance.batch_execute("CREATE DATABASE wellflow").await?;
    let mut client = superuser(server, DATABASE).await?;
    wellflow_migrations::run(&mut client).await?;
    let version: String = client.query_one("SHOW server_version", &[]).await?.get(0);
    client
        .execute(include_str!("sql/organizations.sql"), &[&organizations])
        .await?;
    for statement in [include_str!("sql/commits.sql"), include_str!("sql/events.sql")] {
        client.execute(statement, &[]).await?;
    }
    let (names, versions): (Vec<&str>, Vec<i32>) = wellflow_projector::projections()
        .iter()
        .map(|key| (key.name, key.version))
        .unzip();
    client
        .execute(include_str!("sql/checkpoints.sql"), &[&names, &versions])
        .await?;
    client.batch_execute("VACUUM ANALYZE").await?;
    client.batch_execute("CHECKPOINT").await?;
    let commits: i64 = client
        .query_one("SELECT count(*) FROM ledger.commits", &[])
        .await?
        .get(0);
    say(&format!(
        "PostgreSQL {version}, durable: {organizations} organizations, {commits} commits, filled in {:.0?}",
        began.elapsed()
    ));
    Ok(())
}
