//! What a query may not do: end the process, keep it busy, or read more than a question may.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wellflow_decider::Decider;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_http::Role;

use super::{Told, ask, ask_as, recorded};
use crate::asked::*;

async fn owners(api: &Api, query: &str) -> Told {
    ask_as(api, Role::Owner, query, json!({}), &[]).await
}

#[tokio::test]
async fn no_query_ends_the_process_or_keeps_it_busy() {
    let api = Api::idle(wellflow_runtime::RedisLink::absent()).await;
    let doubling: String = (0..30)
        .map(|nth| format!("fragment f{nth} on __Schema {{ ...f{0} ...f{0} }} ", nth + 1))
        .collect();
    let doubling = doubling + "fragment f30 on __Schema { description }";
    let circle = "fragment a on Query { ...b } fragment b on Query { ...a }";
    let clashing = format!("{{ a({}) {} }}", "b: 1 ".repeat(30), "a ".repeat(30_000));
    let blocks = format!("{{ a(b: [\"\"\"{}", r#"\""""""#.repeat(5_000));
    for (query, code) in [
        (
            format!("{{ __schema {{ ...f0 }} }} {doubling}"),
            "query-too-costly",
        ),
        (format!("{{ __typename }} {doubling}"), "query-too-costly"),
        (format!("{{ __typename }} {circle}"), "query-too-costly"),
        (format!("{{ a(b: {}", "[".repeat(60_000)), "query-too-costly"),
        ("{a".repeat(30_000), "query-too-costly"),
        (format!("query($a: {}", "[".repeat(60_000)), "query-too-costly"),
        (clashing, "query-too-costly"),
        (blocks, "bad-request"),
    ] {
        let began = Instant::now();
        let told = owners(&api, &query).await;
        assert_eq!(told.codes(), [code], "{}", &query[..40]);
        assert!(began.elapsed() < Duration::from_secs(5), "{}", &query[..40]);
    }
    // What is no query in a hundred places is told of in a few.
    let told = owners(&api, &format!("{{ {} }}", "nothing ".repeat(200))).await;
    assert_eq!((told.status, told.codes().len()), (400, 100));
    api.stop().await;
}

#[tokio::test]
async fn what_tools_ask_of_the_schema_is_answered() {
    let api = Api::idle(wellflow_runtime::RedisLink::absent()).await;
    let types = (0..9).fold("kind name".to_owned(), |of, _| {
        format!("kind name ofType {{ {of} }}")
    });
    let query = format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} types {{ ...FullType }} directives {{ name locations args {{ ...InputValue }} }} }} }}
         fragment FullType on __Type {{ kind name description specifiedByURL
           fields(includeDeprecated: true) {{ name description args {{ ...InputValue }} type {{ ...TypeRef }} isDeprecated deprecationReason }}
           inputFields {{ ...InputValue }} interfaces {{ ...TypeRef }} enumValues(includeDeprecated: true) {{ name }} possibleTypes {{ ...TypeRef }} }}
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue }}
         fragment TypeRef on __Type {{ {types} }}"
    );
    let told = owners(&api, &query).await;
    assert_eq!(told.body.get("errors"), None, "{}", told.body);
    let types = told.body["data"]["__schema"]["types"].as_array().unwrap();
    let well = types.iter().find(|ty| ty["name"] == "Well").unwrap();
    let fields = well["fields"].as_array().unwrap();
    let bores = fields
        .iter()
        .find(|field| field["name"] == "wellboreDetails")
        .unwrap();
    assert_eq!(
        (&bores["type"]["kind"], &bores["type"]["ofType"]["kind"]),
        (&json!("LIST"), &json!("OBJECT"))
    );
    api.stop().await;
}

#[tokio::test]
async fn an_argument_that_is_no_id_is_refused_by_name() {
    let api = Api::idle(wellflow_runtime::RedisLink::absent()).await;
    let long = "é".repeat(15_000);
    for (query, argument) in [
        ("{ well(wellId: \"\") { name } }".to_owned(), "wellId"),
        // Another question answers at that path.
        ("{ afe(afeId: \"board\") { afeId } }".to_owned(), "afeId"),
        (
            "{ lease(leaseId: \"../owners\") { leaseId } }".to_owned(),
            "leaseId",
        ),
        (
            format!("{{ wells(operator: \"{long}\") {{ nodes {{ name }} }} }}"),
            "operator",
        ),
        (
            format!("{{ owner(ownerId: \"{long}\") {{ ownerId }} }}"),
            "ownerId",
        ),
    ] {
        let told = owners(&api, &query).await;
        assert_eq!(told.codes(), ["invalid-parameter"], "{}", told.body);
        let places = &told.body["errors"][0]["extensions"]["errors"];
        assert_eq!(places[0]["parameter"], argument, "{}", told.body);
    }
    api.stop().await;
}

