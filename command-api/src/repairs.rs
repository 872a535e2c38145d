//! The tasks of a repair: their bodies, and how they become commands.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use wellflow_domain::projection_repair::{
    EventToSkip, RepairCommand, RepairTask, RepairedStream, RetryStream, SkipEvent, StreamKind, StreamSeen,
};
use wellflow_domain::text::Remarks;
use wellflow_http::Problem;

use crate::body::{bodies, read};
use crate::task::Task;

/// A repair, and the stream it is of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RepairIntent {
    pub(crate) stream: RepairedStream,
    ask: RepairAsk,
    now: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq)]
enum RepairAsk {
    Retry(NewRetry),
    Skip(NewSkip),
}

/// A stream is to be read anew.
#[derive(Clone, Debug, PartialEq)]
struct NewRetry {
    stream_kind: StreamKind,
    reason: Remarks,
}

/// An event is to be left out.
#[derive(Clone, Debug, PartialEq)]
struct NewSkip {
    stream_kind: StreamKind,
    event_id: Uuid,
    reason: Remarks,
}

bodies! {
    /// A stream is to be read anew.
    NewRetry as NewRetryBody {
        stream_kind: StreamKind,
        reason: Remarks,
    }

    /// An event is to be left out.
    NewSkip as NewSkipBody {
        stream_kind: StreamKind,
        event_id: Uuid,
        reason: Remarks,
    }
}

impl RepairIntent {
    /// Reads the body of a task of a repair.
    pub(crate) fn of(
        task: Task,
        body: &Value,
        stream_id: Uuid,
        now: DateTime<Utc>,
    ) -> Option<Result<Self, Problem>> {
        let asked = match task {
            Task::RetryParkedStream => {
                read::<NewRetry>(body).map(|new| (new.stream_kind.clone(), RepairAsk::Retry(new)))
            }
            Task::SkipParkedEvent => {
                read::<NewSkip>(body).map(|new| (new.stream_kind.clone(), RepairAsk::Skip(new)))
            }
            _ => return None,
        };
        Some(asked.map(|(kind, ask)| Self {
            stream: RepairedStream { kind, stream_id },
            ask,
            now,
        }))
    }

    /// The event it is about, if it is about one.
    pub(crate) fn event_id(&self) -> Option<Uuid> {
        match &self.ask {
            RepairAsk::Retry(_) => None,
            RepairAsk::Skip(skip) => Some(skip.event_id),
        }
    }

    /// The command, once it has seen the stream and the event.
    pub(crate) fn command(self, stream: StreamSeen, event: EventToSkip) -> RepairCommand {
        let task = match self.ask {
            RepairAsk::Retry(retry) => RepairTask::Retry(RetryStream {
                seen: stream,
                reason: retry.reason,
            }),
            RepairAsk::Skip(skip) => RepairTask::Skip(SkipEvent {
                event_id: skip.event_id,
                seen: event,
                reason: skip.reason,
            }),
        };
        RepairCommand {
            stream: self.stream,
            task,
            now: self.now,
        }
    }
}
