//! Identifiers.
//!
//! Invariant: an id derived from a business key is the same on every machine and at any time, so an import that is run
//! twice addresses the same streams.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The namespace of the ids that WellFlow derives from business keys.
pub(crate) const DERIVED_IDS: Uuid = Uuid::from_u128(0x6f0d_a4e1_52c8_5b7e_9d35_1c0e_8a77_40b2);

/// The id of a well's stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct WellId(Uuid);

impl WellId {
    /// Takes an id chosen elsewhere.
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// The id of the well that an importer addresses by the first ten digits of its API number.
    ///
    /// Two organizations may hold the same well (operator and partner), so the organization is part of the key.
    pub fn for_api10(organization: Uuid, api10: &str) -> Self {
        Self(Uuid::new_v5(
            &DERIVED_IDS,
            format!("well\n{organization}\n{api10}").as_bytes(),
        ))
    }

    /// The bare id.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl std::fmt::Display for WellId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for WellId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl From<WellId> for Uuid {
    fn from(id: WellId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_id_depends_on_organization_and_number_and_nothing_else() {
        let ours = Uuid::from_u128(1);
        let theirs = Uuid::from_u128(2);

        assert_eq!(
            WellId::for_api10(ours, "1771940533"),
            WellId::for_api10(ours, "1771940533")
        );
        assert_ne!(
            WellId::for_api10(ours, "1771940533"),
            WellId::for_api10(theirs, "1771940533")
        );
        assert_ne!(
            WellId::for_api10(ours, "1771940533"),
            WellId::for_api10(ours, "1771940534")
        );
    }

    #[test]
    fn the_derivation_is_frozen() {
        let id = WellId::for_api10(Uuid::from_u128(1), "1771940533");

        assert_eq!(id.as_uuid().get_version_num(), 5);
        assert_eq!(id.to_string(), "4e7e6c58-2757-5919-9189-f10be623f21e");
    }
}
