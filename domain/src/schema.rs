//! JSON Schemas of the stored events, made of the types that write them. Feature `schema`.
//!
//! Invariants
//! - A schema describes what is written, not what is forgiven on the way in: every field stands there, `null` where it says
//!   nothing, and no other field does.
//! - Only the newest version of an event has a type here. Schemas of older versions are files that nobody makes again.

/// The pattern of a volume in lowest form: up to eleven digits before the point and four after it.
#[cfg(feature = "schema")]
pub(crate) const VOLUME: &str = r"^(0|[1-9]\d{0,10})(\.\d{0,3}[1-9])?$";

/// The pattern of a change of a volume in lowest form.
#[cfg(feature = "schema")]
pub(crate) const SIGNED_VOLUME: &str = r"^(0|-?[1-9]\d{0,10}|-?(0|[1-9]\d{0,10})\.\d{0,3}[1-9])$";

/// Gives types that are written as text their schema: the pattern of the text, and what it means.
macro_rules! written_as {
    ($($type:ty: $pattern:expr, $description:literal;)+) => { $(
        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "pattern": $pattern, "description": $description})
            }
        }
    )+ };
}
pub(crate) use written_as;

#[cfg(feature = "schema")]
mod events;
#[cfg(feature = "schema")]
pub use events::{EventSchema, event_schemas};
#[cfg(feature = "schema")]
pub(crate) use events::{degrees, signed_volume, volume};
