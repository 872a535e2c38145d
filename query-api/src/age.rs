//! How old an answer is: `Wellflow-Age`.
//!
//! The ledger's end is looked at now and then, and what was seen is remembered with the moment the look began. An answer that
//! holds up to a position has everything that was recorded before a look that found the ledger's end there or earlier. Where no
//! look fits the answer is behind, and the ledger says when the first commit after its position was recorded.
//!
//! Invariants
//! - An age is never too small: everything that was recorded up to so many seconds ago is in the answer.
//! - A ledger's end is looked at once a second at most, and only while its organization asks. Who asks at the same time shares one look.
//! - A ledger that cannot be asked makes an answer no error: it says no age, unless what was seen before tells one.
//! - An answer about a past instant or version has no age: what was asked for says it.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use moka::sync::Cache;
use tokio::time::timeout;
use uuid::Uuid;
use wellflow_http::Principal;
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::incomplete::position_of;
use crate::past::AS_OF_FINAL;
use crate::percent;

const AGE: HeaderName = HeaderName::from_static("wellflow-age");
/// Parameters that name a past instant or version.
const POINTS: [&str; 4] = ["as_of", "at_version", "as_reported_on", "to_version"];

/// The ledger's end is not looked at again for so long.
const FRESH: Duration = Duration::from_secs(1);
/// And for so long where it could not be looked at.
const PAUSE: Duration = Duration::from_secs(5);
/// How long an answer waits to be told its age.
const PATIENCE: Duration = Duration::from_secs(1);
/// Looks remembered of an organization.
const LOOKS: usize = 8;
/// Organizations remembered, and for how long after the last question.
const ORGANIZATIONS: u64 = 10_000;
const IDLE: Duration = Duration::from_secs(600);

tokio::task_local! {
    /// Who asks: the organization that was let in.
    static ASKING: Cell<Option<Tenant>>;
}

/// Lets a request be answered; tells whose it was, where it was let in.
pub(crate) async fn asking<T>(answering: impl Future<Output = T>) -> (T, Option<Tenant>) {
    let asked = async {
        let answer = answering.await;
        (answer, ASKING.with(Cell::take))
    };
    ASKING.scope(Cell::default(), asked).await
}

/// Notes who asks.
pub(crate) fn asks(tenant: &Tenant) {
    // Outside a request nobody is to be told.
    let _ = ASKING.try_with(|asking| asking.set(Some(tenant.clone())));
}

/// Says on an answer that holds up to a position how old it is.
pub(crate) async fn say<B>(
    response: &mut HttpResponse<B>,
    (request, tenant): (&HttpRequest, Option<Tenant>),
) {
    let Some(position) = position_of(response) else {
        return;
    };
    let is_refusal = response.status().is_client_error() || response.status().is_server_error();
    let is_of_the_past = response.headers().contains_key(AS_OF_FINAL) || is_past(request.query_string());
    if is_refusal || is_of_the_past {
        return;
    }
    let Some(api) = request.app_data::<web::Data<QueryApi>>() else {
        return;
    };
    let tenant = match tenant {
        Some(tenant) => tenant,
        None => match Principal::from_request(request, &mut Payload::None).await {
            Ok(principal) => principal.tenant,
            Err(_) => return,
        },
    };
    if let Some(age) = api.ages.of(api, &tenant, position).await {
        response.headers_mut().insert(AGE, written(age));
    }
}

fn is_past(query: &str) -> bool {
    !query.is_empty()
        && percent::pairs(query)
            .iter()
            .any(|pair| POINTS.contains(&pair.name.as_str()))
}

/// Seconds with three decimals. What is beyond them counts as one of the last: an age is never too small.
fn written(age: Duration) -> HeaderValue {
    let millis = age.as_micros().div_ceil(1_000);
    let text = format!("{}.{:03}", millis / 1_000, millis % 1_000);
    // Digits and a point are always a header value; the fallback is never reached.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("0.000"))
}

