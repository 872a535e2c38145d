//! The state of a production month, and how events change it. Nothing else does.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{Decider, DomainEvent, Illegal};

use super::command::{ProductionMonthCommand, Volumes};
use super::error::ProductionMonthError;
use super::event::{ProductionMonthEvent, ProductionRecorded};
use crate::ids::WellId;
use crate::location::TimeZone;
use crate::month::Month;
use crate::text::{CompletionName, Text120};

/// A production month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ProductionMonth {
    /// Nothing is recorded.
    #[default]
    Unknown,
    /// Recorded, open to corrections.
    Open {
        /// What is recorded.
        recorded: Recorded,
    },
    /// Recorded, closed.
    Locked {
        /// What is recorded.
        recorded: Recorded,
        /// When the books were closed.
        since: DateTime<Utc>,
    },
}

/// What is recorded of a month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// The well.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The month.
    pub month: Month,
    /// The zone of the well's local days.
    pub time_zone: TimeZone,
    /// The lease the volumes belong to.
    pub lease: Option<Text120>,
    /// The volumes that hold.
    pub volumes: Volumes,
    /// How often they were corrected.
    pub corrections: u32,
}

impl Recorded {
    fn first(event: &ProductionRecorded) -> Self {
        Self {
            well_id: event.well_id,
            completion: event.completion.clone(),
            month: event.month,
            time_zone: event.time_zone,
            lease: event.lease.clone(),
            volumes: event.volumes.clone(),
            corrections: 0,
        }
    }
}

impl Decider for ProductionMonth {
    const KIND: &'static str = "production_month";
    const STATE_VERSION: u32 = 1;

    type Command = ProductionMonthCommand;
    type Event = ProductionMonthEvent;
    type Error = ProductionMonthError;

    /// A record and its corrections take effect at one instant, whenever they are known; only the lock has a date of its
    /// own. All are decided on everything known.
    fn decided_at(command: &ProductionMonthCommand) -> Option<DateTime<Utc>> {
        match command {
            ProductionMonthCommand::Record(_)
            | ProductionMonthCommand::Correct(_)
            | ProductionMonthCommand::Lock(_) => None,
        }
    }

    fn decide(
        &self,
        command: ProductionMonthCommand,
    ) -> Result<Vec<ProductionMonthEvent>, ProductionMonthError> {
        super::decide::decide(self, command)
    }

    fn evolve(&mut self, event: &ProductionMonthEvent) -> Result<(), Illegal> {
        match (&mut *self, event) {
            (Self::Unknown, ProductionMonthEvent::ProductionRecorded(event)) => {
                *self = Self::Open {
                    recorded: Recorded::first(event),
                };
                Ok(())
            }
            (Self::Open { recorded }, ProductionMonthEvent::ProductionCorrected(event)) => {
                recorded.volumes = event.volumes.clone();
                recorded.corrections = recorded.corrections.saturating_add(1);
                Ok(())
            }
            (Self::Open { recorded }, ProductionMonthEvent::ProductionMonthLocked(event)) => {
                *self = Self::Locked {
                    recorded: recorded.clone(),
                    since: event.effective_at,
                };
                Ok(())
            }
            (
                Self::Unknown,
                ProductionMonthEvent::ProductionCorrected(_) | ProductionMonthEvent::ProductionMonthLocked(_),
            ) => Err(illegal(event, "nothing is recorded")),
            (Self::Open { .. } | Self::Locked { .. }, ProductionMonthEvent::ProductionRecorded(_)) => {
                Err(illegal(event, "the month is recorded already"))
            }
            (
                Self::Locked { .. },
                ProductionMonthEvent::ProductionCorrected(_) | ProductionMonthEvent::ProductionMonthLocked(_),
            ) => Err(illegal(event, "the month is locked")),
        }
    }
}

fn illegal(event: &ProductionMonthEvent, why: &str) -> Illegal {
    Illegal::new(format!(
        "{} at {}: {why}",
        event.event_type(),
        event.effective_at()
    ))
}
