//! A division of interest over HTTP: decks, what changes them, and what each task refuses.

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_command_api::Task;
use wellflow_domain::depth::DepthInterval;
use wellflow_domain::division_of_interest::{DeckProduct, DivisionKey};
use wellflow_domain::location::TimeZone;
use wellflow_domain::property_month::PropertyId;
use wellflow_domain::quantity::Feet;

use crate::bodies::path;
use crate::examples::division::{BUYER, deck, line};
use crate::examples::title::{LESSEE, LESSOR, PARTNER};
use crate::examples::{SOME_ID, example};
use crate::harness::{Answer, Service, Speaker, with};
use crate::title::{Refusal, all_refused, ask, changed, done, owners};

/// The deck of costs that goes with the example's deck of revenue.
pub(crate) fn cost() -> Value {
    let lines = [
        line(LESSEE, "WI", "0.75000000"),
        line(PARTNER, "WI", "0.25000000"),
    ];
    changed(Task::CreateDeck, "/deck", deck("cost", &lines))
}

/// A deck of another kind, drawn up like the example's deck of revenue.
fn revenue(kind: &str, from: &str) -> Value {
    with(
        changed(Task::CreateDeck, "/deck/kind", json!(kind)),
        "from",
        json!(from),
    )
}

pub(crate) async fn register(speaker: &Speaker, id: &str) -> Answer {
    let body = with(example(Task::RegisterOwner), "owner_id", json!(id));
    done(speaker, Task::RegisterOwner, "", &with(body, "agency_key", None)).await
}

/// Everybody is in the books, and the example's decks are in force.
pub(crate) async fn in_force(speaker: &Speaker) -> String {
    owners(speaker).await;
    register(speaker, BUYER).await;
    let drawn = done(speaker, Task::CreateDeck, "", &cost()).await;
    let division = drawn.body["division_id"].as_str().unwrap().to_owned();
    done(speaker, Task::CreateDeck, "", &example(Task::CreateDeck)).await;
    done(
        speaker,
        Task::ActivateDeck,
        &division,
        &example(Task::ActivateDeck),
    )
    .await;
    division
}

/// The id of the example's division, as everybody can work it out.
fn division_id() -> String {
    let key = DivisionKey {
        property_id: PropertyId::new(SOME_ID.parse().unwrap()),
        product: DeckProduct::All,
        depths: DepthInterval::new(Feet::ZERO, Some(Feet::parse("17000").unwrap())).unwrap(),
        time_zone: TimeZone::parse("America/Chicago").unwrap(),
    };
    key.stream().to_string()
}

#[tokio::test]
async fn a_deck_is_drawn_up_and_begins_its_division() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    let begun = owner.send("/divisions", "k-1", &cost()).await;
    assert_eq!(
        (begun.status, &begun.body["version"]),
        (201, &json!(1)),
        "{begun:?}"
    );
    assert_eq!(begun.body["division_id"], division_id());
    assert_eq!(
        begun.header("location"),
        format!("/api/v1/divisions/{}", division_id())
    );
    // The deck, and the line of the property's list.
    assert_eq!(begun.body["event_ids"].as_array().unwrap().len(), 2);
    let again = owner.send("/divisions", "k-1", &cost()).await;
    assert_eq!(
        (again.status, &again.body["replayed"]),
        (201, &json!(true)),
        "{again:?}"
    );
    assert_eq!(again.body["event_ids"], begun.body["event_ids"]);
    let more = owner.send("/divisions", "k-2", &example(Task::CreateDeck)).await;
    assert_eq!((more.status, &more.body["version"]), (200, &json!(2)), "{more:?}");
    assert_eq!(more.body["event_ids"].as_array().unwrap().len(), 1);
    let nothing = owner.send("/divisions", "k-3", &example(Task::CreateDeck)).await;
    assert_eq!(
        (nothing.status, &nothing.body["event_ids"]),
        (200, &json!([])),
        "{nothing:?}"
    );
    service.stop().await;
}

