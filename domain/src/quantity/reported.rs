//! What a report says of an amount: so much, nothing, no word, or that it is withheld.

use std::fmt;
use std::marker::PhantomData;

use rust_decimal::Decimal;
use serde::de::value::{MapAccessDeserializer, StrDeserializer, U64Deserializer};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::{DaysOn, QuantityError};

/// The word that stands in place of an amount an agency holds back.
const WITHHELD: &str = "withheld";

/// An amount that can be nothing, and be added.
pub trait Amount: Copy {
    /// Whether it is none at all.
    fn is_nothing(&self) -> bool;

    /// The sum.
    ///
    /// # Errors
    /// [`QuantityError`] where the two do not add, or the sum is out of range.
    fn plus(self, other: Self) -> Result<Self, QuantityError>;

    /// The bare number.
    fn number(&self) -> Decimal;
}

impl Amount for DaysOn {
    fn is_nothing(&self) -> bool {
        self.get() == 0
    }
    fn plus(self, other: Self) -> Result<Self, QuantityError> {
        Self::new(self.get().saturating_add(other.get()))
    }
    fn number(&self) -> Decimal {
        Decimal::from(self.get())
    }
}

/// What a report says of an amount. Withheld is not missing, and neither is zero.
///
/// JSON: the amount itself (a zero too), `"withheld"`, or `null`; where the field of a record may be left out, left out
/// means the same as `null`. [`Quantity::of`] tells an amount from a zero, and so does reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Quantity<T> {
    /// So much, more or less than nothing.
    Reported(T),
    /// Nothing, and said so. The zero keeps its base.
    ReportedZero(T),
    /// No word about it: a blank.
    #[default]
    NotReported,
    /// Known to the agency and kept back, as for a confidential well.
    Withheld,
}

impl<T: Amount> Quantity<T> {
    /// What is said by stating an amount.
    pub fn of(amount: T) -> Self {
        if amount.is_nothing() {
            Self::ReportedZero(amount)
        } else {
            Self::Reported(amount)
        }
    }

    /// What is said by stating an amount or leaving the field blank.
    pub fn stated(amount: Option<T>) -> Self {
        amount.map_or(Self::NotReported, Self::of)
    }

    /// The amount, where one is stated.
    pub const fn amount(self) -> Option<T> {
        match self {
            Self::Reported(amount) | Self::ReportedZero(amount) => Some(amount),
            Self::NotReported | Self::Withheld => None,
        }
    }

    /// Whether something other than zero is stated.
    pub const fn is_something(&self) -> bool {
        match self {
            Self::Reported(_) => true,
            Self::ReportedZero(_) | Self::NotReported | Self::Withheld => false,
        }
    }

    /// Whether nothing is said of it.
    pub const fn is_not_reported(&self) -> bool {
        matches!(self, Self::NotReported)
    }

    /// The number that stands in a balance: a blank counts as zero there, as on the forms; what is withheld has none.
    pub fn in_balance(&self) -> Option<Decimal> {
        match self {
            Self::Reported(amount) | Self::ReportedZero(amount) => Some(amount.number()),
            Self::NotReported => Some(Decimal::ZERO),
            Self::Withheld => None,
        }
    }
}

/// A sum over what reports say. What is withheld or missing is counted, never taken for zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Total<T> {
    /// The sum of what is stated; `None` where nothing is.
    pub stated: Option<T>,
    /// How many said nothing.
    pub not_reported: u32,
    /// How many were withheld.
    pub withheld: u32,
}

impl<T: Amount> Total<T> {
    /// Adds up.
    ///
    /// # Errors
    /// [`QuantityError`] where two amounts do not add, or the sum is out of range.
    pub fn of(quantities: impl IntoIterator<Item = Quantity<T>>) -> Result<Self, QuantityError> {
        let mut total = Self {
            stated: None,
            not_reported: 0,
            withheld: 0,
        };
        for quantity in quantities {
            match quantity {
                Quantity::Reported(amount) | Quantity::ReportedZero(amount) => {
                    total.stated = Some(match total.stated {
                        Some(sum) => sum.plus(amount)?,
                        None => amount,
                    });
                }
                Quantity::NotReported => total.not_reported = total.not_reported.saturating_add(1),
                Quantity::Withheld => total.withheld = total.withheld.saturating_add(1),
            }
        }
        Ok(total)
    }

    /// What may be said of the sum: withheld where any part is, the sum of what is stated otherwise.
    pub fn quantity(self) -> Quantity<T> {
        if self.withheld > 0 {
            return Quantity::Withheld;
        }
        Quantity::stated(self.stated)
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Quantity<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Quantity_of_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let amount = generator.subschema_for::<T>();
        schemars::json_schema!({
            "description": "An amount, \"withheld\", or null where nothing is said of it.",
            "anyOf": [amount, {"const": WITHHELD}, {"type": "null"}],
        })
    }
}

impl<T: Serialize> Serialize for Quantity<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Reported(amount) | Self::ReportedZero(amount) => amount.serialize(serializer),
            Self::NotReported => serializer.serialize_none(),
            Self::Withheld => serializer.serialize_str(WITHHELD),
        }
    }
}

impl<'de, T: Amount + Deserialize<'de>> Deserialize<'de> for Quantity<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written(PhantomData))
    }
}

/// Reads the forms apart and leaves the amount to its own parser, whose fault is then the one told.
struct Written<T>(PhantomData<T>);

impl<'de, T: Amount + Deserialize<'de>> Visitor<'de> for Written<T> {
    type Value = Quantity<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an amount, \"{WITHHELD}\" or null")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(Quantity::NotReported)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(Quantity::NotReported)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if text == WITHHELD {
            return Ok(Quantity::Withheld);
        }
        T::deserialize(StrDeserializer::new(text)).map(Quantity::of)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
        T::deserialize(U64Deserializer::new(number)).map(Quantity::of)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Quantity::of)
    }
}

impl<T: fmt::Display> fmt::Display for Quantity<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reported(amount) | Self::ReportedZero(amount) => amount.fmt(f),
            Self::NotReported => f.write_str("not reported"),
            Self::Withheld => f.write_str(WITHHELD),
        }
    }
}
