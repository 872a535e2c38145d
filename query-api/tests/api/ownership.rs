//! Who owns which share of what: the decks of a month, an owner's interests, what is held back and what changed, now and as
//! it was known; and 500 questions against a reckoning that starts from the papers.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::division_of_interest::*;
use wellflow_domain::ownership::InterestType;
use wellflow_domain::quantity::{DecimalInterest, Usd};
use wellflow_http::Role;
use wellflow_runtime::Tenant;

#[path = "../../../projector/tests/divided/mod.rs"]
mod divided;

use crate::asked::*;
use divided::Division;
use divided::decks::{
    Kind, Lines, MONTHS, NOW, ask, month, owner, owners_seen, reckoned, shown, text as words,
};

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// When each paper of a division was recorded.
async fn recorded(api: &Api, division: &Division) -> Vec<DateTime<Utc>> {
    let kind = DivisionOfInterest::KIND;
    let stream = api
        .field
        .reader
        .stream(&api.field.tenant, kind, division.id, 0, 1_000);
    stream
        .await
        .unwrap()
        .iter()
        .map(|event| event.recorded_at)
        .collect()
}

async fn as_role(api: &Api, tenant: &Tenant, role: Role, path: &str) -> Answer {
    Answer::of(api.request_as(tenant, role, path).send().await.unwrap()).await
}

fn items(answer: &Answer) -> &Vec<Value> {
    answer.body["items"].as_array().unwrap()
}

fn field_of(answer: &Answer, name: &str) -> Vec<Value> {
    items(answer).iter().map(|item| item[name].clone()).collect()
}

/// Every page of a list.
async fn pages(api: &Api, path: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut next = path.to_owned();
    loop {
        let answer = api.ok(&next).await;
        all.extend(items(&answer).clone());
        match answer.body["next_cursor"].as_str() {
            Some(cursor) => {
                assert!(answer.link.unwrap().contains(cursor));
                next = format!("{path}&cursor={cursor}");
            }
            None => return all,
        }
    }
}

/// The deck of an answer, as the reckoning has it.
fn served(deck: &Value) -> Option<(DeckKind, Lines)> {
    let deck: Option<DeckInForce> = serde_json::from_value(deck.clone()).unwrap();
    let written = deck.as_ref().map_or(0, |deck| deck.interests.len());
    let shown = shown(deck);
    let lines = shown.as_ref().map_or(0, |(_, lines)| lines.len());
    assert_eq!(lines, written, "a line stands twice");
    shown
}

