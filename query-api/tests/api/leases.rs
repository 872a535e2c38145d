//! Leases: one at a point, what holds it, its title and units; lists at a point on both axes, page by page.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::lease::{
    InterestAssigned, Lease, LeaseEvent, LeaseExecuted, LeaseHeldByProduction, LeaseHistoryImported,
    LeasePooled, LeaseStatusReported, LeaseSurrendered,
};
use wellflow_event_store::NewEvent;
use wellflow_http::Role;

use crate::asked::*;

const LESSEE: &str = "0190a1b2-0000-7000-8000-0000000000b1";
const LESSOR: &str = "0190a1b2-0000-7000-8000-0000000000b2";
const ASSIGNEE: &str = "0190a1b2-0000-7000-8000-0000000000b4";
const UNIT: &str = "0190a1b2-0000-7000-8000-0000000000c1";

fn of<F: DeserializeOwned>(event_type: &str, changes: &Value) -> F {
    sample(&format!("lease/{event_type}.v1.json"), changes)
}

async fn tell(api: &Api, id: Uuid, expected: u64, events: &[LeaseEvent]) -> u64 {
    let events = events
        .iter()
        .map(|event| NewEvent::encode(event, None).unwrap())
        .collect();
    api.field.append(Lease::KIND, id, expected, events).await
}

