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

macro_rules! chosen_ids {
    ($($(#[$meta:meta])* $id:ident),+ $(,)?) => { $(
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

chosen_ids! {
    /// The id of a lease's stream.
    LeaseId,
    /// The id of an owner's stream: whoever holds an interest, and whoever operates, supplies or leases.
    OwnerId,
    /// The id of a unit: acreage of several leases or tracts that is produced in common.
    UnitId,
    /// The id of the stream of an authority for expenditure.
    AfeId,
    /// The id of an operating agreement's stream.
    AgreementId,
}

impl LeaseId {
    /// The id of the lease that an importer addresses by an agency's number.
    ///
    /// Two organizations may hold the same lease, so the organization is part of the key.
    pub fn for_agency_number(organization: Uuid, agency: &str, number: &str) -> Self {
        let key = format!("lease\n{organization}\n{agency}\n{number}");
        Self(Uuid::new_v5(&DERIVED_IDS, key.as_bytes()))
    }
}

impl OwnerId {
    /// The id of the owner that an importer addresses by an agency's number.
    pub fn for_agency_number(organization: Uuid, agency: &str, number: &str) -> Self {
        let key = format!("owner\n{organization}\n{agency}\n{number}");
        Self(Uuid::new_v5(&DERIVED_IDS, key.as_bytes()))
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

    #[test]
    fn leases_and_owners_of_an_agency_are_told_apart() {
        let ours = Uuid::from_u128(1);
        let lease = LeaseId::for_agency_number(ours, "BOEM", "00016");
        assert_eq!(lease.to_string(), "b1a330d3-3eed-5b82-a7a0-954f9f44acf5");
        assert_ne!(
            lease,
            LeaseId::for_agency_number(Uuid::from_u128(2), "BOEM", "00016")
        );
        assert_ne!(lease, LeaseId::for_agency_number(ours, "BOEM", "00017"));
        let owner = OwnerId::for_agency_number(ours, "BOEM", "00016");
        assert_eq!(owner.to_string(), "d33306e9-4ca3-5fa9-9d78-84bae2b04cea");
        assert_eq!(
            "00000000-0000-0000-0000-000000000007".parse(),
            Ok(UnitId::new(Uuid::from_u128(7)))
        );
    }
}
