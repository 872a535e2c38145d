//! What is known of a person, marked as such.
//!
//! Invariants
//! - Personal data never shows in a log, an error or a test's message: neither `Debug` nor `Display` writes it.
//! - What is published of it is `null`.
//! - It is read by naming what is done: [`Personal::reveal`].

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value that tells of a person. JSON: the value; `null` where it is withheld.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Personal<T>(Option<T>);

impl<T> Personal<T> {
    /// Marks a value.
    pub const fn new(value: T) -> Self {
        Self(Some(value))
    }

    /// What outsiders get in its place.
    pub const fn withheld() -> Self {
        Self(None)
    }

    /// The value, for whoever may see it; `None` where it is withheld.
    pub const fn reveal(&self) -> Option<&T> {
        self.0.as_ref()
    }

    /// What may be published of it.
    #[must_use]
    pub const fn public_form(&self) -> Self {
        Self::withheld()
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(not shown)")
    }
}

impl<T> fmt::Display for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not shown")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_personal_is_not_shown() {
        let name = Personal::new("Halbouty".to_owned());
        assert!(!format!("{name:?} {name:#?} {name}").contains("Halbouty"));
        let inside = Some(vec![name.clone()]);
        assert!(!format!("{inside:?}").contains("Halbouty"));
        assert_eq!(name.reveal().map(String::as_str), Some("Halbouty"));
    }

    #[test]
    fn what_is_published_of_it_is_nothing() {
        let name = Personal::new("Halbouty".to_owned());
        assert_eq!(serde_json::to_string(&name).unwrap(), "\"Halbouty\"");
        assert_eq!(serde_json::to_string(&name.public_form()).unwrap(), "null");
        let again: Personal<String> = serde_json::from_str("null").unwrap();
        assert_eq!(again, Personal::withheld());
        assert_eq!(again.reveal(), None);
    }
}
