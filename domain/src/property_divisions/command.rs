//! What may be asked of the list.

use crate::division_of_interest::DivisionKey;
use crate::month::Month;

/// Writes a division down; one that is there already is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListDivision {
    /// What the division is about.
    pub division: DivisionKey,
    /// The first month its first deck may be activated for.
    pub from: Month,
}
