//! The rows of ownership: written, closed and read at a point, by one organization alone, and by an index led by it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_read_model::history::When;
use wellflow_read_model::ownership::{
    self, ChangeFilter, ChangeId, ChangeRow, DivisionFilter, DivisionRow, InterestId, InterestRow, MonthId,
    Months, OPEN, OwnerFilter, Rows, Span, SuspenseFilter, Versioned,
};
use wellflow_read_model::{OWNERSHIP, Once, checkpoint};
use wellflow_runtime::{Tenant, TenantPool};
use wellflow_testkit::TestDatabase;

const ORGANIZATIONS: u32 = 12;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[derive(Default)]
struct Written {
    divisions: Rows<MonthId, DivisionRow>,
    interests: Rows<InterestId, InterestRow>,
    changes: Rows<ChangeId, ChangeRow>,
}

fn change(
    division_id: Uuid,
    property_id: Uuid,
    span: Span,
    owners: &[Uuid],
) -> Versioned<ChangeId, ChangeRow> {
    Versioned {
        key: ChangeId {
            division_id,
            event_id: Uuid::now_v7(),
        },
        span,
        row: ChangeRow {
            effective_from: day("2020-01-01"),
            position: span.from,
            property_id,
            owner_ids: owners.to_vec(),
            document: "{}".to_owned(),
        },
    }
}

