//! Our tables as a `cqrs_es::persist::PersistedEventRepository`, bound to one organization.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use cqrs_es::Aggregate;
use cqrs_es::persist::{
    PersistedEventRepository, PersistenceError, ReplayFeed, ReplayStream, SerializedEvent, SerializedSnapshot,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_runtime::Tenant;

use super::aggregate::DeciderAggregate;
use super::envelope::{serialized, without_own};
use super::event::{TaggedEvent, single};
use crate::reader::PAGE;
use crate::submission::{NewEvent, Outcome, StreamId, StreamPart, Submission};
use crate::{Ledger, LedgerReader, Metadata, RecordedEvent, StoreError};

/// Events a replay reads ahead of its query.
const AHEAD: usize = 200;

/// How often a commit whose outcome is unknown is asked for again.
const RESENDS: usize = 5;

/// The streams of one kind in one organization's ledger, for the stores of cqrs-es.
///
/// ```
/// # use cqrs_es::{CqrsFramework, persist::PersistedEventStore};
/// # use wellflow_decider::Decider;
/// # use wellflow_event_store::cqrs::{DeciderAggregate, LedgerRepository};
/// type Framework<D> = CqrsFramework<DeciderAggregate<D>, PersistedEventStore<LedgerRepository<D>, DeciderAggregate<D>>>;
///
/// fn framework<D: Decider>(repository: LedgerRepository<D>) -> Framework<D> {
///     CqrsFramework::new(PersistedEventStore::new_event_store(repository), vec![], ())
/// }
/// ```
///
/// - Aggregate ids are UUIDs in text; any other is refused.
/// - A stream that moved since it was loaded is an `OptimisticLockError`.
/// - A commit's metadata becomes the caller's context beside the actor given here, and is read back with what the ledger
///   knows of the event under names that begin with `wellflow_`. Such names in a commit's metadata tell of another event
///   and are left out.
/// - Snapshots are folds of the events at the newest version: right in every mode of the store. They are not stored, so
///   a snapshot store is no faster than an event store; [`crate::Executor`] is.
pub struct LedgerRepository<D> {
    ledger: Ledger,
    reader: LedgerReader,
    tenant: Tenant,
    metadata: Metadata,
    decider: PhantomData<fn() -> D>,
}

impl<D> Clone for LedgerRepository<D> {
    fn clone(&self) -> Self {
        Self {
            ledger: self.ledger.clone(),
            reader: self.reader.clone(),
            tenant: self.tenant.clone(),
            metadata: self.metadata.clone(),
            decider: PhantomData,
        }
    }
}

impl<D: Decider> std::fmt::Debug for LedgerRepository<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LedgerRepository")
            .field("kind", &D::KIND)
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

impl<D: Decider> LedgerRepository<D> {
    /// The tenant's streams. `metadata` says who acts: it is recorded with everything that is written.
    pub fn new(ledger: Ledger, reader: LedgerReader, tenant: Tenant, metadata: Metadata) -> Self {
        Self {
            ledger,
            reader,
            tenant,
            metadata,
            decider: PhantomData,
        }
    }

    /// The stream of an aggregate id; a fault for an id that is no UUID, and for an aggregate of another kind.
    fn stream<A: Aggregate>(aggregate_id: &str) -> Result<StreamId, PersistenceError> {
        of_this_kind::<A, D>()?;
        let id = aggregate_id
            .parse()
            .map_err(|_| unsuitable(format!("aggregate id {aggregate_id:?} of {} is no UUID", D::KIND)))?;
        Ok(StreamId { kind: D::KIND, id })
    }

    async fn events_after(&self, stream: StreamId, version: u64) -> Result<Vec<SerializedEvent>, StoreError> {
        let mut found = Vec::new();
        let mut after = version;
        loop {
            let page = self
                .reader
                .stream(&self.tenant, stream.kind, stream.id, after, PAGE)
                .await?;
            after = page.last().map_or(after, |event| event.sequence);
            for event in &page {
                found.push(serialized(event)?);
            }
            if page.len() < PAGE as usize {
                return Ok(found);
            }
        }
    }

    /// The aggregate as our own fold has it, at the newest version; `None` for a stream without events.
    async fn snapshot(&self, stream: StreamId) -> Result<Option<SerializedSnapshot>, StoreError> {
        let events = self
            .reader
            .whole_stream(&self.tenant, stream.kind, stream.id)
            .await?;
        let Some(last) = events.last() else {
            return Ok(None);
        };
        let version = count(last.sequence)?;
        let mut aggregate = DeciderAggregate::<D>::default();
        for event in &events {
            let one = single(event.decode()?, &event.event_type, event.event_version);
            aggregate.apply(TaggedEvent::stored(
                event.event_id,
                one.map_err(StoreError::Inconsistent)?,
            ));
        }
        Ok(Some(SerializedSnapshot {
            aggregate_id: stream.id.to_string(),
            aggregate: serde_json::to_value(&aggregate).map_err(StoreError::Encode)?,
            current_sequence: version,
            current_snapshot: version,
        }))
    }

    async fn append(&self, stream: StreamId, events: &[SerializedEvent]) -> Result<(), PersistenceError> {
        let submission = self.submission(stream, events)?;
        let mut sends = 0;
        let outcome = loop {
            sends += 1;
            // The same command again: the ledger then says what became of it.
            match self.ledger.submit(submission.clone()).await {
                Err(StoreError::OutcomeUnknown) if sends <= RESENDS => {}
                other => break other.map_err(fault)?,
            }
        };
        match outcome {
            // The id is of this call's own making: a duplicate is what this call wrote when it was first sent.
            Outcome::Committed { .. } | Outcome::Duplicate { .. } => Ok(()),
            Outcome::Conflict { .. } => Err(PersistenceError::OptimisticLockError),
            Outcome::Claimed {
                kind,
                key,
                aggregate_id,
            } => Err(unsuitable(match aggregate_id {
                Some(owner) => format!("{kind} {key} belongs to {owner}"),
                None => format!("{kind} {key} is given up but owned by nobody"),
            })),
            Outcome::KeyReused => Err(unsuitable("a new command id was used before".to_owned())),
            // It names no copy of the ledger, so none is refused.
            Outcome::Restored => Err(PersistenceError::OptimisticLockError),
            Outcome::UnknownOrganization => {
                let organization = self.tenant.organization_id();
                Err(unsuitable(format!(
                    "organization {organization} has no ledger here"
                )))
            }
        }
    }

    /// One unit of work of everything that is committed together.
    fn submission(
        &self,
        stream: StreamId,
        events: &[SerializedEvent],
    ) -> Result<Submission, PersistenceError> {
        let Some(first) = events.first() else {
            return Err(unsuitable("a commit without events".to_owned()));
        };
        let Some(expected) = first.sequence.checked_sub(1) else {
            let id = &first.aggregate_id;
            return Err(unsuitable(format!("sequence 0 of {id}: they begin with 1")));
        };
        let mut fingerprint = Sha256::new();
        let mut encoded = Vec::with_capacity(events.len());
        for (event, sequence) in events.iter().zip(first.sequence..) {
            if event.aggregate_id != first.aggregate_id || event.sequence != sequence {
                let (id, found) = (&event.aggregate_id, event.sequence);
                return Err(unsuitable(format!(
                    "event {found} of {id} stands where {sequence} of {} belongs",
                    first.aggregate_id
                )));
            }
            if event.metadata != first.metadata {
                return Err(unsuitable(format!(
                    "events of {} committed together have different metadata",
                    first.aggregate_id
                )));
            }
            let new = self.encode(event)?;
            fingerprint.update((new.payload.len() as u64).to_be_bytes());
            fingerprint.update(new.payload.as_bytes());
            encoded.push(new);
        }
        let metadata = Metadata {
            context: self.context(&first.metadata)?,
            ..self.metadata.clone()
        };
        let part = StreamPart {
            stream,
            expected: expected as u64,
            events: encoded,
        };
        Submission::seal(
            &self.tenant,
            Uuid::now_v7(),
            fingerprint.finalize().into(),
            &metadata,
            vec![part],
        )
        .map_err(fault)
    }

    /// The event as the ledger keeps it: by our own encoding, without the tag.
    fn encode(&self, event: &SerializedEvent) -> Result<NewEvent, PersistenceError> {
        let (id, sequence) = (&event.aggregate_id, event.sequence);
        let tagged: TaggedEvent<D::Event> =
            serde_json::from_value(event.payload.clone()).map_err(|error| {
                unsuitable(format!(
                    "event {sequence} of {id} does not decode as one of {}: {error}",
                    D::KIND
                ))
            })?;
        let mut new = NewEvent::encode(tagged.event(), None).map_err(fault)?;
        if new.event_type != event.event_type || new.event_version.to_string() != event.event_version {
            return Err(unsuitable(format!(
                "event {sequence} of {id} is called {} {} and holds {} {}",
                event.event_type, event.event_version, new.event_type, new.event_version
            )));
        }
        new.event_id = tagged.event_id();
        Ok(new)
    }

    fn context(&self, metadata: &Value) -> Result<BTreeMap<String, String>, PersistenceError> {
        let given: BTreeMap<String, String> = serde_json::from_value(metadata.clone())
            .map_err(|_| unsuitable("metadata that is no object of texts".to_owned()))?;
        let mut context = self.metadata.context.clone();
        context.extend(without_own(given));
        Ok(context)
    }

    /// Feeds a replay page by page until there is nothing more; a fault ends it as a fault, never as an end.
    async fn feed(self, mut feed: ReplayFeed, stream: Option<StreamId>) {
        let mut after = 0;
        loop {
            let page = match stream {
                Some(stream) => {
                    let read = self
                        .reader
                        .stream(&self.tenant, stream.kind, stream.id, after, PAGE);
                    read.await
                }
                None => self.reader.tail(&self.tenant, after, PAGE).await,
            };
            let last = |event: &RecordedEvent| match stream {
                Some(_) => event.sequence,
                None => event.position,
            };
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    // Whoever stopped listening does not miss it.
                    let _ = feed.push(Err(fault(error))).await;
                    return;
                }
            };
            after = page.last().map_or(after, last);
            for event in page.iter().filter(|event| event.aggregate_type == D::KIND) {
                let event = serialized(event).map_err(fault);
                let broken = event.is_err();
                if feed.push(event).await.is_err() || broken {
                    return;
                }
            }
            if page.len() < PAGE as usize {
                return;
            }
        }
    }

    fn replay(&self, stream: Option<StreamId>) -> ReplayStream {
        let (feed, replay) = ReplayStream::new(AHEAD);
        tokio::spawn(self.clone().feed(feed, stream));
        replay
    }
}

