//! A few events in one transaction, and each projection by itself where that cannot be.

use uuid::Uuid;
use wellflow_decider::Decider as _;
use wellflow_domain::well::Well;
use wellflow_read_model::{MONTHLY_PRODUCTION, SEARCH, WELL_HISTORY};

use super::builds::changed_over;
use super::field::{Field, at, proposed, shut_in};
use super::{WELLS, catch_up, means, teleported};

/// How many transactions wrote the checkpoints as they are now, and the rows of a well.
async fn transactions(field: &Field) -> i64 {
    let written = "SELECT count(DISTINCT w.xmin::text) FROM ( \
                   SELECT xmin FROM read.checkpoint UNION ALL SELECT xmin FROM read.well_summary \
                   UNION ALL SELECT xmin FROM read.well_history UNION ALL SELECT xmin FROM read.search_word) AS w";
    field.count(written).await
}

#[tokio::test]
async fn few_events_are_taken_in_by_every_projection_at_once() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    field
        .well(id, 0, &[proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"))])
        .await;
    assert_eq!(catch_up(&field).await, 1);
    assert_eq!(transactions(&field).await, 1);
    assert_eq!(field.dump(WELLS).await.len(), 1);
}

#[tokio::test]
async fn a_projection_that_is_elsewhere_has_a_turn_of_its_own() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    field
        .well(id, 0, &[proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"))])
        .await;
    // Only one of them has a turn.
    let others: Vec<_> = crate::projections()
        .into_iter()
        .filter(|key| *key != MONTHLY_PRODUCTION)
        .collect();
    let turn = means(&field)
        .turn((field.organization_id(), None), &others)
        .await
        .unwrap();
    assert_eq!((turn.position, turn.parts.len()), (0, 1));
    assert_eq!(catch_up(&field).await, 1);
    assert!(transactions(&field).await > 1);
    field.well(id, 1, &[shut_in(at("2020-06-01T06:00:00Z"))]).await;
    // They stand side by side again.
    assert_eq!(catch_up(&field).await, 2);
    let newest = "SELECT count(DISTINCT xmin::text) FROM read.checkpoint";
    assert_eq!(field.count(newest).await, 1);
}

#[tokio::test]
async fn nothing_is_written_together_where_an_event_cannot_be_taken_in() {
    let field = Field::new().await;
    let (fine, unknown) = (Uuid::now_v7(), Uuid::now_v7());
    field
        .well(
            fine,
            0,
            &[proposed(fine, "Bluebell 1", at("2020-01-01T06:00:00Z"))],
        )
        .await;
    field.append(Well::KIND, unknown, 0, vec![teleported()]).await;
    let turn = means(&field)
        .turn((field.organization_id(), None), &[])
        .await
        .unwrap();
    // What is made of wells stops in front of it, after what came before; everything else goes on.
    assert_eq!((turn.position, *turn.positions.iter().max().unwrap()), (1, 2));
    assert_eq!(field.dump(WELLS).await.len(), 1);
    assert!(transactions(&field).await > 1);
}

/// The position of the checkpoint that is behind all others, and how many transactions the checkpoints are of.
async fn checkpoints(field: &Field) -> (i64, i64) {
    let slowest = "SELECT min(position) FROM read.checkpoint WHERE state = 'served'";
    let transactions = "SELECT count(DISTINCT xmin::text) FROM read.checkpoint WHERE state = 'served'";
    (field.count(slowest).await, field.count(transactions).await)
}

#[tokio::test]
async fn builds_that_differ_are_written_in_one_transaction() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    field
        .well(id, 0, &[proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"))])
        .await;
    catch_up(&field).await;
    for projection in [SEARCH, WELL_HISTORY] {
        changed_over(&field, projection.name).await;
    }
    field.well(id, 1, &[shut_in(at("2020-06-01T06:00:00Z"))]).await;
    assert_eq!(catch_up(&field).await, 2);
    assert_eq!(checkpoints(&field).await, (2, 1));
    // Each has gone on in its own build, and what is built anew equals it.
    let builds = "SELECT count(DISTINCT build) FROM read.checkpoint WHERE state = 'served'";
    assert_eq!(field.count(builds).await, 3);
    for projection in crate::projections() {
        changed_over(&field, projection.name).await;
    }
}

#[tokio::test]
async fn a_checkpoint_that_is_held_keeps_no_other_waiting() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    field
        .well(id, 0, &[proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"))])
        .await;
    catch_up(&field).await;
    let mut admin = field.db.admin().await;
    let holding = admin.transaction().await.unwrap();
    let hold = "SELECT 1 FROM read.checkpoint WHERE projection = 'owner_history' FOR NO KEY UPDATE";
    assert_eq!(holding.query(hold, &[]).await.unwrap().len(), 1);
    field.well(id, 1, &[shut_in(at("2020-06-01T06:00:00Z"))]).await;
    let began = std::time::Instant::now();
    let turn = means(&field)
        .turn((field.organization_id(), None), &[])
        .await
        .unwrap();
    assert!(
        began.elapsed() < std::time::Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let failed: Vec<&str> = turn
        .parts
        .iter()
        .filter(|(_, part)| part.is_err())
        .map(|(projection, _)| projection.name)
        .collect();
    assert_eq!(failed, ["owner_history"]);
    assert_eq!(
        turn.positions.iter().filter(|position| **position == 2).count(),
        9
    );
    holding.rollback().await.unwrap();
    assert_eq!(catch_up(&field).await, 2);
}
