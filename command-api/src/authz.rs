//! Which role may send which task.
//!
//! Invariant: every task has a row; a new task does not compile without one.

use wellflow_http::auth::Principal;
use wellflow_http::{FieldError, Problem, ROLE_NOT_PERMITTED, Role};

use crate::task::Task;

const LEADERS: &[Role] = &[Role::Owner, Role::Manager];
const FIELD: &[Role] = &[Role::Owner, Role::Manager, Role::Operator];
const FIELD_AND_PUMPER: &[Role] = &[Role::Owner, Role::Manager, Role::Operator, Role::Pumper];

/// The roles that may send a task. What ends a well or gives it away, closes a month or rewrites history is for those who
/// answer for it, and so are title and the records of owners; who administers the system enters no field data; a pumper
/// reports volumes, gauges and tickets.
pub fn permitted_roles(task: Task) -> &'static [Role] {
    match task {
        Task::ProposeWell
        | Task::AssignApiNumber
        | Task::SubmitDrillingPermit
        | Task::ApprovePermit
        | Task::DenyPermit
        | Task::RecordPermitExpiry
        | Task::CancelWell
        | Task::SpudWell
        | Task::SetCasing
        | Task::RecordDailyDrilling
        | Task::SuspendDrilling
        | Task::ResumeDrilling
        | Task::ReachTotalDepth
        | Task::SidetrackWellbore
        | Task::DeclareDryHole
        | Task::StartCompletion
        | Task::CompleteWell
        | Task::RecordFirstProduction
        | Task::StartInjection
        | Task::StopInjection
        | Task::ShutInWell
        | Task::ResumeProduction
        | Task::ResumeInjection
        | Task::TemporarilyAbandonWell
        | Task::ExtendTemporaryAbandonment
        | Task::ReturnToService
        | Task::RecompleteWell
        | Task::ConvertWell
        | Task::RecordWellTest
        | Task::RecordMechanicalIntegrityTest
        | Task::RecordFluidLevelTest
        | Task::SetRegulatoryFlag
        | Task::ReportCompletionStatus
        | Task::DisposeProduct
        | Task::ReconcileStock
        | Task::BalanceGas
        | Task::AllocateProduction
        | Task::ReconcilePropertyStock => FIELD,
        Task::ChangeOperator
        | Task::ApprovePlugging
        | Task::PlugWell
        | Task::ReleaseSite
        | Task::ApproveReentry
        | Task::CorrectWellHistory
        | Task::VoidWellRecord
        | Task::ImportWellHistory
        | Task::RestateProduction
        | Task::LockProductionMonth
        | Task::UnlockProductionMonth
        | Task::LockPropertyMonth
        | Task::UnlockPropertyMonth
        | Task::OpenLeaseNegotiation
        | Task::CloseLeaseNegotiation
        | Task::ExecuteLease
        | Task::RecordLease
        | Task::PayDelayRental
        | Task::MissDelayRental
        | Task::ExerciseExtension
        | Task::AttainHeldByProduction
        | Task::HoldByOperations
        | Task::HoldByUnit
        | Task::PayShutInRoyalty
        | Task::StartCessationClock
        | Task::ClearCessation
        | Task::PoolLease
        | Task::ReleaseAcreage
        | Task::ApplyPughClause
        | Task::ApplyRetainedAcreage
        | Task::AssignInterest
        | Task::AmendRoyalty
        | Task::AmendLease
        | Task::ExpireLease
        | Task::TerminateLease
        | Task::SurrenderLease
        | Task::CorrectLeaseHistory
        | Task::VoidLeaseRecord
        | Task::ImportLeaseRecord
        | Task::RegisterOwner
        | Task::ChangeOwnerName
        | Task::ChangeOwnerAddress
        | Task::RecordTaxId
        | Task::TakeRole
        | Task::GiveUpRole
        | Task::RecordDeath
        | Task::AppointRepresentative
        | Task::SettleEstate
        | Task::MergeOwner
        | Task::DeactivateOwner
        | Task::ReactivateOwner
        | Task::CorrectOwnerHistory
        | Task::VoidOwnerRecord
        | Task::CreateDeck
        | Task::ActivateDeck
        | Task::TransferInterest
        | Task::PlaceInSuspense
        | Task::ReleaseSuspense
        | Task::SignDivisionOrder
        | Task::SupersedeDeck
        | Task::DeclarePayout
        | Task::CorrectDecimal
        | Task::WithdrawChange => LEADERS,
        Task::RecordDailyProduction
        | Task::CorrectDailyProduction
        | Task::RecordProductionMonth
        | Task::CorrectProductionMonth
        | Task::GaugeTank
        | Task::RecordRunTicket
        | Task::ReadGasMeter => FIELD_AND_PUMPER,
    }
}

