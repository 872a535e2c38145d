//! What an answer is short of: streams that are parked.
//!
//! Rows are read together with what their projection waits for, in one snapshot. What that is, is noted for the request that is
//! under way; before its answer leaves, it is told there: in the header `Wellflow-Incomplete-Since`, as `incomplete_since` of
//! the body and of the items that are short of something, and by a `Wellflow-Position` that claims no more than there is.
//!
//! Invariants
//! - An answer made of rows a parked stream feeds, or may feed, says so; there is no way from rows to an answer around this.
//! - Demanded at a position it is short of, it is refused.
//! - It has no tag and is kept by nobody: the repair of a stream gives it no new version.
//! - Answers folded from the ledger are whole, and so are those about positions before the first that is missing.

use std::cell::RefCell;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};
use chrono::SecondsFormat;
use serde_json::{Value, json};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_http::Problem;
use wellflow_http::headers::WELLFLOW_POSITION;
use wellflow_read_model::parked::{MISSING, Missing, missing};
use wellflow_read_model::{ProjectionKey, Reads};
use wellflow_runtime::{RuntimeError, Tenant, TenantPool};

use crate::age;
use crate::fresh::{Demand, header};
use crate::past::{AS_OF_FINAL, DO_NOT_KEEP};

const INCOMPLETE_SINCE: HeaderName = HeaderName::from_static("wellflow-incomplete-since");

tokio::task_local! {
    /// What the rows read for the request under way are short of.
    static NOTED: RefCell<Vec<Missing>>;
}

#[cfg(feature = "graphql")]
tokio::task_local! {
    /// How many statements read rows.
    static COUNTED: std::cell::Cell<u64>;
}

/// Counts the statements that read rows.
#[cfg(feature = "graphql")]
pub(crate) async fn counted<T>(reading: impl Future<Output = T>) -> (T, u64) {
    let read = async {
        let read = reading.await;
        (read, COUNTED.with(std::cell::Cell::get))
    };
    COUNTED.scope(std::cell::Cell::new(0), read).await
}

/// Reads of rows, one statement each. What the rows are short of is noted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows<'a> {
    pub(crate) pool: &'a TenantPool,
    pub(crate) tenant: &'a Tenant,
    pub(crate) projection: ProjectionKey,
    /// The one stream the rows are made of; `None` where any may have part in them.
    pub(crate) stream: Option<Uuid>,
}

impl Reads for Rows<'_> {
    async fn rows(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, RuntimeError> {
        #[cfg(feature = "graphql")]
        let _ = COUNTED.try_with(|counted| counted.set(counted.get() + 1));
        let ProjectionKey { name, version, .. } = self.projection;
        let organization_id = self.tenant.organization_id();
        let about: [&(dyn ToSql + Sync); 4] = [&organization_id, &name, &version, &self.stream];
        let (rows, short_of) = self
            .pool
            .query_beside(self.tenant, (sql, params), (MISSING, &about))
            .await?;
        let short_of = missing(&short_of).map_err(RuntimeError::Database)?;
        if !short_of.is_empty() {
            // Outside a request nobody is to be told.
            let _ = NOTED.try_with(|noted| noted.borrow_mut().extend(short_of));
        }
        Ok(rows)
    }
}

/// Whether what was read so far is short of something.
pub(crate) fn is_noted() -> bool {
    NOTED
        .try_with(|noted| !noted.borrow().is_empty())
        .unwrap_or_default()
}

/// Reads what several requests share: what it is short of is handed to each of them, and noted for none.
pub(crate) async fn apart<T>(reading: impl Future<Output = T>) -> (T, Vec<Missing>) {
    let read = async {
        let read = reading.await;
        (read, NOTED.with(RefCell::take))
    };
    NOTED.scope(RefCell::default(), read).await
}

/// Notes what was read for several requests for the one under way.
pub(crate) fn note(short_of: &[Missing]) {
    // Outside a request nobody is to be told.
    let _ = NOTED.try_with(|noted| noted.borrow_mut().extend_from_slice(short_of));
}

/// Whether what was read so far is short of something. It is forgotten: the answer is folded from the ledger instead.
pub(crate) fn is_left_to_the_ledger() -> bool {
    NOTED
        .try_with(|noted| !noted.take().is_empty())
        .unwrap_or_default()
}

/// Lets an answer be made, and tells what the rows read for it are short of.
pub(crate) async fn noting<T>(answering: impl Future<Output = T>) -> (T, Vec<Missing>) {
    let noted = async {
        let answer = answering.await;
        (answer, NOTED.with(RefCell::take))
    };
    NOTED.scope(RefCell::default(), noted).await
}

/// Answers the request, and tells what the answer is short of and how old it is.
pub(crate) async fn tell(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let ((answer, noted), asking) = age::asking(noting(next.call(request))).await;
    let (request, response) = answer?.into_parts();
    // One that is wrong was refused.
    let demand = Demand::of(&request).unwrap_or_default();
    let (mut response, _) = telling(response.map_into_boxed_body(), noted, demand);
    age::say(&mut response, (&request, asking)).await;
    Ok(ServiceResponse::new(request, response))
}

/// The answer with what it is short of, and from which position on; a refusal, where it was demanded at a position it is
/// short of.
pub(crate) fn telling(
    response: HttpResponse<BoxBody>,
    noted: Vec<Missing>,
    demand: Demand,
) -> (HttpResponse<BoxBody>, Option<u64>) {
    let position = position_of(&response);
    let short_of: Vec<Missing> = noted
        .into_iter()
        .filter(|missing| position.is_none_or(|position| missing.position <= position))
        .collect();
    match short_of.iter().min_by_key(|missing| missing.position) {
        Some(first) => {
            let response = match refused(&response, demand, &short_of) {
                Some(problem) => HttpResponse::from_error(problem),
                None => told(response, first, &short_of),
            };
            (response, Some(first.position))
        }
        None => (response, None),
    }
}

