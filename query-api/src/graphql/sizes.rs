//! How many things a field is taken to tell, where its query does not say.
//!
//! Which fields tell several things is known of the schema. How many there are is known of nothing but the answer, and what a query
//! costs is settled before there is one: so these are guesses, above what there usually is.

use std::collections::BTreeSet;

use async_graphql::Variables;
use async_graphql::parser::types::Field;
use async_graphql_value::{ConstValue, Value};

use super::roots::FIRST;

/// The most that may be asked for.
const MOST: u64 = 500;
/// Things of a list that is told whole.
const MANY: u64 = 10;
/// Months of production where a question does not name the first and the last.
pub(super) const MONTHS: u64 = 60;
/// Lists that usually have more, or less, of a number of their own.
const WHOLE: &[(&str, u64)] = &[
    ("wellboreDetails", 2),
    ("completionDetails", 2),
    ("completions", 2),
    ("groups", 20),
];
/// What the lists of the schema itself have, on the whole.
const OF_SCHEMA: &[(&str, u64)] = &[
    ("types", 200),
    ("fields", 10),
    ("args", 2),
    ("directives", 5),
    ("locations", 5),
    ("enumValues", 5),
    ("inputFields", 5),
];

/// The fields that tell several things.
#[derive(Clone, Debug, Default)]
pub(super) struct Sizes {
    /// Of the root: lists told page by page.
    pages: BTreeSet<String>,
    /// Told whole.
    lists: BTreeSet<String>,
}

impl Sizes {
    pub(super) fn page(&mut self, name: &str) {
        self.pages.insert(name.to_owned());
    }

    pub(super) fn list(&mut self, name: &str) {
        self.lists.insert(name.to_owned());
    }

    /// How many things a field tells, as it is asked for.
    pub(super) fn of(&self, field: &Field, variables: &Variables) -> u64 {
        let name = field.name.node.as_str();
        if let Some(first) = field.get_argument("first") {
            return first_of(&first.node, variables);
        }
        if self.pages.contains(name) || name == "tests" {
            return u64::from(FIRST);
        }
        match WHOLE.iter().find(|(whole, _)| *whole == name) {
            Some((_, size)) => *size,
            None if self.lists.contains(name) => MANY,
            None => 1,
        }
    }
}

/// How many things a field of the schema itself tells.
pub(super) fn of_schema(name: &str) -> u64 {
    let known = OF_SCHEMA.iter().find(|(list, _)| *list == name);
    known.map_or(1, |(_, size)| *size)
}

/// How many months of production are asked for.
pub(super) fn months(field: &Field, variables: &Variables) -> u64 {
    let month = |name| month(text(&field.get_argument(name)?.node, variables)?);
    match month("from").zip(month("to")) {
        Some((from, to)) => to.saturating_sub(from).saturating_add(1),
        None => MONTHS,
    }
}

/// What is asked for, of which the question itself decides whether it may be.
fn first_of(first: &Value, variables: &Variables) -> u64 {
    let number = match first {
        Value::Number(number) => number.as_u64(),
        Value::Variable(name) => match variables.get(name) {
            Some(ConstValue::Number(number)) => number.as_u64(),
            // Its default, which is not more than what may be asked for.
            Some(_) | None => Some(MOST),
        },
        _ => None,
    };
    number.unwrap_or(u64::from(FIRST)).max(1)
}

fn text<'a>(value: &'a Value, variables: &'a Variables) -> Option<&'a str> {
    match value {
        Value::String(text) => Some(text),
        Value::Variable(name) => match variables.get(name)? {
            ConstValue::String(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// A month, counted.
fn month(text: &str) -> Option<u64> {
    let (year, month) = text.split_once('-')?;
    let (year, month) = (year.parse::<u32>().ok()?, month.parse::<u8>().ok()?);
    Some(u64::from(year) * 12 + u64::from(month))
}
