//! The Railroad Commission's districts, which have a number in files and a name everywhere else.

use super::Jurisdiction;
use super::identity::{Identifier, StateIdError};

/// A district of the Railroad Commission of Texas.
///
/// Files count districts (`DISTRICT_NO`), forms and people name them (`DISTRICT_NAME`): number 08 is district 7B, and
/// district 08 has number 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TexasDistrict(usize);

/// Number in files and name. Number 12 belongs to 8B, which is reserved: no lease lies in it.
const DISTRICTS: [(&str, &str); 14] = [
    ("01", "01"),
    ("02", "02"),
    ("03", "03"),
    ("04", "04"),
    ("05", "05"),
    ("06", "06"),
    ("07", "6E"),
    ("08", "7B"),
    ("09", "7C"),
    ("10", "08"),
    ("11", "8A"),
    ("12", "8B"),
    ("13", "09"),
    ("14", "10"),
];

impl TexasDistrict {
    /// All districts, in the order of their numbers.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..DISTRICTS.len()).map(Self)
    }

    /// The district of a name, as forms write it: `7B`, `08` or `8`.
    ///
    /// # Errors
    /// [`StateIdError::Form`].
    pub fn named(name: &str) -> Result<Self, StateIdError> {
        Self::find(name, |(_, own)| own)
    }

    /// The district of a number, as files count it.
    ///
    /// # Errors
    /// [`StateIdError::Form`].
    pub fn numbered(number: &str) -> Result<Self, StateIdError> {
        Self::find(number, |(own, _)| own)
    }

    /// Its name, two characters.
    pub fn name(self) -> &'static str {
        DISTRICTS[self.0].1
    }

    /// Its number in files, two digits.
    pub fn number(self) -> &'static str {
        DISTRICTS[self.0].0
    }

    fn find(
        text: &str,
        column: impl Fn((&'static str, &'static str)) -> &'static str,
    ) -> Result<Self, StateIdError> {
        let wanted = format!("{:0>2}", text.trim());
        DISTRICTS
            .into_iter()
            .position(|row| column(row).eq_ignore_ascii_case(&wanted))
            .map(Self)
            .ok_or_else(|| StateIdError::Form {
                identifier: Identifier::District,
                jurisdiction: Jurisdiction::Texas,
                found: text.chars().take(40).collect(),
                expected: "a district such as 03, 7B or 8A",
            })
    }
}

impl std::fmt::Display for TexasDistrict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