#[tokio::test]
async fn the_deck_in_force_for_500_triples_is_what_the_papers_come_to() {
    let api = Api::start().await;
    let mut runner = TestRunner::deterministic();
    let mut divisions: Vec<Division> = (0..5_u128)
        .map(|number| Division::begun(number + 1, number % 2 == 0))
        .collect();
    let mut last = 0;
    for division in &mut divisions {
        last = division.write(&api.field).await;
    }
    for turn in 0..400 {
        let mut ask = ask().new_tree(&mut runner).unwrap().current();
        match turn {
            30 | 42 => (ask.kind, ask.from, ask.closed_before, ask.restate) = (Kind::Payout, 20, 0, false),
            303 => (ask.kind, ask.from, ask.closed_before, ask.restate) = (Kind::End, MONTHS - 1, 0, false),
            _ => {}
        }
        let division = &mut divisions[turn % 5];
        division.papers.ask(&ask);
        last = last.max(division.write(&api.field).await);
    }
    // Each commit of the organization: its instant and its position.
    let mut commits: Vec<(DateTime<Utc>, u64)> = Vec::new();
    for division in &divisions {
        let recorded = recorded(&api, division).await;
        commits.extend(recorded.into_iter().zip(division.positions.iter().copied()));
    }
    commits.sort_unstable();
    let property = divisions[0].property_id;
    api.at_least(&format!("/properties/{property}/decks?month=2020-01"), last)
        .await;

    let (mut divided, mut late) = (0, 0);
    for _ in 0..500 {
        let triple = (0..divisions.len(), 0..MONTHS + 6, 0..commits.len());
        let (which, number, commit) = triple.new_tree(&mut runner).unwrap().current();
        let (division, on, (known_at, position)) = (&divisions[which], month(number), commits[commit]);
        let expected = reckoned(&division.papers.events[..division.known_at(position)], on);
        let question = format!("month={on}&as_of={}", instant(known_at));
        let path = format!("/properties/{}/decks?{question}", division.property_id);
        let answer = api.ok(&path).await;
        assert_eq!(answer.position, Some(position), "{path}");
        let found = match &items(&answer)[..] {
            [] => [None, None],
            [one] => {
                assert_eq!(one["division_id"], division.id.to_string());
                [served(&one["cost"]), served(&one["revenue"])]
            }
            more => panic!("{path}: {} divisions", more.len()),
        };
        assert_eq!(found, expected, "{path}");
        divided += usize::from(expected.iter().any(Option::is_some));
        late += usize::from(expected != reckoned(&division.papers.events, on));
        // The rows and a fold of the ledger say the same.
        if found != [None, None] {
            let folded = api
                .ok(&format!("/divisions/{}/decks?{question}", division.id))
                .await;
            assert_eq!(&folded.body, &items(&answer)[0], "{path}");
        }
    }
    assert!(divided > 300, "only {divided} of 500 months were divided");
    assert!(late > 100, "only {late} of 500 were known otherwise later");
    api.stop().await;
}

fn decimal(text: &str) -> DecimalInterest {
    DecimalInterest::parse(text).unwrap()
}

/// An assignment of everything an owner has of a kind, in the deck in force and in the one that stands by.
fn assignment(
    from: u32,
    giver: usize,
    taker: usize,
    interest: InterestType,
    all: &str,
    volume: &str,
) -> DivisionCommand {
    let part = |deck| TransferPart {
        deck,
        from_owner: owner(giver),
        from_interest: interest,
        to_owner: owner(taker),
        to_interest: interest,
        decimal: decimal(all),
        to_status: PayStatus::Pay,
    };
    DivisionCommand::TransferInterest(Box::new(TransferInterest {
        from: month(from),
        parts: vec![part(DeckKind::RevenueBpo), part(DeckKind::RevenueApo)],
        instrument: Instrument {
            kind: InstrumentKind::Assignment,
            reference: words(volume),
            executed_on: month(from).first_day(),
            effective_on: month(from).first_day(),
        },
        corrects: None,
        owners: owners_seen(),
        closing: Closing::default(),
        now: NOW,
    }))
}

/// Two properties. In the first a royalty is assigned from July 2020 on, another held back from April on, payout is reached
/// in November; last of all comes an assignment of the override from March on.
async fn told(api: &Api) -> (Division, Division, u64) {
    let (mut first, mut second) = (Division::begun(1, true), Division::begun(2, false));
    let usd = Usd::parse("1000000.00").unwrap();
    let suspended = PlaceInSuspense {
        from: month(3),
        lines: vec![InterestLine {
            deck: DeckKind::RevenueBpo,
            owner: owner(4),
            interest: InterestType::Ri,
        }],
        reason: SuspenseReason::TitleDispute,
        document: Some(words("letter of 3 April")),
        closing: Closing::default(),
    };
    let payout = DeclarePayout {
        month: month(10),
        account: PayoutAccount {
            to_recover_usd: usd,
            recovered_usd: usd,
            ledger_ref: words("account 1"),
        },
        closing: Closing::default(),
        now: NOW,
    };
    let papers = &mut first.papers;
    for command in [
        assignment(6, 3, 6, InterestType::Ri, "0.15000000", "Vol. 12 p. 3"),
        DivisionCommand::PlaceInSuspense(Box::new(suspended)),
        DivisionCommand::DeclarePayout(Box::new(payout)),
        assignment(2, 5, 7, InterestType::Orri, "0.04000000", "Vol. 12 p. 9"),
    ] {
        papers.execute(command).unwrap();
    }
    second.write(&api.field).await;
    let last = first.write(&api.field).await;
    (first, second, last)
}

