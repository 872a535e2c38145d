//! Commands, reads, snapshots and verification over partitions.

use futures::future::join_all;
use uuid::Uuid;
use wellflow_event_store::{
    BatchScope, Catalogue, ExecuteError, LedgerConfig, LedgerReader, Point, Verifier,
};
use wellflow_runtime::Tenant;

use crate::counters::{counts, moved, report, track_functions};
use crate::split::{Narrow, narrow, place, split_store};
use crate::tank::{Store, Tank, TankCommand, TankError, day, request};

/// A tank of an organization, from its building to its sale.
async fn life(process: &Narrow, tenant: &Tenant, key: &str) -> Uuid {
    let id = Uuid::now_v7();
    let run = async |step: &str, command: TankCommand| {
        let request = request(tenant, &format!("{key} {step}"));
        process.executor.execute::<Tank>(&request, id, command).await
    };
    let build = TankCommand::Build(day(0), Some(key.to_owned()));
    let built = run("build", build.clone()).await.unwrap();
    let again = run("build", build).await.unwrap();
    assert!(again.replayed && again.event_ids == built.event_ids);
    let filled = run("fill", TankCommand::Fill(day(1), 10, "by Jane".to_owned()))
        .await
        .unwrap();
    let nothing = run("nothing", TankCommand::Fill(day(2), 0, String::new()))
        .await
        .unwrap();
    assert!(nothing.event_ids.is_empty());
    run(
        "correct",
        TankCommand::CorrectFill(day(1), 12, filled.event_ids[0]),
    )
    .await
    .unwrap();
    let short = run("short", TankCommand::Drain(day(3), 99)).await;
    assert!(
        matches!(short, Err(ExecuteError::Refused(TankError::Short { .. }))),
        "{short:?}"
    );
    run("drain", TankCommand::Drain(day(3), 5)).await.unwrap();

    // Another tank asks for the number, is refused, and gets it once it is given up.
    let other = Uuid::now_v7();
    let build = TankCommand::Build(day(4), Some(key.to_owned()));
    let taken = request(tenant, &format!("{key} taken"));
    let taken = process
        .executor
        .execute::<Tank>(&taken, other, build.clone())
        .await;
    taken.unwrap_err();
    // The guard is only checked.
    let guarded = request(tenant, &format!("{key} guarded"));
    let guarded =
        process
            .executor
            .execute_guarded::<Tank, Tank>(&guarded, Uuid::now_v7(), id, |guard, version| {
                assert_eq!(
                    (guard, version),
                    (
                        &Tank::Standing {
                            bbl: 7,
                            number: Some(key.to_owned())
                        },
                        4
                    )
                );
                Ok(TankCommand::Build(day(4), None))
            });
    guarded.await.unwrap();
    run("sell", TankCommand::Sell(day(5))).await.unwrap();
    let given = request(tenant, &format!("{key} given"));
    process
        .executor
        .execute::<Tank>(&given, other, build)
        .await
        .unwrap();
    id
}

async fn verified(store: &Store, tenant: &Tenant) -> u64 {
    let reader = LedgerReader::new(store.database.pool("wellflow_projector", 3).await);
    let verifier = Verifier::new(reader, Catalogue::default().with::<Tank>(), 2);
    let verdict = verifier.verify(tenant, |_, _| {}).await.unwrap();
    verdict.unwrap_or_else(|broken| panic!("{broken}")).events
}

/// The tenant's ledger holds together, and its tail is everything it wrote and nothing of others.
async fn whole(store: &Store, tenant: &Tenant) {
    assert_eq!(verified(store, tenant).await, 16);
    let tail = store.reader.tail(tenant, 0, 100).await.unwrap();
    let positions: Vec<u64> = tail.iter().map(|event| event.position).collect();
    assert_eq!(positions, (1..=16).collect::<Vec<u64>>());
    assert!(
        tail.iter()
            .all(|event| event.organization_id == tenant.organization_id())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_reads_and_verification_work_over_partitions() {
    let (store, tenants) = split_store().await;
    let admin = store.database.admin().await;
    track_functions(&admin, store.database.name()).await;
    let mut places = std::collections::BTreeSet::new();
    for tenant in &tenants {
        places.insert(place(&admin, tenant).await);
    }
    assert!(places.len() >= 2, "twelve organizations in {places:?}");
    for (batch_scope, name) in [(BatchScope::Any, "any"), (BatchScope::Organization, "one")] {
        let lanes = 1;
        let process = narrow(
            &store.database,
            LedgerConfig {
                lanes,
                batch_scope,
                ..LedgerConfig::default()
            },
        )
        .await;
        let before = counts(&admin).await;
        let lives = tenants
            .iter()
            .map(async |tenant| life(&process, tenant, name).await);
        let ids = join_all(lives).await;
        for (tenant, id) in tenants.iter().zip(ids) {
            let folded = |at| process.reader.fold::<Tank>(tenant, id, at);
            let now = folded(Point {
                position: None,
                effective: None,
            })
            .await
            .unwrap()
            .unwrap();
            assert_eq!((now.state, now.version), (Tank::Sold, 5));
            let then = folded(Point {
                position: None,
                effective: Some(day(2)),
            })
            .await
            .unwrap()
            .unwrap();
            assert_eq!(
                then.state,
                Tank::Standing {
                    bbl: 12,
                    number: Some(name.to_owned())
                }
            );
        }
        report(&process.pool).await;
        let moved = moved(&admin, &before).await;
        assert!(
            moved.calls("append_at") > 0 && moved.calls("append_batch") > 0,
            "{moved:?}"
        );
        process.shutdown.request();
    }
    for tenant in &tenants {
        whole(&store, tenant).await;
    }
    let follower = LedgerReader::new(store.database.pool("wellflow_projector", 1).await);
    let tips = follower.tips().await.unwrap();
    assert_eq!(tips.len(), tenants.len());
    assert!(tips.iter().all(|(_, tip)| *tip == 16), "{tips:?}");
}
