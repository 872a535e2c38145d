//! Very many organizations: all of them are projected, with hints and without, and those at rest leave no trace.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::time::Duration;

use futures::future::join_all;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::well::Well;
use wellflow_event_store::{NewEvent, Pace};
use wellflow_http::Readiness;
use wellflow_projector::{Lags, ProjectorConfig, run, start_over};
use wellflow_runtime::{DatabaseConfig, RedisLink, Shutdown, Tenant};
use wellflow_testkit::eventually;

mod field;

use field::*;

const LONG: Duration = Duration::from_secs(120);
const MANY: usize = 2_000;

const ORGANIZATIONS: &str = "
    WITH made AS (
        INSERT INTO ledger.organizations (organization_id, slug, name)
        SELECT gen_random_uuid(), 'many-' || n, 'Many ' || n FROM generate_series(1, $1::int) AS n
        RETURNING organization_id)
    INSERT INTO ledger.head (organization_id) SELECT organization_id FROM made RETURNING organization_id";

async fn organizations(field: &Field, count: usize) -> Vec<Tenant> {
    let count = i32::try_from(count).unwrap();
    let rows = field
        .db
        .admin()
        .await
        .query(ORGANIZATIONS, &[&count])
        .await
        .unwrap();
    rows.iter()
        .map(|row| Tenant::authenticated(row.get("organization_id")))
        .collect()
}

/// A well each, and a permit for it.
async fn two_commits_each(field: &Field, tenants: &[Tenant]) {
    for part in tenants.chunks(200) {
        let wells = part.iter().map(async |tenant| {
            let id = Uuid::now_v7();
            let began = proposed(id, "Many 1", at("2020-01-01T06:00:00Z"));
            let first = vec![NewEvent::encode(&began, None).unwrap()];
            field.append_as(tenant, Well::KIND, id, 0, first).await;
            let permit = vec![NewEvent::encode(&permitted(at("2020-02-01T06:00:00Z")), None).unwrap()];
            field.append_as(tenant, Well::KIND, id, 1, permit).await;
        });
        join_all(wells).await;
    }
}

struct Running {
    readiness: Readiness,
    lags: Lags,
    shutdown: Shutdown,
    task: tokio::task::JoinHandle<()>,
}

fn start(field: &Field, hints: Option<DatabaseConfig>, pace: Pace) -> Running {
    let (readiness, lags, shutdown) = (Readiness::new(), Lags::default(), Shutdown::new());
    let config = ProjectorConfig {
        pool: field.pool.clone(),
        hints,
        ledger: field.reader.clone(),
        pace,
        redis: RedisLink::absent(),
        readiness: readiness.clone(),
        lags: lags.clone(),
    };
    let task = tokio::spawn(run(config, shutdown.clone()));
    Running {
        readiness,
        lags,
        shutdown,
        task,
    }
}

async fn permitted_wells(field: &Field, number: usize) {
    let all = async || {
        let sql = "SELECT count(*) FROM read.well_summary WHERE status = 'permitted' AND position = 2";
        (field.count(sql).await == i64::try_from(number).unwrap()).then_some(())
    };
    eventually("every organization is projected", LONG, all).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_organizations_are_all_projected_with_hints_and_without() {
    let field = Field::new().await;
    let tenants = organizations(&field, MANY).await;
    // Half of them wrote before anybody followed, and the others while they are followed without hints.
    two_commits_each(&field, &tenants[..MANY / 2]).await;
    let running = start(&field, None, Pace::default());
    two_commits_each(&field, &tenants[MANY / 2..]).await;
    permitted_wells(&field, MANY).await;

    // An organization that is made while the projector runs is found as any other, long before its turn in the round.
    let pace = Pace {
        tick: Duration::from_secs(1),
        ticks: 10_000,
        bucket: 10,
        ..Pace::default()
    };
    running.shutdown.request();
    running.task.await.unwrap();
    let running = start(&field, None, pace);
    let followed = async || (running.lags.report().organizations == MANY as u64 + 1).then_some(());
    eventually("the first round ends", LONG, followed).await;
    let fresh = organizations_named(&field, "fresh").await;
    two_commits_each(&field, &fresh).await;
    permitted_wells(&field, MANY + 1).await;
    let at_rest = async || {
        let report = running.lags.report();
        let behind = report.projections.iter().any(|it| it.organizations > 0);
        (!behind && report.worst.is_empty() && running.readiness.is_ready()).then_some(())
    };
    eventually("nobody is behind", LONG, at_rest).await;
    running.shutdown.request();
    running.task.await.unwrap();
}

async fn organizations_named(field: &Field, slug: &str) -> Vec<Tenant> {
    vec![field.db.organization(slug).await]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_calls_for_attention_long_before_the_round_comes_by() {
    let field = Field::new().await;
    let tenants = organizations(&field, 50).await;
    two_commits_each(&field, &tenants).await;
    let pace = Pace {
        tick: Duration::from_secs(1),
        ticks: 1_000_000,
        bucket: 1,
        ..Pace::default()
    };
    let running = start(&field, Some(field.database("wellflow_projector")), pace);
    permitted_wells(&field, 50).await;
    let listening = async || {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                   AND application_name = 'wellflow-projector-hints' AND query <> ''";
        (field.count(sql).await == 1).then_some(())
    };
    eventually("the projector listens", LONG, listening).await;
    for tenant in &tenants[..5] {
        start_over(&field.pool, &field.reader, tenant).await.unwrap();
    }
    permitted_wells(&field, 50).await;
    // All projections of the organization.
    let epochs = "SELECT count(*) FROM (SELECT FROM read.checkpoint GROUP BY organization_id \
                  HAVING bool_and(epoch = 2 AND position = 2)) AS rebuilt";
    let rebuilt = async || (field.count(epochs).await == 5).then_some(());
    // A round takes 51 seconds here.
    eventually(
        "the rebuilt are projected again",
        Duration::from_secs(20),
        rebuilt,
    )
    .await;
    running.shutdown.request();
    running.task.await.unwrap();
}
