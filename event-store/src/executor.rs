//! Carries commands out: hydrate, decide, append, answer.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use moka::sync::Cache;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_runtime::Tenant;

use crate::cache::{Aggregates, CacheStats};
use crate::loader::Loader;
use crate::replay::{Known, answer, find};
use crate::submission::{Outcome, StreamId, Submission};
use crate::work::{Decided, Work};
use crate::{
    CommandRequest, Committed, ExecuteError, Ledger, LedgerReader, Newest, SnapshotWriter, StoreError,
};

/// How often a command without an expected version is decided again when others keep changing its streams.
const ATTEMPTS: usize = 16;

/// States kept where nothing else is said.
const STATES: u64 = 50_000;

/// Organizations whose copy of the ledger is remembered.
const ORGANIZATIONS: u64 = 100_000;

/// Carries commands out; clones share the cache of aggregates.
#[derive(Clone)]
pub struct Executor {
    ledger: Ledger,
    loader: Loader,
    reader: LedgerReader,
    aggregates: Aggregates,
    snapshots: Option<SnapshotWriter>,
    /// The copy of each organization's ledger that states were read from.
    incarnations: Cache<Uuid, Uuid>,
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

type Executed<D> = Result<Committed, ExecuteError<<D as Decider>::Error>>;

impl Executor {
    /// An executor that writes through `ledger` and reads through `reader`.
    pub fn new(ledger: Ledger, reader: LedgerReader) -> Self {
        Self::with_cache(ledger, reader, STATES)
    }

    /// The same, keeping up to so many states of aggregates; none at 0.
    pub fn with_cache(ledger: Ledger, reader: LedgerReader, states: u64) -> Self {
        Self {
            ledger,
            loader: Loader::new(reader.clone()),
            reader,
            aggregates: Aggregates::new(states),
            snapshots: None,
            incarnations: Cache::new(ORGANIZATIONS),
        }
    }

    /// Has snapshots of long streams saved.
    #[must_use]
    pub fn with_snapshots(mut self, writer: SnapshotWriter) -> Self {
        self.snapshots = Some(writer);
        self
    }

    /// How often a state was found in the cache.
    pub fn cache_stats(&self) -> CacheStats {
        self.aggregates.stats()
    }

    pub(crate) fn reader(&self) -> &LedgerReader {
        &self.reader
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
        let subject = StreamId { kind: D::KIND, id };
        for attempt in 0..ATTEMPTS {
            let mut work = self.begin(request, subject, attempt).await?;
            let decided = work.decide::<D>(id, &command).await;
            if let Attempt::Done(done) = self.conclude(request, work, decided).await? {
                return Ok(done);
            }
        }
        Err(crowded())
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
        let subject = StreamId { kind: D::KIND, id };
        for attempt in 0..ATTEMPTS {
            let mut work = self.begin(request, subject, attempt).await?;
            let guard = work.check::<G>(guard_id).await?;
            let decided = match prepare(&guard.state, guard.version) {
                Ok(command) => work.decide::<D>(id, &command).await,
                Err(refusal) => Err(ExecuteError::Refused(refusal)),
            };
            if let Attempt::Done(done) = self.conclude(request, work, decided).await? {
                return Ok(done);
            }
        }
        Err(crowded())
    }

    /// Carries out a command that concerns several streams: what `work` checks must stand, and what it decides is written,
    /// by one append. `subject` is the stream the command is about: its version is the one expected and answered. `work`
    /// is called again when a stream moved meanwhile.
    ///
    /// # Errors
    /// [`ExecuteError`].
    pub async fn execute_work<D: Decider, E>(
        &self,
        request: &CommandRequest,
        subject: Uuid,
        work: impl for<'w> Fn(&'w mut Work<'_>) -> BoxFuture<'w, Result<(), ExecuteError<E>>>,
    ) -> Result<Committed, ExecuteError<E>> {
        let subject = StreamId {
            kind: D::KIND,
            id: subject,
        };
        for attempt in 0..ATTEMPTS {
            let mut unit = self.begin(request, subject, attempt).await?;
            let decided = work(&mut unit).await;
            if let Attempt::Done(done) = self.conclude(request, unit, decided).await? {
                return Ok(done);
            }
        }
        Err(crowded())
    }

