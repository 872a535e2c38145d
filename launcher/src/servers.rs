//! The database and the Redis of this run: private ones, somebody else's, or those another process of this home runs.

use anyhow::{Context, Result, bail};
use secrecy::{ExposeSecret, SecretString};
use wellflow_embedded::{Durability, Home, Postgres, Redis, Search, assert_durable, running};

use crate::admin::Admin;
use crate::config::Config;

/// The user a private cluster is made with; it migrates and nothing else.
const BOOTSTRAP_USER: &str = "postgres";
const DATABASE: &str = "wellflow";

/// Where the servers are, and those of them this process owns.
#[derive(Debug)]
pub(crate) struct Servers {
    /// The database under the user that migrates; absent where only addresses of services are given.
    pub(crate) database_url: Option<SecretString>,
    /// Redis, where there is one.
    pub(crate) redis_url: Option<SecretString>,
    /// What serves the data, in words.
    pub(crate) described: Vec<String>,
    postgres: Option<Postgres>,
    redis: Option<Redis>,
}

impl Servers {
    /// Uses the servers that are set, and starts private durable ones for the others.
    pub(crate) async fn start(config: &Config, home: &Home) -> Result<Self> {
        let (own_postgres, own_redis) = (config.database_url.is_none(), config.redis_url.is_none());
        let home = home.clone();
        let started =
            tokio::task::spawn_blocking(move || start_private(&home, own_postgres, own_redis)).await;
        let (postgres, redis) = started.context("starting the private servers was interrupted")??;
        let mut servers = Self::given(config);
        if let Some(postgres) = &postgres {
            prepare_private_database(postgres).await?;
            servers.described.push(format!(
                "PostgreSQL {} ({})",
                postgres.version(),
                postgres.source()
            ));
            servers
                .described
                .push(format!("psql '{}'", postgres.url(BOOTSTRAP_USER, DATABASE)));
            servers.database_url = Some(SecretString::from(postgres.url(BOOTSTRAP_USER, DATABASE)));
        }
        if let Some(redis) = &redis {
            servers
                .described
                .push(format!("Redis {} ({})", redis.version(), redis.source()));
            servers.redis_url = Some(SecretString::from(redis.url()));
        }
        Ok(Self {
            postgres,
            redis,
            ..servers
        })
    }

    /// Uses the servers that are set, or those a running `wellflow up` of this home has started.
    pub(crate) fn attach(config: &Config, home: &Home) -> Self {
        let mut servers = Self::given(config);
        let has_database = servers.database_url.is_some()
            || crate::database::Service::ALL
                .iter()
                .any(|service| config.service_urls.of(*service).is_some());
        if has_database {
            return servers;
        }
        if let Some(running) = running(home) {
            servers.database_url = running
                .postgres_url(BOOTSTRAP_USER, DATABASE)
                .map(SecretString::from);
            servers.redis_url = servers
                .redis_url
                .or_else(|| running.redis_url().map(SecretString::from));
        }
        servers
    }

    fn given(config: &Config) -> Self {
        Self {
            database_url: config.database_url.clone(),
            redis_url: config.redis_url.clone(),
            described: Vec::new(),
            postgres: None,
            redis: None,
        }
    }

    /// The database under the user that migrates.
    pub(crate) fn database_url(&self) -> Option<&str> {
        self.database_url.as_ref().map(ExposeSecret::expose_secret)
    }

    /// As [`Servers::database_url`], or what to do about having none.
    pub(crate) fn require_database(&self) -> Result<&str> {
        match self.database_url() {
            Some(url) => Ok(url),
            None => bail!("no database: set DATABASE_URL, or start `wellflow up` with this WELLFLOW_HOME"),
        }
    }

    /// Stops what this process started: Redis first, the record last. Every pool must be closed before.
    pub(crate) fn stop(mut self) {
        if let Some(redis) = &mut self.redis {
            redis.stop();
        }
        if let Some(postgres) = &mut self.postgres {
            postgres.stop();
        }
    }
}

fn start_private(
    home: &Home,
    own_postgres: bool,
    own_redis: bool,
) -> Result<(Option<Postgres>, Option<Redis>)> {
    let search = Search {
        announce: |line| crate::output::error_line(line),
        ..Search::from_env()
    };
    let postgres = own_postgres
        .then(|| Postgres::start(home, &search, Durability::Durable))
        .transpose()?;
    let redis = own_redis
        .then(|| Redis::start(home, &search, Durability::Durable))
        .transpose()?;
    Ok((postgres, redis))
}

async fn prepare_private_database(postgres: &Postgres) -> Result<()> {
    let admin = Admin::connect("the private cluster", &postgres.url(BOOTSTRAP_USER, "postgres")).await?;
    assert_durable(admin.client()).await?;
    admin.ensure_database().await
}
