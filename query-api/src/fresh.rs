//! How fresh an answer must be, and how fresh it is.

use std::time::Duration;

use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder, dev::Payload};
use serde::Serialize;
use std::future::{Ready, ready};
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;
use wellflow_event_store::Tip;
use wellflow_http::headers::{
    MinPosition, PREFERENCE_APPLIED, Prefer, WELLFLOW_MIN_POSITION, WELLFLOW_POSITION,
};
use wellflow_http::{BUSY, FieldError, Problem};
use wellflow_read_model::{ProjectionKey, checkpoint};
use wellflow_runtime::{Shutdown, Tenant};

use crate::QueryApi;
use crate::error::QueryError;
use crate::problems::NOT_YET_PROJECTED;

/// How long a query waits for its minimum position when it does not say.
const WAIT: Duration = Duration::from_secs(2);
/// Between two looks at the checkpoint.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);
/// The first of them where the projector is heard: it says when there is something to see.
const FIRST_PAUSE_HEARING: Duration = Duration::from_millis(40);
/// How long the caches are waited for before the row is looked at: a busy projector is heard late, and looking costs it more.
const PATIENCE: Duration = Duration::from_millis(400);

/// What the request demands of the answer's position.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Demand {
    pub(crate) position: u64,
    wait: Duration,
    preferred: bool,
}

impl FromRequest for Demand {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl Demand {
    /// What a request demands.
    ///
    /// # Errors
    /// `invalid-header`.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let MinPosition(position) = MinPosition::from_request(request, &mut Payload::None).into_inner()?;
        let prefer = Prefer::of(request.headers());
        Ok(Self {
            position: position.unwrap_or(0),
            wait: prefer.wait.unwrap_or(WAIT),
            preferred: prefer.wait.is_some(),
        })
    }

    /// Whether a position will do.
    pub(crate) fn is_met_by(self, position: u64) -> bool {
        position >= self.position
    }

    /// Waits a moment for the projector to be heard at the position, where it is heard at all; whether it was.
    pub(crate) async fn hear(self, api: &QueryApi, organization_id: Uuid) -> bool {
        let patience = self.wait.min(PATIENCE);
        tokio::select! {
            heard = api.cache.hear(organization_id, self.position, patience) => heard,
            () = api.shutdown.requested() => false,
        }
    }

    /// Waits until the projection has the position.
    ///
    /// # Errors
    /// `not-yet-projected` when it takes longer than the request would wait, `busy` when the service stops meanwhile.
    pub(crate) async fn wait_for(
        self,
        api: &QueryApi,
        tenant: &Tenant,
        projection: ProjectionKey,
    ) -> Result<(), QueryError> {
        if self.position == 0 {
            return Ok(());
        }
        let look = async || {
            let found = checkpoint::load(&api.once(tenant), tenant.organization_id(), projection).await?;
            Ok((found.map_or(0, |checkpoint| checkpoint.position), ()))
        };
        let hears = api.cache.hears(tenant.organization_id());
        self.wait((&api.shutdown, hears), "the read model is at", look)
            .await
    }

    /// Waits until the projection has the position, and all that was known at the instant asked about.
    ///
    /// # Errors
    /// As for [`Demand::wait_for`].
    pub(crate) async fn wait_for_known(
        self,
        api: &QueryApi,
        tenant: &Tenant,
        projection: ProjectionKey,
        known: u64,
    ) -> Result<(), QueryError> {
        let whole = Self {
            position: self.position.max(known),
            ..self
        };
        match whole.wait_for(api, tenant, projection).await {
            Err(QueryError::Refused(problem))
                if problem.kind() == NOT_YET_PROJECTED && self.position < known =>
            {
                Err(self.lagging(known).into())
            }
            waited => waited,
        }
    }