    async fn begin<'a, E>(
        &'a self,
        request: &'a CommandRequest,
        subject: StreamId,
        attempt: usize,
    ) -> Result<Work<'a>, ExecuteError<E>> {
        let incarnation = self.incarnation(&request.tenant).await?;
        let incarnation = incarnation.ok_or(ExecuteError::UnknownOrganization)?;
        Ok(Work::new(self, request, subject, incarnation, attempt == 0))
    }

    /// The copy of the organization's ledger; `None` where it has none. Read before any state: a state read later can only
    /// be of a later copy, which the append refuses.
    async fn incarnation(&self, tenant: &Tenant) -> Result<Option<Uuid>, StoreError> {
        let organization = tenant.organization_id();
        if let Some(known) = self.incarnations.get(&organization) {
            return Ok(Some(known));
        }
        let found = self.reader.incarnation(tenant).await?;
        if let Some(incarnation) = found {
            self.incarnations.insert(organization, incarnation);
        }
        Ok(found)
    }

    /// Writes what was decided, or says why there is nothing to write.
    async fn conclude<E>(
        &self,
        request: &CommandRequest,
        work: Work<'_>,
        decided: Result<(), ExecuteError<E>>,
    ) -> Result<Attempt, ExecuteError<E>> {
        match decided {
            Ok(()) => self.append(request, work).await,
            // Decided on what may be out of date: decided once more on fresh states.
            Err(error) if error.depends_on_state() && work.cached() => {
                for stream in work.streams() {
                    self.aggregates.forget(work.incarnation(), stream);
                }
                Ok(Attempt::Moved)
            }
            Err(error) if error.depends_on_state() => {
                let answered = self.first_outcome(request, work.subject(), error).await?;
                Ok(Attempt::Done(answered))
            }
            Err(error) => Err(error),
        }
    }

    async fn append<E>(&self, request: &CommandRequest, work: Work<'_>) -> Result<Attempt, ExecuteError<E>> {
        let (subject, incarnation) = (work.subject(), work.incarnation());
        let Decided {
            streams,
            changed,
            version,
            event_ids,
        } = work.into_parts();
        let submission = Submission::seal(
            &request.tenant,
            request.command_id,
            request.fingerprint,
            &request.metadata,
            streams,
        )?
        .decided_on(incarnation);
        match self.ledger.submit(submission).await? {
            Outcome::Committed {
                from,
                to,
                recorded_at,
                ..
            } => {
                for part in changed {
                    match part.state {
                        Some(state) => {
                            state.keep(self, &request.tenant, incarnation, from + part.events - 1);
                        }
                        None => self.aggregates.forget(incarnation, part.stream),
                    }
                }
                Ok(Attempt::Done(Committed {
                    version,
                    position: to,
                    recorded_at: Some(recorded_at),
                    event_ids,
                    replayed: false,
                }))
            }
            Outcome::Duplicate { from, to } => {
                self.aggregates.forget(incarnation, subject);
                let answered = answer(self.reader.pool(), &request.tenant, subject, from, to).await?;
                Ok(Attempt::Done(answered))
            }
            refused => self.refused(request, subject, incarnation, refused),
        }
    }

    /// What a unit of work that was not written comes to: another attempt, or an error.
    fn refused<E>(
        &self,
        request: &CommandRequest,
        subject: StreamId,
        incarnation: Uuid,
        outcome: Outcome,
    ) -> Result<Attempt, ExecuteError<E>> {
        let organization = request.tenant.organization_id();
        match outcome {
            Outcome::Conflict { stream, actual } => {
                self.aggregates.forget(incarnation, stream);
                match request.expected_version {
                    Some(expected) if stream == subject => {
                        Err(ExecuteError::VersionConflict { expected, actual })
                    }
                    _ => Ok(Attempt::Moved),
                }
            }
            Outcome::Claimed {
                kind,
                key,
                aggregate_id: Some(aggregate_id),
            } => Err(ExecuteError::Claimed {
                kind,
                key,
                aggregate_id,
            }),
            Outcome::Claimed { kind, key, .. } => {
                let reason = format!("{kind} {key} is given up but owned by nobody");
                Err(StoreError::Inconsistent(reason).into())
            }
            Outcome::Restored => {
                self.incarnations.invalidate(&organization);
                Ok(Attempt::Moved)
            }
            Outcome::UnknownOrganization => {
                self.incarnations.invalidate(&organization);
                Err(ExecuteError::UnknownOrganization)
            }
            Outcome::KeyReused => Err(ExecuteError::KeyReused),
            Outcome::Committed { .. } | Outcome::Duplicate { .. } => {
                Err(StoreError::Inconsistent("a written unit of work was refused".to_owned()).into())
            }
        }
    }

    /// Keeps the newest state of a stream, and has it saved where it is due.
    pub(crate) fn keep<D: Decider>(
        &self,
        tenant: &Tenant,
        incarnation: Uuid,
        id: Uuid,
        mut newest: Arc<Newest<D>>,
    ) {
        let saved = self.snapshots.as_ref().is_some_and(|writer| {
            writer.is_due(newest.behind)
                && newest
                    .snapshot()
                    .is_some_and(|snapshot| writer.offer(tenant, id, &snapshot))
        });
        if saved {
            Arc::make_mut(&mut newest).behind = 0;
        }
        self.aggregates.put(incarnation, id, newest);
    }

    /// Reads the newest states of many streams of a kind at once, for commands that are about to come. Streams that do
    /// not exist yet are remembered as such; whatever is out of date by then is found out by the append.
    ///
    /// # Errors
    /// [`StoreError`] from the database, or when an event does not decode.
    pub async fn hydrate_many<D: Decider>(&self, tenant: &Tenant, ids: &[Uuid]) -> Result<(), StoreError> {
        // An organization without a ledger has no states to read.
        let Some(incarnation) = self.incarnation(tenant).await? else {
            return Ok(());
        };
        let unknown = |id: &Uuid| self.aggregates.peek::<D>(incarnation, *id).is_none();
        let wanted: HashSet<Uuid> = ids.iter().copied().filter(unknown).collect();
        let wanted: Vec<Uuid> = wanted.into_iter().collect();
        for (id, newest) in self.reader.newest_states::<D>(tenant, &wanted).await? {
            self.aggregates.put(incarnation, id, Arc::new(newest));
        }
        Ok(())
    }

    /// The stream's newest state, and whether it came from the cache.
    pub(crate) async fn hydrate<D: Decider>(
        &self,
        tenant: &Tenant,
        incarnation: Uuid,
        id: Uuid,
    ) -> Result<(Arc<Newest<D>>, bool), StoreError> {
        if let Some(cached) = self.aggregates.get::<D>(incarnation, id) {
            return Ok((cached, true));
        }
        let newest = self.loader.load::<D>(tenant, id).await?;
        if newest.version > 0 {
            self.keep(tenant, incarnation, id, Arc::clone(&newest));
        }
        Ok((newest, false))
    }

    /// Before a command is turned away: if it was carried out before, that is its answer.
    async fn first_outcome<E>(
        &self,
        request: &CommandRequest,
        subject: StreamId,
        otherwise: ExecuteError<E>,
    ) -> Result<Committed, ExecuteError<E>> {
        let pool = self.reader.pool();
        match find(pool, &request.tenant, request.command_id, &request.fingerprint).await? {
            Known::No => Err(otherwise),
            Known::Reused => Err(ExecuteError::KeyReused),
            Known::Yes { from, to } => Ok(answer(pool, &request.tenant, subject, from, to).await?),
        }
    }
}

/// Others kept changing the streams.
fn crowded<E>() -> ExecuteError<E> {
    ExecuteError::Busy {
        retry_after: Duration::from_secs(1),
    }
}
