//! An owner as shown, derived from the state. What is personal stays marked: whoever shows it decides to whom.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::state::{KnownOwner, Owner, Stage};
use super::stated::{Address, AgencyOwnerKey, OwnerKind, OwnerRole, OwnerStatus, TaxId};
use crate::ids::OwnerId;
use crate::personal::Personal;
use crate::text::Text120;

/// An owner. Absent facts are `null`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnerSummary {
    /// The stream.
    pub owner_id: OwnerId,
    /// What kind of owner.
    pub kind: OwnerKind,
    /// The name.
    pub name: Personal<Text120>,
    /// Earlier names, oldest first.
    pub former_names: Vec<Personal<Text120>>,
    /// The tax number.
    pub tax_id: Option<Personal<TaxId>>,
    /// Where post goes.
    pub address: Option<Personal<Address>>,
    /// The number of an agency.
    pub agency_key: Option<AgencyOwnerKey>,
    /// The roles.
    pub roles: BTreeSet<OwnerRole>,
    /// The stage the record is in.
    pub status: OwnerStatus,
    /// Since when.
    pub status_since: DateTime<Utc>,
    /// The day a person died.
    pub died_on: Option<Personal<NaiveDate>>,
    /// Who acts for the estate.
    pub representative: Option<OwnerId>,
    /// The record that counts instead.
    pub merged_into: Option<OwnerId>,
}

impl Owner {
    /// The owner as shown; `None` where nothing is known of one.
    pub fn summary(&self) -> Option<OwnerSummary> {
        match self {
            Self::Unknown => None,
            Self::Known(owner) => Some(owner.summary()),
        }
    }
}

impl OwnerSummary {
    /// The same without what is personal.
    #[must_use]
    pub fn public_form(&self) -> Self {
        Self {
            name: Personal::withheld(),
            former_names: Vec::new(),
            tax_id: None,
            address: None,
            died_on: None,
            ..self.clone()
        }
    }
}

impl KnownOwner {
    fn summary(&self) -> OwnerSummary {
        let (died_on, representative) = match &self.stage {
            Stage::Deceased {
                died_on,
                representative,
            } => (Some(died_on.clone()), *representative),
            Stage::Active | Stage::Inactive | Stage::EstateSettled | Stage::Merged { .. } | Stage::Voided => {
                (None, None)
            }
        };
        OwnerSummary {
            owner_id: self.owner_id,
            kind: self.kind,
            name: self.name.clone(),
            former_names: self.former_names.clone(),
            tax_id: self.tax_id.clone(),
            address: self.address.clone(),
            agency_key: self.agency_key.clone(),
            roles: self.roles.clone(),
            status: self.status(),
            status_since: self.since,
            died_on,
            representative,
            merged_into: self.merged_into(),
        }
    }
}
