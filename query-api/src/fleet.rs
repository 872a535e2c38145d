//! Lists on both axes of time: `as_of`, what was known then, and `effective_on`, what held at the end of that day, local to
//! each thing. Without either, what is known and holds now.
//!
//! Invariants
//! - An `as_of` is a position of the ledger; it is answered once the rows have reached it, and says whether it is final.
//! - All pages of one question at an `as_of` are of one picture.

use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, NaiveDate, Utc};
use wellflow_http::Problem;
use wellflow_read_model::ProjectionKey;
use wellflow_read_model::history::When;
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::page::{Page, next_link};
use crate::params::Params;
use crate::past::{Known, Past};

/// The parameters that name a point.
pub(crate) const POINT: [&str; 2] = ["as_of", "effective_on"];

/// The point a list is asked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    as_of: Option<DateTime<Utc>>,
    effective_on: Option<NaiveDate>,
}

/// The point, settled: what was known, where an instant was named, and where rows are looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settled {
    pub(crate) known: Option<Known>,
    pub(crate) when: When,
}

impl Asked {
    pub(crate) fn read(params: &Params) -> Result<Self, Problem> {
        Ok(Self {
            as_of: params.instant("as_of")?,
            effective_on: params.date("effective_on")?,
        })
    }

    /// What was known at an instant, of a day.
    pub(crate) const fn new(as_of: Option<DateTime<Utc>>, effective_on: Option<NaiveDate>) -> Self {
        Self { as_of, effective_on }
    }

    /// Waits until the rows can answer.
    ///
    /// # Errors
    /// `as-of-in-future`, `not-yet-projected`, or a fault of ours.
    pub(crate) async fn settle(
        self,
        api: &QueryApi,
        tenant: &Tenant,
        demand: Demand,
        projection: ProjectionKey,
    ) -> Result<Settled, QueryError> {
        let Some(as_of) = self.as_of else {
            demand.wait_for(api, tenant, projection).await?;
            return Ok(Settled {
                known: None,
                when: When {
                    position: None,
                    at: Utc::now(),
                    day: self.effective_on,
                },
            });
        };
        let known = Known::at(api, tenant, Some(as_of), demand).await?;
        demand
            .wait_for_known(api, tenant, projection, known.position)
            .await
            .map_err(|error| known.said(error))?;
        Ok(Settled {
            known: Some(known),
            when: When {
                position: Some(known.position),
                at: as_of,
                day: self.effective_on,
            },
        })
    }
}

impl Settled {
    /// A page of documents, read at a checkpoint, with the cursor after the last.
    pub(crate) fn answer(
        self,
        request: &HttpRequest,
        demand: Demand,
        read_at: u64,
        (documents, next_cursor): (Vec<String>, Option<String>),
    ) -> Result<HttpResponse, QueryError> {
        let link = next_cursor
            .as_ref()
            .map(|cursor| next_link(request, "cursor", cursor));
        let page = Page::new(documents, next_cursor)?;
        let Some(known) = self.known else {
            return Ok(page.answer(request, demand, read_at));
        };
        let past = Past {
            position: known.position,
            body: serde_json::to_string(&page)?,
            fixed: false,
            link,
        };
        Ok(known.answer(request, demand, past))
    }
}
