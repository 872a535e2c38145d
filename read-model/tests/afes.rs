//! AFEs and operating agreements at points on both axes: every filter finds what it asks for once, whatever the page; what is
//! closed is still known where it was; no organization sees another's.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_read_model::Once;
use wellflow_read_model::afe_history::{self, AfeFilter, AfeRow, BallotFilter};
use wellflow_read_model::agreement_history::{self, AgreementFilter, AgreementRow};
use wellflow_read_model::history::{Changes, When};
use wellflow_runtime::{Tenant, TenantPool};
use wellflow_testkit::TestDatabase;

mod ground;

use ground::*;

const NOW: &str = "2026-01-01T00:00:00Z";

fn when(position: u64, instant: &str) -> When {
    When {
        position: Some(position),
        at: at(instant),
        day: None,
    }
}

async fn afes(pool: &TenantPool, tenant: &Tenant, when: When, filter: &AfeFilter, limit: u32) -> Vec<String> {
    let (once, id) = (Once::new(pool, tenant), tenant.organization_id());
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = afe_history::list(&once, id, when, filter, after.as_ref(), limit)
            .await
            .unwrap();
        assert!(page.documents.len() <= limit as usize);
        found.extend(page.documents);
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

async fn ballots(
    pool: &TenantPool,
    tenant: &Tenant,
    when: When,
    filter: BallotFilter,
    limit: u32,
) -> Vec<String> {
    let (once, id) = (Once::new(pool, tenant), tenant.organization_id());
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = afe_history::ballots(&once, id, when, filter, after, limit)
            .await
            .unwrap();
        found.extend(page.documents);
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

#[tokio::test]
async fn every_filter_finds_its_afes_once_whatever_the_page() {
    let db = TestDatabase::create().await;
    let (projector, query) = (
        db.pool("wellflow_projector", 2).await,
        db.pool("wellflow_query", 2).await,
    );
    let tenant = db.organization("afes").await;
    let stranger = db.organization("stranger").await;
    let rows: Vec<AfeRow> = (0..90).map(afe).collect();
    write_afes(&projector, &tenant, &new(rows.clone())).await;
    write_afes(&projector, &stranger, &new((0..30).map(afe).collect())).await;

    let id = |number: u128| Some(Uuid::from_u128(number));
    let everything = AfeFilter::default();
    type Is = fn(&AfeRow) -> bool;
    let cases: Vec<(AfeFilter, Is)> = vec![
        (everything.clone(), |_| true),
        (
            AfeFilter {
                status: Some("in_progress".to_owned()),
                ..everything.clone()
            },
            |row| row.status == "in_progress",
        ),
        (
            AfeFilter {
                kind: Some("workover".to_owned()),
                operator: id(1),
                ..everything.clone()
            },
            |row| row.kind == "workover" && row.operator == Uuid::from_u128(1),
        ),
        (
            AfeFilter {
                well_id: id(3),
                ..everything.clone()
            },
            |row| row.well_id == Some(Uuid::from_u128(3)),
        ),
        (
            AfeFilter {
                lease_id: id(4),
                agreement_id: id(2),
                ..everything.clone()
            },
            |row| row.lease_id == Some(Uuid::from_u128(4)) && row.agreement_id == Some(Uuid::from_u128(2)),
        ),
        (
            AfeFilter {
                overrun: true,
                ..everything.clone()
            },
            |row| row.overrun == Some(true),
        ),
        (
            AfeFilter {
                party: id(7),
                ..everything.clone()
            },
            |row| row.parties.contains_key(&Uuid::from_u128(7)),
        ),
        (
            AfeFilter {
                party: id(900),
                overrun: true,
                kind: Some("drilling".to_owned()),
                ..everything.clone()
            },
            |row| row.overrun == Some(true) && row.kind == "drilling",
        ),
    ];
    for (filter, is) in &cases {
        let chosen: Vec<&AfeRow> = rows.iter().filter(|row| is(row)).collect();
        let expected: BTreeSet<String> = chosen.iter().map(|row| row.document.clone()).collect();
        assert!(!expected.is_empty(), "{filter:?}");
        for limit in [1, 7, 500] {
            let found = afes(&query, &tenant, when(90, NOW), filter, limit).await;
            assert_eq!(found.len(), expected.len(), "{filter:?} by {limit}");
            assert_eq!(
                found.into_iter().collect::<BTreeSet<_>>(),
                expected,
                "{filter:?} by {limit}"
            );
        }
        // The board counts and adds up the same rows.
        let once = Once::new(&query, &tenant);
        let (_, board) = afe_history::board(&once, tenant.organization_id(), when(90, NOW), filter)
            .await
            .unwrap();
        let statuses: BTreeSet<&str> = chosen.iter().map(|row| row.status.as_str()).collect();
        assert_eq!(board.len(), statuses.len(), "{filter:?}");
        for column in board {
            let of: Vec<&&AfeRow> = chosen.iter().filter(|row| row.status == column.status).collect();
            let sum = |figure: fn(&AfeRow) -> Option<Decimal>| -> Option<Decimal> {
                let figures: Vec<Decimal> = of.iter().filter_map(|row| figure(row)).collect();
                (!figures.is_empty()).then(|| figures.into_iter().sum())
            };
            assert_eq!(column.afes, of.len() as u64);
            assert_eq!(
                column.overruns,
                of.iter().filter(|row| row.overrun == Some(true)).count() as u64
            );
            assert_eq!(column.estimated_usd, sum(|row| row.estimated_usd));
            assert_eq!(column.authorized_usd, sum(|row| row.authorized_usd));
            assert_eq!(column.committed_usd, sum(|row| row.committed_usd));
            assert_eq!(column.actual_usd, sum(|row| row.actual_usd));
        }
    }
    let mut sorted: Vec<&AfeRow> = rows.iter().collect();
    sorted.sort_by_key(|row| (row.number.to_lowercase(), row.span.place.id));
    let documents: Vec<String> = sorted.iter().map(|row| row.document.clone()).collect();
    assert_eq!(
        afes(&query, &tenant, when(90, NOW), &everything, 7).await,
        documents
    );
    assert_eq!(
        afes(&query, &stranger, when(90, NOW), &everything, 500)
            .await
            .len(),
        30
    );
    assert_eq!(
        afes(&query, &tenant, when(20, NOW), &everything, 7).await.len(),
        20
    );
    let before = when(90, "2019-12-31T00:00:00Z");
    assert!(afes(&query, &tenant, before, &everything, 7).await.is_empty());

    // Ballots, the next deadline first.
    let mut open: Vec<&AfeRow> = rows.iter().filter(|row| row.ballot_deadline.is_some()).collect();
    open.sort_by_key(|row| (row.ballot_deadline, row.span.place.id));
    let of = |is: Is| -> Vec<String> {
        let chosen = open.iter().filter(|row| is(row));
        chosen.map(|row| row.document.clone()).collect()
    };
    let nobody = BallotFilter::default();
    for (filter, expected) in [
        (nobody, of(|_| true)),
        (
            BallotFilter {
                agreement_id: id(1),
                operator: id(1),
                ..nobody
            },
            of(|row| row.agreement_id == Some(Uuid::from_u128(1)) && row.operator == Uuid::from_u128(1)),
        ),
        (
            BallotFilter {
                owner_id: id(9),
                ..nobody
            },
            of(|row| row.parties.get(&Uuid::from_u128(9)) == Some(&true)),
        ),
    ] {
        assert!(!expected.is_empty(), "{filter:?}");
        for limit in [1, 7, 500] {
            let found = ballots(&query, &tenant, when(90, NOW), filter, limit).await;
            assert_eq!(found, expected, "{filter:?} by {limit}");
        }
    }
    let waiting = BallotFilter {
        owner_id: id(900),
        ..nobody
    };
    assert!(
        ballots(&query, &tenant, when(90, NOW), waiting, 7)
            .await
            .is_empty()
    );
    let other = query.begin_read(&stranger).await.unwrap();
    for table in ["afe_history", "afe_party"] {
        let sql = format!("SELECT 1 FROM read.{table} WHERE organization_id = $1");
        let found = other.query(&sql, &[&tenant.organization_id()]).await.unwrap();
        assert!(found.is_empty(), "{table}");
    }
    other.commit().await.unwrap();
}

#[tokio::test]
async fn what_was_closed_or_taken_out_goes_with_its_parties() {
    let db = TestDatabase::create().await;
    let (projector, query) = (
        db.pool("wellflow_projector", 2).await,
        db.pool("wellflow_query", 2).await,
    );
    let tenant = db.organization("afes").await;
    let first = afe(1);
    write_afes(&projector, &tenant, &new(vec![first.clone()])).await;
    let mut second = first.clone();
    second.span = span(first.span.place.id, 5, "2020-01-01T06:00:00Z");
    second.document = r#"{"what":"second"}"#.to_owned();
    let changes = Changes {
        closed: vec![(first.span.place, 5)],
        gone: Vec::new(),
        new: vec![second.clone()],
    };
    write_afes(&projector, &tenant, &changes).await;
    let own = AfeFilter {
        party: Some(Uuid::from_u128(900)),
        ..AfeFilter::default()
    };
    for filter in [&AfeFilter::default(), &own] {
        let known = async |position: u64| afes(&query, &tenant, when(position, NOW), filter, 5).await;
        assert_eq!(known(4).await, std::slice::from_ref(&first.document));
        assert_eq!(known(5).await, std::slice::from_ref(&second.document));
    }
    let gone = Changes {
        gone: vec![second.span.place],
        ..Changes::default()
    };
    write_afes(&projector, &tenant, &gone).await;
    assert!(afes(&query, &tenant, when(5, NOW), &own, 5).await.is_empty());
    let admin = db.admin().await;
    let left = "SELECT count(*) FROM read.afe_party WHERE from_position = 5";
    assert_eq!(admin.query_one(left, &[]).await.unwrap().get::<_, i64>(0), 0);
}

#[tokio::test]
async fn every_filter_finds_its_agreements_once_whatever_the_page() {
    let db = TestDatabase::create().await;
    let (projector, query) = (
        db.pool("wellflow_projector", 2).await,
        db.pool("wellflow_query", 2).await,
    );
    let tenant = db.organization("agreements").await;
    let stranger = db.organization("stranger").await;
    let rows: Vec<AgreementRow> = (0..90).map(agreement).collect();
    write_agreements(&projector, &tenant, &new(rows.clone())).await;
    write_agreements(&projector, &stranger, &new((0..3).map(agreement).collect())).await;
    let (once, organization_id) = (Once::new(&query, &tenant), tenant.organization_id());
    let mut sorted: Vec<&AgreementRow> = rows.iter().collect();
    sorted.sort_by_key(|row| (row.number.to_lowercase(), row.span.place.id));
    let id = |number: u128| Some(Uuid::from_u128(number));
    let everything = AgreementFilter::default();
    type Is = fn(&AgreementRow) -> bool;
    let cases: Vec<(AgreementFilter, Is)> = vec![
        (everything.clone(), |_| true),
        (
            AgreementFilter {
                status: Some("in_force".to_owned()),
                operator: id(1),
                ..everything.clone()
            },
            |row| row.status == "in_force" && row.operator == Uuid::from_u128(1),
        ),
        (
            AgreementFilter {
                party: id(5),
                ..everything.clone()
            },
            |row| row.parties.contains(&Uuid::from_u128(5)),
        ),
        (
            AgreementFilter {
                lease_id: id(2),
                property_id: id(3),
                ..everything.clone()
            },
            |row| row.leases.contains(&Uuid::from_u128(2)) && row.properties.contains(&Uuid::from_u128(3)),
        ),
    ];
    for (filter, is) in cases {
        let expected: Vec<String> = sorted
            .iter()
            .filter(|row| is(row))
            .map(|row| row.document.clone())
            .collect();
        assert!(!expected.is_empty(), "{filter:?}");
        for limit in [1, 7, 500] {
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let asked = (when(90, NOW), &filter);
                let page =
                    agreement_history::list(&once, organization_id, asked.0, asked.1, after.as_ref(), limit)
                        .await
                        .unwrap();
                found.extend(page.documents);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(found, expected, "{filter:?} by {limit}");
        }
    }
    let other = query.begin_read(&stranger).await.unwrap();
    let sql = "SELECT 1 FROM read.agreement_history WHERE organization_id = $1";
    assert!(other.query(sql, &[&organization_id]).await.unwrap().is_empty());
    other.commit().await.unwrap();
}
