//! A served document and the version it is of.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ReadModelError;

/// A summary with the point of the ledger it holds at, as it is served and stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "{S}Document")
)]
pub struct Document<S> {
    /// What the domain says about the thing.
    #[serde(flatten)]
    pub summary: S,
    /// The newest sequence of its stream.
    pub version: u64,
    /// The position of that event in the organization's ledger.
    pub position: u64,
    /// When that event was recorded.
    pub recorded_at: DateTime<Utc>,
}

impl<S: Serialize> Document<S> {
    /// The document as JSON text.
    ///
    /// # Errors
    /// [`ReadModelError::Document`] if the summary does not serialize to an object.
    pub fn to_json(&self) -> Result<String, ReadModelError> {
        Ok(serde_json::to_string(self)?)
    }
}
