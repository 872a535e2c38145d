//! The questions an operator's books and an auditor ask of the past, each answered by one request; beside them what real data
//! says, worked out here from the agencies' own files.
//!
//! Where the data have the fact it is imported: BSEE's twelve wells (statuses, volumes), Colorado's reports (filings, stocks).
//! Leases' clocks, decks and AFEs are in no public file; they are stated by commands, and the tests say so.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails loudly")]

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate, SecondsFormat, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_e2e::{Answer, Client, Installation, repository};

/// The clients of an organization, and where its ledger stands.
struct Books {
    installation: Installation,
    client: Client,
    position: u64,
}

impl Books {
    async fn open() -> Self {
        let installation = Installation::three_processes().await;
        let client = installation.client.clone();
        Self {
            installation,
            client,
            position: 0,
        }
    }

    /// Imports files of an agency through the command API.
    fn import(&self, format: &str, files: &[(&str, &str)]) {
        let token = self.installation.token("demo", "owner");
        let mut arguments = vec!["import".to_owned(), format.to_owned()];
        for (option, file) in files {
            arguments.extend((!option.is_empty()).then(|| (*option).to_owned()));
            arguments.push(repository().join(file).to_str().unwrap().to_owned());
        }
        let url = self.client.commands_url();
        arguments.extend(["--url", url, "--token", &token].map(str::to_owned));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        self.installation.run(&arguments);
    }

    /// Sends a command that is taken.
    async fn told(&mut self, path: &str, body: Value) -> Answer {
        let answer = self.client.post(&format!("/api/v1{path}"), &body).await;
        assert!(answer.status < 300, "{path} {body}: {:#}", answer.body);
        self.position = self.position.max(answer.position());
        answer
    }

    /// The answer to one question, which knows everything that was told.
    async fn ask(&self, path: &str) -> Answer {
        self.client
            .get_after(&format!("/api/v1{path}"), self.position)
            .await
    }

    async fn answer(&self, path: &str) -> Value {
        self.ask(path).await.expect(200).body
    }
}

fn noon(day: &str) -> String {
    format!("{day}T18:00:00Z")
}

fn on(day: &str, mut body: Value) -> Value {
    body["effective_at"] = json!(noon(day));
    body
}

fn now() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// A row of BSEE's file, as much as is asked about.
#[derive(Clone, Debug)]
struct Ogor {
    well: String,
    completion: String,
    month: String,
    code: String,
    volumes: [i64; 3],
}

