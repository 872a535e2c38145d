//! `GET /wells`: wells by name, or around a place nearest first, page by page; now, or at a point on both axes of time.

use actix_web::{HttpRequest, HttpResponse, web};
use wellflow_domain::location::StateCode;
use wellflow_domain::well::{Phase, WellRole, WellStatus};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::well_summary::{self, SortKey, WellFilter};
use wellflow_read_model::{WELL_HISTORY, WELL_SUMMARY, well_history};

use super::place;
use crate::QueryApi;
use crate::authz::Read;
use crate::cursor;
use crate::error::QueryError;
use crate::fleet::{Asked, POINT};
use crate::fresh::Demand;
use crate::page::Page;
use crate::params::{Params, invalid};

const KNOWN: [&str; 11] = [
    "status",
    "phase",
    "role",
    "operator",
    "lease",
    "state",
    "near",
    "radius_km",
    "bbox",
    "limit",
    "cursor",
];

pub(crate) async fn list(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Wells).await?;
    let params = Params::read(&request, &[&KNOWN[..], &POINT].concat())?;
    let filter = filter(&params)?;
    let asked = Asked::read(&params)?;
    let limit = params.limit()?;
    if !asked.is_of_rows_now() || filter.within.is_some() {
        let page = (params.raw("cursor"), limit);
        return at(&principal, &api, (demand, &request), (&filter, asked), page).await;
    }
    let after = params
        .raw("cursor")
        .map(|text| cursor::decode(text, &filter))
        .transpose()?;
    let tenant = &principal.tenant;
    demand.wait_for(&api, tenant, WELL_SUMMARY).await?;

    let organization_id = tenant.organization_id();
    let read = async || -> Result<_, QueryError> {
        let once = api.rows(tenant, WELL_SUMMARY);
        let page = well_summary::list(&once, organization_id, &filter, after.as_ref(), limit).await?;
        let next_cursor = page.next.map(|next| cursor::encode(&next, &filter)).transpose()?;
        Ok((page.read_at, Page::new(page.documents, next_cursor)?))
    };
    let (position, page) = read().await?;
    Ok(page.answer(&request, demand, position))
}

/// The wells at a point; every page is of the picture of the first.
async fn at(
    principal: &Principal,
    api: &QueryApi,
    (demand, request): (Demand, &HttpRequest),
    (filter, asked): (&WellFilter, Asked),
    (cursor, limit): (Option<&str>, u32),
) -> Result<HttpResponse, Problem> {
    let question = ("wells", filter, asked);
    let key = |key: &str| {
        let is_key = filter.near.is_none() || key.parse::<i64>().is_ok();
        is_key.then(|| key.to_owned())
    };
    let after = cursor
        .map(|text| cursor::decode_in(text, &question, key))
        .transpose()?;
    let (after, picture) = after
        .map(|(key, well_id, picture)| (SortKey { key, well_id }, picture))
        .unzip();
    let tenant = &principal.tenant;
    let settled = asked.settle(api, tenant, demand, WELL_HISTORY).await?;
    let settled = settled.going_on(picture, demand)?;
    let (once, organization_id) = (api.rows(tenant, WELL_HISTORY), tenant.organization_id());
    let page = well_history::list(
        &once,
        organization_id,
        settled.when,
        filter,
        after.as_ref(),
        limit,
    )
    .await
    .map_err(QueryError::from)?;
    let picture = settled.picture(page.read_at);
    let next = page
        .next
        .map(|next| cursor::encode_in((&next.key, next.well_id), &question, picture))
        .transpose()
        .map_err(QueryError::from)?;
    Ok(settled.answer(request, demand, page.read_at, (page.documents, next))?)
}

/// Which wells are asked about, around a place apart.
pub(super) fn chosen(params: &Params) -> Result<WellFilter, Problem> {
    let status = params.text("status")?;
    if let Some(word) = &status
        && WellStatus::parse(word).is_none()
    {
        let known: Vec<_> = WellStatus::ALL.iter().map(|status| status.as_str()).collect();
        return Err(invalid(
            "status",
            format!("one of {} is expected", known.join(", ")),
        ));
    }
    let state = params
        .text("state")?
        .map(|text| StateCode::parse(&text).map_err(|error| invalid("state", error.to_string())))
        .transpose()?
        .map(|state| state.as_str().to_owned());
    Ok(WellFilter {
        status,
        phase: params.word::<Phase>("phase")?,
        role: params.word::<WellRole>("role")?,
        operator: params.text("operator")?,
        lease: params.text("lease")?,
        state,
        near: None,
        within: None,
    })
}

fn filter(params: &Params) -> Result<WellFilter, Problem> {
    Ok(WellFilter {
        near: place::near(params)?,
        within: place::within(params)?,
        ..chosen(params)?
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn of(query: &str) -> Result<WellFilter, Problem> {
        let request = TestRequest::get().uri(&format!("/?{query}")).to_http_request();
        filter(&Params::read(&request, &KNOWN)?)
    }

    #[test]
    fn a_point_is_read_with_its_radius() {
        let near = of("near=28.25,-91.35&radius_km=12.5").unwrap().near.unwrap();
        assert!((near.latitude - 28.25).abs() < 1e-12 && (near.longitude + 91.35).abs() < 1e-12);
        let chosen = of("phase=dry_hole&role=co2").unwrap();
        assert_eq!(
            (chosen.phase.as_deref(), chosen.role.as_deref()),
            (Some("dry_hole"), Some("co2"))
        );
        assert_eq!(of("state=tx").unwrap().state.as_deref(), Some("TX"));
    }

    #[test]
    fn every_bad_filter_names_its_parameter() {
        for (query, name) in [
            ("near=28.25,-91.35", "radius_km"),
            ("radius_km=5", "near"),
            ("near=91,0&radius_km=5", "near"),
            ("near=0,181&radius_km=5", "near"),
            ("near=NaN,0&radius_km=5", "near"),
            ("near=1e1,0&radius_km=5", "near"),
            ("near=10&radius_km=5", "near"),
            ("near=1,1&radius_km=0", "radius_km"),
            ("near=1,1&radius_km=-1", "radius_km"),
            ("near=1,1&radius_km=inf", "radius_km"),
            ("near=1,1&radius_km=99999", "radius_km"),
            ("bbox=1,2,3", "bbox"),
            ("bbox=1,2,3,4,5", "bbox"),
            ("bbox=1,2,3,91", "bbox"),
            ("bbox=181,2,3,4", "bbox"),
            ("bbox=1,5,3,4", "bbox"),
            ("bbox=1,a,3,4", "bbox"),
            ("bbox=1,2,3,4&near=1,1&radius_km=1", "bbox"),
            ("status=alive", "status"),
            ("state=XX", "state"),
            ("phase=alive", "phase"),
            ("role=gold", "role"),
            ("operator=", "operator"),
        ] {
            let problem = of(query).expect_err(query);
            assert_eq!(
                serde_json::to_value(problem.errors()).unwrap()[0]["parameter"],
                name,
                "{query}"
            );
        }
    }
}
