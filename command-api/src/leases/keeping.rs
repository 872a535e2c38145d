//! What keeps a lease alive, and what puts it in doubt: `/pay-rental`, `/miss-rental`, `/hold-by-production`,
//! `/hold-by-operations`, `/hold-by-unit`, `/pay-shut-in-royalty`, `/start-cessation-clock`, `/clear-cessation`.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::ids::{UnitId, WellId};
use wellflow_domain::lease::{
    AttainHeldByProduction, ClearCessation, CompletionSeen, HoldByOperations, HoldByUnit, LeaseTask,
    MissDelayRental, Operation, OperationKind, PayDelayRental, PayShutInRoyalty, PayingQuantities,
    RentalPayment, SavingSeen, ShutInPayment, ShutInWellSeen, StartCessationClock,
};
use wellflow_domain::month::Month;
use wellflow_domain::quantity::Usd;

use super::completions::NewPlace;
use crate::body::{bodies, tagged_bodies};

/// Production is to hold the lease; whether its completions produce is seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewHoldByProduction {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) completions: Vec<NewPlace>,
    pub(crate) paying: PayingQuantities,
}

/// A unit is to hold the lease; whether its completions produce is seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewHoldByUnit {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) unit_id: UnitId,
    pub(crate) completions: Vec<NewPlace>,
}

/// A shut-in royalty is paid; whether the well is shut in is seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewShutInRoyalty {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) payment: ShutInPayment,
}

/// What saves the lease.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NewSaving {
    /// Production; whether there is any is seen.
    Production { completions: Vec<NewPlace> },
    /// A shut-in royalty that covers the day.
    ShutInRoyalty,
    /// Operations that began in time.
    Operations { operation: Operation },
}

/// Something saves the lease.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewClearing {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) saved_by: NewSaving,
}

bodies! {
    /// A delay rental is paid.
    PayDelayRental as PayRentalBody { effective_at: DateTime<Utc>, payment: RentalPayment }

    /// A delay rental.
    RentalPayment as RentalPaymentBody { for_year: u8, amount_usd: Option<Usd> }

    /// A delay rental was not paid by its day.
    MissDelayRental as MissRentalBody { effective_at: DateTime<Utc>, for_year: u8 }

    /// What the wells earned and cost.
    PayingQuantities as PayingQuantitiesBody {
        from: Month,
        through: Month,
        revenue_usd: Usd,
        operating_cost_usd: Usd,
    }

    /// Production holds the lease.
    NewHoldByProduction as HoldByProductionBody {
        effective_at: DateTime<Utc>,
        completions: Vec<NewPlace>,
        paying: PayingQuantities,
    }

    /// Operations hold the lease.
    HoldByOperations as HoldByOperationsBody { effective_at: DateTime<Utc>, operation: Operation }

    /// Work on the lease.
    Operation as OperationBody {
        kind: OperationKind,
        well_id: WellId,
        began_on: NaiveDate,
        worked_until: NaiveDate,
    }

    /// A unit holds the lease.
    NewHoldByUnit as HoldByUnitBody {
        effective_at: DateTime<Utc>,
        unit_id: UnitId,
        completions: Vec<NewPlace>,
    }

    /// A shut-in royalty is paid.
    NewShutInRoyalty as PayShutInRoyaltyBody { effective_at: DateTime<Utc>, payment: ShutInPayment }

    /// A shut-in royalty.
    ShutInPayment as ShutInPaymentBody {
        well_id: WellId,
        amount_usd: Option<Usd>,
        from: NaiveDate,
        months: u16,
    }

    /// Production ceased.
    StartCessationClock as StartClockBody { effective_at: DateTime<Utc>, last_production_on: NaiveDate }

    /// Something saved the lease in time.
    NewClearing as ClearCessationBody { effective_at: DateTime<Utc>, saved_by: NewSaving }
}

tagged_bodies! {
    NewSaving by "kind" {
        "production" => Production { completions: Vec<NewPlace> },
        "shut_in_royalty" => ShutInRoyalty {},
        "operations" => Operations { operation: Operation },
    }
}

impl NewHoldByProduction {
    /// The task, with the completions as seen.
    pub(super) fn seeing(self, completions: Vec<CompletionSeen>) -> LeaseTask {
        let task = AttainHeldByProduction {
            effective_at: self.effective_at,
            completions,
            paying: self.paying,
        };
        task.into()
    }
}

impl NewHoldByUnit {
    /// The task, with the completions as seen.
    pub(super) fn seeing(self, completions: Vec<CompletionSeen>) -> LeaseTask {
        let task = HoldByUnit {
            effective_at: self.effective_at,
            unit_id: self.unit_id,
            completions,
        };
        task.into()
    }
}

impl NewShutInRoyalty {
    /// The task, with the well as seen; one that was not seen is not shut in.
    pub(super) fn seeing(self, well: Option<ShutInWellSeen>) -> LeaseTask {
        let unseen = ShutInWellSeen {
            well_id: self.payment.well_id,
            shut_in_on: None,
            capable: false,
        };
        let task = PayShutInRoyalty {
            effective_at: self.effective_at,
            payment: self.payment,
            well: well.unwrap_or(unseen),
        };
        task.into()
    }
}

impl NewClearing {
    /// The task, with the completions as seen where they save the lease.
    pub(super) fn seeing(self, completions: Vec<CompletionSeen>) -> LeaseTask {
        let saved_by = match self.saved_by {
            NewSaving::Production { .. } => SavingSeen::Production { completions },
            NewSaving::ShutInRoyalty => SavingSeen::ShutInRoyalty,
            NewSaving::Operations { operation } => SavingSeen::Operations { operation },
        };
        let task = ClearCessation {
            effective_at: self.effective_at,
            saved_by,
        };
        task.into()
    }
}
