//! Earlier facts that were wrong.

use super::budget::sound;
use super::{Decision, one};
use crate::afe::command::CorrectAfeHistory;
use crate::afe::error::AfeError;
use crate::afe::event::{AfeDrafted, AfeHistoryCorrected, CorrectedAfeFact};
use crate::afe::state::KnownAfe;
use crate::afe::status::AfeStatus;
use crate::afe::step::Step;
use crate::text::Text120;

/// What a correction itself is called; it may be corrected in turn.
const CORRECTION: &str = "AfeHistoryCorrected";

/// A state knows no event ids: whether the corrected event stands is judged where the stream is appended to, and whether the
/// history still makes sense is judged by the fold.
pub(super) fn correct(afe: &KnownAfe, task: CorrectAfeHistory) -> Decision {
    afe.admit(Step::CorrectHistory)?;
    let corrected = task.corrects.event_type.as_str();
    let correctable = corrected == CORRECTION || CorrectedAfeFact::TYPES.contains(&corrected);
    let Some(event_type) = Text120::parse(corrected).ok().filter(|_| correctable) else {
        return Err(AfeError::NotCorrectable {
            event_type: task.corrects.event_type,
        });
    };
    match &task.instead {
        None if corrected == "AfeDrafted" => return Err(AfeError::DraftNotWithdrawn),
        None => {}
        Some(instead) if corrected != instead.event_type() && corrected != CORRECTION => {
            return Err(AfeError::CorrectionOfAnotherKind {
                corrected: corrected.to_owned(),
                instead: instead.event_type(),
            });
        }
        Some(CorrectedAfeFact::AfeDrafted(drafted)) => {
            if drafted.afe_id != afe.afe_id || drafted.number != afe.number {
                return Err(AfeError::CorrectionChangesIdentity { afe_id: afe.afe_id });
            }
            agreed_to(afe, drafted)?;
            sound(&drafted.lines)?;
        }
        Some(_) => {}
    }
    let effective_at = task
        .instead
        .as_ref()
        .map_or(task.corrects.effective_at, CorrectedAfeFact::effective_at);
    one(AfeHistoryCorrected {
        effective_at,
        corrects_event_id: task.corrects.event_id,
        corrects_event_type: event_type,
        instead: task.instead,
        reason: task.reason,
    })
}

/// Whether the parties are asked hangs on these, and those who approved saw them. What the lines come to is checked by the fold.
fn agreed_to(afe: &KnownAfe, drafted: &AfeDrafted) -> Result<(), AfeError> {
    let same = drafted.kind == afe.kind
        && drafted.agreement_id == afe.agreement_id
        && drafted.operator == afe.operator
        && drafted.subject.lease_id == afe.subject.lease_id
        && drafted.subject.property_id == afe.subject.property_id;
    if same || afe.status == AfeStatus::Draft {
        return Ok(());
    }
    Err(AfeError::BehindApproval {
        status: afe.status,
        since: afe.since,
    })
}
