//! The end of a well, and its return.

use chrono::{Days, NaiveDate};

use super::Decision;
use crate::month::Month;
use crate::well::checks;
use crate::well::command::{ApprovePlugging, ApproveReentry, PlugWell, ReleaseSite};
use crate::well::error::WellError;
use crate::well::event::{PluggingApproved, ReentryApproved, SiteReleased, WellPlugged};
use crate::well::seen::{Produced, ProductionSeen};
use crate::well::state::KnownWell;
use crate::well::stated::{PluggingAuthority, ReentryBore};
use crate::well::step::Step;

pub(super) fn approve_plugging(well: &KnownWell, task: ApprovePlugging) -> Decision {
    well.admit(Step::ApprovePlugging)?;
    let (approval, on) = (&task.approval, well.day(task.effective_at));
    // Where the rules do not say how long before, the notice still comes no later than the approval.
    let days = task.notice_days.unwrap_or(0);
    let filed_on = approval.notice_filed_on;
    let in_time = filed_on.checked_add_days(Days::new(u64::from(days)));
    if in_time.is_none_or(|day| day > on) {
        return Err(WellError::NoticeTooLate {
            filed_on,
            on,
            days,
            state: well.identity.state,
        });
    }
    if !approval.cementer_approved {
        return Err(WellError::CementerNotApproved {
            cementer: approval.cementer.clone(),
        });
    }
    let approved = PluggingApproved {
        effective_at: task.effective_at,
        approval: task.approval,
    };
    Ok(vec![approved.into()])
}

pub(super) fn plug(well: &KnownWell, task: PlugWell) -> Decision {
    well.admit(Step::Plug)?;
    match (&task.authority, &well.plugging_approval) {
        (PluggingAuthority::Approval, Some(_)) | (PluggingAuthority::Emergency { .. }, Some(_) | None) => {}
        (PluggingAuthority::Approval, None) => {
            return Err(WellError::PluggingNotApproved {
                state: well.identity.state,
            });
        }
    }
    let plugged_on = well.day(task.effective_at);
    for seen in &task.production {
        over_by(seen, plugged_on)?;
    }
    checks::plugs(&task.plugs)?;
    let plugged = WellPlugged {
        effective_at: task.effective_at,
        cementer: task.cementer,
        plugs: task.plugs,
        witnessed_by: task.witnessed_by,
        authority: Some(task.authority),
    };
    Ok(vec![plugged.into()])
}

/// Production is over when the last plug is set. In the month of the plug only its last day can show that.
fn over_by(seen: &ProductionSeen, plugged_on: NaiveDate) -> Result<(), WellError> {
    let Produced::Something { last_day } = seen.produced else {
        return Ok(());
    };
    let (completion, month) = (seen.completion.clone(), seen.month);
    match last_day {
        Some(day) if day <= plugged_on => Ok(()),
        Some(day) => Err(WellError::ProducedAfterPlugging {
            completion,
            last: day.to_string(),
            plugged_on,
        }),
        None if Month::of(plugged_on) == Ok(month) => {
            Err(WellError::ProductionInMonthOfPlug { completion, month })
        }
        None if month.first_day() > plugged_on => Err(WellError::ProducedAfterPlugging {
            completion,
            last: month.to_string(),
            plugged_on,
        }),
        None => Ok(()),
    }
}

pub(super) fn release_site(well: &KnownWell, task: ReleaseSite) -> Decision {
    well.admit(Step::ReleaseSite)?;
    if !task.inspection.passed {
        return Err(WellError::InspectionNotPassed {
            reference: task.inspection.reference,
        });
    }
    let released = SiteReleased {
        effective_at: task.effective_at,
        inspection: task.inspection.reference,
        bond: task.bond,
    };
    Ok(vec![released.into()])
}

pub(super) fn approve_reentry(well: &KnownWell, task: ApproveReentry) -> Decision {
    well.admit(Step::ApproveReentry)?;
    let granted_on = well.day(task.effective_at);
    if let Some(expires_on) = task.permit.expires_on
        && expires_on < granted_on
    {
        return Err(WellError::PermitExpiresBeforeApproval {
            expires_on,
            granted_on,
        });
    }
    match task.permit.bore {
        ReentryBore::SameBore => {}
        ReentryBore::NewBore { bore } => {
            well.bore_of_its_own(bore)?;
            well.bore_is_free(bore)?;
        }
    }
    let approved = ReentryApproved {
        effective_at: task.effective_at,
        permit: task.permit,
    };
    Ok(vec![approved.into()])
}
