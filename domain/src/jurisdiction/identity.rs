//! How a state numbers wells, leases, operators and the rest.

use std::fmt;

use super::Jurisdiction;
use super::district::TexasDistrict;
use super::rule::RuleError;
use crate::api_number::ApiNumberError;

/// What a number names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Identifier {
    /// A well, by its API number.
    ApiNumber,
    /// A district of the agency.
    District,
    /// An oil lease; unique within its district.
    OilLease,
    /// A gas well; unique within the state.
    GasWell,
    /// An operator.
    Operator,
    /// A field.
    Field,
    /// A pool or formation.
    Pool,
    /// A drilling permit.
    DrillingPermit,
    /// A permit to commingle.
    ComminglePermit,
    /// A well's file.
    WellFile,
    /// A facility.
    Facility,
}

/// What a number names, and its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityRule {
    /// What it names.
    pub identifier: Identifier,
    /// Its form.
    pub form: Form,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An API number; the state's own digits may be left out.
    Api {
        /// The state's digits.
        state: u8,
    },
    /// A fixed number of digits; shorter ones are filled with zeros.
    Digits {
        /// How many.
        width: usize,
    },
    /// Digits, without zeros in front.
    Number {
        /// The most digits.
        most: usize,
    },
    /// A district of the Railroad Commission, by its name.
    District,
    /// A district, a dash, and digits that count within it.
    InDistrict {
        /// How many digits.
        width: usize,
    },
    /// Capital letters and digits.
    Code {
        /// The most characters.
        most: usize,
    },
}

/// A number of a state, in canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StateId {
    jurisdiction: Jurisdiction,
    identifier: Identifier,
    canonical: String,
}

/// Why a text is no number of the state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateIdError {
    /// No rule says how such a number is written.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// The API number says nothing, or something else.
    #[error(transparent)]
    ApiNumber(#[from] ApiNumberError),
    /// The text has another form.
    #[error("`{found}` is no {} of {jurisdiction}: write {expected}", .identifier.words())]
    Form {
        /// What it should name.
        identifier: Identifier,
        /// Whose number it should be.
        jurisdiction: Jurisdiction,
        /// What was found, cut at 40 characters.
        found: String,
        /// What is written instead.
        expected: &'static str,
    },
}

impl StateIdError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Rule(error) => error.rule(),
            Self::ApiNumber(error) => error.rule(),
            Self::Form { .. } => "state-id-form",
        }
    }
}

impl Identifier {
    /// Its name in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ApiNumber => "API number",
            Self::District => "district",
            Self::OilLease => "oil lease number",
            Self::GasWell => "gas well id",
            Self::Operator => "operator number",
            Self::Field => "field number",
            Self::Pool => "pool or formation code",
            Self::DrillingPermit => "drilling permit number",
            Self::ComminglePermit => "commingle permit number",
            Self::WellFile => "well file number",
            Self::Facility => "facility id",
        }
    }
}

impl StateId {
    pub(super) fn new(jurisdiction: Jurisdiction, identifier: Identifier, canonical: String) -> Self {
        Self {
            jurisdiction,
            identifier,
            canonical,
        }
    }

    /// Whose number it is.
    pub const fn jurisdiction(&self) -> Jurisdiction {
        self.jurisdiction
    }

    /// What it names.
    pub const fn identifier(&self) -> Identifier {
        self.identifier
    }

    /// The number itself, always written alike.
    pub fn as_str(&self) -> &str {
        &self.canonical
    }
}

impl fmt::Display for StateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {}",
            self.jurisdiction,
            self.identifier.words(),
            self.canonical
        )
    }
}

impl Form {
    /// What is written, in words.
    const fn words(self) -> &'static str {
        match self {
            Self::Api { .. } => "an API number",
            Self::Digits { .. } => "digits, zeros in front, no more than the agency gives it",
            Self::Number { .. } => "digits only, no more than the agency gives it",
            Self::District => "a district such as 03, 7B or 8A",
            Self::InDistrict { .. } => "the district, a dash and the number within it, as in 7B-012345",
            Self::Code { .. } => "letters and digits",
        }
    }

    /// The canonical text of a number that has this form.
    pub(super) fn read(
        self,
        jurisdiction: Jurisdiction,
        identifier: Identifier,
        text: &str,
    ) -> Result<String, StateIdError> {
        let text = text.trim();
        let wrong = || StateIdError::Form {
            identifier,
            jurisdiction,
            found: text.chars().take(40).collect(),
            expected: self.words(),
        };
        let is_number = |part: &str, most: usize| {
            !part.is_empty()
                && part.len() <= most
                && part.bytes().all(|b| b.is_ascii_digit())
                && part.bytes().any(|b| b != b'0')
        };
        match self {
            Self::Api { .. } => Err(wrong()),
            Self::Digits { width } => is_number(text, width)
                .then(|| format!("{text:0>width$}"))
                .ok_or_else(wrong),
            Self::Number { most } => is_number(text, most)
                .then(|| text.trim_start_matches('0').to_owned())
                .ok_or_else(wrong),
            Self::District => TexasDistrict::named(text).map(|district| district.name().to_owned()),
            Self::InDistrict { width } => {
                let (district, number) = text.split_once('-').ok_or_else(wrong)?;
                let district = TexasDistrict::named(district)?;
                is_number(number, width)
                    .then(|| format!("{}-{number:0>width$}", district.name()))
                    .ok_or_else(wrong)
            }
            Self::Code { most } => {
                let fits =
                    !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_alphanumeric());
                fits.then(|| text.to_ascii_uppercase()).ok_or_else(wrong)
            }
        }
    }
}
