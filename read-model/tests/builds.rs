//! Builds beside each other: who sees which, and how they differ.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use uuid::Uuid;
use wellflow_read_model::builds::{self, Build, State};
use wellflow_read_model::{Once, ProjectionKey, WELL_SUMMARY, checkpoint, well_summary};
use wellflow_runtime::{Tenant, TenantPool};
use wellflow_testkit::TestDatabase;

mod ground;

use ground::*;

/// The names and versions of the wells somebody sees.
async fn seen(pool: &TenantPool, tenant: &Tenant) -> Vec<(String, i64)> {
    let sql = "SELECT name, version FROM read.well_summary ORDER BY name";
    let rows = pool.query(tenant, sql, &[]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

async fn all(pool: &TenantPool, tenant: &Tenant) -> Vec<Build> {
    builds::all(&Once::new(pool, tenant), tenant.organization_id(), WELL_SUMMARY)
        .await
        .unwrap()
}

/// Begins a build and writes a well into it, in another version.
async fn other_build(pool: &TenantPool, tenant: &Tenant, incarnation: Uuid) -> i32 {
    let id = tenant.organization_id();
    let tx = pool.begin_write(tenant).await.unwrap();
    let build = builds::start(&tx, id, WELL_SUMMARY, incarnation).await.unwrap();
    tx.commit().await.unwrap();
    let build = build.unwrap();
    let tx = pool.in_build(build).begin_write(tenant).await.unwrap();
    let mut row = well(1);
    row.version = 7;
    well_summary::upsert(&tx, id, &[row]).await.unwrap();
    checkpoint::note_boundary(&tx, id, WELL_SUMMARY).await.unwrap();
    tx.commit().await.unwrap();
    build
}

#[tokio::test]
async fn a_query_sees_the_served_build_and_no_other_whatever_it_says() {
    let db = TestDatabase::create().await;
    let (tenant, neighbour) = (db.organization("one").await, db.organization("two").await);
    let projector = db.pool("wellflow_projector", 2).await;
    let query = db.pool("wellflow_query", 2).await;
    for tenant in [&tenant, &neighbour] {
        write(&projector, tenant, &[well(0), well(1)], &[]).await;
    }
    let id = tenant.organization_id();
    let incarnation = all(&projector, &tenant).await[0].checkpoint.incarnation;
    let build = other_build(&projector, &tenant, incarnation).await;
    let old = [("Bluebell 000".to_owned(), 1), ("Bluebell 001".to_owned(), 1)];
    let new = [("Bluebell 001".to_owned(), 7)];
    for pool in [&query, &query.in_build(build), &projector] {
        assert_eq!(seen(pool, &tenant).await, old);
    }
    assert_eq!(seen(&projector.in_build(build), &tenant).await, new);
    // What is not the build of the transaction cannot be written either.
    let tx = projector.begin_write(&tenant).await.unwrap();
    let moved = format!("UPDATE read.well_summary SET build = {build}");
    assert!(tx.execute(&moved, &[]).await.is_err());
    tx.rollback().await.unwrap();

    let both = all(&projector, &tenant).await;
    let states: Vec<_> = both.iter().map(|it| (it.checkpoint.build, it.state)).collect();
    assert_eq!(states, [(1, State::Served), (build, State::Building)]);
    assert_eq!(all(&query, &tenant).await.len(), 1, "queries know of no other");
    let tx = projector.begin_write(&tenant).await.unwrap();
    builds::serve(&tx, id, WELL_SUMMARY, (&both[0], &both[1]), true)
        .await
        .unwrap();
    assert_eq!(seen(&query, &tenant).await, old, "not committed yet");
    tx.commit().await.unwrap();
    assert_eq!(seen(&query, &tenant).await, new);
    assert_eq!(seen(&query, &neighbour).await, old);
    let served = checkpoint::load(&Once::new(&query, &tenant), id, WELL_SUMMARY).await;
    let served = served.unwrap().unwrap();
    assert!(served.build == build && served.redrawn && served.epoch == 2);

    // A reader that is too old for the rows is not told that there are any.
    let newer = "UPDATE read.checkpoint SET oldest_reader = 3, version = 3 WHERE state = 'served'";
    db.admin().await.batch_execute(newer).await.unwrap();
    let once = Once::new(&query, &tenant);
    assert_eq!(checkpoint::load(&once, id, WELL_SUMMARY).await.unwrap(), None);
    let reader = ProjectionKey {
        version: 4,
        ..WELL_SUMMARY
    };
    assert!(checkpoint::load(&once, id, reader).await.unwrap().is_some());

    let tx = projector.begin_write(&tenant).await.unwrap();
    builds::remove(&tx, id, WELL_SUMMARY, build).await.unwrap();
    builds::remove(&tx, id, WELL_SUMMARY, 1).await.unwrap();
    tx.commit().await.unwrap();
    let left = all(&projector, &tenant).await;
    assert_eq!(left.len(), 1, "the served one stays");
    assert_eq!(seen(&query, &tenant).await, new);
}

#[tokio::test]
async fn what_is_meant_to_differ_is_not_told_and_nobody_compares_for_another() {
    let db = TestDatabase::create().await;
    let (tenant, neighbour) = (db.organization("one").await, db.organization("two").await);
    let projector = db.pool("wellflow_projector", 2).await;
    let wells = [well(0), well(1), well(2)];
    write(&projector, &tenant, &wells, &[]).await;
    write_parts(&projector, &tenant, &wells[..1], 1).await;
    let id = tenant.organization_id();
    let incarnation = all(&projector, &tenant).await[0].checkpoint.incarnation;
    let tx = projector.begin_write(&tenant).await.unwrap();
    let build = builds::start(&tx, id, WELL_SUMMARY, incarnation).await.unwrap();
    tx.commit().await.unwrap();
    let build = build.unwrap();
    let told = async |meant: &[&str]| {
        let tx = projector.begin_write(&tenant).await.unwrap();
        let found = builds::differences(&tx, id, WELL_SUMMARY, (1, build), meant).await;
        tx.commit().await.unwrap();
        let lines = found
            .unwrap()
            .into_iter()
            .map(|it| format!("{} {} {} {}", it.table, it.kind, it.columns.join(" "), it.total));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(
        told(&["well_summary.*", "well_test.*", "completion.*"]).await,
        ["wellbore missing  1"]
    );
    let mut changed = wells.clone();
    changed[0].version = 9;
    changed[1].aggregate = r#"{"b":1}"#.to_owned();
    changed[2].boundaries = vec![at("2999-01-01T00:00:00Z")];
    let inside = projector.in_build(build);
    let tx = inside.begin_write(&tenant).await.unwrap();
    well_summary::upsert(&tx, id, &changed).await.unwrap();
    tx.commit().await.unwrap();
    write_parts(&inside, &tenant, &wells[..1], 1).await;
    assert_eq!(
        told(&[]).await,
        [
            "well_summary different version 3",
            "well_summary different aggregate 3",
            "well_summary different boundaries next_boundary_at 3",
        ]
    );
    assert_eq!(
        told(&[
            "well_summary.version",
            "well_summary.aggregate",
            "well_summary.boundaries"
        ])
        .await,
        ["well_summary different next_boundary_at 1"]
    );
    // Both are read past the policies, so the function asks whose they are.
    let tx = projector.begin_write(&neighbour).await.unwrap();
    let foreign = builds::differences(&tx, id, WELL_SUMMARY, (1, build), &[]).await;
    assert!(foreign.is_err());
    tx.rollback().await.unwrap();
}

#[tokio::test]
async fn a_checksum_is_over_every_table_of_its_projection_and_tells_builds_apart_by_their_rows_alone() {
    let db = TestDatabase::create().await;
    let sql = include_str!("../src/builds/sql/checksum.sql");
    let kept = "SELECT relation::text, projection FROM read.build_tables";
    let kept = db.admin().await.query(kept, &[]).await.unwrap();
    for row in &kept {
        let (relation, projection): (String, String) = (row.get(0), row.get(1));
        let part = format!("FROM read.{relation} t\n        WHERE $2 = '{projection}' AND");
        assert!(sql.contains(&part), "{relation} of {projection}");
    }
    assert_eq!(sql.matches("FROM read.").count(), kept.len());

    let tenant = db.organization("one").await;
    let projector = db.pool("wellflow_projector", 2).await;
    let wells = [well(0), well(1)];
    write(&projector, &tenant, &wells, &[]).await;
    let id = tenant.organization_id();
    let incarnation = all(&projector, &tenant).await[0].checkpoint.incarnation;
    let build = other_build(&projector, &tenant, incarnation).await;
    let of = async |build: i32| {
        let tx = projector.in_build(build).begin_write(&tenant).await.unwrap();
        let checksum = builds::checksum(&tx, id, WELL_SUMMARY, build).await.unwrap();
        tx.rollback().await.unwrap();
        checksum
    };
    let (served, other) = (of(1).await, of(build).await);
    assert_eq!((served.rows, other.rows), (2, 1));
    assert_ne!(served.sha256, other.sha256);
    // The same rows in another order, in another build: the same checksum.
    let tx = projector.begin_write(&tenant).await.unwrap();
    let build = builds::start(&tx, id, WELL_SUMMARY, incarnation).await.unwrap();
    tx.commit().await.unwrap();
    let build = build.unwrap();
    let tx = projector.in_build(build).begin_write(&tenant).await.unwrap();
    for row in wells.iter().rev() {
        well_summary::upsert(&tx, id, std::slice::from_ref(row))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(of(build).await, served);
}
