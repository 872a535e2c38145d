use std::collections::{BTreeMap, BTreeSet};

use wellflow_domain::ids::OwnerId;

use super::*;
use crate::import::samples::{ORGANIZATION, by_rule};

const HEADER: &str = "Lease Number,Area Code,Block Number,Lease Status Code,Lease Effective Date,\
    Lease Expiration Date,Block Max Water Depth (meters)";

fn source(file: &str, text: String) -> Source {
    let text = text.into_bytes();
    Source {
        file: file.to_owned(),
        bytes: text.len() as u64,
        input: Box::new(std::io::Cursor::new(text)),
    }
}

fn leases(file: &str, rows: &str, listed_on: Option<&str>) -> Mapped {
    let lists = BoemLists {
        leases: Some(source(file, format!("{HEADER}\n{rows}\n"))),
        listed_on: listed_on.map(|day| day.parse().unwrap()),
        owners: None,
    };
    map_boem(ORGANIZATION, lists).unwrap()
}

fn owners(header: &str, rows: &str) -> Mapped {
    let lists = BoemLists {
        owners: Some(source("owners.csv", format!("{header}\n{rows}\n"))),
        ..BoemLists::default()
    };
    map_boem(ORGANIZATION, lists).unwrap()
}

fn sample() -> Mapped {
    let bytes = include_bytes!("../../../../demo/bsee_lease_area_block_sample.csv");
    let lists = BoemLists {
        leases: Some(Source::embedded("bsee_lease_area_block_sample.csv", bytes)),
        listed_on: NaiveDate::from_ymd_opt(2020, 3, 20),
        owners: None,
    };
    map_boem(ORGANIZATION, lists).unwrap()
}

