use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::*;
use crate::ids::WellId;
use crate::location::{Datum, StateCode, TimeZone};
use crate::quantity::Feet;
use crate::text::Text120;
use crate::well::{Provenance, WellPlan, WellRole};

fn id(number: u128) -> WellId {
    WellId::new(Uuid::from_u128(number))
}

fn at() -> DateTime<Utc> {
    "2026-03-01T15:00:00Z".parse().unwrap()
}

fn said(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn named(text: &str) -> Text120 {
    Text120::parse(text).unwrap()
}

fn request() -> WellRequest {
    WellRequest {
        name: said("Halbouty A-1"),
        api_number: said("50120130"),
        operator: said("Demo Operating"),
        latitude: said("33.0005"),
        longitude: said("-102.8"),
        datum: said("NAD83"),
        state: said("tx"),
        time_zone: said("America/Chicago"),
        proposed_depth_ft: said("5200"),
        ..WellRequest::default()
    }
}

fn programme() -> WellTemplate {
    WellTemplate {
        operator: Some(named("Demo Operating")),
        lease: Some(named("Halbouty A")),
        field: Some(named("Wasson")),
        datum: Some(Datum::Nad83),
        state: Some(StateCode::parse("TX").unwrap()),
        time_zone: Some(TimeZone::parse("America/Chicago").unwrap()),
        role: Some(WellRole::Gas),
        plan: WellPlan {
            proposed_depth_ft: Some(Feet::parse("5000").unwrap()),
            target_formation: Some(named("San Andres")),
            ..WellPlan::default()
        },
    }
}

fn faults<T: std::fmt::Debug>(made: Result<T, Vec<Fault>>) -> Vec<(&'static str, &'static str)> {
    made.unwrap_err()
        .into_iter()
        .map(|fault| (fault.field, fault.rule))
        .collect()
}

#[test]
fn a_request_becomes_a_proposal_with_its_number_read_as_the_state_writes_it() {
    let made = request().propose(id(1), at()).unwrap();
    assert_eq!(made.well_id, id(1));
    assert_eq!(made.effective_at, at());
    assert_eq!(made.api_number.unwrap().to_string(), "42-501-20130");
    assert_eq!(made.state.unwrap().as_str(), "TX");
    assert_eq!(made.location.unwrap().latitude().to_string(), "33.0005");
    assert_eq!(made.role, WellRole::Oil);
    assert_eq!(made.plan.proposed_depth_ft, Some(Feet::parse("5200").unwrap()));
    assert_eq!((made.lease, made.field), (None, None));
}

#[test]
fn a_number_in_full_needs_no_state_and_eight_digits_need_one() {
    let full = WellRequest {
        api_number: said("31-003-13051"),
        state: None,
        ..request()
    };
    let made = full.propose(id(1), at()).unwrap();
    assert_eq!(made.api_number.unwrap().to_string(), "31-003-13051");
    let short = WellRequest {
        state: None,
        ..request()
    };
    assert_eq!(
        faults(short.propose(id(1), at())),
        [("api_number", "api-number-state-missing")]
    );
    let elsewhere = WellRequest {
        api_number: said("30-501-20130"),
        ..request()
    };
    assert_eq!(
        faults(elsewhere.propose(id(1), at())),
        [("api_number", "api-number-state-differs")]
    );
}

#[test]
fn all_faults_of_a_request_are_told_at_once() {
    let wrong = WellRequest {
        name: said("  "),
        api_number: said("475W3"),
        operator: None,
        lease: said("a\nb"),
        latitude: said("91"),
        state: said("XX"),
        time_zone: said("Texas"),
        proposed_depth_ft: said("-1"),
        ..request()
    };
    assert_eq!(
        faults(wrong.propose(id(1), at())),
        [
            ("name", "field-missing"),
            ("operator", "field-missing"),
            ("lease", "text-control-character"),
            ("state", "state-unknown"),
            ("time_zone", "time-zone-unknown"),
            ("api_number", "api-number-letter"),
            ("location", "latitude-out-of-range"),
            ("proposed_depth_ft", "amount-negative"),
        ]
    );
    let told = wrong.propose(id(1), at()).unwrap_err();
    assert_eq!(told[0].to_string(), "name: nothing is given");
}

#[test]
fn a_point_is_said_in_full_or_not_at_all() {
    let half = WellRequest {
        longitude: None,
        ..request()
    };
    assert_eq!(
        faults(half.propose(id(1), at())),
        [("longitude", "field-missing")]
    );
    let undated = WellRequest {
        datum: None,
        ..request()
    };
    assert_eq!(faults(undated.propose(id(1), at())), [("datum", "field-missing")]);
    let wrong = WellRequest {
        datum: said("ED50"),
        ..request()
    };
    assert_eq!(faults(wrong.propose(id(1), at())), [("datum", "datum-unknown")]);
    let nowhere = WellRequest {
        latitude: None,
        longitude: None,
        datum: None,
        ..request()
    };
    assert_eq!(nowhere.propose(id(1), at()).unwrap().location, None);
}

#[test]
fn a_template_fills_in_what_a_request_leaves_out() {
    let asked = WellRequest {
        name: said("Halbouty A-2"),
        latitude: said("33"),
        longitude: said("-102"),
        ..WellRequest::default()
    };
    let made = programme().propose(&asked, id(2), at()).unwrap();
    assert_eq!(made.operator, named("Demo Operating"));
    assert_eq!(made.lease, Some(named("Halbouty A")));
    assert_eq!(made.field, Some(named("Wasson")));
    assert_eq!(made.location.unwrap().datum(), Datum::Nad83);
    assert_eq!(made.time_zone.as_str(), "America/Chicago");
    assert_eq!(made.role, WellRole::Gas);
    assert_eq!(made.plan, programme().plan);
}

#[test]
fn what_a_request_says_comes_before_the_template_and_a_wrong_value_never_becomes_a_default() {
    let asked = WellRequest {
        operator: said("Somebody Else"),
        field: said("Slaughter"),
        role: Some(WellRole::Disposal),
        target_formation: said("Clear Fork"),
        time_zone: said("America/Denver"),
        ..request()
    };
    let made = programme().propose(&asked, id(2), at()).unwrap();
    assert_eq!(made.operator, named("Somebody Else"));
    assert_eq!(made.field, Some(named("Slaughter")));
    assert_eq!(made.role, WellRole::Disposal);
    assert_eq!(made.time_zone.as_str(), "America/Denver");
    assert_eq!(made.plan.target_formation, Some(named("Clear Fork")));
    assert_eq!(made.plan.proposed_depth_ft, Some(Feet::parse("5200").unwrap()));
    let wrong = WellRequest {
        operator: said("a\tb"),
        proposed_depth_ft: said("deep"),
        ..request()
    };
    assert_eq!(
        faults(programme().propose(&wrong, id(2), at())),
        [
            ("operator", "text-control-character"),
            ("proposed_depth_ft", "not-a-decimal")
        ]
    );
}

#[test]
fn many_requests_keep_their_order_and_a_faulty_one_harms_no_other() {
    let requests = [
        request(),
        WellRequest::default(),
        WellRequest {
            name: said("Halbouty A-3"),
            ..WellRequest::default()
        },
    ];
    let ids = (1..).map(id);
    let made = programme().propose_all(ids.zip(&requests), at());
    assert_eq!(made.len(), 3);
    assert_eq!(made[0].as_ref().unwrap().well_id, id(1));
    assert_eq!(faults(made[1].clone()), [("name", "field-missing")]);
    let third = made[2].as_ref().unwrap();
    assert_eq!((third.well_id, &third.name), (id(3), &named("Halbouty A-3")));
}

fn provenance() -> Provenance {
    Provenance {
        agency: named("NY DEC"),
        file: named("wells.csv"),
        row_sha256: "0".repeat(64),
    }
}

fn imported(row: &AgencyRow<'_>) -> Result<ImportedRow, Vec<Fault>> {
    let zone = TimeZone::parse("America/New_York").unwrap();
    row.import(id(1), provenance(), Datum::Nad83, zone)
}

/// A real row: the permit was issued two years after the spud.
fn row() -> AgencyRow<'static> {
    AgencyRow {
        api_number: "31003130510000",
        name: "49",
        operator: "The Richardson Petroleum Corporation",
        permit_issued_on: "1979-11-01",
        spudded_on: "1977-12-15",
        total_depth_on: "1978-01-30",
        completed_on: "1978-10-20",
        plugged_on: "1996-06-07",
        measured_depth_ft: "1500.0",
        status: "PA",
        status_on: "1996-06-07",
        ..AgencyRow::default()
    }
}

