//! The same questions as one graph: the same answers, in a fixed number of statements, within limits.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_http::Role;

use crate::asked::*;

mod limits;

struct Told {
    status: u16,
    position: Option<u64>,
    body: Value,
}

impl Told {
    fn codes(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().unwrap();
        errors
            .iter()
            .map(|error| error["extensions"]["code"].as_str().unwrap())
            .collect()
    }
}

async fn ask_as(api: &Api, role: Role, query: &str, variables: Value, headers: &[(&str, String)]) -> Told {
    let mut request = reqwest::Client::new()
        .post(format!("http://{}/api/v1/graphql", api.address()))
        .bearer_auth(api.token(&api.field.tenant, role))
        .json(&json!({"query": query, "variables": variables}));
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let answer = Answer::of(request.send().await.unwrap()).await;
    Told {
        status: answer.status,
        position: answer.position,
        body: answer.body,
    }
}

async fn ask(api: &Api, query: &str, position: u64) -> Told {
    let headers = [
        ("Wellflow-Min-Position", position.to_string()),
        ("Prefer", "wait=20".to_owned()),
    ];
    let told = ask_as(api, Role::Owner, query, json!({}), &headers).await;
    assert_eq!(told.status, 200, "{}", told.body);
    assert_eq!(told.body.get("errors"), None, "{}", told.body);
    assert!(told.position.unwrap() >= position);
    assert_eq!(
        told.body["extensions"]["wellflow"]["position"],
        told.position.unwrap()
    );
    told
}

/// Wells with two months each; the newest position.
async fn recorded(api: &Api, number: usize) -> (Vec<Uuid>, u64) {
    let first = at("2020-01-01T06:00:00Z");
    let (mut wells, mut position) = (Vec::new(), 0);
    for nth in 0..number {
        let id = Uuid::now_v7();
        let facts = [
            proposed(id, &format!("Bluebell {nth:03}"), first),
            permitted(first),
        ];
        api.field.well(id, 0, &facts).await;
        api.field.month(id, "A001", "2024-01", "10").await;
        position = api.field.month(id, "A001", "2024-02", &nth.to_string()).await.1;
        wells.push(id);
    }
    (wells, position)
}

const WITH_PRODUCTION: &str = "{ nodes { wellId name status position completions { name } wellboreDetails { apiNumber } \
    tests production { months { month oilBbl } total { oilBbl completionMonths } } } \
    pageInfo { hasNextPage endCursor } }";

#[tokio::test]
async fn wells_are_told_with_what_they_have_page_by_page_as_over_http() {
    let api = Api::start().await;
    let (wells, position) = recorded(&api, 5).await;
    let (mut after, mut told) = (String::new(), Vec::new());
    loop {
        let query = format!("{{ wells(first: 2{after}) {WITH_PRODUCTION} }}");
        let page = ask(&api, &query, position).await.body["data"]["wells"].clone();
        told.extend(page["nodes"].as_array().unwrap().clone());
        let info = &page["pageInfo"];
        assert_eq!(info["hasNextPage"], info["endCursor"].is_string());
        match info["endCursor"].as_str() {
            Some(cursor) => after = format!(", after: \"{cursor}\""),
            None => break,
        }
    }
    assert_eq!(told.len(), wells.len());
    for well in told {
        let id = well["wellId"].as_str().unwrap();
        let one = api.ok(&format!("/wells/{id}")).await.body;
        assert_eq!(
            (&well["name"], &well["status"], &well["position"]),
            (&one["name"], &one["status"], &one["position"])
        );
        let production = api.ok(&format!("/wells/{id}/production")).await.body;
        let months = production["months"].as_array().unwrap();
        let months: Vec<Value> = months
            .iter()
            .map(|month| json!({"month": month["month"], "oilBbl": month["oil_bbl"]}))
            .collect();
        assert_eq!(well["production"]["months"], Value::Array(months));
        assert_eq!(
            well["production"]["total"]["oilBbl"],
            production["total"]["oil_bbl"]
        );
        assert_eq!(well["production"]["total"]["completionMonths"], 2);
    }
    api.stop().await;
}

