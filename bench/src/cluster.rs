//! The one PostgreSQL everything is measured on: private, durable, the same settings for everybody.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use tokio_postgres::{Client, NoTls};
use wellflow_embedded::{Durability, Home, Postgres, Search, assert_durable, running};

/// What differs from the settings of a private installation: room for the benchmark's rates, so that neither a
/// checkpoint nor a growing log falls into one contestant's seconds.
const SETTINGS: &[&str] = &[
    "shared_buffers=2GB",
    "max_wal_size=16GB",
    "min_wal_size=2GB",
    "wal_buffers=64MB",
    "checkpoint_timeout=30min",
    "max_connections=300",
    "jit=off",
];

/// What the server must say of itself before anything is measured.
const ASSERTED: &[(&str, &str)] = &[
    ("fsync", "on"),
    ("synchronous_commit", "on"),
    ("full_page_writes", "on"),
    ("jit", "off"),
];

/// Reported with the figures.
const REPORTED: &[&str] = &[
    "server_version",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "data_checksums",
    "wal_sync_method",
    "shared_buffers",
    "max_wal_size",
    "wal_buffers",
    "checkpoint_timeout",
    "max_connections",
    "jit",
];

/// A running server. Dropping it stops it and removes its data.
pub(crate) struct Cluster {
    postgres: Postgres,
    home: PathBuf,
    log: PathBuf,
}

impl Cluster {
    /// Starts the server in a home of its own, which must not exist or be left over from an earlier run.
    pub(crate) async fn start(home: Option<PathBuf>) -> Result<Self> {
        let path = home.unwrap_or_else(|| std::env::temp_dir().join("wellflow-bench"));
        let home = Home::resolve(Some(path.clone()))?;
        if running(&home).is_some() {
            bail!("another benchmark runs in {}", path.display());
        }
        if path.join("postgres.lock").exists() {
            std::fs::remove_dir_all(&path)
                .with_context(|| format!("{} cannot be removed", path.display()))?;
        }
        let log = home.postgres_log();
        let started = tokio::task::spawn_blocking(move || {
            Postgres::start_with(&home, &Search::from_env(), Durability::Durable, SETTINGS)
        });
        let cluster = Self {
            postgres: started.await??,
            home: path,
            log,
        };
        let client = cluster.superuser("postgres").await?;
        assert_durable(&client).await?;
        for (setting, wanted) in ASSERTED {
            let is = show(&client, setting).await?;
            ensure!(is == *wanted, "{setting} is {is}, not {wanted}");
        }
        Ok(cluster)
    }

    /// Creates an empty database.
    pub(crate) async fn create_database(&self, name: &str) -> Result<Client> {
        let client = self.superuser("postgres").await?;
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await
            .with_context(|| format!("cannot create database {name}"))?;
        self.superuser(name).await
    }

    /// Creates a database with the product's schema.
    pub(crate) async fn create_migrated(&self, name: &str) -> Result<Client> {
        let mut client = self.create_database(name).await?;
        wellflow_migrations::run(&mut client).await?;
        Ok(client)
    }

    /// A connection as the superuser.
    pub(crate) async fn superuser(&self, database: &str) -> Result<Client> {
        let (client, connection) =
            tokio_postgres::connect(&self.postgres.url("postgres", database), NoTls).await?;
        // Ends with the client.
        tokio::spawn(connection);
        Ok(client)
    }

    /// The address of a database, over the server's own socket or another one.
    pub(crate) fn url(&self, socket: Option<&Path>, role: &str, database: &str) -> String {
        match socket {
            None => self.postgres.url(role, database),
            Some(directory) => {
                let host = directory.display().to_string().replace('/', "%2F");
                format!("postgres://{role}@{host}/{database}")
            }
        }
    }

    /// The directory of the server's socket.
    pub(crate) fn socket_dir(&self) -> &Path {
        self.postgres.socket_dir()
    }

    /// The server's process.
    pub(crate) fn pid(&self) -> u32 {
        self.postgres.pid()
    }

    /// The directory the server lives in; also on the disk that is measured.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// The server's log.
    pub(crate) fn log(&self) -> &Path {
        &self.log
    }

    /// The settings a reader of the figures must know.
    pub(crate) async fn settings(&self) -> Result<Vec<(String, String)>> {
        let client = self.superuser("postgres").await?;
        let mut settings = Vec::new();
        for name in REPORTED {
            settings.push(((*name).to_owned(), show(&client, name).await?));
        }
        Ok(settings)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.postgres.stop();
        // What cannot be removed is removed by the next run.
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

async fn show(client: &Client, setting: &str) -> Result<String> {
    let row = client
        .query_one("SELECT current_setting($1)", &[&setting])
        .await?;
    Ok(row.get(0))
}
