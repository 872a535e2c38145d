//! Events that cannot be taken in: their streams are parked, everything else goes on, and a repair ends in the rows of a fold.

use serde_json::json;
use wellflow_domain::lease::{Lease, LeaseExecuted, LeaseRecorded};
use wellflow_domain::projection_repair::{
    EventSkipped, ProjectionRepair, ProjectionRepairEvent, ProjectionRepairId, RepairedStream, StreamKind,
    StreamRetried,
};
use wellflow_domain::text::Remarks;
use wellflow_domain::well::WellEvent;
use wellflow_event_store::Point;
use wellflow_read_model::lease::Fence;
use wellflow_read_model::parked::{self, Parked};

use super::*;

const TABLES: [&str; 9] = [
    WELLS,
    MONTHS,
    "read.wellbore",
    "read.completion",
    "read.well_test",
    "read.daily_production",
    "read.lease_history",
    "read.lease_key",
    "read.skipped_event",
];

/// Every row of every table, without what only says when.
async fn everything(field: &Field) -> Vec<Vec<String>> {
    let mut tables = Vec::new();
    for table in TABLES {
        tables.push(field.dump(table).await);
    }
    tables
}

async fn waiting(field: &Field, projection: ProjectionKey) -> Vec<Parked> {
    let once = wellflow_read_model::Once::new(&field.pool, &field.tenant);
    let repairs = parked::load(&once, field.organization_id(), projection)
        .await
        .unwrap();
    repairs.parked.into_values().collect()
}

/// Puts another payload in the place of an event's, as nobody but the database's owner can.
async fn rewrite(field: &Field, position: u64, payload: &str) {
    let admin = field.db.admin().await;
    admin
        .batch_execute("SET session_replication_role = replica")
        .await
        .unwrap();
    let sql =
        "UPDATE ledger.events SET payload = $1::text::json WHERE organization_id = $2 AND position = $3";
    let position = i64::try_from(position).unwrap();
    let changed = admin
        .execute(sql, &[&payload, &field.organization_id(), &position])
        .await
        .unwrap();
    assert_eq!(changed, 1);
}

async fn payload(field: &Field, position: u64) -> (Uuid, String) {
    let events = field.reader.tail(&field.tenant, position - 1, 1).await.unwrap();
    (events[0].event_id, events[0].payload.clone())
}

fn stream(kind: &str, id: Uuid) -> RepairedStream {
    RepairedStream {
        kind: StreamKind::parse(kind).unwrap(),
        stream_id: id,
    }
}

async fn repair(field: &Field, kind: &str, id: Uuid, version: u64, event: ProjectionRepairEvent) -> u64 {
    let repairs = ProjectionRepairId::of(kind, id).as_uuid();
    let event = NewEvent::encode(&event, None).unwrap();
    field
        .append(ProjectionRepair::KIND, repairs, version, vec![event])
        .await
}

async fn retry(field: &Field, kind: &str, id: Uuid, version: u64) -> u64 {
    let event = StreamRetried {
        effective_at: Utc::now(),
        stream: stream(kind, id),
        reason: Remarks::parse("mended").unwrap(),
    };
    repair(field, kind, id, version, event.into()).await
}

async fn skip(field: &Field, kind: &str, id: Uuid, version: u64, (event_id, position): (Uuid, u64)) -> u64 {
    let event = EventSkipped {
        effective_at: Utc::now(),
        stream: stream(kind, id),
        event_id,
        event_type: "WellSpudded".to_owned(),
        position,
        reason: Remarks::parse("lost").unwrap(),
    };
    repair(field, kind, id, version, event.into()).await
}

/// The rows built from the beginning are those that grew.
async fn rebuilt_equals_grown(field: &Field) {
    let grown = everything(field).await;
    crate::start_over(&field.pool, &field.reader, &field.tenant)
        .await
        .unwrap();
    catch_up(field).await;
    assert_eq!(everything(field).await, grown);
}

