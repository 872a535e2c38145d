//! What is asked of an owner, before it has seen what it must see.

use chrono::{DateTime, Utc};
use serde_json::Value;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::owner::{
    AppointRepresentative, MergeOwner, OwnerCommand, OwnerSeen, OwnerTask, RegisterOwner,
};
use wellflow_http::Problem;

use super::bodies::{NewMerger, NewRepresentative};
use crate::body::read;
use crate::task::Task;

/// What is asked of an owner, and which owner it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OwnerIntent {
    /// The owner's stream.
    pub(crate) owner_id: OwnerId,
    /// What is asked.
    pub(crate) ask: OwnerAsk,
    /// The service's clock.
    pub(crate) now: DateTime<Utc>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OwnerAsk {
    /// Sees nothing else.
    Alone(Box<OwnerTask>),
    Appoint(Box<NewRepresentative>),
    Merge(Box<NewMerger>),
}

impl OwnerAsk {
    /// Reads the body of a task of an owner; `None` for any other task.
    pub(crate) fn of(task: Task, body: &Value, owner_id: OwnerId) -> Option<Result<Self, Problem>> {
        let asked = match task {
            Task::RegisterOwner => {
                read::<RegisterOwner>(body).map(|new| alone(RegisterOwner { owner_id, ..new }))
            }
            Task::AppointRepresentative => {
                read::<NewRepresentative>(body).map(|new| Self::Appoint(Box::new(new)))
            }
            Task::MergeOwner => read::<NewMerger>(body).map(|new| Self::Merge(Box::new(new))),
            other => return by_itself(other, body),
        };
        Some(asked)
    }

    /// The other owner it must see.
    pub(crate) fn other(&self) -> Option<OwnerId> {
        match self {
            Self::Alone(_) => None,
            Self::Appoint(new) => Some(new.representative),
            Self::Merge(new) => Some(new.into),
        }
    }

    /// The command, once it has seen the other owner.
    pub(crate) fn command(self, other: OwnerSeen, now: DateTime<Utc>) -> OwnerCommand {
        let task = match self {
            Self::Alone(task) => *task,
            Self::Appoint(new) => OwnerTask::AppointRepresentative(AppointRepresentative {
                effective_at: new.effective_at,
                representative: other,
                reference: new.reference,
            }),
            Self::Merge(new) => OwnerTask::Merge(MergeOwner {
                effective_at: new.effective_at,
                into: other,
                reason: new.reason,
            }),
        };
        task.asked_at(now)
    }
}

fn alone(task: impl Into<OwnerTask>) -> OwnerAsk {
    OwnerAsk::Alone(Box::new(task.into()))
}

macro_rules! by_itself {
    ($($task:ident),+ $(,)?) => {
        /// The tasks that are read as the domain has them.
        fn by_itself(task: Task, body: &Value) -> Option<Result<OwnerAsk, Problem>> {
            match task {
                $(Task::$task => Some(read::<wellflow_domain::owner::$task>(body).map(alone)),)+
                _ => None,
            }
        }
    };
}

// Each task has the name of the domain's own struct.
by_itself! {
    ChangeOwnerName,
    ChangeOwnerAddress,
    RecordTaxId,
    TakeRole,
    GiveUpRole,
    RecordDeath,
    SettleEstate,
    DeactivateOwner,
    ReactivateOwner,
    VoidOwnerRecord,
}
