//! A field of a body that may turn out not to be there: the reading goes on past it, so that all that are missed are told.

use serde::de::value::Error;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;

use super::{FromBody, Place};
use crate::faults::Faults;

/// A field as it came.
#[derive(Default, Debug)]
pub(crate) enum Slot<S> {
    /// It is not there.
    #[default]
    Absent,
    /// It is.
    Given(S),
}

impl<'de, S: Deserialize<'de>> Deserialize<'de> for Slot<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        S::deserialize(deserializer).map(Self::Given)
    }
}

impl<S: DeserializeOwned> Slot<S> {
    /// Reads the field; one that must be there and is not is a fault at its place.
    pub(crate) fn read<T: FromBody<Shape = S>>(
        self,
        place: Place<'_>,
        faults: &mut Faults,
    ) -> Option<T::Value> {
        let shape = match self {
            Self::Given(shape) => Some(shape),
            Self::Absent => S::deserialize(Nothing).ok(),
        };
        match shape {
            Some(shape) => T::read(shape, place, faults),
            None => {
                faults.missing(place, place.name());
                None
            }
        }
    }
}

/// Whether a field of the shape may be left out.
#[cfg(feature = "schema")]
pub(super) fn may_be_absent<S: DeserializeOwned>() -> bool {
    S::deserialize(Nothing).is_ok()
}

/// What a field that is left out comes to: nothing where it may be left out, and a fault otherwise. A `null` would be something:
/// there are fields that must be there and may be `null`.
struct Nothing;

impl<'de> Deserializer<'de> for Nothing {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("nothing is there"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
