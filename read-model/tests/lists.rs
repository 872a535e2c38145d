//! Lists and sums on real rows: what is served, once each, and to whom.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_read_model::monthly_production::{self, ProductionFilter};
use wellflow_read_model::well_summary::{self, Near, SortKey, WellFilter, WellRow};
use wellflow_read_model::{Once, Stated};
use wellflow_runtime::{Tenant, TenantPool};
use wellflow_testkit::TestDatabase;

mod ground;

use ground::*;

/// Whether a row passes a filter, by the test's own judgement.
type Passes = Box<dyn Fn(&WellRow) -> bool>;

/// Every page of a list, as the numbers in its documents.
async fn pages(pool: &TenantPool, tenant: &Tenant, filter: &WellFilter, limit: u32) -> Vec<u32> {
    let mut after: Option<SortKey> = None;
    let mut numbers = Vec::new();
    loop {
        let tx = pool.begin_read(tenant).await.unwrap();
        let page = well_summary::list(&tx, tenant.organization_id(), filter, after.as_ref(), limit)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert!(page.documents.len() <= limit as usize);
        for document in &page.documents {
            let document: serde_json::Value = serde_json::from_str(document).unwrap();
            numbers.push(u32::try_from(document["number"].as_u64().unwrap()).unwrap());
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return numbers,
        }
    }
}

fn only(change: impl FnOnce(&mut WellFilter)) -> WellFilter {
    let mut filter = WellFilter::default();
    change(&mut filter);
    filter
}

#[tokio::test]
async fn pages_cover_every_row_exactly_once_under_every_filter() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("lists").await;
    let wells: Vec<WellRow> = (0..97).map(well).collect();
    let pool = db.pool("wellflow_projector", 2).await;
    write(&pool, &tenant, &wells, &[]).await;
    let pool = db.pool("wellflow_query", 2).await;

    let shown = |row: &WellRow| row.shown.clone().unwrap();
    let circle = Near {
        latitude: 28.3,
        longitude: -91.0,
        radius_km: 22.5,
    };
    let cases: Vec<(WellFilter, Passes)> = vec![
        (WellFilter::default(), Box::new(|_| true)),
        (
            only(|filter| filter.status = Some("shut_in".to_owned())),
            Box::new(move |row| shown(row).status == "shut_in"),
        ),
        (
            only(|filter| {
                filter.operator = Some("Operator 2".to_owned());
                filter.state = Some("TX".to_owned());
            }),
            Box::new(move |row| {
                shown(row).operator.as_deref() == Some("Operator 2")
                    && shown(row).state.as_deref() == Some("TX")
            }),
        ),
        (
            only(|filter| {
                filter.phase = Some("operating".to_owned());
                filter.role = Some("gas".to_owned());
            }),
            Box::new(move |row| shown(row).phase == "operating" && shown(row).role.as_deref() == Some("gas")),
        ),
        (
            only(|filter| filter.lease = Some("G00003".to_owned())),
            Box::new(move |row| shown(row).lease.as_deref() == Some("G00003")),
        ),
        // 0.01 degrees of latitude is 1.112 km: the 20 wells on either side of number 30, and itself.
        (
            only(|filter| filter.near = Some(circle)),
            Box::new(move |row| {
                let north = shown(row).location_e7.unwrap().0;
                (north - 283_000_000).abs() <= 2_000_000
            }),
        ),
        (
            only(|filter| filter.lease = Some("nobody's".to_owned())),
            Box::new(|_| false),
        ),
    ];
    for (filter, passes) in cases {
        let expected: BTreeSet<u32> = (0_u32..)
            .zip(&wells)
            .filter(|(_, row)| passes(row))
            .map(|(number, _)| number)
            .collect();
        for limit in [1, 7, 96, 97, 500] {
            let served = pages(&pool, &tenant, &filter, limit).await;
            assert_eq!(served.len(), expected.len(), "{filter:?} by {limit}");
            assert_eq!(
                served.iter().copied().collect::<BTreeSet<_>>(),
                expected,
                "{filter:?} by {limit}"
            );
        }
    }
    // Nearest first.
    let near = pages(&pool, &tenant, &only(|filter| filter.near = Some(circle)), 5).await;
    assert_eq!(near[0], 30);
    assert_eq!(
        near[1..3].iter().copied().collect::<BTreeSet<_>>(),
        BTreeSet::from([29, 31])
    );
}

#[tokio::test]
async fn a_circle_reaches_across_the_date_line() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("far").await;
    let pool = db.pool("wellflow_projector", 2).await;
    let mut wells: Vec<WellRow> = (0..3).map(well).collect();
    for (row, east) in wells.iter_mut().zip([1_799_000_000, -1_799_000_000, 0]) {
        row.shown.as_mut().unwrap().location_e7 = Some((520_000_000, east));
    }
    write(&pool, &tenant, &wells, &[]).await;
    let filter = only(|filter| {
        filter.near = Some(Near {
            latitude: 52.0,
            longitude: 179.95,
            radius_km: 30.0,
        });
    });
    assert_eq!(pages(&pool, &tenant, &filter, 10).await, [0, 1]);
}