/// What was seen of the ledgers of organizations that ask; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Ages(Cache<Uuid, Arc<Ledger>>);

/// A ledger, as far as it was looked at.
#[derive(Debug, Default)]
struct Ledger {
    seen: Mutex<Seen>,
    /// Who has it looks; others wait for what is seen.
    turn: tokio::sync::Mutex<()>,
}

/// What was seen of a ledger, the newest last.
#[derive(Debug, Default)]
struct Seen {
    ends: VecDeque<End>,
    /// Positions that were not the last any more.
    behind: VecDeque<Behind>,
    failed_at: Option<Instant>,
}

/// The ledger's end.
#[derive(Clone, Copy, Debug)]
struct End {
    position: u64,
    looked_at: Instant,
}

/// A position, and how long ago the first commit after it was recorded at the time.
#[derive(Clone, Copy, Debug)]
struct Behind {
    position: u64,
    looked_at: Instant,
    ago: Duration,
}

/// What can be said of the age of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Age(Duration),
    /// Nothing, and nobody is to look now.
    Nothing,
    /// The ledger's end was looked at and lies behind the position: when was what comes next recorded?
    Behind,
    /// Nothing before the ledger is looked at.
    Unseen,
}

impl Ages {
    pub(crate) fn new() -> Self {
        let remembered = Cache::builder().max_capacity(ORGANIZATIONS).time_to_idle(IDLE);
        Self(remembered.build())
    }

    /// The age of an answer that holds up to a position; `None` where the ledger cannot be asked.
    pub(crate) async fn of(&self, api: &QueryApi, tenant: &Tenant, position: u64) -> Option<Duration> {
        let ledger = self.0.get_with(tenant.organization_id(), Arc::default);
        let told = ledger.seen().told(position, Instant::now());
        match told {
            Told::Age(age) => Some(age),
            Told::Nothing => None,
            Told::Behind | Told::Unseen => Box::pin(ledger.look(api, tenant, position)).await,
        }
    }
}

impl Ledger {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        // A panic elsewhere leaves true looks behind, whichever of them.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn look(&self, api: &QueryApi, tenant: &Tenant, position: u64) -> Option<Duration> {
        let looked = timeout(PATIENCE, self.look_once(api, tenant, position)).await;
        if !matches!(looked, Ok(Ok(()))) {
            self.seen().failed_at = Some(Instant::now());
        }
        match self.seen().told(position, Instant::now()) {
            Told::Age(age) => Some(age),
            Told::Nothing | Told::Behind | Told::Unseen => None,
        }
    }

    async fn look_once(&self, api: &QueryApi, tenant: &Tenant, position: u64) -> Result<(), QueryError> {
        let _turn = self.turn.lock().await;
        let told = || self.seen().told(position, Instant::now());
        if told() == Told::Unseen {
            let looked_at = Instant::now();
            let tip = api.ledger.tip(tenant).await?;
            let position = tip.map_or(0, |tip| tip.position);
            self.seen().end(End { position, looked_at });
        }
        if told() == Told::Behind {
            let looked_at = Instant::now();
            let next = api.ledger.tail(tenant, position, 1);
            // The clock that gives the ledger's instants, whatever the one here says.
            let (next, now) = futures::try_join!(next, api.ledger.clock(tenant))?;
            if let Some(next) = next.first() {
                self.seen().behind(Behind {
                    position,
                    looked_at,
                    ago: (now - next.recorded_at).to_std().unwrap_or_default(),
                });
            }
        }
        Ok(())
    }
}

