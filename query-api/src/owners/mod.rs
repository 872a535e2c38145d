//! `/owners`: one file per question.
//!
//! What tells of a person is shown to roles that read it. For others a list is in the order of ids, names cannot be searched,
//! and the documents have `null` in its place.

mod list;
mod one;

pub(crate) use list::list;
pub(crate) use one::{events, one};

use wellflow_domain::owner::OwnerSummary;
use wellflow_http::Role;
use wellflow_read_model::document::Document;

use crate::authz::Read;
use crate::error::QueryError;

/// A document as a role may see it.
fn seen_by(role: Role, document: String) -> Result<String, QueryError> {
    if Read::PersonalData.permits(role) {
        return Ok(document);
    }
    let mut owner: Document<OwnerSummary> = serde_json::from_str(&document)?;
    owner.summary = owner.summary.public_form();
    Ok(owner.to_json()?)
}