#[test]
fn an_agencys_row_becomes_a_history_with_its_warnings() {
    let made = imported(&row()).unwrap();
    let rules: Vec<(&str, &str)> = made
        .warnings
        .iter()
        .map(|warning| (warning.rule.as_str(), warning.detail.as_str()))
        .collect();
    assert_eq!(
        rules,
        [("spud_before_permit", "spud 1977-12-15, permit 1979-11-01")]
    );
    let history = made.history;
    assert_eq!(history.api_number.to_string(), "31-003-13051-00-00");
    assert_eq!(history.state.unwrap().as_str(), "NY");
    assert_eq!(history.measured_depth_ft, Some(Feet::parse("1500").unwrap()));
    let status = history.status.unwrap();
    assert_eq!((status.agency.as_str(), status.code.as_str()), ("NY DEC", "PA"));
    assert_eq!(
        (history.location, history.lease, history.listed_on),
        (None, None, None)
    );
}

#[test]
fn a_row_without_names_is_kept_and_one_that_cannot_be_read_is_not() {
    let nameless = AgencyRow {
        name: "",
        operator: " ",
        ..row()
    };
    let made = imported(&nameless).unwrap().history;
    assert_eq!(
        (made.name, made.operator),
        (named("not given"), named("not given"))
    );

    let wrong = AgencyRow {
        api_number: "475W3",
        latitude: "95",
        longitude: "-77",
        spudded_on: "12/15/1977",
        measured_depth_ft: "deep",
        ..row()
    };
    assert_eq!(
        faults(imported(&wrong)),
        [
            ("api_number", "api-number-letter"),
            ("location", "latitude-out-of-range"),
            ("measured_depth_ft", "not-a-decimal"),
            ("spudded_on", "day-form"),
        ]
    );
}
