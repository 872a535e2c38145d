//! What may be said in place of an amount, and what may be left out.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, de};
use serde_json::Value;
use uuid::Uuid;
use wellflow_domain::ids::{AfeId, AgreementId, LeaseId, OwnerId, WellId};
use wellflow_domain::personal::Personal;
use wellflow_domain::quantity::{Barrels, DaysOn, Quantity, QuantityError, SignedBarrels};

use super::{FromBody, Place};
use crate::faults::{Faults, id};

/// The word in place of an amount that an agency holds back.
const WITHHELD: &str = "withheld";

/// What is said in place of an amount written as a text. A field of this shape must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stated {
    /// `null`: nothing is said.
    Blank,
    /// The word for it.
    Withheld,
    /// An amount.
    Amount(String),
}

impl Stated {
    /// What is said, as a quantity; an amount is read by its own parser.
    pub(crate) fn quantity<T: wellflow_domain::quantity::Amount>(
        self,
        place: Place<'_>,
        faults: &mut Faults,
        parse: impl FnOnce(&str) -> Result<T, QuantityError>,
    ) -> Option<Quantity<T>> {
        match self {
            Self::Blank => Some(Quantity::NotReported),
            Self::Withheld => Some(Quantity::Withheld),
            Self::Amount(text) => faults.at(place, parse(&text)).map(Quantity::of),
        }
    }
}

impl<'de> Deserialize<'de> for Stated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Words::<false>)
    }
}

/// As [`Stated`], for a whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatedCount(pub(crate) Stated);

impl<'de> Deserialize<'de> for StatedCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Words::<true>).map(Self)
    }
}

/// Reads the forms apart; amounts are numbers where `COUNTS`, texts otherwise.
struct Words<const COUNTS: bool>;

