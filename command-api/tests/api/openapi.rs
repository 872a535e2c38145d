//! The OpenAPI document: the one that is committed is the one the code makes, and its examples are what it says they are.

use serde_json::Value;
use wellflow_command_api::{OPENAPI, Task, openapi};

use crate::examples::example;

#[test]
fn the_document_is_up_to_date() {
    assert!(
        openapi::document(example).to_text() == OPENAPI,
        "docs/openapi/command-api.json is old: cargo run -p wellflow-command-api --features schema --example write_openapi"
    );
}

#[test]
fn every_example_is_a_body_of_its_task() {
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    let mut checked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let content = &methods["post"]["requestBody"]["content"]["application/json"];
        let mut schema = content["schema"].clone();
        schema
            .as_object_mut()
            .unwrap_or_else(|| panic!("{path} has no body"))
            .insert("components".to_owned(), document["components"].clone());
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&content["example"])
            .map(|fault| format!("{} {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{path}: {faults:#?}");
        checked += 1;
    }
    assert_eq!(checked, Task::ALL.len() + 1);
}
