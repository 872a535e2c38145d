//! What the planner knows of tables that have just been filled.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use wellflow_read_model::{PROJECTIONS, statistics};
use wellflow_runtime::{Tenant, TenantPool};
use wellflow_testkit::TestDatabase;

mod ground;

use ground::*;

const ORGANIZATIONS: usize = 3;
const WELLS: u32 = 1_500;

/// What is read and written by key, the number of its parameters, and the index that has the key, or how its name begins.
const BY_KEY: [(&str, usize, &str); 9] = [
    (
        include_str!("../src/well_summary/sql/load.sql"),
        2,
        "well_summary_pkey",
    ),
    (
        include_str!("../src/well_summary/sql/forget.sql"),
        2,
        "well_summary_pkey",
    ),
    (
        include_str!("../src/well_parts/sql/remove_wellbores.sql"),
        2,
        "wellbore_pkey",
    ),
    (
        include_str!("../src/monthly_production/sql/load.sql"),
        2,
        "monthly_production_pkey",
    ),
    (
        include_str!("../src/production_history/sql/close.sql"),
        5,
        "production_history_",
    ),
    (
        include_str!("../src/well_history/sql/close.sql"),
        5,
        "well_history_p",
    ),
    (
        include_str!("../src/well_history/sql/remove.sql"),
        4,
        "well_history_p",
    ),
    (
        include_str!("../src/search/sql/words_of.sql"),
        2,
        "search_word_pkey",
    ),
    (
        include_str!("../src/search/sql/forget_words.sql"),
        2,
        "search_word_pkey",
    ),
];

async fn fill(projector: &TenantPool, tenant: &Tenant) {
    let wells: Vec<_> = (0..WELLS).map(well).collect();
    let months: Vec<_> = wells.iter().map(|row| month(row.well_id, 1)).collect();
    write(projector, tenant, &wells, &months).await;
    write_parts(projector, tenant, &wells, 1).await;
    let stories = (0..WELLS).flat_map(well_story).collect();
    write_well_stories(projector, tenant, &new(stories)).await;
    let stories = wells.iter().flat_map(|row| month_story(row.well_id, 1));
    write_month_stories(projector, tenant, &new(stories.collect())).await;
    write_words(projector, tenant, &wells).await;
}

/// The plan a connection goes on with, whatever the values are.
async fn plan(projector: &TenantPool, tenant: &Tenant, (statement, count): (&str, usize)) -> String {
    let tx = projector.begin_read(tenant).await.unwrap();
    tx.query(
        "SELECT set_config('plan_cache_mode', 'force_generic_plan', true)",
        &[],
    )
    .await
    .unwrap();
    tx.execute(&format!("PREPARE by_key AS {statement}"), &[])
        .await
        .unwrap();
    let values = vec!["NULL"; count].join(", ");
    let explain = format!("EXPLAIN EXECUTE by_key ({values})");
    let rows = tx.query(&explain, &[]).await.unwrap();
    tx.execute("DEALLOCATE by_key", &[]).await.unwrap();
    tx.commit().await.unwrap();
    rows.iter().map(|row| row.get::<_, String>(0) + "\n").collect()
}

#[tokio::test]
async fn what_is_written_by_key_is_found_by_key_once_the_tables_were_looked_at() {
    let db = TestDatabase::create().await;
    let projector = db.pool("wellflow_projector", 2).await;
    let mut last = None;
    for number in 0..ORGANIZATIONS {
        let tenant = db.organization(&format!("org-{number}")).await;
        fill(&projector, &tenant).await;
        last = Some(tenant);
    }
    let tenant = last.expect("an organization");
    let mut looked_at = Vec::new();
    for _ in 0..2 {
        let mut count = 0;
        for projection in PROJECTIONS {
            count += statistics::gather(projector.pool(), projection).await.unwrap();
        }
        looked_at.push(count);
    }
    // Nothing has grown since.
    assert!(looked_at[0] >= 7 && looked_at[1] == 0, "{looked_at:?}");
    for (statement, count, index) in BY_KEY {
        let plan = plan(&projector, &tenant, (statement, count)).await;
        let by_key = |line: &str| {
            line.contains("Index Cond: ") && (line.contains(" = ANY (") || line.contains(" = b."))
        };
        assert!(
            plan.contains(index) && plan.lines().any(by_key),
            "{statement} is served by {index}: {plan}"
        );
    }
}
