//! Building the rows of a projection anew beside those that are served, organization by organization.
//!
//! [`Rebuilder::begin`] goes on with a build that was cut off, or begins one; [`Rebuild::fill`] fills it from the ledger up to
//! where the served build stands; [`Rebuild::change_over`] compares the two at one position and serves the new one.
//!
//! Invariants
//! - Of an organization and a projection one rebuild runs at a time: it holds an advisory lock. Whatever gets past that
//!   finds the epochs changed and writes nothing.
//! - The served build is read and kept current as ever. While the two are compared its checkpoint is held: for that time
//!   it waits for new events, and no read waits for anything.
//! - A build that differs is served only on demand.

mod change_over;
mod replay;

pub use replay::Replayed;

use std::time::Duration;

use wellflow_event_store::LedgerReader;
use wellflow_read_model::builds::{self, Build, Difference, State};
use wellflow_read_model::checkpoint::{self, Checkpoint};
use wellflow_read_model::{Once, ReadModelError};
use wellflow_runtime::{RuntimeError, Tenant, TenantPool, TenantTransaction};

use crate::ProjectorError;
use crate::advance::{Advanced, Ground, MOST_ROWS};
use crate::ahead::{is_full, leave_out_cut};
use crate::part::Part;
use crate::statistics;

/// Events taken in one batch.
const BATCH: u64 = 10_000;
/// What is cached is out of everybody's reach after this time without a fill: what a projector has begun to put, the life of
/// a mark, and as long again as a message may be under way.
const QUIET: Duration = Duration::from_secs(25);

/// Why a rebuild did not get to its end.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The ledger or the rows could not be read or written.
    #[error(transparent)]
    Projector(#[from] ProjectorError),
    /// There is no such projection.
    #[error("there is no projection {0:?}")]
    Unknown(String),
    /// Another rebuild has the projection of this organization.
    #[error("another rebuild of {0} is under way")]
    UnderWay(&'static str),
    /// The organization has no ledger here: it is being imported, or was erased.
    #[error("the organization has no ledger here")]
    NoLedger,
    /// Something else took the build away: the ledger was restored, the organization erased, the rows started over.
    #[error("the builds of {0} were changed by something else; begin again")]
    Overtaken(&'static str),
    /// There is no build to go back to.
    #[error("no build of {0} is kept")]
    NothingKept(&'static str),
    /// The build has to be brought up to date by the version that made it.
    #[error(
        "build {build} of {projection} is of version {version}: take the program that makes that version"
    )]
    OtherVersion {
        /// The projection.
        projection: &'static str,
        /// The build.
        build: i32,
        /// Its version.
        version: i32,
    },
}

impl From<ReadModelError> for RebuildError {
    fn from(error: ReadModelError) -> Self {
        Self::Projector(error.into())
    }
}

impl From<RuntimeError> for RebuildError {
    fn from(error: RuntimeError) -> Self {
        Self::Projector(error.into())
    }
}

/// How a rebuild begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Begin {
    /// A build that was found different is gone on with, to be served all the same.
    pub accept_differences: bool,
    /// A build that was cut off is thrown away.
    pub from_start: bool,
}

/// How far a rebuild is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It has the events up to here, and needs those up to there.
    At {
        /// Its position.
        position: u64,
        /// Where the served build stands.
        target: u64,
    },
    /// Both builds stand here and are compared.
    Comparing {
        /// The position.
        position: u64,
    },
    /// What is cached has to run out first: for so long.
    Quiet(Duration),
}

/// Two builds at one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The position.
    pub position: u64,
    /// The build that was served.
    pub served: i32,
    /// The other one.
    pub build: i32,
    /// How the other one differs; empty where it does not.
    pub differences: Vec<Difference>,
}

/// What came of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangedOver {
    /// The other build is served; the one served before is kept.
    Yes(Compared),
    /// It differs, and the served one stays.
    No(Compared),
}

/// Rebuilds; see the module.
#[derive(Clone, Debug)]
pub struct Rebuilder {
    pool: TenantPool,
    ledger: LedgerReader,
    quiet: Duration,
}

impl Rebuilder {
    /// Works with the pool of the role `wellflow_projector`, three connections for each rebuild that runs.
    pub fn new(pool: TenantPool, ledger: LedgerReader) -> Self {
        Self {
            pool,
            ledger,
            quiet: QUIET,
        }
    }

