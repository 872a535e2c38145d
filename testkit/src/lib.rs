//! A real PostgreSQL and a real Redis for every test. Used in tests only.
//!
//! One PostgreSQL serves all test processes of a workspace; each test gets a database of its own, copied from a
//! migrated template in about 10 ms. A guardian process (`wellflow-test-cluster`) owns the server. Every test
//! process holds a shared lock while it lives; once the lock has been free for two seconds the guardian stops
//! the server, removes its directory and ends. The kernel frees the lock on any death, so nothing is left behind.
//!
//! Each [`TestRedis`] is a server of its own: publish and subscribe know no separate spaces.
//!
//! Invariants:
//! - Never a mock, never a skipped test: what is missing is a panic that says what to do.
//! - Waiting is on a condition with a deadline ([`eventually`]), never on time.
//!
//! `WELLFLOW_TEST_DATABASE_URL` (a superuser of a server that trusts the service roles) replaces the private
//! server.

mod build;
mod cluster;
mod database;
mod directory;
mod eventually;
mod guardian;
mod redis;
mod template;

pub use build::wellflow_binary;
pub use database::{TestDatabase, create_organization};
pub use eventually::eventually;
pub use guardian::guard;
pub use redis::TestRedis;
