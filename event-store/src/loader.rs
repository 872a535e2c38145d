//! Reads the newest states of streams; those asked for at the same moment come with one statement.
//!
//! As with appends there is no timer: a lone reading sets out at once, and while some are under way the others gather.
//! One organization's streams are never read together with another's.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_runtime::Tenant;

use crate::{LedgerReader, Newest, StoreError};

/// Statements under way per organization and kind; others wait and are read together.
const UNDER_WAY: usize = 2;

/// Streams read by one statement.
const AT_ONCE: usize = 500;

type Found = Result<Arc<dyn Any + Send + Sync>, StoreError>;

/// Who asks for which stream.
struct Asking {
    id: Uuid,
    reply: oneshot::Sender<Found>,
}

#[derive(Default)]
struct Gathered {
    asking: Vec<Asking>,
    under_way: usize,
}

/// Reads states; clones gather together.
#[derive(Clone)]
pub(crate) struct Loader {
    reader: LedgerReader,
    gathered: Arc<Mutex<HashMap<(Uuid, &'static str), Gathered>>>,
}

impl Loader {
    pub(crate) fn new(reader: LedgerReader) -> Self {
        Self {
            reader,
            gathered: Arc::default(),
        }
    }

    /// The newest state of a stream.
    pub(crate) async fn load<D: Decider>(
        &self,
        tenant: &Tenant,
        id: Uuid,
    ) -> Result<Arc<Newest<D>>, StoreError> {
        let key = (tenant.organization_id(), D::KIND);
        let (reply, found) = oneshot::channel();
        let sets_out = {
            let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
            let own = gathered.entry(key).or_default();
            own.asking.push(Asking { id, reply });
            let free = own.under_way < UNDER_WAY;
            own.under_way += usize::from(free);
            free
        };
        if sets_out {
            tokio::spawn(self.clone().read_gathered::<D>(tenant.clone()));
        }
        let found = found.await.map_err(|_| StoreError::Stopped)??;
        found
            .downcast()
            .map_err(|_| StoreError::Inconsistent(format!("{} is of two types", D::KIND)))
    }

    /// Reads what has gathered until nothing is left.
    async fn read_gathered<D: Decider>(self, tenant: Tenant) {
        let key = (tenant.organization_id(), D::KIND);
        loop {
            let asking = {
                let mut gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(own) = gathered.get_mut(&key) else { return };
                if own.asking.is_empty() {
                    own.under_way -= 1;
                    if own.under_way == 0 {
                        gathered.remove(&key);
                    }
                    return;
                }
                let rest = own.asking.len().saturating_sub(AT_ONCE);
                own.asking.split_off(rest)
            };
            self.read::<D>(&tenant, asking).await;
        }
    }

    async fn read<D: Decider>(&self, tenant: &Tenant, asking: Vec<Asking>) {
        let ids: Vec<Uuid> = asking.iter().map(|asking| asking.id).collect();
        match self.reader.newest_states::<D>(tenant, &ids).await {
            Ok(states) => {
                let states: HashMap<Uuid, Arc<Newest<D>>> = states
                    .into_iter()
                    .map(|(id, state)| (id, Arc::new(state)))
                    .collect();
                for Asking { id, reply } in asking {
                    let found: Found = match states.get(&id) {
                        Some(state) => Ok(Arc::clone(state) as Arc<dyn Any + Send + Sync>),
                        None => Err(StoreError::Inconsistent(format!(
                            "{id} was asked for and not answered"
                        ))),
                    };
                    // Who left meanwhile does not need it.
                    let _ = reply.send(found);
                }
            }
            // One stream that does not decode must not fail the others.
            Err(error) if asking.len() > 1 && !error.is_transient() => {
                for Asking { id, reply } in asking {
                    let state = self.reader.newest_states::<D>(tenant, &[id]).await;
                    let found: Found = state.and_then(|mut states| match states.remove(&id) {
                        Some(state) => Ok(Arc::new(state) as Arc<dyn Any + Send + Sync>),
                        None => Err(StoreError::Inconsistent(format!(
                            "{id} was asked for and not answered"
                        ))),
                    });
                    let _ = reply.send(found);
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                for Asking { reply, .. } in asking {
                    let _ = reply.send(Err(StoreError::Together(Arc::clone(&error))));
                }
            }
        }
    }
}