    /// Waits another time for what is cached to run out: none where nothing is.
    #[must_use]
    pub fn quiet_for(self, quiet: Duration) -> Self {
        Self { quiet, ..self }
    }

    /// Goes on with a build of this version that was cut off, or begins one and removes whatever else is not served.
    ///
    /// # Errors
    /// [`RebuildError`].
    pub async fn begin(
        &self,
        projection: &str,
        tenant: &Tenant,
        begin: Begin,
    ) -> Result<Rebuild<'_>, RebuildError> {
        let part = part(projection)?;
        let (key, organization_id) = (part.key(), tenant.organization_id());
        let Opened {
            claim,
            tx,
            all,
            incarnation,
        } = self.open(part, tenant).await?;
        builds::hush(&tx, organization_id, key, false).await?;
        let mut going_on = None;
        for build in all.iter().filter(|build| build.state != State::Served) {
            let Build {
                state, checkpoint, ..
            } = build;
            let begun = *state == State::Building || (*state == State::Differs && begin.accept_differences);
            let ours = checkpoint.version == key.version && checkpoint.incarnation == incarnation;
            if begun && ours && !begin.from_start {
                going_on = Some(checkpoint.build);
            } else {
                builds::remove(&tx, organization_id, key, checkpoint.build).await?;
            }
        }
        let build = match going_on {
            Some(build) => build,
            None => builds::start(&tx, organization_id, key, incarnation)
                .await?
                .ok_or(RebuildError::NoLedger)?,
        };
        tx.commit().await?;
        Ok(self.rebuild(part, tenant, build, claim))
    }

    /// Holds the projection, and begins a transaction in which builds are begun and removed.
    async fn open(&self, part: Part, tenant: &Tenant) -> Result<Opened, RebuildError> {
        let (key, organization_id) = (part.key(), tenant.organization_id());
        let claim = self.claim(part, tenant).await?;
        let incarnation = self
            .ledger
            .incarnation(tenant)
            .await
            .map_err(ProjectorError::from)?;
        let incarnation = incarnation.ok_or(RebuildError::NoLedger)?;
        let tx = self.pool.begin_write(tenant).await?;
        builds::unhurried(&tx).await?;
        checkpoint::ensure(&tx, organization_id, key, incarnation).await?;
        let all = builds::all(&tx, organization_id, key).await?;
        let served = all.iter().find(|build| build.state == State::Served);
        if served.ok_or(RebuildError::NoLedger)?.checkpoint.incarnation != incarnation {
            let projection = key.name;
            return Err(ProjectorError::LedgerRestored { projection }.into());
        }
        Ok(Opened {
            claim,
            tx,
            all,
            incarnation,
        })
    }

    /// Takes the build that was served before: [`Rebuild::fill`] brings it up to date, [`Rebuild::change_over`] serves it.
    ///
    /// # Errors
    /// [`RebuildError`], in particular [`RebuildError::NothingKept`].
    pub async fn kept(&self, projection: &str, tenant: &Tenant) -> Result<Rebuild<'_>, RebuildError> {
        let part = part(projection)?;
        let claim = self.claim(part, tenant).await?;
        let once = Once::new(&self.pool, tenant);
        let all = builds::all(&once, tenant.organization_id(), part.key()).await?;
        let kept = all.iter().rev().find(|build| build.state == State::Kept);
        let kept = kept.ok_or(RebuildError::NothingKept(part.key().name))?;
        Ok(self.rebuild(part, tenant, kept.checkpoint.build, claim))
    }

    /// Removes every build that is not served; answers their numbers.
    ///
    /// # Errors
    /// [`RebuildError`].
    pub async fn discard(&self, projection: &str, tenant: &Tenant) -> Result<Vec<i32>, RebuildError> {
        let part = part(projection)?;
        let _claim = self.claim(part, tenant).await?;
        let organization_id = tenant.organization_id();
        let tx = self.pool.begin_write(tenant).await?;
        builds::unhurried(&tx).await?;
        let mut removed = Vec::new();
        for build in builds::all(&tx, organization_id, part.key()).await? {
            if build.state != State::Served {
                builds::remove(&tx, organization_id, part.key(), build.checkpoint.build).await?;
                removed.push(build.checkpoint.build);
            }
        }
        tx.commit().await?;
        Ok(removed)
    }

    /// Holds the projection of the organization for one rebuild, as long as the answer lives.
    async fn claim(&self, part: Part, tenant: &Tenant) -> Result<TenantTransaction, RebuildError> {
        // It sees no snapshot between its statements, and keeps no row from being cleaned up.
        let claim = self.pool.begin_write(tenant).await?;
        if builds::claim(&claim, tenant.organization_id(), part.key()).await? {
            return Ok(claim);
        }
        claim.rollback().await?;
        Err(RebuildError::UnderWay(part.key().name))
    }

    fn rebuild(&self, part: Part, tenant: &Tenant, build: i32, claim: TenantTransaction) -> Rebuild<'_> {
        Rebuild {
            of: self,
            rows: self.pool.in_build(build),
            part,
            tenant: tenant.clone(),
            build,
            claim,
        }
    }
}