impl<const COUNTS: bool> Visitor<'_> for Words<COUNTS> {
    type Value = Stated;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = if COUNTS {
            "a whole number"
        } else {
            "a decimal as a string"
        };
        write!(f, "{amount}, \"{WITHHELD}\" or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Stated, E> {
        Ok(Stated::Blank)
    }

    fn visit_none<E: Error>(self) -> Result<Stated, E> {
        Ok(Stated::Blank)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Stated, E> {
        if text == WITHHELD {
            return Ok(Stated::Withheld);
        }
        if COUNTS {
            return Err(E::invalid_type(de::Unexpected::Str(text), &self));
        }
        Ok(Stated::Amount(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Stated, E> {
        if COUNTS {
            return Ok(Stated::Amount(number.to_string()));
        }
        Err(E::invalid_type(de::Unexpected::Other("a number"), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Stated, E> {
        if COUNTS {
            return Ok(Stated::Amount(number.to_string()));
        }
        Err(E::invalid_type(de::Unexpected::Other("a number"), &self))
    }
}

/// An amount that may be said, be blank or be withheld, in a field that may be left out: then nothing is said.
macro_rules! quantities {
    ($($amount:ty),+) => { $(
        impl FromBody for Quantity<$amount> {
            type Shape = Option<Stated>;
            type Value = Self;

            fn read(shape: Option<Stated>, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
                shape.unwrap_or(Stated::Blank).quantity(place, faults, <$amount>::parse)
            }

            #[cfg(feature = "schema")]
            fn schema() -> Value {
                super::described::stated()
            }
        }
    )+ };
}

quantities!(Barrels, SignedBarrels);

/// The same in a field that must be there.
#[derive(Debug)]
pub(crate) struct Told<T>(PhantomData<T>);

impl FromBody for Told<Barrels> {
    type Shape = Stated;
    type Value = Quantity<Barrels>;

    fn read(shape: Stated, place: Place<'_>, faults: &mut Faults) -> Option<Self::Value> {
        shape.quantity(place, faults, Barrels::parse)
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        super::described::stated()
    }
}

impl FromBody for Told<DaysOn> {
    type Shape = StatedCount;
    type Value = Quantity<DaysOn>;

    fn read(StatedCount(shape): StatedCount, place: Place<'_>, faults: &mut Faults) -> Option<Self::Value> {
        shape.quantity(place, faults, DaysOn::parse)
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        super::described::stated_count()
    }
}

/// A field that may be left out: then it has the value that says nothing.
#[derive(Debug)]
pub(crate) struct OrDefault<T>(PhantomData<T>);

impl<T: FromBody> FromBody for OrDefault<T>
where
    T::Value: Default,
{
    type Shape = Option<T::Shape>;
    type Value = T::Value;

    fn read(shape: Self::Shape, place: Place<'_>, faults: &mut Faults) -> Option<T::Value> {
        match shape {
            None => Some(T::Value::default()),
            Some(shape) => T::read(shape, place, faults),
        }
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        super::described::or_null(T::schema())
    }
}

/// An id that names a stream.
pub(crate) trait StreamId: FromBody<Shape = String, Value = Self> {
    /// The stream the path names, or the command's id.
    const OF_THE_PATH: Self;
}

macro_rules! stream_ids {
    ($($id:ty),+) => { $(
        impl StreamId for $id {
            const OF_THE_PATH: Self = Self::new(Uuid::nil());
        }
    )+ };
}

stream_ids!(WellId, LeaseId, OwnerId, AfeId, AgreementId);

/// The id a client may choose, so that it can go on working with what it begins while it is offline.
#[derive(Debug)]
pub(crate) struct Chosen<I>(PhantomData<I>);

impl<I: StreamId> FromBody for Chosen<I> {
    type Shape = Option<String>;
    type Value = I;

    fn read(shape: Option<String>, place: Place<'_>, faults: &mut Faults) -> Option<I> {
        Option::<I>::read(shape, place, faults).map(|chosen| chosen.unwrap_or(I::OF_THE_PATH))
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        Option::<I>::schema()
    }
}

/// The id a body chooses under a name, where it chooses a good one; it decides which stream the command is about. A bad one
/// is reported with the body's other faults.
pub(crate) fn chosen(body: &Value, name: &str) -> Option<Uuid> {
    body.get(name)?.as_str().and_then(|text| id(text).ok())
}

/// What tells of a person: `Debug` does not show it, from the body on.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Hidden<S>(S);

impl<S> fmt::Debug for Hidden<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden")
    }
}

impl<T> FromBody for Personal<T>
where
    T: FromBody<Value = T>,
{
    type Shape = Hidden<T::Shape>;
    type Value = Self;

    fn read(Hidden(shape): Hidden<T::Shape>, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        T::read(shape, place, faults).map(Self::new)
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        T::schema()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wellflow_http::json::shape;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Body {
        oil: Stated,
        days: StatedCount,
        water: Option<Stated>,
    }

    fn read(body: &Value) -> Result<Body, (&'static str, String)> {
        shape(body).map_err(|problem| {
            let at = serde_json::to_value(&problem.errors()[0]).unwrap();
            (problem.kind().slug, at["pointer"].as_str().unwrap().to_owned())
        })
    }

    #[test]
    fn an_amount_a_blank_and_what_is_withheld_are_told_apart() {
        let body = read(&json!({"oil": "12.5", "days": 28, "water": "withheld"})).unwrap();
        assert_eq!(body.oil, Stated::Amount("12.5".to_owned()));
        assert_eq!(body.days.0, Stated::Amount("28".to_owned()));
        assert_eq!(body.water, Some(Stated::Withheld));
        let body = read(&json!({"oil": null, "days": "withheld", "water": null})).unwrap();
        assert_eq!((body.oil, body.days.0), (Stated::Blank, Stated::Withheld));
        assert_eq!(body.water, None);
    }

    #[test]
    fn a_field_that_must_be_there_may_be_null_but_not_left_out() {
        let fault = |body: Value| read(&body).unwrap_err();
        assert_eq!(fault(json!({"days": 1})), ("missing-field", "/oil".to_owned()));
        assert_eq!(
            fault(json!({"oil": 12, "days": 1})),
            ("wrong-type", "/oil".to_owned())
        );
        assert_eq!(
            fault(json!({"oil": "1", "days": "1"})),
            ("wrong-type", "/days".to_owned())
        );
        assert_eq!(
            fault(json!({"oil": "1", "days": 1.5})),
            ("wrong-type", "/days".to_owned())
        );
    }
}
