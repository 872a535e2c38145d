//! A well's wellbores, completions, tests and days; the months of leases and fields.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::production_month::{ProductionMonth, Volumes};
use wellflow_domain::quantity::{DaysOn, Mcf, PressureBase, Quantity};
use wellflow_http::Role;

use crate::asked::*;

async fn as_stranger(api: &Api, path: &str) -> Answer {
    let stranger = api
        .field
        .db
        .organization(&format!("s{}", Uuid::now_v7().simple()))
        .await;
    let sent = api.request_as(&stranger, Role::Owner, path).send().await;
    Answer::of(sent.unwrap()).await
}

fn field_of(answer: &Answer, name: &str) -> Vec<Value> {
    let items = answer.body["items"].as_array().unwrap();
    items.iter().map(|item| item[name].clone()).collect()
}

/// Every page of a list, as one field of its items.
async fn pages(api: &Api, path: &str, name: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut next = path.to_owned();
    loop {
        let answer = api.ok(&next).await;
        all.extend(field_of(&answer, name));
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
async fn a_well_is_told_in_parts() {
    let api = Api::start().await;
    let id = Uuid::now_v7();
    let last = api.field.well(id, 0, &whole_life(id)).await;

    let bores = api.at_least(&format!("/wells/{id}/wellbores"), last).await;
    assert_eq!(
        field_of(&bores, "api_number"),
        ["42-501-20130-00", "42-501-20130-01"]
    );
    assert_eq!(field_of(&bores, "abandoned_in_place"), [true, false]);
    assert_eq!(bores.body["items"][1]["kickoff_md_ft"], "4000");
    let tag = bores.etag.unwrap();
    let again = api
        .request(&format!("/wells/{id}/wellbores"))
        .header("If-None-Match", tag.as_str())
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);
    assert!(again.headers().contains_key("wellflow-position"));

    let completions = api.ok(&format!("/wells/{id}/completions")).await;
    for part in ["wellbores", "completions", "tests", "events"] {
        api.knows(&format!("/wells/{id}/{part}")).await;
    }
    assert_eq!(
        field_of(&completions, "status"),
        ["completion_abandoned", "producing"]
    );
    assert_eq!(
        field_of(&completions, "first_production_on"),
        ["2020-06-01", "2020-11-01"]
    );

    let newest_first = ["2020-09-01", "2020-08-01", "2020-07-01", "2020-05-01"];
    for limit in [1, 3, 500] {
        let path = format!("/wells/{id}/tests?limit={limit}");
        assert_eq!(pages(&api, &path, "tested_on").await, newest_first);
    }
    let some = pages(
        &api,
        &format!("/wells/{id}/tests?kind=production&limit=1"),
        "tested_on",
    )
    .await;
    assert_eq!(some, ["2020-08-01", "2020-07-01"]);

    // The well itself tells its facets, and is listed by them.
    let well = api.ok(&format!("/wells/{id}")).await;
    assert_eq!(
        (&well.body["phase"], &well.body["operating"], &well.body["role"]),
        (&json!("operating"), &json!("producing"), &json!("oil"))
    );
    assert_eq!(well.body["flags"]["orphan"], false);
    let past = api.ok(&format!("/wells/{id}?effective_on=2020-05-02")).await;
    assert_eq!(
        (&past.body["phase"], &past.body["operating"]),
        (&json!("completed"), &json!(null))
    );
    for (query, found) in [
        ("phase=operating", 1),
        ("phase=dry_hole", 0),
        ("role=oil&phase=operating", 1),
        ("role=gas", 0),
        ("near=28.25,-91.35&radius_km=5&role=oil", 1),
        ("near=28.25,-91.35&radius_km=5&phase=drilled", 0),
    ] {
        let list = api.ok(&format!("/wells?{query}")).await;
        assert_eq!(list.body["items"].as_array().unwrap().len(), found, "{query}");
    }

    for part in ["wellbores", "completions", "tests", "production/daily"] {
        let (own, nobodys) = (
            format!("/wells/{id}/{part}"),
            format!("/wells/{}/{part}", Uuid::now_v7()),
        );
        let refused = as_stranger(&api, &own).await.refusal();
        assert_eq!((refused.0, refused.1.as_str()), (404, "well-unknown"), "{own}");
        assert_eq!(api.refused(&nobodys).await.1, "well-unknown");
        assert_eq!(
            api.refused(&format!("/wells/7/{part}")).await.1,
            "invalid-parameter"
        );
        assert_eq!(
            api.refused(&format!("{own}?colour=red")).await.1,
            "unknown-parameter"
        );
    }
    let tests = format!("/wells/{id}/tests");
    for (query, slug, parameter) in [
        ("kind=smell", "invalid-parameter", "kind"),
        ("limit=0", "invalid-parameter", "limit"),
        ("cursor=nonsense", "invalid-cursor", "cursor"),
    ] {
        let refused = api.refused(&format!("{tests}?{query}")).await;
        assert_eq!(
            (refused.0, refused.1.as_str(), refused.2.as_deref()),
            (400, slug, Some(parameter)),
            "{query}"
        );
    }
    // A cursor goes on in its own list only.
    let cursor = api.ok(&format!("{tests}?limit=1")).await.body["next_cursor"].clone();
    let cursor = cursor.as_str().unwrap();
    let refused = api
        .refused(&format!("{tests}?kind=production&cursor={cursor}"))
        .await;
    assert_eq!(refused.1, "invalid-cursor");
    for (part, status) in [("wellbores", 200), ("tests", 403), ("production/daily", 403)] {
        let path = format!("/wells/{id}/{part}");
        let sent = api
            .request_as(&api.field.tenant, Role::Regulator, &path)
            .send()
            .await;
        assert_eq!(sent.unwrap().status(), status, "{part}");
    }
    api.stop().await;
}

#[tokio::test]
async fn days_are_served_line_by_line() {
    let api = Api::start().await;
    let id = Uuid::now_v7();
    let kind = ProductionMonth::KIND;
    api.field
        .well(id, 0, &[proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"))])
        .await;
    let mut last = 0;
    for completion in ["A1", "A2"] {
        for month in ["2021-01", "2021-02"] {
            let mut events = Vec::new();
            let mut stream = Uuid::nil();
            for day in ["10", "11", "12"] {
                let (month, fact) = daily(id, completion, &format!("{month}-{day}"), &json!({}));
                stream = month;
                events.push(encode(fact));
            }
            last = api.field.append(kind, stream, 0, events).await;
        }
    }
    let path = format!("/wells/{id}/production/daily");
    let whole = api.at_least(&path, last).await;
    assert_eq!(whole.body["items"].as_array().unwrap().len(), 12);
    let line = &whole.body["items"][0];
    assert_eq!(
        (&line["oil_bbl"], &line["water_bbl"], &line["condensate_bbl"]),
        (&json!("40.5"), &json!("withheld"), &json!(null))
    );
    assert_eq!(
        (&line["hours_on"], &line["downtime"], &line["downtime_minutes"]),
        (
            &json!("22.5"),
            &json!([{"minutes": 90, "reason": "power"}]),
            &json!(90)
        )
    );
    let dates =
        |from: &[&str]| -> Vec<Value> { from.iter().flat_map(|date| [json!(date), json!(date)]).collect() };
    let all = dates(&[
        "2021-01-10",
        "2021-01-11",
        "2021-01-12",
        "2021-02-10",
        "2021-02-11",
        "2021-02-12",
    ]);
    for limit in [1, 5, 12] {
        assert_eq!(pages(&api, &format!("{path}?limit={limit}"), "date").await, all);
    }
    let some = pages(
        &api,
        &format!("{path}?from=2021-01-12&to=2021-02-10&limit=3"),
        "date",
    )
    .await;
    assert_eq!(some, dates(&["2021-01-12", "2021-02-10"]));
    for (query, slug, parameter) in [
        ("from=2021-02-01&to=2021-01-01", "invalid-parameter", "to"),
        ("from=2021-02", "invalid-parameter", "from"),
        ("to=2021-02-30", "invalid-parameter", "to"),
        ("cursor=x", "invalid-cursor", "cursor"),
    ] {
        let refused = api.refused(&format!("{path}?{query}")).await;
        assert_eq!(
            (refused.1.as_str(), refused.2.as_deref()),
            (slug, Some(parameter)),
            "{query}"
        );
    }
    // Days alone make no month's volumes.
    assert_eq!(
        api.ok(&format!("/wells/{id}/production")).await.body["months"],
        json!([])
    );
    api.stop().await;
}

fn days(days: &str, oil: &str) -> Volumes {
    Volumes {
        days_on: Quantity::of(DaysOn::parse(days).unwrap()),
        ..volumes(oil)
    }
}

#[tokio::test]
async fn a_lease_and_a_field_add_up_their_wells_and_a_well_its_completions() {
    let api = Api::start().await;
    let (one, two, other) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    for (id, name) in [(one, "Bluebell 1"), (two, "Bluebell 2"), (other, "Bluebell 3")] {
        api.field
            .well(id, 0, &[proposed(id, name, at("2020-01-01T06:00:00Z"))])
            .await;
    }
    let at_texas_base = Volumes {
        gas: Quantity::of(Mcf::parse("100", PressureBase::Psia14_65).unwrap()),
        ..days("31", "20")
    };
    let withheld = Volumes {
        oil_bbl: Quantity::Withheld,
        gas: Quantity::NotReported,
        ..days("9", "0")
    };
    let mut last = 0;
    for (well, completion, month, lease, volumes) in [
        (one, "A1", "2021-01", "G1", days("12", "10")),
        (one, "A2", "2021-01", "G1", days("20", "5.5")),
        (two, "B1", "2021-01", "G1", at_texas_base),
        (two, "B1", "2021-02", "G1", withheld),
        (other, "C1", "2021-02", "G2", days("5", "7")),
    ] {
        let (id, event) = stated(well, completion, month, Some(lease), volumes);
        last = api.field.append(ProductionMonth::KIND, id, 0, vec![event]).await;
    }
    let lease = api.at_least("/leases/G1/production", last).await;
    api.knows("/leases/G1/production").await;
    api.knows("/production-months").await;
    assert_eq!(lease.body["lease"], "G1");
    let january = &lease.body["months"][0];
    assert_eq!(
        (
            &january["month"],
            &january["oil_bbl"],
            &january["completion_months"]
        ),
        (&json!("2021-01"), &json!("35.5"), &json!(3))
    );
    // 201 at 14.73 psia, and 100 x 14.65 / 14.73.
    assert_eq!(
        (&january["gas_mcf"], &january["gas_base_psia"]),
        (&json!("300.4569"), &json!("14.73"))
    );
    assert_eq!(january["gas_oil_ratio"], "8463.5746");
    let wells: Vec<_> = january["wells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|well| {
            json!([
                well["well_id"],
                well["days_on"],
                well["oil_bbl"],
                well["gas_base_psia"]
            ])
        })
        .collect();
    // The days of completions do not add up: the longest counts.
    assert_eq!(
        wells,
        [json!([one, 20, "15.5", "14.73"]), json!([two, 31, "20", "14.65"])]
    );
    let february = &lease.body["months"][1];
    assert_eq!(
        (
            &february["oil_bbl"],
            &february["gas_mcf"],
            &february["gas_oil_ratio"]
        ),
        (&json!(null), &json!(null), &json!(null))
    );
    assert_eq!(
        (&february["withheld"]["oil"], &february["not_reported"]["gas"]),
        (&json!(1), &json!(1))
    );

    let field = api.ok("/fields/Bluebell/production").await;
    assert_eq!(field.body["field"], "Bluebell");
    let oil: Vec<_> = field.body["months"]
        .as_array()
        .unwrap()
        .iter()
        .map(|month| json!([month["month"], month["oil_bbl"], month["withheld"]["oil"]]))
        .collect();
    assert_eq!(oil, [json!(["2021-01", "35.5", 0]), json!(["2021-02", "7", 1])]);

    for (path, months) in [
        ("/leases/G1/production?from=2021-02", 1),
        ("/leases/G1/production?to=2020-12", 0),
        ("/leases/nobody's/production", 0),
        ("/fields/Aster/production", 0),
        ("/leases/G1/production?limit=1", 1),
    ] {
        let answer = api.ok(path).await;
        assert_eq!(answer.body["months"].as_array().unwrap().len(), months, "{path}");
    }
    let first = api.ok("/fields/Bluebell/production?limit=1").await;
    let cursor = first.body["next_cursor"].as_str().unwrap();
    assert!(first.link.unwrap().contains(cursor));
    let second = api
        .ok(&format!("/fields/Bluebell/production?limit=1&cursor={cursor}"))
        .await;
    assert_eq!(
        (&second.body["months"][0]["month"], &second.body["next_cursor"]),
        (&json!("2021-02"), &json!(null))
    );
    for (path, slug, parameter) in [
        (
            format!("/leases/Bluebell/production?cursor={cursor}"),
            "invalid-cursor",
            "cursor",
        ),
        (
            "/leases/G1/production?from=2021-03&to=2021-02".to_owned(),
            "invalid-parameter",
            "to",
        ),
        (
            format!("/leases/{}/production", "x".repeat(121)),
            "invalid-parameter",
            "lease",
        ),
        (
            format!("/fields/{}/production", "x".repeat(121)),
            "invalid-parameter",
            "field",
        ),
        (
            "/fields/Bluebell/production?lease=G1".to_owned(),
            "unknown-parameter",
            "lease",
        ),
    ] {
        let refused = api.refused(&path).await;
        assert_eq!(
            (refused.1.as_str(), refused.2.as_deref()),
            (slug, Some(parameter)),
            "{path}"
        );
    }
    for path in ["/leases/G1/production", "/fields/Bluebell/production"] {
        assert_eq!(as_stranger(&api, path).await.body["months"], json!([]), "{path}");
        let sent = api
            .request_as(&api.field.tenant, Role::Regulator, path)
            .send()
            .await;
        assert_eq!(sent.unwrap().status(), 403);
    }

    let well = api.ok(&format!("/wells/{one}/production")).await;
    let month = &well.body["months"][0];
    assert_eq!(
        (&month["days_on"], &month["oil_bbl"], &month["gas_mcf"]),
        (&json!(20), &json!("15.5"), &json!("201"))
    );
    let completion = &month["completions"][0];
    assert_eq!(
        (
            &completion["gas_oil_ratio"],
            &completion["water_cut"],
            &completion["restated"]
        ),
        (&json!("10050"), &json!("0.4118"), &json!(false))
    );
    let unsaid = api.ok(&format!("/wells/{two}/production?from=2021-02")).await;
    let completion = &unsaid.body["months"][0]["completions"][0];
    assert_eq!(
        (
            &completion["oil_bbl"],
            &completion["gas_mcf"],
            &completion["injection"]
        ),
        (&json!("withheld"), &json!(null), &json!("0"))
    );
    api.stop().await;
}
