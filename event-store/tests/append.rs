//! What one append writes, and what it refuses.

mod tank;

use sha2::{Digest, Sha256};
use tank::{Tank, TankCommand, TankError, day, open, request, store};
use uuid::Uuid;
use wellflow_event_store::{ExecuteError, LedgerReader, Point, StreamId, StreamPart, Submission};

#[tokio::test]
async fn positions_are_gapless_and_instants_strictly_increase() {
    let store = store().await;
    for n in 0..20 {
        store
            .run(
                &format!("build {n}"),
                Uuid::now_v7(),
                TankCommand::Build(day(n), None),
            )
            .await
            .unwrap();
    }
    let events = store.reader.tail(&store.tenant, 0, 100).await.unwrap();
    let positions: Vec<u64> = events.iter().map(|event| event.position).collect();
    assert_eq!(positions, (1..=20).collect::<Vec<u64>>());
    assert!(
        events
            .windows(2)
            .all(|pair| pair[0].recorded_at < pair[1].recorded_at)
    );
    assert_eq!(
        store
            .reader
            .tip(&store.tenant)
            .await
            .unwrap()
            .map(|tip| tip.position),
        Some(20)
    );
}

#[tokio::test]
async fn an_append_writes_events_outbox_commit_command_and_claim_together() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), Some("T-1".to_owned())))
        .await
        .unwrap();
    store
        .run("fill", id, TankCommand::Fill(day(1), 90, "by Jane".to_owned()))
        .await
        .unwrap();
    store
        .run("drain", id, TankCommand::Drain(day(2), 10))
        .await
        .unwrap();
    let admin = store.database.admin().await;
    let outbox = admin
        .query(
            "SELECT type, payload::text FROM ledger.outbox ORDER BY position",
            &[],
        )
        .await
        .unwrap();
    let outbox: Vec<(String, String)> = outbox.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(
        outbox.len(),
        2,
        "an event without a public form stays out of the outbox"
    );
    assert!(
        outbox.iter().all(|(_, payload)| !payload.contains("Jane")),
        "the outbox holds the public form"
    );
    let count = async |table: &str| -> i64 {
        admin
            .query_one(&format!("SELECT count(*) FROM ledger.{table}"), &[])
            .await
            .unwrap()
            .get(0)
    };
    assert_eq!(
        (
            count("events").await,
            count("commands").await,
            count("commits").await,
            count("claims").await
        ),
        (3, 3, 3, 1)
    );
}

#[tokio::test]
async fn the_chain_seals_every_commit() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    for n in 1..5 {
        store
            .run(
                &format!("fill {n}"),
                id,
                TankCommand::Fill(day(n), n, "é\u{1F6E2}\"\\".to_owned()),
            )
            .await
            .unwrap();
    }
    let admin = store.database.admin().await;
    let commits = "SELECT from_position, to_position, timestamptz_send(recorded_at), chain FROM ledger.commits ORDER BY 2";
    let commands = "SELECT command_id, fingerprint, from_position, to_position FROM ledger.commands \
                    WHERE recorded_at = (SELECT recorded_at FROM ledger.commits WHERE to_position = $1) \
                    ORDER BY from_position, to_position, command_id";
    let mut chain = vec![0u8; 32];
    for row in admin.query(commits, &[]).await.unwrap() {
        let (from, to): (i64, i64) = (row.get(0), row.get(1));
        let mut hash = Sha256::new();
        hash.update([2]);
        hash.update(&chain);
        hash.update(store.tenant.organization_id().as_bytes());
        hash.update(from.to_be_bytes());
        hash.update(to.to_be_bytes());
        hash.update(row.get::<_, &[u8]>(2));
        let events = store
            .reader
            .tail(&store.tenant, u64::try_from(from - 1).unwrap(), 1_000)
            .await
            .unwrap();
        for event in events
            .iter()
            .take_while(|event| event.position <= u64::try_from(to).unwrap())
        {
            hash.update(event.digest);
        }
        for command in admin.query(commands, &[&to]).await.unwrap() {
            hash.update(command.get::<_, Uuid>(0).as_bytes());
            hash.update(command.get::<_, &[u8]>(1));
            hash.update(command.get::<_, i64>(2).to_be_bytes());
            hash.update(command.get::<_, i64>(3).to_be_bytes());
        }
        chain = hash.finalize().to_vec();
        assert_eq!(chain, row.get::<_, &[u8]>(3));
    }
}

#[tokio::test]
async fn a_repeated_command_is_answered_with_its_first_outcome() {
    let store = store().await;
    let id = Uuid::now_v7();
    let first = store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    store
        .run("fill", id, TankCommand::Fill(day(1), 5, String::new()))
        .await
        .unwrap();
    let again = store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    assert_eq!(
        (again.version, again.position, &again.event_ids),
        (1, 1, &first.event_ids)
    );
    assert!(again.replayed && !first.replayed);

    let nothing = store
        .run("nothing", id, TankCommand::Fill(day(2), 0, String::new()))
        .await
        .unwrap();
    assert_eq!((nothing.version, nothing.event_ids.len()), (2, 0));
    store
        .run("more", id, TankCommand::Fill(day(3), 1, String::new()))
        .await
        .unwrap();
    let nothing = store
        .run("nothing", id, TankCommand::Fill(day(2), 0, String::new()))
        .await
        .unwrap();
    assert_eq!(
        (nothing.version, nothing.replayed),
        (2, true),
        "a success without events is recorded too"
    );
}