/// A well's row shows what the ledger folds to without an event.
async fn row_is_the_fold(field: &Field, id: Uuid, without: &[Uuid]) {
    let left_out = without.iter().copied().collect();
    let now = Point {
        position: None,
        effective: Some(Utc::now()),
    };
    let folded = field
        .reader
        .fold_without::<Well>(&field.tenant, id, now, &left_out)
        .await
        .unwrap()
        .unwrap();
    let row = rows(field, &[id]).await.remove(0);
    let shown: serde_json::Value = serde_json::from_str(&row.shown.unwrap().document).unwrap();
    let summary = serde_json::to_value(folded.state.summary().unwrap()).unwrap();
    for (name, value) in summary.as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
    assert_eq!((row.version, row.position), (folded.version, folded.position));
}

/// Two wells and a month; the first well's third event, at position 3, is broken, and its fourth waits behind it.
async fn poisoned(field: &Field) -> (Uuid, Uuid, String) {
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let life = [
        proposed(first, "Bluebell 1", at("2020-01-01T06:00:00Z")),
        permitted(at("2020-03-01T06:00:00Z")),
        spudded(at("2020-04-01T06:00:00Z")),
        shut_in(at("2020-06-01T06:00:00Z")),
    ];
    field.well(first, 0, &life).await;
    let (_, whole) = payload(field, 3).await;
    rewrite(field, 3, r#"{"effective_at":"2020-04-01T06:00:00Z","rig":17}"#).await;
    field
        .well(
            second,
            0,
            &[proposed(second, "Aster 2", at("2020-02-01T06:00:00Z"))],
        )
        .await;
    field.month(second, "B1", "2021-01", "30").await;
    (first, second, whole)
}

#[tokio::test]
async fn an_event_that_does_not_decode_parks_its_stream_and_nothing_else() {
    let field = Field::new().await;
    let (first, second, _) = poisoned(&field).await;
    assert_eq!(catch_up(&field).await, 6);

    let [parked] = &waiting(&field, WELL_SUMMARY).await[..] else {
        panic!("one stream waits")
    };
    let obstacle = &parked.obstacle;
    assert_eq!(
        (
            obstacle.stream.kind.as_str(),
            obstacle.stream.id,
            obstacle.position
        ),
        ("well", first, 3)
    );
    assert_eq!(
        (obstacle.event_type.as_str(), parked.attempts),
        ("WellSpudded", 1)
    );
    assert!(obstacle.reason.contains("does not decode"), "{}", obstacle.reason);
    assert!(waiting(&field, MONTHLY_PRODUCTION).await.is_empty());
    // What came before it is in the row, what comes after waits; the other well and the month are whole.
    assert_eq!(rows(&field, &[first]).await[0].version, 2);
    assert_eq!(status(&field, second).await.as_deref(), Some("proposed"));
    assert_eq!(field.dump(MONTHS).await.len(), 1);

    // Later events of the stream queue, those of the others do not.
    field.well(first, 4, &[shut_in(at("2020-07-01T06:00:00Z"))]).await;
    field
        .well(second, 1, &[permitted(at("2020-05-01T06:00:00Z"))])
        .await;
    assert_eq!(catch_up(&field).await, 8);
    assert_eq!(rows(&field, &[first]).await[0].version, 2);
    assert_eq!(status(&field, second).await.as_deref(), Some("permitted"));
    assert_eq!(waiting(&field, WELL_SUMMARY).await[0].attempts, 1);
    rebuilt_equals_grown(&field).await;
    assert_eq!(waiting(&field, WELL_SUMMARY).await.len(), 1);
}

#[tokio::test]
async fn a_mended_stream_is_read_anew_and_one_that_is_not_stays_parked() {
    let field = Field::new().await;
    let (first, _, whole) = poisoned(&field).await;
    catch_up(&field).await;
    let position = retry(&field, "well", first, 0).await;
    assert_eq!(catch_up(&field).await, position);
    let parked = waiting(&field, WELL_SUMMARY).await.remove(0);
    assert_eq!((parked.attempts, parked.obstacle.position), (2, 3));
    assert_eq!(rows(&field, &[first]).await[0].version, 2);

    rewrite(&field, 3, &whole).await;
    // Mending alone changes nothing: somebody has to say so.
    catch_up(&field).await;
    assert_eq!(rows(&field, &[first]).await[0].version, 2);
    let position = retry(&field, "well", first, 1).await;
    assert_eq!(catch_up(&field).await, position);
    assert!(waiting(&field, WELL_SUMMARY).await.is_empty());
    row_is_the_fold(&field, first, &[]).await;
    assert_eq!(rows(&field, &[first]).await[0].version, 4);
    // It is followed like any other.
    field.well(first, 4, &[shut_in(at("2020-07-01T06:00:00Z"))]).await;
    catch_up(&field).await;
    assert_eq!(rows(&field, &[first]).await[0].version, 5);
    rebuilt_equals_grown(&field).await;
}

#[tokio::test]
async fn an_event_that_is_skipped_is_left_out_for_good() {
    let field = Field::new().await;
    let (first, _, whole) = poisoned(&field).await;
    catch_up(&field).await;
    let (event_id, _) = payload(&field, 3).await;
    let position = skip(&field, "well", first, 0, (event_id, 3)).await;
    assert_eq!(catch_up(&field).await, position);
    assert!(waiting(&field, WELL_SUMMARY).await.is_empty());
    row_is_the_fold(&field, first, &[event_id]).await;
    assert_eq!(rows(&field, &[first]).await[0].version, 4);
    assert_eq!(status(&field, first).await.as_deref(), Some("permitted"));

    // A late fact has the well folded anew, still without it.
    field
        .well(first, 4, &[permitted(at("2020-02-15T06:00:00Z"))])
        .await;
    catch_up(&field).await;
    row_is_the_fold(&field, first, &[event_id]).await;
    rebuilt_equals_grown(&field).await;

    // Even where the event can be read by then, it stays out, and the rows are the same.
    rewrite(&field, 3, &whole).await;
    rebuilt_equals_grown(&field).await;
    row_is_the_fold(&field, first, &[event_id]).await;
}

#[tokio::test]
async fn versioned_rows_are_repaired_as_if_the_event_had_never_been() {
    let field = Field::new().await;
    let (id, other) = (Uuid::now_v7(), Uuid::now_v7());
    let signed = |id: Uuid| -> NewEvent {
        let fact: LeaseExecuted = sample("lease/LeaseExecuted.v1.json", &json!({"lease_id": id}));
        let mut event = NewEvent::encode(&wellflow_domain::lease::LeaseEvent::from(fact), None).unwrap();
        // Both are of one sample, and a number is of one lease.
        event.claims.clear();
        event
    };
    let recorded = || -> NewEvent {
        let fact: LeaseRecorded = sample("lease/LeaseRecorded.v1.json", &json!({}));
        NewEvent::encode(&wellflow_domain::lease::LeaseEvent::from(fact), None).unwrap()
    };
    field.append(Lease::KIND, id, 0, vec![signed(id)]).await;
    let mut broken = recorded();
    broken.payload = "{}".to_owned();
    let event_id = broken.event_id;
    field.append(Lease::KIND, id, 1, vec![broken]).await;
    field.append(Lease::KIND, id, 2, vec![recorded()]).await;
    field.append(Lease::KIND, other, 0, vec![signed(other)]).await;
    catch_up(&field).await;
    assert_eq!(waiting(&field, LEASE_HISTORY).await[0].obstacle.position, 2);
    let shown = "SELECT count(DISTINCT lease_id) FROM read.lease_history";
    assert_eq!(field.count(shown).await, 2);

    let position = skip(&field, Lease::KIND, id, 0, (event_id, 2)).await;
    assert_eq!(catch_up(&field).await, position);
    assert!(waiting(&field, LEASE_HISTORY).await.is_empty());
    let newest = format!("SELECT max(version) FROM read.lease_history WHERE lease_id = '{id}'");
    assert_eq!(field.count(&newest).await, 3);
    rebuilt_equals_grown(&field).await;
    assert_eq!(field.count(&newest).await, 3);
}

#[tokio::test]
async fn the_first_event_of_a_stream_can_be_left_out_like_any_other() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    let mut broken = NewEvent::encode(&proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z")), None).unwrap();
    broken.payload = "{}".to_owned();
    let event_id = broken.event_id;
    field.append(Well::KIND, id, 0, vec![broken]).await;
    field
        .well(id, 1, &[proposed(id, "Bluebell 2", at("2020-01-02T06:00:00Z"))])
        .await;
    catch_up(&field).await;
    assert!(rows(&field, &[id]).await.is_empty());
    skip(&field, "well", id, 0, (event_id, 1)).await;
    catch_up(&field).await;
    row_is_the_fold(&field, id, &[event_id]).await;
    rebuilt_equals_grown(&field).await;
}

/// Makes the database refuse some rows of wells, as a CHECK that a newer migration forgot would.
async fn refuse(field: &Field, condition: &str) {
    let sql =
        format!("ALTER TABLE read.well_summary ADD CONSTRAINT refused CHECK (NOT ({condition})) NOT VALID");
    field.db.admin().await.batch_execute(&sql).await.unwrap();
}

#[tokio::test]
async fn a_row_the_database_refuses_parks_its_stream_at_the_event_at_fault() {
    let field = Field::new().await;
    refuse(&field, "status = 'drilling' AND name LIKE 'Bad %'").await;
    let mut ids = Vec::new();
    for number in 0..40 {
        let id = Uuid::now_v7();
        let name = if [7, 8, 31].contains(&number) {
            "Bad"
        } else {
            "Good"
        };
        let life: Vec<WellEvent> = vec![
            proposed(id, &format!("{name} {number}"), at("2020-01-01T06:00:00Z")),
            permitted(at("2020-03-01T06:00:00Z")),
            spudded(at("2020-04-01T06:00:00Z")),
        ];
        field.well(id, 0, &life).await;
        ids.push(id);
    }
    assert_eq!(catch_up(&field).await, 120);
    let mut parked = waiting(&field, WELL_SUMMARY).await;
    parked.sort_by_key(|it| it.obstacle.position);
    let at: Vec<(Uuid, u64)> = parked
        .iter()
        .map(|it| (it.obstacle.stream.id, it.obstacle.position))
        .collect();
    assert_eq!(at, [(ids[7], 24), (ids[8], 27), (ids[31], 96)]);
    let reason = &parked[0].obstacle.reason;
    assert!(
        reason.contains("SQLSTATE 23514") && !reason.contains("Bad 7"),
        "{reason}"
    );
    for (number, id) in ids.iter().enumerate() {
        let expected = if [7, 8, 31].contains(&number) {
            "permitted"
        } else {
            "drilling"
        };
        assert_eq!(status(&field, *id).await.as_deref(), Some(expected), "{number}");
    }

    let mend = "ALTER TABLE read.well_summary DROP CONSTRAINT refused";
    field.db.admin().await.batch_execute(mend).await.unwrap();
    for number in [7, 8, 31] {
        retry(&field, "well", ids[number], 0).await;
    }
    catch_up(&field).await;
    assert!(waiting(&field, WELL_SUMMARY).await.is_empty());
    for number in [7, 8, 31] {
        row_is_the_fold(&field, ids[number], &[]).await;
    }
    rebuilt_equals_grown(&field).await;
}

#[tokio::test]
async fn locks_connections_and_resources_never_park() {
    let field = Field::new().await;
    some_history(&field).await;
    let admin = field.db.admin().await;
    // Each as the server says it: a lock not had, a disk that is full, a server that shuts down, a serialization failure.
    for state in ["55P03", "53100", "57P01", "40001", "08006"] {
        let sql = format!(
            "CREATE OR REPLACE FUNCTION read.failing() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '{state}'; END $$; \
             CREATE OR REPLACE TRIGGER failing BEFORE INSERT ON read.well_summary FOR EACH ROW EXECUTE FUNCTION \
             read.failing(); GRANT EXECUTE ON FUNCTION read.failing() TO PUBLIC"
        );
        admin.batch_execute(&sql).await.unwrap();
        let turn = means(&field)
            .turn((field.organization_id(), None), &[])
            .await
            .unwrap();
        let (projection, part) = &turn.parts[0];
        let error = part.as_ref().expect_err("the rows are not written");
        assert!(
            *projection == WELL_SUMMARY && error.poison().is_none(),
            "{state}: {error:?}"
        );
        assert!(waiting(&field, WELL_SUMMARY).await.is_empty(), "{state}");
    }
    assert_eq!(stands_at(&field, WELL_SUMMARY).await, 0);
    admin
        .batch_execute("DROP TRIGGER failing ON read.well_summary")
        .await
        .unwrap();
    assert_eq!(catch_up(&field).await, 9);
}

#[tokio::test]
async fn a_version_this_build_does_not_know_stops_and_never_parks() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    field
        .well(id, 0, &[proposed(id, "Bluebell 1", at("2020-01-01T06:00:00Z"))])
        .await;
    let mut newer = NewEvent::encode(&permitted(at("2020-03-01T06:00:00Z")), None).unwrap();
    newer.event_version = 999;
    field.append(Well::KIND, id, 1, vec![newer]).await;
    let means = means(&field);
    means.turn((field.organization_id(), None), &[]).await.unwrap();
    let turn = means.turn((field.organization_id(), None), &[]).await.unwrap();
    let stopped = turn.parts[0].1.as_ref().expect_err("in front of the event");
    assert!(
        matches!(stopped, ProjectorError::Stopped { position: 2, .. }),
        "{stopped:?}"
    );
    assert!(waiting(&field, WELL_SUMMARY).await.is_empty());
}