/// So many divisions, as known before and after one paper, and an interest of each owner in every one of them.
fn divisions(count: u32, owners: &[Uuid]) -> Written {
    let mut written = Written::default();
    let months = Months {
        begins_at: at("2020-01-01T07:00:00Z"),
        until: None,
    };
    for number in 0..u64::from(count) {
        let (division_id, property_id) = (Uuid::now_v7(), Uuid::now_v7());
        let spans = [
            Span {
                from: 1 + number,
                to: 5_000,
            },
            Span {
                from: 5_000,
                to: OPEN,
            },
        ];
        for (nth, span) in spans.into_iter().enumerate() {
            written.divisions.opened.push(Versioned {
                key: MonthId {
                    division_id,
                    effective_from: day("2020-01-01"),
                },
                span,
                row: DivisionRow {
                    months,
                    property_id,
                    product: "all",
                    stage: "in_force",
                    after_payout: nth == 1,
                    suspended: 0,
                    division: "{}".to_owned(),
                    cost: Some(format!(r#"{{"nth":{nth}}}"#)),
                    revenue: None,
                },
            });
            for owner_id in owners {
                written.interests.opened.push(Versioned {
                    key: InterestId {
                        division_id,
                        side: "revenue",
                        owner_id: *owner_id,
                        interest: "RI",
                        effective_from: day("2020-01-01"),
                    },
                    span,
                    row: InterestRow {
                        months,
                        property_id,
                        reason: (number % 20 == 0).then_some("other"),
                        document: format!(r#"{{"nth":{nth}}}"#),
                    },
                });
            }
            written
                .changes
                .opened
                .push(change(division_id, property_id, span, owners));
        }
    }
    written
}

async fn write(pool: &TenantPool, tenant: &Tenant, written: &Written) {
    let organization_id = tenant.organization_id();
    let tx = pool.begin_write(tenant).await.unwrap();
    let head = "SELECT incarnation FROM ledger.head WHERE organization_id = $1";
    let head = tx.query_one(head, &[&organization_id]).await.unwrap();
    checkpoint::ensure(&tx, organization_id, OWNERSHIP, head.get(0))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let once = Once::new(pool, tenant);
    let from = checkpoint::load(&once, organization_id, OWNERSHIP).await;
    let from = from.unwrap().unwrap();
    let moves = (from, from.position + 10_000);
    let moved = checkpoint::advance(pool, tenant, OWNERSHIP, moves, None).await;
    let tx = moved.unwrap().unwrap();
    let Written {
        divisions,
        interests,
        changes,
    } = written;
    ownership::write(&tx, organization_id, divisions, interests, changes)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn point(position: Option<u64>) -> When {
    When {
        position,
        day: None,
        at: at("2020-01-01T07:00:00Z"),
    }
}

/// How many rows each question finds.
async fn found(pool: &TenantPool, tenant: &Tenant, owner_id: Uuid, point: When) -> [usize; 4] {
    let tx = pool.begin_read(tenant).await.unwrap();
    let organization_id = tenant.organization_id();
    let page = (None, 500);
    let all = DivisionFilter::default();
    let divisions = ownership::divisions(&tx, organization_id, point, &all, page)
        .await
        .unwrap();
    let filter = OwnerFilter::default();
    let owned = ownership::of_owner(&tx, organization_id, point, (owner_id, &filter), (None, 500))
        .await
        .unwrap();
    let filter = SuspenseFilter::default();
    let held = ownership::suspended(&tx, organization_id, point, &filter, (None, 500))
        .await
        .unwrap();
    let filter = ChangeFilter::default();
    let changes = ownership::changes(&tx, organization_id, point, &filter, (None, 500))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    [
        divisions.divisions.len(),
        owned.documents.len(),
        held.documents.len(),
        changes.documents.len(),
    ]
}

#[tokio::test]
async fn rows_are_read_at_a_position_and_in_a_month_by_their_own_organization() {
    let db = TestDatabase::create().await;
    let projector = db.pool("wellflow_projector", 2).await;
    let query = db.pool("wellflow_query", 2).await;
    let (one, other) = (db.organization("one").await, db.organization("other").await);
    let owners = [Uuid::now_v7(), Uuid::now_v7()];
    let written = divisions(3, &owners);
    write(&projector, &one, &written).await;
    write(&projector, &other, &divisions(1, &owners)).await;

    for (position, expected) in [
        (Some(1), [1, 1, 2, 1]),
        (Some(3), [3, 3, 2, 3]),
        (Some(4_999), [3, 3, 2, 3]),
        (Some(5_000), [3, 3, 2, 3]),
        (None, [3, 3, 2, 3]),
    ] {
        assert_eq!(
            found(&query, &one, owners[0], point(position)).await,
            expected,
            "{position:?}"
        );
    }
    assert_eq!(found(&query, &other, owners[0], point(None)).await, [1, 1, 2, 1]);
    // The instant at which the first month begins where the property lies, and the one before.
    let before = When {
        at: at("2020-01-01T06:59:59Z"),
        ..point(None)
    };
    assert_eq!(found(&query, &one, owners[0], before).await, [0, 0, 0, 3]);
    let on = |text| When {
        day: Some(day(text)),
        ..before
    };
    assert_eq!(
        found(&query, &one, owners[0], on("2020-01-01")).await,
        [3, 3, 2, 3]
    );
    assert_eq!(
        found(&query, &one, owners[0], on("2019-12-31")).await,
        [0, 0, 0, 3]
    );

    // What is closed stays what was known until then.
    let mut closing = Written::default();
    for row in written.divisions.opened.iter().filter(|row| row.span.to == OPEN) {
        closing.divisions.closed.push((row.key, 6_000));
    }
    for row in written.interests.opened.iter().filter(|row| row.span.to == OPEN) {
        closing.interests.closed.push((row.key.clone(), 6_000));
    }
    for row in written.changes.opened.iter().filter(|row| row.span.to == OPEN) {
        closing.changes.closed.push((row.key, 6_000));
    }
    write(&projector, &one, &closing).await;
    assert_eq!(
        found(&query, &one, owners[0], point(Some(5_999))).await,
        [3, 3, 2, 3]
    );
    assert_eq!(found(&query, &one, owners[0], point(Some(6_000))).await, [0; 4]);
    assert_eq!(found(&query, &other, owners[0], point(None)).await, [1, 1, 2, 1]);

    let tx = projector.begin_write(&one).await.unwrap();
    ownership::clear(&tx, one.organization_id()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&query, &one, owners[0], point(Some(3))).await, [0; 4]);
    assert_eq!(found(&query, &other, owners[0], point(None)).await, [1, 1, 2, 1]);
}

/// A statement, the values of its parameters as SQL, and the index that must serve it.
const CASES: [(&str, &[&str], &str); 6] = [
    (
        include_str!("../src/ownership/sql/divisions.sql"),
        &[
            "$org::uuid",
            "NULL",
            "NULL",
            "now()",
            "'ownership'",
            "1",
            "$nil::uuid",
            "$nil::uuid",
            "101",
            "NULL::uuid",
            "NULL::text",
            "NULL::text",
            "NULL::uuid",
        ],
        "division_history_property",
    ),
    (
        include_str!("../src/ownership/sql/decks.sql"),
        &[
            "$org::uuid",
            "6000",
            "'2024-05-01'",
            "now()",
            "'ownership'",
            "1",
            "$property::uuid",
            "NULL::text",
        ],
        "division_history_property",
    ),
    (
        include_str!("../src/ownership/sql/interests_of_owner.sql"),
        &[
            "$org::uuid",
            "6000",
            "'2024-05-01'",
            "now()",
            "'ownership'",
            "1",
            "$nil::uuid",
            "$nil::uuid",
            "''",
            "''",
            "NULL::uuid",
            "NULL::text",
            "$owner::uuid",
            "101",
        ],
        "interest_history_owner",
    ),
    (
        include_str!("../src/ownership/sql/suspended.sql"),
        &[
            "$org::uuid",
            "6000",
            "NULL",
            "now()",
            "'ownership'",
            "1",
            "$nil::uuid",
            "$nil::uuid",
            "''",
            "''",
            "NULL::uuid",
            "NULL::text",
            "$nil::uuid",
            "101",
        ],
        "interest_history_suspended",
    ),
    (
        include_str!("../src/ownership/sql/changes.sql"),
        &[
            "$org::uuid",
            "6000",
            "'ownership'",
            "1",
            "'2019-01-01'::date",
            "0",
            "'2024-01-01'::date",
            "NULL::uuid",
            "NULL::uuid",
            "101",
        ],
        "ownership_change_day",
    ),
    (
        include_str!("../src/ownership/sql/close_divisions.sql"),
        &[
            "$org::uuid",
            "ARRAY[$property::uuid]",
            "ARRAY['2020-01-01'::date]",
            "ARRAY[7::bigint]",
        ],
        "division_history_pkey",
    ),
];

#[tokio::test]
async fn an_index_led_by_the_organization_serves_every_question() {
    let db = TestDatabase::create().await;
    let projector = db.pool("wellflow_projector", 2).await;
    let mut last = None;
    for number in 0..ORGANIZATIONS {
        let tenant = db.organization(&format!("org-{number}")).await;
        // The last one is large, so that a page must not be sorted out of everything it has.
        let count = if number + 1 == ORGANIZATIONS { 1_000 } else { 40 };
        let owners: Vec<Uuid> = (0..4).map(|_| Uuid::now_v7()).collect();
        let written = divisions(count, &owners);
        write(&projector, &tenant, &written).await;
        let property_id = written.divisions.opened[0].row.property_id;
        last = Some((tenant, owners[0], property_id));
    }
    let (tenant, owner_id, property_id) = last.unwrap();
    let analyze = "INSERT INTO read.checkpoint (projection, version, organization_id, incarnation)
                   SELECT 'ownership', 1, gen_random_uuid(), gen_random_uuid() FROM generate_series(1, 5000);
                   ANALYZE read.division_history, read.interest_history, read.ownership_change, read.checkpoint";
    db.admin().await.batch_execute(analyze).await.unwrap();
    for (statement, values, index) in CASES {
        let mut sql = format!("EXPLAIN {statement}");
        // From the last parameter down, so that $1 is not found in $10.
        for (nth, value) in values.iter().enumerate().rev() {
            let value = value
                .replace("$org", &format!("'{}'", tenant.organization_id()))
                .replace("$owner", &format!("'{owner_id}'"))
                .replace("$property", &format!("'{property_id}'"))
                .replace("$nil", "'00000000-0000-0000-0000-000000000000'");
            sql = sql.replace(&format!("${}", nth + 1), &value);
        }
        let tx = projector.begin_write(&tenant).await.unwrap();
        let rows = tx
            .query(&sql, &[])
            .await
            .unwrap_or_else(|error| panic!("{error:?} in {sql}"));
        tx.rollback().await.unwrap();
        let plan: String = rows.iter().map(|row| row.get::<_, String>(0) + "\n").collect();
        assert!(!plan.contains("Seq Scan"), "{plan}");
        assert!(plan.contains(index), "{index}: {plan}");
        assert!(plan.contains("organization_id ="), "{plan}");
    }
}
