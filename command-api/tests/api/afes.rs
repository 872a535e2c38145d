//! Lives of AFEs, from the draft to the closing and back.

use serde_json::{Value, json};
use wellflow_command_api::Task;
use wellflow_http::Role;

use crate::examples::SOME_ID;
use crate::examples::example;
use crate::examples::joint::{AGREEMENT, line, noon};
use crate::examples::title::{LESSEE, LESSOR, PARTNER};
use crate::harness::{Service, Speaker, with};
use crate::title::{ask, done, owners};

/// Who asks for the money, and who approves.
pub(crate) struct Desk {
    pub(crate) engineer: Speaker,
    pub(crate) owner: Speaker,
}

/// A task on another day.
pub(crate) fn on(task: Task, day: &str) -> Value {
    with(example(task), "effective_at", json!(noon(day)))
}

/// An answer of a party.
pub(crate) fn answer(owner: &str, kind: &str) -> Value {
    let mut body = example(Task::CastBallot);
    body["cast"]["owner"] = json!(owner);
    body["cast"]["vote"] = json!({"kind": kind});
    body
}

impl Desk {
    /// Owners in the books, an approval policy, and the agreement of the examples.
    pub(crate) async fn set_up(service: &Service) -> Self {
        let desk = Self {
            engineer: service.speaker(&service.tenant, "ben", Role::Operator),
            owner: service.owner(),
        };
        owners(&desk.owner).await;
        desk.done("", Task::AdoptApprovalPolicy).await;
        let agreement = with(example(Task::EnterAgreement), "agreement_id", json!(AGREEMENT));
        done(&desk.owner, Task::EnterAgreement, "", &agreement).await;
        desk
    }

    /// The example is carried out: what the field may send is sent by the engineer.
    pub(crate) async fn done(&self, id: &str, task: Task) {
        self.send(id, task, &example(task)).await;
    }

    pub(crate) async fn send(&self, id: &str, task: Task, body: &Value) {
        let field = wellflow_command_api::permitted_roles(task).contains(&Role::Operator);
        let speaker = if field { &self.engineer } else { &self.owner };
        done(speaker, task, id, body).await;
    }

    /// An AFE up to a task of the examples, under an id and a number of its own; three parties, of which one does not consent.
    pub(crate) async fn afe(&self, id: &str, last: Task) {
        let draft = with(example(Task::DraftAfe), "afe_id", json!(id));
        let draft = with(draft, "number", json!(format!("AFE {id}")));
        let steps = [
            (Task::DraftAfe, draft),
            (Task::SubmitAfe, example(Task::SubmitAfe)),
            (Task::ApproveAfeInternally, example(Task::ApproveAfeInternally)),
            (Task::OpenBallot, example(Task::OpenBallot)),
            (Task::CastBallot, example(Task::CastBallot)),
            (Task::CastBallot, answer(LESSEE, "consent")),
            (Task::CloseBallot, example(Task::CloseBallot)),
            (Task::ReallocateNonConsent, example(Task::ReallocateNonConsent)),
            (Task::AuthorizeAfe, example(Task::AuthorizeAfe)),
            (Task::StartWork, example(Task::StartWork)),
            (Task::CommitCost, example(Task::CommitCost)),
            (Task::PostActualCost, example(Task::PostActualCost)),
            (Task::ReleaseCommitment, example(Task::ReleaseCommitment)),
            (Task::CompleteWork, example(Task::CompleteWork)),
            (Task::CloseCosts, example(Task::CloseCosts)),
            (Task::CloseAfe, example(Task::CloseAfe)),
        ];
        let end = steps.iter().rposition(|(task, _)| *task == last);
        for (task, body) in &steps[..=end.unwrap_or_else(|| panic!("{last} is no step"))] {
            self.send(id, *task, body).await;
        }
    }
}