/// Owners and decimals of a deck.
fn lines(deck: &Value, interest: &str) -> BTreeMap<String, String> {
    let of = |line: &&Value| line["interest"] == interest;
    let interests = deck["interests"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    interests
        .iter()
        .filter(of)
        .map(|line| (text(&line["owner"]), text(&line["decimal"])))
        .collect()
}

#[tokio::test]
async fn the_decks_of_a_property_are_told_for_a_month_and_as_they_were_known() {
    let api = Api::start().await;
    let (first, _, last) = told(&api).await;
    let property = first.property_id;
    api.at_least(&format!("/properties/{property}/decks"), last).await;
    let decks = async |question: &str| -> Value {
        let path = format!("/properties/{property}/decks?{question}");
        let answer = api.ok(&path).await;
        assert_eq!(answer.body["property_id"], property.to_string());
        let [one] = &items(&answer)[..] else {
            panic!("{path}: {}", answer.body)
        };
        one.clone()
    };
    let (kept, gone) = (owner(5).to_string(), owner(7).to_string());
    for (on, royalty, override_) in [(1, 3, 5), (2, 3, 7), (6, 6, 7)] {
        let on = decks(&format!("month={}", month(on))).await;
        let revenue = &on["revenue"];
        assert_eq!(
            (&revenue["kind"], &on["after_payout"]),
            (&json!("revenue_bpo"), &json!(false))
        );
        assert_eq!(lines(revenue, "RI")[&owner(royalty).to_string()], "0.15000000");
        assert_eq!(
            lines(revenue, "ORRI"),
            BTreeMap::from([(owner(override_).to_string(), "0.04000000".to_owned())])
        );
        assert_eq!(lines(&on["cost"], "WI").len(), 3);
    }
    // After payout, and on any day of the month.
    let paid_out = decks("effective_on=2020-12-17").await;
    assert_eq!(
        (&paid_out["month"], &paid_out["stage"], &paid_out["after_payout"]),
        (&json!("2020-12"), &json!("in_force"), &json!(true))
    );
    assert_eq!(
        (&paid_out["cost"]["kind"], &paid_out["revenue"]["kind"]),
        (&json!("cost"), &json!("revenue_apo"))
    );
    assert_eq!(paid_out["revenue"]["from"], "2020-12");
    // Today, where the property lies.
    let today = api.ok(&format!("/properties/{property}/decks")).await;
    assert_eq!(items(&today)[0]["revenue"]["kind"], "revenue_apo");

    // The late paper was not known before it was recorded.
    let recorded = recorded(&api, &first).await;
    let before = instant(recorded[recorded.len() - 1] - TimeDelta::microseconds(1));
    let was = decks(&format!("month=2020-05&as_of={before}")).await;
    assert_eq!(lines(&was["revenue"], "ORRI").keys().collect::<Vec<_>>(), [&kept]);
    let is = decks("month=2020-05").await;
    assert_eq!(lines(&is["revenue"], "ORRI").keys().collect::<Vec<_>>(), [&gone]);
    let path = format!("/properties/{property}/decks?month=2020-05&as_of={before}");
    let answer = api.ok(&path).await;
    assert_eq!(answer.is_final.as_deref(), Some("true"));
    let again = api.request(&path).header("If-None-Match", answer.etag.unwrap());
    assert_eq!(again.send().await.unwrap().status(), 304);

    // By product: a division of everything divides oil too. Before its first month there is none.
    for (question, found) in [
        ("month=2020-05&product=oil", 1),
        ("month=2020-05&product=all", 1),
        ("month=2019-12", 0),
        (
            &format!(
                "month=2020-05&as_of={}",
                instant(recorded[0] - TimeDelta::days(1))
            ),
            0,
        ),
    ] {
        let answer = api.ok(&format!("/properties/{property}/decks?{question}")).await;
        assert_eq!(items(&answer).len(), found, "{question}");
    }
    api.stop().await;
}

#[tokio::test]
async fn an_owner_s_interests_and_what_is_held_back_are_told_across_properties() {
    let api = Api::start().await;
    let (first, second, last) = told(&api).await;
    let of = |number: usize| format!("/owners/{}/interests", owner(number));
    let mine = api.at_least(&format!("{}?month=2020-05", of(0)), last).await;
    api.knows(&format!("{}?month=2020-05", of(0))).await;
    let shown = |item: &Value| {
        json!([
            item["property_id"],
            item["division_id"],
            item["side"],
            item["deck"],
            item["interest"],
            item["decimal"],
            item["status"]["state"],
            item["from"],
            item["until"]
        ])
    };
    let (one, two) = (first.property_id, second.property_id);
    let expected = json!([
        [
            one,
            first.id,
            "cost",
            "cost",
            "WI",
            "0.50000000",
            "pay",
            "2020-01",
            null
        ],
        [
            one,
            first.id,
            "revenue",
            "revenue_bpo",
            "NRI",
            "0.38000000",
            "pay",
            "2020-01",
            "2020-12"
        ],
        [
            two,
            second.id,
            "cost",
            "cost",
            "WI",
            "0.50000000",
            "pay",
            "2020-01",
            null
        ],
        [
            two,
            second.id,
            "revenue",
            "revenue_bpo",
            "NRI",
            "0.38000000",
            "pay",
            "2020-01",
            null
        ],
    ]);
    assert_eq!(
        json!(items(&mine).iter().map(shown).collect::<Vec<_>>()),
        expected
    );
    for limit in [1, 3, 4, 500] {
        let paged = pages(&api, &format!("{}?month=2020-05&limit={limit}", of(0))).await;
        assert_eq!(&paged, items(&mine), "{limit}");
    }
    for (question, found) in [
        (format!("month=2020-05&property_id={two}"), 2),
        ("month=2020-05&side=revenue".to_owned(), 2),
        ("month=2019-12".to_owned(), 0),
        ("effective_on=2020-12-31".to_owned(), 4),
    ] {
        let answer = api.ok(&format!("{}?{question}", of(0))).await;
        assert_eq!(items(&answer).len(), found, "{question}");
    }
    // The one whose override went away in March had it until then; that was not known before.
    let recorded = recorded(&api, &first).await;
    let before = instant(recorded[recorded.len() - 1] - TimeDelta::microseconds(1));
    for (question, found) in [
        ("month=2020-02".to_owned(), json!([one, two])),
        ("month=2020-05".to_owned(), json!([two])),
        (format!("month=2020-05&as_of={before}"), json!([one, two])),
    ] {
        let answer = api.ok(&format!("{}?{question}", of(5))).await;
        assert_eq!(json!(field_of(&answer, "property_id")), found, "{question}");
    }

    let held = api.ok("/interests/suspended?month=2020-05").await;
    api.knows("/interests/suspended?month=2020-05").await;
    let [line] = &items(&held)[..] else {
        panic!("{}", held.body)
    };
    assert_eq!(
        json!([
            line["owner"],
            line["interest"],
            line["decimal"],
            line["status"],
            line["from"],
            line["until"]
        ]),
        json!([
            owner(4),
            "RI",
            "0.05000000",
            {"state": "suspense", "reason": "title_dispute", "document": "letter of 3 April"},
            "2020-04",
            "2020-12"
        ])
    );
    for (question, found) in [
        ("month=2020-03".to_owned(), 0),
        ("month=2020-05&reason=title_dispute".to_owned(), 1),
        ("month=2020-05&reason=owner_unlocatable".to_owned(), 0),
        (format!("month=2020-05&property_id={two}"), 0),
        // The deck after payout never held it back.
        ("month=2020-12".to_owned(), 0),
        (format!("month=2020-05&as_of={}", instant(recorded[3])), 0),
    ] {
        let answer = api.ok(&format!("/interests/suspended?{question}")).await;
        assert_eq!(items(&answer).len(), found, "{question}");
    }
    api.stop().await;
}

#[tokio::test]
async fn what_changed_between_two_days_is_told_with_its_paper_and_its_shares() {
    let api = Api::start().await;
    let (first, second, last) = told(&api).await;
    let year = "from=2020-01-01&to=2020-12-31";
    let changed = api.at_least(&format!("/interests/changes?{year}"), last).await;
    api.knows(&format!("/interests/changes?{year}")).await;
    let shown = |item: &Value| json!([item["event_type"], item["from"], item["instrument"]["reference"]]);
    assert_eq!(
        items(&changed).iter().map(shown).collect::<Vec<_>>(),
        [
            json!(["InterestTransferred", "2020-03", "Vol. 12 p. 9"]),
            json!(["InterestSuspended", "2020-04", null]),
            json!(["InterestTransferred", "2020-07", "Vol. 12 p. 3"]),
            json!(["PayoutReached", "2020-12", null]),
        ]
    );
    let late = &items(&changed)[0];
    assert_eq!(
        late["event_id"],
        first.event_id(first.positions.len() - 1).to_string()
    );
    assert_eq!(
        (
            &late["division_id"],
            &late["position"],
            &late["instrument"]["kind"]
        ),
        (&json!(first.id), &json!(last), &json!("assignment"))
    );
    let share = json!({"deck": "revenue_bpo", "decimal": "0.04000000", "status": {"state": "pay"}});
    assert_eq!(
        late["shares"],
        json!([
            {"side": "revenue", "owner": owner(5), "interest": "ORRI", "before": share, "after": null},
            {"side": "revenue", "owner": owner(7), "interest": "ORRI", "before": null, "after": share},
        ])
    );
    for limit in [1, 3, 4] {
        let paged = pages(&api, &format!("/interests/changes?{year}&limit={limit}")).await;
        assert_eq!(&paged, items(&changed), "{limit}");
    }
    let recorded = recorded(&api, &first).await;
    let before = instant(recorded[recorded.len() - 1] - TimeDelta::microseconds(1));
    let (one, two) = (first.property_id, second.property_id);
    for (question, found) in [
        // The day the decks came in force is the first of the two.
        (format!("{year}&property_id={two}"), 0),
        (format!("from=2019-12-31&to=2020-01-01&property_id={two}"), 1),
        ("to=2020-01-01".to_owned(), 2),
        (format!("from=2020-01-01&property_id={one}"), 4),
        (format!("from=2020-03-01&to=2020-07-01&property_id={one}"), 2),
        (format!("{year}&owner_id={}", owner(7)), 2),
        (format!("{year}&owner_id={}&as_of={before}", owner(7)), 0),
        (format!("{year}&as_of={before}"), 3),
    ] {
        let answer = api.ok(&format!("/interests/changes?{question}")).await;
        assert_eq!(items(&answer).len(), found, "{question}: {}", answer.body);
    }
    api.stop().await;
}

#[tokio::test]
async fn divisions_are_listed_and_one_is_told_at_any_point() {
    let api = Api::start().await;
    let (mut first, second, _) = told(&api).await;
    let end = SupersedeDeck {
        from: month(20),
        succession: Succession::Divisions(vec![divided::decks::key(9).stream()]),
        reason: words("pooled"),
        owners: owners_seen(),
        closing: Closing::default(),
    };
    first
        .papers
        .execute(DivisionCommand::SupersedeDeck(Box::new(end)))
        .unwrap();
    let last = first.write(&api.field).await;

    let listed = api.at_least("/divisions?month=2020-05", last).await;
    api.knows("/divisions?month=2020-05").await;
    let shown = |item: &Value| {
        json!([
            item["division_id"],
            item["stage"],
            item["suspended"],
            item["from"],
            item["until"]
        ])
    };
    assert_eq!(
        items(&listed).iter().map(shown).collect::<Vec<_>>(),
        [
            json!([first.id, "in_force", 1, "2020-04", "2020-07"]),
            json!([second.id, "in_force", 0, "2020-01", null]),
        ]
    );
    assert_eq!(
        items(&listed)[0]["division"]["property_id"],
        first.property_id.to_string()
    );
    let paged = pages(&api, "/divisions?month=2020-05&limit=1").await;
    assert_eq!(&paged, items(&listed));
    let recorded = recorded(&api, &first).await;
    let before_end = instant(recorded[recorded.len() - 1] - TimeDelta::microseconds(1));
    for (question, found) in [
        ("stage=ended".to_owned(), json!([first.id])),
        ("stage=in_force".to_owned(), json!([second.id])),
        (format!("stage=ended&as_of={before_end}"), json!([])),
        (
            "month=2021-08&stage=in_force".to_owned(),
            json!([first.id, second.id]),
        ),
        ("month=2021-09&stage=in_force".to_owned(), json!([second.id])),
        ("month=2019-12".to_owned(), json!([])),
        ("product=gas".to_owned(), json!([])),
        (
            format!("product=all&property_id={}", second.property_id),
            json!([second.id]),
        ),
        (format!("month=2020-05&owner_id={}", owner(7)), json!([first.id])),
        (format!("month=2020-02&owner_id={}", owner(7)), json!([])),
    ] {
        let answer = api.ok(&format!("/divisions?{question}")).await;
        assert_eq!(json!(field_of(&answer, "division_id")), found, "{question}");
    }

    // One division: its version names it, and every point can be asked about.
    let path = format!("/divisions/{}", first.id);
    let now = api.ok(&path).await;
    let version = first.positions.len();
    assert_eq!(
        (
            &now.body["version"],
            &now.body["position"],
            &now.body["ended_from"]
        ),
        (&json!(version), &json!(last), &json!("2021-09"))
    );
    assert_eq!(now.etag.as_deref(), Some(format!("\"{version}\"").as_str()));
    let again = api
        .request(&path)
        .header("If-None-Match", format!("\"{version}\""));
    assert_eq!(again.send().await.unwrap().status(), 304);
    for (question, ended, changes) in [
        (format!("at_version={}", version - 1), Value::Null, version - 1),
        (format!("as_of={before_end}"), Value::Null, version - 1),
        ("effective_on=2020-03-31".to_owned(), Value::Null, version - 4),
        (
            format!("as_reported_on={}", Utc::now().date_naive() + TimeDelta::days(1)),
            json!("2021-09"),
            version,
        ),
    ] {
        let answer = api.ok(&format!("{path}?{question}")).await;
        assert_eq!(
            (
                &answer.body["ended_from"],
                answer.body["changes"].as_array().unwrap().len()
            ),
            (&ended, changes),
            "{question}"
        );
    }
    let decks = api
        .ok(&format!("{path}/decks?month=2021-10&at_version={}", version - 1))
        .await;
    assert_eq!(
        (
            &decks.body["revenue"]["kind"],
            &decks.body["stage"],
            decks.position
        ),
        (&json!("revenue_apo"), &json!("in_force"), Some(last - 1))
    );
    let decks = api.ok(&format!("{path}/decks?month=2021-10")).await;
    assert_eq!(
        (&decks.body["revenue"], &decks.body["stage"]),
        (&Value::Null, &json!("ended"))
    );

    let events = api.ok(&format!("{path}/events")).await;
    assert_eq!(items(&events).len(), version);
    assert_eq!(items(&events)[0]["event_type"], "DeckCreated");

    let day_before = instant(recorded[0] - TimeDelta::days(1));
    for (question, status, slug, parameter) in [
        ("at_version=99".to_owned(), 404, "version-unknown", "at_version"),
        (
            format!("as_of={day_before}"),
            404,
            "division-not-yet-known",
            "as_of",
        ),
        (
            "effective_on=2019-12-31".to_owned(),
            404,
            "division-not-yet-known",
            "effective_on",
        ),
        (
            "as_reported_on=2019-12-31".to_owned(),
            404,
            "division-not-yet-known",
            "as_reported_on",
        ),
        (
            "as_of=2999-01-01T00:00:00Z".to_owned(),
            400,
            "as-of-in-future",
            "as_of",
        ),
        (
            format!("at_version=1&as_of={day_before}"),
            400,
            "conflicting-parameters",
            "as_of",
        ),
        ("colour=red".to_owned(), 400, "unknown-parameter", "colour"),
    ] {
        let refused = api.refused(&format!("{path}?{question}")).await;
        assert_eq!(
            (refused.0, refused.1.as_str(), refused.2.as_deref()),
            (status, slug, Some(parameter)),
            "{question}"
        );
    }
    api.stop().await;
}

#[tokio::test]
async fn ownership_is_shown_to_nobody_else() {
    let api = Api::start().await;
    let (first, second, last) = told(&api).await;
    api.at_least("/divisions", last).await;
    let stranger = api.field.db.organization("stranger").await;
    // The stranger has a ledger and rows of its own, so that an empty answer is one.
    let lists = [
        "/divisions?month=2020-05".to_owned(),
        format!("/properties/{}/decks?month=2020-05", first.property_id),
        format!("/owners/{}/interests?month=2020-05", owner(0)),
        "/interests/suspended?month=2020-05".to_owned(),
        "/interests/changes".to_owned(),
    ];
    for path in &lists {
        let own = as_role(&api, &api.field.tenant, Role::Auditor, path).await;
        assert_eq!(own.status, 200, "{path}: {}", own.body);
        assert!(!items(&own).is_empty(), "{path}");
        let theirs = as_role(&api, &stranger, Role::Owner, path).await;
        assert_eq!((theirs.status, items(&theirs).len()), (200, 0), "{path}");
    }
    for path in [
        format!("/divisions/{}", first.id),
        format!("/divisions/{}/events", first.id),
        format!("/divisions/{}/decks?month=2020-05", second.id),
    ] {
        assert_eq!(
            as_role(&api, &api.field.tenant, Role::Manager, &path)
                .await
                .status,
            200
        );
        let refused = as_role(&api, &stranger, Role::Owner, &path).await.refusal();
        assert_eq!(
            (refused.0, refused.1.as_str()),
            (404, "division-unknown"),
            "{path}"
        );
        let nobodys = path.replace(&first.id.to_string(), &Uuid::now_v7().to_string());
        let nobodys = nobodys.replace(&second.id.to_string(), &Uuid::now_v7().to_string());
        assert_eq!(api.refused(&nobodys).await.1, "division-unknown");
    }
    let one = ["", "/events", "/decks"].map(|part| format!("/divisions/{}{part}", first.id));
    let every = lists.iter().cloned().chain(one);
    for path in every {
        for role in [Role::Operator, Role::Pumper, Role::Viewer, Role::Regulator] {
            let refused = as_role(&api, &api.field.tenant, role, &path).await.refusal();
            assert_eq!(
                (refused.0, refused.1.as_str()),
                (403, "role-not-permitted"),
                "{role} {path}"
            );
        }
    }

    // Whoever speaks for an owner sees that owner's shares, and no other's.
    let partner = Uuid::from(owner(0));
    for path in &lists {
        let answer = api.of_owner(partner, path).await;
        let own = path.starts_with("/owners/");
        assert_eq!(answer.status, if own { 200 } else { 403 }, "{path}");
    }
    let other = format!("/owners/{}/interests?month=2020-05", owner(1));
    assert_eq!(
        api.of_owner(partner, &other).await.refusal().1,
        "role-not-permitted"
    );

    let cursor = api.ok("/divisions?month=2020-05&limit=1").await.body["next_cursor"].clone();
    let cursor = cursor.as_str().unwrap();
    for (path, slug, parameter) in [
        (
            "/divisions?month=2020-05&effective_on=2020-05-01".to_owned(),
            "conflicting-parameters",
            "effective_on",
        ),
        (
            "/divisions?month=2020-13".to_owned(),
            "invalid-parameter",
            "month",
        ),
        (
            "/divisions?month=1200-01".to_owned(),
            "invalid-parameter",
            "month",
        ),
        (
            "/divisions?effective_on=1200-01-01".to_owned(),
            "invalid-parameter",
            "effective_on",
        ),
        ("/divisions?stage=asleep".to_owned(), "invalid-parameter", "stage"),
        (
            "/divisions?product=gold".to_owned(),
            "invalid-parameter",
            "product",
        ),
        (
            "/divisions?owner_id=7".to_owned(),
            "invalid-parameter",
            "owner_id",
        ),
        (
            format!("/divisions?month=2020-06&cursor={cursor}"),
            "invalid-cursor",
            "cursor",
        ),
        (
            "/divisions?cursor=nonsense".to_owned(),
            "invalid-cursor",
            "cursor",
        ),
        ("/divisions/7".to_owned(), "invalid-parameter", "division_id"),
        (
            "/properties/7/decks".to_owned(),
            "invalid-parameter",
            "property_id",
        ),
        ("/owners/7/interests".to_owned(), "invalid-parameter", "owner_id"),
        (
            format!("/owners/{}/interests?side=left", owner(0)),
            "invalid-parameter",
            "side",
        ),
        (
            "/interests/suspended?reason=why".to_owned(),
            "invalid-parameter",
            "reason",
        ),
        (
            "/interests/changes?from=2020-02-01&to=2020-01-01".to_owned(),
            "invalid-parameter",
            "to",
        ),
        (
            "/interests/changes?month=2020-01".to_owned(),
            "unknown-parameter",
            "month",
        ),
    ] {
        let refused = api.refused(&path).await;
        assert_eq!(
            (refused.0, refused.1.as_str(), refused.2.as_deref()),
            (400, slug, Some(parameter)),
            "{path}"
        );
    }
    api.stop().await;
}

#[tokio::test]
async fn an_instant_the_rows_have_not_reached_is_waited_for_and_never_answered_from_older_rows() {
    let mut api = Api::start().await;
    let (first, _, last) = told(&api).await;
    let path = format!("/properties/{}/decks?month=2020-05", first.property_id);
    api.at_least(&path, last).await;
    api.stop_projector().await;
    let mut later = Division::begun(3, false);
    let position = later.write(&api.field).await;
    let recorded = recorded(&api, &later).await;
    let path = format!("{path}&as_of={}", instant(*recorded.last().unwrap()));
    let request = api.request(&path).header("Prefer", "wait=0").send().await;
    let answer = Answer::of(request.unwrap()).await;
    assert_eq!(answer.retry_after.as_deref(), Some("1"));
    let refused = answer.refusal();
    assert_eq!(
        (refused.0, refused.1.as_str(), refused.2.as_deref()),
        (503, "not-yet-projected", Some("as_of"))
    );
    api.project();
    let answer = api.request(&path).header("Prefer", "wait=20").send().await;
    assert_eq!(Answer::of(answer.unwrap()).await.position, Some(position));
    api.stop().await;
}
