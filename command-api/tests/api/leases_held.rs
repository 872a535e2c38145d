//! What holds a lease, what is let go of it, how it ends, and how its record is put right: with the wells it sees.

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_command_api::Task;

use crate::examples::{SOME_ID, example};
use crate::harness::{Service, Speaker, month, with};
use crate::title::{all_refused, ask, changed, completed, done, owners, producing, signed};

const AT: &str = "/effective_at";

fn on(task: Task, day: &str) -> Value {
    with(example(task), "effective_at", json!(format!("{day}T18:00:00Z")))
}

/// The example's lease, held by the example's well.
async fn held(speaker: &Speaker) {
    owners(speaker).await;
    producing(speaker, SOME_ID).await;
    signed(speaker, SOME_ID, |_| {}).await;
    done(
        speaker,
        Task::AttainHeldByProduction,
        SOME_ID,
        &example(Task::AttainHeldByProduction),
    )
    .await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn production_holds_a_lease_where_a_well_is_seen_to_produce() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    producing(&owner, SOME_ID).await;
    signed(&owner, SOME_ID, |_| {}).await;
    let (hold, by_unit) = (Task::AttainHeldByProduction, Task::HoldByUnit);
    let before = service.written().await;
    let stranger = changed(hold, "/completions/0/well_id", json!(Uuid::now_v7()));
    let stranger = ask(&owner, hold, SOME_ID, &stranger).await;
    assert_eq!(stranger.fault(), (404, "well-unknown", "/completions/0/well_id"));
    let elsewhere = with(
        changed(hold, "/completions/0/tract", json!(null)),
        "effective_at",
        json!("2022-07-01T18:00:00Z"),
    );
    let elsewhere = ask(&owner, hold, SOME_ID, &elsewhere).await;
    assert_eq!(elsewhere.fault(), (422, "unit-unknown", "/completions"));
    all_refused(
        &owner,
        SOME_ID,
        vec![
            (
                hold,
                "/completions",
                json!([]),
                "no-producing-completion",
                "/completions",
            ),
            (
                hold,
                "/completions/0/completion",
                json!("S09"),
                "completion-unknown",
                "/completions/0/completion",
            ),
            (
                hold,
                "/completions/0/tract",
                json!("T-9"),
                "acreage-not-held",
                "/completions",
            ),
            (
                hold,
                "/paying/operating_cost_usd",
                json!("50000"),
                "not-in-paying-quantities",
                "/paying",
            ),
            // The well produces now, and did not yet on that day.
            (
                hold,
                AT,
                json!("2022-04-20T18:00:00Z"),
                "no-producing-completion",
                "/completions",
            ),
            (hold, AT, json!("2023-02-01T18:00:00Z"), "lease-lapsed", AT),
            (
                by_unit,
                AT,
                json!("2022-07-02T18:00:00Z"),
                "unit-unknown",
                "/unit_id",
            ),
        ],
    )
    .await;
    assert_eq!(service.written().await, before);
    done(&owner, hold, SOME_ID, &example(hold)).await;
    done(&owner, Task::PoolLease, SOME_ID, &example(Task::PoolLease)).await;
    done(&owner, by_unit, SOME_ID, &example(by_unit)).await;
    let rested = ask(
        &owner,
        Task::HoldByOperations,
        SOME_ID,
        &example(Task::HoldByOperations),
    )
    .await;
    assert_eq!(rested.fault(), (422, "lease-held-otherwise", "lease_id"));
    let expired = ask(&owner, Task::ExpireLease, SOME_ID, &example(Task::ExpireLease)).await;
    assert_eq!(expired.fault(), (422, "lease-held-otherwise", "lease_id"));
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn nothing_is_let_go_under_a_producing_completion() {
    let service = Service::start().await;
    let owner = service.owner();
    held(&owner).await;
    let (release, surrender) = (Task::ReleaseAcreage, Task::SurrenderLease);
    let deep = |top: &str, base: &str| json!([{"kind": "depths", "tract": "T-2", "depths": [{"top_ft": top, "base_ft": base}]}]);
    let before = service.written().await;
    all_refused(
        &owner,
        SOME_ID,
        vec![
            (
                release,
                "/acreage",
                deep("9000", "10000"),
                "release-under-producing-completion",
                "/acreage",
            ),
            (
                release,
                "/acreage",
                deep("0", "15000"),
                "acreage-not-held",
                "/acreage",
            ),
            (release, "/acreage", json!([]), "nothing-released", "/acreage"),
            (
                release,
                "/acreage",
                json!([{"kind": "ground", "tract": "T-1", "acres": "161", "legal": "the north half"}]),
                "acres-not-held",
                "/acreage",
            ),
            (
                release,
                "/acreage/0/depths",
                json!([{"top_ft": "0", "base_ft": "9000"}, {"top_ft": "8000", "base_ft": null}]),
                "depth-intervals-overlap",
                "/acreage/0/depths",
            ),
            (
                release,
                "/instrument/signed_on",
                json!(null),
                "instrument-not-signed",
                "/instrument/signed_on",
            ),
            (
                surrender,
                AT,
                json!("2022-09-01T18:00:00Z"),
                "release-under-producing-completion",
                "lease_id",
            ),
        ],
    )
    .await;
    // The lease remembers what holds it, whether the release names it or not.
    let silent = with(
        changed(release, "/acreage", deep("9000", "10000")),
        "completions",
        json!([]),
    );
    let silent = ask(&owner, release, SOME_ID, &silent).await;
    assert_eq!(
        silent.fault(),
        (422, "release-under-producing-completion", "/acreage")
    );
    assert!(
        silent.body["detail"]
            .as_str()
            .unwrap()
            .contains("9100 to 10500 ft")
    );
    let silent = with(example(surrender), "completions", json!([]));
    let silent = ask(&owner, surrender, SOME_ID, &silent).await;
    assert_eq!(
        silent.fault(),
        (422, "release-under-producing-completion", "lease_id")
    );
    assert_eq!(service.written().await, before);
    done(&owner, release, SOME_ID, &example(release)).await;
    done(
        &owner,
        release,
        SOME_ID,
        &changed(release, "/acreage", deep("0", "8000")),
    )
    .await;
    // Ground goes once under its words.
    let ground = json!([{"kind": "ground", "tract": "T-1", "acres": "10", "legal": "NW/4 NW/4 NW/4"}]);
    let ground = changed(release, "/acreage", ground);
    done(&owner, release, SOME_ID, &ground).await;
    let twice = ask(&owner, release, SOME_ID, &ground).await;
    assert_eq!(twice.fault(), (422, "ground-already-released", "/acreage"));
    // Once the well is at rest, everything may go.
    let shut_in = json!({"effective_at": "2022-08-20T18:00:00Z", "reason": "no_market"});
    done(&owner, Task::ShutInWell, SOME_ID, &shut_in).await;
    done(&owner, surrender, SOME_ID, &example(surrender)).await;
    let after = ask(&owner, release, SOME_ID, &on(release, "2022-10-01")).await;
    assert_eq!(after.fault(), (422, "lease-ended", "lease_id"));
    service.stop().await;
}

#[tokio::test]
async fn a_well_at_rest_keeps_a_lease_by_a_royalty_paid_in_time() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    completed(&owner, SOME_ID, "2022-10-01").await;
    signed(&owner, SOME_ID, |_| {}).await;
    let pay = Task::PayShutInRoyalty;
    let stranger = changed(pay, "/payment/well_id", json!(Uuid::now_v7()));
    let stranger = ask(&owner, pay, SOME_ID, &stranger).await;
    assert_eq!(stranger.fault(), (404, "well-unknown", "/payment/well_id"));
    all_refused(
        &owner,
        SOME_ID,
        vec![
            (
                pay,
                AT,
                json!("2022-09-01T18:00:00Z"),
                "well-not-shut-in-and-capable",
                "/payment/well_id",
            ),
            (
                pay,
                "/payment/from",
                json!("2022-10-05"),
                "shut-in-period-not-continuous",
                "/payment/from",
            ),
            (pay, AT, json!("2023-01-05T18:00:00Z"), "shut-in-royalty-late", AT),
            (
                pay,
                "/payment/amount_usd",
                json!("600"),
                "shut-in-royalty-short",
                "/payment/amount_usd",
            ),
            (
                pay,
                "/payment/months",
                json!(36),
                "shut-in-royalty-exhausted",
                "/payment/months",
            ),
        ],
    )
    .await;
    done(&owner, pay, SOME_ID, &example(pay)).await;
    let lapsed = changed(
        Task::TerminateLease,
        "/cause",
        json!({"kind": "shut_in_royalty_lapsed"}),
    );
    let early = ask(&owner, Task::TerminateLease, SOME_ID, &lapsed).await;
    assert_eq!(early.fault(), (422, "lease-still-held", AT));
    let lapsed = with(lapsed, "effective_at", json!("2023-10-02T18:00:00Z"));
    done(&owner, Task::TerminateLease, SOME_ID, &lapsed).await;
    let silent = Uuid::now_v7().to_string();
    signed(&owner, &silent, |terms| {
        terms["clauses"]["shut_in_royalty"] = Value::Null
    })
    .await;
    let silent = ask(&owner, pay, &silent, &example(pay)).await;
    assert_eq!(silent.fault(), (422, "clause-not-in-lease", "lease_id"));
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn a_cessation_is_counted_and_cleared_in_time() {
    let service = Service::start().await;
    let owner = service.owner();
    held(&owner).await;
    let (start, clear) = (Task::StartCessationClock, Task::ClearCessation);
    all_refused(
        &owner,
        SOME_ID,
        vec![
            (
                start,
                "/last_production_on",
                json!("2023-04-30"),
                "last-production-in-future",
                "/last_production_on",
            ),
            (
                clear,
                AT,
                json!("2023-03-01T18:00:00Z"),
                "cessation-clock-not-running",
                "lease_id",
            ),
        ],
    )
    .await;
    let shut_in = json!({"effective_at": "2023-03-30T18:00:00Z", "reason": "mechanical"});
    done(&owner, Task::ShutInWell, SOME_ID, &shut_in).await;
    done(&owner, start, SOME_ID, &example(start)).await;
    let twice = ask(&owner, start, SOME_ID, &example(start)).await;
    assert_eq!(twice.fault(), (422, "cessation-clock-running", "lease_id"));
    let work = json!({"kind": "reworking", "well_id": SOME_ID, "began_on": "2023-06-10", "worked_until": "2023-05-10"});
    all_refused(
        &owner,
        SOME_ID,
        vec![
            (
                clear,
                AT,
                json!("2023-05-20T18:00:00Z"),
                "no-producing-completion",
                "/saved_by/completions",
            ),
            (
                clear,
                "/saved_by",
                json!({"kind": "shut_in_royalty"}),
                "day-not-covered",
                AT,
            ),
            (
                clear,
                "/saved_by",
                json!({"kind": "operations", "operation": work}),
                "operation-inverted",
                "/saved_by/operation",
            ),
        ],
    )
    .await;
    let resumed = json!({"effective_at": "2023-05-15T18:00:00Z"});
    done(&owner, Task::ResumeProduction, SOME_ID, &resumed).await;
    // The ninetieth day after March 30th is June 28th.
    let late = ask(&owner, clear, SOME_ID, &on(clear, "2023-06-29")).await;
    assert_eq!(late.fault(), (422, "cessation-deadline-passed", AT));
    done(&owner, clear, SOME_ID, &example(clear)).await;
    let ordered = with(
        example(Task::TerminateLease),
        "cause",
        json!({"kind": "operations_ceased"}),
    );
    let contradicted = ask(&owner, Task::TerminateLease, SOME_ID, &ordered).await;
    assert_eq!(
        contradicted.fault(),
        (422, "termination-cause-contradicts-hold", "/cause")
    );
    service.stop().await;
}

#[tokio::test]
async fn operations_keep_a_lease_without_a_long_gap_and_a_term_runs_out() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    completed(&owner, SOME_ID, "2022-10-01").await;
    signed(&owner, SOME_ID, |_| {}).await;
    let (hold, expire) = (Task::HoldByOperations, Task::ExpireLease);
    let stranger = changed(hold, "/operation/well_id", json!(Uuid::now_v7()));
    let stranger = ask(&owner, hold, SOME_ID, &stranger).await;
    assert_eq!(stranger.fault(), (404, "well-unknown", "/operation/well_id"));
    let mut gap = on(hold, "2023-06-05");
    gap["operation"]["began_on"] = json!("2023-06-01");
    gap["operation"]["worked_until"] = json!("2023-06-05");
    let gap = ask(&owner, hold, SOME_ID, &gap).await;
    assert_eq!(
        gap.fault(),
        (422, "operations-gap-too-long", "/operation/began_on")
    );
    all_refused(
        &owner,
        SOME_ID,
        vec![
            (
                hold,
                "/operation/began_on",
                json!("2022-12-21"),
                "operation-inverted",
                "/operation",
            ),
            (
                expire,
                AT,
                json!("2023-01-31T18:00:00Z"),
                "primary-term-not-over",
                AT,
            ),
            (
                Task::StartCessationClock,
                "/last_production_on",
                json!("2023-03-30"),
                "lease-not-held",
                "lease_id",
            ),
        ],
    )
    .await;
    done(&owner, hold, SOME_ID, &example(hold)).await;
    let other = Uuid::now_v7().to_string();
    signed(&owner, &other, |_| {}).await;
    done(&owner, expire, &other, &example(expire)).await;
    let ended = ask(&owner, hold, &other, &on(hold, "2023-03-01")).await;
    assert_eq!(ended.fault(), (422, "lease-ended", "lease_id"));
    service.stop().await;
}

