//! An organization that moves from one database to another.

use std::io::Cursor;

use uuid::Uuid;
use wellflow_event_store::organization::{self, OrganizationError};
use wellflow_event_store::{LedgerKey, LedgerReader};
use wellflow_runtime::Tenant;
use wellflow_testkit::TestDatabase;

use crate::field::{
    ACTOR, actions, administrator, asked, everything, exported, filled, history, imported, ledger, log_holds,
    opened, verdict,
};
use crate::tank::{TankCommand, day};

#[tokio::test]
async fn what_was_exported_is_the_same_row_by_row_where_it_is_imported() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let (exported, file) = exported(&store.database, id).await;
    let header = &exported.header;
    assert_eq!((header.slug.as_str(), header.organization_id), ("tanks", id));
    assert_eq!(
        (exported.counts.events, exported.counts.claims),
        (header.position, 3)
    );
    // 4 tanks, of which 2 are sold again, with 5 or 6 commands each; 3 commands of before.
    assert_eq!((exported.counts.events, exported.counts.commands), (20, 25));
    assert_eq!((exported.counts.commits, exported.counts.outbox), (24, 16));

    let elsewhere = TestDatabase::create().await;
    let other = elsewhere.organization("others").await;
    let imported = imported(&elsewhere, &file, &asked()).await.unwrap();
    assert_eq!(imported.slug, "tanks");
    let (here, there) = (ledger(&store.database, id).await, ledger(&elsewhere, id).await);
    for (table, rows) in &here {
        assert!(!rows.is_empty(), "{table}");
        assert_eq!(rows, &there[table], "{table}");
    }
    // Nothing else came along, and the neighbour has nothing of it.
    let found = everything(&elsewhere, id).await;
    let tables: Vec<&str> = found.keys().map(String::as_str).collect();
    let moved = [
        "claims",
        "commands",
        "commits",
        "events",
        "head",
        "organizations",
        "outbox",
    ];
    assert_eq!(tables, moved.map(|table| format!("ledger.{table}")));
    assert_eq!(everything(&elsewhere, other.organization_id()).await.len(), 2);

    // Another copy, which says where it came from.
    assert_ne!(imported.incarnation, header.incarnation);
    let admin = administrator(&elsewhere).await;
    let entries = organization::entries(&admin, 0, 100).await.unwrap();
    let last = entries.last().unwrap();
    assert_eq!(
        (last.action.as_str(), last.incarnation),
        ("imported", Some(imported.incarnation))
    );
    assert!(
        last.detail.contains(&header.incarnation.to_string()),
        "{}",
        last.detail
    );
    assert_eq!(last.actor, ACTOR);
    assert_eq!(
        actions(&store.database, id).await,
        ["created", "exporting", "exported"]
    );
    assert_eq!(actions(&elsewhere, id).await, ["importing", "imported"]);
    log_holds(&store.database).await;
    log_holds(&elsewhere).await;
}

#[tokio::test]
async fn a_ledger_goes_on_where_it_moved_to() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let (exported_first, file) = exported(&store.database, id).await;
    let elsewhere = TestDatabase::create().await;
    imported(&elsewhere, &file, &asked()).await.unwrap();
    let there = opened(&elsewhere, &store.tenant).await;
    // A key that is taken is taken there too, and a command that was carried out is not carried out again.
    let taken = there.build("first-1").await;
    assert!(
        matches!(taken, Err(wellflow_event_store::ExecuteError::Claimed { .. })),
        "{taken:?}"
    );
    let again = there.build("first build 0").await.unwrap();
    assert!(again.replayed);
    let new = there.build("first-0").await.unwrap();
    assert_eq!(new.position, exported_first.header.position + 1);
    verdict(&elsewhere, &store.tenant).await.unwrap();
    // And back again, with what was added.
    let (second, file) = exported(&elsewhere, id).await;
    assert_eq!(second.header.position, exported_first.header.position + 1);
    let third = TestDatabase::create().await;
    imported(&third, &file, &asked()).await.unwrap();
    assert_eq!(ledger(&third, id).await, ledger(&elsewhere, id).await);
}

#[tokio::test]
async fn an_empty_ledger_moves_too() {
    let database = TestDatabase::create().await;
    let tenant = database.organization("empty").await;
    let (exported, file) = exported(&database, tenant.organization_id()).await;
    assert_eq!((exported.header.position, exported.header.recorded_at), (0, None));
    let elsewhere = TestDatabase::create().await;
    imported(&elsewhere, &file, &asked()).await.unwrap();
    assert_eq!(
        opened(&elsewhere, &tenant)
            .await
            .build("one")
            .await
            .unwrap()
            .position,
        1
    );
    log_holds(&elsewhere).await;
}

#[tokio::test]
async fn an_export_holds_one_position_while_appends_go_on() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let writing = async {
        for round in 0..20 {
            history(&store, &format!("round {round}")).await;
        }
    };
    let exporting = async {
        let mut files = Vec::new();
        for _ in 0..6 {
            files.push(exported(&store.database, id).await);
        }
        files
    };
    let ((), files) = tokio::join!(writing, exporting);
    let mut positions: Vec<u64> = files
        .iter()
        .map(|(exported, _)| exported.header.position)
        .collect();
    let last = positions.pop().unwrap();
    assert!(
        positions.is_sorted() && positions[0] < last,
        "appends went on meanwhile: {positions:?}"
    );
    for (exported, file) in files {
        let elsewhere = TestDatabase::create().await;
        // The verification compares the claims with those of the events up to that position.
        let imported = imported(&elsewhere, &file, &asked()).await.unwrap();
        assert_eq!(imported.checked.header.position, exported.header.position);
    }
}

