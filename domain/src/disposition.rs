//! Where a product went, by the codes of the agency it is reported to.
//!
//! The codes are rows of a table: valid for one jurisdiction and product, from a month on and up to a month, with the remark
//! they demand. A code is good for a month when a row says so, and for no other reason.

mod codes;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::location::StateCode;
use crate::month::Month;
use crate::quantity::{Barrels, Mcf, QuantityError};
use crate::text::Text120;

pub use codes::{CODES, CodeRow};

/// What is disposed of. JSON: `"oil"`, `"condensate"`, `"gas"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// Crude oil.
    Oil,
    /// Liquid that fell out of gas.
    Condensate,
    /// Gas.
    Gas,
}

impl Product {
    /// The word as written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Oil => "oil",
            Self::Condensate => "condensate",
            Self::Gas => "gas",
        }
    }
}

impl std::fmt::Display for Product {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How much, in the unit of the product. JSON: `{"bbl":"180.5"}`, `{"gas":{"volume":"846","base_psia":"14.65"}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProductVolume {
    /// Barrels at 60 °F.
    Bbl(Barrels),
    /// Gas at its base.
    Gas(Mcf),
}

impl ProductVolume {
    /// The bare number, in barrels or thousands of cubic feet.
    pub fn number(&self) -> Decimal {
        match self {
            Self::Bbl(volume) => volume.value(),
            Self::Gas(volume) => volume.volume(),
        }
    }

    /// As much as that, in the same unit and at the same base.
    ///
    /// # Errors
    /// [`QuantityError`] when the number is out of range or too fine.
    pub fn of_same_unit(&self, number: Decimal) -> Result<Self, QuantityError> {
        match self {
            Self::Bbl(_) => Barrels::new(number).map(Self::Bbl),
            Self::Gas(volume) => {
                Mcf::new(number, volume.base_psia()).map(|gas| Self::Gas(gas.stated_at(volume.base_temp_f())))
            }
        }
    }

    /// Whether both are in the same unit and at the same base.
    pub fn has_unit_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bbl(_), Self::Bbl(_)) => true,
            (Self::Gas(one), Self::Gas(two)) => {
                (one.base_psia(), one.base_temp_f()) == (two.base_psia(), two.base_temp_f())
            }
            (Self::Bbl(_), Self::Gas(_)) | (Self::Gas(_), Self::Bbl(_)) => false,
        }
    }

    /// Whether it is a volume of such a product.
    pub const fn is_of(&self, product: Product) -> bool {
        matches!(
            (self, product),
            (Self::Bbl(_), Product::Oil | Product::Condensate) | (Self::Gas(_), Product::Gas)
        )
    }
}

/// Why gas was flared or vented, as Texas asks. JSON: `"AR"`, `"AE"`, `"EP"`, `"EX"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum FlareRemark {
    /// Authorised by rule.
    Ar,
    /// Authorised by exception.
    Ae,
    /// An exception is pending.
    Ep,
    /// Exempt.
    Ex,
}

/// Why a disposition is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DispositionError {
    /// No table says what the jurisdiction's codes are.
    #[error("the disposition codes of {jurisdiction} are not known")]
    NoCodes {
        /// The jurisdiction.
        jurisdiction: StateCode,
    },
    /// No row for the code in that month.
    #[error("{code} is not a code of {jurisdiction} for {product} in {month}")]
    CodeNotValid {
        /// The jurisdiction.
        jurisdiction: StateCode,
        /// The product.
        product: Product,
        /// The code given.
        code: Text120,
        /// The month.
        month: Month,
    },
    /// The code demands a remark.
    #[error("code {code} of {jurisdiction} needs a remark: AR, AE, EP or EX")]
    RemarkMissing {
        /// The jurisdiction.
        jurisdiction: StateCode,
        /// The code.
        code: Text120,
    },
    /// The code takes none.
    #[error("code {code} of {jurisdiction} takes no remark in {month}")]
    RemarkNotTaken {
        /// The jurisdiction.
        jurisdiction: StateCode,
        /// The code.
        code: Text120,
        /// The month.
        month: Month,
    },
    /// Somebody took it, and is not named.
    #[error("code {code} of {jurisdiction} needs the name of who took the {product}")]
    TakerMissing {
        /// The jurisdiction.
        jurisdiction: StateCode,
        /// The product.
        product: Product,
        /// The code.
        code: Text120,
    },
    /// Gas in barrels, or oil in cubic feet.
    #[error("{product} is not measured in that unit")]
    UnitOfAnotherProduct {
        /// The product.
        product: Product,
    },
}

impl DispositionError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NoCodes { .. } => "disposition-codes-unknown",
            Self::CodeNotValid { .. } => "disposition-code-not-valid",
            Self::RemarkMissing { .. } => "disposition-remark-missing",
            Self::RemarkNotTaken { .. } => "disposition-remark-not-taken",
            Self::TakerMissing { .. } => "disposition-taker-missing",
            Self::UnitOfAnotherProduct { .. } => "unit-of-another-product",
        }
    }

    /// The form or notice the rule stands in.
    pub fn source(&self) -> Option<&'static str> {
        match self {
            Self::CodeNotValid { jurisdiction, .. } if jurisdiction.as_str() == "TX" => {
                Some("RRC Form PR, 16 TAC §3.27")
            }
            Self::RemarkMissing { .. } | Self::RemarkNotTaken { .. } => Some("RRC notice 083021"),
            Self::NoCodes { .. }
            | Self::CodeNotValid { .. }
            | Self::TakerMissing { .. }
            | Self::UnitOfAnotherProduct { .. } => None,
        }
    }
}

/// What is said of where a product went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Disposition {
    /// Whose codes are used.
    pub jurisdiction: StateCode,
    /// What.
    pub product: Product,
    /// The code, as the agency writes it.
    pub code: Text120,
    /// How much.
    pub volume: ProductVolume,
    /// Why it was flared or vented.
    pub remark: Option<FlareRemark>,
    /// Who took it: purchaser, transporter or plant.
    pub counterparty: Option<Text120>,
}

impl Disposition {
    /// The row that makes it good for a month.
    ///
    /// # Errors
    /// [`DispositionError`] naming what is wrong with it.
    pub fn check(&self, month: Month) -> Result<&'static CodeRow, DispositionError> {
        let Self {
            jurisdiction,
            product,
            ref code,
            ..
        } = *self;
        if !self.volume.is_of(product) {
            return Err(DispositionError::UnitOfAnotherProduct { product });
        }
        let mut rows = CODES
            .iter()
            .filter(|row| row.jurisdiction == jurisdiction.as_str())
            .peekable();
        if rows.peek().is_none() {
            return Err(DispositionError::NoCodes { jurisdiction });
        }
        let Some(row) = rows.find(|row| row.is_for(product, code.as_str(), month)) else {
            return Err(DispositionError::CodeNotValid {
                jurisdiction,
                product,
                code: code.clone(),
                month,
            });
        };
        match (row.takes_remark, self.remark) {
            (true, None) if row.needs_remark(month) => Err(DispositionError::RemarkMissing {
                jurisdiction,
                code: code.clone(),
            }),
            (false, Some(_)) => Err(DispositionError::RemarkNotTaken {
                jurisdiction,
                code: code.clone(),
                month,
            }),
            (true | false, None) | (true, Some(_)) if row.needs_taker && self.counterparty.is_none() => {
                Err(DispositionError::TakerMissing {
                    jurisdiction,
                    product,
                    code: code.clone(),
                })
            }
            (true | false, None) | (true, Some(_)) => Ok(row),
        }
    }
}

#[cfg(test)]
mod tests;
