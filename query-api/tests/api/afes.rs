//! AFEs, operating agreements and the approval policy: one at a point, boards and budgets on both axes, ballots with the time
//! that is left, overruns, and what a party sees.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::afe::*;
use wellflow_domain::approval_policy::{
    ApprovalPolicy, ApprovalPolicyAdopted, ApprovalPolicyId, HolidaysDeclared, PolicyEvent,
};
use wellflow_domain::joint_operating_agreement::{
    AgreementEntered, AgreementEvent, AgreementPartiesChanged, AgreementTerminated, JointOperatingAgreement,
};
use wellflow_event_store::NewEvent;
use wellflow_http::Role;

use crate::asked::*;

fn number(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn of<F: DeserializeOwned>(event_type: &str, changes: &Value) -> F {
    sample(&format!("afe/{event_type}.v1.json"), changes)
}

async fn tell<E: DomainEvent>(api: &Api, kind: &'static str, id: Uuid, expected: u64, events: &[E]) -> u64 {
    let events = events
        .iter()
        .map(|event| NewEvent::encode(event, None).unwrap())
        .collect();
    api.field.append(kind, id, expected, events).await
}

async fn newest(api: &Api) -> String {
    let tip = api.field.reader.tip(&api.field.tenant).await.unwrap().unwrap();
    let at: DateTime<Utc> = tip.recorded_at;
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn party(owner: u128, interest: &str) -> Value {
    json!({"owner": number(owner), "interest": interest})
}

fn cast(owner: u128, vote: &str, on: &str) -> AfeEvent {
    let changes = json!({"effective_at": format!("{on}T18:00:00Z"), "cast": {"owner": number(owner), "vote": {"kind": vote}}});
    of::<AfeBallotCast>("AfeBallotCast", &changes).into()
}

fn drafted(id: Uuid, changes: Value) -> AfeEvent {
    let mut all = changes;
    all["afe_id"] = json!(id);
    of::<AfeDrafted>("AfeDrafted", &all).into()
}

/// Handed in, approved, and the parties asked.
fn asked(changes: &Value) -> Vec<AfeEvent> {
    vec![
        of::<AfeLineRevised>("AfeLineRevised", &json!({})).into(),
        of::<AfeSubmitted>("AfeSubmitted", &json!({})).into(),
        of::<AfeInternallyApproved>("AfeInternallyApproved", &json!({})).into(),
        of::<AfeBallotOpened>("AfeBallotOpened", changes).into(),
    ]
}

/// The parties' answers: the third does not answer, the others carry its share.
fn answered() -> Vec<AfeEvent> {
    let closed = json!({
        "consenting": [party(1, "0.60000000"), party(2, "0.25000000")],
        "consenting_interest": "0.85000000",
        "non_consenting": [{"owner": number(3), "interest": "0.15000000", "deemed": true}],
    });
    let carried = json!({
        "elections": [
            {"owner": number(1), "carrying": "proportionate"}, {"owner": number(2), "carrying": "proportionate"},
        ],
        "shares": [party(1, "0.70588235"), party(2, "0.29411765")],
    });
    vec![
        cast(2, "consent", "2024-06-20"),
        of::<AfeBallotClosed>("AfeBallotClosed", &closed).into(),
        of::<NonConsentShareReallocated>("NonConsentShareReallocated", &carried).into(),
        of::<AfeAuthorized>("AfeAuthorized", &json!({"shares": carried["shares"]})).into(),
        of::<AfeWorkStarted>("AfeWorkStarted", &json!({})).into(),
        of::<AfeCostCommitted>("AfeCostCommitted", &json!({})).into(),
    ]
}

struct Told {
    /// In progress, and overrun.
    a: Uuid,
    /// Its instants before and after the invoice came to be known.
    before_invoice: String,
    last: u64,
}

/// An AFE in progress whose invoice came late; a draft on another lease; one whose parties are asked.
async fn three(api: &Api) -> Told {
    let [a, b, c] = [60, 61, 62].map(number);
    let mut life = vec![drafted(a, json!({}))];
    life.extend(asked(&json!({})));
    life.push(cast(1, "consent", "2024-06-10"));
    tell(api, Afe::KIND, a, 0, &life).await;
    tell(api, Afe::KIND, a, 6, &answered()).await;
    let before_invoice = newest(api).await;
    let posted: AfeCostPosted = of("AfeCostPosted", &json!({}));
    let found: AfeOverrunDetected = of("AfeOverrunDetected", &json!({}));
    tell(api, Afe::KIND, a, 12, &[AfeEvent::from(posted), found.into()]).await;
    let other = json!({
        "number": "afe-23-9", "kind": "workover", "agreement_id": null, "operator": number(7),
        "subject": {"well_id": number(81), "lease_id": number(71), "property_id": null},
    });
    tell(api, Afe::KIND, b, 0, &[drafted(b, other)]).await;
    let mut open = vec![drafted(c, json!({"number": "AFE-24-002"}))];
    open.extend(asked(&json!({"deadline": "2099-01-01T00:00:00Z"})));
    let last = tell(api, Afe::KIND, c, 0, &open).await;
    api.at_least("/afes", last).await;
    Told {
        a,
        before_invoice,
        last,
    }
}

fn numbers(answer: &Answer) -> Vec<String> {
    let items = answer.body["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["number"].as_str().unwrap().to_owned())
        .collect()
}

/// Every page of a list, by the numbers on it.
async fn pages(api: &Api, path: &str) -> Vec<String> {
    let (mut all, mut next) = (Vec::new(), path.to_owned());
    loop {
        let answer = api.ok(&next).await;
        all.extend(numbers(&answer));
        match answer.body["next_cursor"].as_str() {
            Some(cursor) => {
                assert!(answer.link.unwrap().contains(cursor));
                next = format!("{path}&cursor={cursor}");
            }
            None => return all,
        }
    }
}

async fn as_role(api: &Api, role: Role, path: &str) -> Answer {
    let request = api.request_as(&api.field.tenant, role, path);
    Answer::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn an_afe_is_told_at_any_point() {
    let api = Api::start().await;
    let told = three(&api).await;
    let path = format!("/afes/{}", told.a);
    let now = api.at_least(&path, told.last).await;
    assert_eq!(now.body["status"], "in_progress");
    assert_eq!(now.body["version"], 14);
    assert_eq!(now.body["project"]["actual_usd"], "12345.67");
    let tag = now.etag.clone().unwrap();
    assert!(tag.starts_with("\"14-"), "{tag}");
    let again = api
        .request(&path)
        .header("If-None-Match", tag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);

    let status = async |query: &str| api.ok(&format!("{path}?{query}")).await.body["status"].clone();
    for (query, expected) in [
        ("effective_on=2024-06-01", "draft"),
        ("effective_on=2024-06-04", "balloting"),
        ("effective_on=2024-07-05", "balloted"),
        ("effective_on=2024-07-07", "authorized"),
        ("effective_on=2024-07-10", "in_progress"),
        ("at_version=6", "balloting"),
        (
            &format!("as_reported_on={}", Utc::now().date_naive()),
            "in_progress",
        ),
    ] {
        assert_eq!(status(query).await, expected, "{query}");
    }
    for (query, slug, place) in [
        ("effective_on=2024-05-31", "afe-not-yet-known", "effective_on"),
        ("as_of=2020-01-01T00:00:00Z", "afe-not-yet-known", "as_of"),
        ("at_version=99", "version-unknown", "at_version"),
    ] {
        let refused = api.refused(&format!("{path}?{query}")).await;
        assert_eq!(refused, (404, slug.to_owned(), Some(place.to_owned())), "{query}");
    }
    let events = api.ok(&format!("{path}/events?limit=3")).await;
    assert_eq!(events.body["items"][2]["event_type"], "AfeSubmitted");

    // The budget, account by account: the invoice counts from its day, and from when it was known.
    let budget = async |query: &str| api.ok(&format!("{path}/budget?{query}")).await.body;
    let total = async |query: &str| {
        let total = budget(query).await["total"].clone();
        ["authorized_usd", "committed_usd", "actual_usd"].map(|name| total[name].clone())
    };
    let authorized = json!("1200000.00");
    for (query, expected) in [
        (
            "effective_on=2024-07-06",
            [Value::Null, json!("0.00"), json!("0.00")],
        ),
        (
            "effective_on=2024-07-07",
            [authorized.clone(), json!("0.00"), json!("0.00")],
        ),
        (
            "effective_on=2024-07-19",
            [authorized.clone(), json!("1400000.00"), json!("0.00")],
        ),
        (
            "effective_on=2024-07-20",
            [authorized.clone(), json!("1387654.33"), json!("12345.67")],
        ),
        (
            &format!("as_of={}&effective_on=2024-07-20", told.before_invoice),
            [authorized.clone(), json!("1400000.00"), json!("0.00")],
        ),
    ] {
        let total = total(query).await;
        for (figure, expected) in total.iter().zip(&expected) {
            let decimal = |value: &Value| {
                value
                    .as_str()
                    .map(|text| text.parse::<rust_decimal::Decimal>().unwrap())
            };
            assert_eq!(decimal(figure), decimal(expected), "{query}: {total:?}");
        }
    }
    let lines = budget("").await["lines"].clone();
    assert_eq!(
        (
            &lines[0]["account"],
            &lines[0]["estimated_usd"],
            &lines[0]["actual_usd"]
        ),
        (&json!("830.100"), &json!("594500.00"), &json!("12345.67"))
    );
    assert_eq!(lines.as_array().unwrap().len(), 3);
    let then = api
        .ok(&format!("{path}/budget?as_of={}", told.before_invoice))
        .await;
    assert_eq!(then.is_final.as_deref(), Some("true"));

    // A day later, corrected: work began on the eleventh.
    let stream = api
        .field
        .reader
        .stream(&api.field.tenant, Afe::KIND, told.a, 10, 1)
        .await
        .unwrap();
    let started = &stream[0];
    assert_eq!(started.event_type, "AfeWorkStarted");
    let corrected: AfeHistoryCorrected = of(
        "AfeHistoryCorrected",
        &json!({"corrects_event_id": started.event_id, "effective_at": "2024-07-11T17:00:00Z",
                "instead": {"fact": {"effective_at": "2024-07-11T17:00:00Z"}}}),
    );
    let before = newest(&api).await;
    let last = tell(&api, Afe::KIND, told.a, 14, &[AfeEvent::from(corrected)]).await;
    api.at_least(&path, last).await;
    assert_eq!(status("effective_on=2024-07-10").await, "authorized");
    assert_eq!(
        status(&format!("effective_on=2024-07-10&as_of={before}")).await,
        "in_progress"
    );
    api.stop().await;
}

#[tokio::test]
async fn boards_ballots_and_overruns_hold_on_both_axes() {
    let api = Api::start().await;
    let told = three(&api).await;
    let all = ["afe-23-9", "AFE-24-001", "AFE-24-002"];
    assert_eq!(numbers(&api.ok("/afes").await), all);
    for limit in [1, 2, 3] {
        assert_eq!(pages(&api, &format!("/afes?limit={limit}")).await, all, "{limit}");
    }
    let on = |day: &str| format!("effective_on={day}");
    for (query, found) in [
        ("status=draft", vec!["afe-23-9"]),
        ("status=in_progress&kind=drilling", vec!["AFE-24-001"]),
        ("kind=workover", vec!["afe-23-9"]),
        (
            &format!("agreement_id={}", number(50)),
            vec!["AFE-24-001", "AFE-24-002"],
        ),
        (&format!("operator={}", number(7)), vec!["afe-23-9"]),
        (
            &format!("well_id={}", number(80)),
            vec!["AFE-24-001", "AFE-24-002"],
        ),
        (&format!("lease_id={}", number(71)), vec!["afe-23-9"]),
        (
            &format!("property_id={}&status=balloting", number(90)),
            vec!["AFE-24-002"],
        ),
        (&format!("party={}", number(3)), vec!["AFE-24-001", "AFE-24-002"]),
        (
            &format!("party={}&status=balloting", number(2)),
            vec!["AFE-24-002"],
        ),
        (&format!("party={}", number(9)), vec![]),
        ("overrun=true", vec!["AFE-24-001"]),
        (
            &format!("status=authorized&{}", on("2024-07-08")),
            vec!["AFE-24-001"],
        ),
        (&format!("status=draft&{}", on("2024-06-01")), all.to_vec()),
        (&on("2024-05-31"), vec![]),
    ] {
        assert_eq!(
            numbers(&api.ok(&format!("/afes?{query}")).await),
            found,
            "{query}"
        );
        if !found.is_empty() {
            assert_eq!(
                pages(&api, &format!("/afes?{query}&limit=1")).await,
                found,
                "{query}"
            );
        }
    }
    assert_eq!(
        numbers(&api.ok(&format!("/wells/{}/afes", number(81))).await),
        ["afe-23-9"]
    );
    assert_eq!(
        numbers(
            &api.ok(&format!("/leases/{}/afes?status=balloting", number(70)))
                .await
        ),
        ["AFE-24-002"]
    );

    // The board: what each status comes to, and all of them.
    let board = async |query: &str| api.ok(&format!("/afes/board?{query}")).await.body;
    let now = board("").await;
    let statuses: Vec<&Value> = now["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["status"])
        .collect();
    assert_eq!(statuses, ["draft", "balloting", "in_progress"]);
    assert_eq!(
        now["items"][2],
        json!({"status": "in_progress", "afes": 1, "overruns": 1, "estimated_usd": "1200000.00",
               "authorized_usd": "1200000.00", "committed_usd": "1387654.33", "actual_usd": "12345.67",
               "variance_usd": "-1187654.33"})
    );
    assert_eq!(
        (
            &now["total"]["afes"],
            &now["total"]["estimated_usd"],
            &now["total"]["actual_usd"]
        ),
        (&json!(3), &json!("3594500.00"), &json!("12345.67"))
    );
    let then = board(&format!("as_of={}&effective_on=2024-07-20", told.before_invoice)).await;
    assert_eq!(
        (
            &then["total"]["afes"],
            &then["total"]["committed_usd"],
            &then["total"]["actual_usd"]
        ),
        (&json!(1), &json!("1400000.00"), &json!("0.00"))
    );
    assert_eq!(board("kind=facility").await["total"]["afes"], 0);

    // Open ballots, the next deadline first, with who is missing and the time that is left at the point.
    let open = api.ok("/afes/ballots").await;
    for path in ["/afes", "/afes/ballots", "/afes/board"] {
        api.knows(path).await;
    }
    assert_eq!(numbers(&open), ["AFE-24-002"]);
    let ballot = &open.body["items"][0];
    assert_eq!(ballot["missing"].as_array().unwrap().len(), 3);
    let left = ballot["seconds_left"].as_i64().unwrap();
    let end: DateTime<Utc> = at("2099-01-01T00:00:00Z");
    assert!((left - (end - Utc::now()).num_seconds()).abs() < 60, "{left}");
    let june = api.ok("/afes/ballots?effective_on=2024-06-10").await;
    assert_eq!(numbers(&june), ["AFE-24-001", "AFE-24-002"]);
    let ballot = &june.body["items"][0];
    assert_eq!(
        (
            &ballot["seconds_left"],
            &ballot["deadline_passed"],
            &ballot["missing"]
        ),
        (
            &json!(24 * 86_400),
            &json!(false),
            &json!([party(2, "0.25000000"), party(3, "0.15000000")])
        )
    );
    assert_eq!(
        pages(&api, "/afes/ballots?effective_on=2024-06-10&limit=1").await,
        ["AFE-24-001", "AFE-24-002"]
    );
    for (owner, found) in [
        (1, vec!["AFE-24-002"]),
        (3, vec!["AFE-24-001", "AFE-24-002"]),
        (9, vec![]),
    ] {
        let path = format!("/afes/ballots?effective_on=2024-06-10&owner_id={}", number(owner));
        assert_eq!(numbers(&api.ok(&path).await), found, "{owner}");
    }
    let late = api.ok("/afes/ballots?effective_on=2099-06-01").await.body["items"][0].clone();
    assert_eq!(
        (&late["seconds_left"], &late["deadline_passed"]),
        (&json!(0), &json!(true))
    );

    // Overruns: the order went beyond what may be spent without a word, from its day on.
    let over = api.ok("/afes/overruns").await;
    assert_eq!(numbers(&over), ["AFE-24-001"]);
    let overrun = &over.body["items"][0]["figures"]["overrun"];
    assert_eq!(
        (&overrun["limit_usd"], &overrun["spent_usd"], &overrun["over"]),
        (
            &json!("1320000.00"),
            &json!("1400000.00"),
            &json!({"variance_usd": "200000.00", "variance_percent": "16.6667"})
        )
    );
    assert!(numbers(&api.ok("/afes/overruns?effective_on=2024-07-10").await).is_empty());
    for (query, name) in [
        ("/afes?status=alive", "status"),
        ("/afes?kind=luck", "kind"),
        ("/afes?party=42", "party"),
        ("/afes?overrun=false", "overrun"),
        ("/afes?cursor=e30", "cursor"),
        ("/afes/overruns?overrun=true", "overrun"),
        ("/afes/ballots?cursor=e30", "cursor"),
        ("/afes/board?limit=1", "limit"),
    ] {
        let (status, _, place) = api.refused(query).await;
        assert_eq!((status, place.as_deref()), (400, Some(name)), "{query}");
    }
    api.stop().await;
}

#[tokio::test]
async fn a_party_sees_its_own_part_and_nothing_of_the_others() {
    let api = Api::start().await;
    let told = three(&api).await;
    let path = |owner: u128| format!("/afes/{}/parties/{}", told.a, number(owner));
    let first = api.ok(&path(1)).await.body;
    let second = api.ok(&path(2)).await.body;
    let figures = |body: &Value| {
        let figures = &body["figures"];
        let names = ["interest", "authorized_usd", "committed_usd", "actual_usd"];
        names.map(|name| figures[name].as_str().unwrap().to_owned())
    };
    assert_eq!(
        figures(&first),
        ["0.70588235", "847058.82", "979520.70", "8714.59"]
    );
    assert_eq!(
        figures(&second),
        ["0.29411765", "352941.18", "408133.63", "3631.08"]
    );
    let sum = |name: &str| -> rust_decimal::Decimal {
        let of = |body: &Value| {
            body["figures"][name]
                .as_str()
                .unwrap()
                .parse::<rust_decimal::Decimal>()
        };
        of(&first).unwrap() + of(&second).unwrap()
    };
    assert_eq!(sum("authorized_usd").to_string(), "1200000.00");
    assert_eq!(sum("committed_usd").to_string(), "1387654.33");
    assert_eq!(sum("actual_usd").to_string(), "12345.67");
    assert_eq!(
        (&second["ballot"]["share_usd"], &second["ballot"]["answer"]),
        (&json!("300000.00"), &json!("consent"))
    );
    for other in [1, 3] {
        assert!(!second["figures"].to_string().contains(&number(other).to_string()));
        assert!(!second["ballot"].to_string().contains(&number(other).to_string()));
    }
    // Who did not answer in time bears nothing; before the deadline its answer was open.
    let third = api.ok(&path(3)).await.body;
    assert_eq!(
        (&third["ballot"]["answer"], &third["figures"]),
        (&json!("deemed_non_consent"), &Value::Null)
    );
    let june = api.ok(&format!("{}?effective_on=2024-06-10", path(3))).await.body;
    assert_eq!(
        (&june["ballot"]["answer"], &june["ballot"]["share_usd"]),
        (&json!("open"), &json!("180000.00"))
    );
    let early = api.refused(&format!("{}?effective_on=2024-06-02", path(3))).await;
    assert_eq!(
        early,
        (404, "afe-party-unknown".to_owned(), Some("owner_id".to_owned()))
    );
    // All of an owner's, as it sees them.
    let own = format!("/owners/{}/afes", number(2));
    assert_eq!(
        pages(&api, &format!("{own}?limit=1")).await,
        ["AFE-24-001", "AFE-24-002"]
    );
    let mine = api.ok(&own).await.body["items"].clone();
    assert_eq!(
        (&mine[0]["figures"], &mine[0]["ballot"]),
        (&second["figures"], &second["ballot"])
    );
    assert_eq!(mine[1]["figures"], Value::Null);

    // Who works in the field sees AFEs without anybody's interest; pumpers, viewers and agencies see none.
    let afe = format!("/afes/{}", told.a);
    let seen = as_role(&api, Role::Operator, &afe).await;
    assert_eq!(
        (seen.status, &seen.body["project"]["actual_usd"]),
        (200, &json!("12345.67"))
    );
    for own in ["0.70588235", "8714.59", "0.25000000"] {
        assert!(!seen.body.to_string().contains(own), "{own}");
        let list = as_role(&api, Role::Operator, "/afes").await;
        assert!(!list.body.to_string().contains(own), "{own}");
    }
    for refused in [
        path(1),
        own.clone(),
        format!("/afes?party={}", number(2)),
        "/afes/ballots".to_owned(),
        format!("{afe}/events"),
        "/agreements".to_owned(),
    ] {
        assert_eq!(
            as_role(&api, Role::Operator, &refused).await.status,
            403,
            "{refused}"
        );
    }
    for role in [Role::Pumper, Role::Viewer, Role::Regulator] {
        for path in [afe.as_str(), "/afes", "/afes/board", "/approval-policies"] {
            assert_eq!(as_role(&api, role, path).await.status, 403, "{role} {path}");
        }
    }
    // Whoever speaks for a party sees that party's part, and of the others nothing.
    for shown in [path(2), own.clone()] {
        let answer = api.of_owner(number(2), &shown).await;
        assert_eq!(answer.status, 200, "{shown}");
        assert_eq!(answer.body, api.ok(&shown).await.body, "{shown}");
    }
    for hidden in [
        path(1),
        format!("/owners/{}/afes", number(1)),
        format!("/afes?party={}", number(2)),
        afe.clone(),
        format!("{afe}/events"),
        "/afes/ballots".to_owned(),
        "/agreements".to_owned(),
    ] {
        let refused = api.of_owner(number(2), &hidden).await.refusal();
        assert_eq!(
            (refused.0, refused.1.as_str()),
            (403, "role-not-permitted"),
            "{hidden}"
        );
    }
    // Nobody sees another organization's.
    let stranger = api.field.db.organization("stranger").await;
    for (path, status) in [
        (afe.clone(), 404),
        (format!("{afe}/budget"), 404),
        (path(1), 404),
        ("/approval-policies".to_owned(), 404),
        ("/afes".to_owned(), 200),
        ("/afes/ballots?effective_on=2024-06-10".to_owned(), 200),
        (own, 200),
        ("/agreements".to_owned(), 200),
    ] {
        let sent = api
            .request_as(&stranger, Role::Owner, &path)
            .send()
            .await
            .unwrap();
        let answer = Answer::of(sent).await;
        assert_eq!(answer.status, status, "{path}");
        if status == 200 {
            assert_eq!(answer.body["items"], json!([]), "{path}");
        }
    }
    api.stop().await;
}

#[tokio::test]
async fn agreements_and_the_policy_are_told_at_any_point() {
    let api = Api::start().await;
    let of_file = |name: &str| format!("joint_operating_agreement/{name}.v1.json");
    let [one, two] = [50, 51].map(number);
    let entered = |id: Uuid, changes: Value| -> AgreementEntered {
        let mut all = changes;
        all["agreement_id"] = json!(id);
        sample(&of_file("AgreementEntered"), &all)
    };
    let kind = JointOperatingAgreement::KIND;
    let parties: AgreementPartiesChanged = sample(&of_file("AgreementPartiesChanged"), &json!({}));
    let events: [AgreementEvent; 2] = [entered(one, json!({})).into(), parties.into()];
    tell(&api, kind, one, 0, &events).await;
    let before = newest(&api).await;
    let ended: AgreementTerminated = sample(&of_file("AgreementTerminated"), &json!({}));
    tell(&api, kind, one, 2, &[AgreementEvent::from(ended)]).await;
    let elsewhere =
        json!({"number": "joa-0", "operator": number(2), "area": {"leases": [], "properties": [number(91)]}});
    let events: [AgreementEvent; 1] = [entered(two, elsewhere).into()];
    let last = tell(&api, kind, two, 0, &events).await;
    api.at_least("/agreements", last).await;
    api.knows("/agreements").await;

    for (query, found) in [
        ("", vec!["joa-0", "JOA-1"]),
        ("status=in_force", vec!["joa-0"]),
        ("status=terminated", vec!["JOA-1"]),
        (&format!("operator={}", number(2)), vec!["joa-0"]),
        (&format!("party={}", number(4)), vec!["JOA-1"]),
        (&format!("party={}", number(3)), vec!["joa-0"]),
        (
            &format!("party={}&effective_on=2020-06-01", number(3)),
            vec!["joa-0", "JOA-1"],
        ),
        (&format!("lease_id={}", number(70)), vec!["JOA-1"]),
        (&format!("property_id={}", number(91)), vec!["joa-0"]),
        (&format!("status=in_force&as_of={before}"), vec!["JOA-1"]),
        ("effective_on=2019-12-31", vec![]),
    ] {
        assert_eq!(
            numbers(&api.ok(&format!("/agreements?{query}")).await),
            found,
            "{query}"
        );
        assert_eq!(
            pages(&api, &format!("/agreements?{query}&limit=1")).await,
            found,
            "{query}"
        );
    }
    let path = format!("/agreements/{one}");
    let told = async |query: &str| api.ok(&format!("{path}?{query}")).await.body;
    assert_eq!(told("").await["status"], "terminated");
    assert_eq!(told("at_version=2").await["status"], "in_force");
    assert_eq!(told(&format!("as_of={before}")).await["status"], "in_force");
    assert_eq!(
        told("effective_on=2020-06-01").await["parties"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(
        told("effective_on=2021-06-01").await["parties"][1]["owner"],
        json!(number(4))
    );
    assert_eq!(
        api.refused(&format!("{path}?effective_on=2019-12-31")).await.1,
        "agreement-not-yet-known"
    );
    let nobody = api.refused(&format!("/agreements/{}", number(99))).await;
    assert_eq!(
        nobody,
        (
            404,
            "agreement-unknown".to_owned(),
            Some("agreement_id".to_owned())
        )
    );
    assert_eq!(
        api.ok(&format!("{path}/events?limit=1")).await.body["items"][0]["event_type"],
        "AgreementEntered"
    );

    // The organization's policy, by its id or as its own.
    assert_eq!(
        api.refused("/approval-policies").await.1,
        "approval-policy-unknown"
    );
    let id = ApprovalPolicyId::of(api.field.organization_id()).as_uuid();
    let adopted: ApprovalPolicyAdopted = sample("approval_policy/ApprovalPolicyAdopted.v1.json", &json!({}));
    let holidays: HolidaysDeclared = sample("approval_policy/HolidaysDeclared.v1.json", &json!({}));
    let events: [PolicyEvent; 2] = [adopted.into(), holidays.into()];
    let last = tell(&api, ApprovalPolicy::KIND, id, 0, &events).await;
    let path = "/approval-policies";
    let now = api.at_least(path, last).await;
    assert_eq!(now.body["approval_policy_id"], json!(id));
    assert_eq!(now.body["holidays"].as_array().unwrap().len(), 2);
    let before = api.ok(&format!("{path}?effective_on=2024-01-02")).await;
    assert_eq!(before.body["holidays"], json!([]));
    assert_eq!(
        api.refused(&format!("{path}?effective_on=2024-01-01")).await.1,
        "approval-policy-not-yet-known"
    );
    let events = api.ok("/approval-policies/events").await;
    api.knows("/approval-policies/events").await;
    assert_eq!(events.body["items"].as_array().unwrap().len(), 2);
    // It has mementos, differences and changes as everything with a history, and no id in its path.
    let gate = api.request_unfollowed(&format!("{path}/timegate")).send().await;
    let gate = gate.unwrap();
    assert_eq!(gate.status(), 302);
    let memento = gate.headers()["location"].to_str().unwrap().to_owned();
    assert!(
        memento.starts_with("/api/v1/approval-policies?as_of="),
        "{memento}"
    );
    let memento = api.ok(memento.trim_start_matches("/api/v1")).await;
    assert_eq!(memento.body["holidays"], now.body["holidays"]);
    let trail = api.ok(&format!("{path}/changes?pointer=/holidays")).await;
    assert_eq!(trail.body["items"].as_array().unwrap().len(), 2);
    api.stop().await;
}
