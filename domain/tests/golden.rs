//! Stored events are a contract for ever: each type and version has a committed sample that decodes, and encodes to
//! the same JSON again. A type without a sample fails, and so does a sample without a type.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::well::{Milestone, ShutInReason, Well, WellRole};

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(kind)
}

fn check<D: Decider>() {
    let folder = folder(D::KIND);
    let mut expected = BTreeSet::new();
    for (event_type, newest) in D::Event::TYPES {
        for version in 1..=*newest {
            let name = format!("{event_type}.v{version}.json");
            let path = folder.join(&name);
            let text = std::fs::read_to_string(&path)
                .unwrap_or_else(|e| panic!("no sample {}: {e}", path.display()));
            let sample: Value = serde_json::from_str(&text).unwrap();
            let event = D::Event::decode(event_type, version, sample.clone())
                .unwrap_or_else(|e| panic!("{name}: {e}"));

            assert_eq!(event.event_type(), *event_type);
            if version == *newest {
                let again = event.encode(serde_json::value::Serializer).unwrap();
                assert_eq!(again, sample, "{name} does not encode to itself");
                let stored = sample["effective_at"].as_str().unwrap();
                assert_eq!(
                    event.effective_at(),
                    stored.parse::<chrono::DateTime<chrono::Utc>>().unwrap()
                );
            }
            expected.insert(name);
        }
    }
    let found: BTreeSet<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(found, expected, "samples and event types differ");
}

#[test]
fn every_well_event_has_a_sample_that_survives() {
    check::<Well>();
}

#[test]
fn every_production_month_event_has_a_sample_that_survives() {
    check::<ProductionMonth>();
}

#[test]
fn every_milestone_keeps_its_form() {
    for form in [
        r#"{"kind":"spudded"}"#,
        r#"{"kind":"total_depth_reached","measured_depth_ft":"12450","true_vertical_depth_ft":null}"#,
        r#"{"kind":"depth_stated","measured_depth_ft":"12450","true_vertical_depth_ft":"12000.5"}"#,
        r#"{"kind":"status_reported","status":{"agency":"BSEE","code":"COM"}}"#,
    ] {
        let milestone: Milestone = serde_json::from_str(form).unwrap();
        assert_eq!(serde_json::to_string(&milestone).unwrap(), form);
    }
}

#[test]
fn every_word_of_a_list_keeps_its_form() {
    let reasons: Vec<ShutInReason> = serde_json::from_str(
        r#"["no_market","mechanical","workover","weather","economic","regulatory","allowable_reached","test_delinquent"]"#,
    )
    .unwrap();
    assert_eq!(reasons.len(), 8);
    let roles: Vec<WellRole> = serde_json::from_str(
        r#"["oil","gas","oil_and_gas","condensate","eor_injection","disposal","water_supply","observation"]"#,
    )
    .unwrap();
    assert_eq!(roles.len(), 8);
}
