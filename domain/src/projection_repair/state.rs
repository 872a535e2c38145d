//! The state of a stream's repairs, what is decided on it, and how events change it. Nothing else does.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::{Decider, Illegal};

use super::command::{EventToSkip, RepairCommand, RepairTask, SkipEvent, StreamSeen};
use super::error::ProjectionRepairError;
use super::event::{EventSkipped, ProjectionRepairEvent, StreamRetried};
use super::id::RepairedStream;

/// The repairs of a stream.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ProjectionRepair {
    /// There was none.
    #[default]
    Unknown,
    /// There were some.
    Repaired {
        /// Which.
        repairs: Repairs,
    },
}

/// What was done about a stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Repairs {
    /// The stream.
    pub stream: RepairedStream,
    /// How often it was to be read anew.
    pub retries: u32,
    /// The events that are left out, in the order in which they were.
    pub skipped: Vec<SkippedEvent>,
}

/// An event that is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedEvent {
    /// The event.
    pub event_id: Uuid,
    /// Its place in the ledger.
    pub position: u64,
}

impl ProjectionRepair {
    /// The events that are left out.
    pub fn skipped(&self) -> &[SkippedEvent] {
        match self {
            Self::Unknown => &[],
            Self::Repaired { repairs } => &repairs.skipped,
        }
    }

    fn has_skipped(&self, event_id: Uuid) -> bool {
        self.skipped().iter().any(|skipped| skipped.event_id == event_id)
    }

    fn is_of(&self, stream: &RepairedStream) -> Result<(), ProjectionRepairError> {
        match self {
            Self::Repaired { repairs } if repairs.stream != *stream => {
                Err(ProjectionRepairError::OtherStream {
                    repaired: repairs.stream.clone(),
                })
            }
            Self::Unknown | Self::Repaired { .. } => Ok(()),
        }
    }

    fn skip(
        &self,
        (stream, effective_at): (RepairedStream, DateTime<Utc>),
        task: SkipEvent,
    ) -> Result<EventSkipped, ProjectionRepairError> {
        let SkipEvent {
            event_id,
            seen,
            reason,
        } = task;
        match seen {
            EventToSkip::Unknown => Err(ProjectionRepairError::EventUnknown { event_id }),
            EventToSkip::Known { .. } if self.has_skipped(event_id) => {
                Err(ProjectionRepairError::AlreadySkipped { event_id })
            }
            EventToSkip::Known { event_type, position } => Ok(EventSkipped {
                effective_at,
                stream,
                event_id,
                event_type,
                position,
                reason,
            }),
        }
    }

    /// The repairs so far, none where this is the first.
    fn so_far(&self, stream: &RepairedStream) -> Repairs {
        match self {
            Self::Unknown => Repairs {
                stream: stream.clone(),
                retries: 0,
                skipped: Vec::new(),
            },
            Self::Repaired { repairs } => repairs.clone(),
        }
    }
}

impl Decider for ProjectionRepair {
    const KIND: &'static str = "projection_repair";
    const STATE_VERSION: u32 = 1;

    type Command = RepairCommand;
    type Event = ProjectionRepairEvent;
    type Error = ProjectionRepairError;

    /// Decided on everything known.
    fn decided_at(_: &RepairCommand) -> Option<DateTime<Utc>> {
        None
    }

    fn decide(&self, command: RepairCommand) -> Result<Vec<ProjectionRepairEvent>, ProjectionRepairError> {
        let RepairCommand { stream, task, now } = command;
        self.is_of(&stream)?;
        let event = match task {
            RepairTask::Retry(retry) => match retry.seen {
                StreamSeen::Unknown => return Err(ProjectionRepairError::StreamUnknown { stream }),
                StreamSeen::Known => StreamRetried {
                    effective_at: now,
                    stream,
                    reason: retry.reason,
                }
                .into(),
            },
            RepairTask::Skip(skip) => self.skip((stream, now), skip)?.into(),
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &ProjectionRepairEvent) -> Result<(), Illegal> {
        let illegal = |why: &dyn std::fmt::Display| Illegal::new(format!("{why}"));
        match event {
            ProjectionRepairEvent::StreamRetried(fact) => {
                self.is_of(&fact.stream).map_err(|refusal| illegal(&refusal))?;
                let mut repairs = self.so_far(&fact.stream);
                repairs.retries += 1;
                *self = Self::Repaired { repairs };
            }
            ProjectionRepairEvent::EventSkipped(fact) => {
                self.is_of(&fact.stream).map_err(|refusal| illegal(&refusal))?;
                if self.has_skipped(fact.event_id) {
                    return Err(illegal(&"the event is left out already"));
                }
                let mut repairs = self.so_far(&fact.stream);
                repairs.skipped.push(SkippedEvent {
                    event_id: fact.event_id,
                    position: fact.position,
                });
                *self = Self::Repaired { repairs };
            }
        }
        Ok(())
    }
}
