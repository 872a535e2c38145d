//! What weighs: pipe, mud, proppant.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::QuantityError;
use super::amount::{Span, decimal_amount};
use super::reported::Amount;

decimal_amount! {
    /// Pounds, up to two decimals: proppant. JSON: `"12500000"`.
    Pounds, Span::from_zero(2, 12)
}

decimal_amount! {
    /// Pounds of a foot of pipe, up to two decimals. JSON: `"36"`.
    PoundsPerFoot, Span::from_zero(2, 4)
}

decimal_amount! {
    /// Pounds of a gallon of mud, up to two decimals. JSON: `"9.6"`.
    PoundsPerGallon, Span::from_zero(2, 2)
}

crate::schema::written_as! {
    Pounds: r"^(0|[1-9]\d{0,11})(\.\d?[1-9])?$", "Pounds, up to two decimals, in lowest form.";
    PoundsPerFoot: r"^(0|[1-9]\d{0,3})(\.\d?[1-9])?$", "Pounds of a foot of pipe, up to two decimals, in lowest form.";
    PoundsPerGallon: r"^(0|[1-9]\d?)(\.\d?[1-9])?$", "Pounds of a gallon of mud, up to two decimals, in lowest form.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_written_in_lowest_form_within_their_limits() {
        assert_eq!(
            Pounds::parse("012500000.50").map(String::from),
            Ok("12500000.5".to_owned())
        );
        assert_eq!(
            PoundsPerFoot::parse("36.00").map(String::from),
            Ok("36".to_owned())
        );
        assert!(matches!(
            PoundsPerGallon::parse("100"),
            Err(QuantityError::TooLarge { .. })
        ));
        assert!(matches!(
            PoundsPerGallon::parse("9.605"),
            Err(QuantityError::TooManyDecimals { .. })
        ));
        assert!(matches!(Pounds::parse("-1"), Err(QuantityError::Negative { .. })));
    }
}
