//! What holds a lease on a day, and until when.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::gap::Cover;
use super::state::{Hold, KnownLease, Stage};
use super::stated::{HeldWell, Rental};
use super::status::LeaseStatus;

/// The days that are counted once production ceased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CessationClock {
    /// The last local day with production.
    pub last_production_on: NaiveDate,
    /// The last local day on which the lease can be saved.
    pub deadline_on: NaiveDate,
    /// The same if no shut-in royalty had been paid.
    pub deadline_without_shut_in_royalty_on: NaiveDate,
    /// Days without production when the clock was started.
    pub gap_days: u32,
    /// Those of them that no shut-in royalty was paid for.
    pub gap_days_less_shut_in_royalty: u32,
}

/// What holds a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HeldBy {
    /// Its term.
    PrimaryTerm,
    /// Production in paying quantities.
    Production,
    /// Operations.
    Operations,
    /// A shut-in royalty.
    ShutInRoyalty,
    /// A unit that produces.
    Unit,
    /// A suspension by the agency.
    Suspension,
}

impl std::fmt::Display for HeldBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::PrimaryTerm => "its primary term",
            Self::Production => "production",
            Self::Operations => "operations",
            Self::ShutInRoyalty => "a shut-in royalty",
            Self::Unit => "a unit",
            Self::Suspension => "a suspension",
        })
    }
}

/// What holds a lease on a day, and until when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseHolding {
    /// What.
    pub by: HeldBy,
    /// The completions, where production holds it.
    pub wells: Vec<HeldWell>,
    /// The last local day, if nothing else happens; `None` where nothing known ends it.
    pub until: Option<NaiveDate>,
    /// Whether that day has passed, and the end is only not recorded yet.
    pub lapsed: bool,
    /// The clock, while it runs.
    pub clock: Option<CessationClock>,
    /// The day by which the next delay rental must be paid.
    pub rental_due_on: Option<NaiveDate>,
}

impl KnownLease {
    /// The last local day of the primary term, extensions included.
    pub(super) fn primary_term_end(&self) -> Option<NaiveDate> {
        let stated = || {
            self.terms
                .as_ref()
                .and_then(|terms| terms.primary_term.last_day())
        };
        let filed = || self.agency.as_ref().and_then(|agency| agency.expires_on);
        self.extended_to.or_else(stated).or_else(filed)
    }

    /// The year whose rental is to be paid next, and its day; `None` where no more is owed.
    pub(super) fn next_rental(&self) -> Option<(u8, NaiveDate)> {
        let terms = self.terms.as_ref()?;
        let end = self.primary_term_end()?;
        match terms.rental {
            Rental::PaidUp => None,
            Rental::Delay { .. } => (1..=u8::MAX)
                .find(|year| !self.rentals_paid.contains(year))
                .and_then(|year| Some((year, terms.primary_term.anniversary(year)?)))
                .filter(|(_, due_on)| *due_on <= end),
        }
    }

    /// The last local day of the term if nothing more is paid: a rental that is not paid by its day ends the lease with it.
    fn term_runs_until(&self) -> Option<NaiveDate> {
        let rental = self.next_rental().map(|(_, due_on)| due_on);
        rental.or_else(|| self.primary_term_end())
    }

    /// The periods shut-in royalties were paid for.
    pub(super) fn covers(&self) -> Vec<Cover> {
        self.shut_in
            .iter()
            .filter_map(|paid| Some((paid.from, paid.last_day()?)))
            .collect()
    }

    /// What holds the lease on a local day; `None` where it is not in force.
    pub fn holding(&self, on: NaiveDate) -> Option<LeaseHolding> {
        let status = self.status_on(on);
        if !status.in_force() {
            return None;
        }
        let (by, wells, until) = match &self.standing.stage {
            Stage::Signed => (HeldBy::PrimaryTerm, Vec::new(), self.term_runs_until()),
            Stage::Held { hold } => self.held_by(hold),
            Stage::Reported { status } => (by_report(*status), Vec::new(), self.reported_until(*status)),
            Stage::Negotiating
            | Stage::NotExecuted
            | Stage::Released
            | Stage::Expired
            | Stage::Terminated
            | Stage::Surrendered
            | Stage::Voided => return None,
        };
        let owes_rentals = self.standing.stage == Stage::Signed;
        let next_rental = self.next_rental().filter(|_| owes_rentals);
        Some(LeaseHolding {
            by,
            wells,
            until,
            lapsed: until.is_some_and(|until| until < on),
            clock: self.clock,
            rental_due_on: next_rental.map(|(_, due_on)| due_on),
        })
    }

    fn held_by(&self, hold: &Hold) -> (HeldBy, Vec<HeldWell>, Option<NaiveDate>) {
        match hold {
            Hold::Production { wells } => (HeldBy::Production, wells.clone(), self.clock_ends()),
            Hold::Unit { wells, .. } => (HeldBy::Unit, wells.clone(), self.clock_ends()),
            Hold::Operations { operation } => {
                let days = self
                    .terms
                    .as_ref()
                    .and_then(|t| t.clauses.continuous_operations_days);
                let rests = Days::new(u64::from(days.unwrap_or(0)));
                let until = operation.worked_until.checked_add_days(rests);
                (HeldBy::Operations, Vec::new(), self.not_before_term(until))
            }
            Hold::ShutInRoyalty { until } => (
                HeldBy::ShutInRoyalty,
                Vec::new(),
                self.not_before_term(Some(*until)),
            ),
        }
    }

    fn clock_ends(&self) -> Option<NaiveDate> {
        self.clock
            .and_then(|clock| self.not_before_term(Some(clock.deadline_on)))
    }

    /// Whatever else ends a lease, it does not end before its primary term.
    fn not_before_term(&self, until: Option<NaiveDate>) -> Option<NaiveDate> {
        until.map(|until| self.primary_term_end().map_or(until, |end| end.max(until)))
    }

    fn reported_until(&self, status: LeaseStatus) -> Option<NaiveDate> {
        if status == LeaseStatus::InPrimaryTerm {
            self.primary_term_end()
        } else {
            self.clock_ends()
        }
    }
}

/// What an agency says holds the lease.
fn by_report(status: LeaseStatus) -> HeldBy {
    match status {
        LeaseStatus::HeldByProduction => HeldBy::Production,
        LeaseStatus::HeldByOperations => HeldBy::Operations,
        LeaseStatus::HeldByShutInRoyalty => HeldBy::ShutInRoyalty,
        LeaseStatus::HeldByUnit => HeldBy::Unit,
        LeaseStatus::OperationsSuspended | LeaseStatus::ProductionSuspended => HeldBy::Suspension,
        LeaseStatus::Negotiating
        | LeaseStatus::Executed
        | LeaseStatus::Recorded
        | LeaseStatus::InPrimaryTerm
        | LeaseStatus::Released
        | LeaseStatus::Expired
        | LeaseStatus::Terminated
        | LeaseStatus::Surrendered
        | LeaseStatus::Cancelled
        | LeaseStatus::Consolidated
        | LeaseStatus::BidRejected
        | LeaseStatus::NotIssued
        | LeaseStatus::NotExecuted
        | LeaseStatus::Voided
        | LeaseStatus::Unmapped => HeldBy::PrimaryTerm,
    }
}
