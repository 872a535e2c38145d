//! Taking over what agencies hold: nothing a real record says is refused, what looks wrong is noted.

use chrono::{DateTime, NaiveDate, Utc};

use super::Decision;
use crate::location::StateCode;
use crate::month::day_start;
use crate::well::agency::AgencyStatus;
use crate::well::bore::{BoreFacts, Depths, Identity, ReportedStatus};
use crate::well::command::{ImportWellHistory, ReportCompletionStatus};
use crate::well::error::WellError;
use crate::well::event::{
    CompletionStatusReported, ImportWarning, Milestone, WellEvent, WellHistoryImported, WellMilestoneImported,
};
use crate::well::imported::reported_status;
use crate::well::state::{KnownWell, Well};
use crate::well::status::BoreStatus;
use crate::well::step::Step;

pub(super) fn import_history(well: &Well, task: ImportWellHistory) -> Decision {
    let Some(number) = task.api_number.wellbore() else {
        return Err(WellError::WellboreNotNamed {
            api_number: task.api_number,
        });
    };
    let dates = [
        task.permit_applied_on,
        task.permit_issued_on,
        task.spudded_on,
        task.total_depth_on,
        task.completed_on,
        task.plugged_on,
        task.status_on,
    ];
    let earliest = dates.into_iter().flatten().min();
    let Some(first_day) = earliest.or(task.listed_on) else {
        return Err(WellError::HistoryWithoutDate { api_number: number });
    };
    let facts = facts_of(&task, first_day);
    let begins = day_start(first_day, task.time_zone);

    let known = match well {
        Well::Unknown => None,
        Well::Known(well) => {
            if let Some(own) = well.api_number
                && own.api10() != number.api10()
            {
                return Err(WellError::WellboreOfAnotherWell {
                    wellbore: number,
                    well: own,
                });
            }
            well.wellbores.get(&number)
        }
    };
    match known {
        Some(bore) if bore.facts == facts => Ok(Vec::new()),
        // The new revision reaches back to where the old one began, so that nothing of the old one shows before it.
        Some(bore) => Ok(events_of(
            task,
            facts,
            begins.min(bore.holds_from),
            bore.revision.saturating_add(1),
        )),
        None => Ok(events_of(task, facts, begins, 1)),
    }
}

/// What the record states, each fact from the first instant of its local day.
fn facts_of(task: &ImportWellHistory, first_day: NaiveDate) -> BoreFacts {
    let start = |day: NaiveDate| day_start(day, task.time_zone);
    // A status without a day holds from the last day the record gives.
    let last_day = [
        task.permit_applied_on,
        task.permit_issued_on,
        task.spudded_on,
        task.total_depth_on,
        task.completed_on,
        task.plugged_on,
    ];
    let status_day = task
        .status_on
        .or(last_day.into_iter().flatten().max())
        .unwrap_or(first_day);
    let depth_unstated = task.measured_depth_ft.is_none() && task.true_vertical_depth_ft.is_none();
    BoreFacts {
        identity: Identity {
            name: task.name.clone(),
            operator: task.operator.clone(),
            lease: task.lease.clone(),
            field: task.field.clone(),
            location: task.location,
            state: task.state.or_else(|| StateCode::of_api_number(&task.api_number)),
        },
        time_zone: task.time_zone,
        warnings: warnings_of(task),
        permit_applied_at: task.permit_applied_on.map(start),
        permit_issued_at: task.permit_issued_on.map(start),
        spudded_at: task.spudded_on.map(start),
        total_depth_at: task.total_depth_on.map(start),
        depths: if depth_unstated {
            Depths::default()
        } else {
            Depths {
                measured_ft: task.measured_depth_ft,
                true_vertical_ft: task.true_vertical_depth_ft,
            }
        },
        completed_at: task.completed_on.map(start),
        plugged_at: task.plugged_on.map(start),
        status: task.status.clone().map(|status| ReportedStatus {
            status,
            since: start(status_day),
        }),
    }
}

fn events_of(
    task: ImportWellHistory,
    facts: BoreFacts,
    effective_at: DateTime<Utc>,
    revision: u32,
) -> Vec<WellEvent> {
    let depths = facts.depths;
    let depths_at = facts
        .status
        .as_ref()
        .map(|reported| reported.since)
        .or(facts.spudded_at)
        .unwrap_or(effective_at);
    let dated = |at: Option<DateTime<Utc>>, milestone| at.map(|at| (at, milestone));
    let applied = dated(facts.permit_applied_at, Milestone::PermitApplied);
    let issued = dated(facts.permit_issued_at, Milestone::PermitIssued);
    let spudded = dated(facts.spudded_at, Milestone::Spudded);
    let completed = dated(facts.completed_at, Milestone::Completed);
    let plugged = dated(facts.plugged_at, Milestone::Plugged);
    let bottom = match (facts.total_depth_at, depths == Depths::default()) {
        (Some(at), _) => Some((
            at,
            Milestone::TotalDepthReached {
                measured_depth_ft: depths.measured_ft,
                true_vertical_depth_ft: depths.true_vertical_ft,
            },
        )),
        (None, false) => Some((
            depths_at,
            Milestone::DepthStated {
                measured_depth_ft: depths.measured_ft,
                true_vertical_depth_ft: depths.true_vertical_ft,
            },
        )),
        (None, true) => None,
    };
    let status = facts.status.map(|reported| {
        (
            reported.since,
            Milestone::StatusReported {
                status: reported.status,
            },
        )
    });
    let api_number = task.api_number;

    let header = WellHistoryImported {
        well_id: task.well_id,
        effective_at,
        provenance: task.provenance,
        api_number,
        revision,
        name: facts.identity.name,
        operator: facts.identity.operator,
        lease: facts.identity.lease,
        field: facts.identity.field,
        location: facts.identity.location,
        state: facts.identity.state,
        time_zone: facts.time_zone,
        warnings: facts.warnings,
    };
    // In the order of a well's life, which stays that of facts of one day.
    let facts = [applied, issued, spudded, bottom, completed, plugged, status];
    let mut milestones: Vec<_> = facts.into_iter().flatten().collect();
    milestones.sort_by_key(|(at, _)| *at);

    let mut events = vec![header.into()];
    events.extend(milestones.into_iter().map(|(effective_at, milestone)| {
        WellMilestoneImported {
            effective_at,
            api_number,
            revision,
            milestone,
        }
        .into()
    }));
    events
}

