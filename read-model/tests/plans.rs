//! The plans of the statements, asked for as the role that runs them, on tables that hold many organizations: an index
//! led by the organization serves every one of them.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use wellflow_read_model::well_summary::WellRow;
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};
use wellflow_testkit::TestDatabase;

mod ground;

use ground::*;

const ORGANIZATIONS: usize = 40;
const WELLS: u32 = 150;

/// A statement, the values of its parameters as SQL, and the index that must serve it.
const CASES: [(&str, &str, &[&str], &str); 51] = [
    (
        "by_id",
        include_str!("../src/well_summary/sql/by_id.sql"),
        &["$org::uuid", "$well::uuid", "'well_summary'", "2"],
        "well_summary_pkey",
    ),
    (
        "list",
        include_str!("../src/well_summary/sql/list.sql"),
        &[
            "$org::uuid",
            "''::text",
            "$nil::uuid",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "101",
            "'well_summary'",
            "2",
            "NULL::text",
            "NULL::text",
        ],
        "well_summary_",
    ),
    (
        "a later page",
        include_str!("../src/well_summary/sql/list.sql"),
        &[
            "$org::uuid",
            "'m'::text",
            "$well::uuid",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "101",
            "'well_summary'",
            "2",
            "NULL::text",
            "NULL::text",
        ],
        "well_summary_",
    ),
    (
        "near",
        include_str!("../src/well_summary/sql/near.sql"),
        &[
            "$org::uuid",
            "-1::bigint",
            "$nil::uuid",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "101",
            "280000000",
            "280500000",
            "-911000000",
            "-909000000",
            "1",
            "0",
            "28.0",
            "-91.0",
            "1000000.0",
            "'well_summary'",
            "2",
            "NULL::text",
            "NULL::text",
        ],
        "well_summary_place",
    ),
    (
        "due",
        include_str!("../src/well_summary/sql/due.sql"),
        &["$org::uuid", "now()", "500"],
        "well_summary_boundary",
    ),
    (
        "load",
        include_str!("../src/well_summary/sql/load.sql"),
        &["$org::uuid", "ARRAY[$well]"],
        "well_summary_pkey",
    ),
    (
        "totals",
        include_str!("../src/monthly_production/sql/totals.sql"),
        &[
            "$org::uuid",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "NULL::uuid",
            "NULL::text",
            "'monthly_production'",
            "2",
        ],
        "monthly_production_",
    ),
    (
        "totals of a well",
        include_str!("../src/monthly_production/sql/totals.sql"),
        &[
            "$org::uuid",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "$well::uuid",
            "NULL::text",
            "'monthly_production'",
            "2",
        ],
        "monthly_production_well",
    ),
    (
        "months of a well",
        include_str!("../src/monthly_production/sql/well_months.sql"),
        &[
            "$org::uuid",
            "$well::uuid",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "1000",
            "'monthly_production'",
            "2",
        ],
        "monthly_production_well",
    ),
    (
        "months of wells",
        include_str!("../src/monthly_production/sql/months_of_wells.sql"),
        &[
            "$org::uuid",
            "ARRAY[$well, $nil::uuid]",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "1000",
            "'monthly_production'",
            "2",
        ],
        "monthly_production_well",
    ),
    (
        "a month",
        include_str!("../src/monthly_production/sql/by_id.sql"),
        &["$org::uuid", "$well::uuid", "'monthly_production'", "2"],
        "monthly_production_pkey",
    ),
    (
        "a lease",
        include_str!("../src/monthly_production/sql/lease.sql"),
        &[
            "$org::uuid",
            "'G00003'::text",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "101",
            "'monthly_production'",
            "2",
        ],
        "monthly_production_lease",
    ),
    (
        "a field",
        include_str!("../src/monthly_production/sql/field.sql"),
        &[
            "$org::uuid",
            "'Field 3'::text",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "101",
            "'monthly_production'",
            "2",
            "'well_summary'",
            "2",
        ],
        "well_summary_",
    ),
    (
        "wellbores",
        include_str!("../src/well_parts/sql/wellbores.sql"),
        &["$org::uuid", "$well::uuid", "'well_summary'", "2"],
        "wellbore_pkey",
    ),
    (
        "completions",
        include_str!("../src/well_parts/sql/completions.sql"),
        &["$org::uuid", "$well::uuid", "'well_summary'", "2"],
        "completion_pkey",
    ),
    (
        "tests",
        include_str!("../src/well_parts/sql/tests.sql"),
        &[
            "$org::uuid",
            "$well::uuid",
            "NULL::text",
            "now()",
            "5",
            "101",
            "'well_summary'",
            "2",
        ],
        "well_test_",
    ),
    (
        "wellbores of wells",
        include_str!("../src/well_parts/sql/wellbores_of_wells.sql"),
        &["$org::uuid", "ARRAY[$well, $nil::uuid]", "'well_summary'", "2"],
        "wellbore_pkey",
    ),
    (
        "completions of wells",
        include_str!("../src/well_parts/sql/completions_of_wells.sql"),
        &["$org::uuid", "ARRAY[$well, $nil::uuid]", "'well_summary'", "2"],
        "completion_pkey",
    ),
    (
        "tests of wells",
        include_str!("../src/well_parts/sql/tests_of_wells.sql"),
        &[
            "$org::uuid",
            "ARRAY[$well, $nil::uuid]",
            "NULL::text",
            "20",
            "'well_summary'",
            "2",
        ],
        "well_test_",
    ),
    (
        "days of a well",
        include_str!("../src/daily_production/sql/well_days.sql"),
        &[
            "$org::uuid",
            "$well::uuid",
            "'2020-01-03'::date",
            "'A1'::text",
            "'2020-02-01'::date",
            "101",
            "'monthly_production'",
            "2",
        ],
        "daily_production_well",
    ),
    (
        "a lease at a point",
        include_str!("../src/lease_history/sql/at.sql"),
        &[
            "$org::uuid",
            "$well::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "'lease_history'",
            "1",
        ],
        "lease_history_pkey",
    ),
    (
        "leases",
        include_str!("../src/lease_history/sql/list.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "'m'::text",
            "$nil::uuid",
            "101",
            "'lease_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::uuid",
            "NULL::text",
            "NULL::text",
        ],
        "lease_history_",
    ),
    (
        "leases by key",
        include_str!("../src/lease_history/sql/list_by_key.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "''::text",
            "$nil::uuid",
            "101",
            "'lease_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::uuid",
            "NULL::text",
            "NULL::text",
            "'county'",
            "'county 3'",
            "ARRAY[]::text[]",
            "ARRAY[]::text[]",
        ],
        "lease_key_list",
    ),
    (
        "leases that end",
        include_str!("../src/lease_history/sql/expiring.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "'2020-01-03'::date",
            "$nil::uuid",
            "101",
            "'lease_history'",
            "1",
            "'2020-02-03'::date",
            "NULL::text",
            "NULL::text",
            "NULL::uuid",
            "NULL::text",
            "NULL::text",
            "ARRAY[]::text[]",
            "ARRAY[]::text[]",
        ],
        "lease_history_",
    ),
    (
        "owners by name",
        include_str!("../src/owner_history/sql/by_name.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "$nil::uuid",
            "101",
            "'owner_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::text",
        ],
        "owner_history_",
    ),
    (
        "owners by id",
        include_str!("../src/owner_history/sql/by_id.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "$nil::uuid",
            "101",
            "'owner_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "'lessor'::text",
        ],
        "owner_history_",
    ),
    (
        "owners found",
        include_str!("../src/owner_history/sql/search.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "$nil::uuid",
            "101",
            "'owner_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "'sample001'",
            "'sample001~'",
            "ARRAY[]::text[]",
            "ARRAY[]::text[]",
        ],
        "owner_key_",
    ),
    (
        "AFEs",
        include_str!("../src/afe_history/sql/list.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "'m'::text",
            "$nil::uuid",
            "101",
            "'afe_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "false",
        ],
        "afe_history_",
    ),
    (
        "AFEs of a well",
        include_str!("../src/afe_history/sql/list.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "''::text",
            "$nil::uuid",
            "101",
            "'afe_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "$nil::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "false",
        ],
        "afe_history_well",
    ),
    (
        "overruns",
        include_str!("../src/afe_history/sql/list.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "''::text",
            "$nil::uuid",
            "101",
            "'afe_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "true",
        ],
        "afe_history_overrun",
    ),
    (
        "AFEs of a party",
        include_str!("../src/afe_history/sql/list_by_party.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "''::text",
            "$nil::uuid",
            "101",
            "'afe_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "false",
            "'00000000-0000-0000-0000-000000000007'::uuid",
        ],
        "afe_party_list",
    ),
    (
        "open ballots",
        include_str!("../src/afe_history/sql/ballots.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "'2020-01-03'::timestamptz",
            "$nil::uuid",
            "101",
            "'afe_history'",
            "1",
            "NULL::uuid",
            "NULL::uuid",
            "'00000000-0000-0000-0000-000000000009'::uuid",
        ],
        "afe_history_",
    ),
    (
        "the board",
        include_str!("../src/afe_history/sql/board.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "'afe_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "NULL::uuid",
            "false",
            "NULL::uuid",
        ],
        "afe_history_",
    ),
    (
        "agreements",
        include_str!("../src/agreement_history/sql/list.sql"),
        &[
            "$org::uuid",
            "NULL::bigint",
            "now()",
            "NULL::date",
            "''::text",
            "$nil::uuid",
            "101",
            "'agreement_history'",
            "1",
            "NULL::text",
            "NULL::uuid",
            "'00000000-0000-0000-0000-000000000005'::uuid",
            "NULL::uuid",
            "NULL::uuid",
        ],
        "agreement_history_",
    ),
    (
        "wells at a point",
        include_str!("../src/well_history/sql/list.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "''::text",
            "$nil::uuid",
            "101",
            "'well_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
        ],
        "well_history_",
    ),
    (
        "wells on a day",
        include_str!("../src/well_history/sql/list.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-03T00:00:00Z'::timestamptz",
            "'2020-05-31T00:00:00Z'::timestamptz",
            "'2020-06-01'::date",
            "'bluebell 01'::text",
            "$nil::uuid",
            "101",
            "'well_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
        ],
        "well_history_",
    ),
    (
        "wells around a place at a point",
        include_str!("../src/well_history/sql/near.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "-1::bigint",
            "$nil::uuid",
            "101",
            "'well_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "280000000",
            "280500000",
            "-911000000",
            "-909000000",
            "1",
            "0",
            "28.0",
            "-91.0",
            "1000000.0",
        ],
        "well_history_place",
    ),
    (
        "wells within bounds at a point",
        include_str!("../src/well_history/sql/within.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "''::text",
            "$nil::uuid",
            "101",
            "'well_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "280000000",
            "280500000",
            "-911000000",
            "-909000000",
            "1",
            "0",
        ],
        "well_history_",
    ),
    (
        "counts of wells at a point",
        include_str!("../src/well_history/sql/counts.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "'well_history'",
            "1",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
        ],
        "well_history_",
    ),
    (
        "sums by operator at a point",
        include_str!("../src/production_history/sql/sums.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "'production_history'",
            "1",
            "'well_history'",
            "1",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "NULL::uuid",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "'operator'::text",
            "'month'::text",
            "NULL::text",
            "101",
            "false",
            "true",
            "50001",
        ],
        "production_history_",
    ),
    (
        "sums by field at a point",
        include_str!("../src/production_history/sql/sums.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "'production_history'",
            "1",
            "'well_history'",
            "1",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "NULL::uuid",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "'field'::text",
            "'month'::text",
            "NULL::text",
            "101",
            "true",
            "false",
            "50001",
        ],
        "well_history_",
    ),
    (
        "sums of a well at a point",
        include_str!("../src/production_history/sql/sums.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "'production_history'",
            "1",
            "'well_history'",
            "1",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "$well::uuid",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "'well'::text",
            "'month'::text",
            "NULL::text",
            "101",
            "false",
            "false",
            "50001",
        ],
        "production_history_well",
    ),
    (
        "months of a well at a point",
        include_str!("../src/production_history/sql/well_months.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "'production_history'",
            "1",
            "$well::uuid",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "1000",
        ],
        "production_history_well",
    ),
    (
        "days of a well together",
        include_str!("../src/daily_production/sql/sums.sql"),
        &[
            "$org::uuid",
            "'monthly_production'",
            "2",
            "'well_history'",
            "1",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "$well::uuid",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "NULL::text",
            "'well'::text",
            "NULL::text",
            "101",
            "false",
            "false",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "50001",
        ],
        "daily_production_well",
    ),
    (
        "the rarest of some words",
        include_str!("../src/search/sql/rarest.sql"),
        &[
            "$org::uuid",
            "ARRAY['well']",
            "ARRAY['bluebell', 'g00003']",
            "ARRAY['bluebelm', 'g00004']",
            "5001",
        ],
        "search_word_prefix",
    ),
    (
        "things found by words",
        include_str!("../src/search/sql/find.sql"),
        &[
            "$org::uuid",
            "'search'",
            "1",
            "ARRAY['well']",
            "ARRAY['bluebell', 'g00003']",
            "ARRAY['bluebelm', 'g00004']",
            "'bluebell'::text",
            "'bluebelm'::text",
            "NULL::bigint",
            "$nil::uuid",
            "101",
        ],
        "search_word_",
    ),
    (
        "sums of the next wells at a point",
        include_str!("../src/production_history/sql/sums_of_wells.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "'production_history'",
            "1",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "$well::uuid",
            "20",
            "'month'::text",
        ],
        "production_history_well",
    ),
    (
        "completion months at a point",
        include_str!("../src/production_history/sql/months.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "'production_history'",
            "1",
            "$well::uuid",
            "'2001-01-01'::date",
            "'A1'::text",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "NULL::uuid",
            "NULL::text",
            "101",
        ],
        "production_history_well",
    ),
    (
        "months of wells at a point",
        include_str!("../src/production_history/sql/months_of_wells.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "'production_history'",
            "1",
            "ARRAY[$well, $nil::uuid]",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "1000",
        ],
        "production_history_well",
    ),
    (
        "months of a lease at a point",
        include_str!("../src/production_history/sql/lease.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "'production_history'",
            "1",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "'G00003'::text",
            "101",
        ],
        "production_history_",
    ),
    (
        "months of a field at a point",
        include_str!("../src/production_history/sql/field.sql"),
        &[
            "$org::uuid",
            "250::bigint",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "'2020-06-01T00:00:00Z'::timestamptz",
            "NULL::date",
            "'production_history'",
            "1",
            "'well_history'",
            "1",
            "'0001-01-01'::date",
            "'9999-12-31'::date",
            "'Field 3'::text",
            "101",
        ],
        "production_history_",
    ),
];

