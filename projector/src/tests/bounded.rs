//! Batches that lead to very many rows are taken in by parts, and end with a commit.

use chrono::TimeDelta;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::well::Well;
use wellflow_event_store::{NewEvent, StreamId, StreamPart};
use wellflow_read_model::WELL_HISTORY;

use super::builds::changed_over;
use super::field::{Field, at, proposed, shut_in};
use super::{catch_up, means, stands_at, teleported};
use crate::step::Means;

/// A well told backwards: each event takes effect before the one recorded before it.
async fn told_backwards(field: &Field, count: u64) -> Uuid {
    let id = Uuid::now_v7();
    field
        .well(id, 0, &[proposed(id, "Backwards 1", at("2020-01-01T06:00:00Z"))])
        .await;
    for nth in 1..count {
        let days = i64::try_from(nth).unwrap();
        let at = at("2024-01-01T06:00:00Z") - TimeDelta::days(days);
        field.well(id, nth, &[shut_in(at)]).await;
    }
    id
}

#[tokio::test]
async fn a_stream_told_backwards_is_taken_in_by_parts() {
    let field = Field::new().await;
    told_backwards(&field, 24).await;
    let means = Means {
        most_rows: 40,
        ..means(&field)
    };
    let mut turns = 0;
    let mut before = 0;
    loop {
        let turn = means.turn((field.organization_id(), None), &[]).await.unwrap();
        let parts = turn.parts.iter().filter_map(|(_, part)| part.as_ref().err());
        assert_eq!(parts.count(), 0, "{turn:?}");
        let stands = stands_at(&field, WELL_HISTORY).await;
        turns += i64::from(stands > before);
        before = stands;
        if !turn.more() && turn.position == 24 {
            break;
        }
    }
    assert!(turns > 2, "{turns}");
    // As many rows as it is, whichever way they were taken in.
    assert!(field.count("SELECT count(*) FROM read.well_history").await > 200);
    changed_over(&field, WELL_HISTORY.name).await;
}

#[tokio::test]
async fn what_cannot_be_read_holds_its_commit_up_and_nothing_before_it() {
    let field = Field::new().await;
    let [first, second, bad] = [(); 3].map(|()| Uuid::now_v7());
    field
        .well(
            first,
            0,
            &[proposed(first, "First 1", at("2020-01-01T06:00:00Z"))],
        )
        .await;
    // Of one commit, the second event is of an unknown version.
    let mut unknown = teleported();
    unknown.event_version = 999;
    let good = NewEvent::encode(&proposed(second, "Second 1", at("2020-01-01T06:00:00Z")), None).unwrap();
    let part = |id, event| StreamPart {
        stream: StreamId { kind: Well::KIND, id },
        expected: 0,
        events: vec![event],
    };
    let parts = vec![part(second, good), part(bad, unknown)];
    field.commit(&field.tenant, parts).await;
    let turn = means(&field)
        .turn((field.organization_id(), None), &[])
        .await
        .unwrap();
    assert_eq!(turn.position, 1, "{turn:?}");
    assert_eq!(stands_at(&field, WELL_HISTORY).await, 1);
    assert_eq!(field.count("SELECT count(*) FROM read.well_summary").await, 1);
}

#[tokio::test]
async fn an_organization_without_a_ledger_has_no_part() {
    let field = Field::new().await;
    let turn = means(&field).turn((Uuid::now_v7(), None), &[]).await.unwrap();
    assert!(turn.parts.is_empty() && turn.position == 0 && !turn.more());
    assert_eq!(catch_up(&field).await, 0);
}
