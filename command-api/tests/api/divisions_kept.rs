//! What keeps a division whole: both sides in every month, and owners who live or are acted for.

use serde_json::json;
use uuid::Uuid;
use wellflow_command_api::Task;

use crate::divisions::in_force;
use crate::divisions_held::{both_from, drawn};
use crate::examples::example;
use crate::harness::{Service, with};
use crate::title::{ask, changed, done, owners};

#[tokio::test]
async fn costs_and_revenue_are_divided_together_and_a_gap_is_not_made() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    let division = drawn(&owner, Uuid::now_v7(), "0", None).await;
    for (kind, missing) in [("cost", "revenue"), ("revenue_bpo", "cost")] {
        let one = json!({"from": "2024-03", "decks": [kind]});
        let refused = ask(&owner, Task::ActivateDeck, &division, &one).await;
        assert_eq!(refused.fault(), (422, "deck-side-missing", "/decks"));
        let detail = refused.body["detail"].as_str().unwrap();
        assert!(
            detail.contains(&format!("no deck divides the {missing}")),
            "{detail}"
        );
    }
    done(&owner, Task::ActivateDeck, &division, &both_from("2024-03")).await;
    // They began earlier, as it turns out: both are put in force for the earlier month.
    let one = json!({"from": "2024-01", "decks": ["cost"]});
    let refused = ask(&owner, Task::ActivateDeck, &division, &one).await;
    assert_eq!(refused.fault(), (422, "deck-side-missing", "/decks"));
    done(&owner, Task::ActivateDeck, &division, &both_from("2024-01")).await;
    service.stop().await;
}

#[tokio::test]
async fn the_dead_sign_nothing_and_are_paid_nothing_until_somebody_acts_for_the_estate() {
    let service = Service::start().await;
    let owner = service.owner();
    let division = in_force(&owner).await;
    let heir = Uuid::now_v7().to_string();
    let person = with(
        with(example(Task::RegisterOwner), "owner_id", json!(heir)),
        "kind",
        json!("individual"),
    );
    done(&owner, Task::RegisterOwner, "", &with(person, "agency_key", None)).await;
    let mut convey = changed(Task::TransferInterest, "/parts/0/to_owner", json!(heir));
    convey["instrument"]["effective_on"] = json!("2024-04-20");
    let mut paid = convey.clone();
    paid["parts"][0]["to_status"] = json!({"state": "pay"});
    let mut death = example(Task::RecordDeath);
    death["died_on"] = json!("2024-05-10");
    death["effective_at"] = json!("2024-06-01T12:00:00Z");
    done(&owner, Task::RecordDeath, &heir, &death).await;
    let refused = ask(&owner, Task::TransferInterest, &division, &paid).await;
    assert_eq!(refused.fault(), (422, "payee-deceased", "/parts"));
    done(&owner, Task::TransferInterest, &division, &convey).await;
    let sign = json!({"owner": heir, "signed_on": "2024-06-10", "document": "DO 9"});
    let refused = ask(&owner, Task::SignDivisionOrder, &division, &sign).await;
    assert_eq!(refused.fault(), (422, "signer-deceased", "/signed_on"));
    let mut appoint = example(Task::AppointRepresentative);
    appoint["effective_at"] = json!("2024-06-05T12:00:00Z");
    done(&owner, Task::AppointRepresentative, &heir, &appoint).await;
    done(&owner, Task::SignDivisionOrder, &division, &sign).await;
    let early = with(sign, "signed_on", json!("2023-12-31"));
    let refused = ask(&owner, Task::SignDivisionOrder, &division, &early).await;
    assert_eq!(refused.fault(), (422, "signed-before-division", "/signed_on"));
    service.stop().await;
}
