//! `/production-months`: one completion's month, with its days, its balance and its warnings.

pub(crate) mod one;
pub(crate) mod shown;

pub(crate) use one::one;
pub(crate) use shown::{Month, Ratios, at_point as document, zone};
