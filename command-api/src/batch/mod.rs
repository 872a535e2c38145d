//! Many commands in one request: importers reading files, clients that were offline.
//!
//! Invariants
//! - Every item has an outcome of its own, in the order of the items; one item's fault never fails its neighbours.
//! - Items about the same stream are carried out in their order; others at the same time.
//! - An item is at most as large as the body of a single command; it is read by itself, so that what is in memory is the
//!   body as it came and one item taken apart.
//! - Few batches are worked on at once; another is told to come back before its body is read.
//! - A batch that cannot be taken apart, or is too large, does nothing at all.

mod item;
mod outcome;
mod plan;
mod run;
mod split;

pub(crate) use run::batch;
