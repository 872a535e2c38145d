//! The demo is the agency's own figures: totals to the barrel, and every well's status in every month.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;
use serde_json::Value;
use wellflow_e2e::{Client, Installation, repository};

const PRODUCTION: &str = "demo/bsee_ogora_small_12wells.csv";
const BOREHOLES: &str = "demo/bsee_boreholes_12wells.csv";

/// One row of the agency's file, as much as is compared.
struct Row {
    api: String,
    completion: String,
    month: String,
    code: String,
    volumes: [Decimal; 3],
}

fn rows() -> Vec<Row> {
    let mut reader = csv::Reader::from_path(repository().join(PRODUCTION)).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let volumes = ["MON_O_PROD_VOL", "MON_G_PROD_VOL", "MON_WTR_PROD_VOL"].map(column);
    let (api, interval, month, code) = (
        column("API_WELL_NUMBER"),
        column("PROD_INTERVAL_CD"),
        column("PRODUCTION_DATE"),
        column("WELL_STAT_CD"),
    );
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            Row {
                api: record[api].to_owned(),
                completion: format!("{}-{}", &record[api], &record[interval]),
                month: record[month].to_owned(),
                code: record[code].to_owned(),
                volumes: volumes.map(|index| record[index].parse().unwrap()),
            }
        })
        .collect()
}

fn sums<'a>(rows: impl Iterator<Item = &'a Row>) -> [Decimal; 3] {
    rows.fold([Decimal::ZERO; 3], |sums, row| {
        [0, 1, 2].map(|i| sums[i] + row.volumes[i])
    })
}

async fn totals(client: &Client, query: &str) -> [Decimal; 3] {
    let answer = client
        .get(&format!("/api/v1/production/totals{query}"))
        .await
        .expect(200);
    ["oil_bbl", "gas_mcf", "water_bbl"].map(|field| answer.text(field).parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_served_by_one_process_is_the_agencys_file() {
    let mut installation = Installation::one_process(true).await;
    compare(&installation.client).await;
    // A restart finds everything where it was.
    installation.processes()[0].stop();
    installation.start_again().await;
    assert_eq!(totals(&installation.client, "").await, sums(rows().iter()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_into_three_processes_is_the_agencys_file() {
    let installation = Installation::three_processes().await;
    let [boreholes, production] = [BOREHOLES, PRODUCTION].map(|file| repository().join(file));
    let [boreholes, production] = [&boreholes, &production].map(|path| path.to_str().unwrap());
    let token = installation.token("demo", "owner");
    let url = installation.client.commands_url();
    let import = [
        "import",
        "bsee",
        "--boreholes",
        boreholes,
        "--production",
        production,
        "--url",
        url,
        "--token",
        &token,
    ];
    installation.run(&import);
    let written = installation.client.ledger_position().await;
    installation.run(&import);
    let position = installation.client.ledger_position().await;
    assert_eq!(position, written, "the same files again write nothing");
    installation
        .client
        .get_after("/api/v1/production/totals", position)
        .await
        .expect(200);
    compare(&installation.client).await;
}

async fn compare(client: &Client) {
    let rows = rows();
    assert_eq!(rows.len(), 4_554);
    assert_eq!(totals(client, "").await, sums(rows.iter()));
    let year = |row: &&Row| row.month.starts_with("2015");
    assert_eq!(
        totals(client, "?from=2015-01&to=2015-12").await,
        sums(rows.iter().filter(year))
    );

    // What the projector made of the events up to any month is what adding up the file's rows up to it makes.
    let calendar: BTreeSet<&str> = rows.iter().map(|row| row.month.as_str()).collect();
    for month in calendar {
        let by_then = rows.iter().filter(|row| row.month.as_str() <= month);
        let (year, number) = month.split_at(4);
        let served = totals(client, &format!("?to={year}-{number}")).await;
        assert_eq!(served, sums(by_then), "up to {month}");
    }

    let wells = client.get("/api/v1/wells?limit=100").await.expect(200);
    let wells = wells.body["items"].as_array().unwrap();
    assert_eq!(wells.len(), 12);
    let ids: HashMap<String, String> = wells
        .iter()
        .map(|well| {
            (
                digits(well["api_number"].as_str().unwrap()),
                well["well_id"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let mut months: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        months.entry((&row.api, &row.month)).or_default().push(row);
    }
    for ((api, month), reported) in months {
        let id = &ids[&api[..10]];
        let last_day = last_day(month);
        let well = client
            .get(&format!("/api/v1/wells/{id}?effective_on={last_day}"))
            .await
            .expect(200)
            .body;
        assert_status(&well, &reported, &format!("{api} on {last_day}"));
    }
    let (api, id) = ids.iter().next().unwrap();
    let own = rows.iter().filter(|row| &row.api[..10] == api);
    assert_eq!(totals(client, &format!("?well_id={id}")).await, sums(own));
}

/// Every completion shows the code the file gives it for the month; the well shows one of them, the one that matters
/// most.
fn assert_status(well: &Value, reported: &[&Row], what: &str) {
    let completions: HashMap<&str, &Value> = well["completions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["name"].as_str().unwrap(), c))
        .collect();
    for row in reported {
        let completion = completions
            .get(row.completion.as_str())
            .unwrap_or_else(|| panic!("{what}: {}", row.completion));
        assert_eq!(
            completion["agency_status"]["code"], row.code,
            "{what}: {}",
            row.completion
        );
    }
    let meaning = |code: &str| match code {
        "08" | "09" | "10" | "11" => ("producing", 0),
        "03" | "04" | "05" => ("injecting", 1),
        "06" | "07" | "17" => ("in_service", 2),
        "12" | "13" => ("shut_in", 3),
        "14" => ("temporarily_abandoned", 4),
        "15" => ("completion_abandoned", 5),
        other => panic!("the demo has no code {other}"),
    };
    let dominant = reported.iter().min_by_key(|row| meaning(&row.code).1).unwrap();
    assert_eq!(
        meaning(well["agency_status"]["code"].as_str().unwrap()).0,
        meaning(&dominant.code).0,
        "{what}"
    );
    if meaning(&dominant.code).1 < 5 {
        assert_eq!(well["status"], meaning(&dominant.code).0, "{what}");
    }
}

fn digits(api: &str) -> String {
    api.chars().filter(char::is_ascii_digit).take(10).collect()
}

fn last_day(month: &str) -> chrono::NaiveDate {
    let (year, month): (i32, u32) = (month[..4].parse().unwrap(), month[4..].parse().unwrap());
    let first = chrono::NaiveDate::from_ymd_opt(year, month, 1).unwrap();
    first
        .checked_add_months(chrono::Months::new(1))
        .unwrap()
        .pred_opt()
        .unwrap()
}
