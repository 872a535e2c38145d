//! `/divisions`, `/properties/{property_id}/decks`, `/owners/{owner_id}/interests`, `/interests`: who owns which share of what,
//! on both axes of time.
//!
//! One division is folded from the ledger. Lists are read from rows that hold for months and for positions, so that every
//! question may name a month or a day, and an instant at which it was known.

pub(crate) mod changes;
pub(crate) mod decks;
pub(crate) mod divisions;
pub(crate) mod interests;
pub(crate) mod one;
pub(crate) mod point;
pub(crate) mod told;

pub(crate) use changes::changes;
pub(crate) use decks::{of_division, of_property};
pub(crate) use divisions::divisions;
pub(crate) use interests::{of_owner, suspended};
pub(crate) use one::{document, events, one};

use serde::de::DeserializeOwned;
use serde::de::value::StrDeserializer;
use wellflow_http::Problem;

use crate::params::{Params, invalid};

/// A word of the domain; the refusal names those there are.
fn word<T: DeserializeOwned>(params: &Params, name: &str) -> Result<Option<String>, Problem> {
    let Some(word) = params.text(name)? else {
        return Ok(None);
    };
    match T::deserialize(StrDeserializer::<serde::de::value::Error>::new(&word)) {
        Ok(_) => Ok(Some(word)),
        Err(error) => Err(invalid(name, error.to_string())),
    }
}
