//! To whom interests may be given.
//!
//! A paper that changes nothing gives nothing, so that what was recorded once may be sent again whatever became of the owners.

use super::Decision;
use crate::division_of_interest::deck::DrawnUpDeck;
use crate::division_of_interest::error::DivisionError;
use crate::division_of_interest::event::{DecimalChange, TransferPart};
use crate::division_of_interest::instrument::{Instrument, InstrumentKind};
use crate::division_of_interest::takers::{OwnerStanding, OwnersSeen};
use crate::ids::OwnerId;
use crate::location::TimeZone;
use crate::month::Month;

/// What was decided, where it changes nothing or the owners are as they must be.
pub(super) fn held_to(decided: Decision, check: impl FnOnce() -> Result<(), DivisionError>) -> Decision {
    let events = decided?;
    if !events.is_empty() {
        check()?;
    }
    Ok(events)
}

/// The owners of decks that divide from a month on. An estate goes on holding what the person had until it is settled.
pub(super) fn check_decks<'a>(
    decks: impl IntoIterator<Item = &'a DrawnUpDeck>,
    from: Month,
    zone: TimeZone,
    owners: &OwnersSeen,
) -> Result<(), DivisionError> {
    let mut lines = decks.into_iter().flat_map(|deck| &deck.interests);
    lines.try_for_each(|line| may_hold(line.owner, from, zone, owners))
}

/// Those to whom a transfer gives.
pub(super) fn check_takers(
    parts: &[TransferPart],
    instrument: &Instrument,
    (from, zone): (Month, TimeZone),
    owners: &OwnersSeen,
) -> Result<(), DivisionError> {
    let effective_on = instrument.effective_on;
    // A court gives an estate what was the dead man's by right; a deed to the dead conveys nothing.
    let adjudged = matches!(
        instrument.kind,
        InstrumentKind::Probate | InstrumentKind::CourtOrder
    );
    for part in parts {
        let owner = part.to_owner;
        may_hold(owner, from, zone, owners)?;
        if let OwnerStanding::Deceased { died_on } = owners.standing(owner)
            && !adjudged
            // Of a day that is no longer known nothing says that the deed came before.
            && died_on.reveal().is_none_or(|died_on| *died_on < effective_on)
        {
            return Err(DivisionError::TakerDeceased { owner, effective_on });
        }
    }
    Ok(())
}

/// Those who have more than nothing after a correction.
pub(super) fn check_changes(
    changes: &[DecimalChange],
    from: Month,
    zone: TimeZone,
    owners: &OwnersSeen,
) -> Result<(), DivisionError> {
    let mut given = changes.iter().filter(|change| !change.new.is_zero());
    given.try_for_each(|change| may_hold(change.line.owner, from, zone, owners))
}

fn may_hold(owner: OwnerId, from: Month, zone: TimeZone, owners: &OwnersSeen) -> Result<(), DivisionError> {
    match owners.standing(owner) {
        OwnerStanding::Unknown => Err(DivisionError::OwnerUnknown { owner }),
        OwnerStanding::Merged { into } => Err(DivisionError::OwnerMerged { owner, into: *into }),
        OwnerStanding::Settled { since } if *since <= from.first_instant(zone) => {
            Err(DivisionError::EstateSettled { owner, from })
        }
        OwnerStanding::Settled { .. } | OwnerStanding::Deceased { .. } | OwnerStanding::Stands => Ok(()),
    }
}