/// The rules a record breaks that would refuse a command of ours.
impl ImportWellHistory {
    /// Rules the record breaks that would refuse a live command; they are kept with it.
    pub fn warnings(&self) -> Vec<ImportWarning> {
        warnings_of(self)
    }
}

fn warnings_of(task: &ImportWellHistory) -> Vec<ImportWarning> {
    let mut warnings = Vec::new();
    let mut warn = |rule: &str, detail: String| {
        warnings.push(ImportWarning {
            rule: rule.to_owned(),
            detail,
        });
    };
    let (spud, depth, status) = (task.spudded_on, task.total_depth_on, task.status_on);

    for (rule, later, earlier) in out_of_order(task) {
        warn(
            rule,
            format!("{} {}, {} {}", later.0, later.1, earlier.0, earlier.1),
        );
    }

    if let (Some(depth), Some(status)) = (depth, status)
        && status < depth
    {
        warn(
            "status_before_total_depth",
            format!("status {status}, total depth {depth}"),
        );
    }
    if let (Some(spud), Some(status)) = (spud, status)
        && status < spud
    {
        warn("status_before_spud", format!("status {status}, spud {spud}"));
    }
    if spud.is_none() && (depth.is_some() || task.status.as_ref().is_some_and(was_drilled)) {
        warn(
            "spud_date_missing",
            "the borehole was drilled, but the record has no spud date".to_owned(),
        );
    }
    if depth.is_none()
        && let Some(measured) = task.measured_depth_ft
        && !measured.is_zero()
    {
        warn(
            "total_depth_date_missing",
            format!("measured depth {measured} ft has no date"),
        );
    }
    if status.is_none()
        && let Some(filed) = &task.status
    {
        warn(
            "status_date_missing",
            format!("status {} has no date", filed.code),
        );
    }
    if let (Some(measured), Some(vertical)) = (task.measured_depth_ft, task.true_vertical_depth_ft)
        && vertical > measured
    {
        let detail = format!("true vertical depth {vertical} ft, measured depth {measured} ft");
        warn("true_vertical_depth_exceeds_measured", detail);
    }
    if let (Some(state), Some(numbered)) = (task.state, StateCode::of_api_number(&task.api_number))
        && state != numbered
    {
        warn(
            "state_contradicts_api_number",
            format!("state {state}, API number {}", task.api_number),
        );
    }
    warnings
}

type Named = (&'static str, NaiveDate);

/// The dates of a bore's life that come in another order than a life does: the rule, the date that should be the later one,
/// and the other.
fn out_of_order(task: &ImportWellHistory) -> Vec<(&'static str, Named, Named)> {
    let application = ("application", task.permit_applied_on);
    let permit = ("permit", task.permit_issued_on);
    let spud = ("spud", task.spudded_on);
    let depth = ("total depth", task.total_depth_on);
    let completion = ("completion", task.completed_on);
    let plug = ("plug", task.plugged_on);
    [
        ("permit_before_application", permit, application),
        ("spud_before_permit", spud, permit),
        ("total_depth_before_spud", depth, spud),
        ("completion_before_total_depth", completion, depth),
        ("plug_before_completion", plug, completion),
    ]
    .into_iter()
    .filter_map(|(rule, later, earlier)| {
        let (last, first) = (later.1?, earlier.1?);
        (last < first).then_some((rule, (later.0, last), (earlier.0, first)))
    })
    .collect()
}

/// Whether a status is one that only a drilled borehole has.
fn was_drilled(status: &AgencyStatus) -> bool {
    match status.borehole() {
        BoreStatus::Producing
        | BoreStatus::Injecting
        | BoreStatus::InService
        | BoreStatus::ShutIn
        | BoreStatus::DryHole
        | BoreStatus::SiteReleased
        | BoreStatus::Completed
        | BoreStatus::Drilling
        | BoreStatus::DrillingSuspended
        | BoreStatus::Drilled
        | BoreStatus::TemporarilyAbandoned
        | BoreStatus::PluggedAndAbandoned
        | BoreStatus::Sidetracked => true,
        BoreStatus::Permitted
        | BoreStatus::PermitSubmitted
        | BoreStatus::Unmapped
        | BoreStatus::Cancelled => false,
    }
}

/// A report that changes nothing is not recorded, so a series of reports leaves one event per change.
pub(super) fn report_completion_status(well: &KnownWell, task: ReportCompletionStatus) -> Decision {
    well.admit(Step::ReportStatus)?;
    if let Some(known) = well.completions.get(&task.completion)
        && known.reported == task.status
        && known.status == reported_status(task.status.as_ref())
    {
        return Ok(Vec::new());
    }
    let reported = CompletionStatusReported {
        effective_at: task.effective_at,
        completion: task.completion,
        status: task.status,
        provenance: task.provenance,
    };
    Ok(vec![reported.into()])
}
