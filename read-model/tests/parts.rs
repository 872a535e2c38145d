//! The parts of wells, the days, and the months of leases and fields on real rows.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_read_model::Once;
use wellflow_read_model::daily_production::{self, DayKey};
use wellflow_read_model::monthly_production::{self, ProductionFilter, Property};
use wellflow_read_model::well_parts::{self, Parts, TestKey};
use wellflow_runtime::{Tenant, TenantPool};
use wellflow_testkit::TestDatabase;

mod ground;

use ground::*;

fn numbers(documents: &[String]) -> Vec<u64> {
    let number = |document: &String| {
        let read: serde_json::Value = serde_json::from_str(document).unwrap();
        read["number"].as_u64().unwrap()
    };
    documents.iter().map(number).collect()
}

async fn every_test(
    pool: &TenantPool,
    tenant: &Tenant,
    well: Uuid,
    kind: Option<&str>,
    limit: u32,
) -> Vec<u64> {
    let once = Once::new(pool, tenant);
    let mut after: Option<TestKey> = None;
    let mut all = Vec::new();
    loop {
        let page = well_parts::tests(&once, tenant.organization_id(), well, kind, after, limit)
            .await
            .unwrap();
        assert!(page.documents.len() <= limit as usize);
        all.extend(numbers(&page.documents));
        match page.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

#[tokio::test]
async fn pages_of_tests_come_newest_first_and_each_once() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("tests").await;
    let wells = [well(1), well(2)];
    let pool = db.pool("wellflow_projector", 2).await;
    write(&pool, &tenant, &wells, &[]).await;
    write_parts(&pool, &tenant, &wells, 9).await;
    let pool = db.pool("wellflow_query", 2).await;
    let id = wells[0].well_id;
    for limit in [1, 2, 8, 9, 100] {
        let all = every_test(&pool, &tenant, id, None, limit).await;
        assert_eq!(all, (0..9).rev().collect::<Vec<_>>(), "by {limit}");
        let some = every_test(&pool, &tenant, id, Some("production"), limit).await;
        assert_eq!(some, [8, 6, 4, 2, 0], "by {limit}");
    }
    let stranger = db.organization("stranger").await;
    assert!(every_test(&pool, &stranger, id, None, 10).await.is_empty());
    let once = Once::new(&pool, &stranger);
    let bores = well_parts::wellbores(&once, stranger.organization_id(), id).await;
    assert_eq!(bores.unwrap(), (0, Vec::new()));
    // The policy alone keeps them apart too.
    let bores = well_parts::wellbores(&once, tenant.organization_id(), id).await;
    assert!(bores.unwrap().1.is_empty());
}

#[tokio::test]
async fn parts_are_replaced_together_and_only_those_of_their_wells() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("parts").await;
    let organization_id = tenant.organization_id();
    let wells = [well(1), well(2)];
    let pool = db.pool("wellflow_projector", 2).await;
    write(&pool, &tenant, &wells, &[]).await;
    write_parts(&pool, &tenant, &wells, 3).await;
    let [gone, kept] = wells.map(|row| row.well_id);
    let tx = pool.begin_write(&tenant).await.unwrap();
    well_parts::replace(&tx, organization_id, &[gone], &Parts::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let once = Once::new(&pool, &tenant);
    for (well_id, there) in [(gone, 0), (kept, 1)] {
        let bores = well_parts::wellbores(&once, organization_id, well_id)
            .await
            .unwrap();
        let completions = well_parts::completions(&once, organization_id, well_id)
            .await
            .unwrap();
        assert_eq!((bores.1.len(), completions.1.len()), (there, there));
        assert_eq!(
            every_test(&pool, &tenant, well_id, None, 10).await.len(),
            3 * there
        );
    }
    let tx = pool.begin_write(&tenant).await.unwrap();
    well_parts::clear(&tx, organization_id).await.unwrap();
    daily_production::clear(&tx, organization_id).await.unwrap();
    tx.commit().await.unwrap();
    let left = "SELECT (SELECT count(*) FROM read.wellbore) + (SELECT count(*) FROM read.completion) \
                + (SELECT count(*) FROM read.well_test) + (SELECT count(*) FROM read.daily_production)";
    let left: i64 = db.admin().await.query_one(left, &[]).await.unwrap().get(0);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn pages_of_days_lie_between_the_first_and_the_last() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("days").await;
    let wells = [well(1), well(2)];
    let pool = db.pool("wellflow_projector", 2).await;
    write(&pool, &tenant, &wells, &[]).await;
    write_parts(&pool, &tenant, &wells, 20).await;
    let pool = db.pool("wellflow_query", 2).await;
    let once = Once::new(&pool, &tenant);
    let organization_id = tenant.organization_id();
    for (days, expected) in [
        ((None, None), 0..20),
        ((Some(day(3)), None), 3..20),
        ((Some(day(3)), Some(day(11))), 3..12),
        ((None, Some(day(0))), 0..1),
    ] {
        for limit in [1, 4, 100] {
            let mut after: Option<DayKey> = None;
            let mut all = Vec::new();
            loop {
                let page = daily_production::well_days(
                    &once,
                    organization_id,
                    wells[1].well_id,
                    days,
                    after.as_ref(),
                    limit,
                )
                .await
                .unwrap();
                all.extend(numbers(&page.documents));
                match page.next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
            assert_eq!(all, expected.clone().collect::<Vec<u64>>(), "{days:?} by {limit}");
        }
    }
}

#[tokio::test]
async fn a_lease_and_a_field_come_month_by_month_and_well_by_well() {
    let db = TestDatabase::create().await;
    let tenant = db.organization("leases").await;
    let organization_id = tenant.organization_id();
    let mut wells = [well(1), well(2), well(3)];
    for (row, field) in wells.iter_mut().zip(["Bluebell", "Bluebell", "Aster"]) {
        row.shown.as_mut().unwrap().field = Some(field.to_owned());
    }
    let mut months = Vec::new();
    for row in &wells {
        for number in 0..4 {
            for completion in ["A1", "A2"] {
                let mut month = month(row.well_id, number);
                month.completion = completion.to_owned();
                month.lease = Some("G1".to_owned());
                month.days_on = Some(if completion == "A1" { 12 } else { 20 });
                months.push(month);
            }
        }
    }
    // A month ahead of its time, and one of another lease.
    months[0].effective_at = Some(at("2999-01-01T00:00:00Z"));
    months[1].lease = Some("G2".to_owned());
    let pool = db.pool("wellflow_projector", 2).await;
    write(&pool, &tenant, &wells, &months).await;
    let pool = db.pool("wellflow_query", 2).await;
    let once = Once::new(&pool, &tenant);
    let filter = ProductionFilter::default();
    for (property, rows_in_all) in [
        (Property::Lease("G1".to_owned()), 11),
        (Property::Lease("G2".to_owned()), 1),
        (Property::Field("Bluebell".to_owned()), 8),
        (Property::Field("nowhere".to_owned()), 0),
    ] {
        for limit in [1, 3, 4, 100] {
            let mut after = None;
            let mut rows = Vec::new();
            loop {
                let page =
                    monthly_production::by_well(&once, organization_id, &property, &filter, after, limit)
                        .await
                        .unwrap();
                rows.extend(page.rows);
                match page.next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
            assert_eq!(rows.len(), rows_in_all, "{property:?} by {limit}");
            assert!(rows.is_sorted_by_key(|row| (row.month, row.well_id)));
            // The days of completions do not add up; their volumes do.
            for row in rows.iter().filter(|row| row.sum.completion_months == 2) {
                assert_eq!(row.days_on, Some(20));
                assert_eq!(row.sum.water_bbl.stated, Some(Decimal::TWO));
            }
        }
    }
    let stranger = db.organization("stranger").await;
    let theirs = Once::new(&pool, &stranger);
    let lease = Property::Lease("G1".to_owned());
    let page = monthly_production::by_well(&theirs, organization_id, &lease, &filter, None, 10).await;
    assert!(page.unwrap().rows.is_empty());
}
