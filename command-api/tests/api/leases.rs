//! A lease over HTTP: talks, signature, rentals, conveyances, pooling, extension, and the refusals of each.

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_command_api::Task;
use wellflow_http::Role;

use crate::bodies::path;
use crate::examples::title::{LESSEE, LESSOR, PARTNER};
use crate::examples::{SOME_ID, example};
use crate::harness::{Service, with};
use crate::title::{all_refused, ask, changed, done, owners, signed};

fn interval(top: &str, base: Option<&str>) -> Value {
    json!({"top_ft": top, "base_ft": base})
}

#[tokio::test]
async fn a_lease_begins_with_talks_between_owners_in_the_books() {
    let service = Service::start().await;
    let owner = service.owner();
    let (open, close) = (Task::OpenLeaseNegotiation, Task::CloseLeaseNegotiation);
    let unknown = ask(&owner, open, "", &example(open)).await;
    assert_eq!(unknown.fault(), (404, "owner-unknown", "/lessee"));
    owners(&owner).await;
    let before = service.written().await;
    let stranger = changed(open, "/lessors/0", json!(Uuid::now_v7()));
    let stranger = ask(&owner, open, "", &stranger).await;
    assert_eq!(stranger.fault(), (404, "owner-unknown", "/lessors/0"));
    all_refused(
        &owner,
        "",
        vec![
            (open, "/lessors", json!([]), "lease-without-lessor", "/lessors"),
            (
                open,
                "/effective_at",
                json!("2999-01-01T00:00:00Z"),
                "effective-in-future",
                "/effective_at",
            ),
        ],
    )
    .await;
    assert_eq!(service.written().await, before);
    let opened = done(&owner, open, "", &example(open)).await;
    assert_eq!(
        (opened.status, opened.header("etag")),
        (201, "\"1\""),
        "{opened:?}"
    );
    assert_eq!(opened.header("location"), format!("/api/v1/leases/{SOME_ID}"));
    assert_eq!(opened.body["lease_id"], SOME_ID);
    let again = ask(&owner, open, "", &example(open)).await;
    assert_eq!(again.fault(), (422, "lease-already-exists", "/lease_id"));
    let early = ask(&owner, Task::RecordLease, SOME_ID, &example(Task::RecordLease)).await;
    assert_eq!(early.fault(), (422, "lease-not-in-force", "lease_id"));
    done(&owner, close, SOME_ID, &example(close)).await;
    let unnamed = done(&owner, open, "", &with(example(open), "lease_id", None)).await;
    assert_ne!(unnamed.body["lease_id"], SOME_ID);
    let nowhere = ask(&owner, close, &Uuid::now_v7().to_string(), &example(close)).await;
    assert_eq!(nowhere.fault(), (404, "lease-unknown", "lease_id"));
    let too_early = with(example(close), "effective_at", json!("2019-01-01T00:00:00Z"));
    let too_early = ask(&owner, close, SOME_ID, &too_early).await;
    assert_eq!(too_early.fault(), (422, "before-first-fact", "/effective_at"));
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn a_signature_says_what_a_lease_must_say() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    let before = service.written().await;
    let sign = Task::ExecuteLease;
    let tract = example(sign)["terms"]["tracts"][0].clone();
    let cases = vec![
        (
            sign,
            "/terms/tracts/1/depths",
            json!([interval("0", Some("9000")), interval("8000", Some("12990"))]),
            "depth-intervals-overlap",
            "/terms/tracts/1/depths",
        ),
        (
            sign,
            "/terms/tracts/1/depths/0",
            interval("9000", Some("8000")),
            "depth-interval-inverted",
            "/terms/tracts/1/depths/0",
        ),
        (
            sign,
            "/terms/tracts/0/depths",
            json!([]),
            "depths-not-named",
            "/terms/tracts/0/depths",
        ),
        (
            sign,
            "/terms/lessors",
            json!([]),
            "lease-without-lessor",
            "/terms/lessors",
        ),
        (
            sign,
            "/terms/lessors/0/mineral_fraction",
            json!("0"),
            "lessor-fractions-exceed-whole",
            "/terms/lessors",
        ),
        (
            sign,
            "/terms/primary_term/months",
            json!(0),
            "primary-term-zero",
            "/terms/primary_term/months",
        ),
        (
            sign,
            "/terms/primary_term/ends_on",
            json!("2019-12-31"),
            "primary-term-inverted",
            "/terms/primary_term/ends_on",
        ),
        (
            sign,
            "/execution_window_days",
            json!(10),
            "effective-outside-execution-window",
            "/terms/primary_term/effective_on",
        ),
        (
            sign,
            "/terms/tracts",
            json!([]),
            "lease-without-tract",
            "/terms/tracts",
        ),
        (
            sign,
            "/terms/tracts",
            json!([tract, tract]),
            "tract-already-named",
            "/terms/tracts",
        ),
        (
            sign,
            "/terms/tracts/0/gross_acres",
            json!("0"),
            "tract-without-acres",
            "/terms/tracts",
        ),
        (
            sign,
            "/terms/gross_acres",
            json!("641"),
            "acres-do-not-add-up",
            "/terms/gross_acres",
        ),
        (
            sign,
            "/terms/net_acres",
            json!("600"),
            "net-acres-do-not-add-up",
            "/terms/net_acres",
        ),
        (
            sign,
            "/terms/royalty_rate",
            json!("100"),
            "royalty-out-of-range",
            "/terms/royalty_rate",
        ),
        (
            sign,
            "/terms/clauses/pugh",
            json!({"kind": "diagonal"}),
            "invalid-choice",
            "/terms/clauses/pugh/kind",
        ),
        (
            sign,
            "/terms/lessors/0/mineral_fraction",
            json!("1.5"),
            "invalid-quantity",
            "/terms/lessors/0/mineral_fraction",
        ),
    ];
    all_refused(&owner, SOME_ID, cases).await;
    let mut federal = changed(sign, "/terms/mineral_owner", json!("federal_onshore"));
    federal["terms"]["royalty_rate"] = json!("10");
    let federal = ask(&owner, sign, SOME_ID, &federal).await;
    assert_eq!(
        federal.fault(),
        (422, "royalty-below-federal-minimum", "/terms/royalty_rate")
    );
    assert_eq!(federal.body["source"], "Mineral Leasing Act, 30 USC 226");
    let stranger = changed(sign, "/terms/lessors/0/owner_id", json!(Uuid::now_v7()));
    let stranger = ask(&owner, sign, SOME_ID, &stranger).await;
    assert_eq!(
        stranger.fault(),
        (404, "owner-unknown", "/terms/lessors/0/owner_id")
    );
    assert_eq!(service.written().await, before);

    let done_once = done(&owner, sign, SOME_ID, &example(sign)).await;
    assert_eq!((done_once.status, done_once.header("etag")), (201, "\"1\""));
    let again = ask(&owner, sign, SOME_ID, &example(sign)).await;
    assert_eq!(again.fault(), (422, "lease-already-executed", "lease_id"));
    let other = Uuid::now_v7().to_string();
    let number = ask(&owner, sign, &other, &example(sign)).await;
    assert_eq!(number.fault(), (409, "lease-number-taken", "/terms/lease_number"));
    assert_eq!(number.body["lease_id"], SOME_ID);
    let key = ask(
        &owner,
        sign,
        &other,
        &changed(sign, "/terms/lease_number", json!("L-101")),
    )
    .await;
    assert_eq!(key.fault(), (409, "agency-lease-taken", "/terms/agency_key"));
    done(&owner, Task::RecordLease, SOME_ID, &example(Task::RecordLease)).await;
    let twice = ask(&owner, Task::RecordLease, SOME_ID, &example(Task::RecordLease)).await;
    assert_eq!(twice.fault(), (422, "lease-already-recorded", "lease_id"));
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn rentals_and_extensions_are_in_time_or_nothing() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    let owing = |terms: &mut Value| terms["rental"] = json!({"kind": "delay", "amount_usd": "640"});
    signed(&owner, SOME_ID, owing).await;
    let paid_up = Uuid::now_v7().to_string();
    signed(&owner, &paid_up, |_| {}).await;
    let (pay, miss, extend) = (
        Task::PayDelayRental,
        Task::MissDelayRental,
        Task::ExerciseExtension,
    );
    let before = service.written().await;
    let at = "/effective_at";
    let cases = vec![
        (pay, at, json!("2021-02-02T18:00:00Z"), "rental-paid-late", at),
        (
            pay,
            "/payment/for_year",
            json!(2),
            "rental-out-of-turn",
            "/payment/for_year",
        ),
        (
            pay,
            "/payment/amount_usd",
            json!("639.99"),
            "rental-short",
            "/payment/amount_usd",
        ),
        (miss, at, json!("2021-02-01T18:00:00Z"), "rental-not-yet-due", at),
        (miss, "/for_year", json!(2), "rental-out-of-turn", "/for_year"),
        // No rental was paid.
        (extend, at, json!("2022-01-10T18:00:00Z"), "lease-lapsed", at),
        (
            Task::PoolLease,
            at,
            json!("2021-03-01T18:00:00Z"),
            "lease-lapsed",
            at,
        ),
        (
            Task::AssignInterest,
            at,
            json!("2021-03-01T18:00:00Z"),
            "lease-lapsed",
            at,
        ),
        (
            Task::AmendLease,
            at,
            json!("2021-03-01T18:00:00Z"),
            "lease-lapsed",
            at,
        ),
    ];
    all_refused(&owner, SOME_ID, cases).await;
    let cases = vec![
        (
            extend,
            at,
            json!("2023-02-01T18:00:00Z"),
            "extension-after-expiry",
            at,
        ),
        (
            extend,
            "/ends_on",
            json!("2023-01-31"),
            "extension-not-later",
            "/ends_on",
        ),
        (
            extend,
            "/ends_on",
            json!("2025-06-30"),
            "extension-beyond-option",
            "/ends_on",
        ),
        (
            extend,
            "/consideration_usd",
            json!("1000"),
            "extension-without-payment",
            "/consideration_usd",
        ),
        (
            extend,
            "/instrument/signed_on",
            json!(null),
            "instrument-not-signed",
            "/instrument/signed_on",
        ),
    ];
    all_refused(&owner, &paid_up, cases).await;
    assert_eq!(service.written().await, before);
    done(&owner, pay, SOME_ID, &example(pay)).await;
    let twice = ask(&owner, pay, SOME_ID, &example(pay)).await;
    assert_eq!(twice.fault(), (422, "rental-already-paid", "/payment/for_year"));
    done(&owner, extend, &paid_up, &example(extend)).await;
    // A lease whose rental was missed has ended; nothing revives it.
    let missed = Uuid::now_v7().to_string();
    signed(&owner, &missed, owing).await;
    done(&owner, miss, &missed, &example(miss)).await;
    let after = ask(&owner, extend, &missed, &example(extend)).await;
    assert_eq!(after.fault(), (422, "lease-ended", "lease_id"));
    let owed = ask(&owner, pay, &paid_up, &example(pay)).await;
    assert_eq!(owed.fault(), (422, "rental-not-owed", "lease_id"));
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn nobody_assigns_more_than_is_owned_at_that_depth_and_date() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    signed(&owner, SOME_ID, |_| {}).await;
    let assign = Task::AssignInterest;
    let carved = |royalty: &str| json!({"kind": "carved", "royalty": royalty});
    let (fraction, conveyance) = ("/assignment/fraction", "/assignment/conveyance");
    let cases = vec![
        (
            assign,
            "/assignment/from",
            json!(PARTNER),
            "assigned-to-itself",
            "/assignment/to",
        ),
        (
            assign,
            "/assignment/from",
            json!(LESSOR),
            "interest-not-owned",
            fraction,
        ),
        (assign, fraction, json!("0"), "fraction-zero", fraction),
        (
            assign,
            "/assignment/depths/base_ft",
            json!("15000"),
            "acreage-not-held",
            "/assignment/depths",
        ),
        (
            assign,
            "/assignment/instrument/signed_on",
            json!(null),
            "instrument-not-signed",
            "/assignment/instrument/signed_on",
        ),
        (
            assign,
            conveyance,
            carved("working_interest"),
            "working-interest-not-royalty",
            "/assignment/conveyance/royalty",
        ),
    ];
    all_refused(&owner, SOME_ID, cases).await;
    let mut too_heavy = changed(assign, conveyance, carved("overriding_royalty"));
    too_heavy["assignment"]["fraction"] = json!("0.9");
    let too_heavy = ask(&owner, assign, SOME_ID, &too_heavy).await;
    assert_eq!(too_heavy.fault(), (422, "burdens-exceed-interest", fraction));
    let before = service.written().await.events;
    done(&owner, assign, SOME_ID, &example(assign)).await;
    // Half is left, at every depth of the tract.
    let mut more = changed(assign, fraction, json!("0.6"));
    more["effective_at"] = json!("2021-04-01T18:00:00Z");
    more["assignment"]["depths"] = interval("5000", Some("6000"));
    let more = ask(&owner, assign, SOME_ID, &more).await;
    assert_eq!(more.fault(), (422, "interest-not-owned", fraction));
    assert!(
        more.body["detail"].as_str().unwrap().contains("0.50000000"),
        "{more:?}"
    );
    // An earlier instrument that comes late would leave nothing for the one on record.
    let mut late = changed(assign, fraction, json!("0.6"));
    late["effective_at"] = json!("2021-01-15T18:00:00Z");
    late["assignment"]["to"] = json!(LESSOR);
    let late = ask(&owner, assign, SOME_ID, &late).await;
    assert_eq!(late.fault(), (422, "history-would-break", "/effective_at"));
    let stranger = changed(assign, "/assignment/to", json!(Uuid::now_v7()));
    let stranger = ask(&owner, assign, SOME_ID, &stranger).await;
    assert_eq!(stranger.fault(), (404, "owner-unknown", "/assignment/to"));
    // Nothing passes to a record that does not count any more; what it owned it may still give.
    let merged = changed(Task::MergeOwner, "/into", json!(LESSOR));
    let merged = with(merged, "effective_at", json!("2021-05-01T18:00:00Z"));
    done(&owner, Task::MergeOwner, PARTNER, &merged).await;
    let to_merged = with(example(assign), "effective_at", json!("2021-06-01T18:00:00Z"));
    let to_merged = ask(&owner, assign, SOME_ID, &to_merged).await;
    assert_eq!(to_merged.fault(), (422, "owner-merged", "/assignment/to"));
    let mut back = with(example(assign), "effective_at", json!("2021-06-01T18:00:00Z"));
    back["assignment"]["from"] = json!(PARTNER);
    back["assignment"]["to"] = json!(LESSEE);
    done(&owner, assign, SOME_ID, &back).await;
    assert_eq!(service.written().await.events, before + 3);
    service.stop().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
async fn tracts_are_pooled_with_factors_that_close() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    signed(&owner, SOME_ID, |_| {}).await;
    let pool = Task::PoolLease;
    let tracts = "/tracts";
    let before = service.written().await;
    let cases = vec![
        (
            pool,
            "/tracts/0/factor",
            json!("0.74999999"),
            "tract-factors-do-not-close",
            tracts,
        ),
        (
            pool,
            "/tracts/1/factor",
            json!(null),
            "tract-factor-not-stated",
            tracts,
        ),
        (
            pool,
            "/tracts/1/acres",
            json!("0"),
            "unit-tract-without-acres",
            tracts,
        ),
        (
            pool,
            "/tracts/0/acres",
            json!("480.5"),
            "pooled-acres-exceed-tract",
            tracts,
        ),
        (pool, "/tracts/0/tract", json!("T-9"), "acreage-not-held", tracts),
        (
            pool,
            "/tracts/0/tract",
            json!(null),
            "unit-without-tract-of-lease",
            tracts,
        ),
        (
            pool,
            "/tracts/1/unit_tract",
            json!("Tract 1"),
            "tract-already-named",
            tracts,
        ),
        (
            pool,
            "/tracts/1/tract",
            json!("T-2"),
            "tract-already-named",
            tracts,
        ),
        (
            pool,
            "/depths",
            interval("9000", Some("9000")),
            "depth-interval-inverted",
            "/depths",
        ),
        (
            pool,
            "/instrument/signed_on",
            json!(null),
            "instrument-not-signed",
            "/instrument/signed_on",
        ),
    ];
    all_refused(&owner, SOME_ID, cases).await;
    let mut by_acres = changed(pool, "/factors_agreed_in", json!(null));
    by_acres["tracts"][0]["factor"] = json!("0.76");
    let other = ask(&owner, pool, SOME_ID, &by_acres).await;
    assert_eq!(other.fault(), (422, "tract-factor-not-by-acres", tracts));
    let mut nothing = changed(pool, "/tracts/0/factor", json!("1"));
    nothing["tracts"][1]["factor"] = json!("0");
    let nothing = ask(&owner, pool, SOME_ID, &nothing).await;
    assert_eq!(nothing.fault(), (422, "tract-factor-zero", tracts));
    assert_eq!(service.written().await, before);
    for tract in by_acres["tracts"].as_array_mut().unwrap() {
        tract["factor"] = Value::Null;
    }
    done(&owner, pool, SOME_ID, &by_acres).await;
    let again = ask(&owner, pool, SOME_ID, &by_acres).await;
    assert_eq!(again.fault(), (422, "lease-already-in-unit", "/unit_id"));
    let second = changed(pool, "/unit_id", json!(Uuid::now_v7()));
    let second = ask(&owner, pool, SOME_ID, &second).await;
    assert_eq!(second.fault(), (422, "tract-already-pooled", tracts));
    service.stop().await;
}