#[tokio::test]
async fn clauses_let_go_what_no_well_keeps() {
    let service = Service::start().await;
    let owner = service.owner();
    held(&owner).await;
    let (pugh, retained) = (Task::ApplyPughClause, Task::ApplyRetainedAcreage);
    all_refused(
        &owner,
        SOME_ID,
        vec![
            (
                pugh,
                AT,
                json!("2023-01-31T18:00:00Z"),
                "primary-term-not-over",
                AT,
            ),
            (retained, "/retained", json!([]), "nothing-retained", "/retained"),
            (
                retained,
                "/retained/0/acres",
                json!("88.1"),
                "retained-acres-exceed-clause",
                "/retained",
            ),
            (
                retained,
                "/retained/0/tract",
                json!("T-1"),
                "retained-by-no-producing-well",
                "/retained",
            ),
        ],
    )
    .await;
    done(&owner, pugh, SOME_ID, &example(pugh)).await;
    // Below the margin nothing is held any more.
    let gone = changed(
        Task::AssignInterest,
        "/assignment/depths",
        json!({"top_ft": "11000", "base_ft": "12000"}),
    );
    let gone = with(gone, "effective_at", json!("2023-03-01T18:00:00Z"));
    let gone = ask(&owner, Task::AssignInterest, SOME_ID, &gone).await;
    assert_eq!(gone.fault(), (422, "acreage-not-held", "/assignment/depths"));
    done(&owner, retained, SOME_ID, &on(retained, "2023-02-02")).await;
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn a_royalty_that_reaches_into_closed_months_restates_them() {
    let service = Service::start().await;
    let owner = service.owner();
    held(&owner).await;
    let amend = Task::AmendRoyalty;
    let recorded = owner
        .send("/production-months/record", "m-1", &month(SOME_ID, "2022-06"))
        .await;
    assert_eq!(recorded.status, 201, "{recorded:?}");
    let of_june = recorded.body["production_month_id"].as_str().unwrap();
    let from = |day: &str, why: Value| {
        with(
            with(example(amend), "effective_at", json!(format!("{day}T05:00:00Z"))),
            "restated_because",
            why,
        )
    };
    let silent = |body: Value| with(body, "completions", json!([]));
    let open = ask(&owner, amend, SOME_ID, &from("2022-06-01", json!("settlement"))).await;
    assert_eq!(
        open.fault(),
        (422, "restatement-without-closed-month", "/restated_because")
    );
    let lock = json!({"effective_at": "2022-07-20T12:00:00Z"});
    done(&owner, Task::LockProductionMonth, of_june, &lock).await;
    let closed = ask(&owner, amend, SOME_ID, &from("2022-06-01", Value::Null)).await;
    assert_eq!(
        closed.fault(),
        (422, "closed-month-needs-restatement", "/restated_because")
    );
    assert!(closed.body["detail"].as_str().unwrap().contains("2022-06"));
    // What holds the lease is seen whether it is named or not.
    let closed = ask(&owner, amend, SOME_ID, &silent(from("2022-06-01", Value::Null))).await;
    assert_eq!(
        closed.fault(),
        (422, "closed-month-needs-restatement", "/restated_because")
    );
    all_refused(
        &owner,
        SOME_ID,
        vec![
            (
                amend,
                AT,
                json!("2022-03-15T18:00:00Z"),
                "amendment-not-first-of-month",
                AT,
            ),
            (
                amend,
                "/royalty_rate",
                json!("20"),
                "royalty-unchanged",
                "/royalty_rate",
            ),
            (
                amend,
                "/royalty_rate",
                json!("0"),
                "royalty-out-of-range",
                "/royalty_rate",
            ),
        ],
    )
    .await;
    done(&owner, amend, SOME_ID, &from("2022-06-01", json!("settlement"))).await;
    let clause = Task::AmendLease;
    done(&owner, clause, SOME_ID, &example(clause)).await;
    let again = ask(&owner, clause, SOME_ID, &on(clause, "2021-07-01")).await;
    assert_eq!(again.fault(), (422, "clause-unchanged", "/clause"));
    let ages = from("1900-01-01", Value::Null);
    let ages = ask(&owner, amend, SOME_ID, &ages).await;
    assert_eq!(ages.fault(), (422, "too-many-streams", AT));
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn a_lease_is_put_right_voided_and_taken_over_from_an_agency() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    let signature = done(&owner, Task::ExecuteLease, SOME_ID, &example(Task::ExecuteLease)).await;
    let rental = done(
        &owner,
        Task::PayDelayRental,
        SOME_ID,
        &example(Task::PayDelayRental),
    )
    .await;
    let correct = Task::CorrectLeaseHistory;
    let signature = signature.body["event_ids"][0].clone();
    let of_rental = with(
        example(correct),
        "corrects_event_id",
        rental.body["event_ids"][0].clone(),
    );
    let of_signature = with(of_rental.clone(), "corrects_event_id", signature);
    let cases = [
        (example(correct), "event-not-standing", "/corrects_event_id"),
        (
            of_signature.clone(),
            "correction-of-another-kind",
            "/instead/event_type",
        ),
        (
            with(of_signature, "instead", Value::Null),
            "execution-not-withdrawn",
            "/instead",
        ),
    ];
    for (body, slug, place) in cases {
        let answer = ask(&owner, correct, SOME_ID, &body).await;
        assert_eq!(answer.fault(), (422, slug, place), "{body}");
    }
    let mut late = of_rental.clone();
    late["instead"]["fact"]["by"] = json!("post");
    let late = ask(&owner, correct, SOME_ID, &late).await;
    assert_eq!(late.fault(), (422, "unknown-field", "/instead/fact/by"));
    done(&owner, correct, SOME_ID, &of_rental).await;
    let void = Task::VoidLeaseRecord;
    done(&owner, void, SOME_ID, &example(void)).await;
    let voided = ask(&owner, void, SOME_ID, &on(void, "2024-02-01")).await;
    assert_eq!(voided.fault(), (422, "lease-record-voided", "lease_id"));
    // A voided record gives its numbers up.
    let other = Uuid::now_v7().to_string();
    done(&owner, Task::ExecuteLease, &other, &example(Task::ExecuteLease)).await;

    let import = Task::ImportLeaseRecord;
    let listed = Uuid::now_v7().to_string();
    let taken = done(&owner, import, &listed, &example(import)).await;
    assert_eq!(
        (taken.status, &taken.body["version"]),
        (201, &json!(2)),
        "{taken:?}"
    );
    let again = done(&owner, import, &listed, &example(import)).await;
    assert_eq!(again.body["event_ids"], json!([]), "{again:?}");
    let mut undated = with(example(import), "listed_on", Value::Null);
    undated["effective_on"] = Value::Null;
    undated["expires_on"] = Value::Null;
    let undated = ask(&owner, import, &Uuid::now_v7().to_string(), &undated).await;
    assert_eq!(undated.fault(), (422, "history-without-date", "/listed_on"));
    let in_force = changed(import, "/status/code", json!("PRIMRY"));
    let in_force = with(in_force, "expires_on", json!("2030-01-01"));
    let known = Uuid::now_v7().to_string();
    done(&owner, import, &known, &in_force).await;
    let extend = ask(
        &owner,
        Task::ExerciseExtension,
        &known,
        &example(Task::ExerciseExtension),
    )
    .await;
    assert_eq!(extend.fault(), (422, "lease-terms-unknown", "lease_id"));
    service.stop().await;
}
