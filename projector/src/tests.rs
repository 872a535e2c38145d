//! Turns on a real ledger, one at a time, so that what lies between two statements can be looked at.

use std::time::Duration;

use chrono::Utc;
use uuid::Uuid;
use wellflow_decider::{Decider, Fact};
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::well::Well;
use wellflow_event_store::NewEvent;
use wellflow_read_model::checkpoint;
use wellflow_read_model::{
    AFE_HISTORY, AGREEMENT_HISTORY, LEASE_HISTORY, MONTHLY_PRODUCTION, OWNER_HISTORY, OWNERSHIP, Once,
    PRODUCTION_HISTORY, ProjectionKey, SEARCH, WELL_HISTORY, WELL_SUMMARY, well_summary,
};
use wellflow_runtime::{RedisLink, Tenant};
use wellflow_testkit::eventually;

use crate::advance::MOST_ROWS;
use crate::advance::{Advanced, Ground, advance};
use crate::ahead::BATCH_EVENTS;
use crate::cache::Cache;
use crate::error::ProjectorError;
use crate::projections::WellSummaries;
use crate::statistics::Statistics;
use crate::step::Means;

mod afes;
mod bounded;
mod builds;
#[path = "../tests/field/mod.rs"]
mod field;
mod fleets;
mod histories;
mod long;
mod ownership;
mod parts;
mod poison;
mod timeline;
mod together;
mod wells;

use field::*;

const WELLS: &str = "read.well_summary";
const MONTHS: &str = "read.monthly_production";

fn means(field: &Field) -> Means {
    Means {
        pool: field.pool.clone(),
        ledger: field.reader.clone(),
        cache: Cache::new(RedisLink::absent()),
        statistics: Statistics::default(),
        most_rows: MOST_ROWS,
    }
}

async fn catch_up(field: &Field) -> u64 {
    let means = means(field);
    loop {
        let turn = means
            .turn((field.organization_id(), None), &[])
            .await
            .expect("a turn");
        for (projection, part) in &turn.parts {
            assert!(part.is_ok(), "{projection:?}: {part:?}");
        }
        if !turn.more() {
            return turn.position;
        }
    }
}

async fn rows(field: &Field, ids: &[Uuid]) -> Vec<well_summary::WellRow> {
    let tx = field.pool.begin_read(&field.tenant).await.unwrap();
    let rows = well_summary::load(&tx, field.organization_id(), ids)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    rows
}

async fn status(field: &Field, id: Uuid) -> Option<String> {
    let rows = rows(field, &[id]).await;
    rows.into_iter().next()?.shown.map(|shown| shown.status)
}

/// A well with a permit, spudded; three months of one completion, one of them corrected and locked.
async fn some_history(field: &Field) -> (Uuid, Uuid) {
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    field
        .well(
            first,
            0,
            &[proposed(first, "Bluebell 1", at("2020-01-01T06:00:00Z"))],
        )
        .await;
    field
        .well(
            second,
            0,
            &[proposed(second, "Aster 2", at("2020-02-01T06:00:00Z"))],
        )
        .await;
    field
        .well(
            first,
            1,
            &[
                permitted(at("2020-03-01T06:00:00Z")),
                spudded(at("2020-04-01T06:00:00Z")),
            ],
        )
        .await;
    let (month, _) = field.month(first, "A1", "2021-01", "10.25").await;
    field.month(first, "A1", "2021-02", "20").await;
    field.month(second, "B1", "2021-01", "30").await;
    let kind = ProductionMonth::KIND;
    field
        .append(
            kind,
            month,
            1,
            vec![corrected("2021-01", "11.5"), locked(at("2021-03-01T00:00:00Z"))],
        )
        .await;
    (first, second)
}

#[tokio::test]
async fn events_become_rows() {
    let field = Field::new().await;
    let (first, _) = some_history(&field).await;
    assert_eq!(catch_up(&field).await, 9);

    let row = rows(&field, &[first]).await.remove(0);
    let shown = row.shown.unwrap();
    assert_eq!(
        (shown.status.as_str(), row.version, row.position),
        ("drilling", 3, 4)
    );
    assert_eq!(shown.location_e7, Some((282_500_000, -913_500_000)));
    let document: serde_json::Value = serde_json::from_str(&shown.document).unwrap();
    assert_eq!(document["name"], "Bluebell 1");
    assert_eq!(
        (&document["version"], &document["position"]),
        (&3.into(), &4.into())
    );
    assert_eq!(document["spudded_on"], "2020-04-01");

    let months = field.dump(MONTHS).await;
    assert_eq!(months.len(), 3);
    let oil = field
        .count("SELECT (sum(oil_bbl) * 100)::bigint FROM read.monthly_production")
        .await;
    assert_eq!(oil, 6150);
    let locked = "SELECT count(*) FROM read.monthly_production WHERE locked_at IS NOT NULL AND version = 3";
    assert_eq!(field.count(locked).await, 1);
}

