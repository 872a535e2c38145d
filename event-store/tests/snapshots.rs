//! Snapshots are a cache: what is read with them is what is read without, only less of it.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod tank;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use tank::{DEADLINE, FillCorrected, Store, Tank, TankBuilt, TankDrained, TankEvent, TankFilled, day, store};
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_decider::{Decider, Illegal};
use wellflow_event_store::{
    NewEvent, Newest, Outcome, Point, SnapshotConfig, SnapshotWriter, StreamId, StreamPart, Submission,
};
use wellflow_testkit::eventually;

fn filled(on: i64, bbl: i64) -> TankEvent {
    let note = String::new();
    let effective_at = day(on);
    TankFilled {
        effective_at,
        bbl,
        note,
    }
    .into()
}

fn built() -> TankEvent {
    let (effective_at, number) = (day(0), None);
    TankBuilt { effective_at, number }.into()
}

/// Appends events as they are, whatever the tank would say of them; returns their ids.
async fn append(store: &Store, id: Uuid, expected: u64, events: &[TankEvent]) -> Vec<Uuid> {
    let events: Vec<NewEvent> = events
        .iter()
        .map(|event| NewEvent::encode(event, None).unwrap())
        .collect();
    let ids = events.iter().map(|event| event.event_id).collect();
    let stream = StreamId { kind: Tank::KIND, id };
    let part = StreamPart {
        stream,
        expected,
        events,
    };
    let request = store.request(&Uuid::now_v7().to_string());
    let sealed = Submission::seal(
        &store.tenant,
        request.command_id,
        [1; 32],
        &request.metadata,
        vec![part],
    );
    let outcome = store.ledger.submit(sealed.unwrap()).await.unwrap();
    assert!(matches!(outcome, Outcome::Committed { .. }), "{outcome:?}");
    ids
}

/// A tank that is built and then filled once a day up to a version.
async fn grow(store: &Store, id: Uuid, from: u64, to: u64) {
    let mut version = from;
    while version < to {
        let next = to.min(version + 1_000);
        let events: Vec<TankEvent> = (version..next)
            .map(|n| {
                if n == 0 {
                    built()
                } else {
                    filled(i64::try_from(n).unwrap(), 1)
                }
            })
            .collect();
        append(store, id, version, &events).await;
        version = next;
    }
}

async fn newest(store: &Store, id: Uuid) -> Newest<Tank> {
    let mut newest = store
        .reader
        .newest_states::<Tank>(&store.tenant, &[id])
        .await
        .unwrap();
    newest.remove(&id).unwrap()
}

async fn writer(store: &Store, config: SnapshotConfig) -> SnapshotWriter {
    SnapshotWriter::start(
        store.database.pool("wellflow_command", 1).await,
        config,
        &store.shutdown,
    )
}

/// Saves the newest state of a stream and waits until it is there.
async fn save(store: &Store, writer: &SnapshotWriter, admin: &Client, id: Uuid) {
    let newest = newest(store, id).await;
    assert!(writer.offer(&store.tenant, id, &newest.snapshot().unwrap()));
    eventually("the snapshot is saved", DEADLINE, async || {
        versions(admin, id).await.contains(&newest.version).then_some(())
    })
    .await;
}

/// The versions of which there are snapshots.
async fn versions(admin: &Client, id: Uuid) -> BTreeSet<u64> {
    let rows = admin
        .query(
            "SELECT sequence FROM ledger.snapshots WHERE aggregate_id = $1",
            &[&id],
        )
        .await
        .unwrap();
    rows.iter()
        .map(|row| u64::try_from(row.get::<_, i64>(0)).unwrap())
        .collect()
}

#[tokio::test]
async fn a_stream_is_read_from_its_snapshot_on() {
    let store = store().await;
    let admin = store.database.admin().await;
    let writer = writer(&store, SnapshotConfig::default()).await;
    let (id, absent) = (Uuid::now_v7(), Uuid::now_v7());
    grow(&store, id, 0, 150).await;
    // Something that makes no sense is part of what is remembered.
    let drained = TankDrained {
        effective_at: day(200),
        bbl: 1_000,
    };
    append(&store, id, 150, &[drained.into()]).await;
    let before = newest(&store, id).await;
    assert_eq!((before.read, before.behind, before.version), (151, 151, 151));
    assert_eq!(before.anomalies.len(), 1);
    assert!(writer.is_due(before.behind) && !writer.is_due(99));
    save(&store, &writer, &admin, id).await;

    let after = newest(&store, id).await;
    let expected = Newest {
        read: 0,
        behind: 0,
        ..before.clone()
    };
    assert_eq!(after, expected);
    append(&store, id, 151, &[filled(201, 5), filled(202, 6)]).await;
    let after = newest(&store, id).await;
    assert_eq!((after.read, after.behind, after.version), (2, 2, 153));
    assert_eq!(after.anomalies, before.anomalies);
    assert_eq!(
        after.state,
        Tank::Standing {
            bbl: 149 + 11,
            number: None
        }
    );
    let both = store
        .reader
        .newest_states::<Tank>(&store.tenant, &[absent, id, id])
        .await
        .unwrap();
    assert_eq!(both[&id], after);
    assert_eq!((both[&absent].version, &both[&absent].state), (0, &Tank::Absent));
    assert_eq!(both[&absent].snapshot().map(|s| s.version), None);
}

