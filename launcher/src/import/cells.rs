//! What one field of an agency's row says: an amount, a day, or nothing.
//!
//! Invariant: a blank, a zero and a withheld value stay three things.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use wellflow_domain::quantity::{Amount, Quantity, QuantityError};

use super::boreholes::Fault;
use super::rows::Row;

/// Words agencies write in place of a value they keep back.
const WITHHELD: [&str; 2] = ["CONFIDENTIAL", "WITHHELD"];
/// Words that say nothing.
const BLANK: [&str; 2] = ["", "NULL"];

/// The amount in a field.
pub(crate) fn amount<T>(
    row: &Row,
    name: &str,
    column: usize,
    parse: impl Fn(&str) -> Result<T, QuantityError>,
) -> Result<Quantity<T>, Fault>
where
    T: Amount,
{
    let text = row.get(column);
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&BLANK) {
        return Ok(Quantity::NotReported);
    }
    if is(&WITHHELD) {
        return Ok(Quantity::Withheld);
    }
    parse(text)
        .map(Quantity::of)
        .map_err(|error| ("amount_unreadable", format!("{name}: {error}")))
}

/// The amount as a body writes it: its number, `withheld`, or null.
pub(crate) fn number<T: Amount>(quantity: Quantity<T>) -> Value {
    match quantity {
        Quantity::Reported(amount) | Quantity::ReportedZero(amount) => json!(amount.number().to_string()),
        Quantity::NotReported => Value::Null,
        Quantity::Withheld => json!("withheld"),
    }
}

/// The day in a field, where one is given.
pub(crate) fn day(row: &Row, name: &str, column: usize, form: &str) -> Result<Option<NaiveDate>, Fault> {
    let Some(text) = row.given(column) else {
        return Ok(None);
    };
    // Some agencies write the time of day behind every date; it is always midnight.
    let date = text.split_once(' ').map_or(text, |(date, _)| date);
    NaiveDate::parse_from_str(date, form)
        .map(Some)
        .map_err(|_| ("date_unreadable", format!("{name} {text:?} is not a date {form}")))
}

/// Degrees to the eighth decimal; `None` for a blank, and for the zero that stands for one.
pub(crate) fn degrees(row: &Row, name: &str, column: usize) -> Result<Option<Decimal>, Fault> {
    let Some(text) = row.given(column) else {
        return Ok(None);
    };
    let degrees: Decimal = text
        .parse()
        .map_err(|_| ("coordinate_unreadable", format!("{name} {text:?} is no number")))?;
    let rounded = degrees.round_dp(8).normalize();
    Ok(Some(rounded).filter(|degrees| !degrees.is_zero()))
}
