//! What every `WellFlow` process needs: configuration of its connections, telemetry, pools, tenant transactions,
//! shutdown.
//!
//! Invariants
//! - Tenant data is touched in a [`TenantTransaction`] alone: it sets the organization the row policies compare with.
//! - A connection whose transaction was not seen to end leaves the pool; the next request never inherits it.
//! - No business word and no HTTP word appears here.

mod database;
mod error;
mod redis_link;
mod shutdown;
pub mod telemetry;
mod tenant;
mod transaction;

pub use database::{DatabaseConfig, Pool, TenantPool};
pub use error::RuntimeError;
pub use redis_link::RedisLink;
pub use shutdown::Shutdown;
pub use tenant::Tenant;
pub use transaction::{Statement, TenantTransaction};
