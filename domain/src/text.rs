//! Short texts that people and agencies write: names, numbers, reasons.
//!
//! Invariants
//! - No text is empty, starts or ends with a blank, or holds a control character.
//! - Lengths count characters, not bytes.

use serde::{Deserialize, Serialize};

/// Why a text is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing is left once blanks at the ends are removed.
    #[error("the text is empty")]
    Empty,
    /// More characters than the limit.
    #[error("the text has {length} characters, {limit} are allowed")]
    TooLong {
        /// Characters found.
        length: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// A character that does not print, such as a line break.
    #[error("the text holds the control character U+{code:04X} at character {at}")]
    ControlCharacter {
        /// The character's code point.
        code: u32,
        /// Its place, counted from 1.
        at: usize,
    },
    /// A character outside the set allowed in a completion's name.
    #[error("`{found}` at character {at} is not allowed: use letters A-Z, digits, blank, and . _ / -")]
    NotAllowed {
        /// The character.
        found: char,
        /// Its place, counted from 1.
        at: usize,
    },
}

impl TextError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Empty => "text-empty",
            Self::TooLong { .. } => "text-too-long",
            Self::ControlCharacter { .. } => "text-control-character",
            Self::NotAllowed { .. } => "text-character-not-allowed",
        }
    }
}

/// A text of 1 to 120 characters. JSON: a string.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text120(String);

impl Text120 {
    /// The most characters a text may have.
    pub const LIMIT: usize = 120;

    /// Reads a text; blanks at the ends are removed.
    ///
    /// # Errors
    /// [`TextError`] when it is empty, too long, or holds a control character.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        Ok(Self(checked(text, Self::LIMIT)?.to_owned()))
    }

    /// What outsiders read in place of a text that may name a person.
    pub fn withheld() -> Self {
        Self("withheld".to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text of 1 to 2,000 characters on one line, such as a day's remarks. JSON: a string.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Remarks(String);

impl Remarks {
    /// The most characters a text may have.
    pub const LIMIT: usize = 2_000;

    /// Reads a text; blanks at the ends are removed.
    ///
    /// # Errors
    /// [`TextError`] when it is empty, too long, or holds a control character.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        Ok(Self(checked(text, Self::LIMIT)?.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a completion within its well: 1 to 40 of `A-Z a-z 0-9 . _ / -` and blank. JSON: a string.
///
/// It is part of the key of a production month, hence the narrow alphabet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CompletionName(String);

impl CompletionName {
    /// The most characters a name may have.
    pub const LIMIT: usize = 40;

    /// Reads a name; blanks at the ends are removed.
    ///
    /// # Errors
    /// [`TextError`] when it is empty, too long, or holds a character outside the alphabet.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = checked(text, Self::LIMIT)?;
        match text
            .chars()
            .enumerate()
            .find(|(_, c)| !c.is_ascii_alphanumeric() && !" ._/-".contains(*c))
        {
            Some((index, found)) => Err(TextError::NotAllowed { found, at: index + 1 }),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn checked(text: &str, limit: usize) -> Result<&str, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    let length = text.chars().count();
    if length > limit {
        return Err(TextError::TooLong { length, limit });
    }
    match text.chars().enumerate().find(|(_, c)| c.is_control()) {
        Some((index, c)) => Err(TextError::ControlCharacter {
            code: u32::from(c),
            at: index + 1,
        }),
        None => Ok(text),
    }
}

macro_rules! text_conversions {
    ($($text:ident),+) => { $(
        impl TryFrom<String> for $text {
            type Error = TextError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }
        impl std::str::FromStr for $text {
            type Err = TextError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
        impl From<$text> for String {
            fn from(text: $text) -> Self {
                text.0
            }
        }
        impl AsRef<str> for $text {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl std::fmt::Display for $text {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+ };
}

text_conversions!(Text120, CompletionName, Remarks);

crate::schema::written_as! {
    Text120: r"^(?=\S)[^\x00-\x1f\x7f-\x9f]{0,119}\S$", "Text of 1 to 120 characters on one line, without blanks at its ends.";
    Remarks: r"^(?=\S)[^\x00-\x1f\x7f-\x9f]{0,1999}\S$", "Text of 1 to 2,000 characters on one line, without blanks at its ends.";
    CompletionName: "^(?! )[A-Za-z0-9 ._/-]{0,39}[A-Za-z0-9._/-]$", "Name of a completion within its well, 1 to 40 characters.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_and_counted_in_characters() {
        assert_eq!(Text120::parse("  Niño  No. 1 ").unwrap().as_str(), "Niño  No. 1");
        assert!(Text120::parse(&"ñ".repeat(120)).is_ok());
        assert_eq!(
            Text120::parse(&"ñ".repeat(121)),
            Err(TextError::TooLong {
                length: 121,
                limit: 120
            })
        );
    }

    #[test]
    fn remarks_are_longer() {
        assert!(Remarks::parse(&"x".repeat(2_000)).is_ok());
        let refused = TextError::TooLong {
            length: 2_001,
            limit: 2_000,
        };
        assert_eq!(Remarks::parse(&"x".repeat(2_001)), Err(refused));
        assert_eq!(
            Remarks::parse("a\nb").map_err(|error| error.rule()),
            Err("text-control-character")
        );
    }

    #[test]
    fn a_text_is_never_empty_nor_broken_into_lines() {
        assert_eq!(Text120::parse("   "), Err(TextError::Empty));
        assert_eq!(
            Text120::parse("a\nb"),
            Err(TextError::ControlCharacter { code: 10, at: 2 })
        );
        assert_eq!(
            Text120::parse("a\u{0}b"),
            Err(TextError::ControlCharacter { code: 0, at: 2 })
        );
    }

    #[test]
    fn what_is_withheld_is_itself_a_text() {
        assert_eq!(Text120::parse("withheld"), Ok(Text120::withheld()));
    }

    #[test]
    fn a_completion_name_has_a_narrow_alphabet() {
        assert_eq!(
            CompletionName::parse(" P037D/D02 ").unwrap().as_str(),
            "P037D/D02"
        );
        assert_eq!(
            CompletionName::parse("P037;"),
            Err(TextError::NotAllowed { found: ';', at: 5 })
        );
        assert_eq!(
            CompletionName::parse("Señal"),
            Err(TextError::NotAllowed { found: 'ñ', at: 3 })
        );
        assert_eq!(
            CompletionName::parse(&"A".repeat(41)),
            Err(TextError::TooLong {
                length: 41,
                limit: 40
            })
        );
    }

    #[test]
    fn json_goes_through_the_parser() {
        assert_eq!(
            serde_json::to_string(&Text120::parse("A-1").unwrap()).unwrap(),
            "\"A-1\""
        );
        let refusal = serde_json::from_str::<CompletionName>("\"a*b\"")
            .unwrap_err()
            .to_string();
        assert!(refusal.contains("`*` at character 2"), "{refusal}");
    }
}
