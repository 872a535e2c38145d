//! What is asked of a division of interest, before it has seen what it must see.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use wellflow_domain::division_of_interest::{
    ActivateDeck, ChangeSeen, ClosedMonthsSeen, Closing, CorrectDecimal, CorrectedChange, CreateDeck,
    DeclarePayout, DivisionCommand, DivisionOfInterest, OwnersSeen, PlaceInSuspense, ReleaseSuspense,
    SignDivisionOrder, SupersedeDeck, TransferInterest, WithdrawChange,
};
use wellflow_domain::ids::OwnerId;
use wellflow_domain::property_month::PropertyId;
use wellflow_domain::text::Text120;
use wellflow_http::Problem;

use super::changes::{Conveyance, DecimalsCorrected, Release, Signing, Suspension, Withdrawal};
use super::decks::{Activation, Payout, Supersession};
use crate::body::read;
use crate::task::Task;

/// What is asked of a division, and of which.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DivisionTask {
    /// The division's stream.
    pub(crate) stream: Uuid,
    /// What is asked; it has seen nothing yet.
    pub(crate) command: DivisionCommand,
    /// The service's clock.
    pub(crate) now: DateTime<Utc>,
}

impl DivisionTask {
    /// Reads the body of the task whose body names the division; `None` for any other task.
    pub(crate) fn of_body(task: Task, body: &Value, now: DateTime<Utc>) -> Option<Result<Self, Problem>> {
        if task != Task::CreateDeck {
            return None;
        }
        Some(read::<CreateDeck>(body).map(|deck| Self {
            stream: deck.division.stream().as_uuid(),
            command: DivisionCommand::CreateDeck(Box::new(deck)),
            now,
        }))
    }

    /// Reads the body of a task whose path names the division; `None` for any other task.
    pub(crate) fn of_path(
        task: Task,
        body: &Value,
        stream: Uuid,
        now: DateTime<Utc>,
    ) -> Option<Result<Self, Problem>> {
        let command = match task {
            Task::ActivateDeck => read::<Activation>(body).map(activate),
            Task::TransferInterest => read::<Conveyance>(body).map(|new| transfer(new, now)),
            Task::PlaceInSuspense => read::<Suspension>(body).map(suspend),
            Task::ReleaseSuspense => read::<Release>(body).map(release),
            Task::SignDivisionOrder => read::<Signing>(body).map(|new| sign(new, now)),
            Task::SupersedeDeck => read::<Supersession>(body).map(supersede),
            Task::DeclarePayout => read::<Payout>(body).map(|new| declare_payout(new, now)),
            Task::CorrectDecimal => read::<DecimalsCorrected>(body).map(correct),
            Task::WithdrawChange => read::<Withdrawal>(body).map(withdraw),
            _ => return None,
        };
        Some(command.map(|command| Self { stream, command, now }))
    }

    /// The property and the owners the body names: what is known of the task without its division.
    pub(crate) fn sees(&self) -> Vec<Uuid> {
        let needs = self.command.needs(&DivisionOfInterest::Unknown);
        let property = needs.property_id.map(PropertyId::as_uuid);
        let owners = self.command.gives_to(&DivisionOfInterest::Unknown);
        property
            .into_iter()
            .chain(owners.into_iter().map(OwnerId::as_uuid))
            .collect()
    }
}

fn closing(restate: Option<Text120>) -> Closing {
    Closing {
        closed: ClosedMonthsSeen::default(),
        restate,
    }
}

/// The change is looked up before the command is decided.
fn named(event_id: Uuid) -> CorrectedChange {
    CorrectedChange {
        event_id,
        seen: ChangeSeen::Unknown,
    }
}

fn activate(new: Activation) -> DivisionCommand {
    DivisionCommand::ActivateDeck(Box::new(ActivateDeck {
        from: new.from,
        decks: new.decks.into_iter().collect(),
        owners: OwnersSeen::default(),
        others: Vec::new(),
        closing: closing(new.restated_because),
    }))
}

fn transfer(new: Conveyance, now: DateTime<Utc>) -> DivisionCommand {
    DivisionCommand::TransferInterest(Box::new(TransferInterest {
        from: new.from,
        parts: new.parts,
        instrument: new.instrument,
        corrects: new.corrects_event_id.map(named),
        owners: OwnersSeen::default(),
        closing: closing(new.restated_because),
        now,
    }))
}

fn suspend(new: Suspension) -> DivisionCommand {
    DivisionCommand::PlaceInSuspense(Box::new(PlaceInSuspense {
        from: new.from,
        lines: new.lines,
        reason: new.reason,
        document: new.document,
        closing: closing(new.restated_because),
    }))
}

fn release(new: Release) -> DivisionCommand {
    DivisionCommand::ReleaseSuspense(Box::new(ReleaseSuspense {
        from: new.from,
        lines: new.lines,
        document: new.document,
        closing: closing(new.restated_because),
    }))
}

fn sign(new: Signing, now: DateTime<Utc>) -> DivisionCommand {
    DivisionCommand::SignDivisionOrder(SignDivisionOrder {
        owner: new.owner,
        signed_on: new.signed_on,
        document: new.document,
        owners: OwnersSeen::default(),
        now,
    })
}

fn supersede(new: Supersession) -> DivisionCommand {
    DivisionCommand::SupersedeDeck(Box::new(SupersedeDeck {
        from: new.from,
        succession: new.succession,
        reason: new.reason,
        owners: OwnersSeen::default(),
        closing: closing(new.restated_because),
    }))
}

fn declare_payout(new: Payout, now: DateTime<Utc>) -> DivisionCommand {
    DivisionCommand::DeclarePayout(Box::new(DeclarePayout {
        month: new.month,
        account: new.account,
        closing: closing(new.restated_because),
        now,
    }))
}

fn correct(new: DecimalsCorrected) -> DivisionCommand {
    DivisionCommand::CorrectDecimal(Box::new(CorrectDecimal {
        from: new.from,
        changes: new.changes,
        reason: new.reason,
        owners: OwnersSeen::default(),
        closing: closing(new.restated_because),
    }))
}

fn withdraw(new: Withdrawal) -> DivisionCommand {
    DivisionCommand::WithdrawChange(Box::new(WithdrawChange {
        corrects: named(new.corrects_event_id),
        reason: new.reason,
        others: Vec::new(),
        closing: closing(new.restated_because),
    }))
}
