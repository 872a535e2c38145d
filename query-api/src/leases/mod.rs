//! `/leases`: one file per question.

pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod parts;

pub(crate) use list::list;
pub(crate) use one::{events, one};
pub(crate) use parts::{holding, title, units};

use wellflow_domain::lease::LeaseSummary;
use wellflow_http::Role;
use wellflow_read_model::document::Document;

use crate::authz::Read;
use crate::error::QueryError;

/// A document as a role may see it.
fn seen_by(role: Role, document: String) -> Result<String, QueryError> {
    if Read::Considerations.permits(role) {
        return Ok(document);
    }
    let mut lease: Document<LeaseSummary> = serde_json::from_str(&document)?;
    lease.summary = lease.summary.without_money();
    Ok(lease.to_json()?)
}