#[tokio::test]
async fn a_ledger_somebody_changed_is_not_exported() {
    let changes = [
        "UPDATE ledger.events SET payload = (payload::text || ' ')::json WHERE position = 7",
        "UPDATE ledger.events SET sequence = 9 WHERE position = 7",
        "DELETE FROM ledger.commands WHERE from_position = 9 AND to_position = 9",
        "UPDATE ledger.commands SET fingerprint = sha256('x') WHERE from_position > to_position AND recorded_at IS NOT NULL",
        "DELETE FROM ledger.events WHERE position = 20",
        "DELETE FROM ledger.commits WHERE to_position = 1",
        "UPDATE ledger.commits SET format = 2 WHERE to_position = 1",
    ];
    for change in changes {
        let store = filled().await;
        let admin = store.database.admin().await;
        assert!(admin.execute(change, &[]).await.unwrap() > 0, "{change}");
        let administrator = administrator(&store.database).await;
        let reader = LedgerReader::new(store.database.pool("wellflow_query", 1).await);
        let mut file = Vec::new();
        let id = store.tenant.organization_id();
        let refused = organization::export(&administrator, &reader, id, ACTOR, None, &mut file, |_| {}).await;
        assert!(
            matches!(refused, Err(OrganizationError::Broken { .. })),
            "{change}: {refused:?}"
        );
        let unfinished = organization::check(Cursor::new(&file), None, |_| {});
        assert!(unfinished.is_err(), "{change}");
        assert_eq!(
            actions(&store.database, id).await,
            ["created", "exporting"],
            "{change}"
        );
    }
}

#[tokio::test]
async fn a_signed_file_is_the_keys_and_a_changed_one_is_nobodys() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let key = LedgerKey::generate().unwrap();
    let admin = administrator(&store.database).await;
    let reader = LedgerReader::new(store.database.pool("wellflow_query", 1).await);
    let mut file = Vec::new();
    organization::export(&admin, &reader, id, ACTOR, Some(&key), &mut file, |_| {})
        .await
        .unwrap();
    let public = key.public_key();
    let checked = organization::check(Cursor::new(&file), Some(&public), |_| {}).unwrap();
    assert_eq!(checked.signed_with, Some(public.key_id()));
    let stranger = LedgerKey::generate().unwrap().public_key();
    let refused = organization::check(Cursor::new(&file), Some(&stranger), |_| {});
    assert!(
        matches!(refused, Err(OrganizationError::Signature(_))),
        "{refused:?}"
    );
    // Without a key the signature is not looked at, the rest is.
    assert!(organization::check(Cursor::new(&file), None, |_| {}).is_ok());

    let (_, unsigned) = exported(&store.database, id).await;
    let elsewhere = TestDatabase::create().await;
    let demanding = organization::ImportRequest {
        key: Some(public),
        ..asked()
    };
    let refused = imported(&elsewhere, &unsigned, &demanding).await;
    assert!(
        matches!(refused, Err(OrganizationError::Signature(_))),
        "{refused:?}"
    );
    assert!(everything(&elsewhere, id).await.is_empty());
    imported(&elsewhere, &file, &demanding).await.unwrap();
}

#[tokio::test]
async fn what_is_here_already_is_not_imported_over() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let (_, file) = exported(&store.database, id).await;
    let before = everything(&store.database, id).await;
    let refused = imported(&store.database, &file, &asked()).await.unwrap_err();
    assert!(
        matches!(&refused, OrganizationError::Refused(reason) if reason.contains(&id.to_string())),
        "{refused}"
    );
    assert_eq!(everything(&store.database, id).await, before);

    let elsewhere = TestDatabase::create().await;
    elsewhere.organization("tanks").await;
    let refused = imported(&elsewhere, &file, &asked()).await.unwrap_err();
    assert!(
        matches!(&refused, OrganizationError::Refused(reason) if reason.contains("tanks")),
        "{refused}"
    );
    assert!(everything(&elsewhere, id).await.is_empty());
    let renamed = organization::ImportRequest {
        slug: Some("tanks-2".to_owned()),
        ..asked()
    };
    assert_eq!(
        imported(&elsewhere, &file, &renamed).await.unwrap().slug,
        "tanks-2"
    );
    let admin = administrator(&elsewhere).await;
    let listed = organization::list(&admin).await.unwrap();
    let listed: Vec<_> = listed
        .iter()
        .map(|one| (one.slug.as_str(), one.state.as_str(), one.position))
        .collect();
    assert_eq!(listed, [("tanks", "live", 0), ("tanks-2", "live", 20)]);
    log_holds(&elsewhere).await;
}

#[tokio::test]
async fn a_restored_ledger_is_another_copy() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let before = store.reader.incarnation(&store.tenant).await.unwrap().unwrap();
    let admin = administrator(&store.database).await;
    let after = organization::renew_incarnation(&admin, id, ACTOR).await.unwrap();
    assert_ne!(after, before);
    assert_eq!(
        store.reader.incarnation(&store.tenant).await.unwrap(),
        Some(after)
    );
    log_holds(&store.database).await;
    store
        .run("after", Uuid::now_v7(), TankCommand::Build(day(0), None))
        .await
        .unwrap();
    verdict(&store.database, &store.tenant).await.unwrap();
    let nobody = Tenant::authenticated(Uuid::now_v7());
    let refused = organization::renew_incarnation(&admin, nobody.organization_id(), ACTOR).await;
    assert!(
        matches!(refused, Err(OrganizationError::Refused(_))),
        "{refused:?}"
    );
}
