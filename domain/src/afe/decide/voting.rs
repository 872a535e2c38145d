//! The ballot of the parties.

use super::{Decision, one};
use crate::afe::command::{CastBallot, CloseBallot, OpenBallot, ReallocateNonConsent, WithdrawBallot};
use crate::afe::deadline::response_deadline;
use crate::afe::error::AfeError;
use crate::afe::event::{
    AfeBallotCast, AfeBallotClosed, AfeBallotOpened, AfeBallotWithdrawn, NonConsentShareReallocated,
};
use crate::afe::state::KnownAfe;
use crate::afe::status::AfeStatus;
use crate::afe::step::Step;
use crate::approval_policy::PolicySeen;
use crate::joint_interest::PartyShare;
use crate::quantity::DecimalInterest;

pub(super) fn open(afe: &KnownAfe, task: &OpenBallot) -> Decision {
    afe.admit(Step::OpenBallot)?;
    let agreement_id = afe.agreement_id.ok_or(AfeError::WithoutAgreement)?;
    let agreement = afe.under(agreement_id, &task.agreement)?;
    let PolicySeen::Known(policy) = &task.policy else {
        return Err(AfeError::PolicyUnknown);
    };
    let (supplement, amount_usd, participants) = if afe.status == AfeStatus::Approved {
        afe.stands_on(task.effective_at)?;
        (None, afe.totals()?.total_usd, agreement.parties.clone())
    } else {
        let (project, pending) = (afe.project(Step::OpenBallot)?, afe.pending(Step::OpenBallot)?);
        pending.approved()?;
        if pending.ballot.is_some() {
            return Err(AfeError::BallotAlreadyHeld);
        }
        // Those who bear the project are asked for more of it.
        (Some(pending.sequence), pending.amount_usd, project.deck.clone())
    };
    let deadline = response_deadline(
        task.effective_at,
        task.rig_on_location,
        agreement.terms.response,
        &policy.holidays,
        afe.time_zone,
    )?;
    one(AfeBallotOpened {
        effective_at: task.effective_at,
        agreement_id,
        supplement,
        amount_usd,
        participants,
        method: task.method,
        rig_on_location: task.rig_on_location,
        deadline,
        terms: agreement.terms.clone(),
    })
}

pub(super) fn cast(afe: &KnownAfe, task: CastBallot) -> Decision {
    afe.admit(Step::CastBallot)?;
    afe.open_ballot(Step::CastBallot)?
        .takes(&task.cast, task.effective_at)?;
    one(AfeBallotCast {
        effective_at: task.effective_at,
        cast: task.cast,
    })
}

pub(super) fn withdraw(afe: &KnownAfe, task: WithdrawBallot) -> Decision {
    afe.admit(Step::WithdrawBallot)?;
    afe.open_ballot(Step::WithdrawBallot)?
        .gives_back(task.owner, task.effective_at)?;
    one(AfeBallotWithdrawn {
        effective_at: task.effective_at,
        owner: task.owner,
        reason: task.reason,
    })
}

pub(super) fn close(afe: &KnownAfe, task: &CloseBallot) -> Decision {
    afe.admit(Step::CloseBallot)?;
    let outcome = afe
        .open_ballot(Step::CloseBallot)?
        .counted_at(task.effective_at)?;
    one(AfeBallotClosed {
        effective_at: task.effective_at,
        consenting_interest: outcome.consenting_interest,
        consenting: outcome.consenting,
        non_consenting: outcome.non_consenting,
    })
}

pub(super) fn reallocate(afe: &KnownAfe, task: ReallocateNonConsent) -> Decision {
    afe.admit(Step::Reallocate)?;
    let shares = afe.may_reallocate(&task.elections)?;
    let Some((ballot, outcome)) = afe
        .ballot
        .as_ref()
        .and_then(|ballot| ballot.outcome.as_ref().map(|outcome| (ballot, outcome)))
    else {
        return Err(AfeError::out_of_order(Step::Reallocate, afe.status, afe.since));
    };
    let grown = shares.iter().zip(&outcome.consenting);
    let added: Vec<PartyShare> = grown
        .map(|(share, own)| {
            let more = share.interest.value() - own.interest.value();
            Ok(PartyShare {
                owner: share.owner,
                interest: DecimalInterest::new(more)?,
            })
        })
        .collect::<Result<_, AfeError>>()?;
    one(NonConsentShareReallocated {
        effective_at: task.effective_at,
        elections: task.elections,
        added,
        shares,
        penalties: ballot.terms.non_consent,
        evidence: task.evidence,
    })
}