#[tokio::test]
async fn a_well_whose_every_fact_lies_ahead_is_in_no_list() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("ahead").await;
    let pool = db.pool("wellflow_projector", 2).await;
    let mut wells: Vec<WellRow> = (0..2).map(well).collect();
    wells[0].shown = None;
    wells[0].boundaries = vec![at("2999-01-01T00:00:00Z")];
    write(&pool, &tenant, &wells, &[]).await;
    assert_eq!(pages(&pool, &tenant, &WellFilter::default(), 10).await, [1]);
    let tx = pool.begin_read(&tenant).await.unwrap();
    let due = well_summary::due(&tx, tenant.organization_id(), at("2999-01-01T00:00:00Z"), 10)
        .await
        .unwrap();
    assert_eq!(due, [wells[0].clone()]);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn rows_read_back_as_they_were_written_and_are_replaced() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("again").await;
    let pool = db.pool("wellflow_projector", 2).await;
    let mut rows = vec![well(1), well(2)];
    rows[1].boundaries = vec![at("2999-01-01T00:00:00Z"), at("2999-02-01T12:30:00.123456Z")];
    let month_row = month(rows[0].well_id, 5);
    write(&pool, &tenant, &rows, std::slice::from_ref(&month_row)).await;
    rows[0].shown = None;
    rows[0].version = 2;
    write(&pool, &tenant, &rows, std::slice::from_ref(&month_row)).await;

    let tx = pool.begin_read(&tenant).await.unwrap();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.well_id).collect();
    let mut found = well_summary::load(&tx, tenant.organization_id(), &ids)
        .await
        .unwrap();
    found.sort_by_key(|row| row.version != 2);
    assert_eq!(found, rows);
    let months = [month_row.production_month_id];
    let found = monthly_production::load(&tx, tenant.organization_id(), &months)
        .await
        .unwrap();
    assert_eq!(found, [month_row]);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn sums_are_exact_and_count_what_holds_now() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("sums").await;
    let pool = db.pool("wellflow_projector", 2).await;
    let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
    let mut months: Vec<_> = (0..240)
        .map(|number| month(if number % 2 == 0 { one } else { two }, number))
        .collect();
    months[3].effective_at = Some(at("2999-01-01T00:00:00Z"));
    months[4].gas_base = Some(("15.025".to_owned(), "60".to_owned()));
    // Only days of it are recorded.
    months[5].effective_at = None;
    months[6].oil_bbl = Stated::unstated(true);
    months[7].oil_bbl = Stated::unstated(false);
    write(&pool, &tenant, &[], &months).await;
    let pool = db.pool("wellflow_query", 2).await;

    let tx = pool.begin_read(&tenant).await.unwrap();
    let organization_id = tenant.organization_id();
    let oil = |passes: &dyn Fn(&monthly_production::MonthRow) -> bool| -> Decimal {
        months
            .iter()
            .filter(|row| {
                row.effective_at
                    .is_some_and(|holds| holds < at("2900-01-01T00:00:00Z"))
                    && passes(row)
            })
            .filter_map(|row| row.oil_bbl.amount)
            .sum()
    };
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let lease = || Some("G00003".to_owned());
    for (filter, expected) in [
        (ProductionFilter::default(), oil(&|_| true)),
        (
            ProductionFilter {
                well_id: Some(two),
                ..ProductionFilter::default()
            },
            oil(&|row| row.well_id == two),
        ),
        (
            ProductionFilter {
                lease: lease(),
                ..ProductionFilter::default()
            },
            oil(&|row| row.lease == lease()),
        ),
        (
            ProductionFilter {
                from: Some(day("2003-04-01")),
                to: Some(day("2005-06-01")),
                ..ProductionFilter::default()
            },
            oil(&|row| (day("2003-04-01")..=day("2005-06-01")).contains(&row.month)),
        ),
    ] {
        let (_, sums) = monthly_production::totals(&tx, organization_id, &filter)
            .await
            .unwrap();
        assert_eq!(
            sums.iter().filter_map(|sum| sum.oil_bbl.stated).sum::<Decimal>(),
            expected,
            "{filter:?}"
        );
        let (_, series) = monthly_production::series(&tx, organization_id, &filter)
            .await
            .unwrap();
        assert_eq!(
            series
                .iter()
                .filter_map(|month| month.sum.oil_bbl.stated)
                .sum::<Decimal>(),
            expected,
            "{filter:?}"
        );
        assert!(series.is_sorted_by_key(|month| month.month));
    }
    let (_, all) = monthly_production::totals(&tx, organization_id, &ProductionFilter::default())
        .await
        .unwrap();
    assert_eq!(
        all.iter().map(|sum| sum.completion_months).collect::<Vec<_>>(),
        [237, 1]
    );
    assert_eq!((all[0].oil_bbl.withheld, all[0].oil_bbl.not_reported), (1, 1));
    assert_eq!(all[0].condensate_bbl.not_reported, 237);
    assert_eq!(all[0].condensate_bbl.stated, None);
    let own =
        monthly_production::well_months(&tx, organization_id, one, &ProductionFilter::default(), 500).await;
    assert_eq!(own.unwrap().1.len(), 120);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn every_answer_names_its_checkpoint_and_an_empty_one_does_so_too() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("checkpoints").await;
    let pool = db.pool("wellflow_projector", 2).await;
    let well = well(1);
    let months = [month(well.well_id, 1)];
    write(&pool, &tenant, std::slice::from_ref(&well), &months).await;
    let moved = "UPDATE read.checkpoint SET position = CASE projection WHEN 'well_summary' THEN 7 ELSE 5 END";
    db.admin().await.batch_execute(moved).await.unwrap();

    let pool = db.pool("wellflow_query", 2).await;
    let (id, once) = (tenant.organization_id(), Once::new(&pool, &tenant));
    let (read_at, found) = well_summary::by_id(&once, id, well.well_id).await.unwrap();
    assert_eq!((read_at, found.is_some()), (7, true));
    let around = |radius_km| {
        only(|filter| {
            filter.near = Some(Near {
                latitude: 28.01,
                longitude: -91.0,
                radius_km,
            });
        })
    };
    for (filter, wells) in [
        (WellFilter::default(), 1),
        (only(|filter| filter.lease = Some("none".to_owned())), 0),
        (around(5.0), 1),
        (
            WellFilter {
                state: Some("none".to_owned()),
                ..around(5.0)
            },
            0,
        ),
    ] {
        let page = well_summary::list(&once, id, &filter, None, 10).await.unwrap();
        assert_eq!((page.read_at, page.documents.len()), (7, wells), "{filter:?}");
    }
    for (lease, rows) in [(None, 1), (Some("none".to_owned()), 0)] {
        let filter = ProductionFilter {
            lease,
            ..ProductionFilter::default()
        };
        let (read_at, sums) = monthly_production::totals(&once, id, &filter).await.unwrap();
        assert_eq!((read_at, sums.len()), (5, rows));
        let (read_at, series) = monthly_production::series(&once, id, &filter).await.unwrap();
        assert_eq!((read_at, series.len()), (5, rows));
    }
    for (well_id, rows) in [(well.well_id, 1), (id, 0)] {
        let filter = ProductionFilter::default();
        let own = monthly_production::well_months(&once, id, well_id, &filter, 10);
        let (read_at, months) = own.await.unwrap();
        assert_eq!((read_at, months.len()), (5, rows));
    }
}

