//! From the first barrel on: flow, rest, and who answers for it.

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};

use super::Decision;
use crate::specification::Specification;
use crate::well::command::{
    ChangeOperator, ExtendTemporaryAbandonment, RecordFirstProduction, ResumeProduction, ReturnToService,
    ShutInWell, TemporarilyAbandonWell,
};
use crate::well::error::WellError;
use crate::well::event::{
    FirstProductionRecorded, OperatorChanged, ProductionResumed, TemporaryAbandonmentExtended,
    WellReturnedToService, WellShutIn, WellTemporarilyAbandoned,
};
use crate::well::specifications::{CanProduce, ProduceCandidate, Unmet};
use crate::well::stage::Stage;
use crate::well::state::{FirstProduction, KnownWell};
use crate::well::stated::Tx14b2;
use crate::well::step::Step;

/// How old a test of the fluid level may be before an inactive well produces again: 16 TAC §3.15(l)(7).
const FLUID_LEVEL_MONTHS: Months = Months::new(12);
/// How old a test of the integrity may be then: the same.
const INTEGRITY_MONTHS: Months = Months::new(60);

pub(super) fn record_first_production(well: &KnownWell, task: RecordFirstProduction) -> Decision {
    match well.first_production {
        FirstProduction::At(at) => return Err(WellError::FirstProductionAlreadyRecorded { at }),
        FirstProduction::NotYet | FirstProduction::BeforeOurRecords => {}
    }
    well.admit(Step::RecordFirstProduction)?;
    may_flow(well)?;
    let (on, state) = (well.day(task.effective_at), well.identity.state);
    let candidate = ProduceCandidate {
        state,
        authority: &task.authority,
        demanded: &task.demanded,
    };
    if let Some(unmet) = Unmet::of(&CanProduce.check(&candidate), on, state) {
        return Err(WellError::CannotProduce { unmet });
    }
    let recorded = FirstProductionRecorded {
        effective_at: task.effective_at,
        product: task.product,
        purchaser: task.purchaser,
        authority: task.authority,
    };
    Ok(vec![recorded.into()])
}

/// A well of a role that gives something out, on a lease that may move it.
fn may_flow(well: &KnownWell) -> Result<(), WellError> {
    match well.role {
        Some(role) if !role.produces() => return Err(WellError::NotAProducer { role }),
        Some(_) | None => {}
    }
    if well.flags.lease_severed {
        return Err(WellError::LeaseSevered {
            state: well.identity.state,
        });
    }
    Ok(())
}

pub(super) fn shut_in(well: &KnownWell, task: ShutInWell) -> Decision {
    if well.stands_already(Step::ShutIn) {
        return Ok(Vec::new());
    }
    well.admit(Step::ShutIn)?;
    let shut_in = WellShutIn {
        effective_at: task.effective_at,
        reason: task.reason,
        expected_return_on: task.expected_return_on,
    };
    Ok(vec![shut_in.into()])
}

pub(super) fn resume(well: &KnownWell, task: ResumeProduction) -> Decision {
    if well.stands_already(Step::Resume) {
        return Ok(Vec::new());
    }
    well.admit(Step::Resume)?;
    if well.first_production == FirstProduction::NotYet {
        return Err(WellError::NeverProduced {
            since: well.standing.since,
        });
    }
    may_flow(well)?;
    tested_if_inactive(well, task.effective_at)?;
    let resumed = ProductionResumed {
        effective_at: task.effective_at,
    };
    Ok(vec![resumed.into()])
}

/// In Texas an inactive well, or one with a test due, is tested before it produces again.
fn tested_if_inactive(well: &KnownWell, at: DateTime<Utc>) -> Result<(), WellError> {
    let flags = &well.flags;
    let applies = flags.tx_14b2 != Tx14b2::None || flags.h15_due.is_some();
    if !applies || well.identity.state.is_none_or(|state| state.as_str() != "TX") {
        return Ok(());
    }
    let on = well.day(at);
    let tests = &well.tests;
    let fluid_level = tests.fluid_level.as_ref().map(|test| well.day(test.at));
    let passed = tests.integrity.as_ref().filter(|test| test.fact.passed);
    let integrity = passed.map(|test| well.day(test.at));
    let counts = |day: Option<NaiveDate>, months| {
        day.and_then(|day| day.checked_add_months(months))
            .is_some_and(|until| on <= until)
    };
    if counts(fluid_level, FLUID_LEVEL_MONTHS) || counts(integrity, INTEGRITY_MONTHS) {
        return Ok(());
    }
    let words = |day: Option<NaiveDate>| {
        day.map_or_else(|| "never tested".to_owned(), |day| format!("tested on {day}"))
    };
    Err(WellError::InactiveWellNotTested {
        on,
        fluid_level: words(fluid_level),
        integrity: words(integrity),
    })
}

