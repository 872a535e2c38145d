//! What a division must see of others: owners, the property's other divisions, and months that are closed.

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_command_api::Task;

use crate::divisions::{in_force, register};
use crate::examples::division::{BUYER, deck, line};
use crate::examples::example;
use crate::examples::title::{LESSEE, LESSOR, PARTNER};
use crate::harness::{Answer, Service, Speaker, with};
use crate::title::{ask, changed, done, owners};

/// The deck of revenue that goes with it: everything to the same owner.
fn revenue_of(property: Uuid, top: &str, base: Option<&str>) -> Value {
    let mut body = costs_of(property, top, base);
    body["deck"] = deck("revenue_bpo", &[line(LESSEE, "NRI", "1")]);
    body
}

/// Draws both decks up.
pub(crate) async fn drawn(speaker: &Speaker, property: Uuid, top: &str, base: Option<&str>) -> String {
    done(speaker, Task::CreateDeck, "", &revenue_of(property, top, base)).await;
    id(&done(speaker, Task::CreateDeck, "", &costs_of(property, top, base)).await)
}

/// A deck of all costs for one owner, down to a base.
fn costs_of(property: Uuid, top: &str, base: Option<&str>) -> Value {
    let mut body = changed(
        Task::CreateDeck,
        "/deck",
        deck("cost", &[line(LESSEE, "WI", "1")]),
    );
    body["division"]["property_id"] = json!(property);
    body["division"]["depths"] = json!({"top_ft": top, "base_ft": base});
    body
}

fn id(drawn: &Answer) -> String {
    drawn.body["division_id"].as_str().unwrap().to_owned()
}

pub(crate) fn both_from(month: &str) -> Value {
    json!({"from": month, "decks": ["cost", "revenue_bpo"]})
}

#[tokio::test]
async fn two_divisions_made_at_the_same_time_do_not_both_divide_the_same_depths() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    for _ in 0..8 {
        let property = Uuid::now_v7();
        let (shallow, deep) = tokio::join!(
            drawn(&owner, property, "0", Some("10000")),
            drawn(&owner, property, "9000", None),
        );
        let activate = both_from("2024-01");
        let (one, other) = tokio::join!(
            ask(&owner, Task::ActivateDeck, &shallow, &activate),
            ask(&owner, Task::ActivateDeck, &deep, &activate),
        );
        let (won, lost) = if one.status == 200 {
            (one, other)
        } else {
            (other, one)
        };
        assert_eq!(won.status, 200, "{won:?}");
        assert_eq!(lost.fault(), (422, "decks-overlap", "/from"), "{lost:?}");
    }
    service.stop().await;
}

#[tokio::test]
async fn a_division_drawn_up_while_another_is_put_in_force_sees_it_or_is_seen() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    for _ in 0..8 {
        let property = Uuid::now_v7();
        let shallow = drawn(&owner, property, "0", Some("10000")).await;
        let deep = async {
            let deep = drawn(&owner, property, "9000", None).await;
            ask(&owner, Task::ActivateDeck, &deep, &both_from("2024-01")).await
        };
        let from_2024 = both_from("2024-01");
        let (one, other) = tokio::join!(ask(&owner, Task::ActivateDeck, &shallow, &from_2024), deep);
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422], "{one:?} {other:?}");
    }
    service.stop().await;
}

#[tokio::test]
async fn divisions_share_a_property_by_depth_and_follow_each_other() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    let property = Uuid::now_v7();
    let (shallow, deep, all) = (
        drawn(&owner, property, "0", Some("10000")).await,
        drawn(&owner, property, "10000", None).await,
        drawn(&owner, property, "0", None).await,
    );
    for division in [&shallow, &deep] {
        done(&owner, Task::ActivateDeck, division, &both_from("2024-01")).await;
    }
    let overlaps = ask(&owner, Task::ActivateDeck, &all, &both_from("2024-06")).await;
    assert_eq!(overlaps.fault(), (422, "decks-overlap", "/from"));
    // The two end, and the one for all depths goes on.
    let end = |from: &str| {
        let body = changed(Task::SupersedeDeck, "/succession", json!({"divisions": [all]}));
        with(body, "from", json!(from))
    };
    done(&owner, Task::SupersedeDeck, &shallow, &end("2024-06")).await;
    let ended = done(&owner, Task::SupersedeDeck, &deep, &end("2024-06")).await;
    done(&owner, Task::ActivateDeck, &all, &both_from("2024-06")).await;
    // That the deep one ended is no longer taken back: another divides its depths by now.
    let withdraw = with(
        example(Task::WithdrawChange),
        "corrects_event_id",
        ended.body["event_ids"][0].clone(),
    );
    let withdraw = ask(&owner, Task::WithdrawChange, &deep, &withdraw).await;
    assert_eq!(withdraw.fault(), (422, "decks-overlap", "/corrects_event_id"));
    // The property's months are the same for all of them.
    let mut elsewhere = costs_of(property, "20000", None);
    elsewhere["division"]["time_zone"] = json!("America/Denver");
    let elsewhere = ask(&owner, Task::CreateDeck, "", &elsewhere).await;
    assert_eq!(
        elsewhere.fault(),
        (422, "division-time-zone-differs", "/division/time_zone")
    );
    service.stop().await;
}

