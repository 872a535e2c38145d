//! Leases and owners at points on both axes: what is closed is still known where it was, pages leave nothing out, and no
//! organization sees another's.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use std::collections::BTreeSet;

use uuid::Uuid;
use wellflow_read_model::Once;
use wellflow_read_model::history::{Changes, FOREVER, HistoryPage, When};
use wellflow_read_model::lease_history::{self, LeaseFilter, LeaseRow};
use wellflow_read_model::owner_history::{self, Order, OwnerFilter, Search};
use wellflow_runtime::{Tenant, TenantPool};
use wellflow_testkit::TestDatabase;

mod ground;

use ground::*;

fn when(position: u64, instant: &str) -> When {
    When {
        position: Some(position),
        at: at(instant),
        day: None,
    }
}

const NOW: &str = "2026-01-01T00:00:00Z";

/// Every document of a list, page by page.
async fn leases(
    pool: &TenantPool,
    tenant: &Tenant,
    when: When,
    filter: &LeaseFilter,
    limit: u32,
) -> Vec<String> {
    let (once, id) = (Once::new(pool, tenant), tenant.organization_id());
    let mut found = Vec::new();
    let mut by_name = None;
    let mut by_day = None;
    loop {
        let (documents, more) = if filter.until.is_some() {
            let page = lease_history::expiring(&once, id, when, filter, by_day, limit)
                .await
                .unwrap();
            by_day = page.next;
            (page.documents, by_day.is_some())
        } else {
            let page = lease_history::list(&once, id, when, filter, by_name.as_ref(), limit)
                .await
                .unwrap();
            by_name = page.next;
            (page.documents, by_name.is_some())
        };
        assert!(documents.len() <= limit as usize && (!more || documents.len() == limit as usize));
        found.extend(documents);
        if !more {
            return found;
        }
    }
}

fn chosen(rows: &[LeaseRow], is: impl Fn(&LeaseRow) -> bool) -> BTreeSet<String> {
    rows.iter()
        .filter(|row| is(row))
        .map(|row| row.document.clone())
        .collect()
}

#[tokio::test]
async fn every_filter_finds_its_leases_once_whatever_the_page() {
    let db = TestDatabase::create().await;
    let (projector, query) = (
        db.pool("wellflow_projector", 2).await,
        db.pool("wellflow_query", 2).await,
    );
    let tenant = db.organization("leases").await;
    let stranger = db.organization("stranger").await;
    let rows: Vec<LeaseRow> = (0..90).map(lease).collect();
    write_leases(&projector, &tenant, &new(rows.clone())).await;
    write_leases(&projector, &stranger, &new((0..30).map(lease).collect())).await;

    let owner = Uuid::from_u128(4).to_string();
    let key = |kind, key: &str| vec![(kind, key.to_owned())];
    let cases: Vec<(LeaseFilter, BTreeSet<String>)> = vec![
        (LeaseFilter::default(), chosen(&rows, |_| true)),
        (
            LeaseFilter {
                status: Some("expired".to_owned()),
                ..LeaseFilter::default()
            },
            chosen(&rows, |row| row.status == "expired"),
        ),
        (
            LeaseFilter {
                held_by: Some("production".to_owned()),
                lessee: Some(Uuid::from_u128(3)),
                ..LeaseFilter::default()
            },
            chosen(&rows, |row| {
                row.held_by.is_some() && row.lessee == Some(Uuid::from_u128(3))
            }),
        ),
        (
            LeaseFilter {
                lease_number: Some("L-17".to_owned()),
                mineral_owner: Some("private".to_owned()),
                ..LeaseFilter::default()
            },
            chosen(&rows, |row| row.lease_number.as_deref() == Some("L-17")),
        ),
        (
            LeaseFilter {
                keys: key("county", "county 4"),
                ..LeaseFilter::default()
            },
            chosen(&rows, |row| row.keys.contains(&("county", "county 4".to_owned()))),
        ),
        (
            LeaseFilter {
                keys: [
                    key("owner", &owner),
                    key("county", "county 4"),
                    key("state", "TX"),
                ]
                .concat(),
                ..LeaseFilter::default()
            },
            chosen(&rows, |row| {
                [
                    ("owner", owner.clone()),
                    ("county", "county 4".to_owned()),
                    ("state", "TX".to_owned()),
                ]
                .iter()
                .all(|key| row.keys.contains(key))
            }),
        ),
        (
            LeaseFilter {
                until: Some((Some(day(10)), Some(day(50)))),
                ..LeaseFilter::default()
            },
            chosen(&rows, |row| {
                row.held_until
                    .is_some_and(|until| until >= day(10) && until <= day(50))
            }),
        ),
        (
            LeaseFilter {
                until: Some((None, Some(day(50)))),
                keys: key("state", "NM"),
                status: Some("expired".to_owned()),
                ..LeaseFilter::default()
            },
            chosen(&rows, |row| {
                row.held_until.is_some_and(|until| until <= day(50))
                    && row.status == "expired"
                    && row.keys.contains(&("state", "NM".to_owned()))
            }),
        ),
    ];
    for (filter, expected) in cases {
        assert!(!expected.is_empty(), "{filter:?}");
        for limit in [1, 7, 500] {
            let found = leases(&query, &tenant, when(90, NOW), &filter, limit).await;
            assert_eq!(found.len(), expected.len(), "{filter:?} by {limit}");
            assert_eq!(
                found.into_iter().collect::<BTreeSet<_>>(),
                expected,
                "{filter:?} by {limit}"
            );
        }
    }
    // In the order of names; by day, the soonest first.
    let names = leases(&query, &tenant, when(90, NOW), &LeaseFilter::default(), 500).await;
    let mut sorted: Vec<&LeaseRow> = rows.iter().collect();
    sorted.sort_by_key(|row| (row.name.to_lowercase(), row.span.place.id));
    assert_eq!(
        names,
        sorted.iter().map(|row| row.document.clone()).collect::<Vec<_>>()
    );
    // Nobody sees another organization's, and what was known at a position is what had come to be known there.
    assert_eq!(
        leases(&query, &stranger, when(90, NOW), &LeaseFilter::default(), 500)
            .await
            .len(),
        30
    );
    assert_eq!(
        leases(&query, &tenant, when(20, NOW), &LeaseFilter::default(), 7)
            .await
            .len(),
        20
    );
    let before = when(90, "2019-12-31T00:00:00Z");
    assert!(
        leases(&query, &tenant, before, &LeaseFilter::default(), 7)
            .await
            .is_empty()
    );
    let other = query.begin_read(&stranger).await.unwrap();
    for table in ["lease_history", "lease_key"] {
        let sql = format!("SELECT 1 FROM read.{table} WHERE organization_id = $1");
        assert!(
            other
                .query(&sql, &[&tenant.organization_id()])
                .await
                .unwrap()
                .is_empty(),
            "{table}"
        );
    }
    other.commit().await.unwrap();
}