#[tokio::test]
async fn a_hundred_times_the_history_is_not_more_to_read() {
    let store = store().await;
    let admin = store.database.admin().await;
    let writer = writer(&store, SnapshotConfig::default()).await;
    let (short, long) = (Uuid::now_v7(), Uuid::now_v7());
    grow(&store, short, 0, 100).await;
    grow(&store, long, 0, 9_910).await;
    save(&store, &writer, &admin, long).await;
    grow(&store, long, 9_910, 10_000).await;
    let (short, long) = (newest(&store, short).await, newest(&store, long).await);
    assert_eq!((short.version, long.version), (100, 10_000));
    assert!(
        long.read <= 2 * short.read,
        "{} events read of 10,000, {} of 100",
        long.read,
        short.read
    );
}

#[tokio::test]
async fn a_late_or_superseding_event_is_met_with_an_older_snapshot() {
    let store = store().await;
    let admin = store.database.admin().await;
    let writer = writer(&store, SnapshotConfig::default()).await;
    let id = Uuid::now_v7();
    let mut wrong = Uuid::nil();
    for version in [100, 200, 300] {
        grow(&store, id, version - 100, version).await;
        save(&store, &writer, &admin, id).await;
        if version == 200 {
            let last = store.reader.stream(&store.tenant, Tank::KIND, id, 149, 1).await;
            wrong = last.unwrap()[0].event_id;
        }
    }
    assert_eq!(versions(&admin, id).await, BTreeSet::from([100, 200, 300]));
    // Takes effect after the second snapshot's last event and before the third one's.
    append(&store, id, 300, &[filled(250, 7)]).await;
    let late = newest(&store, id).await;
    assert_eq!((late.read, late.behind), (101, 101));
    assert_eq!(
        late.state,
        Tank::Standing {
            bbl: 299 + 7,
            number: None
        }
    );
    // In effect later than all, and yet no snapshot that contains what it supersedes serves.
    let (effective_at, bbl) = (day(400), 50);
    let corrected = FillCorrected {
        effective_at,
        bbl,
        corrects: wrong,
    };
    append(&store, id, 301, &[corrected.into()]).await;
    let superseding = newest(&store, id).await;
    assert_eq!((superseding.read, superseding.behind), (202, 202));
    assert_eq!(
        superseding.state,
        Tank::Standing {
            bbl: 299 + 7 - 1 + 50,
            number: None
        }
    );
    // Before anything any snapshot knows: the whole stream.
    append(&store, id, 302, &[filled(1, 1)]).await;
    assert_eq!(newest(&store, id).await.read, 303);
    save(&store, &writer, &admin, id).await;
    assert_eq!(newest(&store, id).await.read, 0, "the next snapshot heals it");
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_read_is_passed_over() {
    let store = store().await;
    let admin = store.database.admin().await;
    let writer = writer(&store, SnapshotConfig::default()).await;
    let id = Uuid::now_v7();
    grow(&store, id, 0, 100).await;
    save(&store, &writer, &admin, id).await;
    grow(&store, id, 100, 200).await;
    save(&store, &writer, &admin, id).await;
    let good = newest(&store, id).await;
    assert_eq!(good.read, 0);
    let seal = "digest = ledger.snapshot_digest(organization_id, aggregate_type, aggregate_id, sequence, state_version,
                    position, event_id, recorded_at, max_effective_at, STATE, anomalies::text)";
    let damages = [
        // Well sealed, of a shape the tank never had.
        format!(
            r#"state = '{{"Leaking":1}}', {}"#,
            seal.replace("STATE", r#"'{"Leaking":1}'"#)
        ),
        // Decodes, and is not what was written.
        r#"state = '{"Standing":{"bbl":1,"number":null}}'"#.to_owned(),
        "max_effective_at = max_effective_at - interval '1 day'".to_owned(),
        "state_version = 2".to_owned(),
    ];
    for damage in damages {
        let sql =
            format!("UPDATE ledger.snapshots SET {damage} WHERE aggregate_id = '{id}' AND sequence = 200");
        admin
            .batch_execute("CREATE TEMP TABLE kept AS SELECT * FROM ledger.snapshots")
            .await
            .unwrap();
        admin.batch_execute(&sql).await.unwrap();
        let found = newest(&store, id).await;
        assert_eq!((found.read, found.behind), (100, 100), "{damage}");
        assert_eq!(
            (found.state, found.version),
            (good.state.clone(), 200),
            "{damage}"
        );
        let restore =
            "DELETE FROM ledger.snapshots; INSERT INTO ledger.snapshots SELECT * FROM kept; DROP TABLE kept";
        admin.batch_execute(restore).await.unwrap();
    }
    assert_eq!(newest(&store, id).await, good);
}

/// What `ledger.save_snapshots` answers, asked by a role in the name of an organization.
async fn saved(
    store: &Store,
    role: &str,
    organization: Option<Uuid>,
    id: Uuid,
    version: i64,
    event: Uuid,
) -> Result<String, String> {
    let mut client = store.database.client(role).await;
    let transaction = client.transaction().await.unwrap();
    if let Some(organization) = organization {
        let set = "SELECT set_config('app.current_organization_id', $1, true)";
        transaction
            .execute(set, &[&organization.to_string()])
            .await
            .unwrap();
    }
    let save = "SELECT outcome FROM ledger.save_snapshots(ARRAY['tank'], ARRAY[$1]::uuid[], ARRAY[$2]::bigint[], \
                ARRAY[$3]::uuid[], ARRAY[1], ARRAY['2020-01-01Z']::timestamptz[], ARRAY['\"Absent\"'], ARRAY['[]'])";
    let row = transaction.query_one(save, &[&id, &version, &event]).await;
    let outcome = row.map(|row| row.get::<_, String>(0)).map_err(|error| {
        error
            .code()
            .map(|code| code.code().to_owned())
            .unwrap_or_default()
    });
    if outcome.is_ok() {
        transaction.commit().await.unwrap();
    }
    outcome
}

#[tokio::test]
async fn the_database_takes_snapshots_of_what_is_there_and_of_the_tenant_alone() {
    let store = store().await;
    let id = Uuid::now_v7();
    let events = append(&store, id, 0, &[built(), filled(1, 1)]).await;
    let own = Some(store.tenant.organization_id());
    let other = Some(store.database.organization("others").await.organization_id());
    let ask = async |role, organization, version, event| {
        saved(&store, role, organization, id, version, event).await
    };
    let refused = Ok("refused".to_owned());
    assert_eq!(ask("wellflow_command", own, 3, events[1]).await, refused);
    assert_eq!(ask("wellflow_command", own, 0, events[0]).await, refused);
    assert_eq!(
        ask("wellflow_command", own, 2, events[0]).await,
        refused,
        "another event stands there"
    );
    assert_eq!(ask("wellflow_command", other, 2, events[1]).await, refused);
    assert_eq!(ask("wellflow_command", None, 2, events[1]).await, refused);
    for role in ["wellflow_projector", "wellflow_query"] {
        assert_eq!(
            ask(role, own, 2, events[1]).await,
            Err("42501".to_owned()),
            "{role}"
        );
    }
    let admin = store.database.admin().await;
    assert_eq!(versions(&admin, id).await, BTreeSet::new());
    assert_eq!(
        ask("wellflow_command", own, 2, events[1]).await,
        Ok("saved".to_owned())
    );
    assert_eq!(
        ask("wellflow_command", own, 2, events[1]).await,
        Ok("present".to_owned())
    );
    assert_eq!(versions(&admin, id).await, BTreeSet::from([2]));
}

#[tokio::test]
async fn older_snapshots_are_thinned_out_by_age() {
    let store = store().await;
    let admin = store.database.admin().await;
    let id = Uuid::now_v7();
    grow(&store, id, 0, 3_000).await;
    let older_version = "INSERT INTO ledger.snapshots SELECT organization_id, 'tank', aggregate_id, 7, 0, '1', now(), 7, \
                         event_id, now(), '[]', sha256('') FROM ledger.events WHERE aggregate_id = $1 AND sequence = 7";
    admin.execute(older_version, &[&id]).await.unwrap();
    let events = store
        .reader
        .stream(&store.tenant, Tank::KIND, id, 0, 3_000)
        .await
        .unwrap();
    let own = Some(store.tenant.organization_id());
    for event in events.iter().filter(|event| event.sequence % 100 == 0) {
        let version = i64::try_from(event.sequence).unwrap();
        let outcome = saved(&store, "wellflow_command", own, id, version, event.event_id).await;
        assert_eq!(outcome, Ok("saved".to_owned()));
    }
    let kept = versions(&admin, id).await;
    assert!(
        kept.contains(&3_000) && !kept.contains(&7),
        "the newest stays, another shape goes: {kept:?}"
    );
    assert!((4..=7).contains(&kept.len()), "{kept:?}");
    // Wherever one asks, a snapshot is not much further away than the question is old.
    for age in [200, 400, 800, 1_600] {
        let near = kept.range(..=3_000 - age).next_back();
        assert!(
            near.is_some_and(|version| 3_000 - version <= 4 * age),
            "{age}: {kept:?}"
        );
    }
}

#[tokio::test]
async fn an_offer_is_dropped_rather_than_waited_for() {
    let store = store().await;
    let admin = store.database.admin().await;
    let config = SnapshotConfig { every: 1, queue: 2 };
    let writer = writer(&store, config).await;
    let id = Uuid::now_v7();
    grow(&store, id, 0, 10).await;
    let newest = newest(&store, id).await;
    admin
        .batch_execute("BEGIN; LOCK TABLE ledger.snapshots IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let offered = (0..100)
        .take_while(|_| writer.offer(&store.tenant, id, &newest.snapshot().unwrap()))
        .count();
    assert!(
        (2..=3).contains(&offered),
        "two wait, at most one is being saved: {offered}"
    );
    admin.batch_execute("COMMIT").await.unwrap();
    eventually("what was taken is saved", DEADLINE, async || {
        versions(&admin, id).await.contains(&10).then_some(())
    })
    .await;
    store.shutdown.request();
    eventually("a stopped writer takes nothing", DEADLINE, async || {
        (!writer.offer(&store.tenant, id, &newest.snapshot().unwrap())).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_long_stream_is_read_page_by_page_to_the_point_asked_for() {
    let store = store().await;
    let admin = store.database.admin().await;
    let writer = writer(&store, SnapshotConfig::default()).await;
    let id = Uuid::now_v7();
    grow(&store, id, 0, 40).await;
    save(&store, &writer, &admin, id).await;
    grow(&store, id, 40, 3_500).await;
    let level = async |position: Option<u64>, effective: Option<DateTime<Utc>>| {
        let point = Point { position, effective };
        let folded = store.reader.fold::<Tank>(&store.tenant, id, point).await.unwrap();
        folded.map(|folded| (folded.state, folded.version))
    };
    let standing = |bbl| Tank::Standing { bbl, number: None };
    // A pages' last event, the first of the next one, and the end.
    for version in [39, 40, 41, 1_040, 1_041, 2_040, 3_499, 3_500] {
        let expected = Some((standing(i64::try_from(version).unwrap() - 1), version));
        assert_eq!(level(Some(version), None).await, expected);
        let folded = store
            .reader
            .fold_at_version::<Tank>(&store.tenant, id, version)
            .await;
        let folded = folded.unwrap().map(|folded| (folded.state, folded.version));
        assert_eq!(folded, expected);
    }
    assert_eq!(level(None, None).await, Some((standing(3_499), 3_500)));
    assert_eq!(level(None, Some(day(20))).await, Some((standing(20), 21)));
    assert_eq!(level(Some(0), None).await, None);
    let beyond = store
        .reader
        .fold_at_version::<Tank>(&store.tenant, id, 3_501)
        .await;
    assert_eq!(beyond.unwrap(), None);
    let absurd = store
        .reader
        .fold_at_version::<Tank>(&store.tenant, id, u64::MAX)
        .await;
    assert_eq!(absurd.unwrap(), None);
    let found = newest(&store, id).await;
    assert_eq!((found.read, found.behind, found.version), (3_460, 3_460, 3_500));
}

#[test]
fn a_stored_event_is_applied_whole_or_not_at_all() {
    let mut tank = Tank::Absent;
    let drained = |bbl| TankDrained {
        effective_at: day(1),
        bbl,
    };
    assert_eq!(tank.evolve_all(&[]), Ok(()));
    let refused = tank.evolve_all(&[built(), filled(1, 5), drained(6).into()]);
    assert_eq!(refused, Err(Illegal::new("6 bbl drained of 5")));
    assert_eq!(tank, Tank::Absent);
    assert_eq!(
        tank.evolve_all(&[built(), filled(1, 5), drained(5).into()]),
        Ok(())
    );
    assert_eq!(tank, Tank::Standing { bbl: 0, number: None });
}
