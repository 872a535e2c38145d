//! Rows made for a test, without a ledger behind them.

#![allow(
    dead_code,
    unreachable_pub,
    missing_debug_implementations,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file uses its own part, and a test stops at the first surprise"
)]

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_read_model::checkpoint;
use wellflow_read_model::monthly_production::{self, MonthRow};
use wellflow_read_model::well_summary::{self, Shown, WellRow};
use wellflow_read_model::{MONTHLY_PRODUCTION, WELL_SUMMARY};
use wellflow_runtime::{Tenant, TenantPool};

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn well(number: u32) -> WellRow {
    let well_id = Uuid::now_v7();
    let statuses = ["producing", "shut_in", "plugged_and_abandoned"];
    WellRow {
        well_id,
        shown: Some(Shown {
            document: format!(r#"{{"well_id":"{well_id}","number":{number}}}"#),
            // Many wells share a name: the id decides.
            name: format!("Bluebell {:03}", number % 40),
            api10: Some(format!("42501{number:05}")),
            status: statuses[number as usize % 3].to_owned(),
            operator: Some(format!("Operator {}", number % 5)),
            lease: (!number.is_multiple_of(7)).then(|| format!("G{:05}", number % 11)),
            state: Some(if number.is_multiple_of(2) { "TX" } else { "LA" }.to_owned()),
            location_e7: Some((280_000_000 + i64::from(number) * 100_000, -910_000_000)),
        }),
        aggregate: "{}".to_owned(),
        max_effective_at: Some(at("2020-01-01T00:00:00Z")),
        boundaries: Vec::new(),
        anomalies: "[]".to_owned(),
        version: 1,
        position: u64::from(number) + 1,
        recorded_at: at("2020-01-02T00:00:00Z"),
    }
}

pub fn month(well_id: Uuid, number: u32) -> MonthRow {
    let year = 2000 + i32::try_from(number / 12).expect("few") % 20;
    MonthRow {
        production_month_id: Uuid::now_v7(),
        well_id,
        completion: format!("A{number}"),
        month: NaiveDate::from_ymd_opt(year, number % 12 + 1, 1).expect("a month"),
        lease: Some(format!("G{:05}", number % 11)),
        days_on: 20,
        oil_bbl: Decimal::new(i64::from(number) * 10_000 + 1, 4),
        gas_mcf: Decimal::from(2),
        gas_base_psia: "14.73".to_owned(),
        water_bbl: Decimal::ONE,
        injection: Decimal::ZERO,
        effective_at: at("2020-01-01T00:00:00Z"),
        locked_at: None,
        aggregate: "{}".to_owned(),
        max_effective_at: Some(at("2020-01-01T00:00:00Z")),
        anomalies: "[]".to_owned(),
        version: 1,
        position: u64::from(number) + 1,
        recorded_at: at("2020-01-02T00:00:00Z"),
    }
}

pub async fn write(pool: &TenantPool, tenant: &Tenant, wells: &[WellRow], months: &[MonthRow]) {
    let organization_id = tenant.organization_id();
    let tx = pool.begin_write(tenant).await.expect("a transaction");
    let head = "SELECT incarnation FROM ledger.head WHERE organization_id = $1";
    let head = tx.query_one(head, &[&organization_id]).await.expect("a head");
    for projection in [WELL_SUMMARY, MONTHLY_PRODUCTION] {
        checkpoint::ensure(&tx, organization_id, projection, head.get(0))
            .await
            .expect("a checkpoint");
    }
    well_summary::upsert(&tx, organization_id, wells)
        .await
        .expect("wells are written");
    monthly_production::upsert(&tx, organization_id, months)
        .await
        .expect("months are written");
    tx.commit().await.expect("committed");
}
