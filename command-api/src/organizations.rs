//! Which organizations have a ledger here.
//!
//! A token may be good and its organization unknown: founded after a backup that was restored, or removed. Whoever holds
//! one is answered alike whatever is asked, before the body is read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;
use wellflow_event_store::LedgerReader;
use wellflow_http::{ORGANIZATION_UNKNOWN, Problem};
use wellflow_runtime::Tenant;

use crate::refusal::failed;

/// How long an organization that was met is taken to be there: so much later than its erasure it is unknown, also to
/// commands that would be refused on what caches still hold.
const MET: Duration = Duration::from_secs(2);

/// The organizations this process has met, each with when it was looked up. Clones share what they know.
#[derive(Clone, Debug)]
pub(crate) struct Organizations {
    reader: LedgerReader,
    met: Arc<Mutex<HashMap<Uuid, Instant>>>,
}

impl Organizations {
    pub(crate) fn new(reader: LedgerReader) -> Self {
        Self {
            reader,
            met: Arc::default(),
        }
    }

    /// Refuses a tenant without a ledger.
    pub(crate) async fn demand(&self, tenant: &Tenant) -> Result<(), Problem> {
        let id = tenant.organization_id();
        if self.met().get(&id).is_some_and(|at| at.elapsed() < MET) {
            return Ok(());
        }
        match self.reader.incarnation(tenant).await {
            Ok(Some(_)) => {
                self.met().insert(id, Instant::now());
                Ok(())
            }
            Ok(None) => {
                self.met().remove(&id);
                Err(organization_unknown())
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// The ledger no longer knows the tenant: it is looked up again.
    pub(crate) fn forget(&self, tenant: &Tenant) {
        self.met().remove(&tenant.organization_id());
    }

    fn met(&self) -> MutexGuard<'_, HashMap<Uuid, Instant>> {
        // A panic elsewhere leaves a whole map behind: every change is one insert or remove.
        self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer to a tenant without a ledger.
pub(crate) fn organization_unknown() -> Problem {
    Problem::new(
        ORGANIZATION_UNKNOWN,
        "The token's organization has no ledger in this installation.",
    )
}
