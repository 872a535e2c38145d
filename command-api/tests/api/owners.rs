//! An owner over HTTP: registration, what becomes of it, mergers, corrections, and the refusals of each.

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_command_api::Task;

use crate::examples::title::{LESSEE, LESSOR, PARTNER};
use crate::examples::{SOME_ID, example};
use crate::harness::{Service, with};
use crate::title::{all_refused, ask, changed, done, owners};

fn on(task: Task, day: &str) -> Value {
    with(example(task), "effective_at", json!(format!("{day}T18:00:00Z")))
}

#[tokio::test]
async fn an_owner_is_registered_once_and_its_faults_show_no_digit() {
    let service = Service::start().await;
    let owner = service.owner();
    let register = Task::RegisterOwner;
    let before = service.written().await;
    all_refused(
        &owner,
        "",
        vec![
            (
                register,
                "/tax_id",
                json!("12-345678"),
                "invalid-tax-id",
                "/tax_id",
            ),
            (register, "/name", json!(""), "invalid-text", "/name"),
            (register, "/kind", json!("ghost"), "invalid-choice", "/kind"),
            (register, "/roles/1", json!("heir"), "invalid-choice", "/roles/1"),
            (
                register,
                "/address/state",
                json!("Texas"),
                "invalid-location",
                "/address/state",
            ),
        ],
    )
    .await;
    let short = ask(
        &owner,
        register,
        "",
        &changed(register, "/tax_id", json!("12-345678")),
    )
    .await;
    let shown = short.body["detail"].as_str().unwrap();
    assert!(!shown.contains("345"), "{shown}");
    assert_eq!(service.written().await, before);
    let made = done(&owner, register, "", &example(register)).await;
    assert_eq!(made.status, 201);
    assert_eq!(made.header("location"), format!("/api/v1/owners/{SOME_ID}"));
    let again = ask(&owner, register, "", &example(register)).await;
    assert_eq!(again.fault(), (422, "owner-already-exists", "/owner_id"));
    let number = ask(&owner, register, "", &with(example(register), "owner_id", None)).await;
    assert_eq!(number.fault(), (409, "agency-owner-taken", "/agency_key"));
    assert_eq!(number.body["owner_id"], SOME_ID);
    let nowhere = Uuid::now_v7().to_string();
    let nowhere = ask(&owner, Task::TakeRole, &nowhere, &example(Task::TakeRole)).await;
    assert_eq!(nowhere.fault(), (404, "owner-unknown", "owner_id"));
    let early = ask(&owner, Task::TakeRole, SOME_ID, &on(Task::TakeRole, "2019-01-01")).await;
    assert_eq!(early.fault(), (422, "before-first-fact", "/effective_at"));
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn names_addresses_and_roles_change_and_a_person_dies() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    for task in [
        Task::ChangeOwnerName,
        Task::ChangeOwnerAddress,
        Task::RecordTaxId,
        Task::TakeRole,
    ] {
        done(&owner, task, LESSOR, &example(task)).await;
    }
    let same = ask(
        &owner,
        Task::ChangeOwnerName,
        LESSOR,
        &on(Task::ChangeOwnerName, "2020-03-02"),
    )
    .await;
    assert_eq!(same.fault(), (422, "owner-name-unchanged", "/name"));
    assert!(!same.body.to_string().contains("another name"), "{same:?}");
    let held = done(&owner, Task::TakeRole, LESSOR, &on(Task::TakeRole, "2020-06-02")).await;
    assert_eq!(held.body["event_ids"], json!([]));
    done(&owner, Task::GiveUpRole, LESSOR, &example(Task::GiveUpRole)).await;
    let (appoint, settle, die) = (Task::AppointRepresentative, Task::SettleEstate, Task::RecordDeath);
    let at = "/effective_at";
    all_refused(
        &owner,
        LESSOR,
        vec![
            (
                Task::GiveUpRole,
                at,
                json!("2020-07-02T18:00:00Z"),
                "owner-without-role",
                "/role",
            ),
            (
                Task::ReactivateOwner,
                at,
                json!("2020-11-01T18:00:00Z"),
                "owner-not-inactive",
                "owner_id",
            ),
            (
                die,
                "/died_on",
                json!("2021-03-11"),
                "death-in-future",
                "/died_on",
            ),
            (
                settle,
                at,
                json!("2021-01-01T18:00:00Z"),
                "owner-not-deceased",
                "owner_id",
            ),
        ],
    )
    .await;
    done(
        &owner,
        Task::DeactivateOwner,
        LESSOR,
        &example(Task::DeactivateOwner),
    )
    .await;
    let inactive = ask(&owner, Task::TakeRole, LESSOR, &on(Task::TakeRole, "2020-10-02")).await;
    assert_eq!(inactive.fault(), (422, "owner-not-active", "owner_id"));
    done(
        &owner,
        Task::ReactivateOwner,
        LESSOR,
        &example(Task::ReactivateOwner),
    )
    .await;
    done(&owner, die, LESSOR, &example(die)).await;
    let stranger = json!(Uuid::now_v7());
    all_refused(
        &owner,
        LESSOR,
        vec![
            (
                appoint,
                "/representative",
                stranger,
                "representative-not-active",
                "/representative",
            ),
            (
                appoint,
                "/representative",
                json!(LESSOR),
                "representative-is-deceased",
                "/representative",
            ),
        ],
    )
    .await;
    done(&owner, appoint, LESSOR, &example(appoint)).await;
    done(&owner, settle, LESSOR, &example(settle)).await;
    let settled = ask(&owner, appoint, LESSOR, &on(appoint, "2022-05-01")).await;
    assert_eq!(settled.fault(), (422, "estate-settled", "owner_id"));
    let company = changed(Task::RegisterOwner, "/kind", json!("company"));
    done(&owner, Task::RegisterOwner, "", &company).await;
    let company = ask(&owner, die, SOME_ID, &example(die)).await;
    assert_eq!(company.fault(), (422, "owner-not-a-person", "owner_id"));
    service.stop().await;
}