#[tokio::test]
async fn of_two_projectors_the_second_loses_and_writes_nothing() {
    let field = Field::new().await;
    let (first, second) = some_history(&field).await;
    catch_up(&field).await;
    field
        .well(second, 1, &[permitted(at("2020-05-01T06:00:00Z"))])
        .await;

    let ground = Ground {
        pool: &field.pool,
        ledger: &field.reader,
        tenant: &field.tenant,
        fence: None,
        most_rows: MOST_ROWS,
    };
    let tx = field.pool.begin_read(&field.tenant).await.unwrap();
    let seen = checkpoint::load(&tx, field.organization_id(), WELL_SUMMARY)
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    let events = field.reader.tail(&field.tenant, seen.position, 10).await.unwrap();
    let won = advance::<WellSummaries>(ground, seen, &events, Utc::now())
        .await
        .unwrap();
    assert!(matches!(won, Advanced::To(moved) if moved.to == 10));
    let after_first = field.dump(WELLS).await;

    let lost = advance::<WellSummaries>(ground, seen, &events, Utc::now())
        .await
        .unwrap();
    assert!(matches!(lost, Advanced::Lost));
    assert_eq!(field.dump(WELLS).await, after_first);
    assert_eq!(rows(&field, &[first, second]).await.len(), 2);
}

#[tokio::test]
async fn a_crash_before_commit_leaves_rows_and_checkpoint_as_they_were() {
    let field = Field::new().await;
    let (first, _) = some_history(&field).await;
    catch_up(&field).await;
    field.well(first, 3, &[shut_in(at("2020-06-01T06:00:00Z"))]).await;
    let before = (field.dump(WELLS).await, field.dump("read.checkpoint").await);

    let organization_id = field.organization_id();
    let once = Once::new(&field.pool, &field.tenant);
    let from = checkpoint::load(&once, organization_id, WELL_SUMMARY)
        .await
        .unwrap()
        .unwrap();
    let moves = (from, 10);
    let moved = checkpoint::advance(&field.pool, &field.tenant, WELL_SUMMARY, moves, None).await;
    let tx = moved.unwrap().expect("nobody else is there");
    well_summary::clear(&tx, organization_id).await.unwrap();
    drop(tx);
    let gone = async || {
        let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                    AND usename = 'wellflow_projector' AND state LIKE 'idle in transaction%'";
        (field.count(open).await == 0).then_some(())
    };
    eventually(
        "the dropped transaction is rolled back",
        Duration::from_secs(5),
        gone,
    )
    .await;
    assert_eq!(
        (field.dump(WELLS).await, field.dump("read.checkpoint").await),
        before
    );

    assert_eq!(catch_up(&field).await, 10);
    assert_eq!(rows(&field, &[first]).await[0].version, 4);
}

