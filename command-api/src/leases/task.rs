//! What is asked of a lease, before it has seen what it must see.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use wellflow_domain::ids::{LeaseId, WellId};
use wellflow_domain::lease::{
    AgencyLease, CompletionSeen, ExecuteLease, LeaseCommand, LeaseTask, OpenLeaseNegotiation, ShutInWellSeen,
};
use wellflow_domain::month::Month;
use wellflow_http::Problem;

use super::completions::{NamedCompletion, NewPlace};
use super::ending::{NewPugh, NewRelease, NewRetained, NewSurrender};
use super::keeping::{NewClearing, NewHoldByProduction, NewHoldByUnit, NewSaving, NewShutInRoyalty};
use super::signing::NewRoyalty;
use crate::body::read;
use crate::seen::Party;
use crate::task::Task;

/// What is asked of a lease, and which lease it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LeaseIntent {
    /// The lease's stream.
    pub(crate) lease_id: LeaseId,
    /// What is asked.
    pub(crate) ask: LeaseAsk,
    /// The service's clock.
    pub(crate) now: DateTime<Utc>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LeaseAsk {
    /// Sees nothing but who takes part.
    Alone(Box<LeaseTask>),
    HoldByProduction(Box<NewHoldByProduction>),
    HoldByUnit(Box<NewHoldByUnit>),
    PayShutInRoyalty(Box<NewShutInRoyalty>),
    Clear(Box<NewClearing>),
    Release(Box<NewRelease>),
    ApplyPugh(Box<NewPugh>),
    ApplyRetained(Box<NewRetained>),
    Surrender(Box<NewSurrender>),
    AmendRoyalty(Box<NewRoyalty>),
}

/// What a task must see beside the lease.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The completions.
    pub(crate) completions: Vec<CompletionSeen>,
    /// The well a shut-in royalty is paid for.
    pub(crate) shut_in_well: Option<ShutInWellSeen>,
    /// The last month whose production is closed.
    pub(crate) closed_through: Option<Month>,
}

impl LeaseAsk {
    /// Reads the body of a task of a lease; `None` for any other task.
    pub(crate) fn of(task: Task, body: &Value, lease_id: LeaseId) -> Option<Result<Self, Problem>> {
        let asked = match task {
            Task::OpenLeaseNegotiation => {
                read::<OpenLeaseNegotiation>(body).map(|new| alone(OpenLeaseNegotiation { lease_id, ..new }))
            }
            Task::ExecuteLease => {
                read::<ExecuteLease>(body).map(|new| alone(ExecuteLease { lease_id, ..new }))
            }
            Task::ImportLeaseRecord => read::<AgencyLease>(body).map(|row| {
                let row = AgencyLease { lease_id, ..row };
                Self::Alone(Box::new(LeaseTask::ImportRecord(Box::new(row))))
            }),
            Task::AttainHeldByProduction => {
                read::<NewHoldByProduction>(body).map(|new| Self::HoldByProduction(Box::new(new)))
            }
            Task::HoldByUnit => read::<NewHoldByUnit>(body).map(|new| Self::HoldByUnit(Box::new(new))),
            Task::PayShutInRoyalty => {
                read::<NewShutInRoyalty>(body).map(|new| Self::PayShutInRoyalty(Box::new(new)))
            }
            Task::ClearCessation => read::<NewClearing>(body).map(|new| Self::Clear(Box::new(new))),
            Task::ReleaseAcreage => read::<NewRelease>(body).map(|new| Self::Release(Box::new(new))),
            Task::ApplyPughClause => read::<NewPugh>(body).map(|new| Self::ApplyPugh(Box::new(new))),
            Task::ApplyRetainedAcreage => {
                read::<NewRetained>(body).map(|new| Self::ApplyRetained(Box::new(new)))
            }
            Task::SurrenderLease => read::<NewSurrender>(body).map(|new| Self::Surrender(Box::new(new))),
            Task::AmendRoyalty => read::<NewRoyalty>(body).map(|new| Self::AmendRoyalty(Box::new(new))),
            other => return by_itself(other, body),
        };
        Some(asked)
    }

