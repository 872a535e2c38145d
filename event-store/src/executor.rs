//! Carries commands out: hydrate, decide, append, answer.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_runtime::Tenant;

use crate::cache::{Aggregates, Hydrated};
use crate::decision::decide;
use crate::reader::PAGE;
use crate::replay::{Known, answer, find};
use crate::submission::{Outcome, StreamId, StreamPart, Submission};
use crate::{ExecuteError, Ledger, LedgerReader, Metadata, StoreError};

/// How often a command without an expected version is decided again when others keep changing its streams.
const ATTEMPTS: usize = 16;

/// Streams read by one statement when many are hydrated.
const STREAMS_AT_ONCE: usize = 1_000;

/// A command's envelope.
#[derive(Clone, Debug)]
pub struct CommandRequest {
    /// In which organization.
    pub tenant: Tenant,
    /// Under which id; see [`crate::command_id`].
    pub command_id: Uuid,
    /// SHA-256 of what was asked; the same id with another fingerprint is refused.
    pub fingerprint: [u8; 32],
    /// The version the caller saw, where it insists on it; 0 for "must not exist".
    pub expected_version: Option<u64>,
    /// Who, through what.
    pub metadata: Metadata,
    /// When the source knew, for imported facts.
    pub reported_at: Option<DateTime<Utc>>,
}

/// A command that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The stream's version afterwards.
    pub version: u64,
    /// The ledger's position afterwards: the consistency token for readers.
    pub position: u64,
    /// When it was written; `None` for a replayed command that wrote no event.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The events written, none for a command that found nothing to do.
    pub event_ids: Vec<Uuid>,
    /// Whether this is the answer to an earlier sending of the same command.
    pub replayed: bool,
}

/// Carries commands out; clones share the cache of aggregates.
#[derive(Clone)]
pub struct Executor {
    ledger: Ledger,
    reader: LedgerReader,
    aggregates: Aggregates,
}

impl std::fmt::Debug for Executor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Executor")
            .field("ledger", &self.ledger)
            .finish_non_exhaustive()
    }
}

/// What one attempt came to.
enum Attempt {
    Done(Committed),
    /// A stream moved under the decision: it is to be made again.
    Moved,
}

/// A stream the decision has seen, with the version it must still be at.
struct Guard {
    check: StreamPart,
    /// Whether its state came from the cache.
    cached: bool,
}

type Executed<D> = Result<Committed, ExecuteError<<D as Decider>::Error>>;

impl Executor {
    /// An executor that writes through `ledger` and reads through `reader`.
    pub fn new(ledger: Ledger, reader: LedgerReader) -> Self {
        Self {
            ledger,
            reader,
            aggregates: Aggregates::new(),
        }
    }

    /// Decides a command on its stream and appends what follows.
    ///
    /// # Errors
    /// [`ExecuteError`].
    pub async fn execute<D: Decider>(
        &self,
        request: &CommandRequest,
        id: Uuid,
        command: D::Command,
    ) -> Executed<D> {
        for _ in 0..ATTEMPTS {
            if let Attempt::Done(done) = self.attempt::<D>(request, id, &command, None).await? {
                return Ok(done);
            }
        }
        Err(ExecuteError::Busy {
            retry_after: Duration::from_secs(1),
        })
    }

    /// Decides a command that must see another stream: `prepare` makes it from the guard's state, and the append checks
    /// that the guard still stands where it was read.
    ///
    /// # Errors
    /// [`ExecuteError`].
    pub async fn execute_guarded<D: Decider, G: Decider>(
        &self,
        request: &CommandRequest,
        id: Uuid,
        guard_id: Uuid,
        prepare: impl Fn(&G, u64) -> Result<D::Command, D::Error>,
    ) -> Executed<D> {
        let stream = StreamId {
            kind: G::KIND,
            id: guard_id,
        };
        for _ in 0..ATTEMPTS {
            let (state, cached) = self.hydrate::<G>(&request.tenant, guard_id).await?;
            let command = match prepare(&state.state, state.version) {
                Ok(command) => command,
                Err(_) if cached => {
                    self.aggregates.forget(request.tenant.organization_id(), stream);
                    continue;
                }
                Err(refusal) => {
                    return self
                        .first_outcome::<D>(request, id, ExecuteError::Refused(refusal))
                        .await;
                }
            };
            let check = StreamPart {
                stream,
                expected: state.version,
                events: Vec::new(),
            };
            let guard = Guard { check, cached };
            if let Attempt::Done(done) = self.attempt::<D>(request, id, &command, Some(guard)).await? {
                return Ok(done);
            }
        }
        Err(ExecuteError::Busy {
            retry_after: Duration::from_secs(1),
        })
    }

    async fn attempt<D: Decider>(
        &self,
        request: &CommandRequest,
        id: Uuid,
        command: &D::Command,
        guard: Option<Guard>,
    ) -> Result<Attempt, ExecuteError<D::Error>> {
        let organization = request.tenant.organization_id();
        let stream = StreamId { kind: D::KIND, id };
        let (hydrated, cached) = self.hydrate::<D>(&request.tenant, id).await?;
        if let Some(expected) = request.expected_version
            && expected != hydrated.version
        {
            if cached {
                self.aggregates.forget(organization, stream);
                return Ok(Attempt::Moved);
            }
            let conflict = ExecuteError::VersionConflict {
                expected,
                actual: hydrated.version,
            };
            return self
                .first_outcome::<D>(request, id, conflict)
                .await
                .map(Attempt::Done);
        }
        let decision = match decide::<D>(&self.reader, request, id, &hydrated, command).await {
            Ok(decision) => decision,
            // Decided on what may be out of date, its own state or the guard's: decided once more on fresh ones.
            Err(ExecuteError::Refused(_) | ExecuteError::RetroactivelyIllegal { .. })
                if cached || guard.as_ref().is_some_and(|guard| guard.cached) =>
            {
                self.aggregates.forget(organization, stream);
                if let Some(guard) = guard {
                    self.aggregates.forget(organization, guard.check.stream);
                }
                return Ok(Attempt::Moved);
            }
            Err(refusal) => {
                return self
                    .first_outcome::<D>(request, id, refusal)
                    .await
                    .map(Attempt::Done);
            }
        };
        let version = hydrated.version;
        let after = decision.after;
        let mut streams = vec![StreamPart {
            stream,
            expected: version,
            events: decision.events,
        }];
        streams.extend(guard.map(|guard| guard.check));
        self.append::<D>(request, streams, after).await
    }