    fn lagging(self, known: u64) -> Problem {
        let detail = format!(
            "What was known at as_of reaches up to position {known}; the read model has not got there after {} s.",
            self.wait.as_secs()
        );
        let what = format!("the read model has not reached position {known}");
        Problem::new(NOT_YET_PROJECTED, detail)
            .with_error(FieldError::parameter("as_of", NOT_YET_PROJECTED.slug, what))
            .with_header(RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// Waits until the ledger has the position; answers its newest commit.
    ///
    /// # Errors
    /// As for [`Demand::wait_for`].
    pub(crate) async fn wait_for_ledger(
        self,
        api: &QueryApi,
        tenant: &Tenant,
    ) -> Result<Option<Tip>, QueryError> {
        let look = async || {
            let tip = api.ledger.tip(tenant).await?;
            Ok((tip.map_or(0, |tip| tip.position), tip))
        };
        self.wait((&api.shutdown, None), "the ledger ends at", look).await
    }

    /// Looks until what is found is at the position; a service that stops keeps nobody waiting.
    async fn wait<T>(
        self,
        (shutdown, mut hears): (&Shutdown, Option<watch::Receiver<u64>>),
        words: &str,
        look: impl AsyncFn() -> Result<(u64, T), QueryError>,
    ) -> Result<T, QueryError> {
        let deadline = Instant::now() + self.wait;
        let mut pause = match hears {
            Some(_) => FIRST_PAUSE_HEARING,
            None => FIRST_PAUSE,
        };
        loop {
            let (at, found) = look().await?;
            if self.is_met_by(at) {
                return Ok(found);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(self.refuse(words, at).into());
            }
            tokio::select! {
                () = shutdown.requested() => return Err(stopping().into()),
                () = reached(&mut hears, self.position) => {
                    // The row may be of another projection, whose turn comes right after.
                    pause = FIRST_PAUSE;
                    continue;
                }
                () = tokio::time::sleep(pause.min(left)) => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn refuse(self, words: &str, at: u64) -> Problem {
        let detail = format!(
            "{WELLFLOW_MIN_POSITION} asks for position {}, {words} {at} after {} s.",
            self.position,
            self.wait.as_secs()
        );
        let error = FieldError::header(
            WELLFLOW_MIN_POSITION,
            NOT_YET_PROJECTED.slug,
            format!("{words} {at}"),
        );
        Problem::new(NOT_YET_PROJECTED, detail)
            .with_error(error)
            .with_extension("position", at)
            .with_header(RETRY_AFTER, HeaderValue::from_static("1"))
            .with_header(header(WELLFLOW_POSITION), HeaderValue::from(at))
    }

    /// Refuses an answer that is short of what a parked stream holds back, from a position on: waiting does not mend it.
    pub(crate) fn refuse_parked(self, since: u64) -> Problem {
        let at = since.saturating_sub(1);
        let detail = format!(
            "{WELLFLOW_MIN_POSITION} asks for position {}; the answer holds up to {at}, because a stream is parked that feeds it, \
             or may. GET /api/v1/projections/parked tells which; it waits to be mended.",
            self.position
        );
        let what = format!("a stream is parked from position {since} on");
        Problem::new(NOT_YET_PROJECTED, detail)
            .with_error(FieldError::header(
                WELLFLOW_MIN_POSITION,
                NOT_YET_PROJECTED.slug,
                what,
            ))
            .with_extension("position", at)
            .with_header(RETRY_AFTER, HeaderValue::from_static("60"))
            .with_header(header(WELLFLOW_POSITION), HeaderValue::from(at))
    }

    /// Starts a successful answer that holds up to a position.
    pub(crate) fn answer(self, position: u64) -> HttpResponseBuilder {
        self.start(HttpResponse::Ok(), position)
    }

    /// Says on an answer up to which position it holds, and whether it was waited for.
    pub(crate) fn start(self, mut response: HttpResponseBuilder, position: u64) -> HttpResponseBuilder {
        response.insert_header((header(WELLFLOW_POSITION), HeaderValue::from(position)));
        if self.preferred && self.position > 0 {
            let applied = format!("wait={}", self.wait.as_secs());
            response.insert_header((header(PREFERENCE_APPLIED), applied));
        }
        response
    }

    /// A successful answer that holds up to a position.
    pub(crate) fn json(self, position: u64, body: &impl Serialize) -> HttpResponse {
        self.answer(position).json(body)
    }
}

/// Ends when the projector is heard to be at the position, once.
async fn reached(hears: &mut Option<watch::Receiver<u64>>, position: u64) {
    if let Some(receiver) = hears
        && receiver.wait_for(|heard| *heard >= position).await.is_ok()
    {
        *hears = None;
        return;
    }
    std::future::pending().await
}

fn stopping() -> Problem {
    Problem::new(BUSY, "The service is stopping; ask again in a moment.")
        .with_header(RETRY_AFTER, HeaderValue::from_static("1"))
}

/// A header's name as the server sends it; names are constants, and all of them are names.
pub(crate) fn header(name: &'static str) -> HeaderName {
    HeaderName::from_bytes(name.as_bytes()).unwrap_or(HeaderName::from_static("wellflow"))
}
