//! Private PostgreSQL and Redis instances: find the binaries, fetch them if need be, start, stop.
//!
//! `wellflow up` and the tests run their own servers so that nobody has to set one up. A packaged or shared
//! server on the same machine is never touched.
//!
//! Invariants:
//! - One owner per home. Each server of a home is guarded by a lock file that the kernel frees on any death.
//! - No orphan. A server is a direct child of a thread that never ends and carries a parent-death signal, so
//!   it goes away with its owner however the owner dies.
//! - Private. Servers listen on a Unix socket inside a directory only their own user (and root) can enter.
//! - Never uid 0. Run by root, a server drops to the owner of its data, else `postgres`, else `nobody`.
//! - Durable means durable: the settings are given on the command line, where no file can overrule them, and
//!   [`assert_durable`] asks the running server.
//! - A data directory stays with the PostgreSQL major that made it.
//!
//! Linux is the platform this is tested on. Elsewhere there is no parent-death signal: a killed owner leaves
//! its server running, and the next start on the same home takes it down first.

mod binary;
mod error;
mod fetch;
mod home;
mod identity;
mod initdb;
mod orphan;
mod package;
mod postgres;
mod process;
mod redis;
mod remedies;
mod running;
mod search;
mod unpack;

pub use error::EmbeddedError;
pub use home::Home;
pub use postgres::{Durability, Postgres, assert_durable};
pub use redis::Redis;
pub use running::{Running, running};
pub use search::Search;
