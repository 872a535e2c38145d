//! Wells and production on a real ledger: rows that grew equal rows built anew, and lists and sums at every point are those of
//! the folds there.

use rust_decimal::Decimal;
use serde_json::Value;
use wellflow_domain::quantity::Amount;
use wellflow_domain::well::OperatorChanged;
use wellflow_event_store::Point;
use wellflow_read_model::document::Document;
use wellflow_read_model::history::When;
use wellflow_read_model::production_history::{self, By, Groups};
use wellflow_read_model::well_history;
use wellflow_read_model::well_summary::WellFilter;

use super::*;

const TABLES: [&str; 2] = ["read.well_history", "read.production_history"];

async fn everything(field: &Field) -> Vec<Vec<String>> {
    let mut tables = Vec::new();
    for table in TABLES {
        tables.push(field.dump(table).await);
    }
    tables
}

/// Wells and months told in no good order, followed event by event; the wells, the months, and the ends of the commits.
async fn told(field: &Field) -> (Vec<Uuid>, Vec<Uuid>, Vec<u64>) {
    let (first, second) = some_history(field).await;
    catch_up(field).await;
    let mut ends = vec![1, 2, 4, 5, 6, 7, 9];
    let third = Uuid::now_v7();
    for (id, expected, event) in [
        (second, 1, spudded(at("2020-05-01T06:00:00Z"))),
        // Late: it lies before the spud.
        (second, 2, permitted(at("2020-04-01T06:00:00Z"))),
        (first, 3, permitted(at("2020-03-15T06:00:00Z"))),
        (third, 0, spudded(at("2020-05-01T06:00:00Z"))),
        (third, 1, proposed(third, "Cyan 3", at("2020-04-01T06:00:00Z"))),
    ] {
        ends.push(field.well(id, expected, &[event]).await);
        catch_up(field).await;
    }
    let changed: OperatorChanged = sample(
        "well/OperatorChanged.v1.json",
        &serde_json::json!({"effective_at": "2021-02-10T06:00:00Z"}),
    );
    ends.push(field.well(first, 4, &[changed.into()]).await);
    let (month, recorded_at) = field.month(third, "C1", "2022-02", "3").await;
    ends.push(recorded_at);
    catch_up(field).await;
    let kind = ProductionMonth::KIND;
    let events = vec![corrected("2022-02", "4.5"), locked(at("2022-04-01T00:00:00Z"))];
    ends.push(field.append(kind, month, 1, events).await);
    catch_up(field).await;
    let months = month_ids(field).await;
    (vec![first, second, third], months, ends)
}