/// A repository serves the aggregates of its own decider.
fn of_this_kind<A: Aggregate, D: Decider>() -> Result<(), PersistenceError> {
    if A::TYPE == D::KIND {
        return Ok(());
    }
    Err(unsuitable(format!(
        "aggregate {} through the repository of {}",
        A::TYPE,
        D::KIND
    )))
}

fn count(number: u64) -> Result<usize, StoreError> {
    usize::try_from(number).map_err(|_| StoreError::Inconsistent(format!("sequence {number}")))
}

/// What was handed over does not fit the ledger; nothing was written.
fn unsuitable(reason: String) -> PersistenceError {
    PersistenceError::UnknownError(reason.into())
}

fn fault(error: StoreError) -> PersistenceError {
    match error {
        StoreError::Decode { .. } | StoreError::UnknownEvent { .. } => {
            PersistenceError::DeserializationError(Box::new(error))
        }
        StoreError::Runtime(_)
        | StoreError::OutcomeUnknown
        | StoreError::Busy
        | StoreError::ClockSkew
        | StoreError::Stopped => PersistenceError::ConnectionError(Box::new(error)),
        _ => PersistenceError::UnknownError(Box::new(error)),
    }
}

impl<D: Decider> PersistedEventRepository for LedgerRepository<D> {
    async fn get_events<A: Aggregate>(
        &self,
        aggregate_id: &str,
    ) -> Result<Vec<SerializedEvent>, PersistenceError> {
        self.get_last_events::<A>(aggregate_id, 0).await
    }

