//! The plans of statements: which relations were scanned in fact.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tokio_postgres::{Client, SimpleQueryMessage};
use uuid::Uuid;
use wellflow_event_store::{SnapshotConfig, SnapshotWriter};
use wellflow_testkit::eventually;

use crate::counters::partition;
use crate::split::{place, split_store};
use crate::statements::{Look, STATEMENTS, text};
use crate::tank::{DEADLINE, Store, Tank, TankCommand, day};

/// Adds the relations that a plan's nodes read or wrote.
fn touched(plan: &Value, found: &mut BTreeSet<String>) {
    if let (Some(relation), Some(loops)) = (plan["Relation Name"].as_str(), plan["Actual Loops"].as_f64())
        && loops > 0.0
    {
        found.insert(relation.to_owned());
    }
    for inner in plan["Plans"].as_array().into_iter().flatten() {
        touched(inner, found);
    }
}

/// Runs a statement in a transaction of the tenant and gives the relations it touched.
async fn explain(
    client: &Client,
    store: &Store,
    mode: &str,
    sql: &str,
    parameters: &str,
) -> BTreeSet<String> {
    let begin = format!(
        "BEGIN; SET LOCAL plan_cache_mode = {mode}; \
         SELECT set_config('app.current_organization_id', '{}', true); \
         PREPARE looked_at AS {sql}",
        store.tenant.organization_id(),
    );
    client.batch_execute(&begin).await.unwrap();
    let analyze = format!("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE looked_at ({parameters})");
    let messages = client.simple_query(&analyze).await.unwrap();
    let plan: String = messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        })
        .collect();
    client
        .batch_execute("DEALLOCATE looked_at; ROLLBACK")
        .await
        .unwrap();
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let mut found = BTreeSet::new();
    touched(&plan[0]["Plan"], &mut found);
    found
}

/// The tables a statement names.
fn named(sql: &str) -> BTreeSet<String> {
    let mut parts = sql.split("ledger.");
    parts.next();
    let name = |part: &str| {
        part.chars()
            .take_while(|c| c.is_ascii_lowercase() || *c == '_')
            .collect()
    };
    parts.map(name).collect()
}

/// A stream with every kind of row, and the values that parameters name.
async fn filled(store: &Store) -> BTreeMap<&'static str, String> {
    let stream = Uuid::now_v7();
    let number = Some("own".to_owned());
    store
        .run("own", stream, TankCommand::Build(day(0), number))
        .await
        .unwrap();
    store
        .run("nothing", stream, TankCommand::Fill(day(1), 0, String::new()))
        .await
        .unwrap();
    let pool = store.database.pool("wellflow_command", 1).await;
    let writer = SnapshotWriter::start(pool, SnapshotConfig::default(), &store.shutdown);
    let mut newest = store
        .reader
        .newest_states::<Tank>(&store.tenant, &[stream])
        .await
        .unwrap();
    let newest = newest.remove(&stream).unwrap();
    assert!(writer.offer(&store.tenant, stream, &newest.snapshot().unwrap()));
    eventually("the snapshot serves", DEADLINE, async || {
        let newest = store
            .reader
            .newest_states::<Tank>(&store.tenant, &[stream])
            .await
            .unwrap();
        (newest[&stream].read == 0).then_some(())
    })
    .await;
    store
        .run("fill", stream, TankCommand::Fill(day(2), 5, String::new()))
        .await
        .unwrap();
    BTreeMap::from([
        ("{org}", format!("'{}'", store.tenant.organization_id())),
        ("{command}", format!("'{}'", store.request("own").command_id)),
        ("{stream}", format!("'{stream}'")),
        ("{zero}", format!("'{}'", Uuid::nil())),
    ])
}

/// What a statement should touch: of each table it names the tenant's partition, or a table that is whole.
fn expected(sql: &str, place: &str) -> BTreeSet<String> {
    let in_part = |name: String| match name.as_str() {
        "organizations" => name,
        _ => format!("{name}_p{place}"),
    };
    named(sql).into_iter().map(in_part).collect()
}

#[tokio::test]
async fn every_statement_about_an_organization_reads_one_partition_of_a_table() {
    let (store, _) = split_store().await;
    let admin = store.database.admin().await;
    let values = filled(&store).await;
    let place = place(&admin, &store.tenant).await;
    let mut looked = 0;
    let mut wrong = Vec::new();
    for role in [
        "wellflow_command",
        "wellflow_projector",
        "wellflow_query",
        "wellflow_admin",
    ] {
        let client = match role {
            // Nobody logs in as this one.
            "wellflow_admin" => store.database.admin().await,
            _ => store.database.client(role).await,
        };
        client.batch_execute(&format!("SET ROLE {role}")).await.unwrap();
        for (name, look) in STATEMENTS {
            let Look::Plan(roles, parameters) = look else {
                continue;
            };
            if !roles.contains(&role) {
                continue;
            }
            let (sql, mut parameters) = (text(name), (*parameters).to_owned());
            for (key, value) in &values {
                parameters = parameters.replace(key, value);
            }
            for mode in ["force_generic_plan", "force_custom_plan"] {
                let found = explain(&client, &store, mode, &sql, &parameters).await;
                looked += 1;
                if found != expected(&sql, &place) {
                    wrong.push(format!("{name} as {role}, {mode}: {found:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(looked >= 150, "{looked} plans");
}

#[tokio::test]
async fn statements_about_everybody_find_each_organization() {
    let (store, tenants) = split_store().await;
    for (name, look) in STATEMENTS {
        let Look::Everybody(_, role, parameters) = look else {
            continue;
        };
        let client = store.database.admin().await;
        let prepare = format!("SET ROLE {role}; PREPARE looked_at AS {}", text(name));
        client.batch_execute(&prepare).await.unwrap();
        let given = match parameters.replace("{zero}", &format!("'{}'", Uuid::nil())) {
            none if none.is_empty() => none,
            some => format!("({some})"),
        };
        let messages = client
            .simple_query(&format!("EXECUTE looked_at {given}"))
            .await
            .unwrap();
        let rows = messages
            .iter()
            .filter(|m| matches!(m, SimpleQueryMessage::Row(_)));
        assert_eq!(rows.count(), tenants.len(), "{name}");
    }
}

#[tokio::test]
async fn the_policy_alone_leads_to_one_partition() {
    let (store, _) = split_store().await;
    let admin = store.database.admin().await;
    let place = place(&admin, &store.tenant).await;
    let client = store.database.client("wellflow_query").await;
    for (table, sql) in [
        ("events", "SELECT count(*) FROM ledger.events"),
        ("events", "SELECT count(*) FROM postgres_es.events"),
        ("commits", "SELECT count(*) FROM ledger.commits"),
    ] {
        let prepared = sql.to_owned() + " WHERE $1 > 0";
        let found = explain(&client, &store, "force_generic_plan", &prepared, "1").await;
        assert_eq!(found, BTreeSet::from([format!("{table}_p{place}")]), "{sql}");
    }
}

#[test]
fn a_partition_is_told_from_a_table() {
    assert_eq!(partition("events_p7"), Some(("events", "7")));
    assert_eq!(partition("monthly_production"), None);
}
