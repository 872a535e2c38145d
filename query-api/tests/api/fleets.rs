//! Fleets at a point: lists, counts and sums are what every well and month is answered with by itself there.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::well::{OperatorChanged, TotalDepthReached, WellCompleted, WellEvent};
use wellflow_http::Role;

use crate::asked::*;

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

async fn newest(api: &Api) -> DateTime<Utc> {
    let tip = api.field.reader.tip(&api.field.tenant).await.unwrap();
    tip.unwrap().recorded_at
}

/// A fleet told step by step; the wells, the months, and the instant of every commit.
struct Told {
    wells: Vec<Uuid>,
    months: Vec<Uuid>,
    commits: Vec<DateTime<Utc>>,
    position: u64,
}

impl Told {
    async fn well(&mut self, api: &Api, id: Uuid, expected: u64, event: WellEvent) {
        self.position = api.field.well(id, expected, &[event]).await;
        self.commits.push(newest(api).await);
    }

    async fn month(&mut self, api: &Api, id: Uuid, expected: u64, event: wellflow_event_store::NewEvent) {
        let kind = ProductionMonth::KIND;
        self.position = api.field.append(kind, id, expected, vec![event]).await;
        self.commits.push(newest(api).await);
        if !self.months.contains(&id) {
            self.months.push(id);
        }
    }
}

async fn told(api: &Api) -> Told {
    let wells: Vec<Uuid> = (0..4).map(|_| Uuid::now_v7()).collect();
    let mut told = Told {
        wells: wells.clone(),
        months: Vec::new(),
        commits: Vec::new(),
        position: 0,
    };
    for (nth, id) in wells.iter().enumerate() {
        let name = ["Cyan 3", "Aster 2", "Bluebell 1", "Dahlia 4"][nth];
        let day = at("2020-01-01T06:00:00Z") + TimeDelta::days(30 * i64::try_from(nth).unwrap());
        let lease = if nth < 2 { "G00001" } else { "G00002" };
        let place = ("28.25", ["-91.35", "-91.36", "-91.37", "-95.0"][nth]);
        told.well(api, *id, 0, proposed_in(*id, name, day, lease, place))
            .await;
    }
    told.well(api, wells[0], 1, permitted(at("2020-05-01T06:00:00Z")))
        .await;
    told.well(api, wells[0], 2, spudded(at("2020-06-01T06:00:00Z")))
        .await;
    told.well(api, wells[1], 1, spudded(at("2020-07-01T06:00:00Z")))
        .await;
    let (id, event) = recorded(wells[0], "A1", "2021-01", "10.25", Some("G00001"));
    told.month(api, id, 0, event).await;
    let (other, event) = recorded(wells[1], "B1", "2021-02", "30", Some("G00001"));
    told.month(api, other, 0, event).await;
    // Known late: the permit before the spud, another operator between two months, a correction.
    told.well(api, wells[1], 2, permitted(at("2020-06-15T06:00:00Z")))
        .await;
    let deep: TotalDepthReached = sample(
        "well/TotalDepthReached.v2.json",
        &json!({"effective_at": "2020-06-10T06:00:00Z"}),
    );
    told.well(api, wells[0], 3, deep.into()).await;
    let completed: WellCompleted = sample(
        "well/WellCompleted.v2.json",
        &json!({"effective_at": "2020-06-20T06:00:00Z"}),
    );
    told.well(api, wells[0], 4, completed.into()).await;
    let changed: OperatorChanged = sample(
        "well/OperatorChanged.v1.json",
        &json!({"effective_at": "2021-02-10T06:00:00Z"}),
    );
    told.well(api, wells[0], 5, changed.into()).await;
    let (later, event) = recorded(wells[0], "A1", "2021-02", "5", Some("G00001"));
    told.month(api, later, 0, event).await;
    told.month(api, id, 1, corrected("2021-01", "11.5")).await;
    told.month(api, id, 2, locked(at("2021-03-01T00:00:00Z"))).await;
    told
}

