//! What is asked of an AFE out of its turn, or a second time.

use serde_json::{Value, json};
use wellflow_command_api::Task;

use crate::afes::{Desk, on};
use crate::examples::example;
use crate::harness::{Service, with};
use crate::title::{ask, changed};

const AFE: &str = "0190a1b2-0000-7000-8000-000000000401";

/// A task on a day, and how it is refused.
type Case = (Task, &'static str, &'static str, &'static str);

async fn refused(desk: &Desk, cases: &[Case]) {
    for (task, day, slug, place) in cases {
        let answer = ask(&desk.owner, *task, AFE, &on(*task, day)).await;
        assert_eq!(
            answer.fault(),
            (422, *slug, *place),
            "{task} on {day}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn steps_of_an_afe_are_taken_in_their_order() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    desk.afe(AFE, Task::SubmitAfe).await;
    refused(
        &desk,
        &[
            (Task::StartWork, "2025-02-04", "afe-not-authorized", "afe_id"),
            (Task::PostActualCost, "2025-04-20", "afe-not-authorized", "afe_id"),
            (Task::CompleteWork, "2025-06-01", "afe-work-not-started", "afe_id"),
            (
                Task::ApproveSupplement,
                "2025-02-04",
                "supplement-not-pending",
                "afe_id",
            ),
            (
                Task::ReallocateNonConsent,
                "2025-02-04",
                "ballot-not-closed",
                "afe_id",
            ),
            (
                Task::RetractAuthorizationNotice,
                "2025-02-04",
                "notice-not-given",
                "afe_id",
            ),
            (Task::ReopenAfe, "2025-02-04", "afe-not-closed", "afe_id"),
            (Task::LapseProposal, "2026-01-05", "afe-not-approved", "afe_id"),
        ],
    )
    .await;
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told step by step")]
async fn what_was_done_is_not_done_again() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    desk.afe(AFE, Task::CloseBallot).await;
    refused(
        &desk,
        &[
            (Task::CancelAfe, "2025-03-16", "ballot-not-closed", "afe_id"),
            (
                Task::LapseProposal,
                "2025-03-16",
                "afe-still-stands",
                "/effective_at",
            ),
        ],
    )
    .await;
    let twice: [(Task, Case); 5] = [
        (
            Task::ReallocateNonConsent,
            (
                Task::ReallocateNonConsent,
                "2025-03-16",
                "already-reallocated",
                "afe_id",
            ),
        ),
        (
            Task::AuthorizeAfe,
            (Task::AuthorizeAfe, "2025-03-18", "afe-not-approved", "afe_id"),
        ),
        (
            Task::AllocateFunds,
            (
                Task::AllocateFunds,
                "2025-03-19",
                "funds-already-allocated",
                "afe_id",
            ),
        ),
        (
            Task::DeallocateFunds,
            (
                Task::DeallocateFunds,
                "2025-03-21",
                "funds-not-allocated",
                "afe_id",
            ),
        ),
        (
            Task::StartWork,
            (Task::StartWork, "2025-04-02", "afe-work-under-way", "afe_id"),
        ),
    ];
    for (task, again) in twice {
        desk.done(AFE, task).await;
        refused(&desk, &[again]).await;
    }
    desk.done(AFE, Task::CommitCost).await;
    desk.done(AFE, Task::ReleaseCommitment).await;
    refused(
        &desk,
        &[(Task::ReleaseCommitment, "2025-05-02", "order-not-open", "/order")],
    )
    .await;
    desk.done(AFE, Task::SubmitSupplement).await;
    refused(
        &desk,
        &[
            (
                Task::SubmitSupplement,
                "2025-05-06",
                "supplement-pending",
                "afe_id",
            ),
            (Task::CompleteWork, "2025-06-01", "supplement-pending", "afe_id"),
            (
                Task::AuthorizeSupplement,
                "2025-05-06",
                "supplement-not-approved",
                "afe_id",
            ),
        ],
    )
    .await;
    service.stop().await;
}

#[tokio::test]
async fn approvals_rest_on_a_policy_and_ballots_on_an_agreement() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let approve = Task::ApproveAfeInternally;
    let alone = with(example(Task::DraftAfe), "agreement_id", Value::Null);
    let alone = with(with(alone, "afe_id", json!(AFE)), "number", json!("AFE 4"));
    // The policy was adopted on January 1.
    let early = with(
        alone,
        "effective_at",
        on(approve, "2024-12-10")["effective_at"].clone(),
    );
    desk.send("", Task::DraftAfe, &early).await;
    desk.send(AFE, Task::SubmitAfe, &on(Task::SubmitAfe, "2024-12-11"))
        .await;
    let before = ask(&desk.owner, approve, AFE, &on(approve, "2024-12-12")).await;
    assert_eq!(before.fault(), (404, "approval-policy-unknown", "afe_id"));
    desk.done(AFE, approve).await;
    refused(
        &desk,
        &[(Task::OpenBallot, "2025-02-10", "afe-without-agreement", "afe_id")],
    )
    .await;
    // Nobody has to be asked: the operator bears all of it.
    desk.done(AFE, Task::AuthorizeAfe).await;
    let unknown = changed(Task::DraftAfe, "/operator", json!(AFE));
    let unknown = ask(&desk.owner, Task::DraftAfe, "", &unknown).await;
    assert_eq!(unknown.fault(), (404, "owner-unknown", "/operator"));
    service.stop().await;
}
