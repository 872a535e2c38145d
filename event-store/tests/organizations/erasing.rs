//! An organization that is erased: nothing of it is left, nothing of anybody else is touched.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;
use wellflow_event_store::organization::{
    self, Erasure, ImportRequest, OrganizationError, TOMBSTONE_PURPOSE, Tombstone,
};
use wellflow_event_store::{ExecuteError, LedgerKey};
use wellflow_testkit::TestDatabase;

use crate::field::{
    ACTOR, actions, administrator, asked, everything, exported, filled, imported, log_holds, opened,
    tenant_tables,
};
use crate::tank::{TankCommand, day};

/// Rows of an organization in the tables the ledger does not fill by itself.
async fn projected(database: &TestDatabase, organization: Uuid) {
    let admin = database.admin().await;
    let sql = include_str!("projected.sql").replace("{organization}", &organization.to_string());
    admin.batch_execute(&sql).await.unwrap();
}

async fn erase(database: &TestDatabase, organization: Uuid) -> Tombstone {
    let admin = administrator(database).await;
    let mut erasure = Erasure::begin(&admin, organization, ACTOR).await.unwrap();
    while erasure.step(&admin).await.unwrap().is_some() {}
    erasure.finish(&admin).await.unwrap().unwrap()
}

#[tokio::test]
async fn nothing_of_it_is_left_in_any_table_and_nothing_of_others_is_touched() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let neighbour = neighbour(&store.database).await;
    projected(&store.database, id).await;
    projected(&store.database, neighbour).await;
    let before = everything(&store.database, id).await;
    let all = tenant_tables(&store.database.admin().await).await;
    let unfilled: Vec<_> = all.iter().filter(|table| !before.contains_key(*table)).collect();
    assert_eq!(
        unfilled,
        ["ledger.erasures"],
        "a new table needs rows in this test"
    );
    let others = everything(&store.database, neighbour).await;

    let tombstone = erase(&store.database, id).await;

    assert!(everything(&store.database, id).await.is_empty());
    assert_eq!(everything(&store.database, neighbour).await, others);
    assert_eq!((tombstone.position, tombstone.slug.as_str()), (20, "tanks"));
    for (table, rows) in before {
        if !matches!(table.as_str(), "ledger.organizations" | "ledger.head") {
            assert_eq!(tombstone.removed[&table], rows.len() as u64, "{table}");
        }
    }
    assert_eq!(
        actions(&store.database, id).await,
        ["created", "erasing", "erased"]
    );
    log_holds(&store.database).await;
}

/// An organization with a history of its own in the same database.
async fn neighbour(database: &TestDatabase) -> Uuid {
    let other = filled().await;
    let id = other.tenant.organization_id();
    let (_, file) = exported(&other.database, id).await;
    let request = ImportRequest {
        slug: Some("neighbour".to_owned()),
        ..asked()
    };
    imported(database, &file, &request).await.unwrap();
    id
}