/// The months there are, as the ledger has them.
async fn month_ids(field: &Field) -> Vec<Uuid> {
    let events = field.reader.tail(&field.tenant, 0, 1_000).await.unwrap();
    let mut ids: Vec<Uuid> = events
        .iter()
        .filter(|event| event.aggregate_type == ProductionMonth::KIND)
        .map(|event| event.aggregate_id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[tokio::test]
async fn rebuilt_wells_and_months_equal_those_that_grew() {
    let field = Field::new().await;
    told(&field).await;
    let grown = everything(&field).await;
    assert!(grown.iter().all(|rows| !rows.is_empty()), "{grown:?}");
    crate::start_over(&field.pool, &field.reader, &field.tenant)
        .await
        .unwrap();
    assert!(everything(&field).await.iter().all(Vec::is_empty));
    catch_up(&field).await;
    assert_eq!(everything(&field).await, grown);
}

const INSTANTS: [&str; 9] = [
    "2020-01-01T05:59:59Z",
    "2020-01-01T06:00:00Z",
    "2020-03-10T00:00:00Z",
    "2020-04-15T00:00:00Z",
    "2020-05-01T06:00:00Z",
    "2021-02-01T00:00:00Z",
    "2021-02-28T06:00:00Z",
    "2022-02-28T05:59:59Z",
    "2030-01-01T00:00:00Z",
];

fn when(position: u64, instant: &str) -> When {
    When {
        position: Some(position),
        at: at(instant),
        day: None,
    }
}

/// What the wells fold to, by name, as they are served.
async fn folded_wells(field: &Field, wells: &[Uuid], position: u64, instant: &str) -> Vec<Value> {
    let point = Point {
        position: Some(position),
        effective: Some(at(instant)),
    };
    let mut found = Vec::new();
    for id in wells {
        let folded = field
            .reader
            .fold::<Well>(&field.tenant, *id, point)
            .await
            .unwrap();
        let Some(folded) = folded else { continue };
        let Some(summary) = folded.state.summary() else {
            continue;
        };
        let name = summary.name.as_str().to_lowercase();
        let document = Document {
            summary,
            version: folded.version,
            position: folded.position,
            recorded_at: folded.recorded_at,
        };
        found.push(((name, *id), serde_json::to_value(&document).unwrap()));
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found.into_iter().map(|(_, document)| document).collect()
}

#[tokio::test]
async fn the_list_at_any_point_is_the_fold_of_every_well_there() {
    let field = Field::new().await;
    let (wells, _, ends) = told(&field).await;
    let organization_id = field.organization_id();
    let mut compared = 0;
    for position in ends {
        for instant in INSTANTS {
            let expected = folded_wells(&field, &wells, position, instant).await;
            let tx = field.pool.begin_read(&field.tenant).await.unwrap();
            let filter = WellFilter::default();
            let when = when(position, instant);
            let page = well_history::list(&tx, organization_id, when, &filter, None, 100)
                .await
                .unwrap();
            let counts = well_history::counts(&tx, organization_id, when, &filter)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            let listed: Vec<Value> = page
                .documents
                .iter()
                .map(|document| serde_json::from_str(document).unwrap())
                .collect();
            compared += listed.len();
            assert_eq!(listed, expected, "at {position} {instant}");
            let total = counts.counts.iter().find(|count| count.kind == "total").unwrap();
            assert_eq!(total.wells, u64::try_from(expected.len()).unwrap());
            let spudded_in = |year: &str| {
                let counted = counts.counts.iter().filter(|count| count.kind == "vintage");
                counted
                    .filter(|count| count.key.as_deref() == Some(year))
                    .map(|count| count.wells)
                    .sum::<u64>()
            };
            let expected_2020 = expected.iter().filter(|well| {
                well["spudded_on"]
                    .as_str()
                    .is_some_and(|day| day.starts_with("2020"))
            });
            assert_eq!(spudded_in("2020"), u64::try_from(expected_2020.count()).unwrap());
        }
    }
    assert!(compared > 100, "{compared}");
}

/// A month's oil, the well's operator when it ended, and whether it counts at the instant.
async fn folded_oil(field: &Field, month: Uuid, position: u64, instant: &str) -> Option<(Decimal, String)> {
    let known = Point {
        position: Some(position),
        effective: None,
    };
    let reader = &field.reader;
    let folded = reader
        .fold::<ProductionMonth>(&field.tenant, month, known)
        .await
        .unwrap()?;
    let summary = folded.state.summary()?;
    let ended = summary.month.last_day_start(zone());
    if ended > at(instant) {
        return None;
    }
    let point = Point {
        position: Some(position),
        effective: Some(ended),
    };
    let well = summary.well_id.as_uuid();
    let well = reader.fold::<Well>(&field.tenant, well, point).await.unwrap();
    let operator = well.and_then(|well| well.state.summary());
    let operator = operator.map_or_else(String::new, |well| well.operator.as_str().to_owned());
    Some((summary.volumes.oil_bbl.amount()?.number(), operator))
}

#[tokio::test]
async fn sums_at_any_point_are_those_of_the_folds_there() {
    let field = Field::new().await;
    let (_, months, ends) = told(&field).await;
    let organization_id = field.organization_id();
    let mut compared = 0;
    for position in ends {
        for instant in INSTANTS {
            let mut expected: std::collections::BTreeMap<String, Decimal> = std::collections::BTreeMap::new();
            for month in &months {
                if let Some((oil, operator)) = folded_oil(&field, *month, position, instant).await {
                    *expected.entry(operator).or_default() += oil;
                }
            }
            let groups = Groups {
                by: Some(By::Operator),
                ..Groups::default()
            };
            let tx = field.pool.begin_read(&field.tenant).await.unwrap();
            let when = when(position, instant);
            let sums = production_history::sums(&tx, organization_id, when, &groups, None, 100)
                .await
                .unwrap();
            let all = production_history::sums(&tx, organization_id, when, &Groups::default(), None, 1)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            let summed: std::collections::BTreeMap<String, Decimal> = sums
                .rows
                .iter()
                .map(|row| (row.key.clone(), row.sum.oil_bbl.stated.unwrap()))
                .collect();
            assert_eq!(summed, expected, "at {position} {instant}");
            let total = all.rows.first().and_then(|row| row.sum.oil_bbl.stated);
            assert_eq!(total.unwrap_or_default(), expected.values().sum::<Decimal>());
            compared += expected.len();
        }
    }
    assert!(compared > 20, "{compared}");
}