#[tokio::test]
async fn however_many_wells_there_are_the_statements_are_as_many() {
    let api = Api::start().await;
    let (_, position) = recorded(&api, 30).await;
    let instant = api.ok("/events?after_position=119").await.body["items"][0]["recorded_at"].clone();
    for point in [String::new(), format!(", asOf: {instant}")] {
        let mut statements = Vec::new();
        for first in [1, 3, 30] {
            // What is told now alone has no place at a point.
            let parts = if point.is_empty() {
                "wellboreDetails { apiNumber } completionDetails { name } tests(first: 3)"
            } else {
                ""
            };
            let query = format!(
                "{{ wells(first: {first}{point}) {{ nodes {{ wellId {parts} production {{ total {{ oilBbl }} }} }} }} }}"
            );
            let told = ask(&api, &query, if point.is_empty() { position } else { 0 })
                .await
                .body;
            let wells = told["data"]["wells"]["nodes"].as_array().unwrap();
            assert_eq!(wells.len(), first);
            assert!(
                wells
                    .iter()
                    .all(|well| well["production"]["total"]["oilBbl"].is_string())
            );
            statements.push(told["extensions"]["wellflow"]["statements"].as_u64().unwrap());
        }
        let expected = if point.is_empty() { 5 } else { 2 };
        assert_eq!(statements, [expected; 3], "{point}");
    }
    api.stop().await;
}

#[tokio::test]
async fn the_parts_of_a_well_are_told_as_over_http() {
    let api = Api::start().await;
    let id = Uuid::now_v7();
    let position = api.field.well(id, 0, &whole_life(id)).await;
    let query = format!(
        "{{ well(wellId: \"{id}\") {{ wellboreDetails {{ apiNumber }} completionDetails {{ name }} tests }} }}"
    );
    let told = ask(&api, &query, position).await;
    let well = &told.body["data"]["well"];
    for (link, part) in [
        ("wellboreDetails", "wellbores"),
        ("completionDetails", "completions"),
        ("tests", "tests"),
    ] {
        let items = api.ok(&format!("/wells/{id}/{part}")).await.body["items"].clone();
        let items = items.as_array().unwrap();
        assert!(!items.is_empty(), "{part}");
        let expected = items.iter().map(|item| match part {
            "wellbores" => json!({"apiNumber": item["api_number"]}),
            "completions" => json!({"name": item["name"]}),
            _ => item.clone(),
        });
        assert_eq!(well[link], expected.collect::<Value>(), "{part}");
    }
    api.stop().await;
}