async fn plan(
    tx: &TenantTransaction,
    statement: &str,
    values: &[&str],
    tenant: &Tenant,
    well: &str,
) -> String {
    let mut sql = format!("EXPLAIN {statement}");
    // From the last parameter down, so that $1 is not found in $10.
    for (index, value) in values.iter().enumerate().rev() {
        let value = value
            .replace("$org", &format!("'{}'", tenant.organization_id()))
            .replace("$well", &format!("'{well}'::uuid"))
            .replace("$nil", "'00000000-0000-0000-0000-000000000000'");
        sql = sql.replace(&format!("${}", index + 1), &value);
    }
    let rows = tx
        .query(&sql, &[])
        .await
        .unwrap_or_else(|error| panic!("{error:?} in {sql}"));
    rows.iter().map(|row| row.get::<_, String>(0) + "\n").collect()
}

async fn assert_plans(pool: &TenantPool, tenant: &Tenant, well: &str, when: &str) {
    for (name, statement, values, index) in CASES {
        let tx = pool.begin_read(tenant).await.unwrap();
        let plan = plan(&tx, statement, values, tenant, well).await;
        tx.commit().await.unwrap();
        assert!(!plan.contains("Seq Scan"), "{when}, {name}: {plan}");
        assert!(
            plan.contains(index),
            "{when}, {name} is served by {index}: {plan}"
        );
        assert!(
            plan.contains("Index Cond: (") && plan.contains("organization_id ="),
            "{when}, {name}: {plan}"
        );
    }
}