#[tokio::test]
async fn decks_are_changed_by_every_task_in_turn() {
    let service = Service::start().await;
    let owner = service.owner();
    let division = in_force(&owner).await;
    for task in [
        Task::ReleaseSuspense,
        Task::TransferInterest,
        Task::SignDivisionOrder,
        Task::PlaceInSuspense,
        Task::CorrectDecimal,
        Task::SupersedeDeck,
    ] {
        let answer = done(&owner, task, &division, &example(task)).await;
        assert_eq!(answer.status, 200, "{task}");
        assert_eq!(answer.body["event_ids"].as_array().unwrap().len(), 1, "{task}");
        assert_eq!(answer.body["division_id"], division.as_str(), "{task}");
        // What is said again is known by then.
        let again = done(&owner, task, &division, &example(task)).await;
        assert_eq!(again.body["event_ids"], json!([]), "{task}");
    }
    let missing = ask(
        &owner,
        Task::DeclarePayout,
        &division,
        &example(Task::DeclarePayout),
    )
    .await;
    assert_eq!(missing.fault(), (422, "after-payout-deck-missing", "division_id"));
    done(&owner, Task::CreateDeck, "", &revenue("revenue_apo", "2024-09")).await;
    let stand_by = json!({"from": "2024-09", "decks": ["revenue_apo"]});
    done(&owner, Task::ActivateDeck, &division, &stand_by).await;
    let paid = done(
        &owner,
        Task::DeclarePayout,
        &division,
        &example(Task::DeclarePayout),
    )
    .await;
    let later = changed(Task::DeclarePayout, "/month", json!("2024-10"));
    let later = ask(&owner, Task::DeclarePayout, &division, &later).await;
    assert_eq!(later.fault(), (422, "payout-already-declared", "/month"));
    let before = changed(
        Task::SupersedeDeck,
        "/succession/decks/0/kind",
        json!("revenue_bpo"),
    );
    let mut before = with(before, "from", json!("2024-11"));
    before["succession"]["decks"][0]["interests"] = json!([line(LESSOR, "RI", "1")]);
    let before = ask(&owner, Task::SupersedeDeck, &division, &before).await;
    assert_eq!(before.fault(), (422, "deck-paid-out", "/from"));
    let withdraw = with(
        example(Task::WithdrawChange),
        "corrects_event_id",
        paid.body["event_ids"][0].clone(),
    );
    done(&owner, Task::WithdrawChange, &division, &withdraw).await;
    let twice = ask(&owner, Task::WithdrawChange, &division, &withdraw).await;
    assert_eq!(
        twice.fault(),
        (422, "corrected-event-unknown", "/corrects_event_id")
    );
    let again = done(
        &owner,
        Task::DeclarePayout,
        &division,
        &example(Task::DeclarePayout),
    )
    .await;
    assert_eq!(again.body["event_ids"].as_array().unwrap().len(), 1);
    service.stop().await;
}

#[tokio::test]
async fn a_transfer_takes_the_place_of_one_that_was_wrong() {
    let service = Service::start().await;
    let owner = service.owner();
    let division = in_force(&owner).await;
    let task = Task::TransferInterest;
    let wrong = done(&owner, task, &division, &example(task)).await;
    let right = changed(task, "/parts/0/decimal", json!("0.15000000"));
    let right = with(right, "corrects_event_id", wrong.body["event_ids"][0].clone());
    let answer = done(&owner, task, &division, &right).await;
    assert_eq!(answer.body["event_ids"].as_array().unwrap().len(), 1);
    // Both together would be more than there is.
    let more = changed(task, "/parts/0/decimal", json!("0.10000000"));
    let more = ask(&owner, task, &division, &more).await;
    assert_eq!(more.fault(), (422, "transfer-exceeds-interest", "/parts"));
    // What is not a transfer is not corrected by one, and what is drawn up is not withdrawn.
    let drawn = done(&owner, Task::CreateDeck, "", &revenue("revenue_apo", "2025-01")).await;
    let drawn = drawn.body["event_ids"][0].clone();
    let other = ask(
        &owner,
        task,
        &division,
        &with(more_of(task), "corrects_event_id", drawn.clone()),
    )
    .await;
    assert_eq!(
        other.fault(),
        (422, "corrected-event-is-other", "/corrects_event_id")
    );
    let withdraw = with(example(Task::WithdrawChange), "corrects_event_id", drawn);
    let withdraw = ask(&owner, Task::WithdrawChange, &division, &withdraw).await;
    assert_eq!(
        withdraw.fault(),
        (422, "corrected-event-is-other", "/corrects_event_id")
    );
    service.stop().await;
}

