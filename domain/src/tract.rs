//! Tracts: pieces of ground, named within their lease.

use serde::{Deserialize, Serialize};

use crate::text::{CompletionName, TextError};

/// The name of a tract within its lease: 1 to 40 of `A-Z a-z 0-9 . _ / -` and blank. JSON: a string, for example `"T-1"`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TractName(String);

impl TractName {
    /// Reads a name; blanks at the ends are removed.
    ///
    /// # Errors
    /// [`TextError`] when it is empty, too long, or holds a character outside the alphabet.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        // Tracts and completions are named by the same rules.
        CompletionName::parse(text).map(|name| Self(name.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TractName {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        Self::parse(&text)
    }
}

impl std::str::FromStr for TractName {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        Self::parse(text)
    }
}

impl From<TractName> for String {
    fn from(name: TractName) -> Self {
        name.0
    }
}

impl std::fmt::Display for TractName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

crate::schema::written_as! {
    TractName: "^(?! )[A-Za-z0-9 ._/-]{0,39}[A-Za-z0-9._/-]$", "Name of a tract within its lease, 1 to 40 characters.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tract_is_named_as_a_completion_is() {
        assert_eq!(TractName::parse(" GA 211 ").unwrap().as_str(), "GA 211");
        assert_eq!(
            TractName::parse("T;1"),
            Err(TextError::NotAllowed { found: ';', at: 2 })
        );
        assert_eq!(
            serde_json::from_str::<TractName>("\"T-1\"").unwrap().to_string(),
            "T-1"
        );
    }
}