#[tokio::test]
async fn an_index_led_by_the_organization_serves_every_statement() {
    let db = TestDatabase::create().await;
    let projector = db.pool("wellflow_projector", 2).await;
    let mut last = None;
    for number in 0..ORGANIZATIONS {
        let tenant = db.organization(&format!("org-{number}")).await;
        let wells: Vec<_> = (0..WELLS)
            .map(|number| {
                let mut row = well(number);
                if number % 50 == 0 {
                    row.boundaries = vec![at("2999-01-01T00:00:00Z")];
                }
                row
            })
            .collect();
        let months: Vec<_> = wells
            .iter()
            .flat_map(|row| (0..4).map(|number| month(row.well_id, number)))
            .collect();
        write(&projector, &tenant, &wells, &months).await;
        write_parts(&projector, &tenant, &wells, 6).await;
        let stories = (0..WELLS).flat_map(well_story).collect();
        write_well_stories(&projector, &tenant, &new(stories)).await;
        let stories = wells
            .iter()
            .flat_map(|row| (0..4).flat_map(|number| month_story(row.well_id, number)));
        write_month_stories(&projector, &tenant, &new(stories.collect())).await;
        write_leases(&projector, &tenant, &new((0..WELLS).map(lease).collect())).await;
        write_words(&projector, &tenant, &wells).await;
        write_owners(&projector, &tenant, &new((0..WELLS).map(owner).collect())).await;
        write_afes(&projector, &tenant, &new((0..WELLS).map(afe).collect())).await;
        write_agreements(&projector, &tenant, &new((0..WELLS).map(agreement).collect())).await;
        last = Some((tenant, wells[0].well_id.to_string()));
    }
    let (tenant, well) = last.expect("an organization");
    let many = "INSERT INTO read.checkpoint (projection, version, organization_id, incarnation)
                SELECT 'well_summary', 2, gen_random_uuid(), gen_random_uuid() FROM generate_series(1, 5000);
                ANALYZE read.well_summary, read.monthly_production, read.checkpoint, read.wellbore, read.completion,
                    read.well_test, read.daily_production, read.lease_history, read.lease_key, read.owner_history,
                    read.owner_key, read.well_history, read.production_history, read.afe_history, read.afe_party, read.agreement_history,
                    read.search_entry, read.search_word";
    db.admin().await.batch_execute(many).await.unwrap();
    assert_plans(&db.pool("wellflow_query", 1).await, &tenant, &well, "analyzed").await;
}

