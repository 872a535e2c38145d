//! What may be asked of a lease.

mod ending;
mod keeping;
mod signing;

use chrono::{DateTime, Utc};

use super::event::CorrectedLeaseFact;
use super::imported::AgencyLease;

pub use ending::{
    ApplyPughClause, ApplyRetainedAcreage, CorrectLeaseHistory, ExpireLease, ReleaseAcreage, RetainedAcres,
    SurrenderLease, TerminateLease, VoidLeaseRecord,
};
pub use keeping::{
    AttainHeldByProduction, ClearCessation, HoldByOperations, HoldByUnit, MissDelayRental, PayDelayRental,
    PayShutInRoyalty, PayingQuantities, SavingSeen, StartCessationClock,
};
pub use signing::{
    AmendLease, AmendRoyalty, AssignInterest, CloseLeaseNegotiation, ExecuteLease, ExerciseExtension,
    OpenLeaseNegotiation, PoolLease, PooledTract, RecordLease,
};

/// What a lease is asked: a task, and the instant it is asked at.
#[derive(Clone, Debug, PartialEq)]
pub struct LeaseCommand {
    /// The task.
    pub task: LeaseTask,
    /// The asking service's clock. What is said to have happened has happened by then.
    pub now: DateTime<Utc>,
}

macro_rules! tasks {
    ($($(#[$meta:meta])* $variant:ident($task:ty),)+) => {
        /// A task for the lease aggregate.
        #[derive(Clone, Debug, PartialEq)]
        pub enum LeaseTask {
            $($(#[$meta])* $variant($task),)+
            /// An earlier fact was wrong.
            CorrectHistory(Box<CorrectLeaseHistory>),
            /// An agency's record of the lease; guards become warnings.
            ImportRecord(Box<AgencyLease>),
        }

        impl LeaseTask {
            /// When it happened; `None` for an agency's record, whose dates are taken as filed, and for a fact taken back,
            /// which happened at no time.
            pub fn effective_at(&self) -> Option<DateTime<Utc>> {
                match self {
                    $(Self::$variant(task) => Some(task.effective_at),)+
                    Self::CorrectHistory(task) => {
                        task.instead.as_ref().map(CorrectedLeaseFact::effective_at)
                    }
                    Self::ImportRecord(_) => None,
                }
            }
        }

        $(
            impl From<$task> for LeaseTask {
                fn from(task: $task) -> Self {
                    Self::$variant(task)
                }
            }
        )+
    };
}

tasks! {
    /// Talks about a lease begin.
    OpenNegotiation(OpenLeaseNegotiation),
    /// They end without a lease.
    CloseNegotiation(CloseLeaseNegotiation),
    /// The lease is signed.
    Execute(ExecuteLease),
    /// It is recorded with the county.
    Record(RecordLease),
    /// A delay rental is paid.
    PayDelayRental(PayDelayRental),
    /// A delay rental was not paid by its day.
    MissDelayRental(MissDelayRental),
    /// The primary term is lengthened.
    ExerciseExtension(ExerciseExtension),
    /// Production in paying quantities holds it.
    AttainHeldByProduction(AttainHeldByProduction),
    /// Operations hold it.
    HoldByOperations(HoldByOperations),
    /// A producing unit holds it.
    HoldByUnit(HoldByUnit),
    /// A shut-in royalty is paid.
    PayShutInRoyalty(PayShutInRoyalty),
    /// Production ceased.
    StartCessationClock(StartCessationClock),
    /// Something saved the lease in time.
    ClearCessation(ClearCessation),
    /// Its tracts are pooled or unitized.
    Pool(PoolLease),
    /// Ground or depths are let go.
    ReleaseAcreage(ReleaseAcreage),
    /// The Pugh clause takes effect.
    ApplyPughClause(ApplyPughClause),
    /// The retained-acreage clause takes effect.
    ApplyRetainedAcreage(ApplyRetainedAcreage),
    /// An interest is assigned.
    AssignInterest(AssignInterest),
    /// The royalty is amended.
    AmendRoyalty(AmendRoyalty),
    /// A clause is amended.
    Amend(AmendLease),
    /// Its term ran out.
    Expire(ExpireLease),
    /// It ended by its own terms or by an order.
    Terminate(TerminateLease),
    /// It is given back.
    Surrender(SurrenderLease),
    /// The record was entered in error.
    VoidRecord(VoidLeaseRecord),
}

impl LeaseTask {
    /// The task, asked at an instant.
    pub fn asked_at(self, now: DateTime<Utc>) -> LeaseCommand {
        LeaseCommand { task: self, now }
    }

    /// The instant on whose state the task is decided. What concerns the lease as a whole is decided on everything known.
    pub(super) fn decided_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::OpenNegotiation(_) | Self::CorrectHistory(_) => None,
            other => other.effective_at(),
        }
    }
}
