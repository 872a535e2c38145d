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

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_read_model::afe_history::{self, AfeRow};
use wellflow_read_model::agreement_history::{self, AgreementRow};
use wellflow_read_model::checkpoint;
use wellflow_read_model::daily_production::{self, DayRow};
use wellflow_read_model::history::{Changes, FOREVER, LAST_DAY, Place, Span};
use wellflow_read_model::lease_history::{self, LeaseRow};
use wellflow_read_model::monthly_production::{self, MonthRow};
use wellflow_read_model::owner_history::{self, OwnerRow};
use wellflow_read_model::production_history::{self, MonthHistoryRow};
use wellflow_read_model::search::{self, Entry, Words};
use wellflow_read_model::well_history::{self, HistoryRow};
use wellflow_read_model::well_parts::{self, BoreRow, CompletionRow, Parts, TestRow};
use wellflow_read_model::well_summary::{self, Shown, WellRow};
use wellflow_read_model::{MONTHLY_PRODUCTION, Stated, WELL_SUMMARY};
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
            phase: if number.is_multiple_of(3) {
                "operating"
            } else {
                "completed"
            }
            .to_owned(),
            operating: Some("producing".to_owned()),
            role: Some(if number.is_multiple_of(4) { "gas" } else { "oil" }.to_owned()),
            field: Some(format!("Field {}", number % 9)),
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
        days_on: Some(20),
        oil_bbl: Stated::of(Decimal::new(i64::from(number) * 10_000 + 1, 4)),
        condensate_bbl: Stated::default(),
        gas_mcf: Stated::of(Decimal::from(2)),
        gas_base: Some(("14.73".to_owned(), "60".to_owned())),
        water_bbl: Stated::of(Decimal::ONE),
        injection: Stated::of(Decimal::ZERO),
        effective_at: Some(at("2020-01-01T00:00:00Z")),
        locked_at: None,
        aggregate: "{}".to_owned(),
        max_effective_at: Some(at("2020-01-01T00:00:00Z")),
        anomalies: "[]".to_owned(),
        version: 1,
        position: u64::from(number) + 1,
        recorded_at: at("2020-01-02T00:00:00Z"),
        reported_at: None,
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

pub fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 1).expect("a day") + Days::new(u64::from(number))
}