/// Months enough that a query reads a part of them alone.
const MANY: &str = "
    INSERT INTO read.production_history (organization_id, production_month_id, from_position, effective_from, effective_to,
        from_day, to_day, well_id, completion, month, oil_said, condensate_said, gas_said, water_said, injection_said)
    SELECT DISTINCT ON (n) h.organization_id, md5('m' || n)::uuid, 1, '2000-01-01'::timestamptz, 'infinity'::timestamptz,
        '2000-01-01'::date, 'infinity'::date, h.well_id, 'B' || n, '2001-01-01'::date, 'not_reported', 'not_reported',
        'not_reported', 'not_reported', 'not_reported'
    FROM read.production_history AS h, generate_series(1, 6000) AS n";

#[tokio::test]
async fn a_query_reads_as_many_months_as_a_question_and_no_more() {
    let api = Api::start().await;
    let (_, position) = recorded(&api, 1).await;
    ask(
        &api,
        "{ wells(effectiveOn: \"2024-05-31\") { nodes { production { total { oilBbl } } } } }",
        position,
    )
    .await;
    api.field.db.admin().await.batch_execute(MANY).await.unwrap();
    let query = |links: &str| format!("{{ wells(effectiveOn: \"2024-05-31\") {{ nodes {{ {links} }} }} }}");
    let one = "one: production(to: \"2001-01\") { total { completionMonths } }";
    let other = "two: production(to: \"2001-02\") { total { completionMonths } }";
    let told = ask(&api, &query(one), 0).await;
    assert_ne!(told.body["data"]["wells"]["nodes"][0]["one"], Value::Null);
    let told = owners(&api, &query(&format!("{one} {other}"))).await;
    assert_eq!(
        (told.status, told.codes()),
        (200, vec!["query-too-costly"]),
        "{}",
        told.body
    );
    let well = &told.body["data"]["wells"]["nodes"][0];
    // Either of them is read first.
    assert_ne!(well["one"].is_null(), well["two"].is_null(), "{well}");
    api.stop().await;
}

#[tokio::test]
async fn a_link_is_short_of_what_was_known_at_its_point_and_not_of_more() {
    let api = Api::start().await;
    let (wells, whole) = recorded(&api, 1).await;
    let query = |instant: &str| {
        format!("{{ wells(asOf: \"{instant}\") {{ nodes {{ production {{ months {{ month }} }} }} }} }}")
    };
    let now = || chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    ask(
        &api,
        "{ wells { nodes { production { total { oilBbl } } } } }",
        whole,
    )
    .await;
    let before = now();
    let (id, mut broken) = field::recorded(wells[0], "A001", "2024-03", "3", None);
    broken.payload = "{\"month\":17}".to_owned();
    let missing = api.field.append(ProductionMonth::KIND, id, 0, vec![broken]).await;
    let last = api.field.month(wells[0], "A001", "2024-04", "4").await.1;
    // The rows are there, up to what is missing.
    let headers = [
        ("Wellflow-Min-Position", last.to_string()),
        ("Prefer", "wait=20".to_owned()),
    ];
    let link = "{ wells { nodes { production { total { oilBbl } } } } }";
    let refused = ask_as(&api, Role::Owner, link, json!({}), &headers).await;
    assert_eq!(refused.codes(), ["not-yet-projected"], "{}", refused.body);
    let told = ask(&api, link, 0).await;
    assert_eq!(
        told.body["extensions"]["wellflow"]["incompleteSince"], missing,
        "{}",
        told.body
    );

    let told = ask(&api, &query(&before), 0).await;
    let said = &told.body["extensions"]["wellflow"];
    assert_eq!(
        (said.get("incompleteSince"), &said["asOfFinal"], told.position),
        (None, &json!(true), Some(whole)),
        "{}",
        told.body
    );
    let told = ask(&api, &query(&now()), 0).await;
    let said = &told.body["extensions"]["wellflow"];
    assert_eq!(
        (&said["incompleteSince"], &said["asOfFinal"], told.position),
        (&json!(missing), &json!(false), Some(missing - 1)),
        "{}",
        told.body
    );
    api.stop().await;
}
