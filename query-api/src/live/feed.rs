//! The events of an organization after a position, as they come to be recorded.

use std::time::Duration;

use tokio::time::Instant;
use wellflow_event_store::RecordedEvent;
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;

/// Events read at once.
const PAGE: u32 = 200;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Where a client is in its organization's ledger.
pub(super) struct Feed {
    api: QueryApi,
    tenant: Tenant,
    after: u64,
}

/// What there is to tell next.
pub(super) enum Heard {
    /// One event or more, in order.
    Events(Vec<RecordedEvent>),
    /// The ledger was restored to before what the client saw: what it has is not this ledger's.
    Reset,
    /// Nothing for a heartbeat.
    Nothing,
}

impl Feed {
    pub(super) fn new(api: &QueryApi, tenant: Tenant, after: u64) -> Self {
        Self {
            api: api.clone(),
            tenant,
            after,
        }
    }

    /// Waits for what there is to tell next, a heartbeat at most.
    pub(super) async fn next(&mut self) -> Result<Heard, QueryError> {
        let beat = Instant::now() + self.api.live.limits.heartbeat;
        let mut pause = FIRST_PAUSE;
        loop {
            let events = self.api.ledger.tail(&self.tenant, self.after, PAGE).await?;
            if let Some(last) = events.last() {
                self.after = last.position;
                return Ok(Heard::Events(events));
            }
            if self.is_ahead().await? {
                self.after = 0;
                return Ok(Heard::Reset);
            }
            let left = beat.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Heard::Nothing);
            }
            tokio::time::sleep(pause.min(left)).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn is_ahead(&self) -> Result<bool, QueryError> {
        let tip = self.api.ledger.tip(&self.tenant).await?;
        Ok(tip.map_or(0, |tip| tip.position) < self.after)
    }
}
