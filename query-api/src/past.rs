//! Answers about the past: which of them can still change, and what caches are told.
//!
//! An instant stands for the position written last at or before it. The instant of a commit is fixed before the commit is
//! seen, so an instant later than every commit in sight may yet turn out to have one more before it: what is answered at
//! it is not final. Once a later commit is in sight it is, because commits appear in the order of their instants.
//!
//! Invariants
//! - Every answer and every refusal at an `as_of` says with `Wellflow-As-Of-Final` whether it can still change.
//! - `true` is said only after a later commit was seen, and before the position of the instant was read.
//! - Only what is final may be kept, by the client alone (`private`), and is named by a strong tag of its bytes.

use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderName, HeaderValue, LINK, VARY};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use uuid::Uuid;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::day_start;
use wellflow_domain::projection_repair::{ProjectionRepair, ProjectionRepairId};
use wellflow_event_store::{Point, RecordedEvent};
use wellflow_http::{FieldError, Problem};
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::export::turn;
use crate::fleet::Picture;
use crate::fresh::Demand;
use crate::params::invalid;
use crate::problems::{
    AFE_NOT_YET_KNOWN, AGREEMENT_NOT_YET_KNOWN, APPROVAL_POLICY_NOT_YET_KNOWN, AS_OF_IN_FUTURE,
    DIVISION_NOT_YET_KNOWN, LEASE_NOT_YET_KNOWN, OWNER_NOT_YET_KNOWN, PRODUCTION_MONTH_NOT_YET_KNOWN,
    PROPERTY_MONTH_NOT_YET_KNOWN, WELL_NOT_YET_KNOWN,
};
use crate::tag;

/// Whether the answer at an `as_of` can no longer change.
pub(crate) const AS_OF_FINAL: HeaderName = HeaderName::from_static("wellflow-as-of-final");
/// A day: what is final does not change, and yet a newer build may show more of it.
const KEEP: HeaderValue = HeaderValue::from_static("private, max-age=86400, immutable");
pub(crate) const DO_NOT_KEEP: HeaderValue = HeaderValue::from_static("private, no-store");

/// What was known at the point asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    /// Everything up to here.
    pub(crate) position: u64,
    /// Whether that can no longer change; `None` where no instant was asked about.
    is_final: Option<bool>,
}

impl Known {
    /// What was known at an instant; without one, what is known now.
    ///
    /// # Errors
    /// `as-of-in-future`, `not-yet-projected`, or a fault of ours.
    pub(crate) async fn at(
        api: &QueryApi,
        tenant: &Tenant,
        as_of: Option<DateTime<Utc>>,
        demand: Demand,
    ) -> Result<Self, QueryError> {
        let tip = demand.wait_for_ledger(api, tenant).await?;
        let newest = tip.map_or(0, |tip| tip.position);
        // The pages of an export are of what was known at the first.
        let newest = turn::picture().map_or(newest, |picture| picture.position.min(newest));
        let Some(as_of) = as_of else {
            return Ok(Self {
                position: newest,
                is_final: None,
            });
        };
        if tip.is_some_and(|tip| tip.recorded_at > as_of) {
            let position = api.ledger.position_at(tenant, as_of).await?;
            return Ok(Self {
                position: position.unwrap_or(0),
                is_final: Some(true),
            });
        }
        refuse_future(api, tenant, as_of).await?;
        Ok(Self {
            position: newest,
            is_final: Some(false),
        })
    }

    /// Says on a refusal whether it can still change. That a well is unknown can: it may be proposed yet, and is then
    /// known to be not yet known.
    pub(crate) fn said(self, error: QueryError) -> QueryError {
        let (Some(is_final), QueryError::Refused(problem)) = (self.is_final, &error) else {
            return error;
        };
        let lasting = [
            WELL_NOT_YET_KNOWN,
            PRODUCTION_MONTH_NOT_YET_KNOWN,
            PROPERTY_MONTH_NOT_YET_KNOWN,
            LEASE_NOT_YET_KNOWN,
            OWNER_NOT_YET_KNOWN,
            DIVISION_NOT_YET_KNOWN,
            AFE_NOT_YET_KNOWN,
            AGREEMENT_NOT_YET_KNOWN,
            APPROVAL_POLICY_NOT_YET_KNOWN,
        ];
        let lasts = is_final && lasting.contains(&problem.kind());
        match error {
            QueryError::Refused(problem) => {
                QueryError::Refused(problem.with_header(AS_OF_FINAL, said_of(lasts)))
            }
            error => error,
        }
    }

