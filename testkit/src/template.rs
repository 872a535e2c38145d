//! The migrated template databases are copied from: made once per server and set of migrations.

use std::time::Duration;

use tokio_postgres::{Client, NoTls};

use crate::cluster::Cluster;
use crate::eventually;
use crate::guardian::chain;

/// The advisory lock under which templates are made. Held in the database `postgres`, because such locks are per
/// database; the roles that migrations create are per server.
const LOCK: i64 = 0x7765_6c6c_666c_6f77;

/// Connects, with the driver running in a task of its own.
pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .unwrap_or_else(|error| panic!("cannot connect to {url}: {}", chain(&error)));
    // Ends when the client is dropped, or with the database.
    tokio::spawn(connection);
    client
}

/// The name of the template, which is there when this returns.
pub(crate) async fn ready(cluster: &Cluster, maintenance: &Client) -> String {
    let name = format!("tmpl_{}", wellflow_migrations::fingerprint());
    if is_finished(maintenance, &name).await {
        return name;
    }
    execute(maintenance, include_str!("sql/lock_template.sql"), LOCK).await;
    if !is_finished(maintenance, &name).await {
        make(cluster, maintenance, &name).await;
    }
    execute(maintenance, include_str!("sql/unlock_template.sql"), LOCK).await;
    name
}

async fn execute(client: &Client, sql: &str, key: i64) {
    let done = client.execute(sql, &[&key]).await;
    done.unwrap_or_else(|error| panic!("cannot lock the template: {}", chain(&error)));
}

async fn is_finished(maintenance: &Client, name: &str) -> bool {
    let found = maintenance
        .query_opt(include_str!("sql/template_is_finished.sql"), &[&name])
        .await;
    found
        .unwrap_or_else(|error| panic!("cannot look for the template: {}", chain(&error)))
        .is_some()
}

async fn make(cluster: &Cluster, maintenance: &Client, name: &str) {
    // Left half-made by a test process that was killed.
    generated(maintenance, include_str!("sql/drop_database.sql"), &[name]).await;
    generated(
        maintenance,
        include_str!("sql/create_database.sql"),
        &[name, "template0"],
    )
    .await;
    let mut client = connect(&cluster.url("postgres", name)).await;
    if let Err(error) = wellflow_migrations::run(&mut client).await {
        panic!("the migrations fail on an empty database: {}", chain(&error));
    }
    drop(client);
    eventually(
        "the template to be free of connections",
        Duration::from_secs(10),
        async || {
            let row = maintenance
                .query_one(include_str!("sql/connections.sql"), &[&name])
                .await
                .ok()?;
            (row.get::<_, i64>(0) == 0).then_some(())
        },
    )
    .await;
    generated(maintenance, include_str!("sql/finish_template.sql"), &[name]).await;
}

/// Runs what a statement generates: names of databases cannot be parameters, and the server quotes them best.
pub(crate) async fn generated(client: &Client, generator: &str, names: &[&str]) {
    if let Err(error) = try_generated(client, generator, names).await {
        panic!("{names:?}: {}", chain(&error));
    }
}

pub(crate) async fn try_generated(
    client: &Client,
    generator: &str,
    names: &[&str],
) -> Result<(), tokio_postgres::Error> {
    let parameters: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> = names
        .iter()
        .map(|name| name as &(dyn tokio_postgres::types::ToSql + Sync))
        .collect();
    for row in client.query(generator, &parameters).await? {
        // One statement each: CREATE DATABASE runs alone.
        client.batch_execute(row.try_get(0)?).await?;
    }
    Ok(())
}
