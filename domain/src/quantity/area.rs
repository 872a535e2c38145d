//! What covers ground.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::QuantityError;
use super::amount::{Span, decimal_amount};
use super::reported::Amount;

decimal_amount! {
    /// Acres, up to four decimals. JSON: `"640"`.
    Acres, Span::from_zero(4, 6)
}

crate::schema::written_as! {
    Acres: r"^(0|[1-9]\d{0,5})(\.\d{0,3}[1-9])?$", "Acres, up to four decimals, in lowest form.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acres_are_written_in_lowest_form_within_their_limits() {
        assert_eq!(
            Acres::parse("0640.2500").map(String::from),
            Ok("640.25".to_owned())
        );
        assert_eq!(
            Acres::parse("1000000").map_err(|error| error.rule()),
            Err("amount-too-large")
        );
        assert_eq!(
            Acres::parse("1.00001").map_err(|error| error.rule()),
            Err("too-many-decimals")
        );
    }
}
