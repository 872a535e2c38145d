//! Costs and revenue are divided in the same months (O4).
//!
//! A change is held to it by what it leaves: it may close such a gap or leave an old one as it was, and opens or widens none.

use crate::division_of_interest::deck::DeckSide;
use crate::division_of_interest::error::DivisionError;
use crate::division_of_interest::state::KnownDivision;
use crate::month::Month;

/// Months in which one side alone is divided.
#[derive(Clone, Copy)]
struct Gap {
    /// The side that is not.
    missing: DeckSide,
    from: Month,
    /// The first month after; none where it goes on.
    until: Option<Month>,
}

/// Refuses a month in which costs alone or revenue alone would be divided, where it was not so before.
pub(super) fn check(before: &KnownDivision, after: &KnownDivision) -> Result<(), DivisionError> {
    let Some(gap) = gap(after) else {
        return Ok(());
    };
    if self::gap(before).is_some_and(|was| was.covers(gap)) {
        return Ok(());
    }
    Err(DivisionError::SideMissing {
        side: gap.missing,
        from: gap.from,
    })
}

/// Each side is divided without a gap from its first month until the division ends, so only the first months can differ.
fn gap(division: &KnownDivision) -> Option<Gap> {
    let ranges = division.in_force();
    let range = |side| ranges.iter().find(|(of, ..)| *of == side).copied();
    match (range(DeckSide::Cost), range(DeckSide::Revenue)) {
        (None, None) => None,
        (Some((_, from, until)), None) => Some(Gap {
            missing: DeckSide::Revenue,
            from,
            until,
        }),
        (None, Some((_, from, until))) => Some(Gap {
            missing: DeckSide::Cost,
            from,
            until,
        }),
        (Some((_, cost, _)), Some((_, revenue, _))) if cost == revenue => None,
        (Some((_, cost, _)), Some((_, revenue, _))) => Some(Gap {
            missing: if cost < revenue {
                DeckSide::Revenue
            } else {
                DeckSide::Cost
            },
            from: cost.min(revenue),
            until: Some(cost.max(revenue)),
        }),
    }
}

impl Gap {
    fn covers(self, other: Self) -> bool {
        let ends_later = match (self.until, other.until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(mine), Some(other)) => other <= mine,
        };
        self.missing == other.missing && self.from <= other.from && ends_later
    }
}