/// Every well's own answer at a point, by name; wells there are not yet are left out.
async fn each(api: &Api, wells: &[Uuid], point: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for id in wells {
        let answer = Answer::of(api.get(&format!("/wells/{id}?{point}")).await).await;
        match answer.status {
            200 => found.push(answer.body),
            404 => {}
            other => panic!("{other}: {}", answer.body),
        }
    }
    found.sort_by_key(|well| well["name"].as_str().unwrap().to_lowercase());
    found
}

/// Points on both axes: known at every commit, about each of these days or about the instant itself.
fn points(told: &Told) -> Vec<String> {
    let days = [
        "2019-12-31",
        "2020-02-15",
        "2020-06-01",
        "2020-06-20",
        "2021-02-10",
        "2030-01-01",
    ];
    let mut points: Vec<String> = Vec::new();
    for commit in &told.commits {
        points.push(format!("as_of={}", instant(*commit)));
        points.extend(days.map(|day| format!("as_of={}&effective_on={day}", instant(*commit))));
    }
    points.extend(days.map(|day| format!("effective_on={day}")));
    points
}

#[tokio::test]
async fn a_list_of_wells_at_a_point_is_what_each_well_is_answered_with_there() {
    let api = Api::start().await;
    let told = told(&api).await;
    api.at_least("/wells", told.position).await;
    let mut compared = 0;
    for point in points(&told) {
        let list = api
            .at_least(&format!("/wells?{point}"), told.position.min(1))
            .await;
        let items = list.body["items"].as_array().unwrap();
        let expected = each(&api, &told.wells, &point).await;
        assert_eq!(items, &expected, "{point}");
        compared += items.len();
        let counts = api.ok(&format!("/wells/statistics?{point}")).await.body;
        assert_eq!(counts["wells"], items.len(), "{point}");
        let drilling = items.iter().filter(|well| well["status"] == "drilling").count();
        let counted = counts["by_status"].as_array().unwrap().iter();
        let counted: u64 = counted
            .filter(|group| group["key"] == "drilling")
            .map(|group| group["wells"].as_u64().unwrap())
            .sum();
        assert_eq!(counted, u64::try_from(drilling).unwrap(), "{point}");
        let filtered = api.ok(&format!("/wells?{point}&status=drilling")).await;
        assert_eq!(
            filtered.body["items"].as_array().unwrap().len(),
            drilling,
            "{point}"
        );
    }
    assert!(compared > 150, "{compared}");
    api.stop().await;
}

