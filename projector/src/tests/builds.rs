//! Builds beside each other: what is built anew equals what grew, in every table of every projection.

use super::afes::{an_agreement, some_afes};
use super::histories::some_leases;
use super::ownership::some_divisions;
use super::*;
use crate::{Begin, ChangedOver, Compared, RebuildError, Rebuilder, Step, projections};

fn rebuilder(field: &Field) -> Rebuilder {
    Rebuilder::new(field.pool.clone(), field.reader.clone())
}

async fn tables(field: &Field, projection: &str) -> Vec<String> {
    let admin = field.db.admin().await;
    let sql = "SELECT relation::text FROM read.build_tables WHERE projection = $1 ORDER BY 1";
    let rows = admin.query(sql, &[&projection]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// The rows of a build, without its number.
async fn rows_of(field: &Field, table: &str, build: i32) -> Vec<String> {
    let admin = field.db.admin().await;
    let sql = format!(
        "SELECT (row_to_json(t)::jsonb - 'build')::text FROM read.{table} t WHERE build = $1 ORDER BY 1"
    );
    let rows = admin.query(&sql, &[&build]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

pub(super) async fn changed_over(field: &Field, projection: &str) -> Compared {
    let rebuilder = rebuilder(field);
    let rebuild = rebuilder
        .begin(projection, &field.tenant, Begin::default())
        .await
        .unwrap();
    rebuild.fill(|_| ()).await.unwrap();
    let changed = rebuild.change_over(false, |_| ()).await.unwrap();
    rebuild.leave().await.unwrap();
    match changed {
        ChangedOver::Yes(compared) => compared,
        ChangedOver::No(compared) => panic!("{projection} differs: {compared:?}"),
    }
}

#[tokio::test]
async fn what_is_built_anew_equals_what_grew_in_every_table() {
    let field = Field::new().await;
    // Grown event by event, with facts dated late, early and illegally between them.
    let (first, second) = some_history(&field).await;
    catch_up(&field).await;
    field
        .well(second, 1, &[spudded(at("2020-05-01T06:00:00Z"))])
        .await;
    catch_up(&field).await;
    field
        .well(first, 3, &[permitted(at("2020-03-15T06:00:00Z"))])
        .await;
    catch_up(&field).await;
    let whole = Uuid::now_v7();
    field.well(whole, 0, &whole_life(whole)).await;
    let day = serde_json::json!({});
    for date in ["2021-03-01", "2021-03-02"] {
        let (id, line) = daily(whole, "A1", date, &day);
        let expected = u64::from(date.ends_with('2'));
        field
            .append(ProductionMonth::KIND, id, expected, vec![encode(line)])
            .await;
        catch_up(&field).await;
    }
    some_leases(&field).await;
    some_divisions(&field, 60).await;
    some_afes(&field, 3).await;
    an_agreement(&field).await;
    let position = catch_up(&field).await;

    for key in projections() {
        let projection = key.name;
        let compared = changed_over(&field, projection).await;
        assert_eq!(
            (compared.position, compared.served),
            (position, 1),
            "{projection}"
        );
        assert!(compared.differences.is_empty());
        let tables = tables(&field, projection).await;
        assert!(!tables.is_empty(), "{projection}");
        for table in tables {
            let grown = rows_of(&field, &table, 1).await;
            assert!(!grown.is_empty(), "{table} is empty: nothing is compared");
            assert_eq!(rows_of(&field, &table, compared.build).await, grown, "{table}");
        }
    }
    // What comes now goes into the builds that are served, and into no other.
    let before = rows_of(&field, "well_summary", 1).await;
    field.well(first, 4, &[shut_in(at("2020-07-01T06:00:00Z"))]).await;
    assert_eq!(catch_up(&field).await, position + 1);
    assert_eq!(rows_of(&field, "well_summary", 1).await, before);
    assert_eq!(rows(&field, &[first]).await[0].version, 5);
}

#[tokio::test]
async fn a_fact_that_takes_effect_while_builds_are_compared_is_in_both() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    let soon = in_ms(1_500);
    let facts = [
        proposed(id, "Soon 1", at("2020-01-01T06:00:00Z")),
        permitted(soon),
    ];
    field.well(id, 0, &facts).await;
    catch_up(&field).await;
    let rebuilder = rebuilder(&field);
    let rebuild = rebuilder
        .begin("well_summary", &field.tenant, Begin::default())
        .await
        .unwrap();
    rebuild.fill(|_| ()).await.unwrap();
    assert_eq!(status(&field, id).await.as_deref(), Some("proposed"));
    let passed = async || (Utc::now() > soon).then_some(());
    eventually("the permit takes effect", Duration::from_secs(5), passed).await;
    // Neither build was looked at since.
    let changed = rebuild.change_over(false, |_| ()).await.unwrap();
    assert!(matches!(changed, ChangedOver::Yes(_)), "{changed:?}");
    assert_eq!(status(&field, id).await.as_deref(), Some("permitted"));
    let due = "SELECT count(*) FROM read.checkpoint WHERE next_boundary_at IS NOT NULL";
    assert_eq!(field.count(due).await, 0);
}

#[tokio::test]
async fn one_rebuild_at_a_time_and_what_is_overtaken_writes_nothing() {
    let field = Field::new().await;
    some_history(&field).await;
    catch_up(&field).await;
    let rebuilder = rebuilder(&field);
    let begin = async |begin| rebuilder.begin("monthly_production", &field.tenant, begin).await;
    let first = begin(Begin::default()).await.unwrap();
    for second in [
        begin(Begin::default()).await.err(),
        rebuilder.kept("monthly_production", &field.tenant).await.err(),
        rebuilder.discard("monthly_production", &field.tenant).await.err(),
    ] {
        assert!(matches!(second, Some(RebuildError::UnderWay(_))), "{second:?}");
    }
    // Of another projection there may be one.
    let other = rebuilder
        .begin("ownership", &field.tenant, Begin::default())
        .await;
    other.unwrap().leave().await.unwrap();

    // Cut off: whoever comes next goes on with it, unless told not to.
    first.fill(|_| ()).await.unwrap();
    let build = first.build();
    drop(first);
    let released = async || begin(Begin::default()).await.ok();
    let again = eventually("the lock is given back", Duration::from_secs(5), released).await;
    assert_eq!(again.build(), build);
    let mut told = Vec::new();
    again.fill(|step| told.push(step)).await.unwrap();
    assert!(
        matches!(told.as_slice(), [Step::At { position, target }] if position == target && *target > 0),
        "{told:?}"
    );
    again.leave().await.unwrap();
    let from_start = Begin {
        from_start: true,
        ..Begin::default()
    };
    let anew = begin(from_start).await.unwrap();
    assert!(anew.build() > build);
    assert!(rows_of(&field, "monthly_production", build).await.is_empty());

    // The rows start over: the build is gone, and cannot be served any more.
    crate::start_over(&field.pool, &field.reader, &field.tenant)
        .await
        .unwrap();
    let overtaken = anew.change_over(true, |_| ()).await;
    assert!(
        matches!(overtaken, Err(RebuildError::Overtaken(_))),
        "{overtaken:?}"
    );
    let builds = "SELECT count(*) FROM read.checkpoint WHERE state <> 'served'";
    assert_eq!(field.count(builds).await, 0);
}

#[tokio::test]
async fn a_batch_decided_before_the_change_writes_nothing_after_it() {
    let field = Field::new().await;
    some_history(&field).await;
    catch_up(&field).await;
    let organization_id = field.organization_id();
    let tx = field.pool.begin_read(&field.tenant).await.unwrap();
    let loaded = checkpoint::load(&tx, organization_id, WELL_SUMMARY).await;
    let from = loaded.unwrap().unwrap();
    tx.commit().await.unwrap();
    let id = Uuid::now_v7();
    field
        .well(id, 0, &[proposed(id, "Late 1", at("2020-01-01T06:00:00Z"))])
        .await;
    let events = field
        .reader
        .tail(&field.tenant, from.position, BATCH_EVENTS)
        .await
        .unwrap();
    changed_over(&field, "well_summary").await;
    let ground = Ground {
        pool: &field.pool,
        ledger: &field.reader,
        tenant: &field.tenant,
        fence: None,
        most_rows: MOST_ROWS,
    };
    let late = advance::<WellSummaries>(ground, from, &events, Utc::now()).await;
    assert!(matches!(late, Ok(Advanced::Lost)), "{late:?}");
    assert!(rows(&field, &[id]).await.is_empty());
    catch_up(&field).await;
    assert_eq!(rows(&field, &[id]).await.len(), 1);
}

#[tokio::test]
async fn rows_of_another_version_are_served_until_a_rebuild_and_kept_by_nobody_else() {
    let field = Field::new().await;
    let (first, _) = some_history(&field).await;
    let position = catch_up(&field).await;
    let older =
        "UPDATE read.checkpoint SET version = 1, oldest_reader = 1 WHERE projection = 'monthly_production'";
    field.db.admin().await.batch_execute(older).await.unwrap();
    field.month(first, "C1", "2022-03", "3").await;
    let turn = means(&field)
        .turn((field.organization_id(), None), &[])
        .await
        .unwrap();
    for (projection, part) in &turn.parts {
        let is_left = matches!(
            part,
            Err(ProjectorError::OtherVersion {
                served: 1,
                own: 2,
                ..
            })
        );
        assert_eq!(
            is_left,
            *projection == MONTHLY_PRODUCTION,
            "{projection:?}: {part:?}"
        );
    }
    let query = field.db.pool("wellflow_query", 1).await;
    let once = wellflow_read_model::Once::new(&query, &field.tenant);
    let served = checkpoint::load(&once, field.organization_id(), MONTHLY_PRODUCTION).await;
    let served = served.unwrap().expect("older rows can be read");
    assert_eq!((served.version, served.position), (1, position));

    let compared = changed_over(&field, "monthly_production").await;
    assert_eq!(compared.position, position);
    assert_eq!(catch_up(&field).await, position + 1);
}
