//! Gas, which is only a number together with the pressure and the temperature it is stated at.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::amount::{Fahrenheit, LEAST_VOLUME, Span, VOLUME_SPAN};
use super::reported::Amount;
use super::{QuantityError, VOLUME, shortened};

/// The pressure at which gas volumes are stated. JSON: `"14.73"`.
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

/// The temperature at which gas volumes are stated: 60 °F in every state of the US, 59 °F (15 °C) elsewhere; 0 to 120 °F.
/// JSON: `"60"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseTemperature(Decimal);

impl BaseTemperature {
    /// 60 °F.
    pub const F60: Self = Self(Decimal::from_parts(60, 0, 0, false, 0));

    const SPAN: Span = Span::from_zero(2, 3).up_to(Decimal::from_parts(120, 0, 0, false, 0));

    /// Takes degrees Fahrenheit.
    ///
    /// # Errors
    /// [`QuantityError`] below 0, above 120, or with more than two decimals.
    pub fn new(degrees: Fahrenheit) -> Result<Self, QuantityError> {
        Self::SPAN.check(degrees.value()).map(Self)
    }

    /// Reads degrees Fahrenheit.
    ///
    /// # Errors
    /// [`QuantityError`] when it is no number, below 0, above 120, or has more than two decimals.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        Self::SPAN.parse(text).map(Self)
    }

    /// Degrees Fahrenheit.
    pub const fn degrees(self) -> Decimal {
        self.0
    }

    fn is_60(&self) -> bool {
        *self == Self::F60
    }

    /// Degrees above absolute zero.
    fn rankine(self) -> Decimal {
        self.0 + Decimal::new(45_967, 2)
    }
}

impl Default for BaseTemperature {
    fn default() -> Self {
        Self::F60
    }
}

