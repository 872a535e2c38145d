//! What keeps a lease alive, and what puts it in doubt.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::Fact;

use super::published_fact;
use crate::ids::UnitId;
use crate::lease::holding::CessationClock;
use crate::lease::stated::{HeldWell, Operation, RentalPayment, SavedBy, ShutInPayment};

published_fact!(
    LeaseHeldByProduction,
    LeaseHeldByOperations,
    LeaseHeldByUnit,
    CessationClockStarted,
    CessationClockCleared
);

/// A delay rental was paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DelayRentalPaid {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// For which year, and how much.
    pub payment: RentalPayment,
}

impl Fact for DelayRentalPaid {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn public_form(&self) -> Option<Self> {
        let mut shown = self.clone();
        shown.payment.amount_usd = None;
        Some(shown)
    }
}

/// Production in paying quantities held the lease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseHeldByProduction {
    /// Since when.
    pub effective_at: DateTime<Utc>,
    /// The completions that produce.
    pub wells: Vec<HeldWell>,
}

/// Operations held the lease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseHeldByOperations {
    /// When it was noted.
    pub effective_at: DateTime<Utc>,
    /// The work.
    pub operation: Operation,
}

/// A unit that produces held the lease.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseHeldByUnit {
    /// Since when.
    pub effective_at: DateTime<Utc>,
    /// The unit.
    pub unit_id: UnitId,
    /// The completions that produce for it.
    pub wells: Vec<HeldWell>,
}

/// A shut-in royalty was paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShutInRoyaltyPaid {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// For which well and period, and how much.
    pub payment: ShutInPayment,
}

impl Fact for ShutInRoyaltyPaid {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn public_form(&self) -> Option<Self> {
        let mut shown = self.clone();
        shown.payment.amount_usd = None;
        Some(shown)
    }
}

/// Production ceased, and the days until the lease ends are counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CessationClockStarted {
    /// When it was noted.
    pub effective_at: DateTime<Utc>,
    /// The clock.
    pub clock: CessationClock,
}

/// Something saved the lease before the clock ran out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CessationClockCleared {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// What.
    pub saved_by: SavedBy,
}