#[tokio::test]
async fn an_erasure_that_is_cut_off_refuses_appends_and_is_gone_on_with() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    projected(&store.database, id).await;
    let before = everything(&store.database, id).await;
    // The store has the organization's aggregates in its cache.
    let again = store
        .run("late", Uuid::now_v7(), TankCommand::Build(day(0), None))
        .await;
    assert!(again.is_ok());
    let mut steps = 0;
    loop {
        // Each time another connection, which does one batch and goes away.
        let admin = administrator(&store.database).await;
        let mut erasure = Erasure::begin(&admin, id, ACTOR).await.unwrap();
        let step = erasure.step(&admin).await.unwrap();
        let refused = store
            .run("later", Uuid::now_v7(), TankCommand::Build(day(0), None))
            .await;
        assert!(
            matches!(refused, Err(ExecuteError::UnknownOrganization)),
            "{refused:?}"
        );
        assert_eq!(store.reader.incarnation(&store.tenant).await.unwrap(), None);
        log_holds(&store.database).await;
        if step.is_none() {
            break;
        }
        steps += 1;
        let early = Erasure::begin(&admin, id, ACTOR)
            .await
            .unwrap()
            .finish(&admin)
            .await;
        if everything(&store.database, id).await.len() > 2 {
            assert!(matches!(early, Err(OrganizationError::Refused(_))), "{early:?}");
        } else {
            break;
        }
    }
    // One step for each table but the organization's own row and the head, which is gone before.
    assert_eq!(steps, before.len() - 2);
    let admin = administrator(&store.database).await;
    assert!(everything(&store.database, id).await.is_empty());
    let tombstone = organization::tombstone(&admin, id).await.unwrap().unwrap();
    assert_eq!(
        tombstone.removed["read.well_summary"], 30,
        "what was removed before counts"
    );
    let refused = Erasure::begin(&admin, id, ACTOR).await;
    assert!(
        matches!(refused, Err(OrganizationError::Refused(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn appends_that_race_an_erasure_are_written_before_it_or_refused() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let there = opened(&store.database, &store.tenant).await;
    let written = AtomicU64::new(0);
    let writing = async {
        for number in 0.. {
            match there.build(&format!("race {number}")).await {
                Ok(committed) => written.fetch_max(committed.position, Ordering::Relaxed),
                Err(ExecuteError::UnknownOrganization) => return number,
                Err(error) => panic!("{error:?}"),
            };
        }
        0
    };
    let erasing = async {
        while written.load(Ordering::Relaxed) < 40 {
            tokio::task::yield_now().await;
        }
        erase(&store.database, id).await
    };
    let (appends, tombstone) = tokio::join!(writing, erasing);
    assert!(appends > 0);
    assert_eq!(
        tombstone.position,
        written.into_inner(),
        "the tombstone names the last append that was answered"
    );
    assert!(everything(&store.database, id).await.is_empty());
}

#[tokio::test]
async fn an_erased_id_stays_erased_and_its_slug_is_given_again_only_on_demand() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let (_, file) = exported(&store.database, id).await;
    let tombstone = erase(&store.database, id).await;
    let admin = administrator(&store.database).await;
    let create = |id: Uuid, reuse: bool| organization::create(&admin, id, "tanks", "Tanks", ACTOR, reuse);
    for reuse in [false, true] {
        let refused = create(id, reuse).await;
        assert!(
            matches!(&refused, Err(OrganizationError::Refused(r)) if r.contains("erased")),
            "{refused:?}"
        );
    }
    let refused = create(Uuid::now_v7(), false).await;
    assert!(
        matches!(&refused, Err(OrganizationError::Refused(r)) if r.contains("tanks")),
        "{refused:?}"
    );
    let refused = imported(&store.database, &file, &asked()).await;
    assert!(
        matches!(&refused, Err(OrganizationError::Refused(r)) if r.contains("erased")),
        "{refused:?}"
    );
    // It may come back where that is asked for, with the ledger the tombstone names.
    let returning = ImportRequest {
        returning: true,
        ..asked()
    };
    let back = imported(&store.database, &file, &returning).await.unwrap();
    assert_eq!(back.checked.header.chain, tombstone.chain);
    assert!(organization::tombstone(&admin, id).await.unwrap().is_none());
    erase(&store.database, id).await;
    create(Uuid::now_v7(), true).await.unwrap();
    log_holds(&store.database).await;
}

#[tokio::test]
async fn a_tombstone_is_a_signed_document() {
    let store = filled().await;
    let tombstone = erase(&store.database, store.tenant.organization_id()).await;
    let key = LedgerKey::generate().unwrap();
    let text = key.sign_document(TOMBSTONE_PURPOSE, &tombstone).unwrap();
    let read: Tombstone = key.public_key().open_document(TOMBSTONE_PURPOSE, &text).unwrap();
    assert_eq!(read, tombstone);
    let changed = text.replace("\"position\":20", "\"position\":19");
    assert_ne!(changed, text);
    let opened = key
        .public_key()
        .open_document::<Tombstone>(TOMBSTONE_PURPOSE, &changed);
    assert!(opened.is_err());
}

#[tokio::test]
async fn what_is_not_here_is_not_erased() {
    let database = TestDatabase::create().await;
    let admin = administrator(&database).await;
    let refused = Erasure::begin(&admin, Uuid::now_v7(), ACTOR).await;
    assert!(
        matches!(refused, Err(OrganizationError::Refused(_))),
        "{refused:?}"
    );
}