/// A well that shares what it is filtered by with two others.
fn one_of_many(number: u32) -> WellRow {
    let mut row = well(number);
    let shown = row.shown.as_mut().unwrap();
    shown.name = format!("Bluebell {number}");
    shown.lease = Some(format!("G{:05}", number % 2_000));
    shown.operator = Some(format!("Operator {}", number % 2_000));
    shown.phase = format!("phase {}", number % 2_000);
    shown.role = Some(format!("role {}", number % 2_000));
    row
}

#[tokio::test]
async fn a_filter_is_served_by_its_own_index() {
    let db = TestDatabase::create().await;
    let projector = db.pool("wellflow_projector", 2).await;
    let tenant = db.organization("large").await;
    let wells: Vec<_> = (0..6_000).map(one_of_many).collect();
    write(&projector, &tenant, &wells, &[month(wells[0].well_id, 1)]).await;
    db.admin()
        .await
        .batch_execute("ANALYZE read.well_summary")
        .await
        .unwrap();
    let query = db.pool("wellflow_query", 1).await;
    let none = "NULL::text";
    for (after, values, last, index) in [
        (
            "''::text",
            [none, "'Operator 7'::text", none, none],
            [none; 2],
            "well_summary_operator",
        ),
        (
            "''::text",
            [none, none, "'G00007'::text", none],
            [none; 2],
            "well_summary_lease",
        ),
        (
            "''::text",
            [none; 4],
            ["'phase 7'::text", none],
            "well_summary_phase",
        ),
        (
            "''::text",
            [none; 4],
            [none, "'role 7'::text"],
            "well_summary_role",
        ),
        ("''::text", [none; 4], [none; 2], "well_summary_list"),
        ("'bluebell 5'::text", [none; 4], [none; 2], "well_summary_list"),
    ] {
        let values = [
            &["$org::uuid", after, "$nil::uuid"],
            values.as_slice(),
            &["101", "'well_summary'", "2"],
            &last,
        ]
        .concat();
        let tx = query.begin_read(&tenant).await.unwrap();
        let statement = include_str!("../src/well_summary/sql/list.sql");
        let plan = plan(&tx, statement, &values, &tenant, "").await;
        tx.commit().await.unwrap();
        let keyset = plan
            .lines()
            .any(|line| line.contains("Index Cond") && line.contains("ROW(sort_key, well_id)"));
        // The page itself is put in order again beside its checkpoint; what it is cut from must not be.
        let (_, cut_from) = plan.split_once("Limit").expect("a limit");
        assert!(
            plan.contains(index) && keyset && !cut_from.contains("Sort Key"),
            "{plan}"
        );
    }
}

