//! The parts of wells, and the days of months, as the projections write them.

#![expect(
    clippy::too_many_lines,
    reason = "a test tells one story from beginning to end"
)]

use serde_json::{Value, json};
use wellflow_domain::production_month::ProductionMonthEvent;
use wellflow_domain::production_month::Volumes;
use wellflow_domain::quantity::Quantity;
use wellflow_domain::well::{WellEvent, WellTestRecorded};

use super::*;

const PARTS: [&str; 6] = [
    WELLS,
    MONTHS,
    "read.wellbore",
    "read.completion",
    "read.well_test",
    "read.daily_production",
];

async fn everything(field: &Field) -> Vec<Vec<String>> {
    let mut tables = Vec::new();
    for table in PARTS {
        tables.push(field.dump(table).await);
    }
    tables
}

/// The documents of a table, in an order of its own.
async fn documents(field: &Field, table: &str, order: &str) -> Vec<Value> {
    let sql = format!("SELECT document::text FROM {table} ORDER BY {order}");
    let rows = field.db.admin().await.query(&sql, &[]).await.unwrap();
    rows.iter()
        .map(|row| serde_json::from_str(row.get(0)).unwrap())
        .collect()
}

async fn rebuilt_equals_grown(field: &Field) {
    let grown = everything(field).await;
    crate::start_over(&field.pool, &field.reader, &field.tenant)
        .await
        .unwrap();
    assert!(everything(field).await.iter().all(Vec::is_empty));
    catch_up(field).await;
    assert_eq!(everything(field).await, grown);
}

#[tokio::test]
async fn a_life_becomes_bores_completions_and_tests() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    // Event by event, so that each row grows.
    for (expected, event) in (0..).zip(whole_life(id)) {
        field.well(id, expected, &[event]).await;
        catch_up(&field).await;
    }
    let anomalies = &rows(&field, &[id]).await[0].anomalies;
    assert_eq!(anomalies, "[]");

    let bores = documents(&field, "read.wellbore", "place").await;
    let part = |bore: &Value| {
        json!([
            bore["api_number"],
            bore["parent_api_number"],
            bore["kickoff_md_ft"],
            bore["abandoned_in_place"],
            bore["abandoned_on"],
            bore["spudded_on"],
            bore["measured_depth_ft"],
        ])
    };
    assert_eq!(
        bores.iter().map(part).collect::<Vec<_>>(),
        [
            json!([
                "42-501-20130-00",
                null,
                null,
                true,
                "2020-03-15",
                "2020-03-01",
                null
            ]),
            json!([
                "42-501-20130-01",
                "42-501-20130-00",
                "4000",
                false,
                null,
                "2020-03-15",
                "12450.5"
            ]),
        ]
    );
    assert_eq!(
        (&bores[0]["status"], &bores[1]["status"]),
        (&json!("sidetracked"), &json!("producing"))
    );

    let completions = documents(&field, "read.completion", "completion").await;
    let part = |completion: &Value| {
        json!([
            completion["name"],
            completion["status"],
            completion["zone"],
            completion["opened_on"],
            completion["first_production_on"],
            completion["recompleted_from"],
            completion["recompleted_into"],
        ])
    };
    assert_eq!(
        completions.iter().map(part).collect::<Vec<_>>(),
        [
            json!([
                "D01",
                "completion_abandoned",
                "San Andres",
                "2020-05-01",
                "2020-06-01",
                null,
                "D02"
            ]),
            json!([
                "D02",
                "producing",
                "Clear Fork",
                "2020-10-01",
                "2020-11-01",
                "D01",
                null
            ]),
        ]
    );
    assert_eq!(completions[0]["isolated_by"], "bridge plug at 11,100 ft");

    let tests = documents(&field, "read.well_test", "tested_at").await;
    let part = |test: &Value| {
        json!([
            test["kind"],
            test["tested_on"],
            test["completion"],
            test["gas_oil_ratio"],
            test["water_cut"],
        ])
    };
    assert_eq!(
        tests.iter().map(part).collect::<Vec<_>>(),
        [
            json!(["initial_potential", "2020-05-01", "D01", "285.0356", "0.2995"]),
            json!(["production", "2020-07-01", "D01", "1481.4815", "0.2286"]),
            // Without oil there is no ratio.
            json!(["production", "2020-08-01", null, null, "1"]),
            json!(["mechanical_integrity", "2020-09-01", null, null, null]),
        ]
    );
    let shown = rows(&field, &[id]).await.remove(0).shown.unwrap();
    assert_eq!(
        (shown.phase.as_str(), shown.operating.as_deref()),
        ("operating", Some("producing"))
    );
    assert_eq!(
        (shown.role.as_deref(), shown.field.as_deref()),
        (Some("oil"), Some("Bluebell"))
    );

    // A test that comes to be known late takes its place.
    let late: WellTestRecorded = sample(
        "well/WellTestRecorded.v1.json",
        &json!({"effective_at": "2020-07-15T14:00:00Z"}),
    );
    field.well(id, 12, &[late.into()]).await;
    catch_up(&field).await;
    let days: Vec<_> = documents(&field, "read.well_test", "place").await;
    let days: Vec<_> = days.iter().map(|test| test["tested_on"].clone()).collect();
    assert_eq!(
        days,
        [
            "2020-05-01",
            "2020-07-01",
            "2020-07-15",
            "2020-08-01",
            "2020-09-01"
        ]
    );
    rebuilt_equals_grown(&field).await;
}

