//! Many commands in one request: importers reading files, clients that were offline.
//!
//! Invariants
//! - Every item has an outcome of its own, in the order of the items; one item's fault never fails its neighbours.
//! - Items about the same stream are carried out in their order; others at the same time.
//! - A batch that cannot be taken apart, or is too large, does nothing at all.

mod item;
mod outcome;
mod plan;
mod run;
mod split;

pub(crate) use run::batch;
