//! `/property-months`, `/properties/{property_id}/stock`: what the completions of a property have in common, folded from the
//! ledger.
//!
//! A property's month has the id that follows from property and month, so that months are found without a read model.

pub(crate) mod one;
pub(crate) mod stock;

pub(crate) use one::{one, shown};
pub(crate) use stock::stock;