#[tokio::test]
async fn rows_of_another_organization_are_never_seen() {
    let db = TestDatabase::create().await;
    let (ours, theirs) = (db.organization("ours").await, db.organization("theirs").await);
    let pool = db.pool("wellflow_projector", 2).await;
    let well = well(1);
    let month_row = month(well.well_id, 1);
    write(&pool, &theirs, std::slice::from_ref(&well), &[month_row]).await;

    let query = db.pool("wellflow_query", 2).await;
    // Their organization asked for in our transaction: the policy answers, not the statement.
    let organization_id = theirs.organization_id();
    let tx = query.begin_read(&ours).await.unwrap();
    let (read_at, found) = well_summary::by_id(&tx, organization_id, well.well_id)
        .await
        .unwrap();
    assert_eq!((read_at, found), (0, None));
    let page = well_summary::list(&tx, organization_id, &WellFilter::default(), None, 10)
        .await
        .unwrap();
    assert!(page.documents.is_empty());
    let sums = monthly_production::totals(&tx, organization_id, &ProductionFilter::default())
        .await
        .unwrap();
    assert_eq!(sums, (0, Vec::new()));
    tx.commit().await.unwrap();
    // Writing into their organization from ours is refused by the policy.
    let tx = pool.begin_write(&ours).await.unwrap();
    let refused = well_summary::upsert(&tx, organization_id, std::slice::from_ref(&well)).await;
    assert!(refused.is_err());
    tx.rollback().await.unwrap();
    // Without a tenant there is nothing, and the query role writes nothing and sees no other organization's checkpoint.
    let client = db.client("wellflow_query").await;
    for table in ["read.well_summary", "read.monthly_production", "read.checkpoint"] {
        let row = client
            .query_one(&format!("SELECT count(*) FROM {table}"), &[])
            .await
            .unwrap();
        assert_eq!(row.get::<_, i64>(0), 0, "{table}");
        assert!(
            client
                .execute(&format!("DELETE FROM {table}"), &[])
                .await
                .is_err(),
            "{table}"
        );
    }
}
