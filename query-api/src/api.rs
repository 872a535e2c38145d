//! What the handlers work with.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use tokio::sync::Semaphore;
use uuid::Uuid;
use wellflow_event_store::LedgerReader;
use wellflow_http::{Metrics, ORGANIZATION_UNKNOWN, Principal, Problem};
use wellflow_read_model::{Once, ProjectionKey};
use wellflow_runtime::{RedisLink, Shutdown, Tenant, TenantPool};

use crate::age::{self, Ages};
use crate::authz::Read;
use crate::cache::{Flights, WellCache};
use crate::error::QueryError;
use crate::export::{ExportLimits, Seats};
use crate::incomplete::Rows;
use crate::live::{Live, LiveLimits};
use crate::wells::Reading;

/// How long an organization that was there is taken to be there: so much later than its erasure it is unknown, whatever
/// the caches still hold. One that was not there is asked for again every time.
const KNOWN: Duration = Duration::from_secs(2);
/// Organizations remembered.
const ORGANIZATIONS: u64 = 10_000;

/// What the handlers work with; clones share it.
#[derive(Clone, Debug)]
pub struct QueryApi {
    pub(crate) pool: TenantPool,
    pub(crate) ledger: LedgerReader,
    pub(crate) cache: WellCache,
    /// Wells that are being read.
    pub(crate) flights: Flights<Reading>,
    /// Whoever waits stops waiting.
    pub(crate) shutdown: Shutdown,
    /// Who is told what happens.
    pub(crate) live: Live,
    /// Exports there may be at a time.
    pub(crate) exports: Seats,
    /// Where signed checkpoints are found.
    pub(crate) checkpoints: Option<PathBuf>,
    /// Readings of whole ledgers for evidence there may be at a time.
    pub(crate) proofs: Arc<Semaphore>,
    /// How far the ledgers were when they were looked at.
    pub(crate) ages: Ages,
    known: Cache<Uuid, ()>,
}

impl QueryApi {
    /// Starts what the handlers need: the pool leads to the read models, `ledger` may read from another database; both are
    /// of the role `wellflow_query`. Must be called on the runtime that lives
    /// as long as the process: the subscription that keeps the memory right runs there until shutdown.
    ///
    /// `shutdown` is the signal at which the server begins to stop, not one given after it has: queries that wait for a
    /// position are then answered at once instead of holding the server up.
    pub fn start(pool: TenantPool, ledger: LedgerReader, redis: RedisLink, shutdown: &Shutdown) -> Self {
        let cache = WellCache::start(redis, shutdown.clone());
        let known = Cache::builder()
            .max_capacity(ORGANIZATIONS)
            .time_to_live(KNOWN)
            .build();
        Self {
            pool,
            ledger,
            cache,
            flights: Flights::default(),
            shutdown: shutdown.clone(),
            live: Live::new(LiveLimits::default()),
            exports: Seats::new(ExportLimits::default()),
            checkpoints: None,
            proofs: Arc::new(Semaphore::new(1)),
            ages: Ages::new(),
            known,
        }
    }

    /// The same, with the folder `wellflow checkpoint` writes to, or a copy of it: evidence carries the newest of an
    /// organization.
    #[must_use]
    pub fn with_checkpoints(self, checkpoints: Option<PathBuf>) -> Self {
        Self { checkpoints, ..self }
    }

    /// The same, with other limits for live clients.
    #[must_use]
    pub fn with_live(self, limits: LiveLimits) -> Self {
        Self {
            live: Live::new(limits),
            ..self
        }
    }

    /// The same, with other limits for exports.
    #[must_use]
    pub fn with_exports(self, limits: ExportLimits) -> Self {
        Self {
            exports: Seats::new(limits),
            ..self
        }
    }

    /// Counts what the caches have and have not.
    pub fn count_in(&self, metrics: &Metrics) {
        self.cache.count_in(metrics);
    }

    /// Lets a question in: the role may ask it, and the organization exists.
    ///
    /// # Errors
    /// `role-not-permitted`, `organization-unknown`, or a fault of ours.
    pub(crate) async fn admit(&self, principal: &Principal, read: Read) -> Result<(), Problem> {
        read.allow(principal)?;
        Ok(self.known(&principal.tenant).await?)
    }

    /// Admits whoever reads ownership, and the owner itself to its own part.
    ///
    /// # Errors
    /// `role-not-permitted`, `organization-unknown`, or a fault of ours.
    pub(crate) async fn admit_owner(&self, principal: &Principal, owner_id: Uuid) -> Result<(), Problem> {
        Read::Ownership.allow_own(principal, owner_id)?;
        Ok(self.known(&principal.tenant).await?)
    }

    async fn known(&self, tenant: &Tenant) -> Result<(), QueryError> {
        age::asks(tenant);
        let organization_id = tenant.organization_id();
        if self.known.contains_key(&organization_id) {
            return Ok(());
        }
        Box::pin(self.look_for(tenant)).await
    }

    async fn look_for(&self, tenant: &Tenant) -> Result<(), QueryError> {
        if self.ledger.incarnation(tenant).await?.is_none() {
            let detail = "The token's organization has no ledger in this installation.";
            return Err(Problem::new(ORGANIZATION_UNKNOWN, detail).into());
        }
        self.known.insert(tenant.organization_id(), ());
        Ok(())
    }

    /// Reads of a projection's rows, of any stream; what they are short of is told with the answer.
    pub(crate) fn rows<'a>(&'a self, tenant: &'a Tenant, projection: ProjectionKey) -> Rows<'a> {
        Rows {
            pool: &self.pool,
            tenant,
            projection,
            stream: None,
        }
    }

    /// Reads of the rows made of one stream.
    pub(crate) fn rows_of<'a>(
        &'a self,
        tenant: &'a Tenant,
        projection: ProjectionKey,
        stream: Uuid,
    ) -> Rows<'a> {
        Rows {
            stream: Some(stream),
            ..self.rows(tenant, projection)
        }
    }

    /// Reads of one statement each, of what is no answer: rows are read by [`Self::rows`].
    pub(crate) fn once<'a>(&'a self, tenant: &'a Tenant) -> Once<'a> {
        Once::new(&self.pool, tenant)
    }
}
