//! Bodies: which shape each value has in JSON, and how it is read.
//!
//! A body is declared once, by the fields of the domain's own struct; from that follow the shape that JSON must have and the
//! reading of its values.
//!
//! Invariants
//! - A field that a body does not have is refused, at every depth.
//! - Every fault of a value is reported, each with the pointer of its field.
//! - A field that may be left out may be `null` as well, and both mean the same.

mod given;
mod texts;

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;
use wellflow_http::{Problem, json};

pub(crate) use given::{OrDefault, Stated, StatedCount, Told};

use crate::faults::Faults;

/// Something a body may hold.
pub(crate) trait FromBody {
    /// The shape it has in JSON.
    type Shape: DeserializeOwned + fmt::Debug;
    /// What is read from that.
    type Value;

    /// Reads it; the faults are noted under the place.
    fn read(shape: Self::Shape, place: Place<'_>, faults: &mut Faults) -> Option<Self::Value>;
}

/// Gives a body its shape and reads its values.
///
/// # Errors
/// `unknown-field`, `missing-field` or `wrong-type`; else all faults of its values at once.
pub(crate) fn read<T: FromBody>(body: &Value) -> Result<T::Value, Problem> {
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
}

impl<T: FromBody> FromBody for Box<T> {
    type Shape = T::Shape;
    type Value = Box<T::Value>;

    fn read(shape: Self::Shape, place: Place<'_>, faults: &mut Faults) -> Option<Self::Value> {
        T::read(shape, place, faults).map(Box::new)
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
            $($field: <$kind as $crate::body::FromBody>::Shape,)*
        }

        impl $crate::body::FromBody for $value {
            type Shape = $shape;
            type Value = Self;

            fn read(
                shape: $shape,
                place: $crate::body::Place<'_>,
                faults: &mut $crate::faults::Faults,
            ) -> Option<Self> {
                $(let $field = <$kind as $crate::body::FromBody>::read(
                    shape.$field,
                    place.field(stringify!($field)),
                    faults,
                );)*
                Some(Self { $($field: $field?,)* $($($later: $known,)+)? })
            }
        }
    )+ };
}

/// Declares bodies that come in several kinds, told apart by a tag.
macro_rules! tagged_bodies {
    ($(
        $(#[$doc:meta])*
        $value:ident as $shape:ident by $tag:literal {
            $($kind:ident { $($field:ident: $field_kind:ty),* $(,)? }),+ $(,)?
        }
    )+) => { $(
        $(#[$doc])*
        #[derive(Debug, serde::Deserialize)]
        #[serde(tag = $tag, rename_all = "snake_case", deny_unknown_fields)]
        pub(crate) enum $shape {
            $($kind { $($field: <$field_kind as $crate::body::FromBody>::Shape,)* },)+
        }

        impl $crate::body::FromBody for $value {
            type Shape = $shape;
            type Value = Self;

            fn read(
                shape: $shape,
                place: $crate::body::Place<'_>,
                faults: &mut $crate::faults::Faults,
            ) -> Option<Self> {
                // A kind without fields has no place to name.
                let _ = place;
                match shape {
                    $($shape::$kind { $($field),* } => {
                        $(let $field = <$field_kind as $crate::body::FromBody>::read(
                            $field,
                            place.field(stringify!($field)),
                            faults,
                        );)*
                        Some(Self::$kind { $($field: $field?),* })
                    })+
                }
            }
        }
    )+ };
}

pub(crate) use {bodies, tagged_bodies};