/// Refuses a role that may send no task at all, before a batch's body is read.
pub(crate) fn permit_some(principal: &Principal) -> Result<(), Problem> {
    let may = |role: &Role| {
        Task::ALL
            .into_iter()
            .any(|task| permitted_roles(task).contains(role))
    };
    if may(&principal.role) {
        return Ok(());
    }
    let names: Vec<_> = Role::ALL
        .iter()
        .filter(|role| may(role))
        .map(|role| role.as_str())
        .collect();
    let detail = format!(
        "The role {} may send no command; {} may.",
        principal.role,
        names.join(", ")
    );
    Err(Problem::new(ROLE_NOT_PERMITTED, detail)
        .with_extension("role", principal.role.as_str())
        .with_extension("permitted_roles", names))
}

/// Refuses a role that may not send the task.
pub(crate) fn permit(principal: &Principal, task: Task) -> Result<(), Problem> {
    demand(principal, permitted_roles(task), &task.to_string())
}

/// Refuses a role that may not take over what an agency holds: a filing restates a month, locked or not.
pub(crate) fn permit_filing(principal: &Principal) -> Result<(), Problem> {
    demand(principal, LEADERS, "a month with a filing").map_err(|problem| {
        let detail = "a filing restates what is recorded";
        problem.with_error(FieldError::pointer("/filing", ROLE_NOT_PERMITTED.slug, detail))
    })
}

fn demand(principal: &Principal, permitted: &[Role], what: &str) -> Result<(), Problem> {
    if permitted.contains(&principal.role) {
        return Ok(());
    }
    let names: Vec<_> = permitted.iter().map(|role| role.as_str()).collect();
    let detail = format!(
        "The role {} may not send {what}; {} may.",
        principal.role,
        names.join(", ")
    );
    Err(Problem::new(ROLE_NOT_PERMITTED, detail)
        .with_extension("role", principal.role.as_str())
        .with_extension("permitted_roles", names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_that_only_read_send_nothing() {
        for task in Task::ALL {
            for role in [Role::Admin, Role::Viewer, Role::Regulator, Role::Auditor] {
                assert!(!permitted_roles(task).contains(&role), "{role} may send {task}");
            }
            assert!(
                permitted_roles(task).contains(&Role::Owner),
                "the owner may not send {task}"
            );
        }
    }

    #[test]
    fn a_pumper_reports_volumes_gauges_and_tickets_and_nothing_else() {
        let sent: Vec<_> = Task::ALL
            .into_iter()
            .filter(|task| permitted_roles(*task).contains(&Role::Pumper))
            .collect();
        assert_eq!(
            sent,
            [
                Task::RecordDailyProduction,
                Task::CorrectDailyProduction,
                Task::RecordProductionMonth,
                Task::CorrectProductionMonth,
                Task::GaugeTank,
                Task::RecordRunTicket,
                Task::ReadGasMeter,
            ]
        );
    }

    #[test]
    fn ending_a_well_closing_a_month_rewriting_history_and_title_are_the_leaders_own() {
        let of_title = |task: &Task| {
            ["/leases", "/owners", "/divisions"]
                .iter()
                .any(|at| task.pattern().starts_with(at))
        };
        let (title, kept): (Vec<_>, Vec<_>) = Task::ALL
            .into_iter()
            .filter(|task| !permitted_roles(*task).contains(&Role::Operator))
            .partition(of_title);
        assert_eq!(title, Task::ALL.into_iter().filter(of_title).collect::<Vec<_>>());
        assert_eq!(
            kept,
            [
                Task::ChangeOperator,
                Task::ApprovePlugging,
                Task::PlugWell,
                Task::ReleaseSite,
                Task::ApproveReentry,
                Task::CorrectWellHistory,
                Task::VoidWellRecord,
                Task::ImportWellHistory,
                Task::RestateProduction,
                Task::LockProductionMonth,
                Task::UnlockProductionMonth,
                Task::LockPropertyMonth,
                Task::UnlockPropertyMonth,
            ]
        );
    }
}