#[tokio::test]
async fn what_was_closed_is_still_known_where_it_was() {
    let db = TestDatabase::create().await;
    let (projector, query) = (
        db.pool("wellflow_projector", 2).await,
        db.pool("wellflow_query", 2).await,
    );
    let tenant = db.organization("leases").await;
    let mut first = lease(0);
    first.document = r#"{"what":"first"}"#.to_owned();
    let id = first.span.place.id;
    write_leases(&projector, &tenant, &new(vec![first.clone()])).await;

    let change = at("2021-06-01T05:00:00Z");
    let mut until = first.clone();
    until.span.place.from_position = 5;
    until.span.effective_to = change;
    until.span.days.1 = change.date_naive();
    let mut since = first.clone();
    since.span = span(id, 5, "2021-06-01T05:00:00Z");
    since.document = r#"{"what":"second"}"#.to_owned();
    since.version = 2;
    since.name = "Renamed".to_owned();
    let changes = Changes {
        closed: vec![(first.span.place, 5)],
        gone: Vec::new(),
        new: vec![until, since.clone()],
    };
    write_leases(&projector, &tenant, &changes).await;

    let (once, organization_id) = (Once::new(&query, &tenant), tenant.organization_id());
    let shown = async |when: When| {
        let (_, shown) = lease_history::at(&once, organization_id, id, when).await.unwrap();
        let listed = leases(&query, &tenant, when, &LeaseFilter::default(), 10).await;
        assert_eq!(
            listed,
            shown
                .iter()
                .map(|shown| shown.document.clone())
                .collect::<Vec<_>>()
        );
        shown.map(|shown| (shown.document, shown.version, shown.changes_by_itself))
    };
    let (one, two) = (
        r#"{"what":"first"}"#.to_owned(),
        r#"{"what":"second"}"#.to_owned(),
    );
    assert_eq!(shown(when(4, NOW)).await, Some((one.clone(), 1, false)));
    assert_eq!(shown(when(5, NOW)).await, Some((two.clone(), 2, false)));
    // The newest version is told, whichever of them is in effect.
    assert_eq!(
        shown(when(5, "2021-06-01T04:59:59Z")).await,
        Some((one.clone(), 2, true))
    );
    assert_eq!(shown(when(5, "2019-01-01T00:00:00Z")).await, None);
    let on = |day: &str| When {
        day: Some(day.parse().unwrap()),
        ..when(5, NOW)
    };
    assert_eq!(shown(on("2021-05-31")).await, Some((one, 2, true)));
    assert_eq!(shown(on("2021-06-01")).await, Some((two, 2, false)));

    // What the commit it began with closes is taken out, with its keys.
    let gone = Changes {
        gone: vec![since.span.place],
        ..Changes::default()
    };
    write_leases(&projector, &tenant, &gone).await;
    assert_eq!(shown(when(5, NOW)).await, None);
    let admin = db.admin().await;
    let left = "SELECT count(*) FROM read.lease_key WHERE effective_from = '2021-06-01T05:00:00Z'";
    assert_eq!(admin.query_one(left, &[]).await.unwrap().get::<_, i64>(0), 0);
    assert!(FOREVER > at("9999-12-31T23:59:59Z"));
}

