use std::collections::HashSet;

use super::*;

const HEADER: &str = "LEASE_NUMBER,COMPLETION_NAME,PRODUCTION_DATE,DAYS_ON_PROD,MON_O_PROD_VOL,MON_G_PROD_VOL,\
    MON_WTR_PROD_VOL,API_WELL_NUMBER,WELL_STAT_CD,SORT_NAME,BOEM_FIELD,INJECTION_VOLUME,PROD_INTERVAL_CD";

fn map(lines: &[&str]) -> Mapped {
    map_since(None, lines)
}

fn map_since(since: Since, lines: &[&str]) -> Mapped {
    let text = format!("{HEADER}\n{}\n", lines.join("\n")).into_bytes();
    let mut rows = CsvRows::new("ogor.csv", Box::new(std::io::Cursor::new(text))).unwrap();
    let mut production = Production::new(Uuid::from_u128(7), &rows).unwrap();
    production.know_wells(HashMap::from([("1771940533".to_owned(), since)]));
    let mut mapped = Mapped::default();
    while let Some(row) = rows.next_row().unwrap() {
        production.map(&row, &mut mapped);
    }
    production.finish(&mut mapped);
    mapped
}

fn line(month: &str, api: &str, interval: &str, status: &str) -> String {
    format!("00026,P037,{month},31,6618,846,39927,{api},{status},EXXON MOBIL CORPORATION,WD030,0,{interval}")
}

fn kinds(mapped: &Mapped) -> Vec<Kind> {
    mapped.items.iter().map(|item| item.kind).collect()
}

#[test]
fn a_month_is_recorded_after_its_status_and_an_unchanged_status_is_not_repeated() {
    let mapped = map(&[
        &line("200801", "177194053300", "D01", "09"),
        &line("200802", "177194053300", "D01", "09"),
    ]);
    assert_eq!(kinds(&mapped), [Kind::Status, Kind::Month, Kind::Month]);
    assert_eq!(mapped.items[0].body["effective_at"], "2008-01-01T06:00:00Z");
    assert_eq!(
        mapped.items[0].body["status"],
        json!({"agency": "BSEE", "code": "09"})
    );
    let month = &mapped.items[1].body;
    assert_eq!(
        (&month["completion"], &month["month"]),
        (&json!("177194053300-D01"), &json!("2008-01"))
    );
    assert_eq!(
        (&month["oil_bbl"], &month["gas_base_psia"]),
        (&json!("6618"), &json!("14.73"))
    );
    assert_eq!(mapped.items[2].path, "/api/v1/production-months/record");
}

#[test]
fn a_completion_missing_from_its_wells_month_ends_there_and_may_come_back() {
    let mapped = map(&[
        &line("200801", "177194053300", "D01", "09"),
        &line("200801", "177194053300", "D02", "12"),
        &line("200807", "177194053300", "D01", "09"),
        &line("200808", "177194053300", "D01", "09"),
        &line("200808", "177194053300", "D02", "12"),
    ]);
    let expected = [
        Kind::Status,
        Kind::Month,
        Kind::Status,
        Kind::Month,
        Kind::Month,
        Kind::StatusEnded,
        Kind::Month,
    ];
    assert_eq!(kinds(&mapped)[..7], expected);
    assert_eq!(kinds(&mapped)[7..], [Kind::Status, Kind::Month]);
    let ended = &mapped.items[5];
    assert_eq!(ended.body["effective_at"], "2008-07-01T05:00:00Z");
    assert_eq!(
        (&ended.body["status"], &ended.body["completion"]),
        (&Value::Null, &json!("177194053300-D02"))
    );
    assert_eq!(ended.row, 3, "it cites the last row that stated the completion");
}

#[test]
fn a_well_missing_from_a_month_altogether_keeps_its_status() {
    let mapped = map(&[
        &line("200801", "177194053300", "D01", "09"),
        &line("200803", "177194053300", "D01", "09"),
    ]);
    assert!(!kinds(&mapped).contains(&Kind::StatusEnded));
}

#[test]
fn a_well_the_borehole_list_does_not_know_begins_with_what_its_month_says() {
    let mapped = map(&[&line("200801", "177114063300", "D01", "09")]);
    assert_eq!(kinds(&mapped), [Kind::History, Kind::Status, Kind::Month]);
    assert_eq!(mapped.items[0].body["operator"], "EXXON MOBIL CORPORATION");
}

#[test]
fn every_key_is_its_own_and_the_same_in_every_run() {
    let lines = [
        line("200801", "177114063300", "D01", "09"),
        line("200802", "177114063300", "D01", "12"),
    ];
    let keys = |mapped: &Mapped| {
        mapped
            .items
            .iter()
            .map(|item| item.idempotency_key.clone())
            .collect::<Vec<_>>()
    };
    let first = keys(&map(&[&lines[0], &lines[1]]));
    assert_eq!(first, keys(&map(&[&lines[0], &lines[1]])));
    assert_eq!(first.iter().collect::<HashSet<_>>().len(), first.len());
}

#[test]
fn a_month_before_the_wells_last_one_is_recorded_without_its_status() {
    let mapped = map(&[
        &line("200802", "177194053300", "D01", "09"),
        &line("200801", "177194053300", "D01", "12"),
    ]);
    assert_eq!(kinds(&mapped), [Kind::Status, Kind::Month, Kind::Month]);
    assert_eq!(mapped.warnings[0].rule, "month_out_of_order");
}

#[test]
fn a_blank_volume_is_not_zero() {
    let mapped = map(&["00026,P037,200801,31,,846,1,177194053300,09,EXXON,WD030,0,D01"]);
    assert!(mapped.items.is_empty());
    assert_eq!(mapped.warnings[0].rule, "volume_not_given");
}

#[test]
fn a_status_of_the_month_a_well_begins_in_holds_from_the_wells_first_day() {
    let since = "2008-01-15T06:00:00Z".parse().ok();
    let lines = [
        line("200712", "177194053300", "D01", "01"),
        line("200801", "177194053300", "D01", "17"),
        line("200802", "177194053300", "D01", "09"),
    ];
    let mapped = map_since(since, &[&lines[0], &lines[1], &lines[2]]);
    let statuses = mapped.items.iter().filter(|item| item.kind == Kind::Status);
    let from: Vec<&str> = statuses
        .map(|item| item.body["effective_at"].as_str().unwrap())
        .collect();
    assert_eq!(
        from,
        [
            "2008-01-15T06:00:00Z",
            "2008-01-15T06:00:00Z",
            "2008-02-01T06:00:00Z"
        ]
    );
    assert_eq!(
        mapped.warnings.len(),
        1,
        "only the first month lies before the history"
    );
    assert_eq!(mapped.warnings[0].rule, "status_before_history");
}