    /// Writes what was decided; the first of the streams is the command's own.
    async fn append<D: Decider>(
        &self,
        request: &CommandRequest,
        streams: Vec<StreamPart>,
        after: Option<Hydrated<D>>,
    ) -> Result<Attempt, ExecuteError<D::Error>> {
        let organization = request.tenant.organization_id();
        let Some(own) = streams.first() else {
            return Err(StoreError::Inconsistent("a submission without a stream".to_owned()).into());
        };
        let stream = own.stream;
        let event_ids: Vec<Uuid> = own.events.iter().map(|event| event.event_id).collect();
        let version = own.expected + event_ids.len() as u64;
        let submission = Submission::seal(
            &request.tenant,
            request.command_id,
            request.fingerprint,
            &request.metadata,
            streams,
        )?;
        match self.ledger.submit(submission).await? {
            Outcome::Committed { to, recorded_at, .. } => {
                match after {
                    Some(after) => self.aggregates.put::<D>(organization, stream.id, Arc::new(after)),
                    None if event_ids.is_empty() => {}
                    None => self.aggregates.forget(organization, stream),
                }
                let recorded_at = Some(recorded_at);
                Ok(Attempt::Done(Committed {
                    version,
                    position: to,
                    recorded_at,
                    event_ids,
                    replayed: false,
                }))
            }
            Outcome::Duplicate { from, to } => {
                self.aggregates.forget(organization, stream);
                Ok(Attempt::Done(
                    answer(self.reader.pool(), &request.tenant, stream, from, to).await?,
                ))
            }
            Outcome::KeyReused => Err(ExecuteError::KeyReused),
            Outcome::Conflict {
                stream: moved,
                actual,
            } => {
                self.aggregates.forget(organization, moved);
                match request.expected_version {
                    Some(expected) if moved == stream => {
                        Err(ExecuteError::VersionConflict { expected, actual })
                    }
                    _ => Ok(Attempt::Moved),
                }
            }
            Outcome::Claimed {
                kind,
                key,
                aggregate_id,
            } => match aggregate_id {
                Some(aggregate_id) => Err(ExecuteError::Claimed {
                    kind,
                    key,
                    aggregate_id,
                }),
                None => Err(StoreError::Inconsistent(format!(
                    "{kind} {key} is given up but owned by nobody"
                ))
                .into()),
            },
            Outcome::Restored => {
                self.aggregates.forget(organization, stream);
                Ok(Attempt::Moved)
            }
            Outcome::UnknownOrganization => Err(ExecuteError::UnknownOrganization),
        }
    }

    /// Reads the newest states of many streams of a kind at once, for commands that are about to come. Streams that do
    /// not exist yet are remembered as such; whatever is out of date by then is found out by the append.
    ///
    /// # Errors
    /// [`StoreError`] from the database, or when an event does not decode.
    pub async fn hydrate_many<D: Decider>(&self, tenant: &Tenant, ids: &[Uuid]) -> Result<(), StoreError> {
        let organization = tenant.organization_id();
        let unknown = |id: &Uuid| self.aggregates.get::<D>(organization, *id).is_none();
        let wanted: HashSet<Uuid> = ids.iter().copied().filter(unknown).collect();
        let wanted: Vec<Uuid> = wanted.into_iter().collect();
        for ids in wanted.chunks(STREAMS_AT_ONCE) {
            for (id, events) in self.reader.first_pages(tenant, D::KIND, ids).await? {
                // A longer stream is read when its command comes.
                if events.len() < PAGE as usize {
                    self.aggregates
                        .put::<D>(organization, id, Arc::new(Hydrated::of(&events)?));
                }
            }
        }
        Ok(())
    }

    /// The stream's newest state, and whether it came from the cache.
    async fn hydrate<D: Decider>(
        &self,
        tenant: &Tenant,
        id: Uuid,
    ) -> Result<(Arc<Hydrated<D>>, bool), StoreError> {
        if let Some(cached) = self.aggregates.get::<D>(tenant.organization_id(), id) {
            return Ok((cached, true));
        }
        let events = self.reader.whole_stream(tenant, D::KIND, id).await?;
        let hydrated = Arc::new(Hydrated::of(&events)?);
        if hydrated.version > 0 {
            self.aggregates
                .put::<D>(tenant.organization_id(), id, Arc::clone(&hydrated));
        }
        Ok((hydrated, false))
    }

    /// Before a command is turned away: if it was carried out before, that is its answer.
    async fn first_outcome<D: Decider>(
        &self,
        request: &CommandRequest,
        id: Uuid,
        otherwise: ExecuteError<D::Error>,
    ) -> Executed<D> {
        let pool = self.reader.pool();
        match find(pool, &request.tenant, request.command_id, &request.fingerprint).await? {
            Known::No => Err(otherwise),
            Known::Reused => Err(ExecuteError::KeyReused),
            Known::Yes { from, to } => {
                Ok(answer(pool, &request.tenant, StreamId { kind: D::KIND, id }, from, to).await?)
            }
        }
    }
}