#[tokio::test]
async fn a_test_that_lies_ahead_is_listed_when_its_time_comes() {
    let field = Field::new().await;
    let id = Uuid::now_v7();
    let mut life = whole_life(id);
    life.truncate(8);
    field.well(id, 0, &life).await;
    let soon = in_ms(1_500);
    let ahead: WellTestRecorded = sample("well/WellTestRecorded.v1.json", &json!({"effective_at": soon}));
    field.well(id, 8, &[WellEvent::from(ahead)]).await;
    catch_up(&field).await;
    assert_eq!(field.dump("read.well_test").await.len(), 2);
    let listed = async || {
        catch_up(&field).await;
        (field.dump("read.well_test").await.len() == 3).then_some(())
    };
    eventually("the test takes effect", Duration::from_secs(15), listed).await;
    rebuilt_equals_grown(&field).await;
}

#[tokio::test]
async fn days_become_lines_and_count_in_no_month_before_it_is_recorded() {
    let field = Field::new().await;
    let well = Uuid::now_v7();
    field
        .well(
            well,
            0,
            &[proposed(well, "Bluebell 1", at("2020-01-01T06:00:00Z"))],
        )
        .await;
    let kind = ProductionMonth::KIND;
    let (month, first) = daily(well, "A1", "2021-01-15", &json!({}));
    let (_, second) = daily(
        well,
        "A1",
        "2021-01-16",
        &json!({"oil_bbl": "0", "water_bbl": null}),
    );
    let wrong = encode(first.clone());
    let wrong_id = wrong.event_id;
    field.append(kind, month, 0, vec![wrong, encode(second)]).await;
    catch_up(&field).await;
    let lines = documents(&field, "read.daily_production", "day").await;
    let part = |line: &Value| {
        json!([
            line["date"],
            line["oil_bbl"],
            line["water_bbl"],
            line["hours_on"],
            line["downtime_minutes"],
            line["gas_oil_ratio"],
            line["water_cut"],
            line["revision"],
        ])
    };
    // Withheld, blank and zero are told apart; over what is withheld or nothing there is no ratio.
    assert_eq!(
        lines.iter().map(part).collect::<Vec<_>>(),
        [
            json!(["2021-01-15", "40.5", "withheld", "22.5", 90, "2969.1358", null, 0]),
            json!(["2021-01-16", "0", null, "22.5", 90, null, null, 0]),
        ]
    );
    let running = "SELECT count(*) FROM read.monthly_production WHERE effective_at IS NULL AND oil_said = 'not_reported'";
    assert_eq!(field.count(running).await, 1);

    let corrected = daily_corrected(wrong_id, &first, &json!({"oil_bbl": "41", "water_bbl": "41"}));
    let withheld = Volumes {
        water_bbl: Quantity::Withheld,
        gas: Quantity::NotReported,
        ..volumes("81")
    };
    let (_, recorded) = stated(well, "A1", "2021-01", Some("G1"), withheld);
    field.append(kind, month, 2, vec![corrected]).await;
    catch_up(&field).await;
    field.append(kind, month, 3, vec![recorded]).await;
    catch_up(&field).await;
    let lines = documents(&field, "read.daily_production", "day").await;
    assert_eq!(
        (
            &lines[0]["oil_bbl"],
            &lines[0]["water_cut"],
            &lines[0]["revision"]
        ),
        (&json!("41"), &json!("0.5"), &json!(1))
    );
    assert_eq!(lines.len(), 2);
    let told = "SELECT count(*) FROM read.monthly_production WHERE effective_at IS NOT NULL AND oil_said = 'reported' \
                AND water_said = 'withheld' AND gas_said = 'not_reported' AND injection_said = 'zero' \
                AND gas_base_psia IS NULL";
    assert_eq!(field.count(told).await, 1);
    rebuilt_equals_grown(&field).await;
}

#[tokio::test]
async fn the_source_s_word_of_when_it_reported_is_kept() {
    let field = Field::new().await;
    let well = Uuid::now_v7();
    let (month, mut recorded) = recorded(well, "A1", "2021-01", "10", None);
    recorded.reported_at = Some(at("2021-02-10T06:00:00Z"));
    field
        .append(ProductionMonth::KIND, month, 0, vec![recorded])
        .await;
    catch_up(&field).await;
    let lock = ProductionMonthEvent::from(wellflow_domain::production_month::ProductionMonthLocked {
        effective_at: at("2021-03-01T00:00:00Z"),
    });
    let lock = NewEvent::encode(&lock, None).unwrap();
    field.append(ProductionMonth::KIND, month, 1, vec![lock]).await;
    catch_up(&field).await;
    let kept = "SELECT count(*) FROM read.monthly_production \
                WHERE reported_at = '2021-02-10T06:00:00Z' AND version = 2";
    assert_eq!(field.count(kept).await, 1);
    rebuilt_equals_grown(&field).await;
}
