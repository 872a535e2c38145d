//! `GET /production/sums`: what wells, leases, fields, counties or operators produced, by month or year and since the first
//! of them, at a point on both axes of time.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;
use wellflow_http::{Principal, Problem};
use wellflow_read_model::monthly_production::Sum;
use wellflow_read_model::production_history::{By, GroupSum, Per};

use super::amounts::gather;
use super::at::Question;
use super::{Amounts, KNOWN};
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::{Params, invalid};

/// Sums answered at once.
const ROWS_MAX: usize = 50_000;

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
    /// `2021-01`, or `2021`.
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
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode_in(text, &question, |key| Some(key.to_owned())))
        .transpose()?;
    let after = after.as_ref().map(|(key, _, picture)| (key.as_str(), *picture));
    let (settled, sums) = question
        .sums(&api, &principal.tenant, demand, after, limit)
        .await?;
    if sums.rows.len() > ROWS_MAX {
        let what = format!("more than {ROWS_MAX} sums; ask for fewer groups at once, or fewer months");
        return Err(invalid("limit", what));
    }
    let picture = settled.picture(sums.read_at);
    let next_cursor = sums
        .next
        .map(|key| cursor::encode_in((&key, uuid::Uuid::nil()), &question, picture))
        .transpose()
        .map_err(QueryError::from)?;
    let items = sums
        .rows
        .chunk_by(|left, right| left.key == right.key)
        .filter_map(|rows| group(rows, question.groups.per))
        .collect();
    let cursor = next_cursor.clone();
    let body = Body {
        by: question.groups.by.map(By::as_str),
        per: question.groups.per.map(Per::as_str),
        items,
        next_cursor,
    };
    Ok(settled.body((&request, demand), sums.read_at, &body, cursor.as_deref())?)
}

fn by(params: &Params) -> Result<Option<By>, Problem> {
    let all = [By::Well, By::Lease, By::Field, By::County, By::Operator];
    word(params, "by", &all, By::as_str)
}

fn per(params: &Params) -> Result<Option<Per>, Problem> {
    word(params, "per", &[Per::Month, Per::Year], Per::as_str)
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
        Per::Month => "%Y-%m",
        Per::Year => "%Y",
    };
    first.format(form).to_string()
}