/// A projection that is held, with the builds there are.
struct Opened {
    claim: TenantTransaction,
    tx: TenantTransaction,
    all: Vec<Build>,
    incarnation: uuid::Uuid,
}

/// A build that is on its way to be served.
#[derive(Debug)]
pub struct Rebuild<'a> {
    of: &'a Rebuilder,
    /// The pool, in this build.
    rows: TenantPool,
    part: Part,
    tenant: Tenant,
    build: i32,
    claim: TenantTransaction,
}

impl Rebuild<'_> {
    /// The number of the build.
    pub fn build(&self) -> i32 {
        self.build
    }

    /// Lets another rebuild have the projection; the build stays as it is.
    ///
    /// # Errors
    /// [`RebuildError`].
    pub async fn leave(self) -> Result<(), RebuildError> {
        Ok(self.claim.rollback().await?)
    }

    /// Takes the events up to where the served build stands, and tells how far it is, before each batch and at the end.
    ///
    /// # Errors
    /// [`RebuildError`]; what was written stays and is gone on with the next time.
    pub async fn fill(&self, mut told: impl FnMut(Step)) -> Result<(), RebuildError> {
        loop {
            let (served, own) = self.both().await?;
            let (position, target) = (own.position, served.position);
            told(Step::At { position, target });
            if position >= target {
                return Ok(());
            }
            self.advance(own, target).await?;
        }
    }

    /// Takes one batch, none of it beyond `target`.
    async fn advance(&self, own: Checkpoint, target: u64) -> Result<(), RebuildError> {
        let projection = self.part.key().name;
        if own.version != self.part.key().version {
            return Err(RebuildError::OtherVersion {
                projection,
                build: self.build,
                version: own.version,
            });
        }
        let limit = u32::try_from(target.saturating_sub(own.position).min(BATCH)).unwrap_or(u32::MAX);
        let tail = self.of.ledger.tail(&self.tenant, own.position, limit).await;
        let mut events = tail.map_err(ProjectorError::from)?;
        if u64::from(limit) < target.saturating_sub(own.position) && is_full(&events, limit) {
            leave_out_cut(&mut events);
        }
        if events.is_empty() {
            return Err(ProjectorError::LedgerRestored { projection }.into());
        }
        match self.part.advance(self.ground(&self.rows), own, &events).await? {
            Advanced::To(..) => {
                statistics::look(&self.of.pool, self.part.key()).await;
                Ok(())
            }
            Advanced::Still | Advanced::Lost => Err(RebuildError::Overtaken(projection)),
        }
    }

    /// The checkpoints of the served build and of this one.
    async fn both(&self) -> Result<(Checkpoint, Checkpoint), RebuildError> {
        let once = Once::new(&self.of.pool, &self.tenant);
        let all = builds::all(&once, self.tenant.organization_id(), self.part.key()).await?;
        let served = all.iter().find(|build| build.state == State::Served);
        let own = all.iter().find(|build| build.checkpoint.build == self.build);
        let both = served
            .zip(own)
            .map(|(served, own)| (served.checkpoint, own.checkpoint));
        both.filter(|(served, own)| served.incarnation == own.incarnation && own.build != served.build)
            .ok_or(RebuildError::Overtaken(self.part.key().name))
    }

    fn ground<'g>(&'g self, pool: &'g TenantPool) -> Ground<'g> {
        Ground {
            pool,
            ledger: &self.of.ledger,
            tenant: &self.tenant,
            // A rebuild holds its own lock, and the epoch of its build.
            fence: None,
            most_rows: MOST_ROWS,
        }
    }
}

fn part(projection: &str) -> Result<Part, RebuildError> {
    Part::ALL
        .into_iter()
        .find(|part| part.key().name == projection)
        .ok_or_else(|| RebuildError::Unknown(projection.to_owned()))
}