/// An answer at a position it is short of is none; neither is the word that there is nothing.
fn refused(response: &HttpResponse<BoxBody>, demand: Demand, short_of: &[Missing]) -> Option<Problem> {
    let (status, headers) = (response.status(), response.headers());
    let problem =
        refusal(demand, short_of).filter(|_| status.is_success() || status == StatusCode::NOT_FOUND)?;
    Some(if headers.contains_key(AS_OF_FINAL) {
        problem.with_header(AS_OF_FINAL, HeaderValue::from_static("false"))
    } else {
        problem
    })
}

/// What to say where something was demanded at a position that a parked stream holds back.
pub(crate) fn refusal(demand: Demand, short_of: &[Missing]) -> Option<Problem> {
    let since = short_of.iter().map(|missing| missing.position).min()?;
    (demand.position >= since).then(|| demand.refuse_parked(since))
}

pub(crate) fn position_of<B>(response: &HttpResponse<B>) -> Option<u64> {
    let value = response.headers().get(header(WELLFLOW_POSITION))?;
    value.to_str().ok()?.parse().ok()
}

fn told(mut response: HttpResponse<BoxBody>, first: &Missing, short_of: &[Missing]) -> HttpResponse<BoxBody> {
    let claims_a_position = position_of(&response).is_some();
    let headers = response.headers_mut();
    headers.insert(INCOMPLETE_SINCE, HeaderValue::from(first.position));
    headers.remove(ETAG);
    headers.insert(CACHE_CONTROL, DO_NOT_KEEP);
    if claims_a_position {
        let whole = first.position.saturating_sub(1);
        headers.insert(header(WELLFLOW_POSITION), HeaderValue::from(whole));
    }
    if headers.contains_key(AS_OF_FINAL) {
        headers.insert(AS_OF_FINAL, HeaderValue::from_static("false"));
    }
    let mut since = since(first);
    if let Value::Object(members) = &mut since {
        members.insert("streams".to_owned(), short_of.len().into());
    }
    response.map_body(|_, body| match body.try_into_bytes() {
        Ok(bytes) => match marked(&bytes, &since, short_of) {
            Some(marked) => BoxBody::new(marked),
            None => BoxBody::new(bytes),
        },
        Err(body) => body,
    })
}

fn since(missing: &Missing) -> Value {
    json!({
        "position": missing.position,
        "parked_at": missing.since.to_rfc3339_opts(SecondsFormat::Micros, true),
    })
}

/// The body with what it is short of; `None` for one that is no object.
fn marked(body: &[u8], whole: &Value, short_of: &[Missing]) -> Option<String> {
    let mut body: Value = serde_json::from_slice(body).ok()?;
    let members = body.as_object_mut()?;
    if let Some(items) = members.get_mut("items").and_then(Value::as_array_mut) {
        for item in items.iter_mut().filter_map(Value::as_object_mut) {
            let is_of = |missing: &&Missing| {
                let kind = word(&missing.stream.kind);
                let is_found = item.get("kind").and_then(Value::as_str) == Some(kind);
                let id = item.get(&format!("{kind}_id"));
                let id = id.or_else(|| item.get("id").filter(|_| is_found));
                id.and_then(Value::as_str).and_then(|id| id.parse().ok()) == Some(missing.stream.id)
            };
            if let Some(missing) = short_of.iter().find(is_of) {
                item.insert("incomplete_since".to_owned(), since(missing));
            }
        }
    }
    members.insert("incomplete_since".to_owned(), whole.clone());
    Some(body.to_string())
}

/// The word for a kind of streams in documents.
fn word(kind: &str) -> &str {
    match kind {
        "division_of_interest" => "division",
        "joint_operating_agreement" => "agreement",
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use wellflow_read_model::parked::Stream;

    use super::*;

    fn short_of(kind: &str, id: u128, position: u64) -> Missing {
        Missing {
            stream: Stream {
                kind: kind.to_owned(),
                id: Uuid::from_u128(id),
            },
            position,
            since: "2026-03-02T09:30:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_list_and_its_items_say_what_they_are_short_of() {
        let ids = [1, 2].map(Uuid::from_u128);
        let body = json!({"items": [{"division_id": ids[0]}, {"division_id": ids[1]}], "next_cursor": null});
        let short_of = [short_of("division_of_interest", 2, 7)];
        let marked = marked(body.to_string().as_bytes(), &since(&short_of[0]), &short_of).unwrap();
        let marked: Value = serde_json::from_str(&marked).unwrap();
        let expected = json!({"position": 7, "parked_at": "2026-03-02T09:30:00.000000Z"});
        assert_eq!(marked["incomplete_since"], expected);
        assert_eq!(marked["items"][1]["incomplete_since"], expected);
        assert_eq!(marked["items"][0].get("incomplete_since"), None);
    }

    #[test]
    fn what_is_told_claims_no_more_than_there_is() {
        let answer = HttpResponse::Ok()
            .insert_header((header(WELLFLOW_POSITION), 12_u64))
            .insert_header((ETAG, "\"7\""))
            .json(json!({"well_id": Uuid::from_u128(1)}));
        let first = short_of("well", 1, 7);
        let told = told(answer, &first, std::slice::from_ref(&first));
        assert_eq!(position_of(&told), Some(6));
        assert_eq!(told.headers().get(INCOMPLETE_SINCE).unwrap(), "7");
        assert_eq!(told.headers().get(ETAG), None);
        let body = told.into_body().try_into_bytes().unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["incomplete_since"]["streams"], 1);
    }
}