/// Of changes that do just the same, the one is withdrawn that is named.
#[tokio::test]
async fn what_is_withdrawn_is_the_change_named_and_not_another_like_it() {
    let service = Service::start().await;
    let owner = service.owner();
    let division = in_force(&owner).await;
    let mut changes = Vec::new();
    for task in [
        Task::ReleaseSuspense,
        Task::PlaceInSuspense,
        Task::ReleaseSuspense,
    ] {
        let body = with(example(task), "from", json!("2024-10"));
        let answer = done(&owner, task, &division, &body).await;
        changes.push(answer.body["event_ids"][0].clone());
    }
    assert!(changes.iter().all(Value::is_string), "{changes:?}");
    let withdraw = |event_id: &Value| {
        with(
            example(Task::WithdrawChange),
            "corrects_event_id",
            event_id.clone(),
        )
    };
    let first = ask(&owner, Task::WithdrawChange, &division, &withdraw(&changes[0])).await;
    assert_eq!(first.fault(), (422, "later-change-broken", "/corrects_event_id"));
    done(&owner, Task::WithdrawChange, &division, &withdraw(&changes[2])).await;
    // It stands no longer; the one like it does, and is none of those named.
    let again = ask(&owner, Task::WithdrawChange, &division, &withdraw(&changes[2])).await;
    assert_eq!(
        again.fault(),
        (422, "corrected-event-unknown", "/corrects_event_id")
    );
    service.stop().await;
}

fn more_of(task: Task) -> Value {
    changed(task, "/parts/0/decimal", json!("0.01000000"))
}