    /// When it happened, where the task says so itself.
    pub(crate) fn effective_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Alone(task) => task.effective_at(),
            Self::HoldByProduction(new) => Some(new.effective_at),
            Self::HoldByUnit(new) => Some(new.effective_at),
            Self::PayShutInRoyalty(new) => Some(new.effective_at),
            Self::Clear(new) => Some(new.effective_at),
            Self::Release(new) => Some(new.effective_at),
            Self::ApplyPugh(new) => Some(new.effective_at),
            Self::ApplyRetained(new) => Some(new.effective_at),
            Self::Surrender(new) => Some(new.effective_at),
            Self::AmendRoyalty(new) => Some(new.effective_at),
        }
    }

    /// The completions it names, and where the list of them stands in the body.
    pub(crate) fn places(&self) -> (&[NewPlace], &'static str) {
        let places = match self {
            Self::Clear(new) => {
                let places: &[NewPlace] = match &new.saved_by {
                    NewSaving::Production { completions } => completions,
                    NewSaving::ShutInRoyalty | NewSaving::Operations { .. } => &[],
                };
                return (places, "/saved_by/completions");
            }
            Self::HoldByProduction(new) => new.completions.as_slice(),
            Self::HoldByUnit(new) => &new.completions,
            Self::Release(new) => &new.completions,
            Self::ApplyPugh(new) => &new.completions,
            Self::ApplyRetained(new) => &new.completions,
            Self::Surrender(new) => &new.completions,
            Self::Alone(_) | Self::PayShutInRoyalty(_) | Self::AmendRoyalty(_) => &[],
        };
        (places, "/completions")
    }

    /// Whether something is let go, so that the completions the lease remembers are seen whether they are named or not.
    pub(crate) fn lets_go(&self) -> bool {
        match self {
            Self::Release(_) | Self::ApplyPugh(_) | Self::ApplyRetained(_) | Self::Surrender(_) => true,
            Self::Alone(_)
            | Self::HoldByProduction(_)
            | Self::HoldByUnit(_)
            | Self::PayShutInRoyalty(_)
            | Self::Clear(_)
            | Self::AmendRoyalty(_) => false,
        }
    }

    /// Completions whose closed months it must see.
    pub(crate) fn months_of(&self) -> Option<&[NamedCompletion]> {
        match self {
            Self::AmendRoyalty(new) => Some(&new.completions),
            _ => None,
        }
    }

    /// The well it is about beside completions, and where the body names it.
    pub(crate) fn well(&self) -> Option<(WellId, &'static str)> {
        match self {
            Self::PayShutInRoyalty(new) => Some((new.payment.well_id, "/payment/well_id")),
            Self::Clear(new) => match &new.saved_by {
                NewSaving::Operations { operation } => {
                    Some((operation.well_id, "/saved_by/operation/well_id"))
                }
                NewSaving::Production { .. } | NewSaving::ShutInRoyalty => None,
            },
            Self::Alone(task) => match &**task {
                LeaseTask::HoldByOperations(task) => Some((task.operation.well_id, "/operation/well_id")),
                _ => None,
            },
            _ => None,
        }
    }

    /// The owners who take part.
    pub(crate) fn parties(&self) -> Vec<Party> {
        let party = |owner_id, pointer: String, takes| Party {
            owner_id,
            pointer,
            takes,
        };
        let Self::Alone(task) = self else {
            return Vec::new();
        };
        match &**task {
            LeaseTask::OpenNegotiation(new) => {
                let lessors = new.lessors.iter().enumerate();
                let lessors = lessors.map(|(index, owner)| party(*owner, format!("/lessors/{index}"), true));
                std::iter::once(party(new.lessee, "/lessee".to_owned(), true))
                    .chain(lessors)
                    .collect()
            }
            LeaseTask::Execute(new) => {
                let lessors = new.terms.lessors.iter().enumerate().map(|(index, lessor)| {
                    let pointer = format!("/terms/lessors/{index}/owner_id");
                    party(lessor.owner_id, pointer, true)
                });
                std::iter::once(party(new.terms.lessee, "/terms/lessee".to_owned(), true))
                    .chain(lessors)
                    .collect()
            }
            LeaseTask::AssignInterest(new) => vec![
                // Who gives owns by the title, under whatever record that was.
                party(new.assignment.from, "/assignment/from".to_owned(), false),
                party(new.assignment.to, "/assignment/to".to_owned(), true),
            ],
            _ => Vec::new(),
        }
    }

    /// The wells it must see, as far as its body names them.
    pub(crate) fn wells(&self) -> impl Iterator<Item = WellId> {
        let (places, _) = self.places();
        let months = self.months_of().unwrap_or_default();
        let named = places.iter().map(|place| place.well_id);
        let closed = months.iter().map(|named| named.well_id);
        named.chain(closed).chain(self.well().map(|(well_id, _)| well_id))
    }

    /// The streams it must see, as far as its body names them.
    pub(crate) fn sees(&self) -> Vec<Uuid> {
        let parties = self.parties().into_iter().map(|party| party.owner_id.as_uuid());
        self.wells().map(WellId::as_uuid).chain(parties).collect()
    }

    /// The command, once it has seen what it must see.
    pub(crate) fn command(self, seen: Seen, now: DateTime<Utc>) -> LeaseCommand {
        let completions = seen.completions;
        let task = match self {
            Self::Alone(task) => *task,
            Self::HoldByProduction(new) => new.seeing(completions),
            Self::HoldByUnit(new) => new.seeing(completions),
            Self::PayShutInRoyalty(new) => new.seeing(seen.shut_in_well),
            Self::Clear(new) => new.seeing(completions),
            Self::Release(new) => new.seeing(completions),
            Self::ApplyPugh(new) => new.seeing(completions),
            Self::ApplyRetained(new) => new.seeing(completions),
            Self::Surrender(new) => new.seeing(completions),
            Self::AmendRoyalty(new) => new.seeing(seen.closed_through),
        };
        task.asked_at(now)
    }
}

fn alone(task: impl Into<LeaseTask>) -> LeaseAsk {
    LeaseAsk::Alone(Box::new(task.into()))
}

macro_rules! by_itself {
    ($($task:ident),+ $(,)?) => {
        /// The tasks that are read as the domain has them.
        fn by_itself(task: Task, body: &Value) -> Option<Result<LeaseAsk, Problem>> {
            match task {
                $(Task::$task => Some(read::<wellflow_domain::lease::$task>(body).map(alone)),)+
                _ => None,
            }
        }
    };
}

// Each task has the name of the domain's own struct.
by_itself! {
    CloseLeaseNegotiation,
    RecordLease,
    PayDelayRental,
    MissDelayRental,
    ExerciseExtension,
    HoldByOperations,
    StartCessationClock,
    PoolLease,
    AssignInterest,
    AmendLease,
    ExpireLease,
    TerminateLease,
    VoidLeaseRecord,
}
