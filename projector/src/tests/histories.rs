//! Leases and owners on a real ledger: rows that grew equal rows built anew, and at every point the fold of the ledger.

use serde_json::{Value, json};
use wellflow_domain::lease::{
    InterestAssigned, Lease, LeaseEvent, LeaseExecuted, LeaseHeldByProduction, LeaseHistoryCorrected,
    LeasePooled, LeaseRecorded,
};
use wellflow_domain::owner::{Owner, OwnerEvent, OwnerNameChanged, OwnerRegistered, OwnerRoleTaken};
use wellflow_event_store::Point;
use wellflow_read_model::document::Document;
use wellflow_read_model::history::When;
use wellflow_read_model::{lease_history, owner_history};

use super::*;
use crate::timeline::Shown;

const TABLES: [&str; 4] = [
    "read.lease_history",
    "read.lease_key",
    "read.owner_history",
    "read.owner_key",
];

async fn everything(field: &Field) -> Vec<Vec<String>> {
    let mut tables = Vec::new();
    for table in TABLES {
        tables.push(field.dump(table).await);
    }
    tables
}

async fn lease(field: &Field, id: Uuid, expected: u64, events: &[LeaseEvent]) {
    let events = events
        .iter()
        .map(|event| NewEvent::encode(event, None).unwrap())
        .collect();
    field.append(Lease::KIND, id, expected, events).await;
}

async fn owner(field: &Field, id: Uuid, expected: u64, events: &[OwnerEvent]) {
    let events = events
        .iter()
        .map(|event| NewEvent::encode(event, None).unwrap())
        .collect();
    field.append(Owner::KIND, id, expected, events).await;
}

fn of<F: serde::de::DeserializeOwned>(event_type: &str, changes: &Value) -> F {
    sample(&format!("lease/{event_type}.v1.json"), changes)
}

/// A lease and an owner, told in no good order: late facts, a correction, a commit of several.
pub(super) async fn some_leases(field: &Field) -> (Uuid, Uuid) {
    let (id, person) = (Uuid::now_v7(), Uuid::now_v7());
    let signed: LeaseExecuted = of("LeaseExecuted", &json!({"lease_id": id}));
    lease(field, id, 0, &[signed.into()]).await;
    catch_up(field).await;
    let assigned: InterestAssigned = of("InterestAssigned", &json!({}));
    lease(field, id, 1, &[assigned.into()]).await;
    let registered: OwnerRegistered = sample("owner/OwnerRegistered.v1.json", &json!({"owner_id": person}));
    let renamed: OwnerNameChanged = sample("owner/OwnerNameChanged.v1.json", &json!({}));
    owner(field, person, 0, &[registered.into(), renamed.into()]).await;
    catch_up(field).await;
    // Late: it lies before the assignment.
    let recorded: LeaseRecorded = of("LeaseRecorded", &json!({}));
    lease(field, id, 2, &[recorded.into()]).await;
    let pooled: LeasePooled = of("LeasePooled", &json!({}));
    let held: LeaseHeldByProduction = of("LeaseHeldByProduction", &json!({}));
    lease(field, id, 3, &[pooled.into(), held.into()]).await;
    catch_up(field).await;
    let events = field
        .reader
        .stream(&field.tenant, Lease::KIND, id, 0, 10)
        .await
        .unwrap();
    let assigned = &events[1];
    let instead: Value = serde_json::from_str(&assigned.payload).unwrap();
    let corrected: LeaseHistoryCorrected = of(
        "LeaseHistoryCorrected",
        &json!({
            "effective_at": assigned.effective_at,
            "corrects_event_id": assigned.event_id,
            "corrects_event_type": "InterestAssigned",
            "instead": {"event_type": "InterestAssigned", "fact": instead},
        }),
    );
    let mut corrected = corrected;
    let mut fact = serde_json::to_value(corrected.instead.as_ref().unwrap()).unwrap();
    fact["fact"] = instead;
    fact["fact"]["assignment"]["fraction"] = json!("0.50000000");
    corrected.instead = Some(serde_json::from_value(fact).unwrap());
    lease(field, id, 5, &[corrected.into()]).await;
    let role: OwnerRoleTaken = sample(
        "owner/OwnerRoleTaken.v1.json",
        &json!({"effective_at": "2020-01-20T15:00:00Z"}),
    );
    owner(field, person, 2, &[role.into()]).await;
    catch_up(field).await;
    (id, person)
}