#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn refused_decks() -> Vec<Refusal> {
    let (create, activate, supersede) = (Task::CreateDeck, Task::ActivateDeck, Task::SupersedeDeck);
    let lines = "/deck/interests";
    let half = deck("cost", &[line(LESSEE, "WI", "0.5"), line(PARTNER, "WI", "0.5")]);
    vec![
        (
            create,
            "/deck/interests/1/decimal",
            json!("0.60000001"),
            "interests-do-not-close",
            lines,
        ),
        (
            create,
            "/deck/interests/1/decimal",
            json!("0.59999999"),
            "interests-do-not-close",
            lines,
        ),
        (
            create,
            "/deck/interests",
            json!([]),
            "interests-do-not-close",
            lines,
        ),
        (
            create,
            "/deck/interests/0/decimal",
            json!("0"),
            "decimal-zero",
            lines,
        ),
        (
            create,
            "/deck/interests/0/decimal",
            json!("1.00000001"),
            "invalid-quantity",
            "/deck/interests/0/decimal",
        ),
        (
            create,
            "/deck/interests/0/decimal",
            json!("0.123456789"),
            "invalid-quantity",
            "/deck/interests/0/decimal",
        ),
        (
            create,
            "/deck/interests/0/interest",
            json!("WI"),
            "interest-not-of-deck",
            lines,
        ),
        (
            create,
            "/deck/interests/0/interest",
            json!("ri"),
            "invalid-choice",
            "/deck/interests/0/interest",
        ),
        (
            create,
            "/deck/interests/2/owner",
            json!(LESSEE),
            "interest-twice",
            lines,
        ),
        (
            create,
            "/deck/rounding_residual",
            json!("1"),
            "invalid-quantity",
            "/deck/rounding_residual",
        ),
        (
            create,
            "/deck/interests/0/status/reason",
            json!("idle"),
            "invalid-choice",
            "/deck/interests/0/status/reason",
        ),
        (
            create,
            "/division/time_zone",
            json!("America/Denver"),
            "stream-of-another-division",
            "/division",
        ),
        (
            create,
            "/division/depths",
            json!({"top_ft": "9000", "base_ft": "8000"}),
            "depth-interval-inverted",
            "/division/depths",
        ),
        (activate, "/decks", json!([]), "nothing-named", "/decks"),
        (activate, "/decks", json!(["cost_apo"]), "deck-unknown", "/decks"),
        (activate, "/from", json!("2024-02"), "deck-not-drawn-up", "/decks"),
        (
            supersede,
            "/succession",
            json!({"decks": []}),
            "nothing-named",
            "/succession",
        ),
        (
            supersede,
            "/succession",
            json!({"divisions": []}),
            "nothing-named",
            "/succession",
        ),
        (
            supersede,
            "/succession",
            json!({"divisions": [division_id()]}),
            "division-succeeds-itself",
            "/succession",
        ),
        (
            supersede,
            "/succession",
            json!({}),
            "invalid-choice",
            "/succession",
        ),
        (
            supersede,
            "/succession",
            json!({"decks": [half]}),
            "nri-exceeds-wi",
            "/succession",
        ),
        (
            supersede,
            "/succession",
            json!({"decks": [half.clone(), half]}),
            "deck-twice",
            "/succession",
        ),
        (
            supersede,
            "/succession/decks/0/kind",
            json!("cost_apo"),
            "deck-unknown",
            "/succession",
        ),
        (
            supersede,
            "/succession/decks/0/interests/0/decimal",
            json!("0.6"),
            "interests-do-not-close",
            "/succession",
        ),
        (
            supersede,
            "/from",
            json!("2023-12"),
            "deck-unknown",
            "/succession",
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn refused_changes() -> Vec<Refusal> {
    let (transfer, suspend, release) = (
        Task::TransferInterest,
        Task::PlaceInSuspense,
        Task::ReleaseSuspense,
    );
    let (sign, correct, payout) = (Task::SignDivisionOrder, Task::CorrectDecimal, Task::DeclarePayout);
    let net = json!([{"deck": "revenue_bpo", "owner": LESSEE, "interest": "NRI"}]);
    vec![
        (transfer, "/parts", json!([]), "nothing-named", "/parts"),
        (
            transfer,
            "/parts/0/decimal",
            json!("0.20000001"),
            "transfer-exceeds-interest",
            "/parts",
        ),
        (
            transfer,
            "/parts/0/from_owner",
            json!(PARTNER),
            "transfer-exceeds-interest",
            "/parts",
        ),
        (
            transfer,
            "/parts/0/decimal",
            json!("0"),
            "transfer-of-nothing",
            "/parts",
        ),
        (
            transfer,
            "/parts/0/to_owner",
            json!(LESSOR),
            "transfer-to-self",
            "/parts",
        ),
        (
            transfer,
            "/parts/0/to_interest",
            json!("NRI"),
            "interest-not-convertible",
            "/parts",
        ),
        (
            transfer,
            "/parts/0/deck",
            json!("cost"),
            "interest-not-of-deck",
            "/parts",
        ),
        (
            transfer,
            "/instrument/executed_on",
            json!("2999-01-01"),
            "instrument-in-future",
            "/instrument/executed_on",
        ),
        (
            transfer,
            "/instrument/effective_on",
            json!("2024-06-01"),
            "instrument-not-in-effect",
            "/instrument/effective_on",
        ),
        (
            transfer,
            "/instrument/kind",
            json!("napkin"),
            "invalid-choice",
            "/instrument/kind",
        ),
        (
            transfer,
            "/corrects_event_id",
            json!(Uuid::now_v7()),
            "corrected-event-unknown",
            "/corrects_event_id",
        ),
        (suspend, "/lines", json!([]), "nothing-named", "/lines"),
        (
            suspend,
            "/from",
            json!("2024-06"),
            "interest-already-suspended",
            "/lines",
        ),
        (
            suspend,
            "/lines/0/interest",
            json!("ORRI"),
            "interest-unknown",
            "/lines",
        ),
        (
            suspend,
            "/lines/0/deck",
            json!("cost"),
            "cost-not-suspended",
            "/lines",
        ),
        (release, "/lines", net, "interest-not-suspended", "/lines"),
        (
            sign,
            "/signed_on",
            json!("2999-01-01"),
            "signed-in-future",
            "/signed_on",
        ),
        (sign, "/owner", json!(BUYER), "owner-not-in-division", "/owner"),
        (correct, "/changes", json!([]), "nothing-named", "/changes"),
        (
            correct,
            "/changes/0/old",
            json!("0.1"),
            "old-decimal-differs",
            "/changes",
        ),
        (
            correct,
            "/changes/0/new",
            json!("0.15"),
            "nothing-corrected",
            "/changes",
        ),
        (payout, "/month", json!("2999-01"), "month-not-ended", "/month"),
        (
            payout,
            "/account/recovered_usd",
            json!("999999.99"),
            "payout-not-reached",
            "/account/recovered_usd",
        ),
        (
            Task::WithdrawChange,
            "/corrects_event_id",
            json!(Uuid::now_v7()),
            "corrected-event-unknown",
            "/corrects_event_id",
        ),
    ]
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_at_its_place_and_writes_nothing() {
    let service = Service::start().await;
    let owner = service.owner();
    let division = in_force(&owner).await;
    let before = service.written().await;
    all_refused(&owner, &division, refused_decks()).await;
    all_refused(&owner, &division, refused_changes()).await;
    let mut unnamed = changed(Task::PlaceInSuspense, "/reason", json!("other"));
    unnamed["document"] = Value::Null;
    let unnamed = ask(&owner, Task::PlaceInSuspense, &division, &unnamed).await;
    assert_eq!(unnamed.fault(), (422, "suspense-without-document", "/document"));
    let nowhere = Uuid::now_v7().to_string();
    for task in Task::ALL
        .into_iter()
        .filter(|task| task.pattern().starts_with("/divisions/"))
    {
        let answer = ask(&owner, task, &nowhere, &example(task)).await;
        assert_eq!(answer.fault(), (404, "division-unknown", "division_id"), "{task}");
    }
    assert_eq!(service.written().await, before);
    service.stop().await;
}

#[tokio::test]
async fn a_division_that_ended_takes_no_more_changes_and_a_late_paper_breaks_no_later_one() {
    let service = Service::start().await;
    let owner = service.owner();
    let division = in_force(&owner).await;
    let task = Task::TransferInterest;
    done(
        &owner,
        task,
        &division,
        &changed(task, "/parts/0/decimal", json!("0.2")),
    )
    .await;
    let mut late = with(
        changed(task, "/parts/0/decimal", json!("0.1")),
        "from",
        json!("2024-03"),
    );
    late["instrument"]["effective_on"] = json!("2024-03-01");
    let late = ask(&owner, task, &division, &late).await;
    assert_eq!(late.fault(), (422, "later-change-broken", "/from"));
    let others = json!({"divisions": [Uuid::now_v7()]});
    let ended = changed(Task::SupersedeDeck, "/succession", others);
    done(&owner, Task::SupersedeDeck, &division, &ended).await;
    let after = with(example(task), "from", json!("2024-09"));
    assert_eq!(
        ask(&owner, task, &division, &after).await.fault(),
        (422, "division-ended", "/from")
    );
    service.stop().await;
}

#[tokio::test]
async fn a_batch_registers_owners_and_divides_a_property_in_the_order_of_its_items() {
    let service = Service::start().await;
    let owner = service.owner();
    let mut asked = Vec::new();
    for id in [LESSOR, LESSEE, PARTNER, BUYER] {
        let body = with(example(Task::RegisterOwner), "owner_id", json!(id));
        asked.push((Task::RegisterOwner, with(body, "agency_key", None)));
    }
    asked.push((Task::CreateDeck, cost()));
    for task in [
        Task::CreateDeck,
        Task::ActivateDeck,
        Task::ReleaseSuspense,
        Task::TransferInterest,
        Task::PlaceInSuspense,
        Task::CorrectDecimal,
    ] {
        asked.push((task, example(task)));
    }
    let items: Vec<Value> = asked
        .into_iter()
        .enumerate()
        .map(|(nth, (task, body))| {
            let path = format!("/api/v1{}", path(task, &division_id()));
            json!({"idempotency_key": format!("b-{nth}"), "path": path, "body": body})
        })
        .collect();
    let answer = owner.batch(&items).await;
    let statuses: Vec<_> = answer.outcomes().into_iter().map(|(status, _)| status).collect();
    assert_eq!(
        statuses,
        [201, 201, 201, 201, 201, 200, 200, 200, 200, 200, 200],
        "{answer:?}"
    );
    service.stop().await;
}
