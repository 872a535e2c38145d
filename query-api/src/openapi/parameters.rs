//! Parameters, and the values they take.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};
use wellflow_domain::division_of_interest::DivisionKey;
use wellflow_domain::ids::WellId;
use wellflow_domain::month::Month;
use wellflow_domain::production_month::ProductionMonthId;
use wellflow_domain::property_month::{PropertyId, PropertyMonthId};
use wellflow_domain::text::CompletionName;
use wellflow_http::openapi::{Parameter, Place};

/// What the examples are about, whatever it is.
pub(super) const SOME_ID: &str = "0190a1b2-0000-7000-8000-000000000001";
/// The largest number the API reads.
const LARGEST: u64 = i64::MAX.unsigned_abs();

/// The parameters of a path, in their order.
pub(super) fn in_path(path: &str) -> Vec<Parameter> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    names.filter_map(|(name, _)| named(name)).collect()
}

fn named(name: &str) -> Option<Parameter> {
    let id = |name, description| Some(path(name, description, uuid(), SOME_ID.into()));
    match name {
        "well_id" => id("well_id", "The well."),
        "lease_id" => id("lease_id", "The lease."),
        "owner_id" => id("owner_id", "The owner."),
        "property_id" => id("property_id", "The property."),
        "afe_id" => id("afe_id", "The AFE."),
        "agreement_id" => id("agreement_id", "The operating agreement."),
        "command_id" => id("command_id", "The command, by the id its events have."),
        "division_id" => Some(path(
            "division_id",
            "The division of interest.",
            uuid(),
            division(),
        )),
        "production_month_id" => Some(path(
            "production_month_id",
            "The completion's month.",
            uuid(),
            production_month(),
        )),
        "property_month_id" => Some(path(
            "property_month_id",
            "The property's month.",
            uuid(),
            property_month(),
        )),
        "lease" => Some(path(
            "lease",
            "The lease, as months name it.",
            text(),
            "L-7".into(),
        )),
        "field" => Some(path(
            "field",
            "The field, as wells name it.",
            text(),
            "Wasson".into(),
        )),
        _ => None,
    }
}

fn production_month() -> Value {
    let id = (|| {
        let well_id = WellId::new(SOME_ID.parse().ok()?);
        let completion = CompletionName::parse("S01").ok()?;
        let month = Month::parse("2026-02").ok()?;
        Some(
            ProductionMonthId::of(well_id, &completion, month)
                .as_uuid()
                .to_string(),
        )
    })();
    id.into()
}

fn property_month() -> Value {
    let id = (|| {
        let property_id = PropertyId::new(SOME_ID.parse().ok()?);
        let month = Month::parse("2026-02").ok()?;
        Some(PropertyMonthId::of(property_id, month).as_uuid().to_string())
    })();
    id.into()
}

fn division() -> Value {
    let key = json!({
        "property_id": SOME_ID, "product": "all", "depths": {"top_ft": "0", "base_ft": "17000"},
        "time_zone": "America/Chicago",
    });
    let key: Option<DivisionKey> = serde_json::from_value(key).ok();
    key.map(|key| key.stream().as_uuid().to_string()).into()
}

fn path(name: &'static str, description: &'static str, schema: Value, example: Value) -> Parameter {
    Parameter {
        name,
        place: Place::Path,
        description,
        is_required: true,
        schema,
        example: Some(example),
    }
}

/// A parameter of the query string that may be left out.
pub(super) fn query(name: &'static str, schema: Value, description: &'static str) -> Parameter {
    Parameter {
        name,
        place: Place::Query,
        description,
        is_required: false,
        schema,
        example: None,
    }
}

pub(super) fn uuid() -> Value {
    json!({"type": "string", "format": "uuid"})
}

/// 1 to 120 characters.
pub(super) fn text() -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[^\\u0000]+$"})
}

pub(super) fn day() -> Value {
    json!({"type": "string", "format": "date"})
}

pub(super) fn month() -> Value {
    json!({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"})
}

pub(super) fn instant() -> Value {
    json!({"type": "string", "format": "date-time"})
}

pub(super) fn number(least: u64, most: u64) -> Value {
    json!({"type": "integer", "minimum": least, "maximum": most})
}

/// From 0 on.
pub(super) fn count() -> Value {
    number(0, LARGEST)
}

pub(super) fn one_of(words: &[&str]) -> Value {
    json!({"type": "string", "enum": words})
}

/// The words of an enum.
pub(super) fn words<T: JsonSchema>() -> Value {
    let schema = T::json_schema(&mut SchemaGenerator::default()).to_value();
    let branches = schema.get("oneOf").and_then(Value::as_array).cloned();
    let mut words: Vec<Value> = Vec::new();
    for branch in branches.unwrap_or_else(|| vec![schema]) {
        words.extend(branch.get("const").cloned());
        words.extend(
            branch
                .get("enum")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default(),
        );
    }
    json!({"type": "string", "enum": words})
}

pub(super) fn limit() -> Parameter {
    query(
        "limit",
        number(1, 500),
        "The size of a page; 100 where it is left out.",
    )
}

pub(super) fn cursor() -> Parameter {
    let schema = json!({"type": "string", "minLength": 1, "maxLength": 2048});
    query(
        "cursor",
        schema,
        "`next_cursor` of the page before, with the same other parameters.",
    )
}

pub(super) fn as_of() -> Parameter {
    query(
        "as_of",
        instant(),
        "What was known then; what is known now where it is left out.",
    )
}

pub(super) fn effective_on() -> Parameter {
    query(
        "effective_on",
        day(),
        "What held at the end of this day, local to the well.",
    )
}

pub(super) fn at_version() -> Parameter {
    query(
        "at_version",
        number(1, LARGEST),
        "What was known when it reached this version; goes with no other point.",
    )
}

pub(super) fn as_reported_on() -> Parameter {
    query(
        "as_reported_on",
        day(),
        "Only what its source had reported by the end of this day, by its own word.",
    )
}

pub(super) fn min_position() -> Parameter {
    Parameter {
        name: "Wellflow-Min-Position",
        place: Place::Header,
        description: "The position the answer must hold at least, as `Wellflow-Position` gave it.",
        is_required: false,
        schema: number(0, u64::MAX),
        example: None,
    }
}

pub(super) fn prefer() -> Parameter {
    Parameter {
        name: "Prefer",
        place: Place::Header,
        description: "`wait=N`: how many seconds to wait for that position, 30 at most, 2 where it is left out (RFC 7240).",
        is_required: false,
        schema: json!({"type": "string"}),
        example: None,
    }
}
