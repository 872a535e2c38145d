use std::collections::BTreeMap;

use super::*;
use crate::import::samples::{ORGANIZATION, by_rule, colorado_download, colorado_pages};

const HEADER: &str = "DocNum,ReportMonth,ReportYear,DaysProduced,AcceptedDate,OpName,ApiCountyCode,ApiSequenceNumber,\
    ApiSidetrack,Well,WellStatus,FormationCode,OilProduced,OilSales,OilAdjustment,GasProduced,GasSales,GasUsedOnLease,\
    GasSrinkage,WaterProduced,FlaredVented,BOMInvent,EOMInvent";

fn map(lines: &[&str]) -> Mapped {
    let text = format!("{HEADER}\n{}\n", lines.join("\n")).into_bytes();
    let source = Source {
        file: "2025_prod_reports.csv".to_owned(),
        bytes: text.len() as u64,
        input: Box::new(std::io::Cursor::new(text)),
    };
    map_co_form7(ORGANIZATION, source).unwrap()
}

fn months(mapped: &Mapped) -> impl Iterator<Item = &Item> {
    mapped.items.iter().filter(|item| item.kind == Kind::Month)
}

fn kinds(mapped: &Mapped) -> BTreeMap<Kind, usize> {
    let mut kinds = BTreeMap::new();
    for item in &mapped.items {
        *kinds.entry(item.kind).or_default() += 1;
    }
    kinds
}

#[test]
fn the_stocks_of_three_wells_balance_in_every_month_and_break_off_six_times() {
    let mapped = colorado_pages();
    assert_eq!(by_rule(&mapped), BTreeMap::from([("stock_discontinuity", 6)]));
    assert_eq!(
        mapped.checked,
        BTreeMap::from([
            ("stock_out_of_balance", 593),
            ("stock_out_of_balance_with_a_stock_stated", 542),
            ("stock_discontinuity", 536),
            ("gas_out_of_balance", 340),
        ])
    );
    let breaks: Vec<&str> = mapped
        .warnings
        .iter()
        .map(|warning| warning.detail.as_str())
        .collect();
    assert_eq!(
        breaks,
        [
            "050010772700-J SAND: 2012-12 ended with 37 bbl, 2013-01 begins with 66 bbl",
            "050010772700-J SAND: 2018-11 ended with 91 bbl, 2018-12 begins with 89 bbl",
            "050010772700-J SAND: 2020-11 ended with 46 bbl, 2020-12 begins with 45 bbl",
            "051230805300-J SAND: 1999-02 ended with 166 bbl, 1999-03 begins with 75 bbl",
            "051230805300-J SAND: 1999-06 ended with 90 bbl, 1999-07 begins with 185 bbl",
            "051230805300-J SAND: 2002-03 ended with 124 bbl, 2002-04 begins with 14 bbl",
        ]
    );
}

#[test]
fn the_stocks_of_the_download_balance_and_the_gas_of_one_well_does_not() {
    let mapped = colorado_download();
    assert_eq!(
        by_rule(&mapped),
        BTreeMap::from([("gas_out_of_balance", 5), ("volume_without_days", 2)])
    );
    assert_eq!(mapped.checked["stock_out_of_balance"], 41);
    assert_eq!(mapped.checked["gas_out_of_balance"], 25);
    let gaps: Vec<&str> = mapped
        .warnings
        .iter()
        .filter(|warning| warning.rule == "gas_out_of_balance")
        .filter_map(|warning| warning.detail.rsplit(": ").next())
        .collect();
    assert_eq!(
        gaps,
        [
            "97 Mcf are left",
            "95 Mcf are left",
            "92 Mcf are left",
            "7 Mcf are left",
            "1 Mcf are left",
        ]
    );
}

#[test]
fn every_row_becomes_a_month_and_every_well_is_met_once() {
    let expected = [(Kind::History, 3), (Kind::Month, 593)];
    let pages = kinds(&colorado_pages());
    assert_eq!(expected.map(|(kind, _)| (kind, pages[&kind])), expected);
    let download = kinds(&colorado_download());
    assert_eq!(
        download,
        BTreeMap::from([(Kind::History, 7), (Kind::Status, 10), (Kind::Month, 41)])
    );
}