#[tokio::test]
async fn rebuilt_leases_and_owners_equal_those_that_grew() {
    let field = Field::new().await;
    some_leases(&field).await;
    let grown = everything(&field).await;
    assert!(grown.iter().all(|rows| !rows.is_empty()), "{grown:?}");
    crate::start_over(&field.pool, &field.reader, &field.tenant)
        .await
        .unwrap();
    assert!(everything(&field).await.iter().all(Vec::is_empty));
    catch_up(&field).await;
    assert_eq!(everything(&field).await, grown);
}

/// What the ledger folds to at the point, as it is served.
async fn folded<D: Shown>(
    field: &Field,
    id: Uuid,
    position: u64,
    instant: chrono::DateTime<Utc>,
) -> Option<Value>
where
    D::Summary: serde::Serialize,
{
    let point = Point {
        position: Some(position),
        effective: Some(instant),
    };
    let folded = field.reader.fold::<D>(&field.tenant, id, point).await.unwrap()?;
    let document = Document {
        summary: folded.state.shown_at(instant)?,
        version: folded.version,
        position: folded.position,
        recorded_at: folded.recorded_at,
    };
    Some(serde_json::to_value(&document).unwrap())
}

#[tokio::test]
async fn a_row_at_any_point_is_the_fold_of_the_ledger_there() {
    let field = Field::new().await;
    let (id, person) = some_leases(&field).await;
    let tenant = &field.tenant;
    let organization_id = field.organization_id();
    let instants = [
        "2020-01-01T00:00:00Z",
        "2020-01-16T00:00:00Z",
        "2020-01-21T00:00:00Z",
        "2020-02-01T05:59:59Z",
        "2020-02-01T06:00:00Z",
        "2020-02-03T00:00:00Z",
        "2022-12-15T15:00:00Z",
        "2023-01-15T00:00:00Z",
        "2023-02-01T06:00:00Z",
        "2023-06-01T00:00:00Z",
        "2030-01-01T00:00:00Z",
    ];
    // The ends of the commits.
    let mut compared = 0;
    for position in [1, 2, 4, 5, 7, 8, 9] {
        for instant in instants.map(at) {
            let when = When {
                position: Some(position),
                at: instant,
                day: None,
            };
            let tx = field.pool.begin_read(tenant).await.unwrap();
            let (_, row) = lease_history::at(&tx, organization_id, id, when).await.unwrap();
            let (_, owner_row) = owner_history::at(&tx, organization_id, person, when)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            let json = |row: Option<wellflow_read_model::history::Shown>| -> Option<Value> {
                row.map(|row| serde_json::from_str(&row.document).unwrap())
            };
            let expected = folded::<Lease>(&field, id, position, instant).await;
            compared += usize::from(expected.is_some());
            assert_eq!(json(row), expected, "the lease at {position} {instant}");
            let expected = folded::<Owner>(&field, person, position, instant).await;
            compared += usize::from(expected.is_some());
            assert_eq!(json(owner_row), expected, "the owner at {position} {instant}");
        }
    }
    assert!(compared > 90, "{compared}");
    let corrected = folded::<Lease>(&field, id, 9, at("2023-06-01T00:00:00Z"))
        .await
        .unwrap();
    assert_eq!(corrected["version"], 6);
    assert!(corrected.to_string().contains("0.50000000"), "{corrected}");
}
