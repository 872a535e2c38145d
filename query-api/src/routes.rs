//! Which handler answers which path.

use actix_web::guard;
use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use wellflow_http::Route;

use crate::QueryApi;
use crate::{production, wells};

const PREFIX: &str = "/api/v1";
const WELLS: &str = "/wells";
const WELL: &str = "/wells/{well_id}";
const WELL_EVENTS: &str = "/wells/{well_id}/events";
const WELL_PRODUCTION: &str = "/wells/{well_id}/production";
const MONTHLY: &str = "/production/monthly";
const TOTALS: &str = "/production/totals";

/// Mounts the API: a scope that takes GET and HEAD, so that another API may have the same paths for other methods.
pub fn configure(api: QueryApi) -> impl Fn(&mut ServiceConfig) + Clone + Send {
    move |config| {
        let reads = guard::Any(guard::Get()).or(guard::Head());
        config.service(
            web::scope(PREFIX)
                .guard(reads)
                .app_data(web::Data::new(api.clone()))
                .route(WELLS, web::to(wells::list))
                .route(WELL, web::to(wells::one))
                .route(WELL_EVENTS, web::to(wells::events))
                .route(WELL_PRODUCTION, web::to(wells::production))
                .route(MONTHLY, web::to(production::monthly))
                .route(TOTALS, web::to(production::totals)),
        );
    }
}

/// The routes, for the server's answer to other methods.
pub fn routes() -> Vec<Route> {
    let paths = [WELLS, WELL, WELL_EVENTS, WELL_PRODUCTION, MONTHLY, TOTALS];
    let methods = [Method::GET, Method::HEAD];
    paths
        .into_iter()
        .flat_map(|path| {
            methods
                .iter()
                .map(move |method| Route::new(method.clone(), format!("{PREFIX}{path}")))
        })
        .collect()
}