#[tokio::test]
async fn records_are_merged_corrected_and_voided() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    let (merge, void, correct) = (Task::MergeOwner, Task::VoidOwnerRecord, Task::CorrectOwnerHistory);
    all_refused(
        &owner,
        LESSOR,
        vec![
            (merge, "/into", json!(LESSOR), "merged-into-itself", "/into"),
            (
                merge,
                "/into",
                json!(Uuid::now_v7()),
                "merged-into-nobody",
                "/into",
            ),
        ],
    )
    .await;
    done(&owner, merge, LESSOR, &example(merge)).await;
    let merged = ask(&owner, Task::TakeRole, LESSOR, &on(Task::TakeRole, "2020-10-01")).await;
    assert_eq!(merged.fault(), (422, "owner-merged", "owner_id"));
    // The record that counts is not one that was merged itself.
    let chain = ask(&owner, merge, LESSEE, &changed(merge, "/into", json!(LESSOR))).await;
    assert_eq!(chain.fault(), (422, "merged-into-nobody", "/into"));

    let role = done(&owner, Task::TakeRole, PARTNER, &example(Task::TakeRole)).await;
    let of_role = with(
        example(correct),
        "corrects_event_id",
        role.body["event_ids"][0].clone(),
    );
    let other_kind = with(
        of_role.clone(),
        "instead",
        json!({"event_type": "OwnerReactivated", "fact": {"effective_at": "2020-06-01T18:00:00Z"}}),
    );
    for (body, slug, place) in [
        (example(correct), "event-not-standing", "/corrects_event_id"),
        (other_kind, "correction-of-another-kind", "/instead/event_type"),
    ] {
        let answer = ask(&owner, correct, PARTNER, &body).await;
        assert_eq!(answer.fault(), (422, slug, place), "{body}");
    }
    done(&owner, correct, PARTNER, &of_role).await;
    let without = ask(&owner, Task::GiveUpRole, PARTNER, &example(Task::GiveUpRole)).await;
    assert_eq!(without.fault(), (422, "owner-without-role", "/role"));
    done(&owner, void, LESSEE, &example(void)).await;
    let voided = ask(&owner, void, LESSEE, &on(void, "2024-02-01")).await;
    assert_eq!(voided.fault(), (422, "owner-record-voided", "owner_id"));
    service.stop().await;
}
