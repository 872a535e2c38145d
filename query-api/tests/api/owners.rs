//! Owners: found by name and role, told at a point, and personal data for those who read it.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use base64::Engine;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::owner::{Owner, OwnerDeactivated, OwnerEvent, OwnerNameChanged, OwnerRegistered};
use wellflow_event_store::NewEvent;
use wellflow_http::Role;

use crate::asked::*;

async fn tell(api: &Api, id: Uuid, expected: u64, events: &[OwnerEvent]) -> u64 {
    let events = events
        .iter()
        .map(|event| NewEvent::encode(event, None).unwrap())
        .collect();
    api.field.append(Owner::KIND, id, expected, events).await
}

async fn registered(api: &Api, id: Uuid, name: &str, changes: Value) -> u64 {
    let mut all = json!({"owner_id": id, "name": name, "agency_key": null});
    if let (Some(all), Some(changes)) = (all.as_object_mut(), changes.as_object()) {
        all.extend(changes.clone());
    }
    let event: OwnerRegistered = sample("owner/OwnerRegistered.v1.json", &all);
    tell(api, id, 0, &[event.into()]).await
}

async fn as_role(api: &Api, role: Role, path: &str) -> Answer {
    Answer::of(
        api.request_as(&api.field.tenant, role, path)
            .send()
            .await
            .unwrap(),
    )
    .await
}

fn named(answer: &Answer, field: &str) -> Vec<Value> {
    let items = answer.body["items"].as_array().unwrap();
    items.iter().map(|item| item[field].clone()).collect()
}

async fn pages(api: &Api, role: Role, path: &str, field: &str) -> Vec<Value> {
    let (mut all, mut next) = (Vec::new(), path.to_owned());
    loop {
        let answer = as_role(api, role, &next).await;
        assert_eq!(answer.status, 200, "{next}: {}", answer.body);
        all.extend(named(&answer, field));
        match answer.body["next_cursor"].as_str() {
            Some(cursor) => {
                // What a client hands back, and proxies write down, names nobody.
                let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
                    .decode(cursor)
                    .unwrap();
                let text = String::from_utf8(bytes).unwrap().to_lowercase();
                assert!(!text.contains("sample") && !text.contains("orchard"), "{text}");
                next = format!("{path}&cursor={cursor}");
            }
            None => return all,
        }
    }
}

#[tokio::test]
async fn owners_are_found_by_name_role_and_kind_at_a_point() {
    let api = Api::start().await;
    let [a, b, c] = [(); 3].map(|()| Uuid::now_v7());
    registered(
        &api,
        a,
        "Sample Orchard Oil",
        json!({"kind": "company", "roles": ["operator", "partner"]}),
    )
    .await;
    registered(&api, b, "Sample Owner", json!({})).await;
    registered(
        &api,
        c,
        "Quarry Trust",
        json!({"kind": "trust", "roles": ["lessor"]}),
    )
    .await;
    let before = api
        .field
        .reader
        .tip(&api.field.tenant)
        .await
        .unwrap()
        .unwrap()
        .recorded_at;
    let renamed: OwnerNameChanged = sample(
        "owner/OwnerNameChanged.v1.json",
        &json!({"name": "Willow Trust", "effective_at": "2021-02-02T15:00:00Z"}),
    );
    let gone: OwnerDeactivated = sample(
        "owner/OwnerDeactivated.v1.json",
        &json!({"effective_at": "2022-07-02T15:00:00Z"}),
    );
    let last = tell(&api, c, 1, &[renamed.into(), gone.into()]).await;
    api.at_least("/owners", last).await;
    api.knows("/owners").await;
    api.knows(&format!("/owners/{c}")).await;

    let whole = ["Sample Orchard Oil", "Sample Owner", "Willow Trust"];
    for (query, found) in [
        ("", &whole[..]),
        ("role=lessor", &whole[1..]),
        ("role=operator", &whole[..1]),
        ("kind=trust", &whole[2..]),
        ("status=inactive", &whole[2..]),
        ("status=inactive&role=operator", &[]),
        ("name=sample", &whole[..2]),
        ("name=oil%20SAMPLE", &whole[..1]),
        ("name=wil", &whole[2..]),
        // Under its earlier name, too.
        ("name=quarry", &whole[2..]),
        ("name=ample", &[]),
    ] {
        for limit in [1, 2, 100] {
            let path = format!("/owners?{query}&limit={limit}");
            assert_eq!(pages(&api, Role::Manager, &path, "name").await, found, "{path}");
        }
    }
    let then = before.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    for (point, name, status) in [
        ("effective_on=2021-02-01".to_owned(), "Quarry Trust", "active"),
        ("effective_on=2021-02-02".to_owned(), "Willow Trust", "active"),
        ("effective_on=2022-07-02".to_owned(), "Willow Trust", "inactive"),
        (format!("as_of={then}"), "Quarry Trust", "active"),
        ("at_version=2".to_owned(), "Willow Trust", "active"),
    ] {
        let one = api.ok(&format!("/owners/{c}?{point}")).await;
        assert_eq!(
            (&one.body["name"], &one.body["status"]),
            (&json!(name), &json!(status)),
            "{point}"
        );
        if !point.starts_with("at_version") {
            let listed = api.ok(&format!("/owners?kind=trust&{point}")).await;
            assert_eq!(listed.body["items"], json!([one.body]), "{point}");
        }
    }
    for (query, name) in [
        ("role=king", "role"),
        ("kind=horse", "kind"),
        ("name=-", "name"),
        ("status=dead", "status"),
    ] {
        let (status, _, place) = api.refused(&format!("/owners?{query}")).await;
        assert_eq!((status, place.as_deref()), (400, Some(name)), "{query}");
    }
    let refused = api.refused(&format!("/owners/{c}?effective_on=2019-01-01")).await;
    assert_eq!(refused.1, "owner-not-yet-known");
    let tag = api.ok(&format!("/owners/{c}")).await.etag.unwrap();
    assert!(tag.starts_with("\"3-"), "{tag}");
    let again = api
        .request(&format!("/owners/{c}"))
        .header("If-None-Match", tag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);

    let stranger = api.field.db.organization("stranger").await;
    let sent = api
        .request_as(&stranger, Role::Owner, "/owners")
        .send()
        .await
        .unwrap();
    assert_eq!(Answer::of(sent).await.body["items"], json!([]));
    let sent = api
        .request_as(&stranger, Role::Owner, &format!("/owners/{c}"))
        .send()
        .await
        .unwrap();
    let refused = Answer::of(sent).await.refusal();
    assert_eq!(
        refused,
        (404, "owner-unknown".to_owned(), Some("owner_id".to_owned()))
    );
    api.stop().await;
}

