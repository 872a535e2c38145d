//! What names a property, and a month of it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::DERIVED_IDS;
use crate::location::TimeZone;
use crate::month::Month;

macro_rules! ids {
    ($($(#[$meta:meta])* $id:ident),+) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $id(Uuid);

        impl $id {
            /// Takes an id chosen elsewhere.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The bare id.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $id {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $id {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<$id> for Uuid {
            fn from(id: $id) -> Self {
                id.0
            }
        }
    )+ };
}

ids! {
    /// The id of a property: a lease or a battery whose production is measured in common.
    PropertyId,
    /// The id of a property month's stream.
    PropertyMonthId
}

impl PropertyMonthId {
    /// The id of a property's month. Properties of two organizations have different ids, so these do too.
    pub fn of(property_id: PropertyId, month: Month) -> Self {
        let key = format!("property_month\n{property_id}\n{month}");
        Self(Uuid::new_v5(&DERIVED_IDS, key.as_bytes()))
    }
}

/// The property and the month that a command or an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PropertyKey {
    /// The property.
    pub property_id: PropertyId,
    /// The calendar month.
    pub month: Month,
    /// The zone of the property's local days.
    pub time_zone: TimeZone,
}

impl PropertyKey {
    /// The stream of the month.
    pub fn stream(&self) -> PropertyMonthId {
        PropertyMonthId::of(self.property_id, self.month)
    }
}
