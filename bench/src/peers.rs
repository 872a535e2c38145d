//! The peers: stores of the same kind that write to PostgreSQL from Rust, each through its own documented interface.

use std::path::Path;

use anyhow::Result;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

pub(crate) mod es_entity;
pub(crate) mod esrs;
pub(crate) mod postgres_es;

/// A peer's pool, all of its connections open.
pub(crate) async fn pool(socket: &Path, database: &str, size: u32) -> Result<PgPool> {
    let address = PgConnectOptions::new_without_pgpass()
        .socket(socket)
        .port(5432)
        .username("postgres")
        .database(database);
    // No look at a connection before each use, which sqlx takes unless told otherwise: the peers get the fastest pool
    // there is. The look it takes when a connection comes back cannot be switched off.
    let options = PgPoolOptions::new()
        .max_connections(size)
        .min_connections(size)
        .test_before_acquire(false);
    Ok(options.connect_with(address).await?)
}