#[test]
fn two_formations_of_one_well_add_up_and_its_days_are_the_greatest() {
    let mapped = colorado_download();
    let november: Vec<&Item> = months(&mapped)
        .filter(|item| {
            let completion = item.body["completion"].as_str().unwrap();
            completion.starts_with("050451263700-") && item.body["month"] == "2025-11"
        })
        .collect();
    let formations: Vec<&str> = november
        .iter()
        .map(|item| item.body["completion"].as_str().unwrap())
        .collect();
    assert_eq!(formations, ["050451263700-FTUN", "050451263700-WFCM"]);
    let total = |field: &str| -> u64 {
        november
            .iter()
            .filter_map(|item| item.body[field].as_str())
            .map(|text| text.parse::<u64>().unwrap())
            .sum()
    };
    assert_eq!(
        (total("oil_bbl"), total("gas_mcf"), total("water_bbl")),
        (3, 2_065, 0)
    );
    let days = november
        .iter()
        .filter_map(|item| item.body["days_on"].as_u64())
        .max();
    assert_eq!(days, Some(30));
}

#[test]
fn a_report_accepted_in_may_was_not_known_in_january() {
    let mapped = colorado_download();
    let new_year: chrono::DateTime<chrono::Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    let known: Vec<&Item> = months(&mapped)
        .filter(|item| item.reported_at.is_some_and(|at| at <= new_year))
        .collect();
    let late: Vec<&Item> = months(&mapped)
        .filter(|item| item.body["completion"] == "050451263700-WFCM" && item.body["month"] == "2025-11")
        .collect();
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].reported_at, Some("2026-05-26T06:00:00Z".parse().unwrap()));
    // Of the sample, only the first operator's reports were accepted by then.
    assert_eq!(known.len(), 17);
    assert!(known.iter().all(|item| {
        let completion = item.body["completion"].as_str().unwrap();
        completion.starts_with("0500105")
    }));
}

#[test]
fn a_blank_is_not_zero_and_not_withheld() {
    let mapped = map(&["1,11,2025,30,01/14/2026 00:00:00,A,1,2,0,W,PR,NBRR,,0,,CONFIDENTIAL,,,,0.0,,,"]);
    assert_eq!(mapped.warnings, []);
    let month = months(&mapped).next().unwrap();
    let mut body = month.body.clone();
    body["well_id"].take();
    body["filing"]["provenance"]["row_sha256"].take();
    assert_eq!(
        body,
        json!({
            "well_id": null,
            "completion": "050010000200-NBRR",
            "month": "2025-11",
            "days_on": 30,
            "oil_bbl": null,
            "gas_mcf": "withheld",
            "gas_base_psia": "14.73",
            "water_bbl": "0",
            "details": {
                "oil_stock": {"opening_bbl": null, "disposed_bbl": "0", "adjustment_bbl": null, "closing_bbl": null},
                "gas_use": {"sold": null, "used_on_lease": null, "shrinkage": null, "flared_or_vented": null},
                "measured": null,
            },
            "filing": {
                "provenance": {"agency": "CO ECMC", "file": "2025_prod_reports.csv", "row_sha256": null},
                "document_number": "1",
                "accepted_on": "2026-01-14",
                "revised": false,
                "well_status_code": "PR",
            },
        })
    );
    // Of withheld gas no balance can be drawn.
    assert_eq!(mapped.checked.get("gas_out_of_balance"), None);
}

#[test]
fn a_month_filed_again_is_sent_with_its_own_document_and_day() {
    let mapped = map(&[
        "1,11,2025,30,01/14/2026 00:00:00,A,1,2,0,W,PR,NBRR,10,,,,,,,,,0,10",
        "2,12,2025,31,02/14/2026 00:00:00,A,1,2,0,W,PR,NBRR,10,,,,,,,,,12,22",
        "3,11,2025,30,05/26/2026 00:00:00,A,1,2,0,W,PR,NBRR,12,,,,,,,,,0,12",
    ]);
    assert_eq!(by_rule(&mapped), BTreeMap::from([("month_filed_again", 1)]));
    let months: Vec<&Item> = months(&mapped).collect();
    let filings: Vec<(&Value, &Value, &Value)> = months
        .iter()
        .map(|item| {
            let filing = &item.body["filing"];
            (
                &item.body["month"],
                &filing["document_number"],
                &item.body["oil_bbl"],
            )
        })
        .collect();
    assert_eq!(
        filings,
        [
            (&json!("2025-11"), &json!("1"), &json!("10")),
            (&json!("2025-11"), &json!("3"), &json!("12")),
            (&json!("2025-12"), &json!("2"), &json!("10")),
        ]
    );
    assert_eq!(
        months[1].reported_at,
        Some("2026-05-26T06:00:00Z".parse().unwrap())
    );
    assert_eq!(
        mapped.warnings[0].detail,
        "050010000200-NBRR 2025-11: filed again as document 3, accepted 2026-05-26; this restates it"
    );
}