#[tokio::test]
async fn a_page_at_a_random_instant_is_a_range_of_an_index() {
    let db = TestDatabase::create().await;
    let projector = db.pool("wellflow_projector", 2).await;
    let tenant = db.organization("large").await;
    for first in (0..6_000).step_by(2_000) {
        let mut rows: Vec<_> = (first..first + 2_000).flat_map(well_story).collect();
        for row in &mut rows {
            let number = row.span.place.from_position % 10_000;
            row.name = format!("Bluebell {number}");
            row.operator = format!("Operator {}", number % 2_000);
            row.lease = Some(format!("G{:05}", number % 2_000));
        }
        write_well_stories(&projector, &tenant, &new(rows)).await;
    }
    let analyze = "ANALYZE read.well_history";
    db.admin().await.batch_execute(analyze).await.unwrap();
    let query = db.pool("wellflow_query", 1).await;
    let none = "NULL::text";
    for (after, filters, index) in [
        ("''::text", [none; 6], "well_history_list"),
        ("'bluebell 5'::text", [none; 6], "well_history_list"),
        (
            "''::text",
            [none, "'Operator 7'::text", none, none, none, none],
            "well_history_operator",
        ),
        (
            "''::text",
            [none, none, "'G00007'::text", none, none, none],
            "well_history_lease",
        ),
        (
            "'bluebell 5'::text",
            ["'status 1'::text", none, none, none, none, none],
            "well_history_",
        ),
    ] {
        let instant = "'2020-06-01T00:00:00Z'::timestamptz";
        let point = ["$org::uuid", "17000::bigint", instant, instant, "NULL::date"];
        let page = [after, "$nil::uuid", "101", "'well_history'", "1"];
        let values = [&point[..], &page, &filters].concat();
        let tx = query.begin_read(&tenant).await.unwrap();
        let statement = include_str!("../src/well_history/sql/list.sql");
        let plan = plan(&tx, statement, &values, &tenant, "").await;
        let analyzed = statement_analyzed(&tx, statement, &values, &tenant).await;
        tx.commit().await.unwrap();
        let range = plan.lines().any(|line| {
            let bounds = [
                "ROW(sort_key, well_id)",
                "from_position",
                "to_position",
                "effective_to",
            ];
            line.contains("Index Cond") && bounds.iter().all(|bound| line.contains(bound))
        });
        let (_, cut_from) = plan.split_once("Limit").expect("a limit");
        assert!(
            plan.contains(index) && range && !cut_from.contains("Sort Key"),
            "{plan}"
        );
        // Of eight rows of a well the one of the point alone is fetched.
        assert!(!analyzed.contains("Rows Removed by Filter"), "{analyzed}");
    }
}

