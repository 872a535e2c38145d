use std::collections::BTreeMap;

use wellflow_domain::ids::WellId;

use super::*;
use crate::import::Kind;
use crate::import::samples::{ORGANIZATION, by_rule, new_york};

const HEADER: &str = "apiwellnumber,countycode,apiholenumber,wellname,companyname,wellstatus,statusdate,\
    permitapplicationdate,permitissueddate,datespudded,dateoftotaldepth,datewellcompleted,datewellplugged,\
    producingfield,surfacelongitude,surfacelatitude,trueverticaldepthft,measureddepthft,datelastmodified";

fn map(line: &str) -> Mapped {
    let text = format!("{HEADER}\n{line}\n").into_bytes();
    let source = Source {
        file: "wells_2022-05-04.csv".to_owned(),
        bytes: text.len() as u64,
        input: Box::new(std::io::Cursor::new(text)),
    };
    map_ny_dec(ORGANIZATION, source).unwrap()
}

#[test]
fn every_row_of_the_sample_is_a_history_and_every_break_of_order_is_told() {
    let mapped = new_york();
    assert_eq!(mapped.items.len(), 68);
    assert!(mapped.items.iter().all(|item| item.kind == Kind::History));
    assert_eq!(
        by_rule(&mapped),
        BTreeMap::from([
            ("borehole_listed_again", 1),
            ("completion_before_total_depth", 7),
            ("depth_zero_taken_as_not_given", 6),
            ("location_not_given", 2),
            ("operator_not_given", 2),
            ("permit_before_application", 7),
            ("spud_before_permit", 20),
            ("total_depth_before_spud", 6),
        ])
    );
    assert_eq!(
        mapped.checked,
        BTreeMap::from([
            ("api_number", 68),
            ("permit_before_application", 56),
            ("spud_before_permit", 57),
            ("total_depth_before_spud", 60),
            ("completion_before_total_depth", 60),
            ("plug_before_completion", 68),
        ])
    );
}

#[test]
fn a_warning_names_row_rule_and_values() {
    let mapped = new_york();
    let warning = mapped
        .warnings
        .iter()
        .find(|warning| warning.rule == "spud_before_permit")
        .unwrap();
    assert_eq!(warning.row, 14);
    assert_eq!(&*warning.file, "ny_dec_wells_sample_2022-05-04.csv");
    assert_eq!(
        warning.detail,
        "API number 31-003-13051-00-00: spudded 1977-12-15, permit issued 1979-11-01"
    );
}

#[test]
fn a_row_carries_the_dates_of_its_life_and_the_day_the_agency_changed_it_last() {
    let mapped = map(
        "31101161030000,101,16103,Fee 3,Bath Village of,PA,04/28/1992,04/03/1981,05/26/1981,09/30/1981,10/14/1981,\
         10/27/1981,04/28/1992,Bath,-77.30580999999998,42.32667,2900.0,2900.0,01/06/2015 12:00:00 AM +0000",
    );
    assert_eq!(mapped.warnings, []);
    let item = &mapped.items[0];
    let well = WellId::for_api10(ORGANIZATION, "3110116103").as_uuid();
    assert_eq!(item.path, format!("/api/v1/wells/{well}/import-history"));
    assert_eq!(item.reported_at, Some("2015-01-06T05:00:00Z".parse().unwrap()));
    let mut body = item.body.clone();
    let sha256 = body["provenance"]["row_sha256"].take();
    assert_eq!(sha256.as_str().unwrap().len(), 64);
    assert_eq!(
        body,
        json!({
            "provenance": {"agency": "NY DEC", "file": "wells_2022-05-04.csv", "row_sha256": null},
            "api_number": "31-101-16103-00-00",
            "name": "Fee 3",
            "operator": "Bath Village of",
            "lease": null,
            "field": "Bath",
            "location": {"latitude": "42.32667", "longitude": "-77.30581", "datum": "NAD83"},
            "state": "NY",
            "time_zone": "America/New_York",
            "permit_applied_on": "1981-04-03",
            "permit_issued_on": "1981-05-26",
            "spudded_on": "1981-09-30",
            "total_depth_on": "1981-10-14",
            "completed_on": "1981-10-27",
            "plugged_on": "1992-04-28",
            "measured_depth_ft": "2900",
            "true_vertical_depth_ft": "2900",
            "status": {"agency": "NY DEC", "code": "PA"},
            "status_on": "1992-04-28",
            "listed_on": "2022-05-04",
        })
    );
}

#[test]
fn what_is_not_known_is_not_given_and_said_so() {
    let mapped = map(
        "31101613520000,101,61352,McKinley 311,,PA,,,,,,12/12/1953,11/16/2006,,0.0,0.0,0.0,0.0,01/01/1900 12:00:00 AM +0000",
    );
    let rules: Vec<&str> = mapped
        .warnings
        .iter()
        .map(|warning| warning.rule.as_str())
        .collect();
    assert_eq!(
        rules,
        [
            "depth_zero_taken_as_not_given",
            "depth_zero_taken_as_not_given",
            "operator_not_given",
            "location_not_given",
        ]
    );
    let item = &mapped.items[0];
    assert_eq!(item.reported_at, None);
    for field in [
        "spudded_on",
        "measured_depth_ft",
        "location",
        "status_on",
        "field",
    ] {
        assert_eq!(item.body[field], Value::Null, "{field}");
    }
    assert_eq!(item.body["operator"], "not given");
}

#[test]
fn a_row_that_cannot_be_read_is_left_out_with_the_value_that_stopped_it() {
    for (line, rule) in [
        (
            "3110161352,101,61352,A,B,PA,,,,,,12/12/1953,11/16/2006,,,,1,1,01/01/1900",
            "api_number_unreadable",
        ),
        (
            "30101613520000,101,61352,A,B,PA,,,,,,12/12/1953,11/16/2006,,,,1,1,01/01/1900",
            "api_number_unreadable",
        ),
        (
            "31101613520000,101,61352,A,B,PA,,,,,,1953,11/16/2006,,,,1,1,01/01/1900",
            "date_unreadable",
        ),
        (
            "31101613520000,101,61352,A,B,PA,,,,,,12/12/1953,11/16/2006,,,,deep,1,01/01/1900",
            "amount_unreadable",
        ),
        ("31101613520000,101", "row_incomplete"),
    ] {
        let mapped = map(line);
        assert_eq!(mapped.items.len(), 0, "{line}");
        assert_eq!(by_rule(&mapped), BTreeMap::from([(rule, 1)]), "{line}");
        assert_eq!(mapped.warnings[0].row, 2);
    }
}

#[test]
fn a_number_that_differs_from_its_parts_is_told() {
    let mapped = map(
        "31101613520000,103,61352,A,B,PA,,,,,,12/12/1953,11/16/2006,,-77,42,1,1,01/01/1900 12:00:00 AM +0000",
    );
    assert_eq!(
        by_rule(&mapped),
        BTreeMap::from([("api_number_differs_from_its_parts", 1)])
    );
    assert_eq!(mapped.items.len(), 1);
}

#[test]
fn the_same_row_has_the_same_key_in_every_run() {
    let keys = |mapped: &Mapped| -> Vec<String> {
        mapped
            .items
            .iter()
            .map(|item| item.idempotency_key.clone())
            .collect()
    };
    let first = keys(&new_york());
    assert_eq!(first, keys(&new_york()));
    let distinct: std::collections::BTreeSet<&String> = first.iter().collect();
    assert_eq!(distinct.len(), 68);
}
