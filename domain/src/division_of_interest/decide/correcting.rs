//! Decimals that were wrong, and changes entered in error.

use super::{Decision, change, depths, owners, restated, sides};
use crate::division_of_interest::change::Change;
use crate::division_of_interest::command::{CorrectDecimal, WithdrawChange};
use crate::division_of_interest::error::DivisionError;
use crate::division_of_interest::event::{DeckChangeWithdrawn, InterestCorrected};
use crate::division_of_interest::seen::{ChangeSeen, CorrectedChange};
use crate::division_of_interest::state::KnownDivision;
use crate::text::Text120;

pub(super) fn correct(known: &KnownDivision, task: CorrectDecimal) -> Decision {
    let corrected = InterestCorrected {
        effective_at: known.begins(task.from),
        from: task.from,
        changes: task.changes.clone(),
        reason: task.reason,
        restates: None,
    };
    owners::held_to(change(known, None, corrected.into(), task.closing), || {
        owners::check_changes(&task.changes, task.from, known.key.time_zone, &task.owners)
    })
}

pub(super) fn withdraw(known: &KnownDivision, task: WithdrawChange) -> Decision {
    let place = place_of(known, &task.corrects, |_| true)?;
    let after = known.rewritten(Some(place), None)?;
    sides::check(known, &after)?;
    // Decks that end no longer may divide what others divide by now.
    for (side, from, until) in after.in_force() {
        depths::check(known, [side], from, until, &task.others)?;
    }
    let (event_id, Some(withdrawn)) = (task.corrects.event_id, known.changes.get(place)) else {
        return Err(DivisionError::CorrectedEventUnknown {
            event_id: task.corrects.event_id,
        });
    };
    let event = DeckChangeWithdrawn {
        effective_at: withdrawn.effective_at(),
        from: withdrawn.from_month(),
        corrects_event_id: event_id,
        corrects_event_type: Text120::parse(withdrawn.event_type())
            .map_err(|_| DivisionError::CorrectedEventUnknown { event_id })?,
        reason: task.reason,
        restates: restated(known, &after, task.closing)?,
    };
    Ok(vec![event.into()])
}

/// Where the change stands that is named, if it is one of those that can be named.
pub(super) fn place_of(
    known: &KnownDivision,
    corrects: &CorrectedChange,
    fits: impl Fn(&Change) -> bool,
) -> Result<usize, DivisionError> {
    let event_id = corrects.event_id;
    match &corrects.seen {
        ChangeSeen::Unknown => Err(DivisionError::CorrectedEventUnknown { event_id }),
        ChangeSeen::Other { event_type } => Err(DivisionError::CorrectedEventIsOther {
            event_id,
            found: event_type,
        }),
        ChangeSeen::Change { change, .. } if !fits(change) => Err(DivisionError::CorrectedEventIsOther {
            event_id,
            found: change.event_type(),
        }),
        // What was corrected or withdrawn since stands no longer.
        ChangeSeen::Change { change, alike_before } => {
            let alike = known.changes.iter().enumerate();
            let mut alike = alike.filter(|(_, other)| *other == change.as_ref());
            let place = alike.nth(*alike_before).map(|(place, _)| place);
            place.ok_or(DivisionError::CorrectedEventUnknown { event_id })
        }
    }
}
