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
///
/// A shape that is no longer written stays readable: it is named with its type and version after `past`, and implements
/// [`Past`](crate::Past). The type may be one that no longer exists.
///
/// ```
/// # use chrono::{DateTime, Utc};
/// # use serde::{Deserialize, Serialize};
/// # use wellflow_decider::{DomainEvent, Fact};
/// use wellflow_decider::{Past, Unfit};
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct GateOpened {
/// #     pub at: DateTime<Utc>,
/// #     pub width_cm: u32,
/// # }
/// # impl Fact for GateOpened {
/// #     fn effective_at(&self) -> DateTime<Utc> {
/// #         self.at
/// #     }
/// #     fn public_form(&self) -> Option<Self> {
/// #         Some(self.clone())
/// #     }
/// # }
///
/// /// How `GateOpened` was written before its width was kept in centimetres.
/// #[derive(Deserialize)]
/// struct GateOpenedV1 {
///     at: DateTime<Utc>,
///     width_m: u32,
/// }
/// impl Past<GateEvent> for GateOpenedV1 {
///     fn upcast(self) -> Result<Vec<GateEvent>, Unfit> {
///         let width_cm = self.width_m * 100;
///         Ok(vec![GateOpened { at: self.at, width_cm }.into()])
///     }
/// }
///
/// wellflow_decider::events! {
///     /// What happens to a gate.
///     pub enum GateEvent {
///         GateOpened = 2,
///     }
///     past {
///         GateOpened 1: GateOpenedV1,
///     }
/// }
///
/// let stored = serde_json::json!({"at": "2020-01-01T00:00:00Z", "width_m": 3});
/// let events = GateEvent::decode("GateOpened", 1, stored).unwrap();
/// assert_eq!(events, [GateOpened { at: "2020-01-01T00:00:00Z".parse().unwrap(), width_cm: 300 }.into()]);
/// assert_eq!(GateEvent::PAST, &[("GateOpened", 1)]);
/// ```
#[macro_export]
macro_rules! events {
    (
        $(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$variant_meta:meta])* $fact:ident = $version:literal,)+ }
        $(past { $($old:ident $old_version:literal : $shape:ty,)+ })?
    ) => {
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

        impl<V: $($crate::FactVisitor<$fact> +)+> $crate::FactTypes<V> for $name {
            fn visit_types(visitor: &mut V) {
                $($crate::FactVisitor::<$fact>::visit(visitor, stringify!($fact), $version);)+
            }
        }

        impl $crate::DomainEvent for $name {
            const TYPES: &'static [(&'static str, u16)] = &[$((stringify!($fact), $version)),+];
            const PAST: &'static [(&'static str, u16)] = &[$($((stringify!($old), $old_version)),+)?];

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
            ) -> ::core::result::Result<::std::vec::Vec<Self>, $crate::DecodeError<D::Error>> {
                match (event_type, event_version) {
                    $((stringify!($fact), $version) => {
                        <$fact as $crate::__serde::Deserialize>::deserialize(payload)
                            .map(|fact| ::std::vec![Self::$fact(fact)])
                            .map_err($crate::DecodeError::Payload)
                    })+
                    $($((stringify!($old), $old_version) => {
                        <$shape as $crate::__serde::Deserialize>::deserialize(payload)
                            .map_err($crate::DecodeError::Payload)
                            .and_then(|past| <$shape as $crate::Past<Self>>::upcast(past).map_err($crate::DecodeError::payload))
                    })+)?
                    _ => ::core::result::Result::Err($crate::DecodeError::Unknown {
                        event_type: event_type.to_owned(),
                        event_version,
                    }),
                }
            }
        }
    };
}