#[test]
fn every_row_of_the_sample_is_a_block_of_a_lease_and_every_code_has_a_meaning() {
    let mapped = sample();
    assert_eq!(mapped.items.len(), 216);
    assert!(mapped.items.iter().all(|item| item.kind == Kind::Lease));
    assert_eq!(by_rule(&mapped), BTreeMap::new());
    assert_eq!(mapped.checked["status_unmapped"], 216);
    let codes: BTreeSet<&str> = mapped
        .items
        .iter()
        .map(|item| item.body["status"]["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, wellflow_domain::lease::boem_codes().collect());
    let keys: BTreeSet<&str> = mapped
        .items
        .iter()
        .map(|item| item.idempotency_key.as_str())
        .collect();
    assert_eq!(keys.len(), 216, "each row has a key of its own");
}

#[test]
fn a_row_is_a_block_of_the_lease_its_number_names() {
    let mapped = leases(
        "blocks_2020-03-20.csv",
        " 00310,SM,212,UNIT,2/7/1936,,4\n 00310,SM,217,UNIT,2/7/1936,,4",
        None,
    );
    let [first, second] = mapped.items.as_slice() else {
        panic!("{mapped:?}");
    };
    let lease = LeaseId::for_agency_number(ORGANIZATION, BOEM, "00310");
    assert_eq!(first.path, format!("/api/v1/leases/{lease}/import-record"));
    assert_eq!((first.lane, second.lane), (lease.as_uuid(), lease.as_uuid()));
    assert_eq!(first.body["lease_number"], "00310");
    assert_eq!(
        (&first.body["block"], &second.body["block"]),
        (&json!("SM 212"), &json!("SM 217"))
    );
    assert_eq!(first.body["effective_on"], "1936-02-07");
    assert_eq!(first.body["expires_on"], serde_json::Value::Null);
    assert_eq!(
        first.body["listed_on"], "2020-03-20",
        "the day in the file's name"
    );
    assert_eq!(first.body["provenance"]["row_sha256"].as_str().unwrap().len(), 64);
    let later = leases(
        "blocks_2020-03-20.csv",
        " 00310,SM,212,UNIT,2/7/1936,,4",
        Some("2021-01-01"),
    );
    assert_eq!(later.items[0].body["listed_on"], "2021-01-01");
    assert_ne!(later.items[0].idempotency_key, first.idempotency_key);
}

#[test]
fn a_list_of_an_unknown_day_is_not_imported() {
    let lists = || BoemLists {
        leases: Some(source(
            "blocks.csv",
            format!("{HEADER}\nG1,GA,1,PROD,1/1/2000,,1\n"),
        )),
        ..BoemLists::default()
    };
    let refusal = map_boem(ORGANIZATION, lists()).unwrap_err().to_string();
    assert!(
        refusal.contains("blocks.csv") && refusal.contains("--listed-on"),
        "{refusal}"
    );
    let said = BoemLists {
        listed_on: NaiveDate::from_ymd_opt(2020, 3, 20),
        ..lists()
    };
    assert_eq!(map_boem(ORGANIZATION, said).unwrap().items.len(), 1);
}

#[test]
fn a_row_that_breaks_a_rule_is_sent_and_told_and_one_that_cannot_be_read_is_told() {
    let mapped = leases(
        "blocks.csv",
        "G1,GA,1,LOST,1/1/2000,1/1/1999,1\n,GA,2,PROD,1/1/2000,,1\nG3,GA,3,,1/1/2000,,1\nG4,GA,4,PROD,13/1/2000,,1\nG5,GA,5",
        Some("2020-03-20"),
    );
    assert_eq!(mapped.items.len(), 1);
    let told: Vec<_> = mapped
        .warnings
        .iter()
        .map(|warning| (warning.row, warning.rule.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (2, "status_unmapped"),
            (2, "expiration_before_effective"),
            (3, "field_missing"),
            (4, "field_missing"),
            (5, "date_unreadable"),
            (6, "row_incomplete"),
        ]
    );
    assert!(mapped.warnings[0].detail.contains("LOST"));
}

#[test]
fn a_company_is_registered_under_its_first_name_and_later_called_otherwise() {
    let header = "LEASE_NUMBER,SEELEASEFILE,ASSIGNMENTPERCENTAGE,ASGNEDAPPRDATE,OWNER_ALIQUOT_CD,ASGN_EFF_DATE,\
        MMS_START_DATE,MMS_COMPANY_NUM";
    let mapped = owners(
        header,
        "G1,Equinor Gulf of Mexico LLC, 50.0 %,,1,,8/6/2018,2748\n\
         G2,Statoil Gulf of Mexico LLC, 50.0 %,,1,,7/27/2004,2748\n\
         G3,Equinor Gulf of Mexico LLC, 50.0 %,,1,,8/6/2018,2748\n\
         G4,SEE LEASE FILE, 50.0 %,,1,,10/13/2016,3465\n\
         G5,Murphy Exploration & Production Company, 50.0 %,,1,,,1689",
    );
    let owner = OwnerId::for_agency_number(ORGANIZATION, BOEM, "2748");
    let sent: Vec<_> = mapped
        .items
        .iter()
        .map(|item| (item.path.as_str(), item.body["name"].as_str().unwrap(), item.row))
        .collect();
    assert_eq!(
        sent,
        [
            ("/api/v1/owners", "Statoil Gulf of Mexico LLC", 3),
            (
                format!("/api/v1/owners/{owner}/change-name").as_str(),
                "Equinor Gulf of Mexico LLC",
                2
            ),
        ]
    );
    assert_eq!(mapped.items[0].body["owner_id"], owner.to_string());
    assert_eq!(mapped.items[0].body["effective_at"], "2004-07-27T05:00:00Z");
    assert_eq!(
        mapped.items[0].body["agency_key"],
        json!({"agency": "BOEM", "number": "2748"})
    );
    assert_eq!(
        by_rule(&mapped),
        BTreeMap::from([("owner_not_named", 1), ("owner_without_date", 1)])
    );
}

#[test]
fn the_other_form_of_the_list_is_read_and_a_third_is_not() {
    let header = "LEASE_NUMBER,MMS_COMPANY_NUM,BUS_ASC_NAME,MMS_STRT_DATE";
    let mapped = owners(
        header,
        "G36990,2805,Repsol E&P USA LLC,10/18/2022\nG1,2805,Repsol E&P USA LLC,3/31/2005",
    );
    assert_eq!(mapped.items.len(), 1, "the same name again is nothing new");
    assert_eq!(mapped.items[0].body["effective_at"], "2005-03-31T06:00:00Z");
    let lists = BoemLists {
        owners: Some(source(
            "owners.csv",
            "MMS_COMPANY_NUM,NAME\n1,Conoco\n".to_owned(),
        )),
        ..BoemLists::default()
    };
    let refused = map_boem(ORGANIZATION, lists).unwrap_err().to_string();
    assert!(refused.contains("owners.csv"), "{refused}");
}

#[test]
fn the_sample_of_lease_owners_names_its_companies() {
    let bytes = include_bytes!("../../../../demo/bsee_serreg_lease_owners_sample.csv");
    let lists = BoemLists {
        owners: Some(Source::embedded("bsee_serreg_lease_owners_sample.csv", bytes)),
        ..BoemLists::default()
    };
    let mapped = map_boem(ORGANIZATION, lists).unwrap();
    let registered = mapped.items.iter().filter(|item| item.path == "/api/v1/owners");
    assert_eq!((registered.count(), mapped.items.len()), (44, 48));
}