    async fn get_last_events<A: Aggregate>(
        &self,
        aggregate_id: &str,
        last_sequence: usize,
    ) -> Result<Vec<SerializedEvent>, PersistenceError> {
        let stream = Self::stream::<A>(aggregate_id)?;
        self.events_after(stream, last_sequence as u64)
            .await
            .map_err(fault)
    }

    async fn get_snapshot<A: Aggregate>(
        &self,
        aggregate_id: &str,
    ) -> Result<Option<SerializedSnapshot>, PersistenceError> {
        let stream = Self::stream::<A>(aggregate_id)?;
        self.snapshot(stream).await.map_err(fault)
    }

    /// Appends what was decided. The snapshot that comes along is wrong in cqrs-es 0.5.0 and is left where it is.
    async fn persist<A: Aggregate>(
        &self,
        events: &[SerializedEvent],
        _snapshot_update: Option<(String, Value, usize)>,
    ) -> Result<(), PersistenceError> {
        let Some(first) = events.first() else {
            return Ok(());
        };
        let stream = Self::stream::<A>(&first.aggregate_id)?;
        self.append(stream, events).await
    }

    async fn stream_events<A: Aggregate>(
        &self,
        aggregate_id: &str,
    ) -> Result<ReplayStream, PersistenceError> {
        let stream = Self::stream::<A>(aggregate_id)?;
        Ok(self.replay(Some(stream)))
    }

    /// In the order of positions: the order in which it happened to be known, across all streams.
    async fn stream_all_events<A: Aggregate>(&self) -> Result<ReplayStream, PersistenceError> {
        of_this_kind::<A, D>()?;
        Ok(self.replay(None))
    }
}
