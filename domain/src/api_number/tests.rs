use super::*;

fn number(text: &str) -> ApiNumber {
    ApiNumber::parse(text).unwrap()
}

#[test]
fn every_form_of_the_agencies_is_read() {
    for (form, canonical) in [
        ("31003050790000", "31-003-05079-00-00"),
        ("177194003103", "17-719-40031-03"),
        ("4700100048", "47-001-00048"),
        ("49-001-05036", "49-001-05036"),
        ("42-501-20130-03", "42-501-20130-03"),
        ("42-501-20130-03-00", "42-501-20130-03-00"),
        ("42-337-34517-0000", "42-337-34517-00-00"),
        (" 42 - 501 -20130- 03 ", "42-501-20130-03"),
    ] {
        assert_eq!(number(form).to_string(), canonical, "{form}");
    }
}

#[test]
fn eight_digits_need_a_state() {
    for form in ["00306378", "003-06378", "003 - 06378"] {
        assert_eq!(
            ApiNumber::parse_with_state(form, 42).unwrap().to_string(),
            "42-003-06378"
        );
        assert_eq!(
            ApiNumber::parse(form),
            Err(ApiNumberError::StateMissing {
                input: form.to_owned()
            })
        );
    }
    assert_eq!(
        ApiNumber::parse_with_state("049-21092", 41).unwrap().to_string(),
        "41-049-21092"
    );
}

#[test]
fn a_number_that_names_its_state_must_lie_in_it() {
    assert_eq!(
        ApiNumber::parse_with_state("42-501-20130", 42),
        Ok(number("4250120130"))
    );
    assert_eq!(
        ApiNumber::parse_with_state("42-501-20130", 30),
        Err(ApiNumberError::StateDiffers {
            input: "42-501-20130".into(),
            found: 42,
            expected: 30
        })
    );
    assert_eq!(
        ApiNumber::parse_with_state("00306378", 100),
        Err(ApiNumberError::StateOutOfRange { state: 100 })
    );
}

#[test]
fn county_and_number_in_columns_of_their_own_are_padded() {
    assert_eq!(
        ApiNumber::from_parts(5, "123", "8053").unwrap().to_string(),
        "05-123-08053"
    );
    assert_eq!(
        ApiNumber::from_parts(30, "5", "15").unwrap().to_string(),
        "30-005-00015"
    );
    assert!(matches!(
        ApiNumber::from_parts(30, "", "15"),
        Err(ApiNumberError::Empty)
    ));
    assert!(matches!(
        ApiNumber::from_parts(30, "1234", "15"),
        Err(ApiNumberError::WrongGrouping { .. })
    ));
    assert!(matches!(
        ApiNumber::from_parts(30, "15", "256350"),
        Err(ApiNumberError::UniqueTooLong { digits: 6, .. })
    ));
    assert!(matches!(
        ApiNumber::from_parts(30, "15", "0"),
        Err(ApiNumberError::UniqueZero { .. })
    ));
    assert!(matches!(
        ApiNumber::from_parts(30, "1a", "15"),
        Err(ApiNumberError::Letter { found: 'a', .. })
    ));
}

#[test]
fn each_fault_has_its_own_refusal() {
    let refusal = |text: &str| ApiNumber::parse(text).unwrap_err();

    assert_eq!(refusal("  "), ApiNumberError::Empty);
    assert_eq!(
        refusal("475W3"),
        ApiNumberError::Letter {
            input: "475W3".into(),
            found: 'W'
        }
    );
    assert_eq!(
        refusal("049-21106-R1"),
        ApiNumberError::Letter {
            input: "049-21106-R1".into(),
            found: 'R'
        }
    );
    assert_eq!(
        refusal("475"),
        ApiNumberError::CountyAlone { input: "475".into() }
    );
    assert_eq!(
        refusal("177194003"),
        ApiNumberError::WrongLength {
            input: "177194003".into(),
            digits: 9
        }
    );
}

