//! The OpenAPI document: the one that is committed is the one the code makes, and it names every route with the parameters the
//! route takes and the fields that can be chosen.

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
    // Where the build has it, a tag tells of the graph.
    let told: BTreeSet<&str> = mounted.difference(&documented).copied().collect();
    assert!(
        told.iter().all(|path| *path == "/api/v1/graphql"),
        "not documented: {told:?}"
    );
    let gone: BTreeSet<&str> = documented.difference(&mounted).copied().collect();
    assert!(gone.is_empty(), "documented alone: {gone:?}");
    let tags = document["tags"].as_array().unwrap();
    let graph = tags.iter().find(|tag| tag["name"] == "GraphQL").unwrap();
    assert!(graph["description"].as_str().unwrap().contains("/api/v1/graphql"));
}

/// The members an object of this schema may have.
fn members(document: &Value, schema: &Value) -> BTreeSet<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap();
        return members(document, target);
    }
    let own = schema["properties"].as_object().into_iter().flatten();
    let mut all: BTreeSet<String> = own.map(|(name, _)| name.clone()).collect();
    for parts in ["allOf", "anyOf", "oneOf"] {
        let parts = schema[parts].as_array().into_iter().flatten();
        all.extend(parts.flat_map(|part| members(document, part)));
    }
    all
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

/// The fields that can be chosen are the members of what is answered, no more and no less.
#[test]
fn every_member_of_an_answer_can_be_chosen_and_nothing_else() {
    let document = document();
    // What is said of a month together is no column of its completions.
    let of_the_whole = ["completion_months", "not_reported", "withheld"];
    let mut held = 0;
    for (pattern, methods) in document["paths"].as_object().unwrap() {
        let asked = &methods["get"];
        let parameters = asked["parameters"].as_array().unwrap();
        let Some(fields) = parameters.iter().find(|it| it["name"] == "fields") else {
            continue;
        };
        let words = resolved(&document, &fields["schema"]["items"]);
        let mut words: BTreeSet<String> = serde_json::from_value(words["enum"].clone()).unwrap();
        let answer = &asked["responses"]["200"]["content"]["application/json"]["schema"]["anyOf"];
        let whole = resolved(&document, &answer[0]);
        let lists = ["items", "months"].map(|name| &whole["properties"][name]["items"]);
        let is_list = parameters.iter().any(|it| it["name"] == "format");
        let row = lists.into_iter().find(|row| is_list && !row.is_null());
        let mut known = members(&document, row.unwrap_or(whole));
        for array in ["periods", "wells", "completions"] {
            let inner = &resolved(&document, row.unwrap_or(&Value::Null))["properties"][array]["items"];
            if !inner.is_null() && !words.contains(array) {
                known.remove(array);
                known.extend(members(&document, inner));
            }
        }
        known.remove("incomplete_since");
        if pattern.ends_with("/wells/{well_id}/production") {
            words.extend(of_the_whole.map(str::to_owned));
        }
        assert_eq!(words, known, "{pattern}");
        held += 1;
    }
    assert!(held > 40, "{held}");
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