#[tokio::test]
async fn a_batch_under_a_fence_that_fell_writes_nothing() {
    let field = Field::new().await;
    some_history(&field).await;
    let bucket = wellflow_read_model::lease::bucket(field.organization_id());
    let (old, new) = (Fence { bucket, epoch: 1 }, Fence { bucket, epoch: 2 });
    let taken = format!("INSERT INTO read.program_lease (program, bucket, epoch) VALUES ('1', {bucket}, 2)");
    field.db.admin().await.batch_execute(&taken).await.unwrap();
    let means = means(&field);
    let turn = means
        .turn((field.organization_id(), Some(old)), &[])
        .await
        .unwrap();
    assert_eq!(turn.position, 0);
    assert!(field.dump(WELLS).await.is_empty() && field.dump(MONTHS).await.is_empty());
    let turn = means
        .turn((field.organization_id(), Some(new)), &[])
        .await
        .unwrap();
    assert_eq!(turn.position, 9);
    assert_eq!(field.dump(WELLS).await.len(), 2);
}

#[tokio::test]
async fn a_repair_of_something_else_changes_nothing() {
    let field = Field::new().await;
    let (first, ..) = poisoned(&field).await;
    catch_up(&field).await;
    let before = (everything(&field).await, waiting(&field, WELL_SUMMARY).await);
    retry(&field, "lease", first, 0).await;
    let other = retry(&field, "well", Uuid::now_v7(), 0).await;
    assert_eq!(catch_up(&field).await, other);
    assert_eq!(
        (everything(&field).await, waiting(&field, WELL_SUMMARY).await),
        before
    );
}
