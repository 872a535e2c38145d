//! A unit of work: streams that are read, checked and written together, by one append.

use std::any::Any;
use std::sync::Arc;

use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_runtime::Tenant;

use crate::decision::decide;
use crate::submission::{StreamId, StreamPart};
use crate::{CommandRequest, ExecuteError, Executor, Newest, StoreError};

/// What a command reads and what it comes to, stream by stream. Whatever was read must still be at its version when the
/// append is made; all of it is written, or nothing.
pub struct Work<'a> {
    executor: &'a Executor,
    request: &'a CommandRequest,
    /// The stream the command is about: the one its expected version belongs to.
    subject: StreamId,
    incarnation: Uuid,
    /// Whether the subject is taken to be new without looking, because the command demands it: the append looks.
    new: bool,
    parts: Vec<Part>,
    /// Whether any state came from the cache.
    cached: bool,
}

/// One stream.
struct Part {
    stream: StreamPart,
    /// Its state after the events decided so far; `None` where that takes reading it again.
    state: Option<Box<dyn Known>>,
}

/// A state of some aggregate, to be kept when it is written.
pub(crate) trait Known: Send + Sync {
    fn any(&self) -> &dyn Any;
    fn keep(self: Box<Self>, executor: &Executor, tenant: &Tenant, incarnation: Uuid, position: u64);
}

struct State<D> {
    id: Uuid,
    newest: Arc<Newest<D>>,
}

impl<D: Decider> Known for State<D> {
    fn any(&self) -> &dyn Any {
        self
    }

    fn keep(self: Box<Self>, executor: &Executor, tenant: &Tenant, incarnation: Uuid, position: u64) {
        let mut newest = self.newest;
        Arc::make_mut(&mut newest).position = position;
        executor.keep(tenant, incarnation, self.id, newest);
    }
}

impl std::fmt::Debug for Work<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Work")
            .field("subject", &self.subject)
            .field("streams", &self.parts.len())
            .finish_non_exhaustive()
    }
}

impl<'a> Work<'a> {
    pub(crate) fn new(
        executor: &'a Executor,
        request: &'a CommandRequest,
        subject: StreamId,
        incarnation: Uuid,
        first: bool,
    ) -> Self {
        let new = first && request.expected_version == Some(0);
        Self {
            executor,
            request,
            subject,
            incarnation,
            new,
            parts: Vec::new(),
            cached: false,
        }
    }

    /// The state of a stream the command must see; the stream must still be at this version when the append is made.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub async fn check<D: Decider>(&mut self, id: Uuid) -> Result<Arc<Newest<D>>, StoreError> {
        let stream = StreamId { kind: D::KIND, id };
        if let Some(part) = self.parts.iter().find(|part| part.stream.stream == stream) {
            return part.known::<D>();
        }
        let (newest, cached) = if self.new && stream == self.subject {
            (Arc::new(Newest::default()), true)
        } else {
            let tenant = &self.request.tenant;
            self.executor.hydrate::<D>(tenant, self.incarnation, id).await?
        };
        self.cached |= cached;
        self.parts.push(Part {
            stream: StreamPart {
                stream,
                expected: newest.version,
                events: Vec::new(),
            },
            state: Some(Box::new(State {
                id,
                newest: Arc::clone(&newest),
            })),
        });
        Ok(newest)
    }

    /// Decides a command on a stream; what follows is written with the rest.
    ///
    /// # Errors
    /// [`ExecuteError`]: the refusal, an expected version that is not the stream's, or a failure to read.
    pub async fn decide<D: Decider>(
        &mut self,
        id: Uuid,
        command: &D::Command,
    ) -> Result<(), ExecuteError<D::Error>> {
        let stream = StreamId { kind: D::KIND, id };
        let newest = self.check::<D>(id).await?;
        if stream == self.subject
            && let Some(expected) = self.request.expected_version
            && self.expected(stream) != Some(expected)
        {
            return Err(ExecuteError::VersionConflict {
                expected,
                actual: newest.version,
            });
        }
        let decision = decide::<D>(self.executor.reader(), self.request, id, &newest, command).await?;
        if let Some(part) = self.parts.iter_mut().find(|part| part.stream.stream == stream) {
            if let Some(after) = decision.after {
                let newest = Arc::new(after);
                part.state = Some(Box::new(State { id, newest }));
            } else if !decision.events.is_empty() {
                part.state = None;
            }
            part.stream.events.extend(decision.events);
        }
        Ok(())
    }

    /// The version a stream had when it was read.
    fn expected(&self, stream: StreamId) -> Option<u64> {
        let part = self.parts.iter().find(|part| part.stream.stream == stream);
        part.map(|part| part.stream.expected)
    }

    pub(crate) fn subject(&self) -> StreamId {
        self.subject
    }

    pub(crate) fn incarnation(&self) -> Uuid {
        self.incarnation
    }

    pub(crate) fn cached(&self) -> bool {
        self.cached
    }

    /// Every stream that was read.
    pub(crate) fn streams(&self) -> impl Iterator<Item = StreamId> {
        self.parts.iter().map(|part| part.stream.stream)
    }

    /// What is to be written, and the states to keep once it is: with each, how many events of the unit of work come up
    /// to its last one.
    pub(crate) fn into_parts(self) -> Decided {
        let subject = self.subject;
        let mut decided = Decided::default();
        let mut events = 0;
        for part in self.parts {
            events += part.stream.events.len() as u64;
            if part.stream.stream == subject {
                decided.version = part.stream.expected + part.stream.events.len() as u64;
            }
            let ids = part.stream.events.iter().map(|event| event.event_id);
            decided.event_ids.extend(ids);
            if !part.stream.events.is_empty() {
                decided.changed.push(Changed {
                    stream: part.stream.stream,
                    state: part.state,
                    events,
                });
            }
            decided.streams.push(part.stream);
        }
        decided
    }
}

/// What a unit of work comes to.
#[derive(Default)]
pub(crate) struct Decided {
    pub(crate) streams: Vec<StreamPart>,
    pub(crate) changed: Vec<Changed>,
    /// The subject's version afterwards.
    pub(crate) version: u64,
    pub(crate) event_ids: Vec<Uuid>,
}

/// A stream that is written to.
pub(crate) struct Changed {
    pub(crate) stream: StreamId,
    /// Its state afterwards, where it is known.
    pub(crate) state: Option<Box<dyn Known>>,
    /// Events of the unit of work up to its last one.
    pub(crate) events: u64,
}

impl Part {
    fn known<D: Decider>(&self) -> Result<Arc<Newest<D>>, StoreError> {
        let known = self.state.as_ref();
        let known = known.and_then(|state| state.any().downcast_ref::<State<D>>());
        known.map(|state| Arc::clone(&state.newest)).ok_or_else(|| {
            let (kind, id) = (self.stream.stream.kind, self.stream.stream.id);
            StoreError::Inconsistent(format!(
                "{kind} {id} was changed before its latest event and is asked for again in the same unit of work"
            ))
        })
    }
}