#[tokio::test]
async fn a_key_used_for_something_else_is_refused() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("key", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let other = wellflow_event_store::CommandRequest {
        fingerprint: [8; 32],
        ..store.request("key")
    };
    let refused = store
        .executor
        .execute::<Tank>(&other, id, TankCommand::Fill(day(1), 1, String::new()))
        .await;
    assert!(matches!(refused, Err(ExecuteError::KeyReused)), "{refused:?}");
    let refused = store
        .executor
        .execute::<Tank>(&other, id, TankCommand::Build(day(1), None))
        .await;
    assert!(
        matches!(refused, Err(ExecuteError::KeyReused)),
        "also where the aggregate would refuse: {refused:?}"
    );
}

#[tokio::test]
async fn a_version_the_stream_is_not_at_is_a_conflict() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let stale = wellflow_event_store::CommandRequest {
        expected_version: Some(0),
        ..store.request("fill")
    };
    let refused = store
        .executor
        .execute::<Tank>(&stale, id, TankCommand::Fill(day(1), 1, String::new()))
        .await;
    assert!(
        matches!(
            refused,
            Err(ExecuteError::VersionConflict {
                expected: 0,
                actual: 1
            })
        ),
        "{refused:?}"
    );
    assert_eq!(
        store.reader.tail(&store.tenant, 0, 10).await.unwrap().len(),
        1,
        "nothing was written"
    );
}

#[tokio::test]
async fn a_business_key_has_one_owner_until_it_is_given_up() {
    let store = store().await;
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let build = || TankCommand::Build(day(0), Some("T-7".to_owned()));
    store.run("first", first, build()).await.unwrap();
    let refused = store.run("second", second, build()).await;
    assert!(
        matches!(&refused, Err(ExecuteError::Claimed { kind, key, aggregate_id })
            if kind == "tank" && key == "T-7" && *aggregate_id == first),
        "{refused:?}"
    );
    store.run("sell", first, TankCommand::Sell(day(1))).await.unwrap();
    store.run("second again", second, build()).await.unwrap();
}

