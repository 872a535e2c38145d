//! Wells in Redis.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::Utc;
use moka::sync::Cache;
use redis::aio::ConnectionManager;
use redis::{AsyncCommands, RedisError, Script};
use uuid::Uuid;
use wellflow_read_model::cache::{CachedWell, Mark, PUT, mark_key, well_key};
use wellflow_runtime::RedisLink;

/// After a failure Redis is left alone this long, so that an outage does not slow every request.
const PAUSE_MS: i64 = 1_000;
/// Organizations whose incarnation is remembered.
const ORGANIZATIONS: u64 = 10_000;

#[derive(Clone)]
pub(super) struct RedisLayer {
    link: RedisLink,
    put: Arc<Script>,
    /// The incarnation last seen; saves a round trip, the mark decides.
    incarnations: Cache<Uuid, Arc<str>>,
    /// When Redis may be asked again, in milliseconds since 1970.
    paused_until: Arc<AtomicI64>,
}

impl std::fmt::Debug for RedisLayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedisLayer")
            .field("link", &self.link)
            .finish_non_exhaustive()
    }
}

/// What a look into Redis came to.
pub(super) enum Looked {
    /// There is no Redis, it fails, or nobody keeps the organization's mark alive.
    Off,
    /// Nothing is kept; it may be put under this incarnation.
    Miss(String),
    /// A well, and the position at which it is known to be so.
    Hit(String, CachedWell, u64),
}

impl RedisLayer {
    pub(super) fn new(link: RedisLink) -> Self {
        Self {
            link,
            put: Arc::new(Script::new(PUT)),
            incarnations: Cache::new(ORGANIZATIONS),
            paused_until: Arc::default(),
        }
    }

    pub(super) async fn get(&self, organization_id: Uuid, well_id: Uuid) -> Looked {
        let Some(connection) = self.connection() else {
            return Looked::Off;
        };
        match self.look(connection, organization_id, well_id).await {
            Ok(looked) => looked,
            Err(error) => {
                self.pause(&error);
                Looked::Off
            }
        }
    }

    async fn look(
        &self,
        mut connection: ConnectionManager,
        organization_id: Uuid,
        well_id: Uuid,
    ) -> Result<Looked, RedisError> {
        let mark_key = mark_key(organization_id);
        let mut supposed = self.incarnations.get(&organization_id);
        // The first try may suppose an incarnation that is over; the second knows the one the mark named.
        for _ in 0..2 {
            let entry_key = well_key(organization_id, supposed.as_deref().unwrap_or("-"), well_id);
            let (mark, entry): (Option<String>, Option<String>) =
                connection.mget(&[&mark_key, &entry_key]).await?;
            let Some(mark) = mark.as_deref().and_then(Mark::parse) else {
                return Ok(Looked::Off);
            };
            if supposed.as_deref() == Some(mark.incarnation.as_str()) {
                let well = entry.as_deref().and_then(CachedWell::decode);
                let well = well.filter(|well| !well.document.is_empty() && !well.is_over(Utc::now()));
                return Ok(match well {
                    Some(well) => {
                        let position = mark.position.max(well.position);
                        Looked::Hit(mark.incarnation, well, position)
                    }
                    None => Looked::Miss(mark.incarnation),
                });
            }
            let incarnation: Arc<str> = mark.incarnation.into();
            self.incarnations
                .insert(organization_id, Arc::clone(&incarnation));
            supposed = Some(incarnation);
        }
        Ok(Looked::Off)
    }

    /// Puts a well read from its row at a position.
    pub(super) async fn put(
        &self,
        organization_id: Uuid,
        incarnation: &str,
        well_id: Uuid,
        well: &CachedWell,
        read_at: u64,
    ) {
        let Some(mut connection) = self.connection() else {
            return;
        };
        let Some(life_ms) = well.life_ms(Utc::now()) else {
            return;
        };
        let mut put = self.put.key(mark_key(organization_id));
        put.key(well_key(organization_id, incarnation, well_id));
        put.arg(incarnation).arg(read_at).arg(life_ms).arg(well.encode());
        if let Err(error) = put.invoke_async::<u64>(&mut connection).await {
            self.pause(&error);
        }
    }

    fn connection(&self) -> Option<ConnectionManager> {
        let paused = Utc::now().timestamp_millis() < self.paused_until.load(Ordering::Relaxed);
        if paused { None } else { self.link.connection() }
    }

    fn pause(&self, error: &RedisError) {
        self.paused_until
            .store(Utc::now().timestamp_millis() + PAUSE_MS, Ordering::Relaxed);
        tracing::debug!(error = %error, "redis was not asked");
    }
}