#[tokio::test]
async fn a_task_of_a_lease_is_sent_twice_and_on_a_condition_as_any_other() {
    let service = Service::start().await;
    let owner = service.owner();
    owners(&owner).await;
    let sign = path(Task::ExecuteLease, SOME_ID);
    let body = example(Task::ExecuteLease);
    let any = owner.send_with(&sign, "k-0", &body, &[("If-Match", "*")]).await;
    assert_eq!(any.fault(), (400, "invalid-if-match", "If-Match"));
    let first = owner
        .send_with(&sign, "k-1", &body, &[("If-Match", "\"0\"")])
        .await;
    assert_eq!(first.status, 201, "{first:?}");
    let before = service.written().await;
    let replayed = owner
        .send_with(&sign, "k-1", &body, &[("If-Match", "\"0\"")])
        .await;
    assert_eq!(
        (replayed.status, replayed.header("idempotency-replayed")),
        (201, "true"),
        "{replayed:?}"
    );
    assert_eq!(replayed.header("location"), first.header("location"));
    let pay = path(Task::PayDelayRental, SOME_ID);
    let rental = example(Task::PayDelayRental);
    let reused = owner.send(&pay, "k-1", &rental).await;
    assert_eq!(reused.fault(), (422, "idempotency-key-reused", "Idempotency-Key"));
    let stale = owner
        .send_with(&pay, "k-2", &rental, &[("If-Match", "\"7\"")])
        .await;
    assert_eq!(stale.fault(), (412, "version-conflict", "If-Match"));
    assert_eq!(stale.body["current_version"], 1);
    assert_eq!(service.written().await, before);
    let assigned = owner
        .send_with(
            &path(Task::AssignInterest, SOME_ID),
            "k-3",
            &example(Task::AssignInterest),
            &[("If-Match", "\"1\"")],
        )
        .await;
    assert_eq!(
        (assigned.status, assigned.header("etag")),
        (200, "\"2\""),
        "{assigned:?}"
    );
    // Title is the leaders' own: whoever may not send the task learns nothing about its body.
    let operator = service.speaker(&service.tenant, "ole", Role::Operator);
    let denied = ask(&operator, Task::PayDelayRental, SOME_ID, &json!({})).await;
    assert_eq!((denied.status, denied.slug()), (403, "role-not-permitted"));
    service.stop().await;
}

