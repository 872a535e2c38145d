//! What an owner is, and what is known of one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::state::Owner;
use crate::ids::OwnerId;
use crate::location::StateCode;
use crate::text::Text120;

/// What kind of owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OwnerKind {
    /// A person.
    Individual,
    /// A company or partnership.
    Company,
    /// A trust.
    Trust,
    /// What a person left behind.
    Estate,
    /// A state, the United States, a tribe.
    Government,
}

/// In which role we deal with an owner. JSON: `"operator"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OwnerRole {
    /// Runs wells.
    Operator,
    /// Shares cost and production.
    Partner,
    /// Supplies goods and services.
    Vendor,
    /// Leases minerals out.
    Lessor,
    /// Holds an interest free of cost.
    RoyaltyOwner,
    /// Buys production.
    Purchaser,
}

impl std::fmt::Display for OwnerRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Operator => "operator",
            Self::Partner => "partner",
            Self::Vendor => "vendor",
            Self::Lessor => "lessor",
            Self::RoyaltyOwner => "royalty owner",
            Self::Purchaser => "purchaser",
        })
    }
}

/// The state of an owner's record as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OwnerStatus {
    /// We deal with the owner.
    Active,
    /// We do not, for now.
    Inactive,
    /// The person died; the estate acts.
    Deceased,
    /// The estate was settled: what was owned has passed.
    EstateSettled,
    /// The record is one of two of the same owner, and the other one counts.
    Merged,
    /// Entered in error: there is no such owner.
    Voided,
}

impl OwnerStatus {
    /// Every status.
    pub const ALL: &'static [Self] = &[
        Self::Active,
        Self::Inactive,
        Self::Deceased,
        Self::EstateSettled,
        Self::Merged,
        Self::Voided,
    ];

    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Deceased => "deceased",
            Self::EstateSettled => "estate_settled",
            Self::Merged => "merged",
            Self::Voided => "voided",
        }
    }
}

impl std::fmt::Display for OwnerStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A tax number: nine digits, written with or without dashes. JSON: the digits.
///
/// `Debug` shows no digit, so that none reaches a log by way of an error or a test.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TaxId(String);

/// Why a tax number is refused. It says how many digits were found, never which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tax number has nine digits and nothing else but dashes; {digits} digits were found")]
pub struct TaxIdError {
    /// How many.
    pub digits: usize,
}

impl TaxIdError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        "tax-id-form"
    }
}

impl TaxId {
    /// Reads a number such as `12-3456789`.
    ///
    /// # Errors
    /// [`TaxIdError`].
    pub fn parse(text: &str) -> Result<Self, TaxIdError> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let foreign = text.trim().chars().any(|c| !c.is_ascii_digit() && c != '-');
        if foreign || digits.len() != 9 {
            return Err(TaxIdError { digits: digits.len() });
        }
        Ok(Self(digits))
    }

    /// The last four digits, by which people check a number.
    pub fn last_four(&self) -> &str {
        self.0.get(5..).unwrap_or_default()
    }
}

impl std::fmt::Debug for TaxId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TaxId(not shown)")
    }
}

impl TryFrom<String> for TaxId {
    type Error = TaxIdError;

    fn try_from(text: String) -> Result<Self, TaxIdError> {
        Self::parse(&text)
    }
}

impl From<TaxId> for String {
    fn from(tax_id: TaxId) -> Self {
        tax_id.0
    }
}

crate::schema::written_as! {
    TaxId: r"^\d{9}$", "Tax number, nine digits.";
}

/// Where post reaches an owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Address {
    /// Street, box, suite.
    pub lines: Vec<Text120>,
    /// The city.
    pub city: Text120,
    /// The state; `None` abroad.
    pub state: Option<StateCode>,
    /// The postal code.
    pub postal_code: Option<Text120>,
    /// The country, where it is not the United States.
    pub country: Option<Text120>,
}

/// The number under which an agency knows a company.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgencyOwnerKey {
    /// The agency, for example `BOEM`.
    pub agency: Text120,
    /// Its number.
    pub number: Text120,
}

impl AgencyOwnerKey {
    /// The key as one text.
    pub fn canonical(&self) -> String {
        format!("{}|{}", self.agency, self.number)
    }
}

/// The facts of an owner against which others are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnerSeen {
    /// There is no such owner.
    Unknown,
    /// There is one.
    Known {
        /// The stream.
        owner_id: OwnerId,
        /// Its status.
        status: OwnerStatus,
        /// The record that counts instead, where it was merged.
        merged_into: Option<OwnerId>,
        /// Its roles.
        roles: BTreeSet<OwnerRole>,
    },
}

impl OwnerSeen {
    /// What there is to see of an owner. A record entered in error is no owner.
    pub fn of(owner: &Owner) -> Self {
        match owner {
            Owner::Unknown => Self::Unknown,
            Owner::Known(known) if known.status() == OwnerStatus::Voided => Self::Unknown,
            Owner::Known(known) => Self::Known {
                owner_id: known.owner_id,
                status: known.status(),
                merged_into: known.merged_into(),
                roles: known.roles.clone(),
            },
        }
    }
}

impl std::fmt::Display for OwnerKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Individual => "person",
            Self::Company => "company",
            Self::Trust => "trust",
            Self::Estate => "estate",
            Self::Government => "government",
        })
    }
}