impl fmt::Display for BaseTemperature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for BaseTemperature {
    type Error = QuantityError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<BaseTemperature> for String {
    fn from(temperature: BaseTemperature) -> Self {
        temperature.to_string()
    }
}

crate::schema::written_as! {
    BaseTemperature: r"^(0|[1-9]\d{0,2})(\.\d?[1-9])?$", "Degrees Fahrenheit at which gas is stated, 0 to 120, in lowest form.";
}

/// What both kinds of gas volume do alike.
macro_rules! gas_volume {
    ($(#[$meta:meta])* $gas:ident, $span:expr, $form:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(try_from = "RawGas")]
        pub struct $gas {
            /// Thousands of cubic feet at the base.
            #[cfg_attr(feature = "schema", schemars(schema_with = $form))]
            volume: Decimal,
            /// The pressure base, psia.
            base_psia: PressureBase,
            /// The temperature base, °F; written where it is not 60.
            #[serde(default, skip_serializing_if = "BaseTemperature::is_60")]
            base_temp_f: BaseTemperature,
        }

        impl $gas {
            const SPAN: Span = $span;

            /// Takes a decimal at 60 °F.
            ///
            /// # Errors
            /// [`QuantityError`] when it is out of range or too fine.
            pub fn new(volume: Decimal, base_psia: PressureBase) -> Result<Self, QuantityError> {
                Ok(Self {
                    volume: Self::SPAN.check(volume)?,
                    base_psia,
                    base_temp_f: BaseTemperature::F60,
                })
            }

            /// Reads a plain decimal number, at 60 °F.
            ///
            /// # Errors
            /// [`QuantityError`] when it is no number, out of range or too fine.
            pub fn parse(volume: &str, base_psia: PressureBase) -> Result<Self, QuantityError> {
                Ok(Self {
                    volume: Self::SPAN.parse(volume)?,
                    base_psia,
                    base_temp_f: BaseTemperature::F60,
                })
            }

            /// The same number, understood at another temperature; nothing is converted.
            #[must_use]
            pub const fn stated_at(self, base_temp_f: BaseTemperature) -> Self {
                Self { base_temp_f, ..self }
            }

            /// No gas at all.
            pub const fn zero(base_psia: PressureBase) -> Self {
                Self {
                    volume: Decimal::ZERO,
                    base_psia,
                    base_temp_f: BaseTemperature::F60,
                }
            }

            /// Thousands of cubic feet at the base.
            pub const fn volume(self) -> Decimal {
                self.volume
            }

            /// The pressure base.
            pub const fn base_psia(self) -> PressureBase {
                self.base_psia
            }

            /// The temperature base.
            pub const fn base_temp_f(self) -> BaseTemperature {
                self.base_temp_f
            }

            /// Whether it is none at all.
            pub fn is_zero(self) -> bool {
                self.volume.is_zero()
            }

            /// The same gas stated at another pressure: V2 = V1 · P1 / P2, rounded half to even at the fourth decimal.
            ///
            /// # Errors
            /// [`QuantityError::TooLarge`], [`QuantityError::TooSmall`].
            pub fn at_base(self, base_psia: PressureBase) -> Result<Self, QuantityError> {
                self.at(base_psia, self.base_temp_f)
            }

            /// The same gas stated at another pressure and temperature: V2 = V1 · P1 / P2 · T2 / T1 with absolute
            /// temperatures, rounded half to even at the fourth decimal.
            ///
            /// # Errors
            /// [`QuantityError::TooLarge`], [`QuantityError::TooSmall`].
            pub fn at(self, base_psia: PressureBase, base_temp_f: BaseTemperature) -> Result<Self, QuantityError> {
                if (base_psia, base_temp_f) == (self.base_psia, self.base_temp_f) {
                    return Ok(self);
                }
                let mut volume = self.volume * self.base_psia.psia() / base_psia.psia();
                if base_temp_f != self.base_temp_f {
                    volume = volume * base_temp_f.rankine() / self.base_temp_f.rankine();
                }
                let volume = volume.round_dp_with_strategy(VOLUME.decimals, RoundingStrategy::MidpointNearestEven);
                Ok(Self {
                    volume: Self::SPAN.check(volume)?,
                    base_psia,
                    base_temp_f,
                })
            }

            fn with_same_base(self, other: Self) -> Result<(), QuantityError> {
                if self.base_psia != other.base_psia {
                    return Err(QuantityError::MixedPressureBases {
                        left: self.base_psia,
                        right: other.base_psia,
                    });
                }
                if self.base_temp_f != other.base_temp_f {
                    return Err(QuantityError::MixedTemperatureBases {
                        left: self.base_temp_f,
                        right: other.base_temp_f,
                    });
                }
                Ok(())
            }

            /// The sum of two volumes at one base.
            ///
            /// # Errors
            /// [`QuantityError::MixedPressureBases`], [`QuantityError::MixedTemperatureBases`], and out of range.
            pub fn checked_add(self, other: Self) -> Result<Self, QuantityError> {
                self.with_same_base(other)?;
                Ok(Self {
                    volume: Self::SPAN.check(self.volume + other.volume)?,
                    ..self
                })
            }
        }

        impl Amount for $gas {
            fn is_nothing(&self) -> bool {
                self.is_zero()
            }
            fn plus(self, other: Self) -> Result<Self, QuantityError> {
                self.checked_add(other)
            }
            fn number(&self) -> Decimal {
                self.volume
            }
        }

        impl fmt::Display for $gas {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} at {} psia", self.volume, self.base_psia)?;
                if !self.base_temp_f.is_60() {
                    write!(f, " and {} °F", self.base_temp_f)?;
                }
                Ok(())
            }
        }

        impl TryFrom<RawGas> for $gas {
            type Error = QuantityError;

            fn try_from(raw: RawGas) -> Result<Self, Self::Error> {
                Ok(Self::parse(&raw.volume, raw.base_psia)?.stated_at(raw.base_temp_f))
            }
        }
    };
}

/// How a volume of gas is written.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct RawGas {
    volume: String,
    base_psia: PressureBase,
    #[serde(default)]
    base_temp_f: BaseTemperature,
}

gas_volume! {
    /// Thousands of cubic feet of gas at a stated pressure base, up to four decimals; at 60 °F where no other temperature
    /// is named. JSON: `{"volume":"846","base_psia":"14.73"}`.
    Mcf, VOLUME_SPAN, "crate::schema::volume"
}

gas_volume! {
    /// A difference of two gas volumes, up or down. JSON: `{"volume":"-97","base_psia":"14.73"}`.
    SignedMcf, VOLUME_SPAN.down_to(LEAST_VOLUME), "crate::schema::signed_volume"
}

impl Mcf {
    /// What is left of this volume at the same base once another is taken away; negative where more was taken.
    ///
    /// # Errors
    /// [`QuantityError::MixedPressureBases`], [`QuantityError::MixedTemperatureBases`].
    pub fn less(self, other: Self) -> Result<SignedMcf, QuantityError> {
        self.with_same_base(other)?;
        Ok(SignedMcf::new(self.volume - other.volume, self.base_psia)?.stated_at(self.base_temp_f))
    }
}
