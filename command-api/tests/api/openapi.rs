//! The OpenAPI document: the one that is committed is the one the code makes.

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
fn every_task_says_what_its_body_is() {
    let document: Value = serde_json::from_str(OPENAPI).unwrap();
    let paths = document["paths"].as_object().unwrap();
    for (path, methods) in paths {
        let content = &methods["post"]["requestBody"]["content"]["application/json"];
        assert!(
            content["schema"].is_object() && !content["example"].is_null(),
            "{path}"
        );
    }
    assert_eq!(paths.len(), Task::ALL.len() + 1);
}
