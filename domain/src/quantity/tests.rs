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

#[test]
fn gas_moves_between_states_by_pressure() {
    // Louisiana states gas at 15.025 psia, Texas at 14.65.
    let texas = Mcf::parse("10000", PressureBase::Psia14_65).unwrap();
    let louisiana = texas.at_base(PressureBase::Psia15_025).unwrap();
    assert_eq!(louisiana.volume().to_string(), "9750.416");
}

#[test]
fn gas_moves_between_temperatures_by_degrees_above_absolute_zero() {
    let at_59 = Mcf::parse("1000", PressureBase::Psia14_73)
        .unwrap()
        .stated_at(BaseTemperature::parse("59").unwrap());
    let at_60 = at_59.at(PressureBase::Psia14_73, BaseTemperature::F60).unwrap();
    // 519.67 / 518.67
    assert_eq!(at_60.volume().to_string(), "1001.928");
    assert_eq!(
        at_59.checked_add(at_60),
        Err(QuantityError::MixedTemperatureBases {
            left: BaseTemperature::parse("59").unwrap(),
            right: BaseTemperature::F60,
        })
    );
    let json = r#"{"volume":"1000","base_psia":"14.73","base_temp_f":"59"}"#;
    assert_eq!(serde_json::to_string(&at_59).unwrap(), json);
    assert_eq!(serde_json::from_str::<Mcf>(json).unwrap(), at_59);
    assert_eq!(at_59.to_string(), "1000 at 14.73 psia and 59 °F");
    // 60 °F is not written, and read where it is written.
    let written: Mcf =
        serde_json::from_str(r#"{"volume":"1","base_psia":"14.73","base_temp_f":"60"}"#).unwrap();
    assert_eq!(
        serde_json::to_string(&written).unwrap(),
        r#"{"volume":"1","base_psia":"14.73"}"#
    );
    assert!(BaseTemperature::parse("121").is_err());
    assert!(BaseTemperature::new(Fahrenheit::parse("-1").unwrap()).is_err());
}

#[test]
fn adjustments_are_signed_and_what_is_produced_is_not() {
    assert_eq!(SignedBarrels::parse("-22.90").unwrap().to_string(), "-22.9");
    assert_eq!(SignedBarrels::parse("-0").unwrap(), SignedBarrels::ZERO);
    assert_eq!(SignedBarrels::parse("-0").unwrap().to_string(), "0");
    assert!(SignedBarrels::parse("-99999999999.9999").is_ok());
    for wrong in ["--1", "- 1", "-", "-.5", "-1e3"] {
        assert!(
            matches!(
                SignedBarrels::parse(wrong),
                Err(QuantityError::NotADecimal { .. })
            ),
            "{wrong}"
        );
    }
    assert!(matches!(
        SignedBarrels::parse("-100000000000"),
        Err(QuantityError::TooLarge { .. })
    ));
    assert_eq!(
        barrels("1").checked_sub(barrels("2")),
        Err(QuantityError::Negative { found: "-1".into() })
    );
    assert_eq!(barrels("1").less(barrels("2")), SignedBarrels::parse("-1"));
    let gas = |text| Mcf::parse(text, PressureBase::Psia14_73).unwrap();
    assert_eq!(
        gas("3").less(gas("100")),
        SignedMcf::parse("-97", PressureBase::Psia14_73)
    );
}

#[test]
fn every_unit_has_its_range() {
    assert_eq!(Fahrenheit::parse("-459.67").unwrap().to_string(), "-459.67");
    assert_eq!(
        Fahrenheit::parse("-459.68"),
        Err(QuantityError::TooSmall {
            found: "-459.68".into(),
            limit: "-459.67".parse().unwrap()
        })
    );
    assert_eq!(
        Percent::parse("100.0001"),
        Err(QuantityError::TooLarge {
            found: "100.0001".into(),
            limit: Decimal::ONE_HUNDRED
        })
    );
    assert_eq!(
        Percent::parse("0.4").unwrap().rest().normalize().to_string(),
        "0.996"
    );
    assert!(ApiGravity::parse("41.1").is_ok() && ApiGravity::parse("-10").is_ok());
    assert!(ApiGravity::parse("150.01").is_err() && ApiGravity::parse("-50.01").is_err());
    assert!(Hours::parse("745").is_ok() && Hours::parse("1000").is_err());
    assert!(matches!(Psi::parse("-1"), Err(QuantityError::Negative { .. })));
    assert!(Inches::parse("9.625").is_ok() && Inches::parse("9.6255").is_err());
    assert!(BtuPerCubicFoot::parse("1269").is_ok());
}

#[test]
fn money_has_cents_and_an_interest_has_eight_decimals() {
    assert_eq!(Usd::parse("820.3").unwrap().to_string(), "820.30");
    assert_eq!(Usd::parse("-0.07").unwrap().to_string(), "-0.07");
    assert_eq!(
        serde_json::to_string(&Usd::parse("5").unwrap()).unwrap(),
        "\"5.00\""
    );
    assert!(Usd::parse("820.3125").is_err());
    assert!(Usd::parse("-9999999999999999.99").is_ok());
    let interest = DecimalInterest::parse(".0234375".replace('.', "0.").as_str()).unwrap();
    assert_eq!(interest.to_string(), "0.02343750");
    assert_eq!(
        serde_json::from_str::<DecimalInterest>("\"0.02343750\"").unwrap(),
        interest
    );
    assert!(DecimalInterest::parse("1").is_ok() && DecimalInterest::parse("1.00000001").is_err());
    assert!(DecimalInterest::parse("0.123456789").is_err());
}

#[test]
fn a_choke_is_read_in_64ths() {
    assert_eq!(Choke64ths::parse("24/64").unwrap().get(), 24);
    assert_eq!(Choke64ths::parse(" 24 ").unwrap().to_string(), "24/64");
    assert!(matches!(
        Choke64ths::parse("257"),
        Err(QuantityError::TooLarge { .. })
    ));
    assert!(matches!(
        Choke64ths::parse("24/32"),
        Err(QuantityError::NotADecimal { .. })
    ));
    assert!(matches!(
        Choke64ths::parse("70000"),
        Err(QuantityError::TooLarge { .. })
    ));
}

#[test]
fn withheld_is_not_missing_and_neither_is_zero() {
    let read = |json: &str| serde_json::from_str::<Quantity<Barrels>>(json);
    assert_eq!(read("\"12.50\"").unwrap(), Quantity::Reported(barrels("12.5")));
    assert_eq!(read("\"0.0\"").unwrap(), Quantity::ReportedZero(Barrels::ZERO));
    assert_eq!(read("null").unwrap(), Quantity::NotReported);
    assert_eq!(read("\"withheld\"").unwrap(), Quantity::Withheld);
    for json in ["\"12.5\"", "\"0\"", "null", "\"withheld\""] {
        assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
    }
    // The amount's own parser says what is wrong.
    assert!(read("\"-1\"").unwrap_err().to_string().contains("negative"));
    assert!(read("1.5").is_err() && read("true").is_err() && read("12").is_err());

    let gas: Quantity<Mcf> = serde_json::from_str(r#"{"volume":"0","base_psia":"14.65"}"#).unwrap();
    assert_eq!(gas, Quantity::ReportedZero(Mcf::zero(PressureBase::Psia14_65)));
    let days: Quantity<DaysOn> = serde_json::from_str("31").unwrap();
    assert_eq!(days.amount(), DaysOn::new(31).ok());
    assert!(serde_json::from_str::<Quantity<DaysOn>>("32").is_err());
}

#[test]
fn a_sum_takes_nothing_withheld_for_zero() {
    let some = Quantity::of(barrels("10"));
    let total = Total::of([some, Quantity::of(Barrels::ZERO), Quantity::NotReported]).unwrap();
    assert_eq!(
        (total.stated, total.not_reported, total.withheld),
        (Some(barrels("10")), 1, 0)
    );
    assert_eq!(total.quantity(), some);
    let total = Total::of([some, Quantity::Withheld]).unwrap();
    assert_eq!((total.stated, total.withheld), (Some(barrels("10")), 1));
    assert_eq!(total.quantity(), Quantity::Withheld);
    assert_eq!(
        Total::<Barrels>::of([]).unwrap().quantity(),
        Quantity::NotReported
    );
    assert_eq!(Quantity::<Barrels>::NotReported.in_balance(), Some(Decimal::ZERO));
    assert_eq!(Quantity::<Barrels>::Withheld.in_balance(), None);
    assert_eq!(some.in_balance(), Some(Decimal::from(10)));
    assert_eq!(Quantity::<Barrels>::Withheld.to_string(), "withheld");
}
