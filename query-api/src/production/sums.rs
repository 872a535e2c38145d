//! `GET /production/sums`: what wells, leases, fields, counties or operators produced, by day, month or year and since the first
//! of them, at a point on both axes of time.

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{NaiveDate, Utc};
use serde::Serialize;
use wellflow_http::{FieldError, Principal, Problem};
use wellflow_read_model::monthly_production::Sum;
use wellflow_read_model::production_history::{By, GroupSum, Per, Sums};
use wellflow_read_model::{MONTHLY_PRODUCTION, WELL_HISTORY, daily_production};

use super::amounts::gather;
use super::at::{Question, too_long};
use super::{Amounts, KNOWN};
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::export::turn;
use crate::fleet::POINT;
use crate::fresh::Demand;
use crate::page::next_link;
use crate::params::{Params, invalid};
use crate::problems::CONFLICTING_PARAMETERS;

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ProductionSums")
)]
pub(crate) struct Body {
    by: Option<&'static str>,
    per: Option<&'static str>,
    items: Vec<Group>,
    next_cursor: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ProductionGroup")
)]
pub(crate) struct Group {
    /// `null` where the months have nothing in common: they name no lease, or nothing was asked for.
    key: Option<String>,
    #[serde(flatten)]
    total: Amounts,
    /// In their order; those without a month are left out. Empty where no span was asked for.
    periods: Vec<Period>,
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ProductionPeriod")
)]
pub(crate) struct Period {
    /// `2021-01-15`, `2021-01`, or `2021`.
    period: String,
    #[serde(flatten)]
    amounts: Amounts,
    /// From the first period of the answer up to this one.
    cumulative: Amounts,
}

pub(crate) async fn sums(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Production).await?;
    let known = [&KNOWN[..], &["by", "per", "limit", "cursor"]].concat();
    let params = Params::read(&request, &known)?;
    let mut question = Question::read(&params)?;
    question.groups.by = by(&params)?;
    question.groups.per = per(&params)?;
    let limit = params.limit()?;
    if question.groups.per == Some(Per::Day) {
        return days(&principal, &api, (demand, &request), (&params, &question)).await;
    }
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_in(text, &question, |key| Some(key.to_owned())))
        .transpose()?;
    let after = after.as_ref().map(|(key, _, picture)| (key.as_str(), *picture));
    let (settled, sums) = question
        .sums(&api, &principal.tenant, demand, after, limit)
        .await?;
    let picture = settled.picture(sums.read_at);
    let next_cursor = sums
        .next
        .as_ref()
        .map(|key| cursor::encode_in((key, uuid::Uuid::nil()), &question, picture))
        .transpose()
        .map_err(QueryError::from)?;
    let cursor = next_cursor.clone();
    let body = body(&question, &sums, next_cursor);
    Ok(settled.body((&request, demand), sums.read_at, &body, cursor.as_deref())?)
}

/// Days are kept as they are known now.
async fn days(
    principal: &Principal,
    api: &QueryApi,
    (demand, request): (Demand, &HttpRequest),
    (params, question): (&Params, &Question),
) -> Result<HttpResponse, Problem> {
    if let Some(name) = POINT.into_iter().find(|name| params.raw(name).is_some()) {
        let detail =
            format!("{name} does not go together with per=day: days are told as they are known now.");
        let error = FieldError::parameter(
            name,
            CONFLICTING_PARAMETERS.slug,
            "leave it out, or ask per month",
        );
        return Err(Problem::new(CONFLICTING_PARAMETERS, detail).with_error(error));
    }
    // Days are kept at no position: an export reads them at once.
    let is_at_once = turn::is_under_way();
    let limit = if is_at_once { u32::MAX } else { params.limit()? };
    let asked = ("days", question);
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_key(text, &asked, |key| Some(key.to_owned())))
        .transpose()?;
    let tenant = &principal.tenant;
    for projection in [MONTHLY_PRODUCTION, WELL_HISTORY] {
        demand.wait_for(api, tenant, projection).await?;
    }
    let (once, organization_id) = (api.rows(tenant, MONTHLY_PRODUCTION), tenant.organization_id());
    let (now, groups) = (Utc::now(), &question.groups);
    let sums = daily_production::sums(&once, organization_id, now, groups, after.as_deref(), limit)
        .await
        .map_err(QueryError::from)?;
    if sums.is_too_long || is_at_once && sums.next.is_some() {
        return Err(too_long());
    }
    let next = sums
        .next
        .as_ref()
        .map(|key| cursor::encode_key(key, &asked))
        .transpose()
        .map_err(QueryError::from)?;
    let mut response = demand.answer(sums.read_at);
    if let Some(cursor) = &next {
        response.insert_header((LINK, next_link(request, "cursor", cursor)));
    }
    Ok(response.json(body(question, &sums, next)))
}

fn body(question: &Question, sums: &Sums, next_cursor: Option<String>) -> Body {
    let per = question.groups.per;
    let groups = sums.rows.chunk_by(|left, right| left.key == right.key);
    Body {
        by: question.groups.by.map(By::as_str),
        per: per.map(Per::as_str),
        items: groups.filter_map(|rows| group(rows, per)).collect(),
        next_cursor,
    }
}

fn by(params: &Params) -> Result<Option<By>, Problem> {
    let all = [By::Well, By::Lease, By::Field, By::County, By::Operator];
    word(params, "by", &all, By::as_str)
}

fn per(params: &Params) -> Result<Option<Per>, Problem> {
    word(params, "per", &[Per::Day, Per::Month, Per::Year], Per::as_str)
}

fn word<T: Copy>(
    params: &Params,
    name: &str,
    all: &[T],
    word: fn(T) -> &'static str,
) -> Result<Option<T>, Problem> {
    let Some(given) = params.raw(name) else {
        return Ok(None);
    };
    let found = all.iter().copied().find(|one| word(*one) == given);
    let words: Vec<&str> = all.iter().map(|one| word(*one)).collect();
    found
        .map(Some)
        .ok_or_else(|| invalid(name, format!("one of {} is expected", words.join(", "))))
}

fn group(rows: &[GroupSum], per: Option<Per>) -> Option<Group> {
    let key = rows.first()?.key.clone();
    let mut so_far: Vec<Sum> = Vec::new();
    let mut periods = Vec::new();
    for rows in rows.chunk_by(|left, right| left.period == right.period) {
        let sums: Vec<Sum> = rows.iter().map(|row| row.sum.clone()).collect();
        for sum in &sums {
            gather(&mut so_far, sum);
        }
        let period = rows.first().and_then(|row| row.period).zip(per);
        periods.extend(period.map(|(first, per)| Period {
            period: named(first, per),
            amounts: Amounts::of(&sums),
            cumulative: Amounts::of(&so_far),
        }));
    }
    Some(Group {
        key: (!key.is_empty()).then_some(key),
        total: Amounts::of(&so_far),
        periods,
    })
}

fn named(first: NaiveDate, per: Per) -> String {
    let form = match per {
        Per::Day => "%Y-%m-%d",
        Per::Month => "%Y-%m",
        Per::Year => "%Y",
    };
    first.format(form).to_string()
}
