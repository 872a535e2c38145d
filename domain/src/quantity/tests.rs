use super::*;

fn barrels(text: &str) -> Barrels {
    Barrels::parse(text).unwrap()
}

#[test]
fn an_amount_is_kept_as_written_in_lowest_form() {
    assert_eq!(barrels("6618").to_string(), "6618");
    assert_eq!(barrels(" 006618.5000 ").to_string(), "6618.5");
    assert_eq!(barrels("0.0001").to_string(), "0.0001");
    assert_eq!(barrels("0").to_string(), "0");
    assert_eq!(barrels("0.00000"), Barrels::ZERO);
}

#[test]
fn an_amount_is_never_negative() {
    assert_eq!(
        Barrels::parse("-1"),
        Err(QuantityError::Negative { found: "-1".into() })
    );
    assert_eq!(
        Barrels::new(Decimal::NEGATIVE_ONE),
        Err(QuantityError::Negative { found: "-1".into() })
    );
}

#[test]
fn an_amount_is_a_plain_decimal() {
    for wrong in [
        "", " ", ".", "1.", ".5", "1,000", "1e3", "+1", "NaN", "0x1", "１２", "1 2", "1.2.3", "- 1",
    ] {
        assert!(
            matches!(Barrels::parse(wrong), Err(QuantityError::NotADecimal { .. })),
            "{wrong}"
        );
    }
}

#[test]
fn an_amount_has_no_more_decimals_than_its_unit() {
    assert_eq!(
        Barrels::parse("1.00005"),
        Err(QuantityError::TooManyDecimals {
            found: "1.00005".into(),
            decimals: 5,
            limit: 4
        })
    );
    assert_eq!(
        Feet::parse("1.005"),
        Err(QuantityError::TooManyDecimals {
            found: "1.005".into(),
            decimals: 3,
            limit: 2
        })
    );
    assert!(Feet::new("1.005".parse().unwrap()).is_err());
}

#[test]
fn an_amount_has_an_upper_limit() {
    assert!(Barrels::parse("99999999999.9999").is_ok());
    assert!(matches!(
        Barrels::parse("100000000000"),
        Err(QuantityError::TooLarge { .. })
    ));
    assert!(Feet::parse("9999999.99").is_ok());
    assert!(matches!(
        Feet::parse("10000000"),
        Err(QuantityError::TooLarge { .. })
    ));
    let long = "9".repeat(10_000);
    assert!(matches!(Barrels::parse(&long), Err(QuantityError::TooLarge { found, .. }) if found.len() == 40));
}

#[test]
fn sums_are_exact_and_checked() {
    assert_eq!(barrels("0.1").checked_add(barrels("0.2")), Ok(barrels("0.3")));
    assert!(
        barrels("99999999999.9999")
            .checked_add(barrels("0.0001"))
            .is_err()
    );
}

#[test]
fn gas_carries_its_pressure_base() {
    let gas = Mcf::parse("846.0", PressureBase::Psia14_73).unwrap();
    let json = r#"{"volume":"846","base_psia":"14.73"}"#;
    assert_eq!(serde_json::to_string(&gas).unwrap(), json);
    assert_eq!(serde_json::from_str::<Mcf>(json).unwrap(), gas);
    assert_eq!(
        PressureBase::parse("14.7"),
        Err(QuantityError::PressureBase { found: "14.7".into() })
    );
    assert_eq!(
        gas.checked_add(Mcf::zero(PressureBase::Psia14_65)),
        Err(QuantityError::MixedPressureBases {
            left: PressureBase::Psia14_73,
            right: PressureBase::Psia14_65
        })
    );
}

#[test]
fn gas_is_restated_at_another_base() {
    let federal = Mcf::parse("1000", PressureBase::Psia14_73).unwrap();
    assert_eq!(
        federal
            .at_base(PressureBase::Psia14_65)
            .unwrap()
            .volume()
            .to_string(),
        "1005.4608"
    );
    assert_eq!(
        federal
            .at_base(PressureBase::Psia15_025)
            .unwrap()
            .volume()
            .to_string(),
        "980.3661"
    );
    assert_eq!(federal.at_base(PressureBase::Psia14_73), Ok(federal));
}

#[test]
fn days_are_whole_and_at_most_31() {
    assert_eq!(DaysOn::parse("00").unwrap().get(), 0);
    assert_eq!(DaysOn::parse("31").unwrap().get(), 31);
    assert!(matches!(DaysOn::parse("32"), Err(QuantityError::TooLarge { .. })));
    assert_eq!(
        DaysOn::parse("300"),
        Err(QuantityError::TooLarge {
            found: "300".into(),
            limit: Decimal::from(31)
        })
    );
    assert!(matches!(
        DaysOn::parse("1.5"),
        Err(QuantityError::TooManyDecimals { .. })
    ));
    assert!(matches!(DaysOn::parse("-1"), Err(QuantityError::Negative { .. })));
    assert!(serde_json::from_str::<DaysOn>("32").is_err());
}

#[test]
fn json_numbers_are_not_amounts() {
    assert!(serde_json::from_str::<Barrels>("1.5").is_err());
    assert_eq!(
        serde_json::from_str::<Barrels>("\"1.5\"").unwrap(),
        barrels("1.5")
    );
    assert!(
        serde_json::from_str::<Barrels>("\"-1.5\"")
            .unwrap_err()
            .to_string()
            .contains("negative")
    );
}