#[tokio::test]
async fn an_afe_is_drafted_balloted_spent_and_closed() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let drafted = ask(&desk.engineer, Task::DraftAfe, "", &example(Task::DraftAfe)).await;
    assert_eq!(
        (drafted.status, drafted.header("location")),
        (201, format!("/api/v1/afes/{SOME_ID}").as_str())
    );
    assert_eq!(drafted.body["afe_id"], SOME_ID);
    for task in [
        Task::ReviseAfeLine,
        Task::SubmitAfe,
        Task::ApproveAfeInternally,
        Task::RevokeApprovals,
    ] {
        desk.done(SOME_ID, task).await;
    }
    for (task, day) in [
        (Task::SubmitAfe, "2025-02-07"),
        (Task::ApproveAfeInternally, "2025-02-08"),
    ] {
        desk.send(SOME_ID, task, &on(task, day)).await;
    }
    for task in [Task::OpenBallot, Task::CastBallot, Task::WithdrawBallot] {
        desk.done(SOME_ID, task).await;
    }
    for (owner, kind) in [(PARTNER, "consent"), (LESSEE, "consent"), (LESSOR, "non_consent")] {
        let vote = with(answer(owner, kind), "effective_at", json!(noon("2025-02-14")));
        desk.send(SOME_ID, Task::CastBallot, &vote).await;
    }
    for task in [
        Task::CloseBallot,
        Task::ReallocateNonConsent,
        Task::AuthorizeAfe,
        Task::AllocateFunds,
        Task::RecordAuthorizationNotice,
        Task::DeallocateFunds,
        Task::StartWork,
        Task::CommitCost,
        Task::PostActualCost,
        Task::ReverseActualCost,
        Task::ReleaseCommitment,
        Task::SubmitSupplement,
        Task::ApproveSupplement,
        Task::AuthorizeSupplement,
        Task::CompleteWork,
        Task::CloseCosts,
        Task::CloseAfe,
        Task::ReopenAfe,
    ] {
        desk.done(SOME_ID, task).await;
    }
    service.stop().await;
}

#[tokio::test]
async fn an_afe_ends_otherwise() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let id = |number: u8| format!("0190a1b2-0000-7000-8000-0000000001{number:02}");
    desk.afe(&id(1), Task::SubmitAfe).await;
    desk.done(&id(1), Task::RejectAfeInternally).await;
    desk.afe(&id(2), Task::OpenBallot).await;
    desk.done(&id(2), Task::WithdrawProposal).await;
    desk.afe(&id(3), Task::AuthorizeAfe).await;
    desk.done(&id(3), Task::RecordAuthorizationNotice).await;
    desk.done(&id(3), Task::CancelAfe).await;
    desk.done(&id(3), Task::RetractAuthorizationNotice).await;
    desk.afe(&id(4), Task::ApproveAfeInternally).await;
    desk.done(&id(4), Task::LapseProposal).await;
    desk.afe(&id(5), Task::StartWork).await;
    desk.done(&id(5), Task::SubmitSupplement).await;
    desk.done(&id(5), Task::RejectSupplement).await;
    // Whoever ended is not taken up again.
    let ended = ask(
        &desk.owner,
        Task::AuthorizeAfe,
        &id(1),
        &example(Task::AuthorizeAfe),
    )
    .await;
    assert_eq!(ended.fault(), (422, "afe-ended", "afe_id"));
    service.stop().await;
}

#[tokio::test]
async fn an_overrun_is_told_with_the_posting_and_a_fact_is_put_right() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    desk.afe(SOME_ID, Task::AuthorizeAfe).await;
    let started = done(
        &desk.engineer,
        Task::StartWork,
        SOME_ID,
        &example(Task::StartWork),
    )
    .await;
    let correct = with(
        example(Task::CorrectAfeHistory),
        "corrects_event_id",
        started.body["event_ids"][0].clone(),
    );
    desk.send(SOME_ID, Task::CorrectAfeHistory, &correct).await;
    let odd = with(correct.clone(), "corrects_event_id", json!(LESSOR));
    let odd = ask(&desk.owner, Task::CorrectAfeHistory, SOME_ID, &odd).await;
    assert_eq!(odd.fault(), (422, "event-not-standing", "/corrects_event_id"));
    // $1,100,000.01 is above $1,000,000.00 and a tenth.
    let mut over = example(Task::PostActualCost);
    over["gross_usd"] = json!("1100000.01");
    over["order"] = Value::Null;
    let posted = done(&desk.engineer, Task::PostActualCost, SOME_ID, &over).await;
    assert_eq!(posted.body["event_ids"].as_array().unwrap().len(), 2);
    // What was told for a total is told once.
    let again = done(
        &desk.engineer,
        Task::DetectOverrun,
        SOME_ID,
        &example(Task::DetectOverrun),
    )
    .await;
    assert_eq!(again.body["event_ids"], json!([]));
    service.stop().await;
}

