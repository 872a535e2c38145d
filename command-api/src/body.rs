//! Bodies: which shape each value has in JSON, and how it is read.
//!
//! A body is declared once, by the fields of the domain's own struct; from that follow the shape that JSON must have and the
//! reading of its values.
//!
//! Invariants
//! - A field that a body does not have is refused, at every depth.
//! - Every field that is missed and every fault of a value is reported, each with its pointer.
//! - A field that may be left out may be `null` as well, and both mean the same.

#[cfg(feature = "schema")]
pub(crate) mod described;
mod given;
mod slot;
mod texts;

use std::collections::BTreeSet;
use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;
use wellflow_http::{Problem, WRONG_TYPE, json};

pub(crate) use given::{Chosen, OrDefault, Stated, StatedCount, StreamId, Told, chosen};
pub(crate) use slot::Slot;

use crate::faults::Faults;
use crate::problems::INVALID_CHOICE;

/// Something a body may hold.
pub(crate) trait FromBody {
    /// The shape it has in JSON.
    type Shape: DeserializeOwned + fmt::Debug;
    /// What is read from that.
    type Value;

    /// Reads it; the faults are noted under the place.
    fn read(shape: Self::Shape, place: Place<'_>, faults: &mut Faults) -> Option<Self::Value>;

    /// What it may be, as JSON Schema: everything that is read, and maybe more.
    #[cfg(feature = "schema")]
    fn schema() -> Value;
}

/// Gives a body its shape and reads its values.
///
/// # Errors
/// `unknown-field` or `wrong-type`; else all fields it lacks and all faults of its values at once.
pub(crate) fn read<T: FromBody>(body: &Value) -> Result<T::Value, Problem> {
    #[cfg(feature = "schema")]
    described::note::<T>();
    let shape = json::shape::<T::Shape>(body)?;
    let mut faults = Faults::default();
    let value = T::read(shape, Place::Body, &mut faults);
    faults.build(|| value)
}

/// A place in a body; written out only where there is a fault.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    /// The whole of it.
    Body,
    /// A field.
    Field(&'a Place<'a>, &'static str),
    /// An item of a list.
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    pub(crate) const fn field(&self, name: &'static str) -> Place<'_> {
        Place::Field(self, name)
    }

    /// The field's own name; none of the whole and of an item of a list.
    const fn name(&self) -> &'static str {
        match self {
            Self::Field(_, name) => name,
            Self::Body | Self::Item(..) => "",
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => Ok(()),
            Self::Field(parent, name) => write!(f, "{parent}/{name}"),
            Self::Item(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}

impl<T: FromBody> FromBody for Option<T> {
    type Shape = Option<T::Shape>;
    type Value = Option<T::Value>;

    fn read(shape: Self::Shape, place: Place<'_>, faults: &mut Faults) -> Option<Self::Value> {
        match shape {
            None => Some(None),
            Some(shape) => T::read(shape, place, faults).map(Some),
        }
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        described::or_null(T::schema())
    }
}

/// A list that is left out is empty.
impl<T: FromBody> FromBody for Vec<T> {
    type Shape = Option<Vec<T::Shape>>;
    type Value = Vec<T::Value>;

    fn read(shape: Self::Shape, place: Place<'_>, faults: &mut Faults) -> Option<Self::Value> {
        let items = shape.unwrap_or_default().into_iter().enumerate();
        // Read to the end, so that the faults of all items are found.
        let read: Vec<_> = items
            .map(|(index, item)| T::read(item, Place::Item(&place, index), faults))
            .collect();
        read.into_iter().collect()
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        described::or_null(described::list(T::schema()))
    }
}

/// As a list, without order; what stands twice stands once.
impl<T: FromBody> FromBody for BTreeSet<T>
where
    T::Value: Ord,
{
    type Shape = Option<Vec<T::Shape>>;
    type Value = BTreeSet<T::Value>;

    fn read(shape: Self::Shape, place: Place<'_>, faults: &mut Faults) -> Option<Self::Value> {
        Vec::<T>::read(shape, place, faults).map(BTreeSet::from_iter)
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        Vec::<T>::schema()
    }
}

impl<T: FromBody> FromBody for Box<T> {
    type Shape = T::Shape;
    type Value = Box<T::Value>;

    fn read(shape: Self::Shape, place: Place<'_>, faults: &mut Faults) -> Option<Self::Value> {
        T::read(shape, place, faults).map(Box::new)
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        T::schema()
    }
}

/// Declares bodies by the fields of the struct that is read from them. What comes after a semicolon is not in the body: it
/// is known only when the command is decided.
macro_rules! bodies {
    ($(
        $(#[$doc:meta])*
        $value:ident as $shape:ident { $($field:ident: $kind:ty),* $(,)? $(; $($later:ident = $known:expr),+ $(,)?)? }
    )+) => { $(
        $(#[$doc])*
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $shape {
            $(
                #[serde(default)]
                $field: $crate::body::Slot<<$kind as $crate::body::FromBody>::Shape>,
            )*
        }

        impl $crate::body::FromBody for $value {
            type Shape = $shape;
            type Value = Self;

            fn read(
                shape: $shape,
                place: $crate::body::Place<'_>,
                faults: &mut $crate::faults::Faults,
            ) -> Option<Self> {
                $(let $field = shape.$field.read::<$kind>(place.field(stringify!($field)), faults);)*
                Some(Self { $($field: $field?,)* $($($later: $known,)+)? })
            }

            #[cfg(feature = "schema")]
            fn schema() -> serde_json::Value {
                $crate::body::described::object(
                    stringify!($value),
                    [$($crate::body::described::field::<$kind>(stringify!($field))),*],
                )
            }
        }
    )+ };
}

/// Declares bodies that come in several kinds, told apart by the word under a tag. The kind is read first, then its fields, so
/// that each fault has the pointer of its field.
macro_rules! tagged_bodies {
    ($(
        $value:ident by $tag:literal {
            $($word:literal => $kind:ident { $($field:ident: $field_kind:ty),* $(,)? }),+ $(,)?
        }
    )+) => { $(
        impl $crate::body::FromBody for $value {
            type Shape = serde_json::Value;
            type Value = Self;

            fn read(
                shape: serde_json::Value,
                place: $crate::body::Place<'_>,
                faults: &mut $crate::faults::Faults,
            ) -> Option<Self> {
                const WORDS: &[&str] = &[$($word),+];
                let (word, fields) = $crate::body::kind_of(shape, $tag, WORDS, place, faults)?;
                match word {
                    $($word => {
                        #[derive(Debug, serde::Deserialize)]
                        #[serde(deny_unknown_fields)]
                        struct Fields {
                            $(
                                #[serde(default)]
                                $field: $crate::body::Slot<<$field_kind as $crate::body::FromBody>::Shape>,
                            )*
                        }
                        let Fields { $($field),* } = $crate::body::part(&fields, place, faults)?;
                        $(let $field = $field.read::<$field_kind>(place.field(stringify!($field)), faults);)*
                        Some(Self::$kind { $($field: $field?),* })
                    })+
                    _ => None,
                }
            }

            #[cfg(feature = "schema")]
            fn schema() -> serde_json::Value {
                use $crate::body::described::{field, kinds, tagged};
                kinds(
                    stringify!($value),
                    [$(tagged($tag, $word, [$(field::<$field_kind>(stringify!($field))),*])),+],
                )
            }
        }
    )+ };
}

/// The kind a tagged body names, and its other fields.
pub(crate) fn kind_of(
    shape: Value,
    tag: &'static str,
    words: &'static [&'static str],
    place: Place<'_>,
    faults: &mut Faults,
) -> Option<(&'static str, Value)> {
    let Value::Object(mut fields) = shape else {
        faults.note(WRONG_TYPE, place, "an object is expected");
        return None;
    };
    let place = place.field(tag);
    match fields.remove(tag) {
        None => {
            faults.missing(place, tag);
            None
        }
        Some(Value::String(given)) => match words.iter().find(|word| **word == given) {
            Some(word) => Some((*word, Value::Object(fields))),
            None => {
                let given: String = given.chars().take(40).collect();
                faults.note(
                    INVALID_CHOICE,
                    place,
                    format!("{given:?} is none of {}", words.join(", ")),
                );
                None
            }
        },
        Some(_) => {
            faults.note(WRONG_TYPE, place, "a string is expected");
            None
        }
    }
}

/// Gives a part of a body its shape; its fault stands at the part's place.
pub(crate) fn part<S: DeserializeOwned>(fields: &Value, place: Place<'_>, faults: &mut Faults) -> Option<S> {
    match json::shape(fields) {
        Ok(shape) => Some(shape),
        Err(problem) => {
            faults.adopt(place, &problem);
            None
        }
    }
}

pub(crate) use {bodies, tagged_bodies};