#[test]
fn a_status_is_reported_where_it_changes_whatever_the_order_of_the_rows() {
    let mapped = map(&[
        "3,3,2025,31,05/01/2025 00:00:00,A,1,2,0,W,SI,NBRR,,,,,,,,,,,",
        "2,2,2025,28,04/01/2025 00:00:00,A,1,2,0,W,PR,NBRR,1,1,,,,,,,,,",
        "1,1,2025,31,03/01/2025 00:00:00,A,1,2,0,W,PR,NBRR,1,1,,,,,,,,,",
    ]);
    let statuses: Vec<(&Value, &Value)> = mapped
        .items
        .iter()
        .filter(|item| item.kind == Kind::Status)
        .map(|item| (&item.body["effective_at"], &item.body["status"]["code"]))
        .collect();
    assert_eq!(
        statuses,
        [
            (&json!("2025-01-01T07:00:00Z"), &json!("PR")),
            (&json!("2025-03-01T07:00:00Z"), &json!("SI")),
        ]
    );
    assert_eq!(mapped.items[0].body["listed_on"], "2025-01-01");
}

#[test]
fn books_that_do_not_balance_are_told_with_their_values() {
    let mapped = map(&["1,1,2025,0,03/01/2025 00:00:00,A,1,2,0,W,PR,NBRR,10,4,-1,7,5,,,,,100,106"]);
    assert_eq!(
        mapped
            .warnings
            .iter()
            .map(|warning| warning.detail.as_str())
            .collect::<Vec<_>>(),
        [
            "050010000200-NBRR 2025-01: oil opening 100, produced 10, sold 4, adjusted -1, closing 106: -1 bbl are left",
            "050010000200-NBRR 2025-01: gas produced 7, flared not reported, used not reported, shrinkage not reported, \
             sold 5: 2 Mcf are left",
            "050010000200-NBRR 2025-01: no day on, oil opening 100, produced 10, sold 4, adjusted -1, closing 106, gas \
             produced 7, flared not reported, used not reported, shrinkage not reported, sold 5",
        ]
    );
}

#[test]
fn a_well_that_comes_back_out_of_order_is_recorded_and_told() {
    let mapped = map(&[
        "1,2,2025,28,03/01/2025 00:00:00,A,1,2,0,W,PR,NBRR,1,1,,,,,,,,,",
        "2,2,2025,28,03/01/2025 00:00:00,A,1,3,0,V,PR,NBRR,1,1,,,,,,,,,",
        "3,1,2025,31,03/01/2025 00:00:00,A,1,2,0,W,SI,NBRR,1,1,,,,,,,,,",
    ]);
    assert_eq!(by_rule(&mapped), BTreeMap::from([("month_out_of_order", 1)]));
    assert_eq!(kinds(&mapped)[&Kind::Month], 3);
    assert_eq!(kinds(&mapped)[&Kind::Status], 2);
}

#[test]
fn a_row_that_cannot_be_read_is_left_out_with_the_value_that_stopped_it() {
    for (line, rule) in [
        (
            "1,13,2025,1,03/01/2025 00:00:00,A,1,2,0,W,PR,NBRR,1,1,,,,,,,,,",
            "month_unreadable",
        ),
        (
            "1,2,2025,29,03/01/2025 00:00:00,A,1,2,0,W,PR,NBRR,1,1,,,,,,,,,",
            "days_exceed_month",
        ),
        (
            "1,2,2025,1,2025,A,1,2,0,W,PR,NBRR,1,1,,,,,,,,,",
            "date_unreadable",
        ),
        (
            "1,2,2025,1,03/01/2025 00:00:00,A,1,256350,0,W,PR,NBRR,1,1,,,,,,,,,",
            "api_number_unreadable",
        ),
        (
            "1,2,2025,1,03/01/2025 00:00:00,A,1,2,0,W,PR,,1,1,,,,,,,,,",
            "formation_not_given",
        ),
        (
            "1,2,2025,1,03/01/2025 00:00:00,A,1,2,0,W,PR,NBRR,-1,1,,,,,,,,,",
            "amount_unreadable",
        ),
        ("1,2,2025", "row_incomplete"),
    ] {
        let mapped = map(&[line]);
        assert_eq!(by_rule(&mapped), BTreeMap::from([(rule, 1)]), "{line}");
        assert!(mapped.items.is_empty(), "{line}");
    }
}

#[test]
fn a_file_of_neither_layout_is_refused() {
    let source = Source::embedded("other.csv", b"A,B\n1,2\n");
    let error = map_co_form7(ORGANIZATION, source).unwrap_err().to_string();
    assert!(error.contains("First of Month"), "{error}");
    let cut = Source::embedded("other.csv", b"ReportMonth,ReportYear\n1,2025\n");
    let error = map_co_form7(ORGANIZATION, cut).unwrap_err().to_string();
    assert!(error.contains("other.csv has no column DocNum"), "{error}");
}
