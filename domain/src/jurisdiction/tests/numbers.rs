//! How states number things.

use super::*;
use crate::api_number::ApiNumberError;

fn texas() -> StateStrategy<'static> {
    on(Jurisdiction::Texas, "2026-01-01")
}

fn read(strategy: StateStrategy<'_>, identifier: Identifier, text: &str) -> Result<String, StateIdError> {
    strategy
        .identify(identifier, text)
        .map(|answer| answer.value.as_str().to_owned())
}

#[test]
fn texas_writes_eight_digits_for_a_well() {
    let number = |text: &str| texas().api_number(text).map(|answer| answer.value.to_string());
    assert_eq!(number("50120130").unwrap(), "42-501-20130");
    assert_eq!(number("42-501-20130").unwrap(), "42-501-20130");
    assert_eq!(
        number("30-501-20130"),
        Err(StateIdError::ApiNumber(ApiNumberError::StateDiffers {
            input: "30-501-20130".to_owned(),
            found: 30,
            expected: 42,
        }))
    );
}

#[test]
fn colorado_and_new_mexico_write_a_well_in_two_columns() {
    let number = |jurisdiction, county: &str, unique: &str| {
        on(jurisdiction, "2026-01-01")
            .api_number_of_parts(county, unique)
            .map(|answer| answer.value.to_string())
    };
    assert_eq!(
        number(Jurisdiction::Colorado, "123", "8053").unwrap(),
        "05-123-08053"
    );
    assert_eq!(
        number(Jurisdiction::NewMexico, "5", "15").unwrap(),
        "30-005-00015"
    );
    // A New Mexico row is filed with six digits.
    assert!(matches!(
        number(Jurisdiction::NewMexico, "15", "256350"),
        Err(StateIdError::ApiNumber(ApiNumberError::UniqueTooLong {
            digits: 6,
            ..
        }))
    ));
}

#[test]
fn every_state_numbers_its_wells() {
    for jurisdiction in Jurisdiction::ALL {
        let answer = on(jurisdiction, "2026-01-01").api_number("00120130").unwrap();
        let certain = jurisdiction != Jurisdiction::Oklahoma;
        assert_eq!(answer.confidence == Confidence::Read, certain, "{jurisdiction}");
        if certain {
            let state = StateCode::of_api_number(&answer.value).unwrap();
            assert_eq!(state.as_str(), jurisdiction.letters());
        }
    }
}

#[test]
fn the_number_of_a_district_is_not_its_name() {
    let names: Vec<(&str, &str)> = TexasDistrict::all()
        .map(|district| (district.number(), district.name()))
        .filter(|(number, name)| number != name)
        .collect();
    assert_eq!(
        names,
        [
            ("07", "6E"),
            ("08", "7B"),
            ("09", "7C"),
            ("10", "08"),
            ("11", "8A"),
            ("12", "8B"),
            ("13", "09"),
            ("14", "10"),
        ]
    );
    assert_eq!(TexasDistrict::numbered("10").unwrap().name(), "08");
    assert_eq!(TexasDistrict::named("10").unwrap().number(), "14");
    assert_eq!(
        TexasDistrict::named("8").unwrap(),
        TexasDistrict::numbered("10").unwrap()
    );
    assert_eq!(TexasDistrict::named("7b").unwrap().to_string(), "7B");
    for wrong in ["", "0", "15", "7D", "007"] {
        assert!(
            matches!(TexasDistrict::named(wrong), Err(StateIdError::Form { .. })),
            "{wrong}"
        );
    }
}

#[test]
fn an_oil_lease_counts_within_its_district_and_a_gas_well_within_the_state() {
    assert_eq!(
        read(texas(), Identifier::OilLease, "7b-12345").unwrap(),
        "7B-012345"
    );
    assert_eq!(
        read(texas(), Identifier::OilLease, "8-012345").unwrap(),
        "08-012345"
    );
    assert_eq!(read(texas(), Identifier::GasWell, "12345").unwrap(), "012345");
    for wrong in ["12345", "7D-12345", "08-", "08-1234567", "08-000000"] {
        let refusal = read(texas(), Identifier::OilLease, wrong).unwrap_err();
        assert_eq!(refusal.rule(), "state-id-form", "{wrong}");
    }
    assert_eq!(
        read(texas(), Identifier::GasWell, "12345X")
            .unwrap_err()
            .to_string(),
        "`12345X` is no gas well id of TX: write digits, zeros in front, no more than the agency gives it"
    );
}

#[test]
fn numbers_are_written_alike_however_they_came() {
    let cases = [
        (Jurisdiction::Texas, Identifier::Operator, "12345", "012345"),
        (Jurisdiction::Texas, Identifier::Field, "2345678", "02345678"),
        (
            Jurisdiction::Texas,
            Identifier::DrillingPermit,
            "884120",
            "884120",
        ),
        (Jurisdiction::Texas, Identifier::ComminglePermit, "0042", "42"),
        (Jurisdiction::Texas, Identifier::District, "8a", "8A"),
        (
            Jurisdiction::Texas,
            Identifier::ApiNumber,
            "501-20130",
            "42-501-20130",
        ),
        (Jurisdiction::NewMexico, Identifier::Operator, "00372", "372"),
        (Jurisdiction::NewMexico, Identifier::Pool, "96403", "96403"),
        (
            Jurisdiction::NorthDakota,
            Identifier::WellFile,
            " 16320 ",
            "16320",
        ),
        (Jurisdiction::Colorado, Identifier::Facility, "200221", "200221"),
        (Jurisdiction::Colorado, Identifier::Operator, "10330", "10330"),
        (Jurisdiction::Colorado, Identifier::Pool, "DSND  ", "DSND"),
    ];
    for (jurisdiction, identifier, text, canonical) in cases {
        let answer = on(jurisdiction, "2026-01-01").identify(identifier, text).unwrap();
        assert_eq!(answer.value.as_str(), canonical);
        assert_eq!(answer.value.jurisdiction(), jurisdiction);
        assert_eq!(answer.value.identifier(), identifier);
    }
    let facility = on(Jurisdiction::Colorado, "2026-01-01")
        .identify(Identifier::Facility, "200221")
        .unwrap();
    assert_eq!(facility.value.to_string(), "CO facility id 200221");
}

#[test]
fn a_state_without_such_a_number_says_so() {
    let refusal = read(on(Jurisdiction::Wyoming, "2026-01-01"), Identifier::GasWell, "1").unwrap_err();
    assert_eq!(
        refusal,
        StateIdError::Rule(RuleError::NoRule {
            jurisdiction: Jurisdiction::Wyoming,
            topic: Topic::Identifier(Identifier::GasWell),
            day: day("2026-01-01"),
        })
    );
    assert_eq!(refusal.rule(), "no-rule");
}