/// The statement's plan with what its steps really did.
async fn statement_analyzed(
    tx: &TenantTransaction,
    statement: &str,
    values: &[&str],
    tenant: &Tenant,
) -> String {
    let analyzed = format!("(ANALYZE, TIMING OFF, SUMMARY OFF) {statement}");
    plan(tx, &analyzed, values, tenant, "").await
}

#[tokio::test]
async fn every_statement_prepares_as_the_role_that_runs_it() {
    let db = TestDatabase::create().await;
    let client = db.client("wellflow_projector").await;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut prepared = 0;
    for part in [
        "builds",
        "checkpoint",
        "well_summary",
        "well_parts",
        "monthly_production",
        "daily_production",
        "lease_history",
        "owner_history",
        "ownership",
        "afe_history",
        "agreement_history",
        "well_history",
        "production_history",
        "search",
        "statistics",
    ] {
        for entry in std::fs::read_dir(root.join(part).join("sql")).unwrap() {
            let path = entry.unwrap().path();
            let sql = std::fs::read_to_string(&path).unwrap();
            client
                .prepare(&sql)
                .await
                .unwrap_or_else(|error| panic!("{}: {error:?}", path.display()));
            prepared += 1;
        }
    }
    assert!(prepared >= 120, "{prepared}");
}
