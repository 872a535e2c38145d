//! Bad input to AFEs: each a refusal with its rule, at its place, and nothing written.

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_command_api::Task;
use wellflow_http::Role;

use crate::afes::{Desk, answer, more, on};
use crate::examples::example;
use crate::examples::joint::noon;
use crate::examples::title::{LESSEE, LESSOR, PARTNER};
use crate::harness::{Service, with};
use crate::title::{ask, changed, done};

const AFE: &str = "0190a1b2-0000-7000-8000-000000000201";

/// A refusal: the task, its body, how it ends.
type Case = (Task, Value, &'static str, &'static str);

async fn refused(desk: &Desk, id: &str, cases: Vec<Case>) {
    for (task, body, slug, place) in cases {
        let refused = ask(&desk.owner, task, id, &body).await;
        assert_eq!(refused.fault(), (422, slug, place), "{task} {body}: {refused:?}");
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn drafts_requests_and_approvals_are_held_to_their_rules() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let draft = Task::DraftAfe;
    refused(
        &desk,
        "",
        vec![
            (
                draft,
                changed(draft, "/lines", json!([])),
                "afe-without-lines",
                "/lines",
            ),
            (
                draft,
                changed(draft, "/lines/1/account", json!("8100-100")),
                "afe-account-twice",
                "/lines",
            ),
            (
                draft,
                changed(draft, "/lines/1/amount_usd", json!("0")),
                "afe-line-not-positive",
                "/lines",
            ),
        ],
    )
    .await;
    for (pointer, slug, place) in [
        ("/operator", "owner-unknown", "/operator"),
        ("/agreement_id", "agreement-unknown", "/agreement_id"),
        ("/subject/well_id", "well-unknown", "/subject/well_id"),
        ("/subject/lease_id", "lease-unknown", "/subject/lease_id"),
    ] {
        let unknown = ask(
            &desk.owner,
            draft,
            "",
            &changed(draft, pointer, json!(Uuid::now_v7())),
        )
        .await;
        assert_eq!(unknown.fault(), (404, slug, place));
    }
    desk.afe(AFE, draft).await;
    let again = with(example(draft), "afe_id", json!(AFE));
    let numbered = with(example(draft), "number", json!(format!("AFE {AFE}")));
    let taken = ask(&desk.owner, draft, "", &numbered).await;
    assert_eq!(taken.fault(), (409, "afe-number-taken", "/number"));
    let (revise, submit, approve) = (Task::ReviseAfeLine, Task::SubmitAfe, Task::ApproveAfeInternally);
    let removed = json!({"kind": "removed", "account": "9999"});
    refused(
        &desk,
        AFE,
        vec![
            (draft, again, "afe-already-exists", "/afe_id"),
            (
                revise,
                with(example(revise), "revision", removed),
                "afe-line-unknown",
                "/revision/account",
            ),
            (
                revise,
                changed(revise, "/revision/line/amount_usd", json!("-1")),
                "afe-line-not-positive",
                "/revision/line/amount_usd",
            ),
            // The lines come to $1,000,000.00.
            (
                submit,
                changed(submit, "/totals/total_usd", json!("1000000.01")),
                "afe-lines-do-not-sum",
                "/totals",
            ),
            (approve, example(approve), "afe-not-submitted", "afe_id"),
        ],
    )
    .await;
    // Whoever asked does not approve, be it as whom it may.
    done(&desk.owner, submit, AFE, &example(submit)).await;
    refused(
        &desk,
        AFE,
        vec![
            (approve, example(approve), "afe-approved-by-requester", "afe_id"),
            (
                approve,
                changed(approve, "/tier", json!("manager")),
                "approval-tier-too-low",
                "/tier",
            ),
            (
                approve,
                changed(approve, "/tier", json!("foreman")),
                "approval-tier-unknown",
                "/tier",
            ),
            (
                approve,
                on(approve, "2024-12-01"),
                "before-first-fact",
                "/effective_at",
            ),
            (submit, on(submit, "2025-02-04"), "afe-not-draft", "afe_id"),
        ],
    )
    .await;
    let manager = service.speaker(&service.tenant, "mia", Role::Manager);
    done(&manager, approve, AFE, &example(approve)).await;
    let nowhere = ask(
        &desk.owner,
        approve,
        &Uuid::now_v7().to_string(),
        &example(approve),
    )
    .await;
    assert_eq!(nowhere.fault(), (404, "afe-unknown", "afe_id"));
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn ballots_and_authorisations_are_held_to_their_rules() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let (cast, close, authorize) = (Task::CastBallot, Task::CloseBallot, Task::AuthorizeAfe);
    desk.afe(AFE, Task::ApproveAfeInternally).await;
    refused(
        &desk,
        AFE,
        vec![
            (authorize, example(authorize), "consent-not-asked", "afe_id"),
            (cast, example(cast), "ballot-not-open", "afe_id"),
            (
                Task::OpenBallot,
                on(Task::OpenBallot, "2026-01-02"),
                "afe-expired",
                "/effective_at",
            ),
        ],
    )
    .await;
    desk.done(AFE, Task::OpenBallot).await;
    desk.done(AFE, cast).await;
    let late = |owner: &str| {
        with(
            answer(owner, "consent"),
            "effective_at",
            json!(noon("2025-03-13")),
        )
    };
    let mut unshown = answer(LESSEE, "consent");
    unshown["cast"]["evidence"] = Value::Null;
    refused(
        &desk,
        AFE,
        vec![
            (cast, answer(AFE, "consent"), "not-a-participant", "/cast/owner"),
            (
                cast,
                answer(PARTNER, "non_consent"),
                "ballot-already-cast",
                "/cast/owner",
            ),
            (cast, late(LESSEE), "ballot-deadline-passed", "/effective_at"),
            (cast, unshown, "ballot-without-evidence", "/cast/evidence"),
            (
                Task::WithdrawBallot,
                changed(Task::WithdrawBallot, "/owner", json!(LESSEE)),
                "ballot-not-cast",
                "/owner",
            ),
            (
                close,
                on(close, "2025-02-20"),
                "ballot-still-open",
                "/effective_at",
            ),
            (
                authorize,
                on(authorize, "2025-02-20"),
                "afe-not-approved",
                "afe_id",
            ),
        ],
    )
    .await;
    // A quarter consents, and six tenths have to.
    desk.done(AFE, close).await;
    refused(
        &desk,
        AFE,
        vec![(authorize, example(authorize), "consent-insufficient", "afe_id")],
    )
    .await;
    let other = "0190a1b2-0000-7000-8000-000000000202";
    desk.afe(other, close).await;
    let reallocate = Task::ReallocateNonConsent;
    let own = changed(reallocate, "/elections/0/carrying", json!("own_only"));
    refused(
        &desk,
        other,
        vec![
            (
                authorize,
                example(authorize),
                "non-consent-not-reallocated",
                "afe_id",
            ),
            (
                reallocate,
                changed(reallocate, "/elections/0/owner", json!(LESSOR)),
                "elections-incomplete",
                "/elections",
            ),
            (reallocate, own, "non-consent-not-covered", "/elections"),
        ],
    )
    .await;
    desk.done(other, reallocate).await;
    desk.done(other, authorize).await;
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn costs_supplements_and_closings_are_held_to_their_rules() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let (commit, post, reverse) = (Task::CommitCost, Task::PostActualCost, Task::ReverseActualCost);
    let (more_money, release) = (Task::SubmitSupplement, Task::ReleaseCommitment);
    desk.afe(AFE, post).await;
    let vendor = changed(post, "/invoice/vendor", json!(Uuid::now_v7()));
    let vendor = ask(&desk.owner, post, AFE, &vendor).await;
    assert_eq!(vendor.fault(), (404, "owner-unknown", "/invoice/vendor"));
    let new_invoice = |pointer: &str, value: Value| {
        let mut body = changed(post, "/invoice/invoice", json!("INV-8"));
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    let supplement = |expected: &str, amount: &str| {
        with(
            changed(more_money, "/expected_usd", json!(expected)),
            "lines",
            more(amount),
        )
    };
    refused(
        &desk,
        AFE,
        vec![
            (commit, example(commit), "order-already-committed", "/order"),
            (post, example(post), "invoice-already-posted", "/invoice"),
            (
                post,
                new_invoice("/gross_usd", json!("0")),
                "cost-not-positive",
                "/gross_usd",
            ),
            (
                post,
                new_invoice("/invoice/account", json!("9999")),
                "afe-line-unknown",
                "/invoice/account",
            ),
            (
                post,
                new_invoice("/service_date", json!("2025-04-21")),
                "afe-day-in-future",
                "/service_date",
            ),
            (
                post,
                new_invoice("/order", json!("PO-12")),
                "order-unknown",
                "/order",
            ),
            (
                post,
                new_invoice("/invoice/vendor", json!(LESSEE)),
                "order-of-another-vendor",
                "/order",
            ),
            (
                reverse,
                changed(reverse, "/gross_usd", json!("50000.01")),
                "reversal-exceeds-posting",
                "/gross_usd",
            ),
            (
                reverse,
                changed(reverse, "/invoice/invoice", json!("INV-9")),
                "invoice-not-posted",
                "/invoice",
            ),
            (
                Task::DetectOverrun,
                example(Task::DetectOverrun),
                "no-overrun",
                "afe_id",
            ),
            // Up to $1,100,000.00 nothing more has to be authorised.
            (
                more_money,
                supplement("1100000.00", "1.00"),
                "supplement-not-needed",
                "/expected_usd",
            ),
            // $1,090,909.09 and a tenth of it are $1,199,999.999.
            (
                more_money,
                supplement("1200000.00", "90000.00"),
                "supplement-too-small",
                "/lines",
            ),
            (
                Task::CloseCosts,
                on(Task::CloseCosts, "2025-04-26"),
                "afe-not-ready-to-close",
                "afe_id",
            ),
            (
                Task::CancelAfe,
                on(Task::CancelAfe, "2025-04-26"),
                "afe-work-under-way",
                "afe_id",
            ),
        ],
    )
    .await;
    desk.done(AFE, Task::CompleteWork).await;
    refused(
        &desk,
        AFE,
        vec![(
            Task::CloseCosts,
            example(Task::CloseCosts),
            "commitments-open",
            "afe_id",
        )],
    )
    .await;
    desk.send(AFE, release, &on(release, "2025-06-02")).await;
    desk.done(AFE, Task::CloseCosts).await;
    let unexplained = with(example(Task::CloseAfe), "explanation", None);
    refused(
        &desk,
        AFE,
        vec![(
            Task::CloseAfe,
            unexplained,
            "variance-unexplained",
            "/explanation",
        )],
    )
    .await;
    desk.done(AFE, Task::CloseAfe).await;
    let mut late = new_invoice("/order", Value::Null);
    late["effective_at"] = json!(noon("2025-07-01"));
    refused(
        &desk,
        AFE,
        vec![
            (post, late.clone(), "afe-costs-closed", "afe_id"),
            // Two years after 2025 are over with 2027; the ledger's clock is not there yet.
            (
                Task::ReopenAfe,
                on(Task::ReopenAfe, "2028-01-02"),
                "effective-in-future",
                "/effective_at",
            ),
        ],
    )
    .await;
    desk.done(AFE, Task::ReopenAfe).await;
    let reopened = with(late, "effective_at", json!(noon("2025-07-11")));
    desk.send(AFE, post, &reopened).await;
    service.stop().await;
}
