//! The macro that turns a list of facts into an aggregate's closed set of events.

/// Declares the events of an aggregate: one struct per fact, one version each.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use serde::{Deserialize, Serialize};
/// use wellflow_decider::{DomainEvent, Fact};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct GateOpened {
///     pub at: DateTime<Utc>,
/// }
/// impl Fact for GateOpened {
///     fn effective_at(&self) -> DateTime<Utc> {
///         self.at
///     }
///     fn public_form(&self) -> Option<Self> {
///         Some(self.clone())
///     }
/// }
///
/// wellflow_decider::events! {
///     /// What happens to a gate.
///     pub enum GateEvent {
///         GateOpened = 1,
///     }
/// }
///
/// let event: GateEvent = GateOpened { at: DateTime::UNIX_EPOCH }.into();
/// assert_eq!(event.event_type(), "GateOpened");
/// assert_eq!(GateEvent::TYPES, &[("GateOpened", 1)]);
/// ```
#[macro_export]
macro_rules! events {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$variant_meta:meta])* $fact:ident = $version:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        $vis enum $name {
            $($(#[$variant_meta])* #[doc = concat!("See [`", stringify!($fact), "`](struct@", stringify!($fact), ").")] $fact($fact),)+
        }

        $(impl From<$fact> for $name {
            fn from(fact: $fact) -> Self {
                Self::$fact(fact)
            }
        })+

        impl $crate::DomainEvent for $name {
            const TYPES: &'static [(&'static str, u16)] = &[$((stringify!($fact), $version)),+];

            fn event_type(&self) -> &'static str {
                match self { $(Self::$fact(_) => stringify!($fact),)+ }
            }
            fn event_version(&self) -> u16 {
                match self { $(Self::$fact(_) => $version,)+ }
            }
            fn effective_at(&self) -> ::chrono::DateTime<::chrono::Utc> {
                match self { $(Self::$fact(fact) => $crate::Fact::effective_at(fact),)+ }
            }
            fn supersedes(&self) -> ::core::option::Option<::uuid::Uuid> {
                match self { $(Self::$fact(fact) => $crate::Fact::supersedes(fact),)+ }
            }
            fn claims(&self) -> ::std::vec::Vec<$crate::ClaimChange> {
                match self { $(Self::$fact(fact) => $crate::Fact::claims(fact),)+ }
            }
            fn public_form(&self) -> ::core::option::Option<Self> {
                match self { $(Self::$fact(fact) => $crate::Fact::public_form(fact).map(Self::$fact),)+ }
            }
            fn encode<S: $crate::__serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self { $(Self::$fact(fact) => $crate::__serde::Serialize::serialize(fact, serializer),)+ }
            }
            fn decode<'de, D: $crate::__serde::Deserializer<'de>>(
                event_type: &str,
                event_version: u16,
                payload: D,
            ) -> ::core::result::Result<Self, $crate::DecodeError<D::Error>> {
                match (event_type, event_version) {
                    $((stringify!($fact), $version) => {
                        <$fact as $crate::__serde::Deserialize>::deserialize(payload)
                            .map(Self::$fact)
                            .map_err($crate::DecodeError::Payload)
                    })+
                    _ => ::core::result::Result::Err($crate::DecodeError::Unknown {
                        event_type: event_type.to_owned(),
                        event_version,
                    }),
                }
            }
        }
    };
}
