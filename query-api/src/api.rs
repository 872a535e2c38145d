//! What the handlers work with.

use wellflow_event_store::LedgerReader;
use wellflow_runtime::{RedisLink, Shutdown, TenantPool};

use crate::cache::WellCache;

/// What the handlers work with; clones share it.
#[derive(Clone, Debug)]
pub struct QueryApi {
    pub(crate) pool: TenantPool,
    pub(crate) ledger: LedgerReader,
    pub(crate) cache: WellCache,
}

impl QueryApi {
    /// Starts what the handlers need: the pool is of the role `wellflow_query`. Must be called on the runtime that lives
    /// as long as the process: the subscription that keeps the memory right runs there until shutdown.
    pub fn start(pool: TenantPool, redis: RedisLink, shutdown: &Shutdown) -> Self {
        let ledger = LedgerReader::new(pool.clone());
        let cache = WellCache::start(redis, shutdown.clone());
        Self { pool, ledger, cache }
    }
}
