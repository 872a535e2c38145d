//! What an agency holds against a well or in its favour, whatever stage it is in.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::month::Month;

/// An inactive well's standing under 16 TAC §3.14(b)(2), by the codes of the Railroad Commission's ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tx14b2 {
    /// Code 0: none.
    #[default]
    None,
    /// Code 1: an extension is in effect.
    InEffect,
    /// Code 2: a violation letter was sent.
    ViolationLetter,
    /// Code 3: the intent to plug is filed.
    ToPlug,
    /// Code 4: denied.
    Denied,
    /// Code 5: field inspection.
    FieldInspection,
    /// Code 6: hearing.
    Hearing,
    /// Code 7: ordered to plug.
    PlugOrder,
    /// Code 8: with the Attorney General.
    AttorneyGeneral,
    /// Code 9: plugged with state funds.
    StateFunds,
    /// Code A: active secondary recovery.
    SecondaryRecovery,
    /// Code B: the inactive side of a multiple completion.
    InactiveMultiple,
    /// Code C: response to a waterflood is awaited.
    WaterfloodPending,
}

impl Tx14b2 {
    /// The standings by their filed codes.
    pub const CODES: [(char, Self); 13] = [
        ('0', Self::None),
        ('1', Self::InEffect),
        ('2', Self::ViolationLetter),
        ('3', Self::ToPlug),
        ('4', Self::Denied),
        ('5', Self::FieldInspection),
        ('6', Self::Hearing),
        ('7', Self::PlugOrder),
        ('8', Self::AttorneyGeneral),
        ('9', Self::StateFunds),
        ('A', Self::SecondaryRecovery),
        ('B', Self::InactiveMultiple),
        ('C', Self::WaterfloodPending),
    ];

    /// The standing a filed code tells of; `None` for one that is not in the ledger's manual.
    pub fn of_code(code: char) -> Option<Self> {
        Self::CODES
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(_, standing)| *standing)
    }
}

/// One flag, as it stands from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "flag", rename_all = "snake_case")]
pub enum RegulatoryFlag {
    /// The first month without reported production.
    InactiveSince {
        /// `None` where the well is active again.
        month: Option<Month>,
    },
    /// The standing under 16 TAC §3.14(b)(2).
    #[serde(rename = "tx_14b2")]
    Tx14b2 {
        /// The standing.
        standing: Tx14b2,
    },
    /// The last day of an extension of the deadline to plug (Form W-3X).
    W3xExpiry {
        /// `None` where there is no extension.
        on: Option<NaiveDate>,
    },
    /// The day the next test of an inactive well is due (Form H-15).
    H15Due {
        /// `None` where none is.
        on: Option<NaiveDate>,
    },
    /// Whether the lease may not move oil or gas.
    LeaseSevered {
        /// Whether it is severed.
        severed: bool,
    },
    /// The last day the well's record is kept confidential.
    ConfidentialUntil {
        /// `None` where it is open.
        on: Option<NaiveDate>,
    },
    /// Whether no operator answers for the well.
    Orphan {
        /// Whether it is an orphan.
        orphan: bool,
    },
}

/// All flags of a well. Absent ones were never set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegulatoryFlags {
    /// The first month without reported production.
    pub inactive_since: Option<Month>,
    /// The standing under 16 TAC §3.14(b)(2).
    pub tx_14b2: Tx14b2,
    /// The last day of an extension of the deadline to plug.
    pub w3x_expiry: Option<NaiveDate>,
    /// The day the next test is due.
    pub h15_due: Option<NaiveDate>,
    /// Whether the lease may not move oil or gas.
    pub lease_severed: bool,
    /// The last day the well's record is kept confidential.
    pub confidential_until: Option<NaiveDate>,
    /// Whether no operator answers for the well.
    pub orphan: bool,
}

impl RegulatoryFlags {
    /// The flags once one of them has changed.
    #[must_use]
    pub fn with(self, flag: &RegulatoryFlag) -> Self {
        match flag {
            RegulatoryFlag::InactiveSince { month } => Self {
                inactive_since: *month,
                ..self
            },
            RegulatoryFlag::Tx14b2 { standing } => Self {
                tx_14b2: *standing,
                ..self
            },
            RegulatoryFlag::W3xExpiry { on } => Self {
                w3x_expiry: *on,
                ..self
            },
            RegulatoryFlag::H15Due { on } => Self { h15_due: *on, ..self },
            RegulatoryFlag::LeaseSevered { severed } => Self {
                lease_severed: *severed,
                ..self
            },
            RegulatoryFlag::ConfidentialUntil { on } => Self {
                confidential_until: *on,
                ..self
            },
            RegulatoryFlag::Orphan { orphan } => Self {
                orphan: *orphan,
                ..self
            },
        }
    }
}
