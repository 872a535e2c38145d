//! Those to whom interests are given and who sign for them, as their own records have them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::ids::OwnerId;
use crate::owner::{Owner, OwnerStatus};
use crate::personal::Personal;

/// Whether an interest may be given to an owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OwnerStanding {
    /// There is no such owner, or the record was entered in error.
    #[default]
    Unknown,
    /// The owner stands in the books. Whether we deal with him for now says nothing about what he owns.
    Stands,
    /// The person died, and the estate holds what was his.
    Deceased {
        /// The day.
        died_on: Personal<NaiveDate>,
        /// Whether somebody was appointed who acts for the estate.
        represented: bool,
    },
    /// What the estate had has passed.
    Settled {
        /// When.
        since: DateTime<Utc>,
    },
    /// Another record of the same owner counts.
    Merged {
        /// Which.
        into: OwnerId,
    },
}

impl OwnerStanding {
    /// What there is to see of an owner.
    pub fn of(owner: &Owner) -> Self {
        let Some(shown) = owner.summary() else {
            return Self::Unknown;
        };
        match shown.status {
            OwnerStatus::Voided => Self::Unknown,
            OwnerStatus::Active | OwnerStatus::Inactive => Self::Stands,
            OwnerStatus::Deceased => Self::Deceased {
                died_on: shown.died_on.unwrap_or(Personal::withheld()),
                represented: shown.representative.is_some(),
            },
            OwnerStatus::EstateSettled => Self::Settled {
                since: shown.status_since,
            },
            OwnerStatus::Merged => match shown.merged_into {
                Some(into) => Self::Merged { into },
                None => Self::Unknown,
            },
        }
    }
}

/// The owners to whom a command gives interests, or who sign; their streams are held by the append. An owner who is not among them is not
/// known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnersSeen(BTreeMap<OwnerId, OwnerStanding>);

impl OwnersSeen {
    /// These owners.
    pub fn new(owners: impl IntoIterator<Item = (OwnerId, OwnerStanding)>) -> Self {
        Self(owners.into_iter().collect())
    }

    pub(super) fn standing(&self, owner: OwnerId) -> &OwnerStanding {
        self.0.get(&owner).unwrap_or(&OwnerStanding::Unknown)
    }
}
