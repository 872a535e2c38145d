//! What a report says of an amount, as rows hold it.

use rust_decimal::Decimal;
use tokio_postgres::Row;

use crate::ReadModelError;

/// What is said of an amount: withheld is not missing, and neither is zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Said {
    /// So much, more than nothing.
    Reported,
    /// Nothing, and said so.
    Zero,
    /// No word.
    #[default]
    NotReported,
    /// Known to the source and kept back.
    Withheld,
}

impl Said {
    /// The word in the rows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Zero => "zero",
            Self::NotReported => "not_reported",
            Self::Withheld => "withheld",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "reported" => Self::Reported,
            "zero" => Self::Zero,
            "withheld" => Self::Withheld,
            _ => Self::NotReported,
        }
    }
}

/// An amount as far as it is stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// What is said of it.
    pub said: Said,
    /// The amount; present exactly where it is reported or zero.
    pub amount: Option<Decimal>,
}

impl Stated {
    /// An amount that was stated.
    pub fn of(amount: Decimal) -> Self {
        let said = if amount.is_zero() {
            Said::Zero
        } else {
            Said::Reported
        };
        Self {
            said,
            amount: Some(amount),
        }
    }

    /// No amount: withheld or not reported.
    pub const fn unstated(withheld: bool) -> Self {
        let said = if withheld {
            Said::Withheld
        } else {
            Said::NotReported
        };
        Self { said, amount: None }
    }

    pub(crate) fn read(row: &Row, amount: &str, said: &str) -> Result<Self, ReadModelError> {
        Ok(Self {
            said: Said::parse(row.try_get(said)?),
            amount: row.try_get(amount)?,
        })
    }
}
