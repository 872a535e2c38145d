//! The OpenAPI document: the one that is committed is the one the code makes, and it names every route with the parameters the
//! route takes.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;

use serde_json::Value;
use wellflow_query_api::{OPENAPI, openapi, routes};

use crate::asked::*;

fn document() -> Value {
    serde_json::from_str(OPENAPI).unwrap()
}

#[test]
fn the_document_is_up_to_date() {
    assert!(
        openapi::document().to_text() == OPENAPI,
        "docs/openapi/query-api.json is old: cargo run -p wellflow-query-api --features schema --example write_openapi"
    );
}

#[test]
fn every_route_is_documented_and_nothing_else() {
    let document = document();
    let documented: BTreeSet<&str> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let routes = routes();
    let mounted: BTreeSet<&str> = routes.iter().map(|route| route.pattern.as_str()).collect();
    assert_eq!(documented, mounted);
}

/// A parameter there is not is refused by a list of those there are.
#[tokio::test]
async fn every_route_takes_the_parameters_it_is_documented_with() {
    let api = Api::start().await;
    let document = document();
    for (pattern, methods) in document["paths"].as_object().unwrap() {
        let mut path = pattern.strip_prefix("/api/v1").unwrap().to_owned();
        let mut documented = BTreeSet::new();
        for parameter in methods["get"]["parameters"].as_array().unwrap() {
            let name = parameter["name"].as_str().unwrap();
            match parameter["in"].as_str().unwrap() {
                "path" => path = path.replace(&format!("{{{name}}}"), parameter["example"].as_str().unwrap()),
                "query" => {
                    documented.insert(name.to_owned());
                }
                _ => {}
            }
        }
        let answer: Value = api.get(&format!("{path}?nothing=1")).await.json().await.unwrap();
        assert_eq!(
            answer["type"], "/problems/unknown-parameter",
            "{pattern}: {answer}"
        );
        let (_, known) = answer["detail"]
            .as_str()
            .unwrap()
            .split_once("known are: ")
            .unwrap();
        let known = known
            .trim_end_matches('.')
            .split(", ")
            .filter(|name| *name != "none");
        let known: BTreeSet<String> = known.map(str::to_owned).collect();
        assert_eq!(documented, known, "{pattern}");
    }
    api.stop().await;
}
