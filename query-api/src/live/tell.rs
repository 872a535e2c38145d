//! How what happens is told to one client, and why that ends.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep_until, timeout};
use wellflow_http::Principal;
use wellflow_runtime::Shutdown;

use super::Seat;
use super::feed::{Feed, Heard};
use crate::QueryApi;
use crate::error::QueryError;
use crate::replay::Told;

/// Longer than any process lives; a timer takes no more.
const FOR_EVER: Duration = Duration::from_secs(365 * 86_400);

/// Whom it is told: one client's connection. Each of these completes once the connection took what it is given.
pub(super) trait Client {
    async fn event(&mut self, event: &Told) -> Result<(), Untold>;
    /// The ledger was restored to before what the client saw.
    async fn reset(&mut self) -> Result<(), Untold>;
    /// There was nothing to tell for a while.
    async fn nothing(&mut self) -> Result<(), Untold>;
    /// Nothing follows for now: whatever was held back goes out.
    async fn flush(&mut self) -> Result<(), Untold>;
}

/// Why something was not told.
pub(super) enum Untold {
    /// The client is there no more.
    Gone,
    Failed(QueryError),
}

/// Why nothing is told any more.
pub(super) enum End {
    Stopping,
    Expired,
    /// The client took nothing for too long.
    Slow,
    Gone,
    Failed(QueryError),
}

/// One client of the live events.
pub(super) struct Listener {
    pub(super) feed: Feed,
    shutdown: Shutdown,
    patience: Duration,
    until: Instant,
    /// One of those there may be at a time.
    _seat: Seat,
}

impl Listener {
    /// A client that saw everything up to a position.
    ///
    /// # Errors
    /// `busy`.
    pub(super) fn new(
        api: &QueryApi,
        principal: &Principal,
        after: u64,
    ) -> Result<Self, wellflow_http::Problem> {
        Ok(Self {
            feed: Feed::new(api, principal.tenant.clone(), after),
            shutdown: api.shutdown.clone(),
            patience: api.live.limits.patience,
            until: instant(principal.expires_at),
            _seat: api.live.seat(principal.tenant.organization_id())?,
        })
    }

    /// Tells the client everything, until there is a reason not to.
    pub(super) async fn tell(self, client: &mut impl Client) -> End {
        let Self {
            mut feed,
            shutdown,
            patience,
            until,
            _seat,
        } = self;
        let telling = async {
            loop {
                match feed.next().await {
                    Ok(heard) => {
                        if let Err(end) = told(client, heard, patience).await {
                            return end;
                        }
                    }
                    Err(error) => return End::Failed(error),
                }
            }
        };
        tokio::select! {
            biased;
            () = shutdown.requested() => End::Stopping,
            () = sleep_until(until) => End::Expired,
            end = telling => end,
        }
    }
}

async fn told(client: &mut impl Client, heard: Heard, patience: Duration) -> Result<(), End> {
    match heard {
        Heard::Events(events) => {
            for event in events {
                let event = Told::of(event).map_err(End::Failed)?;
                within(patience, client.event(&event)).await?;
            }
        }
        Heard::Reset => within(patience, client.reset()).await?,
        Heard::Nothing => within(patience, client.nothing()).await?,
    }
    within(patience, client.flush()).await
}

async fn within(patience: Duration, taking: impl Future<Output = Result<(), Untold>>) -> Result<(), End> {
    match timeout(patience, taking).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(Untold::Gone)) => Err(End::Gone),
        Ok(Err(Untold::Failed(error))) => Err(End::Failed(error)),
        Err(_) => Err(End::Slow),
    }
}

fn instant(at: DateTime<Utc>) -> Instant {
    let left = (at - Utc::now()).to_std().unwrap_or_default();
    Instant::now() + left.min(FOR_EVER)
}