#[tokio::test]
async fn a_point_holds_for_everything_below_it() {
    let api = Api::start().await;
    let (wells, position) = recorded(&api, 2).await;
    let id = wells[0];
    // The first well and its first month.
    let instant = api.ok("/events?after_position=2&limit=1").await.body["items"][0]["recorded_at"].clone();
    let instant = instant.as_str().unwrap();
    let query = format!(
        "{{ wells(asOf: \"{instant}\") {{ nodes {{ wellId production {{ months {{ month }} }} }} }}
           well(wellId: \"{id}\", asOf: \"{instant}\") {{ name position }} }}"
    );
    // The first answer waits for the rows; what holds at the instant holds at its position alone.
    ask(&api, "{ wells { nodes { name } } }", position).await;
    let told = ask(&api, &query, 0).await;
    let nodes = &told.body["data"]["wells"]["nodes"];
    assert_eq!(
        *nodes,
        json!([{"wellId": id, "production": {"months": [{"month": "2024-01"}]}}])
    );
    let one = api
        .ok(&format!("/wells/{id}?as_of={}", instant.replace('+', "%2B")))
        .await
        .body;
    assert_eq!(
        told.body["data"]["well"],
        json!({"name": one["name"], "position": one["position"]})
    );
    assert_eq!(told.body["extensions"]["wellflow"]["asOfFinal"], true);
    let query = format!("{{ well(wellId: \"{id}\", asOf: \"{instant}\") {{ name tests }} }}");
    let told = ask_as(&api, Role::Owner, &query, json!({}), &[]).await;
    assert_eq!(told.codes(), ["conflicting-parameters"]);
    assert_eq!(told.body["data"]["well"]["name"], one["name"]);
    api.stop().await;
}

#[tokio::test]
async fn roles_and_refusals_are_those_of_the_questions() {
    let api = Api::start().await;
    let (wells, position) = recorded(&api, 1).await;
    let id = wells[0];
    let ready = ask(&api, "{ wells { nodes { name } } }", position).await;
    assert_eq!(ready.body["data"]["wells"]["nodes"][0]["name"], "Bluebell 000");
    let query = "{ wells { nodes { name completionDetails { name } production { total { oilBbl } } } } owners { nodes { ownerId } } }";
    let told = ask_as(&api, Role::Regulator, query, json!({}), &[]).await;
    assert_eq!(
        told.codes(),
        ["role-not-permitted", "role-not-permitted"],
        "{}",
        told.body
    );
    assert_eq!(
        told.body["data"]["wells"]["nodes"],
        json!([{"name": "Bluebell 000", "completionDetails": [], "production": null}])
    );
    assert_eq!(told.body["data"]["owners"], Value::Null);
    let query = format!(
        "{{ one: well(wellId: \"{}\") {{ name }} two: well(wellId: \"{id}\", asOf: \"2999-01-01T00:00:00Z\") {{ name }}
           three: wells(status: \"alive\") {{ nodes {{ name }} }} four: leases(after: \"nonsense\") {{ nodes {{ name }} }} }}",
        Uuid::nil()
    );
    let told = ask_as(&api, Role::Owner, &query, json!({}), &[]).await;
    let mut codes = told.codes();
    codes.sort_unstable();
    assert_eq!(codes[..1], ["as-of-in-future"], "{}", told.body);
    for code in ["well-unknown", "invalid-parameter"] {
        assert!(codes.contains(&code), "{}", told.body);
    }
    let demand = [
        ("Wellflow-Min-Position", "999".to_owned()),
        ("Prefer", "wait=0".to_owned()),
    ];
    let told = ask_as(
        &api,
        Role::Owner,
        "{ wells { nodes { name } } }",
        json!({}),
        &demand,
    )
    .await;
    assert_eq!(told.codes(), ["not-yet-projected"]);
    api.stop().await;
}

#[tokio::test]
async fn what_is_too_much_is_refused_before_anything_is_read() {
    let api = Api::start().await;
    let refused = async |query: &str| {
        let told = ask_as(&api, Role::Owner, query, json!({"first": 500}), &[]).await;
        assert_eq!(told.position, None, "{}", told.body);
        (told.status, told.codes()[0].to_owned())
    };
    let tests: String = (0..60)
        .map(|nth| format!("t{nth}: tests(first: 500) {{ kind }} "))
        .collect();
    let query = format!("query($first: Int) {{ wells(first: $first) {{ nodes {{ {tests} }} }} }}");
    assert_eq!(refused(&query).await, (422, "query-too-costly".into()));
    let deep = format!("{}{}", "{ a".repeat(12), "}".repeat(12));
    assert_eq!(refused(&deep).await, (422, "query-too-costly".into()));
    for query in [
        "{ wells",
        "{ nothing }",
        "mutation { plug }",
        "subscription { wells }",
    ] {
        assert_eq!(refused(query).await, (400, "bad-request".into()), "{query}");
    }
    let told = ask_as(
        &api,
        Role::Viewer,
        "{ __schema { queryType { fields { name } } } }",
        json!({}),
        &[],
    )
    .await;
    let fields = told.body["data"]["__schema"]["queryType"]["fields"]
        .as_array()
        .unwrap();
    assert!(fields.iter().any(|field| field["name"] == "wells"));
    let unknown = reqwest::get(format!(
        "http://{}/api/v1/graphql?query={{__typename}}",
        api.address()
    ))
    .await;
    assert_eq!(unknown.unwrap().status(), 401);
    let told = api.ok("/graphql?query=%7B__typename%7D").await.body;
    assert_eq!(told["data"], json!({"__typename": "Query"}));
    api.stop().await;
}
