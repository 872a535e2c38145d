//! What is said of the record itself: a fact was wrong, or the lease does not exist.
//!
//! A state knows no event ids: whether the corrected event stands is judged where the stream is appended to. Here it is
//! judged whether what takes its place can be.

use super::Decision;
use crate::lease::checks;
use crate::lease::command::{CorrectLeaseHistory, VoidLeaseRecord};
use crate::lease::error::LeaseError;
use crate::lease::event::{CorrectedLeaseFact, LeaseExecuted, LeaseHistoryCorrected, LeaseRecordVoided};
use crate::lease::state::KnownLease;
use crate::lease::step::Step;
use crate::month::local_day;
use crate::text::Text120;

/// What a correction itself is called; it may be corrected in turn.
const CORRECTION: &str = "LeaseHistoryCorrected";

pub(super) fn correct(lease: &KnownLease, task: CorrectLeaseHistory) -> Decision {
    lease.admit(Step::CorrectHistory, task.corrects.effective_at)?;
    let corrected = task.corrects.event_type.as_str();
    let Some(event_type) = correctable(corrected) else {
        return Err(LeaseError::NotCorrectable {
            event_type: task.corrects.event_type,
        });
    };
    match &task.instead {
        None if corrected == "LeaseExecuted" => return Err(LeaseError::ExecutionNotWithdrawn),
        None => {}
        // What a correction put in the place of another fact may be of any kind; the fold judges whether it can be.
        Some(instead) if corrected != instead.event_type() && corrected != CORRECTION => {
            return Err(LeaseError::CorrectionOfAnotherKind {
                corrected: corrected.to_owned(),
                instead: instead.event_type(),
            });
        }
        Some(CorrectedLeaseFact::LeaseExecuted(executed)) => same_lease(lease, executed)?,
        Some(CorrectedLeaseFact::LeasePooled(pooled)) => checks::factors(&pooled.unit)?,
        Some(_) => {}
    }
    let effective_at = task
        .instead
        .as_ref()
        .map_or(task.corrects.effective_at, CorrectedLeaseFact::effective_at);
    let event = LeaseHistoryCorrected {
        effective_at,
        corrects_event_id: task.corrects.event_id,
        corrects_event_type: event_type,
        instead: task.instead,
        reason: task.reason,
    };
    Ok(vec![event.into()])
}

/// The type of a fact that a correction can take the place of.
fn correctable(event_type: &str) -> Option<Text120> {
    (event_type == CORRECTION || CorrectedLeaseFact::TYPES.contains(&event_type))
        .then(|| Text120::parse(event_type).ok())
        .flatten()
}

/// The ledger has moved the claims of the numbers already, so a corrected signature keeps them.
fn same_lease(lease: &KnownLease, executed: &LeaseExecuted) -> Result<(), LeaseError> {
    let numbers =
        |terms: &crate::lease::stated::LeaseTerms| (terms.lease_number.clone(), terms.agency_key.clone());
    let known = lease.terms.as_ref().map(numbers);
    if executed.lease_id != lease.lease_id || known != Some(numbers(&executed.terms)) {
        return Err(LeaseError::CorrectionChangesIdentity {
            lease_id: lease.lease_id,
        });
    }
    let executed_on = local_day(executed.effective_at, executed.time_zone);
    checks::terms(&executed.terms, executed_on)
}

pub(super) fn void(lease: &KnownLease, task: VoidLeaseRecord) -> Decision {
    lease.admit(Step::VoidRecord, task.effective_at)?;
    let terms = lease.terms.as_ref();
    let event = LeaseRecordVoided {
        effective_at: task.effective_at,
        lease_number: terms.map(|terms| terms.lease_number.clone()),
        agency_key: terms.and_then(|terms| terms.agency_key.clone()),
        reason: task.reason,
    };
    Ok(vec![event.into()])
}
