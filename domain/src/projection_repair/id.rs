//! What names a stream that is repaired, and the stream of its repairs.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::DERIVED_IDS;
use crate::schema::written_as;

/// The kind of a stream, for example `well`: 1 to 60 small letters and underscores.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StreamKind(String);

/// Why a text is no kind of a stream.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a kind of stream is 1 to 60 small letters and underscores")]
pub struct StreamKindError;

impl StreamKind {
    /// Reads a kind.
    ///
    /// # Errors
    /// [`StreamKindError`].
    pub fn parse(text: &str) -> Result<Self, StreamKindError> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        if (1..=60).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(StreamKindError)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for StreamKind {
    type Error = StreamKindError;

    fn try_from(text: String) -> Result<Self, StreamKindError> {
        Self::parse(&text)
    }
}

impl From<StreamKind> for String {
    fn from(kind: StreamKind) -> Self {
        kind.0
    }
}

impl std::fmt::Display for StreamKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

written_as! {
    StreamKind: r"^[a-z_]{1,60}$", "The kind of a stream: 1 to 60 small letters and underscores.";
}

/// A stream that is repaired.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RepairedStream {
    /// Its kind.
    pub kind: StreamKind,
    /// Its id.
    pub stream_id: Uuid,
}

impl std::fmt::Display for RepairedStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, self.stream_id)
    }
}

/// The id of the stream of repairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProjectionRepairId(Uuid);

impl ProjectionRepairId {
    /// The repairs of a stream.
    pub fn of(kind: &str, stream_id: Uuid) -> Self {
        let key = format!("projection_repair\n{kind}\n{stream_id}");
        Self(Uuid::new_v5(&DERIVED_IDS, key.as_bytes()))
    }

    /// The bare id.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}