#[tokio::test]
async fn every_filter_and_the_nearest_are_of_the_point() {
    let api = Api::start().await;
    let told = told(&api).await;
    api.at_least("/wells?effective_on=2030-01-01", told.position)
        .await;
    let names = async |query: &str| -> Vec<String> {
        let list = api.ok(&format!("/wells?{query}")).await;
        let items = list.body["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|well| well["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = "as_of=".to_owned() + &instant(*told.commits.last().unwrap());
    for (filter, expected) in [
        ("status=drilling", vec!["Aster 2"]),
        ("phase=drilling&state=TX&effective_on=2020-06-05", vec!["Cyan 3"]),
        ("operator=Next%20Operating", vec!["Cyan 3"]),
        ("operator=Next%20Operating&effective_on=2021-02-09", vec![]),
        ("lease=G00002", vec!["Bluebell 1", "Dahlia 4"]),
        ("role=oil&effective_on=2020-01-15", vec!["Cyan 3"]),
        ("role=gas", vec![]),
        (
            "near=28.25,-91.352&radius_km=5",
            vec!["Cyan 3", "Aster 2", "Bluebell 1"],
        ),
        (
            "near=28.25,-91.352&radius_km=5&effective_on=2020-02-01",
            vec!["Cyan 3", "Aster 2"],
        ),
    ] {
        assert_eq!(names(&format!("{all}&{filter}")).await, expected, "{filter}");
    }
    // Page by page, also around a place.
    for around in ["", "&near=28.25,-91.352&radius_km=900"] {
        let mut path = format!("/wells?{all}&limit=1{around}");
        let mut found = Vec::new();
        loop {
            let page = api.ok(&path).await;
            found.extend(page.body["items"].as_array().unwrap().clone());
            let Some(cursor) = page.body["next_cursor"].as_str() else {
                break;
            };
            assert!(page.link.unwrap().contains(cursor));
            path = format!("/wells?{all}&limit=1{around}&cursor={cursor}");
        }
        assert_eq!(found.len(), 4);
        let whole = api.ok(&format!("/wells?{all}{around}")).await;
        assert_eq!(whole.body["items"], json!(found));
    }
    api.stop().await;
}

#[tokio::test]
async fn later_pages_are_of_the_picture_of_the_first() {
    let api = Api::start().await;
    let told = told(&api).await;
    api.at_least("/wells?effective_on=2021-06-01", told.position)
        .await;
    let first = api.ok("/wells?effective_on=2021-06-01&limit=2").await;
    let cursor = first.body["next_cursor"].as_str().unwrap().to_owned();
    let position = first.position.unwrap();
    // Between the pages a well is proposed that would come last, and another is corrected.
    let id = Uuid::now_v7();
    let last = api
        .field
        .well(id, 0, &[proposed(id, "Zinnia 9", at("2020-01-01T06:00:00Z"))])
        .await;
    api.at_least("/wells?effective_on=2021-06-01", last).await;
    let second = api
        .ok(&format!("/wells?effective_on=2021-06-01&limit=2&cursor={cursor}"))
        .await;
    assert_eq!(
        (second.position, &second.body["next_cursor"]),
        (Some(position), &Value::Null)
    );
    let names: Vec<&str> = second.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|well| well["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Cyan 3", "Dahlia 4"]);
    // Where more is demanded than was known at the first page, no later one will do.
    let path = format!("/wells?effective_on=2021-06-01&limit=2&cursor={cursor}");
    let refused = api.demanding(&path, last, 20).await;
    let errors = &refused.body["errors"];
    assert_eq!(
        (&errors[0]["parameter"], &errors[1]["header"]),
        (&json!("cursor"), &json!("Wellflow-Min-Position"))
    );
    let (status, slug, _) = refused.refusal();
    assert_eq!((status, slug.as_str()), (400, "invalid-cursor"));
    assert_eq!(api.demanding(&path, position, 20).await.status, 200);
    // A cursor nobody was given is refused, whatever is in it.
    let decoded = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
    for picture in [
        json!([position, -4_611_686_018_427_387_904_i64]),
        json!([u64::MAX, 0]),
    ] {
        let mut forged: Value = serde_json::from_slice(&decoded).unwrap();
        forged["p"] = picture;
        let forged = URL_SAFE_NO_PAD.encode(forged.to_string());
        let path = format!("/wells?effective_on=2021-06-01&limit=2&cursor={forged}");
        let (status, slug, parameter) = api.refused(&path).await;
        assert_eq!(
            (status, slug.as_str(), parameter.as_deref()),
            (400, "invalid-cursor", Some("cursor"))
        );
    }
    // A cursor is good for its own point only.
    let other = api
        .refused(&format!("/wells?effective_on=2021-06-02&limit=2&cursor={cursor}"))
        .await;
    assert_eq!((other.0, other.1.as_str()), (400, "invalid-cursor"));
    api.stop().await;
}

#[tokio::test]
async fn the_future_is_refused_and_before_the_first_event_there_is_nothing() {
    let api = Api::start().await;
    let told = told(&api).await;
    let future = instant(Utc::now() + TimeDelta::hours(1));
    let before = instant(told.commits[0] - TimeDelta::microseconds(1));
    for path in [
        "/wells",
        "/wells/statistics",
        "/production/totals",
        "/production/sums",
    ] {
        let refused = api.refused(&format!("{path}?as_of={future}")).await;
        assert_eq!(refused.1, "as-of-in-future", "{path}");
        let answer = api.ok(&format!("{path}?as_of={before}")).await;
        assert_eq!(
            (answer.position, answer.is_final.as_deref()),
            (Some(0), Some("true")),
            "{path}"
        );
    }
    // Another organization sees nothing of it, and a role that reads no production none.
    let stranger = api.field.db.organization("stranger").await;
    for path in ["/wells?effective_on=2030-01-01", "/production/sums?by=well"] {
        let theirs = api.request_as(&stranger, Role::Owner, path).send().await.unwrap();
        assert_eq!(Answer::of(theirs).await.body["items"], json!([]), "{path}");
    }
    let regulator = api.request_as(&api.field.tenant, Role::Regulator, "/production/sums");
    assert_eq!(regulator.send().await.unwrap().status(), 403);
    assert_eq!(
        api.ok(&format!("/wells?as_of={before}")).await.body["items"],
        json!([])
    );
    let counts = api.ok(&format!("/wells/statistics?as_of={before}")).await.body;
    assert_eq!((&counts["wells"], &counts["by_status"]), (&json!(0), &json!([])));
    api.stop().await;
}

/// What nobody stated adds nothing.
fn number(value: &Value) -> f64 {
    value.as_str().map_or(0.0, |text| text.parse().unwrap())
}

#[tokio::test]
async fn production_at_a_point_is_what_each_month_is_answered_with_there() {
    let api = Api::start().await;
    let told = told(&api).await;
    api.at_least("/production/sums", told.position).await;
    for commit in &told.commits {
        let as_of = instant(*commit);
        for (day, last) in [
            ("2021-01-30", ""),
            ("2021-02-27", "2021-01"),
            ("2030-01-01", "9999"),
        ] {
            let mut expected = 0.0;
            for id in &told.months {
                let month =
                    Answer::of(api.get(&format!("/production-months/{id}?as_of={as_of}")).await).await;
                if month.status == 200 && month.body["month"].as_str().unwrap() <= last {
                    expected += number(&month.body["oil_bbl"]);
                }
            }
            let point = format!("as_of={as_of}&effective_on={day}");
            let total = api.ok(&format!("/production/totals?{point}")).await;
            assert!(
                (number(&total.body["oil_bbl"]) - expected).abs() < 1e-9,
                "{point}"
            );
            let monthly = api.ok(&format!("/production/monthly?{point}")).await;
            let monthly = monthly.body["items"].as_array().unwrap().clone();
            let by_month: f64 = monthly.iter().map(|month| number(&month["oil_bbl"])).sum();
            assert!((by_month - expected).abs() < 1e-9, "{point}");
            let lease = api.ok(&format!("/leases/G00001/production?{point}")).await;
            let field = api.ok(&format!("/fields/Bluebell/production?{point}")).await;
            for body in [&lease.body, &field.body] {
                let months = body["months"].as_array().unwrap();
                let by_month: f64 = months.iter().map(|month| number(&month["oil_bbl"])).sum();
                assert!((by_month - expected).abs() < 1e-9, "{point}: {body}");
            }
            let mut by_well = 0.0;
            for id in &told.wells {
                let well = Answer::of(api.get(&format!("/wells/{id}/production?{point}")).await).await;
                if well.status == 200 {
                    by_well += number(&well.body["total"]["oil_bbl"]);
                } else {
                    assert_eq!(well.refusal().1, "well-not-yet-known");
                }
            }
            assert!((by_well - expected).abs() < 1e-9, "{point}");
        }
    }
    api.stop().await;
}

#[tokio::test]
async fn months_are_put_together_by_well_lease_field_county_and_operator() {
    let api = Api::start().await;
    let told = told(&api).await;
    api.at_least("/production/sums?by=operator", told.position).await;
    api.knows("/production/sums?by=operator&per=month").await;
    api.knows("/production/sums?by=well").await;
    let sums = async |query: &str| -> Vec<(Value, Value)> {
        let answer = api.ok(&format!("/production/sums?{query}")).await;
        let items = answer.body["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| (item["key"].clone(), item["oil_bbl"].clone()))
            .collect()
    };
    // The well's operator when the month ended.
    assert_eq!(
        sums("by=operator").await,
        [
            (json!("Demo Operating"), json!("41.5")),
            (json!("Next Operating"), json!("5"))
        ]
    );
    assert_eq!(sums("by=field").await, [(json!("Bluebell"), json!("46.5"))]);
    assert_eq!(sums("by=lease").await, [(json!("G00001"), json!("46.5"))]);
    assert_eq!(sums("by=county").await, [(Value::Null, json!("46.5"))]);
    let mut by_well = vec![
        (json!(told.wells[0]), json!("16.5")),
        (json!(told.wells[1]), json!("30")),
    ];
    by_well.sort_by_key(|(well, _)| well.as_str().unwrap().to_owned());
    assert_eq!(sums("by=well").await, by_well);
    assert_eq!(
        sums("operator=Next%20Operating").await,
        [(Value::Null, json!("5"))]
    );
    assert_eq!(
        api.ok("/production/totals?operator=Demo%20Operating&field=Bluebell")
            .await
            .body["oil_bbl"],
        "41.5"
    );
    // As first reported, and as restated.
    let first = format!(
        "by=well&well_id={}&to=2021-01&as_of={}",
        told.wells[0],
        instant(told.commits[7])
    );
    assert_eq!(sums(&first).await, [(json!(told.wells[0]), json!("10.25"))]);

    let monthly = api
        .ok(&format!(
            "/production/sums?by=well&per=month&well_id={}",
            told.wells[0]
        ))
        .await;
    let periods = monthly.body["items"][0]["periods"].as_array().unwrap();
    let part = |period: &Value| {
        json!([
            period["period"],
            period["oil_bbl"],
            period["cumulative"]["oil_bbl"]
        ])
    };
    assert_eq!(
        periods.iter().map(part).collect::<Vec<_>>(),
        [
            json!(["2021-01", "11.5", "11.5"]),
            json!(["2021-02", "5", "16.5"])
        ]
    );
    let yearly = api.ok("/production/sums?per=year").await;
    let periods = yearly.body["items"][0]["periods"].as_array().unwrap();
    assert_eq!(
        periods.iter().map(part).collect::<Vec<_>>(),
        [json!(["2021", "46.5", "46.5"])]
    );

    let page = api.ok("/production/sums?by=operator&limit=1").await;
    let cursor = page.body["next_cursor"].as_str().unwrap();
    let next = api
        .ok(&format!("/production/sums?by=operator&limit=1&cursor={cursor}"))
        .await;
    assert_eq!(next.body["items"][0]["key"], "Next Operating");
    assert_eq!(next.body["next_cursor"], Value::Null);
    for (query, parameter) in [
        ("by=rig", "by"),
        ("per=week", "per"),
        ("per=day&as_of=2021-01-01T00:00:00Z", "as_of"),
        ("per=day&effective_on=2021-01-01", "effective_on"),
        ("from=2021-02&to=2021-01", "to"),
    ] {
        let refused = api.refused(&format!("/production/sums?{query}")).await;
        assert_eq!(
            (refused.0, refused.2.as_deref()),
            (400, Some(parameter)),
            "{query}"
        );
    }
    api.stop().await;
}

#[tokio::test]
async fn a_well_s_months_at_a_point_say_what_was_known_and_held_then() {
    let api = Api::start().await;
    let told = told(&api).await;
    api.at_least("/production/sums", told.position).await;
    let well = told.wells[0];
    let at_end = instant(*told.commits.last().unwrap());
    let months = async |query: &str| api.ok(&format!("/wells/{well}/production?{query}")).await.body;
    let now = months("").await;
    assert_eq!(now, months(&format!("as_of={at_end}")).await);
    // The lock is known, and had not come on that day; the next, where the well lies, it had.
    let before_lock = months(&format!("as_of={at_end}&effective_on=2021-02-27")).await;
    let completion = &before_lock["months"][0]["completions"][0];
    assert_eq!(
        (&completion["oil_bbl"], &completion["locked"]),
        (&json!("11.5"), &json!(false))
    );
    assert_eq!(now["months"][0]["completions"][0]["locked"], true);
    let first = months(&format!("as_of={}", instant(told.commits[7]))).await;
    let completion = &first["months"][0]["completions"][0];
    assert_eq!(
        (
            &completion["oil_bbl"],
            &completion["version"],
            &completion["corrections"]
        ),
        (&json!("10.25"), &json!(1), &json!(0))
    );
    let early = instant(told.commits[0] - TimeDelta::microseconds(1));
    let refused = api
        .refused(&format!("/wells/{well}/production?as_of={early}"))
        .await;
    assert_eq!((refused.0, refused.1.as_str()), (404, "well-not-yet-known"));
    let stranger = Uuid::now_v7();
    let refused = api
        .refused(&format!("/wells/{stranger}/production?effective_on=2021-02-28"))
        .await;
    assert_eq!((refused.0, refused.1.as_str()), (404, "well-unknown"));
    api.stop().await;
}