async fn signed(api: &Api, id: Uuid, name: &str, number: &str, changes: Value) -> u64 {
    let mut all =
        json!({"lease_id": id, "name": name, "terms": {"lease_number": number, "agency_key": null}});
    if let (Some(all), Some(changes)) = (all["terms"].as_object_mut(), changes.as_object()) {
        all.extend(changes.clone());
    }
    let event: LeaseExecuted = of("LeaseExecuted", &all);
    tell(api, id, 0, &[event.into()]).await
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

async fn newest(api: &Api) -> DateTime<Utc> {
    api.field
        .reader
        .tip(&api.field.tenant)
        .await
        .unwrap()
        .unwrap()
        .recorded_at
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

fn names(answer: &Answer) -> Vec<String> {
    let items = answer.body["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Every page of a list, by the names on it.
async fn pages(api: &Api, path: &str) -> Vec<String> {
    let (mut all, mut next) = (Vec::new(), path.to_owned());
    loop {
        let answer = api.ok(&next).await;
        all.extend(names(&answer));
        match answer.body["next_cursor"].as_str() {
            Some(cursor) => {
                assert!(answer.link.unwrap().contains(cursor));
                next = format!("{path}&cursor={cursor}");
            }
            None => return all,
        }
    }
}

#[tokio::test]
async fn a_lease_is_told_at_any_point() {
    let api = Api::start().await;
    let id = Uuid::now_v7();
    signed(&api, id, "Halbouty A", "L-1", json!({})).await;
    let assigned: InterestAssigned = of("InterestAssigned", &json!({}));
    tell(&api, id, 1, &[assigned.into()]).await;
    let before = newest(&api).await;
    let pooled: LeasePooled = of("LeasePooled", &json!({}));
    let held: LeaseHeldByProduction = of("LeaseHeldByProduction", &json!({}));
    let last = tell(&api, id, 2, &[pooled.into(), held.into()]).await;

    let path = format!("/leases/{id}");
    let now = api.at_least(&path, last).await;
    assert_eq!(
        (&now.body["status"], &now.body["version"], &now.body["position"]),
        (&json!("held_by_production"), &json!(4), &json!(last))
    );
    let tag = now.etag.clone().unwrap();
    assert!(tag.starts_with("\"4-"), "{tag}");
    let again = api
        .request(&path)
        .header("If-None-Match", tag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);

    // Both axes, a version, and what the source had said.
    let status = async |query: &str| api.ok(&format!("{path}?{query}")).await.body["status"].clone();
    assert_eq!(status("effective_on=2020-01-15").await, "executed");
    assert_eq!(status("effective_on=2020-01-31").await, "executed");
    assert_eq!(status("effective_on=2020-02-01").await, "in_primary_term");
    assert_eq!(status("effective_on=2023-03-01").await, "held_by_production");
    let then = format!("as_of={}", instant(before));
    assert_eq!(status(&then).await, "in_primary_term");
    assert_eq!(
        status(&format!("{then}&effective_on=2023-03-01")).await,
        "in_primary_term"
    );
    assert_eq!(status("at_version=2").await, "in_primary_term");
    let today = Utc::now().date_naive();
    assert_eq!(
        status(&format!("as_reported_on={today}")).await,
        "held_by_production"
    );
    assert_eq!(
        api.refused(&format!("{path}?at_version=2&effective_on=2020-02-01"))
            .await
            .1,
        "conflicting-parameters"
    );
    for (query, slug, place) in [
        ("effective_on=2020-01-14", "lease-not-yet-known", "effective_on"),
        ("as_of=2020-01-01T00:00:00Z", "lease-not-yet-known", "as_of"),
        ("at_version=9", "version-unknown", "at_version"),
    ] {
        let refused = api.refused(&format!("{path}?{query}")).await;
        assert_eq!(refused, (404, slug.to_owned(), Some(place.to_owned())), "{query}");
    }
    let final_then = api.ok(&format!("{path}?{then}")).await;
    assert_eq!(final_then.is_final.as_deref(), Some("true"));

    // What holds it, and until when.
    let holding = api.ok(&format!("{path}/holding")).await;
    assert_eq!(holding.body["holding"]["by"], "production");
    assert_eq!(holding.body["holding"]["until"], Value::Null);
    assert_eq!(holding.body["holding"]["wells"][0]["completion"], "D01");
    let term = api.ok(&format!("{path}/holding?effective_on=2022-12-31")).await;
    let term = &term.body["holding"];
    assert_eq!(
        (
            &term["by"],
            &term["until"],
            &term["lapsed"],
            &term["rental_due_on"]
        ),
        (
            &json!("primary_term"),
            &json!("2021-02-01"),
            &json!(true),
            &json!("2021-02-01")
        )
    );

    // Who holds which interest at a depth, before and after the assignment.
    let owners = async |query: &str| -> Vec<(String, String)> {
        let title = api.ok(&format!("{path}/title?tract=T-2&{query}")).await;
        let interests = &title.body["tracts"][0]["slices"][0]["interests"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let held = interests.as_array().unwrap().iter();
        held.map(|held| (text(&held["owner_id"]), text(&held["fraction"])))
            .collect()
    };
    let alone = [(LESSEE.to_owned(), "1.00000000".to_owned())];
    assert_eq!(owners("depth_ft=5000").await, alone);
    assert_eq!(owners("depth_ft=9500&effective_on=2022-12-14").await, alone);
    assert_eq!(
        owners("depth_ft=9500").await[..2],
        [
            (LESSEE.to_owned(), "0.75000000".to_owned()),
            (ASSIGNEE.to_owned(), "0.25000000".to_owned())
        ]
    );
    let nothing = api.ok(&format!("{path}/title?depth_ft=13000")).await;
    let held: Vec<&Value> = nothing.body["tracts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| &t["tract"])
        .collect();
    assert_eq!(held, ["T-1"]);
    assert_eq!(
        api.refused(&format!("{path}/title?depth_ft=deep")).await,
        (400, "invalid-parameter".to_owned(), Some("depth_ft".to_owned()))
    );

    // The units, once it was pooled.
    let units = api.ok(&format!("{path}/units")).await;
    assert_eq!(units.body["items"][0]["unit_id"], UNIT);
    let none = api.ok(&format!("{path}/units?effective_on=2022-12-31")).await;
    assert_eq!(none.body["items"], json!([]));

    let events = api.ok(&format!("{path}/events?limit=3")).await;
    let types: Vec<&Value> = events.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["event_type"])
        .collect();
    assert_eq!(types, ["LeaseExecuted", "InterestAssigned", "LeasePooled"]);
    assert_eq!(events.body["next_after_version"], 3);
    api.stop().await;
}

#[tokio::test]
async fn leases_are_listed_by_what_they_are_found_by() {
    let api = Api::start().await;
    let [a, b, c, d] = [(); 4].map(|()| Uuid::now_v7());
    signed(&api, a, "Halbouty A", "L-1", json!({})).await;
    let pooled: LeasePooled = of("LeasePooled", &json!({}));
    let held: LeaseHeldByProduction = of("LeaseHeldByProduction", &json!({}));
    let assigned: InterestAssigned = of("InterestAssigned", &json!({}));
    tell(&api, a, 1, &[assigned.into(), pooled.into(), held.into()]).await;
    let later = json!({
        "lessee": ASSIGNEE,
        "primary_term": {"effective_on": "2020-02-01", "ends_on": null, "months": 1_200},
        "rental": {"kind": "paid_up"},
        "lessors": [{"mineral_fraction": "1.00000000", "owner_id": ASSIGNEE}],
        "tracts": [{"tract": "N-1", "legal": "Section 1", "county": "Lea", "state": "NM", "gross_acres": "640",
                    "depths": [{"top_ft": "0", "base_ft": null}]}],
    });
    signed(&api, b, "Bluebell", "L-2", later).await;
    signed(&api, c, "Aster", "L-3", json!({"mineral_owner": "state"})).await;
    let imported: LeaseHistoryImported = of("LeaseHistoryImported", &json!({"lease_id": d}));
    let reported: LeaseStatusReported = of("LeaseStatusReported", &json!({}));
    let last = tell(&api, d, 0, &[imported.into(), reported.into()]).await;
    api.at_least("/leases", last).await;
    api.knows("/leases").await;
    api.knows(&format!("/leases/{a}")).await;
    api.knows(&format!("/leases/{a}/events")).await;
    api.knows(&format!("/leases/{a}/units")).await;

    let whole = names(&api.ok("/leases").await);
    assert_eq!(whole.len(), 4);
    assert_eq!(whole[1..], ["Aster", "Bluebell", "Halbouty A"]);
    for limit in [1, 2, 3] {
        assert_eq!(
            pages(&api, &format!("/leases?limit={limit}")).await,
            whole,
            "{limit}"
        );
    }
    let agency = whole[0].as_str();
    for (query, found) in [
        ("status=held_by_production", vec!["Halbouty A"]),
        ("status=in_primary_term", vec!["Aster", "Bluebell"]),
        ("held_by=production", vec!["Halbouty A"]),
        ("county=reeves", vec!["Aster", "Halbouty A"]),
        ("county=Lea&state=nm", vec!["Bluebell"]),
        ("county=Lea&state=TX", vec![]),
        ("mineral_owner=state", vec!["Aster"]),
        ("mineral_owner=federal_offshore", vec![agency]),
        ("tract=GA%20211", vec![agency]),
        ("lease_number=00008", vec![agency]),
        (&format!("unit_id={UNIT}"), vec!["Halbouty A"]),
        (&format!("lessee={LESSEE}"), vec!["Aster", "Halbouty A"]),
        (
            &format!("lessor={LESSOR}&county=Reeves"),
            vec!["Aster", "Halbouty A"],
        ),
        (&format!("owner_id={ASSIGNEE}"), vec!["Bluebell", "Halbouty A"]),
        (&format!("owner_id={ASSIGNEE}&unit_id={UNIT}"), vec!["Halbouty A"]),
        // By the day they end, soonest first; what production holds has none.
        ("expires_from=2000-01-01", vec!["Aster", "Bluebell"]),
        // Aster's rental is not paid.
        ("expires_to=2021-02-01", vec!["Aster"]),
        ("expires_from=2023-02-01&expires_to=2150-01-01", vec!["Bluebell"]),
        ("expires_from=2000-01-01&county=Lea", vec!["Bluebell"]),
        ("expires_from=2000-01-01&status=expired", vec![]),
    ] {
        assert_eq!(
            names(&api.ok(&format!("/leases?{query}")).await),
            found,
            "{query}"
        );
        if !found.is_empty() {
            assert_eq!(
                pages(&api, &format!("/leases?{query}&limit=1")).await,
                found,
                "{query}"
            );
        }
    }
    for (query, name) in [
        ("status=alive", "status"),
        ("held_by=luck", "held_by"),
        ("lessee=42", "lessee"),
        ("state=XX", "state"),
        ("expires_from=2024-02-01&expires_to=2024-01-01", "expires_to"),
        ("cursor=e30", "cursor"),
    ] {
        let (status, _, place) = api.refused(&format!("/leases?{query}")).await;
        assert_eq!((status, place.as_deref()), (400, Some(name)), "{query}");
    }
    let first = api.ok("/leases?limit=1").await.body["next_cursor"]
        .as_str()
        .unwrap()
        .to_owned();
    let foreign = api
        .refused(&format!("/leases?limit=1&status=expired&cursor={first}"))
        .await;
    assert_eq!(foreign.1, "invalid-cursor");

    // Nobody sees another organization's.
    let stranger = api.field.db.organization("stranger").await;
    let sent = api
        .request_as(&stranger, Role::Owner, "/leases")
        .send()
        .await
        .unwrap();
    assert_eq!(Answer::of(sent).await.body["items"], json!([]));
    for path in ["", "/holding", "/title", "/units", "/events"] {
        let sent = api
            .request_as(&stranger, Role::Owner, &format!("/leases/{a}{path}"))
            .send()
            .await;
        let refused = Answer::of(sent.unwrap()).await.refusal();
        assert_eq!(
            refused,
            (404, "lease-unknown".to_owned(), Some("lease_id".to_owned())),
            "{path}"
        );
    }
    api.stop().await;
}

#[tokio::test]
async fn a_fleet_at_a_point_is_each_lease_at_that_point() {
    let mut api = Api::start().await;
    let ids: Vec<Uuid> = (0..5).map(|_| Uuid::now_v7()).collect();
    let mut recorded = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        signed(
            &api,
            *id,
            &format!("Lease {number}"),
            &format!("L-{number}"),
            json!({}),
        )
        .await;
        recorded.push(newest(&api).await);
    }
    let held: LeaseHeldByProduction = of("LeaseHeldByProduction", &json!({}));
    for id in &ids[..3] {
        tell(&api, *id, 1, &[held.clone().into()]).await;
        recorded.push(newest(&api).await);
    }
    let last = tell(&api, ids[0], 2, &[surrendered("2024-01-01T15:00:00Z")]).await;
    let mut compared = 0;
    for as_of in recorded.iter().map(|at| Some(*at)).chain([None]) {
        for day in [
            None,
            Some("2020-01-20"),
            Some("2020-02-01"),
            Some("2023-03-01"),
            Some("2024-02-01"),
        ] {
            let as_of = as_of.map(|at| format!("as_of={}", instant(at)));
            let point: Vec<String> = as_of
                .into_iter()
                .chain(day.map(|day| format!("effective_on={day}")))
                .collect();
            let point = point.join("&");
            let listed = if point.is_empty() {
                api.at_least("/leases", last).await
            } else {
                api.demanding(&format!("/leases?{point}"), last, 20).await
            };
            assert_eq!(listed.status, 200, "{point}: {}", listed.body);
            let mut shown = Vec::new();
            for id in &ids {
                let one = Answer::of(api.get(&format!("/leases/{id}?{point}")).await).await;
                if one.status == 200 {
                    shown.push(one.body);
                } else {
                    assert_eq!(one.refusal().1, "lease-not-yet-known");
                }
            }
            compared += shown.len();
            assert_eq!(listed.body["items"], Value::Array(shown), "{point}");
        }
    }
    assert!(compared > 150, "{compared}");

    // Final once a later commit is in sight: it may be kept, and names its own bytes.
    let path = format!("/leases?as_of={}&limit=2", instant(recorded[2]));
    let kept = api.ok(&path).await;
    assert_eq!(
        (kept.is_final.as_deref(), kept.cache_control.as_deref()),
        (Some("true"), Some("private, max-age=86400, immutable"))
    );
    assert_eq!(pages(&api, &path).await, ["Lease 0", "Lease 1", "Lease 2"]);
    assert!(kept.etag.is_some() && kept.link.is_some());
    let ahead = instant(Utc::now() + TimeDelta::hours(1));
    assert_eq!(
        api.refused(&format!("/leases?as_of={ahead}")).await.1,
        "as-of-in-future"
    );

    // Rows that have not reached the instant are waited for, and never answered short of it.
    api.stop_projector().await;
    signed(&api, Uuid::now_v7(), "Lease 9", "L-9", json!({})).await;
    let at = newest(&api).await;
    let refused = api
        .demanding(&format!("/leases?as_of={}", instant(at)), 1, 0)
        .await;
    assert_eq!(refused.is_final.as_deref(), Some("false"));
    assert_eq!(refused.refusal().1, "not-yet-projected");
    api.stop().await;
}

fn surrendered(at: &str) -> LeaseEvent {
    let event: LeaseSurrendered = of("LeaseSurrendered", &json!({"effective_at": at}));
    event.into()
}

#[tokio::test]
async fn a_fact_that_lies_ahead_shows_when_its_time_comes() {
    let api = Api::start().await;
    let (id, ahead) = (Uuid::now_v7(), Uuid::now_v7());
    let soon = in_ms(3_000);
    signed(&api, id, "Halbouty A", "L-1", json!({})).await;
    let last = tell(&api, id, 1, &[surrendered(&instant(soon))]).await;
    let signed_ahead: LeaseExecuted = of(
        "LeaseExecuted",
        &json!({"lease_id": ahead, "effective_at": instant(in_ms(3_600_000))}),
    );
    let last = tell(&api, ahead, 0, &[signed_ahead.into()]).await.max(last);

    let path = format!("/leases/{id}");
    let before = api.at_least(&path, last).await;
    if Utc::now() < soon {
        assert_eq!(before.body["status"], "in_primary_term");
        // The tag names the newest version, which a command must know of.
        assert!(before.etag.unwrap().starts_with("\"2-"));
    }
    let refused = Answer::of(api.get(&format!("/leases/{ahead}")).await)
        .await
        .refusal();
    assert_eq!(
        refused,
        (404, "lease-not-yet-known".to_owned(), Some("lease_id".to_owned()))
    );
    let done = async || {
        let answer = api.ok(&path).await;
        (answer.body["status"] == "surrendered").then_some(answer)
    };
    let after = wellflow_testkit::eventually("the surrender takes effect", LONG, done).await;
    assert!(Utc::now() >= soon);
    assert_eq!(after.body["version"], 2);
    assert_eq!(names(&api.ok("/leases?status=surrendered").await), ["Halbouty A"]);
    api.stop().await;
}

#[tokio::test]
async fn a_viewer_sees_no_money_and_a_pumper_no_lease() {
    let api = Api::start().await;
    let id = Uuid::now_v7();
    let last = signed(&api, id, "Halbouty A", "L-1", json!({})).await;
    api.at_least(&format!("/leases/{id}"), last).await;
    let paths = [
        format!("/leases/{id}"),
        format!("/leases/{id}?effective_on=2021-01-01"),
        "/leases".to_owned(),
        "/leases?effective_on=2021-01-01".to_owned(),
    ];
    for path in &paths {
        let whole = as_role(&api, Role::Manager, path).await;
        let shown = as_role(&api, Role::Viewer, path).await;
        let (whole, shown) = (whole.body.to_string(), shown.body.to_string());
        for amount in ["\"640.00\"", "\"64000.00\""] {
            assert!(
                whole.contains(amount) && !shown.contains(amount),
                "{path}: {shown}"
            );
        }
        assert!(
            shown.contains("Halbouty A") && shown.contains("\"kind\":\"delay\""),
            "{shown}"
        );
    }
    for role in [Role::Pumper, Role::Regulator] {
        for path in &paths {
            assert_eq!(
                as_role(&api, role, path).await.refusal().1,
                "role-not-permitted",
                "{role}"
            );
        }
    }
    let events = as_role(&api, Role::Viewer, &format!("/leases/{id}/events")).await;
    assert_eq!(events.refusal().1, "role-not-permitted");
    api.stop().await;
}