#[tokio::test]
async fn what_an_afe_must_see_comes_before_it_in_a_batch() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let id = "0190a1b2-0000-7000-8000-000000000777";
    let agreement = "0190a1b2-0000-7000-8000-0000000000d9";
    let mut entered = with(example(Task::EnterAgreement), "agreement_id", json!(agreement));
    entered["number"] = json!("JOA-9");
    entered["terms"]["consent"]["not_above_usd"] = json!("2000000.00");
    let mut draft = with(example(Task::DraftAfe), "afe_id", json!(id));
    draft["agreement_id"] = json!(agreement);
    let item =
        |key: &str, path: String, body: Value| json!({"idempotency_key": key, "path": path, "body": body});
    let own = |task: &str| format!("/api/v1/afes/{id}/{task}");
    let first = desk
        .owner
        .batch(&[
            item("1", "/api/v1/agreements".to_owned(), entered),
            item("2", "/api/v1/afes".to_owned(), draft),
        ])
        .await;
    assert_eq!(first.outcomes(), [(201, ""), (201, "")]);
    desk.done(id, Task::SubmitAfe).await;
    let mut strict = example(Task::AmendAgreementTerms);
    strict["effective_at"] = json!(noon("2025-02-06"));
    let second = desk
        .owner
        .batch(&[
            item("3", own("approve"), example(Task::ApproveAfeInternally)),
            item("4", format!("/api/v1/agreements/{agreement}/amend-terms"), strict),
            // By then the agreement asks for consent above $50,000.00.
            item("5", own("authorize"), on(Task::AuthorizeAfe, "2025-02-07")),
            item("6", own("authorize"), on(Task::AuthorizeAfe, "2025-02-05")),
        ])
        .await;
    assert_eq!(
        second.outcomes(),
        [(200, ""), (200, ""), (422, "consent-not-asked"), (200, "")]
    );
    service.stop().await;
}

