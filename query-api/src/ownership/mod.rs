//! `/divisions`, `/properties/{property_id}/decks`, `/owners/{owner_id}/interests`, `/interests`: who owns which share of what,
//! on both axes of time.
//!
//! One division is folded from the ledger. Lists are read from rows that hold for months and for positions, so that every
//! question may name a month or a day, and an instant at which it was known.

mod changes;
mod decks;
mod divisions;
mod interests;
mod one;
mod point;
mod told;

pub(crate) use changes::changes;
pub(crate) use decks::{of_division, of_property};
pub(crate) use divisions::divisions;
pub(crate) use interests::{of_owner, suspended};
pub(crate) use one::one;

use std::fmt::Debug;

use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::DeserializeOwned;
use serde::de::value::StrDeserializer;
use uuid::Uuid;
use wellflow_http::{FieldError, Problem};

use crate::cursor;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::page::{Page, next_link};
use crate::params::{Params, invalid};
use crate::past::{Known, Past};
use crate::problems::{DIVISION_NOT_YET_KNOWN, DIVISION_UNKNOWN};

/// A page as it was read: its documents, and the key after which the next one begins.
struct Read {
    position: u64,
    documents: Vec<String>,
    next: Option<String>,
}

/// The answer of a list: as of an instant where one was named, else as far as the rows are.
fn answer(
    (request, demand): (&HttpRequest, Demand),
    known: Option<Known>,
    read: Read,
    question: &impl Debug,
) -> Result<HttpResponse, QueryError> {
    let next_cursor = read
        .next
        .map(|key| cursor::encode_key(&key, question))
        .transpose()?;
    let link = next_cursor
        .as_ref()
        .map(|cursor| next_link(request, "cursor", cursor));
    let page = Page::new(read.documents, next_cursor)?;
    let Some(known) = known else {
        return Ok(page.answer(request, demand, read.position));
    };
    let past = Past {
        position: known.position,
        body: serde_json::to_string(&page)?,
        fixed: false,
        link,
    };
    Ok(known.answer(request, demand, past))
}

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

/// Nothing is known of the division. A division of another organization is no different.
fn unknown(id: Uuid) -> Problem {
    let detail = format!("There is no division {id}: no deck of it was drawn up.");
    Problem::new(DIVISION_UNKNOWN, detail).with_error(FieldError::parameter(
        "division_id",
        DIVISION_UNKNOWN.slug,
        "no deck of this division was drawn up",
    ))
}

/// Nothing of the division is known or in effect at the point asked about. `how`: what the first of its facts does at
/// `first`; `place`: the parameter that names the point.
fn not_yet_known(first: DateTime<Utc>, how: &str, place: &'static str) -> Problem {
    let kind = DIVISION_NOT_YET_KNOWN;
    let first = first.to_rfc3339_opts(SecondsFormat::Micros, true);
    let error = FieldError::parameter(place, kind.slug, format!("earlier than {first}"));
    let detail = format!("The first fact of this division {how} at {first}.");
    Problem::new(kind, detail)
        .with_error(error)
        .with_extension("first_known_at", first)
}
