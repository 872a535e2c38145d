//! Gas, which is only a number together with the pressure it is stated at.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::{QuantityError, VOLUME, parse_decimal, shortened};

/// The pressure at which gas volumes are stated, at 60 °F. JSON: `"14.73"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PressureBase {
    /// 14.65 psia: Texas, Oklahoma.
    #[serde(rename = "14.65")]
    Psia14_65,
    /// 14.73 psia: federal, Colorado, North Dakota, Wyoming.
    #[serde(rename = "14.73")]
    Psia14_73,
    /// 15.025 psia: Louisiana.
    #[serde(rename = "15.025")]
    Psia15_025,
}

impl PressureBase {
    /// Reads `14.65`, `14.73` or `15.025`.
    ///
    /// # Errors
    /// [`QuantityError::PressureBase`].
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        match text.trim() {
            "14.65" => Ok(Self::Psia14_65),
            "14.73" => Ok(Self::Psia14_73),
            "15.025" => Ok(Self::Psia15_025),
            other => Err(QuantityError::PressureBase {
                found: shortened(other),
            }),
        }
    }

    /// The number as written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Psia14_65 => "14.65",
            Self::Psia14_73 => "14.73",
            Self::Psia15_025 => "15.025",
        }
    }

    /// Pounds per square inch, absolute.
    pub fn psia(self) -> Decimal {
        match self {
            Self::Psia14_65 => Decimal::new(1465, 2),
            Self::Psia14_73 => Decimal::new(1473, 2),
            Self::Psia15_025 => Decimal::new(15_025, 3),
        }
    }
}

impl fmt::Display for PressureBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Thousands of cubic feet of gas at a stated pressure base and 60 °F, up to four decimals.
/// JSON: `{"volume":"846","base_psia":"14.73"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "RawMcf")]
pub struct Mcf {
    /// Thousands of cubic feet at the base.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::volume"))]
    volume: Decimal,
    /// The pressure base, psia.
    base_psia: PressureBase,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct RawMcf {
    volume: String,
    base_psia: PressureBase,
}

impl TryFrom<RawMcf> for Mcf {
    type Error = QuantityError;

    fn try_from(raw: RawMcf) -> Result<Self, Self::Error> {
        Self::parse(&raw.volume, raw.base_psia)
    }
}

impl Mcf {
    /// Takes a decimal.
    ///
    /// # Errors
    /// [`QuantityError`] when it is negative, too large or too fine.
    pub fn new(volume: Decimal, base_psia: PressureBase) -> Result<Self, QuantityError> {
        Ok(Self {
            volume: VOLUME.check(volume)?,
            base_psia,
        })
    }

    /// Reads a plain decimal number.
    ///
    /// # Errors
    /// [`QuantityError`] when it is no number, negative, too large or too fine.
    pub fn parse(volume: &str, base_psia: PressureBase) -> Result<Self, QuantityError> {
        Ok(Self {
            volume: parse_decimal(volume, VOLUME)?,
            base_psia,
        })
    }

    /// No gas at all.
    pub const fn zero(base_psia: PressureBase) -> Self {
        Self {
            volume: Decimal::ZERO,
            base_psia,
        }
    }

    /// Thousands of cubic feet at the base.
    pub const fn volume(self) -> Decimal {
        self.volume
    }

    /// The base.
    pub const fn base_psia(self) -> PressureBase {
        self.base_psia
    }

    /// Whether it is none at all.
    pub fn is_zero(self) -> bool {
        self.volume.is_zero()
    }

    /// The same gas stated at another base: V2 = V1 · P1 / P2, rounded half to even at the fourth decimal.
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`].
    pub fn at_base(self, base_psia: PressureBase) -> Result<Self, QuantityError> {
        if base_psia == self.base_psia {
            return Ok(self);
        }
        let volume = self.volume * self.base_psia.psia() / base_psia.psia();
        Self::new(
            volume.round_dp_with_strategy(VOLUME.decimals, RoundingStrategy::MidpointNearestEven),
            base_psia,
        )
    }

    /// The sum of two volumes at one base.
    ///
    /// # Errors
    /// [`QuantityError::MixedPressureBases`], [`QuantityError::TooLarge`].
    pub fn checked_add(self, other: Self) -> Result<Self, QuantityError> {
        if self.base_psia != other.base_psia {
            return Err(QuantityError::MixedPressureBases {
                left: self.base_psia,
                right: other.base_psia,
            });
        }
        Self::new(self.volume + other.volume, self.base_psia)
    }
}

impl fmt::Display for Mcf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {} psia", self.volume, self.base_psia)
    }
}
