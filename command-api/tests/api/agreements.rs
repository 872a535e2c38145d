//! Operating agreements and the approval policy.

use serde_json::json;
use wellflow_command_api::Task;

use crate::afes::{Desk, on};
use crate::examples::SOME_ID;
use crate::examples::example;
use crate::examples::joint::{AGREEMENT, share};
use crate::examples::title::LESSEE;
use crate::harness::{Service, with};
use crate::title::{ask, changed, done};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "the life of one agreement, task by task")]
async fn agreements_are_entered_amended_ended_and_refused() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let (owner, agreement) = (&desk.owner, AGREEMENT);
    let enter = Task::EnterAgreement;
    for (pointer, value, slug, place) in [
        (
            "/parties",
            json!([share(LESSEE, "1")]),
            "agreement-without-parties",
            "/parties",
        ),
        ("/parties/1/owner", json!(LESSEE), "party-twice", "/parties"),
        (
            "/parties/1/interest",
            json!("0"),
            "party-without-interest",
            "/parties",
        ),
        (
            "/parties/1/interest",
            json!("0.2"),
            "party-interests-do-not-close",
            "/parties",
        ),
        ("/operator", json!(SOME_ID), "operator-not-a-party", "/operator"),
        (
            "/signed_on",
            json!("2025-01-06"),
            "signed-in-future",
            "/signed_on",
        ),
        (
            "/terms/response/days",
            json!(0),
            "response-time-zero",
            "/terms/response",
        ),
        (
            "/terms/consent/minimum",
            json!("0"),
            "minimum-consent-zero",
            "/terms/consent/minimum",
        ),
        (
            "/terms/non_consent/operating",
            json!("50"),
            "penalty-below-cost",
            "/terms/non_consent",
        ),
    ] {
        let body = with(changed(enter, pointer, value), "number", json!("JOA-8"));
        let refused = ask(owner, enter, "", &body).await;
        assert_eq!(refused.fault(), (422, slug, place), "{pointer}");
    }
    let taken = ask(owner, enter, "", &example(enter)).await;
    assert_eq!(taken.fault(), (409, "agreement-number-taken", "/number"));
    let again = ask(
        owner,
        enter,
        "",
        &with(example(enter), "agreement_id", json!(agreement)),
    )
    .await;
    assert_eq!(again.fault(), (422, "agreement-already-exists", "/agreement_id"));
    let stranger = changed(enter, "/parties/2/owner", json!(SOME_ID));
    let stranger = ask(owner, enter, "", &stranger).await;
    assert_eq!(stranger.fault(), (404, "owner-unknown", "/parties/2/owner"));
    for task in [
        Task::AmendAgreementTerms,
        Task::ChangeAgreementParties,
        Task::AmendContractArea,
    ] {
        done(owner, task, agreement, &example(task)).await;
    }
    let operator = done(
        owner,
        Task::ChangeAgreementOperator,
        agreement,
        &example(Task::ChangeAgreementOperator),
    )
    .await;
    let same = ask(
        owner,
        Task::ChangeAgreementOperator,
        agreement,
        &on(Task::ChangeAgreementOperator, "2025-08-05"),
    )
    .await;
    assert_eq!(same.fault(), (422, "agreement-unchanged", "/operator"));
    let correct = with(
        example(Task::CorrectAgreementHistory),
        "corrects_event_id",
        operator.body["event_ids"][0].clone(),
    );
    done(owner, Task::CorrectAgreementHistory, agreement, &correct).await;
    done(
        owner,
        Task::TerminateAgreement,
        agreement,
        &example(Task::TerminateAgreement),
    )
    .await;
    let ended = ask(
        owner,
        Task::AmendContractArea,
        agreement,
        &on(Task::AmendContractArea, "2025-08-25"),
    )
    .await;
    assert_eq!(ended.fault(), (422, "agreement-terminated", "agreement_id"));
    done(
        owner,
        Task::VoidAgreementRecord,
        agreement,
        &example(Task::VoidAgreementRecord),
    )
    .await;
    let void = ask(
        owner,
        Task::TerminateAgreement,
        agreement,
        &on(Task::TerminateAgreement, "2025-09-02"),
    )
    .await;
    assert_eq!(void.fault(), (422, "agreement-record-voided", "agreement_id"));
    service.stop().await;
}

#[tokio::test]
async fn a_policy_is_adopted_its_holidays_declared_and_both_refused() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let owner = &desk.owner;
    let adopt = Task::AdoptApprovalPolicy;
    for (pointer, value, slug) in [
        ("/terms/tiers", json!([]), "policy-without-tiers"),
        ("/terms/tiers/1/name", json!("manager"), "approval-tier-twice"),
        (
            "/terms/tiers/0/approvers",
            json!(0),
            "approval-tier-without-approvers",
        ),
    ] {
        let refused = ask(owner, adopt, "", &changed(adopt, pointer, value)).await;
        assert_eq!(refused.fault(), (422, slug, "/terms/tiers"));
    }
    let declare = Task::DeclareHolidays;
    done(owner, declare, "", &example(declare)).await;
    let twice = ask(owner, declare, "", &example(declare)).await;
    assert_eq!(twice.fault(), (422, "holiday-already-declared", "/holidays"));
    let none = ask(owner, declare, "", &changed(declare, "/holidays", json!([]))).await;
    assert_eq!(none.fault(), (422, "holidays-not-named", "/holidays"));
    let withdrawn = done(owner, Task::WithdrawHoliday, "", &example(Task::WithdrawHoliday)).await;
    let other = ask(
        owner,
        Task::WithdrawHoliday,
        "",
        &on(Task::WithdrawHoliday, "2025-01-04"),
    )
    .await;
    assert_eq!(other.fault(), (422, "holiday-not-declared", "/date"));
    let correct = with(
        example(Task::CorrectPolicyHistory),
        "corrects_event_id",
        withdrawn.body["event_ids"][0].clone(),
    );
    done(owner, Task::CorrectPolicyHistory, "", &correct).await;
    service.stop().await;
}
