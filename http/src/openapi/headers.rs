//! Headers of answers.

use serde_json::{Value, json};

/// A header an answer may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// How old the answer is.
    Age,
    /// The challenge of a refused token.
    Authenticate,
    /// How the answer may be kept.
    CacheControl,
    /// RFC 9211.
    CacheStatus,
    /// What a file of the answer is called.
    ContentDisposition,
    /// The tag of the answer, or the version of what was changed.
    Etag,
    /// Whether an answer at an instant can still change.
    AsOfFinal,
    /// What an answer is short of.
    IncompleteSince,
    /// RFC 8288.
    Link,
    /// Where something is found.
    Location,
    /// RFC 7089.
    MementoDatetime,
    /// Up to where the answer holds.
    Position,
    /// What was done of a preference.
    PreferenceApplied,
    /// That the answer is that of an earlier request.
    Replayed,
    /// The request, as it is found in the log.
    RequestId,
    /// When to ask again.
    RetryAfter,
    /// What the answer depends on.
    Vary,
}

impl Header {
    /// The header's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Age => "Wellflow-Age",
            Self::Authenticate => "WWW-Authenticate",
            Self::CacheControl => "Cache-Control",
            Self::CacheStatus => "Cache-Status",
            Self::ContentDisposition => "Content-Disposition",
            Self::Etag => "ETag",
            Self::AsOfFinal => "Wellflow-As-Of-Final",
            Self::IncompleteSince => "Wellflow-Incomplete-Since",
            Self::Link => "Link",
            Self::Location => "Location",
            Self::MementoDatetime => "Memento-Datetime",
            Self::Position => "Wellflow-Position",
            Self::PreferenceApplied => "Preference-Applied",
            Self::Replayed => "Idempotency-Replayed",
            Self::RequestId => "X-Request-Id",
            Self::RetryAfter => "Retry-After",
            Self::Vary => "Vary",
        }
    }

    const fn description(self) -> &'static str {
        match self {
            Self::Age => {
                "Everything that was recorded up to so many seconds ago is in the answer. Not at a past instant or version, nor \
                 where the ledger cannot be asked."
            }
            Self::Authenticate => "Says which token is wanted (RFC 6750).",
            Self::CacheControl => {
                "Only an answer about the past that can no longer change may be kept, and by the client alone."
            }
            Self::CacheStatus => "Where the answer came from (RFC 9211).",
            Self::ContentDisposition => "What a file of it is called, where it is given whole.",
            Self::Etag => "Names the answer; of a command, the version of the stream afterwards.",
            Self::AsOfFinal => {
                "Whether the answer at `as_of` can no longer change. Only where `as_of` was asked."
            }
            Self::IncompleteSince => {
                "The first position that may be missing: a stream is parked and waits to be mended."
            }
            Self::Link => "The next page, or the past of the resource (RFC 8288, RFC 7089).",
            Self::Location => "The path at which it is read.",
            Self::MementoDatetime => "The instant whose knowledge the answer is of (RFC 7089).",
            Self::Position => "The position of the organization's ledger up to which the answer holds.",
            Self::PreferenceApplied => "How long the query would wait, where it was told to.",
            Self::Replayed => "The command was carried out before; this is its first outcome.",
            Self::RequestId => "The id of the request, in the log as well.",
            Self::RetryAfter => "Seconds after which asking again makes sense.",
            Self::Vary => "The request's headers that the answer depends on.",
        }
    }

    fn schema(self) -> Value {
        match self {
            Self::AsOfFinal => json!({"type": "string", "enum": ["true", "false"]}),
            Self::Replayed => json!({"type": "string", "const": "true"}),
            Self::Position | Self::IncompleteSince | Self::RetryAfter => {
                json!({"type": "integer", "minimum": 0})
            }
            Self::Age => json!({"type": "number", "minimum": 0}),
            Self::Etag => json!({"type": "string", "pattern": "^\"[^\"]*\"$"}),
            _ => json!({"type": "string"}),
        }
    }

    pub(super) fn to_value(self) -> Value {
        json!({"description": self.description(), "schema": self.schema()})
    }
}
