//! What names a property's list of divisions.

use uuid::Uuid;

use crate::ids::DERIVED_IDS;
use crate::property_month::PropertyId;

/// The id of the list's stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PropertyDivisionsId(Uuid);

impl PropertyDivisionsId {
    /// The list of a property. Properties of two organizations have different ids, so their lists do too.
    pub fn of(property_id: PropertyId) -> Self {
        let key = format!("property_divisions\n{property_id}");
        Self(Uuid::new_v5(&DERIVED_IDS, key.as_bytes()))
    }

    /// The bare id.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}