#[tokio::test]
async fn owners_are_found_by_the_words_of_their_names() {
    let db = TestDatabase::create().await;
    let (projector, query) = (
        db.pool("wellflow_projector", 2).await,
        db.pool("wellflow_query", 2).await,
    );
    let tenant = db.organization("owners").await;
    let stranger = db.organization("stranger").await;
    let rows: Vec<_> = (0..90).map(owner).collect();
    write_owners(&projector, &tenant, &new(rows.clone())).await;
    write_owners(&projector, &stranger, &new((0..10).map(owner).collect())).await;

    let (once, organization_id) = (Once::new(&query, &tenant), tenant.organization_id());
    let all = async |filter: &OwnerFilter, order: &Order, limit: u32| {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let asked = (filter, order);
            let page: HistoryPage<Uuid> =
                owner_history::list(&once, organization_id, when(90, NOW), asked, after, limit)
                    .await
                    .unwrap();
            found.extend(page.documents);
            after = page.next;
            if after.is_none() {
                return found;
            }
        }
    };
    let by_name = |text: &str| Order::Name(Search::parse(text));
    let lessors = OwnerFilter {
        role: Some("lessor".to_owned()),
        status: Some("active".to_owned()),
        kind: Some("individual".to_owned()),
    };
    let everybody = OwnerFilter::default();
    let found = |is: &dyn Fn(usize) -> bool| -> BTreeSet<String> {
        let chosen = rows.iter().enumerate().filter(|(number, _)| is(*number));
        chosen.map(|(_, row)| row.document.clone()).collect()
    };
    let is_active_lessor = |number: usize| number % 4 == 2;
    for (filter, order, expected) in [
        (&everybody, Order::Name(None), found(&|_| true)),
        (&everybody, Order::Id, found(&|_| true)),
        (&lessors, Order::Name(None), found(&is_active_lessor)),
        (&lessors, Order::Id, found(&is_active_lessor)),
        (
            &everybody,
            by_name("SAMPLE003"),
            found(&|number| number % 40 == 3),
        ),
        (
            &everybody,
            by_name("owner sample01"),
            found(&|number| (10..20).contains(&(number % 40))),
        ),
        (
            &lessors,
            by_name("sample00"),
            found(&|number| is_active_lessor(number) && number % 40 < 10),
        ),
        // An earlier name finds its owner, too.
        (
            &everybody,
            by_name("former007"),
            found(&|number| number % 30 == 7),
        ),
        (&everybody, by_name("sample003 nobody"), found(&|_| false)),
    ] {
        for limit in [1, 7, 500] {
            let listed = all(filter, &order, limit).await;
            assert_eq!(listed.len(), expected.len(), "{filter:?} by {limit}");
            assert_eq!(
                listed.into_iter().collect::<BTreeSet<_>>(),
                expected,
                "{filter:?} by {limit}"
            );
        }
    }
    assert!(Search::parse(" - ").is_none());
    // Nothing printed tells a name.
    let printed = format!("{:?} {:?}", rows[0], by_name("Sample003"));
    assert!(!printed.to_lowercase().contains("sample0"), "{printed}");
    let other = query.begin_read(&stranger).await.unwrap();
    for table in ["owner_history", "owner_key"] {
        let sql = format!("SELECT 1 FROM read.{table} WHERE organization_id = $1");
        assert!(
            other.query(&sql, &[&organization_id]).await.unwrap().is_empty(),
            "{table}"
        );
    }
    other.commit().await.unwrap();
    let id = rows[5].span.place.id;
    let shown = owner_history::at(&once, organization_id, id, when(90, NOW))
        .await
        .unwrap();
    assert_eq!(
        shown.1.map(|shown| shown.document),
        Some(rows[5].document.clone())
    );
}