#[tokio::test]
async fn what_tells_of_a_person_is_for_those_who_keep_and_examine_the_books() {
    let api = Api::start().await;
    // In the order of ids the names would be the other way round.
    let mut ids = [(); 3].map(|()| Uuid::now_v7());
    ids.sort_unstable();
    let mut last = 0;
    for (id, name) in ids.iter().zip(["Sample C", "Sample B", "Sample A"]) {
        last = registered(&api, *id, name, json!({})).await;
    }
    let renamed: OwnerNameChanged = sample("owner/OwnerNameChanged.v1.json", &json!({"name": "Sample D"}));
    last = tell(&api, ids[2], 1, &[renamed.into()]).await.max(last);
    let one = format!("/owners/{}", ids[0]);
    api.at_least(&one, last).await;
    let past = format!("{one}?effective_on=2020-06-01");
    let personal = ["Sample", "000000000", "1 Example Street", "78701"];
    for role in [Role::Owner, Role::Admin, Role::Manager, Role::Auditor] {
        for path in [
            one.as_str(),
            past.as_str(),
            "/owners",
            "/owners?effective_on=2020-06-01",
        ] {
            let text = as_role(&api, role, path).await.body.to_string();
            assert!(
                personal.iter().all(|part| text.contains(part)),
                "{role} {path}: {text}"
            );
        }
        let names = pages(&api, role, "/owners?limit=1", "name").await;
        assert_eq!(names, ["Sample B", "Sample C", "Sample D"], "{role}");
        assert_eq!(
            as_role(&api, role, &format!("{one}/events")).await.status,
            200,
            "{role}"
        );
    }
    for role in [Role::Operator, Role::Viewer] {
        for path in [
            one.as_str(),
            past.as_str(),
            "/owners",
            "/owners?effective_on=2020-06-01",
        ] {
            let text = as_role(&api, role, path).await.body.to_string();
            assert!(
                personal.iter().all(|part| !text.contains(part)),
                "{role} {path}: {text}"
            );
            assert!(
                text.contains("royalty_owner") && text.contains("\"name\":null"),
                "{text}"
            );
        }
        // Neither can names be searched, nor does the order tell of them.
        let by_id = pages(&api, role, "/owners?limit=1&role=lessor", "owner_id").await;
        assert_eq!(by_id, ids.map(|id| json!(id)), "{role}");
        for path in ["/owners?name=sample".to_owned(), format!("{one}/events")] {
            assert_eq!(
                as_role(&api, role, &path).await.refusal().1,
                "role-not-permitted",
                "{role}"
            );
        }
    }
    for role in [Role::Pumper, Role::Regulator] {
        for path in [one.as_str(), "/owners"] {
            assert_eq!(
                as_role(&api, role, path).await.refusal().1,
                "role-not-permitted",
                "{role}"
            );
        }
    }
    api.stop().await;
}