/// Records the property's February of 2026 and closes it.
async fn closed(owner: &Speaker) {
    let stock = changed(Task::ReconcilePropertyStock, "/closing_bbl", json!("400"));
    let february = done(owner, Task::ReconcilePropertyStock, "", &stock).await;
    let february = february.body["property_month_id"].as_str().unwrap();
    done(
        owner,
        Task::LockPropertyMonth,
        february,
        &example(Task::LockPropertyMonth),
    )
    .await;
}

/// Whatever changes the property's February of 2026, and where it is refused.
fn changes_of_february(bought: Value) -> [(Task, Value, &'static str); 6] {
    let mut supersede = example(Task::SupersedeDeck);
    supersede["succession"]["decks"][0]["interests"] =
        json!([line(LESSEE, "WI", "0.74"), line(PARTNER, "WI", "0.26")]);
    [
        (
            Task::TransferInterest,
            changed(Task::TransferInterest, "/parts/0/decimal", json!("0.01")),
            "/from",
        ),
        (Task::ReleaseSuspense, example(Task::ReleaseSuspense), "/from"),
        (
            Task::PlaceInSuspense,
            changed(
                Task::PlaceInSuspense,
                "/lines/0",
                json!({"deck": "revenue_bpo", "owner": LESSEE, "interest": "NRI"}),
            ),
            "/from",
        ),
        (Task::CorrectDecimal, example(Task::CorrectDecimal), "/from"),
        (Task::SupersedeDeck, supersede, "/from"),
        (
            Task::WithdrawChange,
            with(example(Task::WithdrawChange), "corrects_event_id", bought),
            "/corrects_event_id",
        ),
    ]
}

#[tokio::test]
async fn a_closed_month_is_divided_otherwise_by_a_restatement_alone() {
    let service = Service::start().await;
    let owner = service.owner();
    let division = in_force(&owner).await;
    let bought = done(
        &owner,
        Task::TransferInterest,
        &division,
        &example(Task::TransferInterest),
    )
    .await;
    closed(&owner).await;
    let wi = json!([line(LESSEE, "WI", "0.75"), line(PARTNER, "WI", "0.25")]);
    let cases = changes_of_february(bought.body["event_ids"][0].clone());
    let before = service.written().await;
    for (task, body, place) in &cases {
        let answer = ask(&owner, *task, &division, body).await;
        assert_eq!(answer.fault(), (422, "closed-month-altered", *place), "{task}");
    }
    assert_eq!(service.written().await, before);
    // A change after it, and one that leaves it as it was.
    let open = with(
        changed(Task::SupersedeDeck, "/succession/decks/0/interests", wi),
        "from",
        json!("2026-03"),
    );
    let idle = ask(
        &owner,
        Task::SupersedeDeck,
        &division,
        &with(open.clone(), "restated_because", json!("heirs")),
    )
    .await;
    assert_eq!(idle.fault(), (422, "nothing-to-restate", "/restated_because"));
    done(&owner, Task::SupersedeDeck, &division, &open).await;
    // Said to be a restatement each is taken, and names the month.
    let (task, body, _) = &cases[0];
    let restated = with(body.clone(), "restated_because", json!("heirs were wrong"));
    let restated = done(&owner, *task, &division, &restated).await;
    let admin = service.database.admin().await;
    let event: Uuid = restated.body["event_ids"][0].as_str().unwrap().parse().unwrap();
    let row = admin
        .query_one(include_str!("sql/payload.sql"), &[&event])
        .await
        .unwrap();
    let payload: Value = serde_json::from_str(row.get("payload")).unwrap();
    assert_eq!(
        payload["restates"],
        json!({"reason": "heirs were wrong", "months": ["2026-02"]})
    );
    service.stop().await;
}

#[tokio::test]
async fn interests_are_given_to_owners_in_the_books_under_the_record_that_counts() {
    let service = Service::start().await;
    let owner = service.owner();
    let division = in_force(&owner).await;
    let to = |id: &str| changed(Task::TransferInterest, "/parts/0/to_owner", json!(id));
    let refused = async |task: Task, body: &Value, slug: &str, place: &str| {
        let answer = ask(&owner, task, &division, body).await;
        assert_eq!(answer.fault(), (422, slug, place), "{task} {body}");
    };
    let stranger = Uuid::now_v7().to_string();
    refused(
        Task::TransferInterest,
        &to(&stranger),
        "interest-owner-unknown",
        "/parts",
    )
    .await;
    let named = changed(Task::CreateDeck, "/deck/interests/0/owner", json!(stranger));
    refused(
        Task::CreateDeck,
        &named,
        "interest-owner-unknown",
        "/deck/interests",
    )
    .await;
    let corrected = changed(
        Task::CorrectDecimal,
        "/changes",
        json!([
            {"line": {"deck": "revenue_bpo", "owner": LESSOR, "interest": "RI"}, "old": "0.2", "new": "0.1"},
            {"line": {"deck": "revenue_bpo", "owner": stranger, "interest": "RI"}, "old": "0", "new": "0.1"},
        ]),
    );
    refused(
        Task::CorrectDecimal,
        &corrected,
        "interest-owner-unknown",
        "/changes",
    )
    .await;
    let heirs = json!({"decks": [named["deck"]]});
    let heirs = changed(Task::SupersedeDeck, "/succession", heirs);
    refused(
        Task::SupersedeDeck,
        &heirs,
        "interest-owner-unknown",
        "/succession",
    )
    .await;

    service.stop().await;
}

#[tokio::test]
async fn an_owner_may_be_merged_or_void_by_the_time_a_deck_is_put_in_force() {
    let service = Service::start().await;
    let owner = service.owner();
    let division = in_force(&owner).await;
    let refused = async |task: Task, body: &Value, slug: &str, place: &str| {
        let answer = ask(&owner, task, &division, body).await;
        assert_eq!(answer.fault(), (422, slug, place), "{task} {body}");
    };
    let (second, mistaken) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    for id in [&second, &mistaken] {
        register(&owner, id).await;
    }
    let draw = |id: &str| {
        with(
            changed(Task::CreateDeck, "/deck/interests/0/owner", json!(id)),
            "from",
            json!("2024-03"),
        )
    };
    let activate = json!({"from": "2024-03", "decks": ["revenue_bpo"]});
    done(&owner, Task::CreateDeck, "", &draw(&second)).await;
    done(&owner, Task::MergeOwner, &second, &example(Task::MergeOwner)).await;
    refused(Task::ActivateDeck, &activate, "interest-owner-merged", "/decks").await;
    let to_second = changed(Task::TransferInterest, "/parts/0/to_owner", json!(second));
    refused(
        Task::TransferInterest,
        &to_second,
        "interest-owner-merged",
        "/parts",
    )
    .await;
    done(&owner, Task::CreateDeck, "", &draw(&mistaken)).await;
    done(
        &owner,
        Task::VoidOwnerRecord,
        &mistaken,
        &example(Task::VoidOwnerRecord),
    )
    .await;
    refused(Task::ActivateDeck, &activate, "interest-owner-unknown", "/decks").await;
    done(&owner, Task::CreateDeck, "", &draw(LESSOR)).await;
    done(&owner, Task::ActivateDeck, &division, &activate).await;
    service.stop().await;
}

#[tokio::test]
async fn the_dead_take_nothing_by_a_deed_and_a_settled_estate_takes_nothing_at_all() {
    let service = Service::start().await;
    let owner = service.owner();
    let division = in_force(&owner).await;
    let task = Task::TransferInterest;
    done(&owner, Task::RecordDeath, BUYER, &example(Task::RecordDeath)).await;
    let deed = ask(&owner, task, &division, &example(task)).await;
    assert_eq!(deed.fault(), (422, "taker-deceased", "/parts"));
    assert!(!deed.body.to_string().contains("2021-03-01"), "{deed:?}");
    // A deed of the buyer's lifetime that comes to light late.
    let early = changed(task, "/instrument/effective_on", json!("2021-02-01"));
    done(&owner, task, &division, &early).await;
    let court = with(
        changed(task, "/instrument/kind", json!("court_order")),
        "from",
        json!("2024-06"),
    );
    done(&owner, task, &division, &court).await;
    done(&owner, Task::SettleEstate, BUYER, &example(Task::SettleEstate)).await;
    let settled = with(
        changed(task, "/instrument/kind", json!("court_order")),
        "from",
        json!("2024-07"),
    );
    let settled = ask(&owner, task, &division, &settled).await;
    assert_eq!(settled.fault(), (422, "interest-estate-settled", "/parts"));
    service.stop().await;
}
