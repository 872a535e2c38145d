//! Our ledger beside the real postgres-es 0.5: tests alone, see `tests/`.
//!
//! - `tests/view.rs`: the stock repository reads our streams through the view `postgres_es.events`;
//! - `tests/import.rs`: a table the stock repository wrote is taken over into a ledger.
//!
//! Invariant: nothing that ships depends on this crate; sqlx is built for it alone.
