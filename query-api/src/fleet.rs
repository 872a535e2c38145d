//! Lists on both axes of time: `as_of`, what was known then, and `effective_on`, what held at the end of that day, local to
//! each thing. Without either, what is known and holds now.
//!
//! Invariants
//! - An `as_of` is a position of the ledger; it is answered once the rows have reached it, and says whether it is final.
//! - All pages of one question at an `as_of` are of one picture; where a cursor carries its [`Picture`], whatever the question.

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use wellflow_http::Problem;
use wellflow_read_model::ProjectionKey;
use wellflow_read_model::history::When;
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::cursor;
use crate::error::QueryError;
use crate::export::turn;
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

/// What the first page was looked at, as its cursor carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) position: u64,
    pub(crate) at: DateTime<Utc>,
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

    /// Whether no point is named.
    pub(crate) const fn is_now(self) -> bool {
        self.as_of.is_none() && self.effective_on.is_none()
    }

    /// Whether rows of what is known and holds now can answer. They move on; a page of an export is of the picture of the first.
    pub(crate) fn is_of_rows_now(self) -> bool {
        self.is_now() && !turn::is_under_way()
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
        self.settle_all(api, tenant, demand, &[projection]).await
    }

    /// Waits until the rows of all of them can answer.
    ///
    /// # Errors
    /// As for [`Asked::settle`].
    pub(crate) async fn settle_all(
        self,
        api: &QueryApi,
        tenant: &Tenant,
        demand: Demand,
        projections: &[ProjectionKey],
    ) -> Result<Settled, QueryError> {
        let settled = self.settled(api, tenant, demand, projections).await?;
        Ok(settled.going_on(turn::picture(), demand)?)
    }

    async fn settled(
        self,
        api: &QueryApi,
        tenant: &Tenant,
        demand: Demand,
        projections: &[ProjectionKey],
    ) -> Result<Settled, QueryError> {
        let Some(as_of) = self.as_of else {
            for projection in projections {
                demand.wait_for(api, tenant, *projection).await?;
            }
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
        for projection in projections {
            demand
                .wait_for_known(api, tenant, *projection, known.position)
                .await
                .map_err(|error| known.said(error))?;
        }
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
    /// Goes on with the picture of the page before. One of a position that is not known at the point is not followed.
    ///
    /// # Errors
    /// `invalid-cursor` where more is demanded than was known when the first page was looked at: no page of it will have it.
    pub(crate) fn going_on(mut self, picture: Option<Picture>, demand: Demand) -> Result<Self, Problem> {
        let known = self.known.map_or(u64::MAX, |known| known.position);
        if let Some(picture) = picture.filter(|picture| picture.position <= known) {
            if !demand.is_met_by(picture.position) && picture.position < known {
                return Err(cursor::too_early(picture.position, demand.position));
            }
            self.when.position = Some(picture.position);
            self.when.at = picture.at;
        }
        Ok(self)
    }

    /// The picture, read at a checkpoint.
    pub(crate) fn picture(&self, read_at: u64) -> Picture {
        Picture {
            position: self.when.position.unwrap_or(read_at),
            at: self.when.at,
        }
    }

    /// A page of documents, read at a checkpoint, with the cursor after the last.
    pub(crate) fn answer(
        self,
        request: &HttpRequest,
        demand: Demand,
        read_at: u64,
        (documents, next_cursor): (Vec<String>, Option<String>),
    ) -> Result<HttpResponse, QueryError> {
        let cursor = next_cursor.clone();
        let page = Page::new(documents, next_cursor)?;
        self.body((request, demand), read_at, &page, cursor.as_deref())
    }

    /// An answer, read at a checkpoint, with the cursor it goes on after.
    pub(crate) fn body(
        self,
        (request, demand): (&HttpRequest, Demand),
        read_at: u64,
        body: &impl Serialize,
        cursor: Option<&str>,
    ) -> Result<HttpResponse, QueryError> {
        turn::note(self.picture(read_at));
        let link = cursor.map(|cursor| next_link(request, "cursor", cursor));
        let Some(known) = self.known else {
            let mut response = demand.answer(self.when.position.unwrap_or(read_at).min(read_at));
            if let Some(link) = link {
                response.insert_header((LINK, link));
            }
            return Ok(response.json(body));
        };
        let past = Past {
            position: self.when.position.unwrap_or(known.position),
            body: serde_json::to_string(body)?,
            fixed: false,
            link,
        };
        Ok(known.answer(request, demand, past))
    }
}
