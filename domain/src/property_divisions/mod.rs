//! The list of a property's divisions of interest: the one place that says which others there are.
//!
//! Life cycle: it begins with the property's first division, and grows. Nothing leaves it: a division that has ended divided
//! something once.
//!
//! Invariants
//! - One stream per property. A division is written down here by the append that begins it, so that none is missing.
//! - Whoever puts decks in force holds the list and every division on it where they were read. Of two who do so at the same time
//!   one is written first, and the other must look again (O7 of `division_of_interest`).
//! - The divisions of a property go by the same clocks: their months are the same months.
//!
//! Not here: the decks, and whether two of them overlap.

mod command;
mod error;
mod event;
mod id;
mod state;
#[cfg(test)]
mod tests;

pub use command::ListDivision;
pub use error::PropertyDivisionsError;
pub use event::{DivisionListed, PropertyDivisionsEvent};
pub use id::PropertyDivisionsId;
pub use state::{DivisionList, ListedDivision, PropertyDivisions};
