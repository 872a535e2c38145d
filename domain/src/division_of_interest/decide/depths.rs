//! O7: no two divisions divide the same production.

use crate::division_of_interest::deck::DeckSide;
use crate::division_of_interest::error::DivisionError;
use crate::division_of_interest::seen::DeckSeen;
use crate::division_of_interest::state::KnownDivision;
use crate::month::Month;

/// Refuses decks that would divide, from a month until another, what the decks of other divisions divide.
pub(super) fn check(
    known: &KnownDivision,
    sides: impl IntoIterator<Item = DeckSide>,
    from: Month,
    until: Option<Month>,
    others: &[DeckSeen],
) -> Result<(), DivisionError> {
    let key = known.key();
    for side in sides {
        let overlapping = others.iter().find(|other| {
            let months =
                until.is_none_or(|until| other.from < until) && other.until.is_none_or(|until| from < until);
            other.side == side && other.division_id != key.stream() && months && key.overlaps(&other.division)
        });
        if let Some(other) = overlapping {
            return Err(DivisionError::DecksOverlap {
                division_id: other.division_id,
                side,
                from: other.from,
            });
        }
    }
    Ok(())
}