fn ogor() -> Vec<Ogor> {
    let mut reader = csv::Reader::from_path(repository().join("demo/bsee_ogora_small_12wells.csv")).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let [api, interval, month, code, oil, gas, water] = [
        "API_WELL_NUMBER",
        "PROD_INTERVAL_CD",
        "PRODUCTION_DATE",
        "WELL_STAT_CD",
        "MON_O_PROD_VOL",
        "MON_G_PROD_VOL",
        "MON_WTR_PROD_VOL",
    ]
    .map(column);
    let row = |record: csv::StringRecord| Ogor {
        well: record[api][..10].to_owned(),
        completion: format!("{}-{}", &record[api], &record[interval]),
        month: format!("{}-{}", &record[month][..4], &record[month][4..]),
        code: record[code].to_owned(),
        volumes: [oil, gas, water].map(|volume| record[volume].parse().unwrap()),
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn last_day(month: &str) -> NaiveDate {
    let first: NaiveDate = format!("{month}-01").parse().unwrap();
    first + Months::new(1) - Days::new(1)
}

fn status_of(code: &str) -> &'static str {
    match code {
        "08" | "09" | "10" | "11" => "producing",
        "03" | "04" | "05" => "injecting",
        "06" | "07" | "17" => "in_service",
        "12" | "13" => "shut_in",
        "14" => "temporarily_abandoned",
        "15" => "completion_abandoned",
        other => panic!("the file has no code {other}"),
    }
}

async fn gulf_of_mexico() -> (Books, BTreeMap<String, String>) {
    let mut books = Books::open().await;
    let files = [
        ("--boreholes", "demo/bsee_boreholes_12wells.csv"),
        ("--production", "demo/bsee_ogora_small_12wells.csv"),
    ];
    books.import("bsee", &files);
    books.position = books.client.ledger_position().await;
    let wells = books.answer("/wells?limit=100").await;
    let digits = |api: &Value| -> String {
        api.as_str()
            .unwrap()
            .chars()
            .filter(char::is_ascii_digit)
            .take(10)
            .collect()
    };
    let wells = wells["items"].as_array().unwrap().iter();
    let ids: BTreeMap<String, String> = wells
        .map(|well| {
            (
                digits(&well["api_number"]),
                well["well_id"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    assert_eq!(ids.len(), 12);
    (books, ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn wells_of_the_gulf_of_mexico_questions_1_11_12_and_oracles_t5_t6() {
    let (mut books, wells) = gulf_of_mexico().await;
    t5_production_up_to_any_day_is_what_sql_makes_of_the_agencys_rows(&books).await;
    t6_a_completions_status_in_any_month_is_the_agencys_code(&books, &wells).await;
    question_12_a_replay_of_the_whole_tenant_comes_to_the_live_projections(&books).await;
    Box::pin(question_1_a_wells_status_on_any_date_as_known_on_any_date(
        &mut books, &wells,
    ))
    .await;
    question_11_the_full_audit_trail_of_one_field(&books, &wells).await;
}

async fn t5_production_up_to_any_day_is_what_sql_makes_of_the_agencys_rows(books: &Books) {
    let rows = ogor();
    let months: Vec<NaiveDate> = rows
        .iter()
        .map(|row| format!("{}-01", row.month).parse().unwrap())
        .collect();
    let [oil, gas, water] =
        [0, 1, 2].map(|part| rows.iter().map(|row| row.volumes[part]).collect::<Vec<i64>>());
    let sql = "SELECT month, (sum(sum(oil)) OVER w)::bigint, (sum(sum(gas)) OVER w)::bigint, \
               (sum(sum(water)) OVER w)::bigint \
               FROM unnest($1::date[], $2::bigint[], $3::bigint[], $4::bigint[]) AS o (month, oil, gas, water) \
               GROUP BY month WINDOW w AS (ORDER BY month) ORDER BY month";
    let admin = books.installation.database().admin().await;
    let sums = admin.query(sql, &[&months, &oil, &gas, &water]).await.unwrap();
    assert_eq!(sums.len(), 204);
    for sum in sums.iter().step_by(7).chain(sums.last()) {
        let month: NaiveDate = sum.get(0);
        let day = month + Months::new(1) - Days::new(1);
        let expected = [1, 2, 3].map(|column| sum.get::<_, i64>(column).to_string());
        for (asked, is_there) in [(day, true), (day - Days::new(1), false)] {
            let totals = books
                .answer(&format!("/production/totals?effective_on={asked}"))
                .await;
            let found = ["oil_bbl", "gas_mcf", "water_bbl"]
                .map(|name| totals[name].as_str().unwrap_or("nothing said").to_owned());
            // A month counts from its last day on.
            assert_eq!(found == expected, is_there, "{asked}: {found:?}, {expected:?}");
        }
    }
}

/// In the month of every change of code, in the month before, and in the last.
async fn t6_a_completions_status_in_any_month_is_the_agencys_code(
    books: &Books,
    wells: &BTreeMap<String, String>,
) {
    let mut completions: BTreeMap<String, Vec<Ogor>> = BTreeMap::new();
    for row in ogor() {
        completions.entry(row.completion.clone()).or_default().push(row);
    }
    let (mut transitions, mut asked) = (0, 0);
    for (completion, mut rows) in completions {
        rows.sort_by(|left, right| left.month.cmp(&right.month));
        let changes = (1..rows.len()).filter(|nth| rows[*nth].code != rows[nth - 1].code);
        let changes: Vec<usize> = changes.collect();
        transitions += changes.len();
        let months = changes
            .iter()
            .flat_map(|nth| [nth - 1, *nth])
            .chain([0, rows.len() - 1]);
        for row in months.map(|nth| &rows[nth]) {
            let path = format!(
                "/wells/{}?effective_on={}",
                wells[&row.well],
                last_day(&row.month)
            );
            let well = books.answer(&path).await;
            let shown = well["completions"].as_array().unwrap();
            let shown = shown.iter().find(|shown| shown["name"] == completion.as_str());
            let shown = shown.unwrap_or_else(|| panic!("{path} shows no {completion}"));
            assert_eq!(
                (&shown["agency_status"]["code"], &shown["status"]),
                (&json!(row.code), &json!(status_of(&row.code))),
                "{completion} in {}",
                row.month
            );
            asked += 1;
        }
    }
    assert!(
        transitions > 100 && asked > 2 * transitions,
        "{transitions}, {asked}"
    );
}

async fn question_12_a_replay_of_the_whole_tenant_comes_to_the_live_projections(books: &Books) {
    let said = books.installation.run(&["replay", "--organization", "demo"]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 10, "{said}");
    for line in &lines {
        assert!(line.ends_with(": the same"), "{said}");
        let position = format!("at position {}:", books.position);
        assert!(line.contains(&position), "{position} in {line}");
        // The same checksum twice.
        let sums: Vec<&str> = line.split_whitespace().filter(|word| word.len() >= 64).collect();
        assert_eq!(
            sums[0].trim_end_matches([',', ':']),
            sums[1].trim_end_matches([',', ':']),
            "{line}"
        );
    }
    let months = lines
        .iter()
        .find(|line| line.contains(" monthly_production "))
        .unwrap();
    assert!(months.contains("live 4554 rows"), "{months}");
    // One figure changed behind its back is found, and named.
    let admin = books.installation.database().admin().await;
    let change = |factor: &str| {
        format!(
            "UPDATE read.monthly_production SET oil_bbl = oil_bbl {factor} WHERE production_month_id = \
             (SELECT min(production_month_id::text)::uuid FROM read.monthly_production WHERE oil_bbl > 0)"
        )
    };
    assert_eq!(admin.execute(&change("+ 1"), &[]).await.unwrap(), 1);
    let found = books
        .installation
        .command(&["replay", "monthly_production", "--organization", "demo"])
        .output();
    let found = found.unwrap();
    let said = String::from_utf8(found.stdout).unwrap();
    assert!(
        !found.status.success() && said.contains("they differ") && said.contains("in oil_bbl"),
        "{said}"
    );
    assert_eq!(admin.execute(&change("- 1"), &[]).await.unwrap(), 1);
}

/// The file is imported in one go, so that what came to be known later is stated by a command: that one completion did not
/// flow in a month after all.
async fn question_1_a_wells_status_on_any_date_as_known_on_any_date(
    books: &mut Books,
    wells: &BTreeMap<String, String>,
) {
    let (api, completion) = ("1771140633", "177114063300-D01");
    let well = &wells[api];
    let rows: Vec<Ogor> = ogor().into_iter().filter(|row| row.well == api).collect();
    let code = |month: &str| {
        let row = rows
            .iter()
            .find(|row| row.completion == completion && row.month == month);
        row.unwrap().code.clone()
    };
    let month = rows
        .iter()
        .filter(|row| row.completion == completion && status_of(&row.code) == "producing")
        .map(|row| row.month.clone())
        .max()
        .unwrap();
    let before = now();
    let report = json!({
        "completion": completion, "effective_at": format!("{month}-01T06:00:00Z"), "status": {"agency": "BSEE", "code": "14"},
        "provenance": {"agency": "BSEE", "file": "letter.csv", "row_sha256": "ab".repeat(32)},
    });
    let report = books.told(&format!("/wells/{well}/report-status"), report).await;
    let after = report.text("recorded_at").to_owned();
    let day = last_day(&month);
    let shown = async |query: String| -> Value {
        let well = books.answer(&format!("/wells/{well}?{query}")).await;
        let all = well["completions"].as_array().unwrap().clone();
        all.into_iter().find(|shown| shown["name"] == completion).unwrap()["agency_status"]["code"].clone()
    };
    assert_eq!(
        shown(format!("effective_on={day}&as_of={before}")).await,
        json!(code(&month))
    );
    assert_eq!(shown(format!("effective_on={day}&as_of={after}")).await, "14");
    assert_eq!(shown(format!("effective_on={day}")).await, "14");
    // Nothing else of the past is another for it.
    let earlier = rows
        .iter()
        .map(|row| row.month.clone())
        .filter(|earlier| *earlier < month)
        .max()
        .unwrap();
    for known in [&before, &after] {
        let query = format!("effective_on={}&as_of={known}", last_day(&earlier));
        assert_eq!(shown(query).await, json!(code(&earlier)));
    }
    // The same of the whole fleet at once: phase and status of every well on a day, as known on another.
    let list = async |known: &str| {
        books
            .answer(&format!("/wells?limit=100&effective_on={day}&as_of={known}"))
            .await
    };
    for known in [&before, &after] {
        for item in list(known).await["items"].as_array().unwrap() {
            let id = item["well_id"].as_str().unwrap();
            let one = books
                .answer(&format!("/wells/{id}?effective_on={day}&as_of={known}"))
                .await;
            for name in ["phase", "status", "status_since", "operating", "agency_status"] {
                assert_eq!(item[name], one[name], "{name} of {id} at {known}");
            }
        }
    }
}

/// Every value the field ever had, who caused it and by which event: as many as the agency's codes changed.
async fn question_11_the_full_audit_trail_of_one_field(books: &Books, wells: &BTreeMap<String, String>) {
    let well = &wells["1771140633"];
    let path = format!("/wells/{well}/changes?pointer=/agency_status/code&limit=500");
    let trail = books.answer(&path).await;
    let items = trail["items"].as_array().unwrap();
    assert!(items.len() > 1 && trail["next_after"].is_null(), "{trail:#}");
    let mut code = Value::Null;
    let mut values = 0;
    for item in items {
        let operation = &item["operations"][0];
        // An operation is of the field itself, or of what it stands in.
        let within = |value: &Value| {
            let rest = "/agency_status/code".strip_prefix(operation["path"].as_str().unwrap());
            value.pointer(rest.unwrap()).cloned().unwrap_or_default()
        };
        assert_eq!(
            within(&operation["was"]),
            code,
            "each begins where the one before ended: {item:#}"
        );
        code = within(&operation["value"]);
        values += 1;
        let cause = &item["cause"];
        assert!(cause["actor"]["subject"].is_string(), "{cause:#}");
    }
    assert_eq!(values, items.len());
    let newest = books.answer(&format!("/wells/{well}")).await;
    assert_eq!(code, newest["agency_status"]["code"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn oracle_t14_a_document_of_may_2026_is_not_seen_as_of_january_2026() {
    let mut books = Books::open().await;
    let path = "demo/co_ecmc_prod_reports_2024_2026_sample.csv";
    books.import("co-form7", &[("", path)]);
    books.position = books.client.ledger_position().await;
    let well = books.answer("/wells?limit=100").await;
    let well = well["items"].as_array().unwrap().iter().find(|well| {
        let number = well["api_number"].as_str().unwrap_or_default();
        number.starts_with("05-045-12637")
    });
    let well = well.unwrap()["well_id"].as_str().unwrap().to_owned();
    let months = books
        .answer(&format!("/wells/{well}/production?from=2025-11&to=2025-11"))
        .await;
    let completions = months["months"][0]["completions"].as_array().unwrap();
    assert_eq!(completions.len(), 2, "{months:#}");
    for completion in completions {
        let id = completion["production_month_id"].as_str().unwrap();
        let path = format!("/production-months/{id}");
        let refused = books.ask(&format!("{path}?as_reported_on=2026-01-01")).await;
        assert_eq!(
            refused.expect_problem(404, "production-month-not-yet-known"),
            "as_reported_on"
        );
        let refused = books.ask(&format!("{path}?as_reported_on=2026-05-25")).await;
        refused.expect_problem(404, "production-month-not-yet-known");
        let seen = books.answer(&format!("{path}?as_reported_on=2026-05-26")).await;
        assert_eq!(seen["filing"]["document_number"], "404671967");
        // Nor was anything known here then: the file was imported today.
        let refused = books.ask(&format!("{path}?as_of=2026-01-01T00:00:00Z")).await;
        assert_eq!(
            refused.expect_problem(404, "production-month-not-yet-known"),
            "as_of"
        );
    }
    // T13 beside it: the completions of the well add up, and its days are those of the one that was on longest.
    let month = &months["months"][0];
    assert_eq!(
        (&month["oil_bbl"], &month["gas_mcf"], &month["days_on"]),
        (&json!("3"), &json!("2065"), &json!(30))
    );
}

/// Real stocks of Colorado's Clifford Causey 10, taken month by month into the stock of its property by commands.
#[tokio::test(flavor = "multi_thread")]
async fn question_7_the_stock_ledger_of_a_lease() {
    let mut books = Books::open().await;
    let property = Uuid::from_u128(0xe7);
    // DocNum 404046367 and 404094249: opening, produced, sold, closing.
    let rows = [("2024-11", 21, 51, 25, 47), ("2024-12", 47, 67, 76, 38)];
    for (month, opening, produced, sold, closing) in rows {
        let first = json!({"kind": "stated", "bbl": opening.to_string(), "reason": "first month"});
        let opening = if month == "2024-11" {
            first
        } else {
            json!({"kind": "of_earlier_month"})
        };
        let body = json!({
            "property_id": property, "month": month, "time_zone": "America/Denver", "product": "oil", "opening": opening,
            "produced_bbl": produced.to_string(), "other_disposed_bbl": sold.to_string(), "closing_bbl": closing.to_string(),
        });
        books.told("/property-months/reconcile-stock", body).await;
    }
    let before = now();
    let level = |feet: u32| json!({"feet": feet, "inches": 0, "quarters": 0});
    let gauge = json!({
        "property_id": property, "month": "2024-12", "time_zone": "America/Denver", "tank": "7", "level": level(3),
        "at": "2024-12-31T20:00:00Z",
        "table": {"by": "per_inch", "bbl_per_inch": "1.67", "height": level(20)},
    });
    books.told("/property-months/gauge-tank", gauge).await;
    let path = format!("/properties/{property}/stock?from=2024-11&to=2024-12");
    let ledger = books.answer(&path).await;
    let months = ledger["months"].as_array().unwrap();
    for (month, (name, opening, produced, sold, closing)) in months.iter().zip(rows) {
        assert_eq!(month["month"], name);
        let stock = &month["stocks"][0];
        let figure = |name: &str| stock[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(
            ["opening_bbl", "produced_bbl", "other_disposed_bbl", "closing_bbl"].map(figure),
            [opening, produced, sold, closing].map(|bbl: i32| bbl.to_string()),
            "{month:#}"
        );
        assert_eq!(month["discontinuities"], json!([]));
    }
    assert_eq!(months.len(), 2);
    assert_eq!(
        months[1]["tanks"]["7"].as_array().map(Vec::len),
        Some(1),
        "{ledger:#}"
    );
    let earlier = books.answer(&format!("{path}&as_of={before}")).await;
    assert_eq!(earlier["months"][1]["tanks"], json!({}));
}

async fn owner(books: &mut Books, owner_id: Uuid, name: &str) {
    let body = json!({"owner_id": owner_id, "kind": "company", "name": name, "roles": ["partner"]});
    books.told("/owners", on("2019-12-01", body)).await;
}

/// Decks are stated by commands; the halves are those of federal lease G22785 in BOEM's serial register.
#[tokio::test(flavor = "multi_thread")]
async fn question_3_the_deck_in_force_for_a_month_and_the_deck_it_was_paid_by() {
    let mut books = Books::open().await;
    let [pure, other, lessor] = [0xa1, 0xa2, 0xa3].map(Uuid::from_u128);
    owner(&mut books, pure, "Pure Resources, L.P.").await;
    owner(&mut books, other, "Partner").await;
    owner(&mut books, lessor, "United States").await;
    let property = Uuid::from_u128(0xe3);
    let division = json!({
        "property_id": property, "product": "all", "depths": {"top_ft": "0"}, "time_zone": "America/Chicago",
    });
    let line = |owner: Uuid, interest: &str, decimal: &str| json!({"owner": owner, "interest": interest, "decimal": decimal});
    let costs = json!([line(pure, "WI", "0.5"), line(other, "WI", "0.5")]);
    let revenue = json!([
        line(pure, "NRI", "0.4"),
        line(other, "NRI", "0.4"),
        line(lessor, "RI", "0.2")
    ]);
    let mut id = String::new();
    for (kind, interests) in [("cost", costs), ("revenue_bpo", revenue)] {
        let deck = json!({"kind": kind, "interests": interests});
        let body = json!({"division": division, "from": "2021-03", "deck": deck});
        id = books
            .told("/divisions", body)
            .await
            .text("division_id")
            .to_owned();
    }
    let force = json!({"from": "2021-03", "decks": ["cost", "revenue_bpo"]});
    books.told(&format!("/divisions/{id}/activate"), force).await;
    // June 2021 is paid now, two fifths each.
    let paid_at = now();
    let of = |owner: Uuid| json!({"deck": "revenue_bpo", "interest": "NRI", "owner": owner});
    let correction = json!({
        "from": "2021-06", "reason": "net acres were wrong",
        "changes": [
            {"line": of(pure), "old": "0.4", "new": "0.45"}, {"line": of(other), "old": "0.4", "new": "0.35"},
        ],
    });
    books
        .told(&format!("/divisions/{id}/correct-decimal"), correction)
        .await;
    let decimals = async |query: &str| -> Vec<String> {
        let decks = books
            .answer(&format!("/properties/{property}/decks?{query}"))
            .await;
        let interests = decks["items"][0]["revenue"]["interests"].as_array().cloned();
        let interests = interests.unwrap_or_else(|| panic!("{decks:#}"));
        let text = |interest: &Value, name: &str| interest[name].as_str().unwrap().to_owned();
        let by_owner: BTreeMap<String, String> = interests
            .iter()
            .map(|interest| (text(interest, "owner"), text(interest, "decimal")))
            .collect();
        by_owner.into_values().collect()
    };
    assert_eq!(
        decimals("month=2021-06").await,
        ["0.45000000", "0.35000000", "0.20000000"]
    );
    assert_eq!(
        decimals("month=2021-05").await,
        ["0.40000000", "0.40000000", "0.20000000"]
    );
    assert_eq!(
        decimals(&format!("month=2021-06&as_of={paid_at}")).await,
        ["0.40000000", "0.40000000", "0.20000000"]
    );
}

/// AFEs are stated by commands.
#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "an AFE from its draft to a late invoice")]
async fn question_4_what_was_authorised_committed_and_spent_at_a_date() {
    let mut books = Books::open().await;
    let (operator, vendor, afe) = (
        Uuid::from_u128(0xa1),
        Uuid::from_u128(0xb1),
        Uuid::from_u128(0xf1),
    );
    owner(&mut books, operator, "Alder").await;
    owner(&mut books, vendor, "Vendor").await;
    let tiers = json!([{"name": "owner", "kinds": [], "limit_usd": null, "approvers": 1}]);
    let policy = json!({"reference": "resolution 1", "terms": {
        "tiers": tiers, "requester_may_approve": true, "overrun_percent": "10", "unexplained_variance_percent": "10",
        "reopen_months": 24,
    }});
    books.told("/approval-policies", on("2025-01-01", policy)).await;
    let line = json!({
        "account": "9300-100", "description": "as estimated", "phase": "facility", "category": "tangible",
        "class": "surface_equipment", "amount_usd": "45000.00", "contingency_percent": "0",
    });
    let draft = json!({
        "afe_id": afe, "number": "AFE 25-003", "kind": "facility", "operator": operator, "description": "Tank",
        "subject": {"property_id": Uuid::from_u128(0xe4)}, "time_zone": "America/Chicago", "expires_on": "2025-12-31",
        "lines": [line],
    });
    books.told("/afes", on("2025-07-01", draft)).await;
    let totals = json!({"totals": {
        "total_usd": "45000.00", "tangible_usd": "45000.00", "intangible_usd": "0", "dry_hole_usd": "0", "completed_usd": "0",
    }});
    let order = json!({"order": "PO-1", "account": "9300-100", "vendor": vendor, "amount_usd": "30000.00"});
    let invoice = |number: &str, gross: &str, service: &str| {
        json!({
            "invoice": {"vendor": vendor, "invoice": number, "account": "9300-100"}, "service_date": service,
            "gross_usd": gross, "order": "PO-1", "document": "scan",
        })
    };
    for (task, body) in [
        ("submit", on("2025-07-02", totals)),
        ("approve", on("2025-07-03", json!({"tier": "owner"}))),
        ("authorize", on("2025-07-07", json!({}))),
        ("start-work", on("2025-07-10", json!({}))),
        ("commit-cost", on("2025-07-15", order)),
        (
            "post-cost",
            on("2025-08-20", invoice("F-1", "12000.01", "2025-08-19")),
        ),
    ] {
        books.told(&format!("/afes/{afe}/{task}"), body).await;
    }
    let before = now();
    // An invoice of August that came late.
    let late = on("2025-08-25", invoice("F-2", "1000.00", "2025-08-24"));
    books.told(&format!("/afes/{afe}/post-cost"), late).await;
    let figures = async |query: &str| {
        let budget = books.answer(&format!("/afes/{afe}/budget?{query}")).await;
        ["authorized_usd", "committed_usd", "actual_usd"].map(|name| budget["total"][name].clone())
    };
    for (query, expected) in [
        // Approved, and not authorised yet.
        ("effective_on=2025-07-06".to_owned(), ["", "0.00", "0.00"]),
        ("effective_on=2025-07-07".to_owned(), ["45000.00", "0.00", "0.00"]),
        (
            "effective_on=2025-07-31".to_owned(),
            ["45000.00", "30000.00", "0.00"],
        ),
        (
            format!("effective_on=2025-08-31&as_of={before}"),
            ["45000.00", "17999.99", "12000.01"],
        ),
        (
            "effective_on=2025-08-31".to_owned(),
            ["45000.00", "16999.99", "13000.01"],
        ),
    ] {
        let expected = expected.map(|figure| {
            if figure.is_empty() {
                Value::Null
            } else {
                json!(figure)
            }
        });
        assert_eq!(figures(&query).await, expected, "{query}");
    }
}

/// The lease and its well are stated by commands: no public list tells when a clock was started.
#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "a lease from its signature to its clock")]
async fn question_5_what_holds_a_lease_and_when_the_cessation_clock_would_run_out() {
    let mut books = Books::open().await;
    let (lessor, lessee) = (Uuid::from_u128(0xa1), Uuid::from_u128(0xa2));
    owner(&mut books, lessor, "Lessor").await;
    owner(&mut books, lessee, "Demo Operating").await;
    let (lease, well) = (Uuid::from_u128(0xc1), Uuid::from_u128(0xc2));
    let open = json!({
        "lease_id": lease, "name": "Lessor A", "time_zone": "America/Chicago", "lessee": lessee, "lessors": [lessor],
    });
    books.told("/leases", on("2020-01-05", open)).await;
    let terms = json!({
        "lease_number": "L-1", "mineral_owner": "private", "lessee": lessee,
        "lessors": [{"owner_id": lessor, "mineral_fraction": "1"}],
        "primary_term": {"effective_on": "2020-02-01", "months": 36}, "royalty_rate": "20", "rental": {"kind": "paid_up"},
        "gross_acres": "160", "net_acres": "160",
        "clauses": {"pugh": {"kind": "none"}, "no_deductions": true, "tax_burden": "shared", "cessation_days": 90,
                    "shut_in_royalty": {"amount_usd": "640", "days": 90, "max_months": 24}},
        "tracts": [{
            "tract": "T-1", "legal": "NE/4 Section 12, Block 57", "county": "Reeves", "state": "TX", "gross_acres": "160",
            "depths": [{"top_ft": "0"}],
        }],
    });
    let execute = json!({
        "name": "Lessor A", "time_zone": "America/Chicago", "execution_window_days": 30, "terms": terms,
    });
    books
        .told(&format!("/leases/{lease}/execute"), on("2020-01-15", execute))
        .await;
    let proposal = json!({
        "well_id": well, "name": "Lessor 1", "operator": "Demo Operating", "time_zone": "America/Chicago", "role": "oil",
        "lease": "L-1",
    });
    books.told("/wells", on("2020-03-01", proposal)).await;
    for (task, body) in [
        ("permit", on("2020-04-01", json!({"permit_number": "W-1 1"}))),
        ("spud", on("2020-05-01", json!({}))),
        (
            "total-depth",
            on("2020-06-01", json!({"measured_depth_ft": "9000"})),
        ),
        (
            "complete",
            on(
                "2020-07-01",
                json!({"completion": "S01", "top_md_ft": "7000", "bottom_md_ft": "7100"}),
            ),
        ),
        ("first-production", on("2020-08-01", json!({}))),
    ] {
        books.told(&format!("/wells/{well}/{task}"), body).await;
    }
    let held = json!({
        "completions": [{"well_id": well, "completion": "S01", "tract": "T-1", "horizontal": false, "formation_base_ft": "7200"}],
        "paying": {"from": "2022-01", "through": "2022-06", "revenue_usd": "50000", "operating_cost_usd": "20000"},
    });
    books
        .told(
            &format!("/leases/{lease}/hold-by-production"),
            on("2022-07-01", held),
        )
        .await;
    let shut = on("2023-03-31", json!({"reason": "mechanical"}));
    books.told(&format!("/wells/{well}/shut-in"), shut).await;
    let before = now();
    let clock = json!({"last_production_on": "2023-03-30"});
    books
        .told(
            &format!("/leases/{lease}/start-cessation-clock"),
            on("2023-03-31", clock),
        )
        .await;
    let holding = async |query: &str| {
        books.answer(&format!("/leases/{lease}/holding?{query}")).await["holding"].clone()
    };
    let primary = holding("effective_on=2022-01-01").await;
    assert_eq!(
        (&primary["by"], &primary["until"]),
        (&json!("primary_term"), &json!("2023-01-31"))
    );
    let producing = holding("effective_on=2023-02-01").await;
    assert_eq!(
        (&producing["by"], &producing["clock"]),
        (&json!("production"), &Value::Null)
    );
    // 30 March and 90 days.
    let running = holding("effective_on=2023-05-01").await;
    assert_eq!(
        (
            &running["by"],
            &running["clock"]["deadline_on"],
            &running["until"],
            &running["lapsed"]
        ),
        (
            &json!("production"),
            &json!("2023-06-28"),
            &json!("2023-06-28"),
            &json!(false)
        )
    );
    let lapsed = holding("effective_on=2023-06-29").await;
    assert_eq!(
        (&lapsed["clock"]["deadline_on"], &lapsed["lapsed"]),
        (&json!("2023-06-28"), &json!(true))
    );
    // As known before the clock was started, nothing counts.
    let earlier = holding(&format!("effective_on=2023-05-01&as_of={before}")).await;
    assert_eq!(
        (&earlier["by"], &earlier["clock"]),
        (&json!("production"), &Value::Null)
    );
}