#[tokio::test]
async fn a_check_only_stream_that_moved_fails_its_submission_alone() {
    let store = store().await;
    let (guard, written) = (Uuid::now_v7(), Uuid::now_v7());
    store
        .run("guard", guard, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let submission = |expected| {
        let streams = vec![StreamPart {
            stream: StreamId {
                kind: "tank",
                id: guard,
            },
            expected,
            events: vec![],
        }];
        let metadata = store.request("x").metadata;
        Submission::seal(&store.tenant, Uuid::now_v7(), [0; 32], &metadata, streams).unwrap()
    };
    let stale = store.ledger.submit(submission(0)).await.unwrap();
    assert!(
        matches!(stale, wellflow_event_store::Outcome::Conflict { actual: 1, .. }),
        "{stale:?}"
    );
    let current = store.ledger.submit(submission(1)).await.unwrap();
    assert!(
        matches!(current, wellflow_event_store::Outcome::Committed { .. }),
        "{current:?}"
    );

    let request = store.request("g");
    let guarded = store
        .executor
        .execute_guarded::<Tank, Tank>(&request, written, guard, |tank, version| {
            assert_eq!((tank, version), (&Tank::Standing { bbl: 0, number: None }, 1));
            Ok(TankCommand::Build(day(1), None))
        })
        .await;
    assert_eq!(guarded.unwrap().version, 1);
}

#[tokio::test]
async fn an_unknown_organization_is_refused() {
    let store = store().await;
    let stranger = wellflow_runtime::Tenant::authenticated(Uuid::now_v7());
    let build = TankCommand::Build(day(0), None);
    let refused = store
        .executor
        .execute::<Tank>(&request(&stranger, "k"), Uuid::now_v7(), build)
        .await;
    assert!(
        matches!(refused, Err(ExecuteError::UnknownOrganization)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn commands_that_race_are_each_applied_once() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let (_, _, second, shutdown) = open(&store.database).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..200u32 {
        for executor in [store.executor.clone(), second.clone()] {
            // Every key is sent through both processes at once.
            let request = request(&store.tenant, &format!("fill {n}"));
            tasks.spawn(async move {
                executor
                    .execute::<Tank>(&request, id, TankCommand::Fill(day(1), 1, String::new()))
                    .await
            });
        }
    }
    let mut busy = 0;
    while let Some(result) = tasks.join_next().await {
        match result.unwrap() {
            Ok(_) => {}
            Err(ExecuteError::Busy { .. }) => busy += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    // Whoever was told to come back comes back with the same key.
    for n in 0..200u32 {
        store
            .run(
                &format!("fill {n}"),
                id,
                TankCommand::Fill(day(1), 1, String::new()),
            )
            .await
            .unwrap();
    }
    let folded = store
        .reader
        .fold::<Tank>(&store.tenant, id, Point::default())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (folded.state, folded.version),
        (
            Tank::Standing {
                bbl: 200,
                number: None
            },
            201
        ),
        "busy: {busy}"
    );
    shutdown.request();
}

#[tokio::test]
async fn a_refusal_decided_on_a_cached_state_is_confirmed_first() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let (_, _, other, shutdown) = open(&store.database).await;
    other
        .execute::<Tank>(
            &request(&store.tenant, "fill"),
            id,
            TankCommand::Fill(day(1), 10, String::new()),
        )
        .await
        .unwrap();
    store
        .run("drain", id, TankCommand::Drain(day(2), 10))
        .await
        .unwrap();
    let short = store.run("drain again", id, TankCommand::Drain(day(3), 1)).await;
    assert!(
        matches!(
            short,
            Err(ExecuteError::Refused(TankError::Short { wanted: 1, held: 0 }))
        ),
        "{short:?}"
    );
    shutdown.request();
}

#[tokio::test]
async fn a_reader_of_another_organization_sees_nothing() {
    let store = store().await;
    let other = store.database.organization("others").await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    for role in ["wellflow_command", "wellflow_projector", "wellflow_query"] {
        let reader = LedgerReader::new(store.database.pool(role, 1).await);
        assert_eq!(reader.tail(&other, 0, 10).await.unwrap(), vec![], "{role}");
        assert!(
            reader
                .fold::<Tank>(&other, id, Point::default())
                .await
                .unwrap()
                .is_none(),
            "{role}"
        );
        assert_eq!(
            reader.tail(&store.tenant, 0, 10).await.unwrap().len(),
            1,
            "{role}"
        );
    }
}

#[tokio::test]
async fn a_refusal_because_of_a_guard_is_decided_again_on_the_guard_as_it_is_now() {
    let store = store().await;
    let guard = Uuid::now_v7();
    store
        .run("guard", guard, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    // The command is made of what the guard holds, and judged only when it is decided.
    let drain = async |key: &str, id: Uuid| {
        let request = store.request(key);
        let prepare = |tank: &Tank, _| match tank {
            Tank::Standing { bbl, .. } => Ok(TankCommand::Drain(day(9), 10 - bbl)),
            Tank::Absent | Tank::Sold => Err(TankError::Absent),
        };
        store
            .executor
            .execute_guarded::<Tank, Tank>(&request, id, guard, prepare)
            .await
    };
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let short = drain("too much", id).await;
    assert!(
        matches!(
            short,
            Err(ExecuteError::Refused(TankError::Short { wanted: 10, held: 0 }))
        ),
        "{short:?}"
    );
    // Another process fills the guard; this one still has it cached as empty.
    let (_, _, other, shutdown) = open(&store.database).await;
    let fill = TankCommand::Fill(day(1), 10, String::new());
    other
        .execute::<Tank>(&request(&store.tenant, "fill"), guard, fill)
        .await
        .unwrap();
    drain("nothing", id).await.unwrap();
    shutdown.request();
}

#[tokio::test]
async fn only_an_event_that_stands_is_superseded_and_only_once() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let filled = store
        .run("fill", id, TankCommand::Fill(day(1), 10, String::new()))
        .await
        .unwrap()
        .event_ids[0];
    let stranger = Uuid::now_v7();
    let refused = store
        .run("no such event", id, TankCommand::CorrectFill(day(1), 5, stranger))
        .await;
    assert!(
        matches!(refused, Err(ExecuteError::NotStanding { event_id }) if event_id == stranger),
        "{refused:?}"
    );
    store
        .run("once", id, TankCommand::CorrectFill(day(1), 5, filled))
        .await
        .unwrap();
    let refused = store
        .run("twice", id, TankCommand::CorrectFill(day(1), 6, filled))
        .await;
    assert!(
        matches!(refused, Err(ExecuteError::NotStanding { event_id }) if event_id == filled),
        "{refused:?}"
    );
}

#[tokio::test]
async fn many_streams_are_hydrated_at_once_and_commands_go_on_from_there() {
    let store = store().await;
    let ids: Vec<Uuid> = (0..50).map(|_| Uuid::now_v7()).collect();
    for (n, id) in ids.iter().enumerate().take(25) {
        store
            .run(&format!("build {n}"), *id, TankCommand::Build(day(0), None))
            .await
            .unwrap();
    }
    let (_, _, fresh, shutdown) = open(&store.database).await;
    fresh.hydrate_many::<Tank>(&store.tenant, &ids).await.unwrap();
    for (n, id) in ids.iter().enumerate() {
        let built = request(&store.tenant, &format!("build again {n}"));
        let again = fresh
            .execute::<Tank>(&built, *id, TankCommand::Build(day(0), None))
            .await;
        assert_eq!(again.is_ok(), n >= 25, "{n}: {again:?}");
        let filled = request(&store.tenant, &format!("fill {n}"));
        fresh
            .execute::<Tank>(&filled, *id, TankCommand::Fill(day(1), 1, String::new()))
            .await
            .unwrap();
    }
    shutdown.request();
}