#[test]
fn each_fault_of_grouping_has_its_own_refusal() {
    let refusal = |text: &str| ApiNumber::parse(text).unwrap_err();

    assert_eq!(
        refusal("30-15-256350"),
        ApiNumberError::UniqueTooLong {
            input: "30-15-256350".into(),
            digits: 6
        }
    );
    assert_eq!(
        refusal("42-501-00000"),
        ApiNumberError::UniqueZero {
            input: "42-501-00000".into()
        }
    );
    assert_eq!(
        refusal("00-000-00000"),
        ApiNumberError::UniqueZero {
            input: "00-000-00000".into()
        }
    );
    assert_eq!(
        refusal("00000000000000"),
        ApiNumberError::UniqueZero {
            input: "00000000000000".into()
        }
    );
    assert_eq!(
        refusal("30-15-25635"),
        ApiNumberError::WrongGrouping {
            input: "30-15-25635".into()
        }
    );
    assert_eq!(
        refusal("42--50120130"),
        ApiNumberError::WrongGrouping {
            input: "42--50120130".into()
        }
    );
    assert_eq!(
        refusal("42.501.20130"),
        ApiNumberError::NotADigit {
            input: "42.501.20130".into(),
            found: '.'
        }
    );
    assert_eq!(
        refusal("42 50120130"),
        ApiNumberError::NotADigit {
            input: "42 50120130".into(),
            found: ' '
        }
    );
    assert_eq!(
        refusal("１7719400310"),
        ApiNumberError::NotADigit {
            input: "１7719400310".into(),
            found: '１'
        }
    );
}

#[test]
fn zeros_within_the_county_are_a_number_only_beside_a_sidetrack() {
    let filed = number("177210000001");
    assert_eq!(filed.to_string(), "17-721-00000-01");
    assert_eq!(filed.api10(), "1772100000");
    assert_eq!(ApiNumber::parse(&filed.well().to_string()), Ok(filed));
    for zeros in ["1772100000", "177210000000", "17721000000001"] {
        assert_eq!(
            ApiNumber::parse(zeros),
            Err(ApiNumberError::UniqueZero { input: zeros.into() })
        );
    }
}

#[test]
fn a_long_text_is_not_repeated_in_full() {
    let refusal = ApiNumber::parse(&"1".repeat(5_000)).unwrap_err();
    assert_eq!(
        refusal,
        ApiNumberError::WrongLength {
            input: "1".repeat(40),
            digits: 5_000
        }
    );
}

#[test]
fn equality_holds_at_the_asserted_precision() {
    assert_eq!(number("42-501-20130"), number("4250120130"));
    assert_ne!(number("42-501-20130"), number("42-501-20130-00"));
    assert_ne!(number("42-501-20130-00"), number("42-501-20130-00-00"));
    assert_eq!(number("42-501-20130-03-01").well(), number("42-501-20130"));
    assert_eq!(
        number("42-501-20130-03-01").wellbore(),
        Some(number("42-501-20130-03"))
    );
    assert_eq!(number("42-501-20130").wellbore(), None);
}

#[test]
fn digits_are_given_at_each_length() {
    let wellbore = number("17-719-40031-03");
    assert_eq!(wellbore.api10(), "1771940031");
    assert_eq!(wellbore.api12().as_deref(), Some("177194003103"));
    assert_eq!(wellbore.api14(), "17719400310300");
    assert_eq!(wellbore.digits(), "177194003103");
    assert_eq!(number("1771940031").api12(), None);
    assert_eq!(number("1771940031").api14(), "17719400310000");
    assert_eq!(wellbore.precision().digits(), 12);
}

#[test]
fn json_is_the_canonical_form_and_goes_through_the_parser() {
    assert_eq!(
        serde_json::to_string(&number("177194003103")).unwrap(),
        "\"17-719-40031-03\""
    );
    assert_eq!(
        serde_json::from_str::<ApiNumber>("\"177194003103\"").unwrap(),
        number("177194003103")
    );
    assert!(serde_json::from_str::<ApiNumber>("\"17\"").is_err());
}
