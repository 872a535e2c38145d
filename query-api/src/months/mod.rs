//! `/production-months`: one completion's month, with its days, its balance and its warnings.

mod one;
mod shown;

pub(crate) use one::one;
pub(crate) use shown::{Month, Ratios, at_point as document, zone};
