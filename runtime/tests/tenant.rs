//! Whoever asks, and however the asking ends, a transaction sees one organization.

use std::time::Duration;

use uuid::Uuid;
use wellflow_runtime::{RuntimeError, TenantTransaction};
use wellflow_testkit::{TestDatabase, eventually};

const VISIBLE: &str = "SELECT organization_id FROM ledger.organizations";

#[tokio::test]
async fn a_service_connects_as_its_own_role() {
    let database = TestDatabase::create().await;
    for role in ["wellflow_command", "wellflow_projector", "wellflow_query"] {
        let pool = database.pool(role, 1).await;
        let client = pool.pool().get().await.unwrap();
        let row = client
            .query_one("SELECT current_user::text, session_user::text", &[])
            .await
            .unwrap();
        assert_eq!((row.get::<_, &str>(0), row.get::<_, &str>(1)), (role, role));
        assert!(
            client.batch_execute("SET ROLE wellflow_owner").await.is_err(),
            "{role} may not become the owner"
        );
    }
}

#[tokio::test]
async fn a_transaction_sees_its_tenant_and_a_finished_one_leaves_nothing_behind() {
    let database = TestDatabase::create().await;
    let (first, second) = (
        database.organization("first").await,
        database.organization("second").await,
    );
    let pool = database.pool("wellflow_query", 1).await;
    for tenant in [&first, &second, &first] {
        let seen: Vec<Uuid> = pool
            .read(tenant, async |tx: &TenantTransaction| {
                let rows = tx.query(VISIBLE, &[]).await?;
                Ok::<_, RuntimeError>(rows.iter().map(|row| row.get(0)).collect())
            })
            .await
            .unwrap();
        assert_eq!(seen, vec![tenant.organization_id()]);
    }
    let client = pool.pool().get().await.unwrap();
    assert_eq!(
        client.query(VISIBLE, &[]).await.unwrap().len(),
        0,
        "outside a transaction there is no organization"
    );
}

#[tokio::test]
async fn a_failed_statement_rolls_back_and_the_connection_serves_again() {
    let database = TestDatabase::create().await;
    let tenant = database.organization("first").await;
    let pool = database.pool("wellflow_query", 1).await;
    let failed = pool
        .read(&tenant, async |tx: &TenantTransaction| {
            tx.query("SELECT 1 / 0", &[]).await
        })
        .await;
    assert_eq!(failed.unwrap_err().sql_state(), Some("22012"));
    let rows = pool
        .read(&tenant, async |tx: &TenantTransaction| {
            tx.query(VISIBLE, &[]).await
        })
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
}

#[tokio::test]
async fn a_commit_after_a_failed_statement_is_no_success() {
    let database = TestDatabase::create().await;
    let tenant = database.organization("first").await;
    let pool = database.pool("wellflow_query", 1).await;
    let swallowed = pool
        .read(&tenant, async |tx: &TenantTransaction| {
            let _ = tx.query("SELECT 1 / 0", &[]).await;
            Ok::<_, RuntimeError>(())
        })
        .await;
    assert!(matches!(swallowed, Err(RuntimeError::Aborted)), "{swallowed:?}");
    let once = pool.query(&tenant, "SELECT 1 / 0", &[]).await;
    assert_eq!(once.unwrap_err().sql_state(), Some("22012"));
    assert_eq!(
        pool.query(&tenant, VISIBLE, &[]).await.unwrap().len(),
        1,
        "the connection serves again"
    );
}

/// Ten thousand requests given up at random moments, on two connections, for two organizations in turn.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn abandoned_transactions_leak_neither_rows_nor_connections() {
    const REQUESTS: u64 = 10_000;
    let database = TestDatabase::create().await;
    let tenants = [
        database.organization("first").await,
        database.organization("second").await,
    ];
    let pool = database.pool("wellflow_query", 2).await;
    let mut tasks = tokio::task::JoinSet::new();
    for worker in 0..4u64 {
        let (pool, tenants) = (pool.clone(), tenants.clone());
        tasks.spawn(async move {
            let (mut finished, mut abandoned) = (0u64, 0u64);
            // A small linear congruential generator: the moments differ and the test repeats.
            let mut random = 0x9e37_79b9_7f4a_7c15u64 ^ worker;
            for request in 0..REQUESTS / 4 {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let patience = Duration::from_micros((random >> 33) % 900);
                let tenant = &tenants[usize::from(request % 2 == 1)];
                let asking = pool.read(tenant, async |tx: &TenantTransaction| {
                    let before = tx.query(VISIBLE, &[]).await?;
                    let after = tx.query(VISIBLE, &[]).await?;
                    Ok::<_, RuntimeError>(
                        before
                            .iter()
                            .chain(&after)
                            .map(|row| row.get(0))
                            .collect::<Vec<Uuid>>(),
                    )
                });
                match tokio::time::timeout(patience, asking).await {
                    Ok(seen) => {
                        finished += 1;
                        assert_eq!(seen.unwrap(), vec![tenant.organization_id(); 2]);
                    }
                    Err(_) => abandoned += 1,
                }
            }
            (finished, abandoned)
        });
    }
    let (mut finished, mut abandoned) = (0, 0);
    while let Some(counts) = tasks.join_next().await {
        let (f, a) = counts.unwrap();
        finished += f;
        abandoned += a;
    }
    assert_eq!(finished + abandoned, REQUESTS);
    assert!(
        finished > 100 && abandoned > 100,
        "{finished} finished, {abandoned} abandoned"
    );
    let admin = database.admin().await;
    eventually("no connection is left idle in a transaction", Duration::from_secs(10), async || {
        let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
        let open: i64 = admin.query_one(open, &[]).await.unwrap().get(0);
        (open == 0).then_some(())
    })
    .await;
}