impl Seen {
    fn told(&self, position: u64, now: Instant) -> Told {
        let since = |at: Instant| now.saturating_duration_since(at);
        let behind = self.behind.iter().find(|behind| behind.position == position);
        if let Some(behind) = behind {
            // However often the ledger is looked at: what comes next stays where it is.
            return Told::Age(behind.ago + since(behind.looked_at));
        }
        let fits = self.ends.iter().rev().find(|end| end.position <= position);
        let fits = fits.map(|end| Told::Age(since(end.looked_at)));
        let is_left_alone = self.failed_at.is_some_and(|at| since(at) < PAUSE);
        let newest = self.ends.back();
        if newest.is_some_and(|end| since(end.looked_at) < FRESH) {
            return fits.unwrap_or(if is_left_alone {
                Told::Nothing
            } else {
                Told::Behind
            });
        }
        if is_left_alone {
            return fits.unwrap_or(Told::Nothing);
        }
        Told::Unseen
    }

    fn end(&mut self, end: End) {
        if self.ends.back().is_some_and(|last| last.position > end.position) {
            // The ledger was restored to an earlier state: what was seen before is of another.
            *self = Self::default();
        }
        self.failed_at = None;
        push(&mut self.ends, end);
    }

    fn behind(&mut self, behind: Behind) {
        push(&mut self.behind, behind);
    }
}

fn push<T>(seen: &mut VecDeque<T>, one: T) {
    if seen.len() == LOOKS {
        seen.pop_front();
    }
    seen.push_back(one);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn an_answer_is_as_old_as_the_newest_look_that_saw_no_more() {
        let began = Instant::now();
        let mut seen = Seen::default();
        assert_eq!(seen.told(5, began), Told::Unseen);
        for (seconds, position) in [(0, 5), (2, 9), (4, 9)] {
            let looked_at = began + SECOND * seconds;
            seen.end(End { position, looked_at });
        }
        let now = began + SECOND * 4 + SECOND / 2;
        assert_eq!(seen.told(9, now), Told::Age(SECOND / 2));
        assert_eq!(seen.told(12, now), Told::Age(SECOND / 2));
        assert_eq!(seen.told(7, now), Told::Age(SECOND * 9 / 2));
        // Behind all looks there are.
        assert_eq!(seen.told(4, now), Told::Behind);
        seen.behind(Behind {
            position: 4,
            looked_at: now,
            ago: SECOND * 60,
        });
        assert_eq!(seen.told(4, now + SECOND * 9), Told::Age(SECOND * 69));
        assert_eq!(seen.told(9, now + SECOND), Told::Unseen);
    }

    #[test]
    fn a_ledger_that_cannot_be_asked_is_left_alone_for_a_while() {
        let began = Instant::now();
        let mut seen = Seen {
            failed_at: Some(began),
            ..Seen::default()
        };
        assert_eq!(seen.told(5, began + SECOND), Told::Nothing);
        assert_eq!(seen.told(5, began + PAUSE), Told::Unseen);
        seen.end(End {
            position: 5,
            looked_at: began,
        });
        seen.failed_at = Some(began + SECOND * 2);
        // What was seen before still holds.
        assert_eq!(seen.told(5, began + SECOND * 3), Told::Age(SECOND * 3));
        assert_eq!(seen.told(4, began + SECOND * 3), Told::Nothing);
    }

    #[test]
    fn nothing_holds_of_a_ledger_that_was_restored() {
        let began = Instant::now();
        let mut seen = Seen::default();
        for position in [9, 3] {
            seen.end(End {
                position,
                looked_at: began,
            });
        }
        assert_eq!(seen.ends.len(), 1);
        for position in 3..30 {
            seen.end(End {
                position,
                looked_at: began,
            });
        }
        assert_eq!(seen.ends.len(), LOOKS);
    }

    #[test]
    fn an_age_is_written_to_the_millisecond_and_never_too_small() {
        for (micros, text) in [
            (0, "0.000"),
            (1, "0.001"),
            (12_000, "0.012"),
            (61_000_001, "61.001"),
        ] {
            assert_eq!(written(Duration::from_micros(micros)), text);
        }
        assert!(is_past("fields=a&as_of=2024-05-31T14:00:00Z") && is_past("at_version=3"));
        assert!(!is_past("") && !is_past("effective_on=2024-05-31&limit=2"));
    }
}
