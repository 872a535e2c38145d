//! The fault harness: the ledger under many writers and under power cuts, judged from outside.
//!
//! Three runs, each given by a seed: [`concurrency`] writes through the library from several processes that are killed and
//! replaced, [`kills`] sends commands over HTTP while the service or PostgreSQL is cut off, and [`projector`] kills what
//! keeps the read models.
//!
//! Invariants
//! - What was sent and what was answered is written down by the senders, before and after; the ledger is never asked.
//! - The judges (a reader that follows the ledger all the time, a checker at the end) use statements of their own.
//! - The server is private and durable, on a disk: `fsync` is on, and the harness refuses to start where it is not.
//! - Plans follow from the seed alone; the moments at which processes meet do not.
//! - A violation is collected and reported; a harness that cannot go on panics with its seed in the output.

mod check;
mod cluster;
pub mod concurrency;
pub mod kills;
mod orders;
pub mod projector;
mod random;
mod reader;
mod report;
mod spoil;
mod tank;
mod watch;

pub use concurrency::worker::{WorkerSettings, work};
pub use reader::{ReaderSettings, follow};
pub use report::{Report, Seeded};
