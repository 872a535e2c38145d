//! What an AFE may do under its agreement: in force, in the contract area, within the audit window; and what costs keep from
//! being given up.

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_command_api::Task;

use crate::afes::{Desk, on};
use crate::examples::example;
use crate::examples::joint::AGREEMENT;
use crate::harness::{Service, with};
use crate::title::{ask, changed, done};

fn id(number: u8) -> String {
    format!("0190a1b2-0000-7000-8000-0000000003{number:02}")
}

#[tokio::test]
async fn parties_are_asked_under_an_agreement_in_force_and_within_its_area() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let (open, authorize) = (Task::OpenBallot, Task::AuthorizeAfe);
    desk.afe(&id(1), Task::ApproveAfeInternally).await;
    // The property of the second is in no contract area.
    let elsewhere = changed(Task::DraftAfe, "/subject/property_id", json!(Uuid::now_v7()));
    let draft = with(elsewhere, "afe_id", json!(id(2)));
    desk.send("", Task::DraftAfe, &with(draft, "number", json!("AFE 2")))
        .await;
    desk.done(&id(2), Task::SubmitAfe).await;
    desk.done(&id(2), Task::ApproveAfeInternally).await;
    for task in [open, authorize] {
        let outside = ask(&desk.owner, task, &id(2), &example(task)).await;
        assert_eq!(
            outside.fault(),
            (422, "outside-contract-area", "afe_id"),
            "{task}"
        );
    }
    // The agreement ends before the parties of the first are asked.
    let ended = on(Task::TerminateAgreement, "2025-02-08");
    done(&desk.owner, Task::TerminateAgreement, AGREEMENT, &ended).await;
    for task in [open, authorize] {
        let late = ask(&desk.owner, task, &id(1), &example(task)).await;
        assert_eq!(late.fault(), (422, "agreement-not-in-force", "afe_id"), "{task}");
    }
    // On the day before, it was in force.
    desk.send(&id(1), open, &on(open, "2025-02-07")).await;
    service.stop().await;
}

#[tokio::test]
async fn an_afe_is_reopened_within_the_audit_window_of_its_agreement() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    // The window ends with the calendar year of the closing.
    let mut short = on(Task::AmendAgreementTerms, "2025-01-20");
    short["terms"]["audit_months"] = json!(0);
    done(&desk.owner, Task::AmendAgreementTerms, AGREEMENT, &short).await;
    desk.afe(&id(1), Task::CloseAfe).await;
    let reopen = Task::ReopenAfe;
    let over = ask(&desk.owner, reopen, &id(1), &on(reopen, "2026-01-01")).await;
    assert_eq!(over.fault(), (422, "audit-window-over", "/effective_at"));
    assert!(
        over.body["detail"].as_str().unwrap().contains("2025-12-31"),
        "{over:?}"
    );
    desk.send(&id(1), reopen, &on(reopen, "2025-12-31")).await;
    service.stop().await;
}

#[tokio::test]
async fn what_money_was_spent_on_is_not_given_up() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let (cancel, lapse, commit) = (Task::CancelAfe, Task::LapseProposal, Task::CommitCost);
    desk.afe(&id(1), Task::AuthorizeAfe).await;
    desk.send(&id(1), commit, &on(commit, "2025-03-20")).await;
    let cases: [(Task, Value); 2] = [(cancel, example(cancel)), (lapse, example(lapse))];
    for (task, body) in &cases {
        let kept = ask(&desk.owner, *task, &id(1), body).await;
        assert_eq!(kept.fault(), (422, "afe-has-costs", "afe_id"), "{task}");
    }
    let release = on(Task::ReleaseCommitment, "2025-03-21");
    desk.send(&id(1), Task::ReleaseCommitment, &release).await;
    desk.done(&id(1), cancel).await;
    service.stop().await;
}
