//! A small aggregate for the harness: a tank with a level and, perhaps, a label no other tank of the organization has.
//!
//! Every payload names the number of the command that caused it, so that the checker can tell which plan an event
//! belongs to without trusting the ledger's own columns.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{ClaimAction, ClaimChange, Decider, Fact, Illegal};

/// The namespace of labels.
pub(crate) const LABEL: &str = "tank_label";

/// A tank as its events left it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tank {
    pub(crate) level: i64,
    pub(crate) label: Option<String>,
}

/// What may be asked of a tank; `number` is the command's.
#[derive(Clone, Debug)]
pub(crate) struct TankCommand {
    pub(crate) number: u64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) task: Task,
}

#[derive(Clone, Debug)]
pub(crate) enum Task {
    /// Fills it in as many steps as there are amounts; none is nothing to do.
    Fill(Vec<i64>),
    /// Refused where the tank does not hold as much.
    Draw(i64),
    /// Gives it a label, taking the one it has away in the same command.
    Label(String),
    /// Takes its label away; nothing to do where it has none.
    Unlabel,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Filled {
    pub(crate) at: DateTime<Utc>,
    pub(crate) number: u64,
    pub(crate) amount: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Drawn {
    pub(crate) at: DateTime<Utc>,
    pub(crate) number: u64,
    pub(crate) amount: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Labelled {
    pub(crate) at: DateTime<Utc>,
    pub(crate) number: u64,
    pub(crate) label: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unlabelled {
    pub(crate) at: DateTime<Utc>,
    pub(crate) number: u64,
    pub(crate) label: String,
}

impl Fact for Filled {
    fn effective_at(&self) -> DateTime<Utc> {
        self.at
    }
    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

impl Fact for Drawn {
    fn effective_at(&self) -> DateTime<Utc> {
        self.at
    }
    /// Not published: the outbox must hold no row of it.
    fn public_form(&self) -> Option<Self> {
        None
    }
}

impl Fact for Labelled {
    fn effective_at(&self) -> DateTime<Utc> {
        self.at
    }
    fn claims(&self) -> Vec<ClaimChange> {
        vec![change(&self.label, ClaimAction::Claim)]
    }
    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

impl Fact for Unlabelled {
    fn effective_at(&self) -> DateTime<Utc> {
        self.at
    }
    fn claims(&self) -> Vec<ClaimChange> {
        vec![change(&self.label, ClaimAction::Release)]
    }
    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

fn change(label: &str, action: ClaimAction) -> ClaimChange {
    ClaimChange {
        kind: LABEL,
        key: label.to_owned(),
        action,
    }
}

wellflow_decider::events! {
    /// What happens to a tank.
    pub(crate) enum TankEvent {
        Filled = 1,
        Drawn = 1,
        Labelled = 1,
        Unlabelled = 1,
    }
}

/// The tank does not hold as much as is to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Short;

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the tank does not hold as much")
    }
}

impl std::error::Error for Short {}

impl Decider for Tank {
    const KIND: &'static str = "tank";
    const STATE_VERSION: u32 = 1;

    type Command = TankCommand;
    type Event = TankEvent;
    type Error = Short;

    fn decided_at(command: &TankCommand) -> Option<DateTime<Utc>> {
        // A label is of today, whatever the date of what is in the tank.
        matches!(command.task, Task::Fill(_) | Task::Draw(_)).then_some(command.at)
    }

    fn decide(&self, command: TankCommand) -> Result<Vec<TankEvent>, Short> {
        let TankCommand { number, at, task } = command;
        let unlabelled = self.label.clone().map(|label| Unlabelled { at, number, label });
        match task {
            Task::Fill(amounts) => {
                let filled = amounts.into_iter().map(|amount| Filled { at, number, amount });
                Ok(filled.map(TankEvent::from).collect())
            }
            Task::Draw(amount) if self.level < amount => Err(Short),
            Task::Draw(amount) => Ok(vec![Drawn { at, number, amount }.into()]),
            Task::Label(label) if self.label.as_ref() == Some(&label) => Ok(Vec::new()),
            Task::Label(label) => {
                let given = Labelled { at, number, label };
                Ok(unlabelled
                    .map(TankEvent::from)
                    .into_iter()
                    .chain([given.into()])
                    .collect())
            }
            Task::Unlabel => Ok(unlabelled.map(TankEvent::from).into_iter().collect()),
        }
    }

    fn evolve(&mut self, event: &TankEvent) -> Result<(), Illegal> {
        match event {
            TankEvent::Filled(filled) => self.level += filled.amount,
            TankEvent::Drawn(drawn) if self.level < drawn.amount => {
                return Err(Illegal::new("the tank does not hold as much"));
            }
            TankEvent::Drawn(drawn) => self.level -= drawn.amount,
            TankEvent::Labelled(given) => self.label = Some(given.label.clone()),
            TankEvent::Unlabelled(_) => self.label = None,
        }
        Ok(())
    }
}
