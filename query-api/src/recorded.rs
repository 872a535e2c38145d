//! One thing, folded from the ledger: now, or at a point; whole, or a part of it.

use actix_web::{HttpRequest, HttpResponse};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::document::Document;

use crate::QueryApi;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::history::{Asked, POINT, at};
use crate::params::{Params, parse_uuid};
use crate::subject::Subject;
use crate::tag;

/// Answers about what the path names; whether the role may read it is settled before. `show` writes what is known of it.
///
/// # Errors
/// What is wrong with the question, or that there is nothing to answer it about.
pub(crate) async fn answer<S: Subject>(
    principal: &Principal,
    api: &QueryApi,
    path: &str,
    (demand, request): (Demand, &HttpRequest),
    show: impl FnOnce(Document<S::Summary>) -> Result<String, QueryError>,
) -> Result<HttpResponse, Problem> {
    let id = parse_uuid(S::PARAMETER, path)?;
    let asked = Asked::read(&Params::read(request, &POINT)?)?;
    let mut version = 0;
    let noted = |document: Document<S::Summary>| {
        version = document.version;
        show(document)
    };
    let (known, past) = at::<S>(api, &principal.tenant, id, (asked, demand), noted).await?;
    if !asked.is_now() {
        return Ok(known.answer(request, demand, past));
    }
    // Roles are shown more or less of one version.
    let tag = tag::of_version(version, &past.body);
    Ok(tag::answer((request, demand), past.position, tag, past.body))
}
