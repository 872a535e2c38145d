//! To whom interests may be given.
//!
//! A paper that changes nothing gives nothing, so that what was recorded once may be sent again whatever became of the owners.

use chrono::NaiveDate;

use super::Decision;
use crate::division_of_interest::deck::{DeckSide, DrawnUpDeck};
use crate::division_of_interest::error::DivisionError;
use crate::division_of_interest::event::{DecimalChange, TransferPart};
use crate::division_of_interest::instrument::{Instrument, InstrumentKind};
use crate::division_of_interest::interest::InterestLine;
use crate::division_of_interest::standing::Standing;
use crate::division_of_interest::takers::{OwnerStanding, OwnersSeen};
use crate::ids::OwnerId;
use crate::location::TimeZone;
use crate::month::{Month, local_day};

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
        if let OwnerStanding::Deceased { died_on, .. } = owners.standing(owner)
            && !adjudged
            // Of a day that is no longer known nothing says that the deed came before.
            && died_on.reveal().is_none_or(|died_on| *died_on < effective_on)
        {
            return Err(DivisionError::TakerDeceased { owner, effective_on });
        }
    }
    Ok(())
}

/// What a transfer gives to the dead is in suspense afterwards, unless somebody acts for the estate: there is nobody to pay. A
/// deed of his lifetime that comes to light late is one of those.
pub(super) fn check_paid(
    parts: &[TransferPart],
    standing: &Standing,
    owners: &OwnersSeen,
) -> Result<(), DivisionError> {
    for part in parts.iter().filter(|part| part.deck.side() == DeckSide::Revenue) {
        let unrepresented = matches!(
            owners.standing(part.to_owner),
            OwnerStanding::Deceased {
                represented: false,
                ..
            }
        );
        let line = InterestLine {
            deck: part.deck,
            owner: part.to_owner,
            interest: part.to_interest,
        };
        if unrepresented && standing.is_paid(line) {
            return Err(DivisionError::PayeeDeceased { line });
        }
    }
    Ok(())
}

/// Who signs lives, or somebody acts for the estate; and the record is the one that counts.
pub(super) fn may_sign(
    owner: OwnerId,
    signed_on: NaiveDate,
    zone: TimeZone,
    owners: &OwnersSeen,
) -> Result<(), DivisionError> {
    match owners.standing(owner) {
        OwnerStanding::Unknown => Err(DivisionError::OwnerUnknown { owner }),
        OwnerStanding::Merged { into } => Err(DivisionError::OwnerMerged { owner, into: *into }),
        // Of a day that is no longer known nothing says that the signature came before.
        OwnerStanding::Deceased {
            died_on,
            represented: false,
        } if died_on.reveal().is_none_or(|died_on| *died_on < signed_on) => {
            Err(DivisionError::SignerDeceased { owner, signed_on })
        }
        OwnerStanding::Settled { since } if local_day(*since, zone) <= signed_on => {
            Err(DivisionError::SignerDeceased { owner, signed_on })
        }
        OwnerStanding::Deceased { .. } | OwnerStanding::Settled { .. } | OwnerStanding::Stands => Ok(()),
    }
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