    /// The answer. `fixed`: it names its point by itself, and can never change.
    pub(crate) fn answer(self, request: &HttpRequest, demand: Demand, past: Past) -> HttpResponse {
        turn::note(Picture {
            position: past.position,
            at: Utc::now(),
        });
        let keep = past.fixed || self.is_final == Some(true);
        let tag = keep.then(|| tag::of_answer(&past.body));
        let has_it = tag.as_ref().is_some_and(|tag| tag::is_known(request, tag));
        let mut response = if has_it {
            demand.start(HttpResponse::NotModified(), past.position)
        } else {
            demand.answer(past.position)
        };
        if let Some(is_final) = self.is_final {
            response.insert_header((AS_OF_FINAL, said_of(is_final)));
        }
        match tag {
            Some(tag) => {
                response.insert_header((ETAG, tag));
                response.insert_header((VARY, "authorization"));
                response.insert_header((CACHE_CONTROL, KEEP));
            }
            None => {
                response.insert_header((CACHE_CONTROL, DO_NOT_KEEP));
            }
        }
        if let Some(link) = past.link {
            response.insert_header((LINK, link));
        }
        if has_it {
            response.finish()
        } else {
            response.content_type("application/json").body(past.body)
        }
    }
}

/// An answer about the past.
#[derive(Debug)]
pub(crate) struct Past {
    /// The position it holds at.
    pub(crate) position: u64,
    pub(crate) body: String,
    /// Whether it can never change, whatever instant was asked about.
    pub(crate) fixed: bool,
    /// Where the next page is.
    pub(crate) link: Option<String>,
}

fn said_of(is_final: bool) -> HeaderValue {
    HeaderValue::from_static(if is_final { "true" } else { "false" })
}

/// The ledger's database gives out the instants: what it calls the future is the future, whatever the clock here says.
async fn refuse_future(api: &QueryApi, tenant: &Tenant, as_of: DateTime<Utc>) -> Result<(), QueryError> {
    if as_of <= Utc::now() {
        return Ok(());
    }
    let now = api.ledger.clock(tenant).await?;
    if as_of <= now {
        return Ok(());
    }
    let now = now.to_rfc3339_opts(SecondsFormat::Micros, true);
    let detail = format!("as_of lies in the future; it is {now}.");
    let error = FieldError::parameter("as_of", AS_OF_IN_FUTURE.slug, format!("later than {now}"));
    Err(Problem::new(AS_OF_IN_FUTURE, detail).with_error(error).into())
}

/// Every event of a stream that is read: those that were left out by a repair are not.
pub(crate) async fn stream(
    api: &QueryApi,
    tenant: &Tenant,
    kind: &str,
    id: Uuid,
) -> Result<Vec<RecordedEvent>, QueryError> {
    let repairs = ProjectionRepairId::of(kind, id).as_uuid();
    let (mut events, repaired) = futures::try_join!(
        api.ledger.whole_stream(tenant, kind, id),
        api.ledger
            .fold::<ProjectionRepair>(tenant, repairs, Point::default())
    )?;
    if let Some(repaired) = repaired {
        let skipped = repaired.state.skipped();
        events.retain(|event| !skipped.iter().any(|it| it.event_id == event.event_id));
    }
    Ok(events)
}

/// When the source reported an event, by its own word; when it was recorded, where the source says nothing.
pub(crate) fn reported_at(event: &RecordedEvent) -> DateTime<Utc> {
    event.reported_at.unwrap_or(event.recorded_at)
}

/// The last instant of a local day.
///
/// # Errors
/// `invalid-parameter` for a day after the last one of the calendar.
pub(crate) fn end_of_day(
    name: &'static str,
    day: NaiveDate,
    zone: Option<TimeZone>,
) -> Result<DateTime<Utc>, Problem> {
    let next = day
        .checked_add_days(Days::new(1))
        .ok_or_else(|| invalid(name, "the day is out of range"))?;
    // Without a zone nothing is known, and nothing will be found at any instant.
    let end = zone.map_or_else(
        || next.and_time(NaiveTime::MIN).and_utc(),
        |zone| day_start(next, zone),
    );
    Ok(end - TimeDelta::microseconds(1))
}
