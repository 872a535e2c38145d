//! What keeps a lease alive, and what puts it in doubt.

use chrono::{DateTime, NaiveDate, Utc};

use crate::ids::UnitId;
use crate::lease::seen::{CompletionSeen, ShutInWellSeen};
use crate::lease::stated::{Operation, RentalPayment, ShutInPayment};
use crate::month::Month;
use crate::quantity::Usd;

/// A delay rental is paid.
#[derive(Clone, Debug, PartialEq)]
pub struct PayDelayRental {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// For which year, and how much.
    pub payment: RentalPayment,
}

/// A delay rental was not paid by its day: the lease ends by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct MissDelayRental {
    /// An instant after the day it was due.
    pub effective_at: DateTime<Utc>,
    /// For which year: 1 is due on the first anniversary.
    pub for_year: u8,
}

/// What the wells earned and cost over a reasonable period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PayingQuantities {
    /// The first month.
    pub from: Month,
    /// The last month.
    pub through: Month,
    /// The lessee's revenue.
    pub revenue_usd: Usd,
    /// The cost of operating.
    pub operating_cost_usd: Usd,
}

/// Production in paying quantities holds the lease.
#[derive(Clone, Debug, PartialEq)]
pub struct AttainHeldByProduction {
    /// Since when.
    pub effective_at: DateTime<Utc>,
    /// The completions, as seen.
    pub completions: Vec<CompletionSeen>,
    /// What they earn.
    pub paying: PayingQuantities,
}

/// Operations hold the lease.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldByOperations {
    /// When it was noted, on or after the last day worked.
    pub effective_at: DateTime<Utc>,
    /// The work.
    pub operation: Operation,
}

/// A unit that produces holds the lease.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldByUnit {
    /// Since when.
    pub effective_at: DateTime<Utc>,
    /// The unit.
    pub unit_id: UnitId,
    /// The completions that produce for it, as seen.
    pub completions: Vec<CompletionSeen>,
}

/// A shut-in royalty is paid.
#[derive(Clone, Debug, PartialEq)]
pub struct PayShutInRoyalty {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// For which well and period, and how much.
    pub payment: ShutInPayment,
    /// The well, as seen.
    pub well: ShutInWellSeen,
}

/// Production ceased.
#[derive(Clone, Debug, PartialEq)]
pub struct StartCessationClock {
    /// When it was noted.
    pub effective_at: DateTime<Utc>,
    /// The last local day with production.
    pub last_production_on: NaiveDate,
}

/// What saves the lease, as seen.
#[derive(Clone, Debug, PartialEq)]
pub enum SavingSeen {
    /// Production began again.
    Production {
        /// The completions, as seen.
        completions: Vec<CompletionSeen>,
    },
    /// A shut-in royalty covers the day.
    ShutInRoyalty,
    /// Operations began in time.
    Operations {
        /// Which.
        operation: Operation,
    },
}

/// Something saved the lease before the clock ran out.
#[derive(Clone, Debug, PartialEq)]
pub struct ClearCessation {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// What.
    pub saved_by: SavingSeen,
}