#[tokio::test]
async fn a_batch_registers_owners_signs_and_conveys_in_its_order() {
    let service = Service::start().await;
    let owner = service.owner();
    let item = |key: &str, task: Task, id: &str, body: Value| json!({"idempotency_key": key, "path": format!("/api/v1{}", path(task, id)), "body": body});
    let register = |id: &str| {
        let body = with(example(Task::RegisterOwner), "owner_id", json!(id));
        item(id, Task::RegisterOwner, "", with(body, "agency_key", None))
    };
    let items = [
        register(LESSOR),
        register(LESSEE),
        item("sign", Task::ExecuteLease, SOME_ID, example(Task::ExecuteLease)),
        item(
            "early",
            Task::AssignInterest,
            SOME_ID,
            example(Task::AssignInterest),
        ),
        register(PARTNER),
        item(
            "assign",
            Task::AssignInterest,
            SOME_ID,
            example(Task::AssignInterest),
        ),
        item(
            "late",
            Task::PayDelayRental,
            SOME_ID,
            changed(
                Task::PayDelayRental,
                "/effective_at",
                json!("2021-02-02T18:00:00Z"),
            ),
        ),
        item(
            "row",
            Task::ImportLeaseRecord,
            &Uuid::now_v7().to_string(),
            example(Task::ImportLeaseRecord),
        ),
    ];
    let answer = owner.batch(&items).await;
    assert_eq!(
        answer.outcomes(),
        [
            (201, ""),
            (201, ""),
            (201, ""),
            (404, "owner-unknown"),
            (201, ""),
            (200, ""),
            (422, "rental-paid-late"),
            (201, ""),
        ]
    );
    assert_eq!(answer.body[2]["lease_id"], SOME_ID);
    assert_eq!(answer.body[1]["owner_id"], LESSEE);
    service.stop().await;
}