#[tokio::test]
async fn who_asks_and_who_approves_is_in_the_ledger_and_tiers_called_by_a_role_are_for_that_role() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    let mut policy = on(Task::AdoptApprovalPolicy, "2025-01-10");
    policy["terms"]["tiers"][1]["name"] = json!("owner");
    desk.send("", Task::AdoptApprovalPolicy, &policy).await;
    desk.afe(SOME_ID, Task::SubmitAfe).await;
    let manager = service.speaker(&service.tenant, "mia", Role::Manager);
    let approval = with(example(Task::ApproveAfeInternally), "tier", json!("owner"));
    let refused = ask(&manager, Task::ApproveAfeInternally, SOME_ID, &approval).await;
    assert_eq!(refused.fault(), (403, "role-not-permitted", "/tier"));
    done(&desk.owner, Task::ApproveAfeInternally, SOME_ID, &approval).await;
    let admin = service.database.admin().await;
    let named = admin
        .query(include_str!("sql/persons.sql"), &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get::<_, String>("person"))
        .collect::<Vec<_>>();
    assert_eq!(named, ["ben", "ana"]);
    // Whoever holds another role than the owner adopts no policy.
    let adopted = ask(&manager, Task::AdoptApprovalPolicy, "", &policy).await;
    assert_eq!((adopted.status, adopted.slug()), (403, "role-not-permitted"));
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told step by step")]
async fn a_spud_sees_its_afe_and_its_lease() {
    let service = Service::start().await;
    let desk = Desk::set_up(&service).await;
    crate::title::signed(&desk.owner, LESSOR, |_| {}).await;
    // Another is still in its primary term.
    crate::title::signed(&desk.owner, PARTNER, |terms| {
        terms["primary_term"] = json!({"effective_on": "2020-02-01", "months": 120, "ends_on": "2030-01-31"});
    })
    .await;
    desk.afe(SOME_ID, Task::SubmitAfe).await;
    let well = desk.owner.well("w").await;
    let permit = json!({"effective_at": noon("2025-01-15"), "permit_number": "1"});
    done(&desk.owner, Task::ApprovePermit, &well, &permit).await;
    let spud = |day: &str, afe: &str, lease: Value| json!({"effective_at": noon(day), "afe_id": afe, "lease": lease});
    let lease = |tract: &str| json!({"lease_id": LESSOR, "tract": tract});
    // The lease of the examples ended by its own terms in January 2023.
    for (body, words) in [
        (spud("2025-04-02", SOME_ID, Value::Null), "AFE AFE"),
        (
            spud("2025-04-02", LESSEE, Value::Null),
            "the AFE is not in the books",
        ),
    ] {
        let refused = ask(&desk.owner, Task::SpudWell, &well, &body).await;
        assert_eq!(
            refused.fault(),
            (422, "well-cannot-be-drilled", "/evidence"),
            "{body}"
        );
        assert!(
            refused.body["detail"].as_str().unwrap().contains(words),
            "{refused:?}"
        );
    }
    for (task, body) in [
        (Task::ApproveAfeInternally, example(Task::ApproveAfeInternally)),
        (Task::OpenBallot, example(Task::OpenBallot)),
        (Task::CastBallot, answer(LESSEE, "consent")),
        (Task::CastBallot, answer(PARTNER, "consent")),
        (Task::CastBallot, answer(LESSOR, "consent")),
        (Task::CloseBallot, example(Task::CloseBallot)),
        (Task::AuthorizeAfe, example(Task::AuthorizeAfe)),
    ] {
        desk.send(SOME_ID, task, &body).await;
    }
    let ended = ask(
        &desk.owner,
        Task::SpudWell,
        &well,
        &spud("2025-04-02", SOME_ID, lease("T-1")),
    )
    .await;
    assert_eq!(ended.fault(), (422, "well-cannot-be-drilled", "/evidence"));
    assert!(
        ended.body["detail"].as_str().unwrap().contains("lease"),
        "{ended:?}"
    );
    // An authorisation of March is none in February.
    let early = ask(
        &desk.owner,
        Task::SpudWell,
        &well,
        &spud("2025-02-20", SOME_ID, Value::Null),
    )
    .await;
    assert_eq!(early.fault(), (422, "well-cannot-be-drilled", "/evidence"));
    // A lease lets a well be drilled on its own tracts.
    let standing = |tract: &str| json!({"lease_id": PARTNER, "tract": tract});
    let elsewhere = spud("2025-04-02", SOME_ID, standing("T-9"));
    let elsewhere = ask(&desk.owner, Task::SpudWell, &well, &elsewhere).await;
    assert_eq!(elsewhere.fault(), (422, "well-cannot-be-drilled", "/evidence"));
    let body = spud("2025-04-02", SOME_ID, standing("T-1"));
    done(&desk.owner, Task::SpudWell, &well, &body).await;
    let odd = json!({"effective_at": noon("2025-04-02"), "lease": {"lease_id": LESSOR, "depth": "1"}});
    let odd = ask(&desk.owner, Task::SpudWell, &well, &odd).await;
    assert_eq!(odd.fault(), (422, "unknown-field", "/lease/depth"));
    service.stop().await;
}

/// A line of more money.
pub(crate) fn more(amount: &str) -> Value {
    json!([line("8100-200", "dry_hole", "intangible", amount)])
}
