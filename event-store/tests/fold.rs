//! The two axes of time: what was known at a position about an instant in the field.

mod tank;

use tank::{Tank, TankCommand, day, store};
use uuid::Uuid;
use wellflow_event_store::{CommandRequest, ExecuteError, Point};

fn standing(bbl: i64) -> Tank {
    Tank::Standing { bbl, number: None }
}

#[tokio::test]
async fn a_state_is_read_at_a_position_and_an_instant() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    store
        .run("fill", id, TankCommand::Fill(day(10), 100, String::new()))
        .await
        .unwrap();
    // Known last, happened between the two.
    store
        .run("late", id, TankCommand::Fill(day(5), 7, String::new()))
        .await
        .unwrap();
    let at = async |position: Option<u64>, on: Option<i64>| {
        let point = Point {
            position,
            effective: on.map(day),
        };
        store
            .reader
            .fold::<Tank>(&store.tenant, id, point)
            .await
            .unwrap()
            .map(|folded| folded.state)
    };
    assert_eq!(at(None, None).await, Some(standing(107)));
    assert_eq!(at(Some(2), None).await, Some(standing(100)));
    assert_eq!(at(Some(2), Some(6)).await, Some(standing(0)));
    assert_eq!(at(Some(3), Some(6)).await, Some(standing(7)));
    assert_eq!(at(Some(1), Some(10)).await, Some(standing(0)));
    assert_eq!(at(None, Some(-1)).await, None);
    assert_eq!(at(Some(0), None).await, None);
}

#[tokio::test]
async fn a_superseded_event_stands_until_the_position_that_supersedes_it() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    let wrong = store
        .run("fill", id, TankCommand::Fill(day(1), 1_000, String::new()))
        .await
        .unwrap();
    store
        .run(
            "right",
            id,
            TankCommand::CorrectFill(day(1), 100, wrong.event_ids[0]),
        )
        .await
        .unwrap();
    let known = async |position| {
        let point = Point {
            position,
            effective: None,
        };
        store
            .reader
            .fold::<Tank>(&store.tenant, id, point)
            .await
            .unwrap()
            .unwrap()
            .state
    };
    assert_eq!(known(None).await, standing(100));
    assert_eq!(known(Some(2)).await, standing(1_000));
    store
        .run("drain", id, TankCommand::Drain(day(2), 100))
        .await
        .unwrap();
    let refused = store.run("too much", id, TankCommand::Drain(day(3), 1)).await;
    assert!(
        matches!(refused, Err(ExecuteError::Refused(_))),
        "the executor decides on the corrected state"
    );
}

#[tokio::test]
async fn a_late_command_is_decided_on_the_state_of_its_date() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    store
        .run("fill", id, TankCommand::Fill(day(10), 50, String::new()))
        .await
        .unwrap();
    let refused = store.run("drain", id, TankCommand::Drain(day(5), 10)).await;
    assert!(
        matches!(refused, Err(ExecuteError::Refused(_))),
        "on day 5 the tank was empty: {refused:?}"
    );
}

#[tokio::test]
async fn a_late_command_that_makes_a_later_event_impossible_is_refused_naming_it() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    store
        .run("fill", id, TankCommand::Fill(day(1), 50, String::new()))
        .await
        .unwrap();
    let drained = store
        .run("drain", id, TankCommand::Drain(day(10), 50))
        .await
        .unwrap();
    let refused = store.run("late drain", id, TankCommand::Drain(day(5), 1)).await;
    assert!(
        matches!(&refused, Err(ExecuteError::RetroactivelyIllegal { event_id, event_type, .. })
            if *event_id == drained.event_ids[0] && event_type == "TankDrained"),
        "{refused:?}"
    );
    store
        .run("late fill", id, TankCommand::Fill(day(5), 1, String::new()))
        .await
        .unwrap();
    store
        .run("late drain, now possible", id, TankCommand::Drain(day(6), 1))
        .await
        .unwrap();
}

#[tokio::test]
async fn an_instant_is_resolved_to_the_last_position_written_by_then() {
    let store = store().await;
    let id = Uuid::now_v7();
    let built = store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap()
        .recorded_at
        .unwrap();
    let filled = store
        .run("fill", id, TankCommand::Fill(day(1), 1, String::new()))
        .await
        .unwrap()
        .recorded_at
        .unwrap();
    let microsecond = chrono::Duration::microseconds(1);
    let at = async |instant| store.reader.position_at(&store.tenant, instant).await.unwrap();
    assert_eq!(at(built - microsecond).await, None);
    assert_eq!(at(built).await, Some(1));
    assert_eq!(at(filled - microsecond).await, Some(1));
    assert_eq!(at(filled).await, Some(2));
}

#[tokio::test]
async fn a_version_names_what_was_known_when_the_stream_reached_it() {
    let store = store().await;
    let id = Uuid::now_v7();
    store
        .run("build", id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    store
        .run("fill", id, TankCommand::Fill(day(3), 5, String::new()))
        .await
        .unwrap();
    store
        .run("late", id, TankCommand::Fill(day(1), 6, String::new()))
        .await
        .unwrap();
    let version = async |n| {
        let folded = store
            .reader
            .fold_at_version::<Tank>(&store.tenant, id, n)
            .await
            .unwrap();
        folded.map(|folded| (folded.state, folded.version))
    };
    assert_eq!(version(2).await, Some((standing(5), 2)));
    assert_eq!(version(3).await, Some((standing(11), 3)));
    assert_eq!(version(4).await, None);
}

#[tokio::test]
async fn what_a_source_had_reported_is_a_question_of_its_own() {
    let store = store().await;
    let id = Uuid::now_v7();
    let imported = async |key: &str, reported: Option<i64>, command: TankCommand| {
        let request = CommandRequest {
            reported_at: reported.map(day),
            ..store.request(key)
        };
        store
            .executor
            .execute::<Tank>(&request, id, command)
            .await
            .unwrap()
    };
    imported("build", Some(30), TankCommand::Build(day(0), None)).await;
    let fill = TankCommand::Fill(day(1), 1_000, String::new());
    let wrong = imported("fill", Some(40), fill).await;
    // Written here after the correction was reported to somebody else: the source's word counts, not ours.
    let right = TankCommand::CorrectFill(day(1), 100, wrong.event_ids[0]);
    imported("right", Some(50), right).await;
    let own = imported("own", None, TankCommand::Fill(day(2), 7, String::new())).await;
    let on = async |instant, at| {
        let folded = store
            .reader
            .fold_as_reported::<Tank>(&store.tenant, id, instant, at);
        folded.await.unwrap().map(|folded| folded.state)
    };
    let newest = Point::default();
    assert_eq!(on(day(29), newest).await, None);
    assert_eq!(on(day(30), newest).await, Some(standing(0)));
    assert_eq!(on(day(45), newest).await, Some(standing(1_000)));
    assert_eq!(on(day(50), newest).await, Some(standing(100)));
    let recorded = own.recorded_at.unwrap();
    assert_eq!(
        on(recorded - chrono::Duration::microseconds(1), newest).await,
        Some(standing(100))
    );
    assert_eq!(on(recorded, newest).await, Some(standing(107)));
    let known = Point {
        position: Some(2),
        effective: None,
    };
    assert_eq!(
        on(day(60), known).await,
        Some(standing(1_000)),
        "what we knew narrows it"
    );
    let effective = Point {
        position: None,
        effective: Some(day(0)),
    };
    assert_eq!(on(day(60), effective).await, Some(standing(0)));
}
