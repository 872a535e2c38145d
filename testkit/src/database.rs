//! A database per test.

use std::thread;

use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_runtime::{DatabaseConfig, Tenant, TenantPool};

use crate::cluster::Cluster;
use crate::guardian::chain;
use crate::template;

/// A database of this test's own, dropped with the value.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
}

impl TestDatabase {
    /// A database with every migration applied.
    ///
    /// # Panics
    /// When there is no server to be had, or the migrations fail.
    pub async fn create() -> Self {
        let cluster = Cluster::of_this_process();
        let maintenance = template::connect(&cluster.url("postgres", "postgres")).await;
        let template = template::ready(cluster, &maintenance).await;
        Self::copy_of(&maintenance, &template).await
    }

    /// A database with nothing in it.
    ///
    /// # Panics
    /// When there is no server to be had.
    pub async fn empty() -> Self {
        let cluster = Cluster::of_this_process();
        let maintenance = template::connect(&cluster.url("postgres", "postgres")).await;
        Self::copy_of(&maintenance, "template0").await
    }

    async fn copy_of(maintenance: &Client, template: &str) -> Self {
        let name = format!("t_{}", Uuid::new_v4().simple());
        template::generated(
            maintenance,
            include_str!("sql/create_database.sql"),
            &[&name, template],
        )
        .await;
        Self { name }
    }

    /// The database's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address, as the superuser (`postgres`) or a service's role (`wellflow_command`, `wellflow_projector`,
    /// `wellflow_query`).
    pub fn url(&self, role: &str) -> String {
        Cluster::of_this_process().url(role, &self.name)
    }

    /// A connection as the superuser.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn admin(&self) -> Client {
        self.client("postgres").await
    }

    /// A connection as the given role.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn client(&self, role: &str) -> Client {
        template::connect(&self.url(role)).await
    }

    /// The pool a service would have, connected as its role.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn pool(&self, role: &str, size: usize) -> TenantPool {
        let connect = async || {
            let address = DatabaseConfig::parse("the test database", &self.url(role))?;
            TenantPool::connect(&address, role, size).await
        };
        connect()
            .await
            .unwrap_or_else(|error| panic!("no pool as {role}: {}", chain(&error)))
    }

    /// Creates an organization, its slug being its name too.
    ///
    /// # Panics
    /// When the slug is taken.
    pub async fn organization(&self, slug: &str) -> Tenant {
        create_organization(&self.admin().await, Uuid::new_v4(), slug).await
    }
}

/// Creates an organization in any migrated database, its slug being its name too.
///
/// # Panics
/// When the slug or the id is taken, or the connection may not.
pub async fn create_organization(client: &Client, id: Uuid, slug: &str) -> Tenant {
    let created = client
        .execute(include_str!("sql/create_organization.sql"), &[&id, &slug, &slug])
        .await;
    created.unwrap_or_else(|error| panic!("cannot create organization {slug}: {}", chain(&error)));
    Tenant::authenticated(id)
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let url = Cluster::of_this_process().url("postgres", "postgres");
        let name = std::mem::take(&mut self.name);
        // A thread of its own: the test's runtime may not be blocked on from within, and may be shutting down.
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
                    .await
                    .map_err(std::io::Error::other)?;
                tokio::spawn(connection);
                template::try_generated(&client, include_str!("sql/drop_database.sql"), &[&name])
                    .await
                    .map_err(std::io::Error::other)
            })
        });
        let outcome = dropping.join();
        // A failing test must show its own failure. Otherwise a database that cannot be dropped is one.
        if !thread::panicking() {
            match outcome {
                Ok(Ok(())) => {}
                Ok(Err(error)) => panic!("cannot drop a test database: {}", chain(&error)),
                Err(_) => panic!("cannot drop a test database"),
            }
        }
    }
}
