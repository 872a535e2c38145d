//! Every shape ever written has a committed JSON Schema, and its golden sample is valid against it. The newest version's
//! schema is the one the code makes; an older version's stays as it was committed.
//!
//! After a change that is meant: `cargo run -p wellflow-domain --features schema --example write_schemas`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::afe::Afe;
use wellflow_domain::approval_policy::ApprovalPolicy;
use wellflow_domain::division_of_interest::DivisionOfInterest;
use wellflow_domain::joint_operating_agreement::JointOperatingAgreement;
use wellflow_domain::lease::Lease;
use wellflow_domain::owner::Owner;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::property_divisions::PropertyDivisions;
use wellflow_domain::property_month::PropertyMonth;
use wellflow_domain::schema::{EventSchema, event_schemas};
use wellflow_domain::well::Well;

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(kind)
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap_or_else(|error| panic!("not a schema: {error}"))
}

/// A file's name, its schema and the golden sample of the same name.
fn committed<D: Decider>() -> Vec<(String, Value, Value)> {
    let ever_written = D::Event::TYPES.iter().chain(D::Event::PAST);
    ever_written
        .map(|(event_type, version)| {
            let name = format!("{event_type}.v{version}.json");
            let schema = read(&folder(D::KIND).join(&name));
            let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
            let sample = read(&golden.join(D::KIND).join(&name));
            (name, schema, sample)
        })
        .collect()
}

fn check<D: Decider>() {
    let committed = committed::<D>();
    for (name, schema, sample) in &committed {
        let validator = validator(schema);
        if let Err(error) = validator.validate(sample) {
            panic!(
                "{name}: the sample is not valid at {}: {error}",
                error.instance_path()
            );
        }
        let mut more = sample.clone();
        more["a_field_of_tomorrow"] = json!(1);
        assert!(!validator.is_valid(&more), "{name} lets any field in");
        for field in sample.as_object().unwrap().keys() {
            let mut less = sample.clone();
            less.as_object_mut().unwrap().remove(field);
            assert!(!validator.is_valid(&less), "{name} does without {field}");
            let mut other = sample.clone();
            other[field] = json!([false]);
            assert!(!validator.is_valid(&other), "{name} takes anything for {field}");
        }
    }
    let found: BTreeSet<String> = std::fs::read_dir(folder(D::KIND))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let expected: BTreeSet<String> = committed.into_iter().map(|(name, ..)| name).collect();
    assert_eq!(found, expected, "schemas and event types differ");
}

#[test]
fn every_sample_of_a_well_event_is_valid_and_less_or_more_is_not() {
    check::<Well>();
}

#[test]
fn every_sample_of_a_production_month_event_is_valid_and_less_or_more_is_not() {
    check::<ProductionMonth>();
}

#[test]
fn every_sample_of_a_property_month_event_is_valid_and_less_or_more_is_not() {
    check::<PropertyMonth>();
}

#[test]
fn every_sample_of_a_lease_event_is_valid_and_less_or_more_is_not() {
    check::<Lease>();
}

#[test]
fn every_sample_of_an_owner_event_is_valid_and_less_or_more_is_not() {
    check::<Owner>();
}

#[test]
fn every_sample_of_a_division_event_is_valid_and_less_or_more_is_not() {
    check::<DivisionOfInterest>();
}

#[test]
fn every_sample_of_a_list_of_divisions_is_valid_and_less_or_more_is_not() {
    check::<PropertyDivisions>();
}

#[test]
fn every_sample_of_an_afe_event_is_valid_and_less_or_more_is_not() {
    check::<Afe>();
}

#[test]
fn every_sample_of_an_agreement_event_is_valid_and_less_or_more_is_not() {
    check::<JointOperatingAgreement>();
}

#[test]
fn every_sample_of_a_policy_event_is_valid_and_less_or_more_is_not() {
    check::<ApprovalPolicy>();
}

#[test]
fn the_newest_schemas_are_those_the_code_makes() {
    for event in event_schemas() {
        let EventSchema {
            kind,
            event_type,
            event_version,
            schema,
        } = event;
        let file = folder(kind).join(format!("{event_type}.v{event_version}.json"));
        assert_eq!(
            read(&file),
            schema.to_value(),
            "{} is not what the code writes. If the change is meant and {event_type} version {event_version} was never \
             stored otherwise, run the example write_schemas.",
            file.display()
        );
    }
}

fn types_of<D: Decider>() -> impl Iterator<Item = (&'static str, &'static str, u16)> {
    D::Event::TYPES
        .iter()
        .map(|(event_type, version)| (D::KIND, *event_type, *version))
}

#[test]
fn every_event_of_today_has_a_schema() {
    let made: BTreeSet<_> = event_schemas()
        .iter()
        .map(|event| (event.kind, event.event_type, event.event_version))
        .collect();
    let mut written = BTreeSet::new();
    written.extend(types_of::<Well>());
    written.extend(types_of::<ProductionMonth>());
    written.extend(types_of::<PropertyMonth>());
    written.extend(types_of::<Lease>());
    written.extend(types_of::<Owner>());
    written.extend(types_of::<DivisionOfInterest>());
    written.extend(types_of::<PropertyDivisions>());
    written.extend(types_of::<ApprovalPolicy>());
    written.extend(types_of::<JointOperatingAgreement>());
    written.extend(types_of::<Afe>());
    assert_eq!(made, written);
}

#[test]
fn texts_are_held_to_their_written_form() {
    let schemas = committed::<Well>();
    let (_, schema, sample) = schemas
        .iter()
        .find(|(name, ..)| name == "TotalDepthReached.v1.json")
        .unwrap();
    let validator = validator(schema);
    for (depth, right) in [
        ("0", true),
        ("12450.5", true),
        ("12450.50", false),
        ("012450", false),
        ("12450.123", false),
        ("-1", false),
        ("12345678", false),
    ] {
        let mut sample = sample.clone();
        sample["measured_depth_ft"] = json!(depth);
        assert_eq!(validator.is_valid(&sample), right, "{depth}");
    }
    let mut undated = sample.clone();
    undated["effective_at"] = json!("yesterday");
    assert!(!validator.is_valid(&undated));
}
