//! What is paid, and what is done, to keep a lease.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::terms::last_day_of;
use crate::depth::DepthInterval;
use crate::ids::{UnitId, WellId};
use crate::month::Month;
use crate::quantity::{Feet, Usd};
use crate::text::{CompletionName, Text120};
use crate::tract::TractName;

/// A delay rental.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RentalPayment {
    /// For which year: 1 is due on the first anniversary.
    pub for_year: u8,
    /// How much; `None` where withheld.
    pub amount_usd: Option<Usd>,
}

/// A shut-in royalty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShutInPayment {
    /// The well that could produce and has no market.
    pub well_id: WellId,
    /// How much; `None` where withheld.
    pub amount_usd: Option<Usd>,
    /// The first local day of the period it is paid for.
    pub from: NaiveDate,
    /// How many months the period lasts.
    pub months: u16,
}

impl ShutInPayment {
    /// The last local day of the period; `None` beyond the calendar.
    pub fn last_day(&self) -> Option<NaiveDate> {
        last_day_of(self.from, u32::from(self.months))
    }
}

/// A completion that holds the lease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeldWell {
    /// The well.
    pub well_id: WellId,
    /// Its completion.
    pub completion: CompletionName,
    /// The tract it produces from; `None` for a tract of another lease in the same unit.
    pub tract: Option<TractName>,
    /// The unit it produces for.
    pub unit_id: Option<UnitId>,
    /// Where it produces.
    pub depths: DepthInterval,
    /// The base of the formation it produces from, where it lies deeper; absent where it was not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formation_base_ft: Option<Feet>,
}

/// What kind of work keeps a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// Drilling.
    Drilling,
    /// Completing or opening another zone.
    Completing,
    /// Reworking.
    Reworking,
    /// Deepening or plugging back.
    Deepening,
}

/// Work on the lease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Operation {
    /// What is done.
    pub kind: OperationKind,
    /// On which well.
    pub well_id: WellId,
    /// The first local day.
    pub began_on: NaiveDate,
    /// The last local day so far.
    pub worked_until: NaiveDate,
}

/// What saved a lease before its cessation clock ran out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SavedBy {
    /// Production began again.
    Production {
        /// The completions that produce.
        wells: Vec<HeldWell>,
    },
    /// A shut-in royalty covers the day.
    ShutInRoyalty,
    /// Operations began in time.
    Operations {
        /// Which.
        operation: Operation,
    },
}

/// The closed months that an amendment reaches back into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoyaltyRestatement {
    /// The first closed month that changes.
    pub from: Month,
    /// The last.
    pub through: Month,
    /// Why.
    pub reason: Text120,
}