#[tokio::test]
async fn rebuilt_rows_equal_the_rows_that_grew() {
    let field = Field::new().await;
    let (first, second) = some_history(&field).await;
    // Grown event by event, with facts dated late, early and illegally between them.
    catch_up(&field).await;
    field
        .well(second, 1, &[spudded(at("2020-05-01T06:00:00Z"))])
        .await;
    catch_up(&field).await;
    field
        .well(second, 2, &[permitted(at("2020-04-01T06:00:00Z"))])
        .await;
    catch_up(&field).await;
    field
        .well(first, 3, &[permitted(at("2020-03-15T06:00:00Z"))])
        .await;
    catch_up(&field).await;
    let third = Uuid::now_v7();
    field.well(third, 0, &[spudded(at("2020-05-01T06:00:00Z"))]).await;
    catch_up(&field).await;
    field
        .well(third, 1, &[proposed(third, "Cyan 3", at("2020-04-01T06:00:00Z"))])
        .await;
    field.month(third, "C1", "2022-02", "3").await;
    catch_up(&field).await;
    let grown = (field.dump(WELLS).await, field.dump(MONTHS).await);
    assert!(
        grown.0.iter().any(|row| !row.contains(r#""anomalies":[]"#)),
        "{grown:?}"
    );

    crate::start_over(&field.pool, &field.reader, &field.tenant)
        .await
        .unwrap();
    assert!(field.dump(WELLS).await.is_empty());
    catch_up(&field).await;
    assert_eq!((field.dump(WELLS).await, field.dump(MONTHS).await), grown);
    assert_eq!(field.count("SELECT min(epoch) FROM read.checkpoint").await, 2);
}

#[tokio::test]
async fn a_fact_dated_late_is_folded_into_its_place() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    field
        .well(id, 0, &[proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"))])
        .await;
    field.well(id, 1, &[spudded(at("2020-04-01T06:00:00Z"))]).await;
    catch_up(&field).await;
    // Spudded without a permit: kept visible, and the well stays proposed.
    assert_eq!(status(&field, id).await.as_deref(), Some("proposed"));
    assert!(rows(&field, &[id]).await[0].anomalies.contains("reason"));

    field.well(id, 2, &[permitted(at("2020-03-01T06:00:00Z"))]).await;
    catch_up(&field).await;
    assert_eq!(status(&field, id).await.as_deref(), Some("drilling"));
    let row = rows(&field, &[id]).await.remove(0);
    assert_eq!((row.anomalies.as_str(), row.version), ("[]", 3));
    assert_eq!(row.max_effective_at, Some(at("2020-04-01T06:00:00Z")));
}

#[tokio::test]
async fn a_fact_dated_ahead_shows_when_its_time_comes() {
    let field = Field::new().await;
    let (planned, granted) = (Uuid::now_v7(), Uuid::now_v7());
    let soon = in_ms(2_000);
    field
        .well(planned, 0, &[proposed(planned, "Later 1", soon)])
        .await;
    field
        .well(
            granted,
            0,
            &[
                proposed(granted, "Now 1", at("2020-01-01T06:00:00Z")),
                permitted(soon),
            ],
        )
        .await;
    catch_up(&field).await;
    assert_eq!(status(&field, planned).await, None);
    assert_eq!(status(&field, granted).await.as_deref(), Some("proposed"));
    let row = rows(&field, &[granted]).await.remove(0);
    assert_eq!((row.version, row.boundaries.len()), (2, 1));
    // A turn before the time changes nothing.
    catch_up(&field).await;
    assert_eq!(status(&field, planned).await, None);

    let permitted = async || {
        catch_up(&field).await;
        (status(&field, granted).await.as_deref() == Some("permitted")).then_some(())
    };
    eventually("the permit takes effect", Duration::from_secs(15), permitted).await;
    assert!(Utc::now() >= soon);
    assert_eq!(status(&field, planned).await.as_deref(), Some("proposed"));
    let open = "SELECT count(*) FROM read.checkpoint WHERE next_boundary_at IS NOT NULL";
    assert_eq!(field.count(open).await, 0);
    let grown = field.dump(WELLS).await;
    crate::start_over(&field.pool, &field.reader, &field.tenant)
        .await
        .unwrap();
    catch_up(&field).await;
    assert_eq!(field.dump(WELLS).await, grown);
}

/// An event of a build newer than this one.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct WellTeleported {
    effective_at: chrono::DateTime<Utc>,
}

impl Fact for WellTeleported {
    fn effective_at(&self) -> chrono::DateTime<Utc> {
        self.effective_at
    }
    fn public_form(&self) -> Option<Self> {
        None
    }
}

wellflow_decider::events! {
    enum NewerWellEvent {
        WellTeleported = 1,
    }
}

fn teleported() -> NewEvent {
    let fact = WellTeleported {
        effective_at: at("2020-05-01T06:00:00Z"),
    };
    NewEvent::encode(&NewerWellEvent::from(fact), None).unwrap()
}

#[tokio::test]
async fn an_unknown_event_stops_its_projection_in_front_of_it_and_no_other() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    field
        .well(id, 0, &[proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"))])
        .await;
    field.append(Well::KIND, id, 1, vec![teleported()]).await;
    field.month(id, "A1", "2021-01", "10").await;

    let means = means(&field);
    let first = means.turn((field.organization_id(), None), &[]).await.unwrap();
    assert_eq!((first.position, first.more()), (1, true));
    let mut second = means.turn((field.organization_id(), None), &[]).await.unwrap();
    assert_eq!((second.position, second.more()), (1, false));
    let (projection, stopped) = second.parts.remove(0);
    let stopped = stopped.expect_err("in front of the event");
    assert!(
        matches!(&stopped, ProjectorError::Stopped { projection: "well_summary", position: 2, reason }
            if reason.contains("WellTeleported")),
        "{stopped:?}"
    );
    assert!(projection == WELL_SUMMARY && stopped.needs_attention());
    assert_eq!(
        (
            stands_at(&field, WELL_SUMMARY).await,
            stands_at(&field, MONTHLY_PRODUCTION).await
        ),
        (1, 3)
    );
}

async fn stands_at(field: &Field, projection: ProjectionKey) -> i64 {
    let name = projection.name;
    field
        .count(&format!(
            "SELECT position FROM read.checkpoint WHERE projection = '{name}'"
        ))
        .await
}

#[tokio::test]
async fn a_projection_more_than_a_batch_behind_holds_no_other_up() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    field.append(Well::KIND, id, 0, vec![teleported()]).await;
    // One more than a batch between the event that stops the wells and the month that comes after.
    let others = usize::try_from(BATCH_EVENTS).unwrap();
    let mut written = 0;
    let lease = Uuid::now_v7();
    while written < others {
        let count = (others - written).min(1_000);
        let version = u64::try_from(written).unwrap();
        let events = (0..count).map(|_| teleported()).collect();
        field.append("elsewhere", lease, version, events).await;
        written += count;
    }
    field.month(id, "A1", "2021-01", "10").await;
    let means = means(&field);
    for _ in 0..3 {
        means.turn((field.organization_id(), None), &[]).await.unwrap();
    }
    let end = i64::from(BATCH_EVENTS) + 2;
    assert_eq!(
        (
            stands_at(&field, WELL_SUMMARY).await,
            stands_at(&field, MONTHLY_PRODUCTION).await
        ),
        (0, end)
    );
    assert_eq!(field.dump(MONTHS).await.len(), 1);
    // One that rests is left alone, the other goes on.
    field.month(id, "A1", "2021-02", "10").await;
    let turn = means
        .turn(
            (field.organization_id(), None),
            &[WELL_SUMMARY, WELL_HISTORY, SEARCH],
        )
        .await
        .unwrap();
    let gone_on: Vec<ProjectionKey> = turn.parts.iter().map(|(projection, _)| *projection).collect();
    assert_eq!(
        gone_on,
        [
            MONTHLY_PRODUCTION,
            PRODUCTION_HISTORY,
            LEASE_HISTORY,
            OWNER_HISTORY,
            OWNERSHIP,
            AFE_HISTORY,
            AGREEMENT_HISTORY
        ],
        "{turn:?}"
    );
    assert!(turn.parts.iter().all(|(_, part)| part.is_ok()), "{turn:?}");
    assert_eq!(field.dump(MONTHS).await.len(), 2);
}

#[tokio::test]
async fn events_of_other_kinds_are_passed_over() {
    let field = Field::new().await;
    field
        .append("elsewhere", Uuid::now_v7(), 0, vec![teleported()])
        .await;
    assert_eq!(catch_up(&field).await, 1);
    assert!(field.dump(WELLS).await.is_empty());
}

#[tokio::test]
async fn another_copy_of_the_ledger_is_not_followed_until_rebuilt() {
    let field = Field::new().await;
    some_history(&field).await;
    catch_up(&field).await;
    let restored = "UPDATE ledger.head SET incarnation = gen_random_uuid()";
    field.db.admin().await.batch_execute(restored).await.unwrap();
    let refused = means(&field)
        .turn((field.organization_id(), None), &[])
        .await
        .expect_err("restored");
    assert!(matches!(refused, ProjectorError::LedgerRestored { .. }));

    crate::start_over(&field.pool, &field.reader, &field.tenant)
        .await
        .unwrap();
    assert_eq!(catch_up(&field).await, 9);
}

#[tokio::test]
async fn a_ledger_that_ends_before_the_checkpoint_is_not_followed() {
    let field = Field::new().await;
    some_history(&field).await;
    catch_up(&field).await;
    let ahead = "UPDATE read.checkpoint SET position = 12";
    field.db.admin().await.batch_execute(ahead).await.unwrap();
    let turn = means(&field)
        .turn((field.organization_id(), None), &[])
        .await
        .unwrap();
    for (projection, part) in turn.parts {
        let refused = part.expect_err("ahead");
        assert!(
            matches!(refused, ProjectorError::LedgerRestored { projection: named } if named == projection.name)
        );
    }
}

#[tokio::test]
async fn rows_of_one_organization_are_written_under_its_own_policy() {
    let field = Field::new().await;
    some_history(&field).await;
    catch_up(&field).await;
    let stranger = field.db.organization("stranger").await;
    let tx = field.pool.begin_read(&stranger).await.unwrap();
    let found = checkpoint::load(&tx, field.organization_id(), MONTHLY_PRODUCTION)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // The sweep's policy lets the projector see positions, and nothing else.
    assert!(found.is_some());
    let rows = rows_as(&field, &stranger).await;
    assert_eq!(rows, 0);
}

async fn rows_as(field: &Field, tenant: &Tenant) -> usize {
    let tx = field.pool.begin_read(tenant).await.unwrap();
    let rows = tx.query("SELECT 1 FROM read.well_summary", &[]).await.unwrap();
    tx.commit().await.unwrap();
    rows.len()
}
