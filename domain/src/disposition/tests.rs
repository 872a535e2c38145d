//! A code is good for a month when a row says so.

use super::*;
use crate::quantity::PressureBase;

fn text(value: &str) -> Text120 {
    Text120::parse(value).unwrap()
}

fn month(value: &str) -> Month {
    Month::parse(value).unwrap()
}

fn texas() -> StateCode {
    StateCode::parse("TX").unwrap()
}

fn gas(code: &str, remark: Option<FlareRemark>) -> Disposition {
    Disposition {
        jurisdiction: texas(),
        product: Product::Gas,
        code: text(code),
        volume: ProductVolume::Gas(Mcf::parse("100", PressureBase::Psia14_65).unwrap()),
        remark,
        counterparty: Some(text("Midstream Co")),
    }
}

fn oil(code: &str) -> Disposition {
    Disposition {
        product: Product::Oil,
        volume: ProductVolume::Bbl(Barrels::parse("180.5").unwrap()),
        ..gas(code, None)
    }
}

#[test]
fn texas_has_its_codes_for_oil_and_gas() {
    let now = month("2026-01");
    for code in ["00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "99"] {
        assert!(oil(code).check(now).is_ok(), "{code}");
    }
    for code in ["01", "02", "03", "05", "06", "07", "08", "09", "99"] {
        assert!(gas(code, None).check(now).is_ok(), "{code}");
    }
    for code in ["00", "12", "1", "sold"] {
        let refused = gas(code, None).check(now).unwrap_err();
        assert_eq!(
            refused,
            DispositionError::CodeNotValid {
                jurisdiction: texas(),
                product: Product::Gas,
                code: text(code),
                month: now
            }
        );
        assert_eq!(refused.source(), Some("RRC Form PR, 16 TAC §3.27"));
    }
}

#[test]
fn venting_and_flaring_are_told_apart_since_september_2021() {
    assert!(gas("04", None).check(month("2021-08")).is_ok());
    assert_eq!(
        gas("04", None).check(month("2021-09")).unwrap_err().rule(),
        "disposition-code-not-valid"
    );
    for code in ["10", "11"] {
        assert_eq!(
            gas(code, Some(FlareRemark::Ar))
                .check(month("2021-08"))
                .unwrap_err()
                .rule(),
            "disposition-code-not-valid"
        );
        assert!(gas(code, None).check(month("2021-09")).is_ok());
        assert!(gas(code, Some(FlareRemark::Ex)).check(month("2021-09")).is_ok());
    }
}

#[test]
fn flared_gas_carries_a_remark_since_2022() {
    assert!(gas("10", None).check(month("2021-12")).is_ok());
    let refused = gas("10", None).check(month("2022-01")).unwrap_err();
    assert_eq!(
        refused,
        DispositionError::RemarkMissing {
            jurisdiction: texas(),
            code: text("10")
        }
    );
    assert_eq!(refused.source(), Some("RRC notice 083021"));
    for remark in [FlareRemark::Ar, FlareRemark::Ae, FlareRemark::Ep, FlareRemark::Ex] {
        assert!(gas("11", Some(remark)).check(month("2022-01")).is_ok());
    }
    assert_eq!(
        gas("01", Some(FlareRemark::Ar)).check(month("2022-01")),
        Err(DispositionError::RemarkNotTaken {
            jurisdiction: texas(),
            code: text("01"),
            month: month("2022-01")
        })
    );
}

#[test]
fn whoever_takes_a_product_is_named() {
    let unnamed = Disposition {
        counterparty: None,
        ..oil("01")
    };
    assert_eq!(
        unnamed.check(month("2026-01")),
        Err(DispositionError::TakerMissing {
            jurisdiction: texas(),
            product: Product::Oil,
            code: text("01")
        })
    );
    let lost = Disposition {
        counterparty: None,
        ..oil("05")
    };
    assert!(lost.check(month("2026-01")).is_ok());
}

#[test]
fn oil_has_barrels_and_gas_has_cubic_feet() {
    let wrong = Disposition {
        volume: ProductVolume::Bbl(Barrels::ZERO),
        ..gas("01", None)
    };
    assert_eq!(
        wrong.check(month("2026-01")),
        Err(DispositionError::UnitOfAnotherProduct {
            product: Product::Gas
        })
    );
}

#[test]
fn a_state_without_a_table_has_no_codes() {
    let ohio = Disposition {
        jurisdiction: StateCode::parse("OH").unwrap(),
        ..oil("00")
    };
    assert_eq!(
        ohio.check(month("2026-01")).unwrap_err().rule(),
        "disposition-codes-unknown"
    );
    let colorado = Disposition {
        jurisdiction: StateCode::parse("CO").unwrap(),
        ..oil("sold")
    };
    assert_eq!(
        colorado.check(month("2026-01")).map(|row| row.source),
        Ok("ECMC Form 7")
    );
}

#[test]
fn a_disposition_keeps_its_form() {
    let json = r#"{"jurisdiction":"TX","product":"gas","code":"10","volume":{"gas":{"volume":"100","base_psia":"14.65"}},"remark":"AR","counterparty":"Midstream Co"}"#;
    let read: Disposition = serde_json::from_str(json).unwrap();
    assert_eq!(read, gas("10", Some(FlareRemark::Ar)));
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
}