/// A bore, a completion, and so many tests and days of each well.
pub async fn write_parts(pool: &TenantPool, tenant: &Tenant, wells: &[WellRow], each: u32) {
    let mut parts = Parts::default();
    let mut days = Vec::new();
    let ids: Vec<Uuid> = wells.iter().map(|row| row.well_id).collect();
    for well_id in ids.iter().copied() {
        parts.bores.push(BoreRow {
            well_id,
            place: 1,
            api12: Some("425011234500".to_owned()),
            document: r#"{"bore":1}"#.to_owned(),
        });
        parts.completions.push(CompletionRow {
            well_id,
            completion: "A1".to_owned(),
            document: r#"{"completion":"A1"}"#.to_owned(),
        });
        let month = Uuid::now_v7();
        for number in 0..each {
            let kinds = ["production", "mechanical_integrity"];
            parts.tests.push(TestRow {
                well_id,
                // Two tests at each instant: the place decides.
                tested_at: at("2020-01-01T00:00:00Z") + TimeDelta::days(i64::from(number / 2)),
                place: i64::from(number) + 1,
                kind: kinds[number as usize % 2],
                document: format!(r#"{{"number":{number}}}"#),
            });
            days.push(DayRow {
                production_month_id: month,
                day: day(number),
                well_id,
                completion: "A1".to_owned(),
                document: format!(r#"{{"number":{number}}}"#),
            });
        }
    }
    let organization_id = tenant.organization_id();
    let tx = pool.begin_write(tenant).await.expect("a transaction");
    well_parts::replace(&tx, organization_id, &ids, &parts)
        .await
        .expect("parts are written");
    let mut months: Vec<Uuid> = days.iter().map(|row| row.production_month_id).collect();
    months.dedup();
    daily_production::replace(&tx, organization_id, &months, &days)
        .await
        .expect("days are written");
    tx.commit().await.expect("committed");
}

/// A stretch from an instant on, known from a position on.
pub fn span(id: Uuid, from_position: u64, from: &str) -> Span {
    let effective_from = at(from);
    Span {
        place: Place {
            id,
            from_position,
            effective_from,
        },
        to_position: None,
        effective_to: FOREVER,
        days: (effective_from.date_naive(), LAST_DAY),
    }
}

pub fn lease(number: u32) -> LeaseRow {
    let id = Uuid::now_v7();
    let statuses = ["in_primary_term", "held_by_production", "expired"];
    let position = u64::from(number) + 1;
    LeaseRow {
        span: span(id, position, "2020-01-01T06:00:00Z"),
        // Many leases share a name: the id decides.
        name: format!("Halbouty {:03}", number % 40),
        status: statuses[number as usize % 3].to_owned(),
        held_by: (!number.is_multiple_of(3)).then(|| "production".to_owned()),
        held_until: (!number.is_multiple_of(5)).then(|| day(number % 400)),
        lessee: Some(Uuid::from_u128(u128::from(number % 7))),
        mineral_owner: Some("private".to_owned()),
        lease_number: Some(format!("L-{number}")),
        version: 1,
        document: format!(r#"{{"lease_id":"{id}","number":{number}}}"#),
        keys: [
            ("county", format!("county {}", number % 9)),
            (
                "state",
                if number.is_multiple_of(2) { "TX" } else { "NM" }.to_owned(),
            ),
            ("owner", Uuid::from_u128(u128::from(number % 50)).to_string()),
        ]
        .into(),
    }
}

/// A well as four facts came to be known of it, one after the other: what each showed as the last one, and until the next.
pub fn well_story(number: u32) -> Vec<HistoryRow> {
    let id = Uuid::now_v7();
    let effective = |nth: u32| at("2020-01-01T06:00:00Z") + TimeDelta::days(i64::from(nth) * 100);
    let known = |nth: u32| u64::from(nth) * 10_000 + u64::from(number) + 1;
    let row = |nth: u32, from_position: u64, to_position: Option<u64>, effective_to: DateTime<Utc>| {
        let shown = well(number).shown.expect("shown");
        let effective_from = effective(nth);
        let to_day = if effective_to == FOREVER {
            LAST_DAY
        } else {
            effective_to.date_naive()
        };
        HistoryRow {
            span: Span {
                place: Place {
                    id,
                    from_position,
                    effective_from,
                },
                to_position,
                effective_to,
                days: (effective_from.date_naive(), to_day),
            },
            name: shown.name,
            status: format!("status {nth}"),
            phase: shown.phase,
            role: shown.role,
            operator: shown.operator.expect("an operator"),
            lease: shown.lease,
            field: shown.field,
            state: shown.state,
            county: Some(format!("42-{:03}", number % 9)),
            vintage: Some(2020),
            location_e7: shown.location_e7,
            version: u64::from(nth) + 1,
            document: format!(r#"{{"well_id":"{id}","number":{number},"nth":{nth}}}"#),
        }
    };
    let mut rows = Vec::new();
    for nth in 0..4 {
        let next = (nth < 3).then(|| known(nth + 1));
        rows.push(row(nth, known(nth), next, FOREVER));
        rows.extend(next.map(|next| row(nth, next, None, effective(nth + 1))));
    }
    rows
}

/// A month as first reported and as restated.
pub fn month_story(well_id: Uuid, number: u32) -> Vec<MonthHistoryRow> {
    let first = month(well_id, number);
    let id = first.production_month_id;
    let known = u64::from(number) + 1;
    let row = |from_position: u64, to_position: Option<u64>, oil: i64| MonthHistoryRow {
        span: Span {
            to_position,
            ..span(id, from_position, "2020-01-01T00:00:00Z")
        },
        well_id,
        completion: first.completion.clone(),
        month: first.month,
        lease: first.lease.clone(),
        days_on: first.days_on,
        oil_bbl: Stated::of(Decimal::from(oil)),
        condensate_bbl: first.condensate_bbl,
        gas_mcf: first.gas_mcf,
        gas_base: first.gas_base.clone(),
        water_bbl: first.water_bbl,
        injection: first.injection,
    };
    vec![row(known, Some(known + 500), 10), row(known + 500, None, 11)]
}

pub async fn write_well_stories(pool: &TenantPool, tenant: &Tenant, changes: &Changes<HistoryRow>) {
    let tx = pool.begin_write(tenant).await.expect("a transaction");
    well_history::write(&tx, tenant.organization_id(), changes)
        .await
        .expect("wells are written");
    tx.commit().await.expect("committed");
}

pub async fn write_month_stories(pool: &TenantPool, tenant: &Tenant, changes: &Changes<MonthHistoryRow>) {
    let tx = pool.begin_write(tenant).await.expect("a transaction");
    production_history::write(&tx, tenant.organization_id(), changes)
        .await
        .expect("months are written");
    tx.commit().await.expect("committed");
}

pub fn owner(number: u32) -> OwnerRow {
    let id = Uuid::now_v7();
    OwnerRow {
        span: span(id, u64::from(number) + 1, "2020-01-01T06:00:00Z"),
        name: format!("Sample{:03} Owner", number % 40),
        former_names: vec![format!("Former{:03} Name", number % 30)],
        status: if number.is_multiple_of(4) {
            "inactive"
        } else {
            "active"
        }
        .to_owned(),
        kind: "individual".to_owned(),
        roles: vec![
            if number.is_multiple_of(2) {
                "lessor"
            } else {
                "vendor"
            }
            .to_owned(),
        ],
        version: 1,
        document: format!(r#"{{"owner_id":"{id}","number":{number}}}"#),
    }
}

pub fn afe(number: u32) -> AfeRow {
    let id = Uuid::now_v7();
    let some = |of: u32| Uuid::from_u128(u128::from(number % of));
    let authorized = !number.is_multiple_of(3);
    AfeRow {
        span: span(id, u64::from(number) + 1, "2020-01-01T06:00:00Z"),
        number: format!("AFE {:03}", number % 40),
        status: ["balloting", "in_progress", "closed"][number as usize % 3].to_owned(),
        kind: if number.is_multiple_of(2) {
            "drilling"
        } else {
            "workover"
        }
        .to_owned(),
        well_id: (!number.is_multiple_of(5)).then(|| some(20)),
        lease_id: (!number.is_multiple_of(7)).then(|| some(11)),
        property_id: None,
        agreement_id: Some(some(4)),
        operator: some(2),
        ballot_deadline: (!authorized)
            .then(|| at("2020-02-01T06:00:00Z") + TimeDelta::days(i64::from(number % 50))),
        overrun: authorized.then(|| number.is_multiple_of(4)),
        estimated_usd: Some(Decimal::new(i64::from(number) * 100 + 7, 2)),
        authorized_usd: authorized.then(|| Decimal::new(i64::from(number) * 100, 2)),
        committed_usd: authorized.then(|| Decimal::new(i64::from(number), 2)),
        actual_usd: authorized.then(|| Decimal::new(i64::from(number) * 50, 2)),
        version: 1,
        document: format!(r#"{{"afe_id":"{id}","number":{number}}}"#),
        parties: [
            (some(50), number.is_multiple_of(9)),
            (Uuid::from_u128(900), false),
        ]
        .into(),
    }
}

pub fn agreement(number: u32) -> AgreementRow {
    let id = Uuid::now_v7();
    let some = |of: u32| Uuid::from_u128(u128::from(number % of));
    AgreementRow {
        span: span(id, u64::from(number) + 1, "2020-01-01T06:00:00Z"),
        number: format!("JOA {:03}", number % 40),
        status: if number.is_multiple_of(3) {
            "terminated"
        } else {
            "in_force"
        }
        .to_owned(),
        operator: some(2),
        parties: vec![some(2), some(9), Uuid::from_u128(900)],
        leases: (0..number % 4)
            .map(|lease| Uuid::from_u128(u128::from(lease)))
            .collect(),
        properties: vec![some(13)],
        version: 1,
        document: format!(r#"{{"agreement_id":"{id}","number":{number}}}"#),
    }
}

pub async fn write_afes(pool: &TenantPool, tenant: &Tenant, changes: &Changes<AfeRow>) {
    let tx = pool.begin_write(tenant).await.expect("a transaction");
    afe_history::write(&tx, tenant.organization_id(), changes)
        .await
        .expect("AFEs are written");
    tx.commit().await.expect("committed");
}

pub async fn write_agreements(pool: &TenantPool, tenant: &Tenant, changes: &Changes<AgreementRow>) {
    let tx = pool.begin_write(tenant).await.expect("a transaction");
    agreement_history::write(&tx, tenant.organization_id(), changes)
        .await
        .expect("agreements are written");
    tx.commit().await.expect("committed");
}

pub async fn write_leases(pool: &TenantPool, tenant: &Tenant, changes: &Changes<LeaseRow>) {
    let tx = pool.begin_write(tenant).await.expect("a transaction");
    lease_history::write(&tx, tenant.organization_id(), changes)
        .await
        .expect("leases are written");
    tx.commit().await.expect("committed");
}

pub async fn write_owners(pool: &TenantPool, tenant: &Tenant, changes: &Changes<OwnerRow>) {
    let tx = pool.begin_write(tenant).await.expect("a transaction");
    owner_history::write(&tx, tenant.organization_id(), changes)
        .await
        .expect("owners are written");
    tx.commit().await.expect("committed");
}

pub fn new<R>(rows: Vec<R>) -> Changes<R> {
    Changes {
        new: rows,
        ..Changes::default()
    }
}

/// Every well as it is found by words.
pub async fn write_words(pool: &TenantPool, tenant: &Tenant, wells: &[WellRow]) {
    let entries: Vec<Entry> = wells.iter().filter_map(entry).collect();
    let tx = pool.begin_write(tenant).await.expect("a transaction");
    search::write(&tx, tenant.organization_id(), &entries, &[])
        .await
        .expect("words are written");
    tx.commit().await.expect("committed");
}

fn entry(row: &WellRow) -> Option<Entry> {
    let shown = row.shown.as_ref()?;
    let mut words = Words::default();
    words.name(&shown.name);
    if let Some(number) = &shown.lease {
        words.belongs(number);
    }
    Some(Entry {
        key: search::key("well", row.well_id),
        kind: "well",
        title: shown.name.clone(),
        version: 1,
        is_new: false,
        words,
        document: shown.document.clone(),
    })
}
