//! Two projectors on one database: an even share each, and what one leaves the other takes.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::time::Duration;

use tokio::task::JoinHandle;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::well::Well;
use wellflow_event_store::{NewEvent, Pace};
use wellflow_http::Readiness;
use wellflow_projector::{Lags, ProjectorConfig, run};
use wellflow_read_model::lease;
use wellflow_runtime::{RedisLink, Shutdown, Tenant};
use wellflow_testkit::eventually;

mod field;

use field::*;

const LONG: Duration = Duration::from_secs(30);

struct Running {
    shutdown: Shutdown,
    readiness: Readiness,
    task: JoinHandle<()>,
}

impl Running {
    fn start(field: &Field) -> Self {
        let (shutdown, readiness) = (Shutdown::new(), Readiness::new());
        let config = ProjectorConfig {
            pool: field.pool.clone(),
            hints: Some(field.database("wellflow_projector")),
            ledger: field.reader.clone(),
            pace: Pace::default(),
            redis: RedisLink::absent(),
            readiness: readiness.clone(),
            lags: Lags::default(),
        };
        let task = tokio::spawn(run(config, shutdown.clone()));
        Self {
            shutdown,
            readiness,
            task,
        }
    }

    fn says(&self, words: &str) -> bool {
        let snapshot = self.readiness.snapshot();
        snapshot
            .get("projector")
            .is_some_and(|it| it.detail.contains(words))
    }

    async fn stop(self) {
        self.shutdown.request();
        self.task.await.unwrap();
    }
}

async fn shares(field: &Field) -> Vec<i64> {
    let sql =
        "SELECT count(*) FROM read.program_lease WHERE holder IS NOT NULL GROUP BY holder ORDER BY 1 DESC";
    let rows = field.db.admin().await.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// A well each, and how long until all of them are in the rows.
async fn a_well_each(field: &Field, tenants: &[Tenant]) {
    let before = field.count("SELECT count(*) FROM read.well_summary").await;
    for tenant in tenants {
        let id = Uuid::now_v7();
        let event = proposed(id, "Shared 1", at("2020-01-01T06:00:00Z"));
        let event = NewEvent::encode(&event, None).unwrap();
        field.append_as(tenant, Well::KIND, id, 0, vec![event]).await;
    }
    let expected = before + i64::try_from(tenants.len()).unwrap();
    let all = async || {
        let found = field.count("SELECT count(*) FROM read.well_summary").await;
        (found == expected).then_some(())
    };
    eventually("every organization is followed", LONG, all).await;
}

#[tokio::test]
async fn organizations_are_shared_out_and_what_one_leaves_the_other_takes() {
    let field = Field::new().await;
    let mut tenants = Vec::new();
    for number in 0..20 {
        tenants.push(field.db.organization(&format!("shared-{number}")).await);
    }
    let first = Running::start(&field);
    eventually("it has everything", LONG, async || {
        (shares(&field).await == [64]).then_some(())
    })
    .await;
    let second = Running::start(&field);
    let even = async || (shares(&field).await == [32, 32]).then_some(());
    eventually("they share", LONG, even).await;
    let told = async || (first.says("32 of 64 shares") && second.says("32 of 64 shares")).then_some(());
    eventually("both say so", LONG, told).await;

    // Organizations of both shares, so that both have work.
    let held = "SELECT DISTINCT ON (holder) bucket FROM read.program_lease ORDER BY holder, bucket";
    assert_eq!(field.db.admin().await.query(held, &[]).await.unwrap().len(), 2);
    let buckets: std::collections::BTreeSet<i32> = tenants
        .iter()
        .map(|tenant| lease::bucket(tenant.organization_id()))
        .collect();
    assert!(buckets.len() > 5, "{buckets:?}");
    a_well_each(&field, &tenants).await;

    second.stop().await;
    a_well_each(&field, &tenants).await;
    eventually("it has everything again", LONG, async || {
        (shares(&field).await == [64] && !first.says("of 64 shares")).then_some(())
    })
    .await;
    // An epoch is given at every change of hands, and never again.
    let epochs = "SELECT max(epoch) FROM read.program_lease";
    let given = field.count(epochs).await;
    let different = "SELECT count(DISTINCT epoch) FROM read.program_lease";
    assert_eq!(field.count(different).await, 64);
    a_well_each(&field, &tenants).await;
    assert_eq!(field.count(epochs).await, given);
    first.stop().await;
}

#[tokio::test]
async fn another_program_takes_nothing_away() {
    let field = Field::new().await;
    let tenants = [field.tenant.clone()];
    let other = (Uuid::now_v7(), "0.0");
    let holds = async || {
        let pool = field.pool.pool();
        let holding = lease::renew(pool, other, Duration::from_secs(60)).await.unwrap();
        (holding.members, holding.buckets)
    };
    let (members, taken) = holds().await;
    assert_eq!((members, taken.len()), (1, 64));
    let own = Running::start(&field);
    eventually("it has everything", LONG, async || {
        (shares(&field).await == [64, 64]).then_some(())
    })
    .await;
    a_well_each(&field, &tenants).await;
    assert_eq!(holds().await, (1, taken));
    assert!(!own.says("of 64 shares"));
    own.stop().await;
}

#[tokio::test]
async fn of_projectors_that_begin_in_the_same_moment_none_takes_what_another_has() {
    let field = Field::new().await;
    let pools = [(); 8].map(|()| field.pool.clone());
    for round in 0..20 {
        let begun = pools.iter().map(async |pool| {
            let projector = (Uuid::now_v7(), "0.0");
            let holding = lease::renew(pool.pool(), projector, Duration::from_secs(60))
                .await
                .unwrap();
            (projector.0, holding.buckets)
        });
        let begun = futures::future::join_all(begun).await;
        let taken: usize = begun.iter().map(|(_, buckets)| buckets.len()).sum();
        let mut held: Vec<i32> = begun
            .iter()
            .flat_map(|(_, buckets)| buckets.keys().copied())
            .collect();
        held.sort_unstable();
        held.dedup();
        assert_eq!(
            (held.len(), taken),
            (taken, held.len()),
            "round {round}: a bucket is held twice"
        );
        assert!(taken > 0, "somebody takes some");
        for (projector_id, _) in begun {
            lease::resign(field.pool.pool(), projector_id).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_projector_whose_share_has_run_out_says_so() {
    let field = Field::new().await;
    let tenants = [field.tenant.clone()];
    let own = Running::start(&field);
    a_well_each(&field, &tenants).await;
    assert!(own.readiness.is_ready());
    let admin = field.db.admin().await;
    let forbid = "REVOKE INSERT, UPDATE ON read.projector FROM wellflow_projector";
    admin.batch_execute(forbid).await.unwrap();
    eventually("it is not ready", LONG, async || {
        let said = own.says("its share of the organizations cannot be renewed");
        (said && !own.readiness.is_ready()).then_some(())
    })
    .await;
    let allow = "GRANT INSERT, UPDATE ON read.projector TO wellflow_projector";
    admin.batch_execute(allow).await.unwrap();
    eventually("it is ready again", LONG, async || {
        own.readiness.is_ready().then_some(())
    })
    .await;
    a_well_each(&field, &tenants).await;
    own.stop().await;
}