pub(super) fn temporarily_abandon(well: &KnownWell, task: TemporarilyAbandonWell) -> Decision {
    well.admit(Step::TemporarilyAbandon)?;
    let on = well.day(task.effective_at);
    if let Some(until) = task.until
        && until < on
    {
        return Err(WellError::ApprovalEndsBeforeStart { until, on });
    }
    let (limits, securing) = (task.limits, &task.securing);
    if limits.approval && task.approval_number.is_none() {
        return Err(WellError::AbandonmentNotApproved {
            state: well.identity.state,
        });
    }
    let holds = securing.integrity_test.as_ref().map(|test| test.passed);
    if holds == Some(false) || (limits.integrity_test && (securing.secured_by.is_none() || holds.is_none())) {
        return Err(WellError::BoreNotSecured);
    }
    let latest = limits
        .most_months
        .and_then(|months| on.checked_add_months(Months::new(u32::from(months))));
    if let (Some(until), Some(latest)) = (task.until, latest)
        && until > latest
    {
        return Err(WellError::AbandonmentTooLong { until, latest });
    }
    let abandoned = WellTemporarilyAbandoned {
        effective_at: task.effective_at,
        until: task.until,
        approval_number: task.approval_number,
        securing: task.securing,
    };
    Ok(vec![abandoned.into()])
}

pub(super) fn extend(well: &KnownWell, task: ExtendTemporaryAbandonment) -> Decision {
    well.admit(Step::ExtendTemporaryAbandonment)?;
    let until = task.until;
    if let Stage::TemporarilyAbandoned {
        until: Some(current), ..
    } = well.standing.stage
        && until <= current
    {
        return Err(WellError::ExtensionNotLater { until, current });
    }
    well.holds_at(task.effective_at)?;
    let extended = TemporaryAbandonmentExtended {
        effective_at: task.effective_at,
        until,
        approval_number: task.approval_number,
    };
    Ok(vec![extended.into()])
}

pub(super) fn return_to_service(well: &KnownWell, task: ReturnToService) -> Decision {
    well.admit(Step::ReturnToService)?;
    let returned = WellReturnedToService {
        effective_at: task.effective_at,
        work_summary: task.work_summary,
    };
    Ok(vec![returned.into()])
}

pub(super) fn change_operator(well: &KnownWell, task: ChangeOperator) -> Decision {
    well.admit(Step::ChangeOperator)?;
    let (operator, on) = (&well.identity.operator, well.day(task.effective_at));
    if *operator != task.from_operator {
        return Err(WellError::OperatorDiffers {
            operator: operator.clone(),
            from_operator: task.from_operator,
        });
    }
    if task.to_operator == task.from_operator {
        return Err(WellError::OperatorUnchanged {
            operator: task.to_operator,
        });
    }
    if on.day() != 1 {
        return Err(WellError::TransferNotFirstOfMonth { on });
    }
    let transfer = &task.transfer;
    let unsigned = match (transfer.signed_by_predecessor, transfer.signed_by_successor) {
        (true, true) => None,
        (false, true | false) => Some(&task.from_operator),
        (true, false) => Some(&task.to_operator),
    };
    if let Some(operator) = unsigned {
        return Err(WellError::TransferNotSigned {
            operator: operator.clone(),
            state: well.identity.state,
        });
    }
    let licence = &transfer.successor_licence;
    if let Some(in_force_until) = licence.in_force_until
        && in_force_until < on
    {
        return Err(WellError::SuccessorNotLicensed {
            operator: task.to_operator,
            reference: licence.reference.clone(),
            in_force_until,
            on,
        });
    }
    let changed = OperatorChanged {
        effective_at: task.effective_at,
        from_operator: task.from_operator,
        to_operator: task.to_operator,
        transfer: task.transfer,
    };
    Ok(vec![changed.into()])
}
