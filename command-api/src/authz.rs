//! Which role may send which task.
//!
//! Invariant: every task has a row; a new task does not compile without one.

use wellflow_domain::text::Text120;
use wellflow_http::auth::Principal;
use wellflow_http::{FieldError, Problem, ROLE_NOT_PERMITTED, Role};

use crate::task::Task;

/// Who sets the limits of all others.
const PRINCIPAL: &[Role] = &[Role::Owner];
const LEADERS: &[Role] = &[Role::Owner, Role::Manager];
const FIELD: &[Role] = &[Role::Owner, Role::Manager, Role::Operator];
const FIELD_AND_PUMPER: &[Role] = &[Role::Owner, Role::Manager, Role::Operator, Role::Pumper];

macro_rules! rows {
    ($($roles:ident: $($task:ident)+;)+) => {
        /// The roles that may send a task. What ends a well or gives it away, closes a month or rewrites history is for those who
        /// answer for it, and so are title and the records of owners; who administers the system enters no field data; a pumper
        /// reports volumes, gauges and tickets. The field drafts AFEs, asks for the money and books what is spent; who may approve
        /// how much is the owner's own to say.
        pub fn permitted_roles(task: Task) -> &'static [Role] {
            match task {
                $($(Task::$task)|+ => $roles,)+
            }
        }
    };
}

rows! {
    FIELD:
        ProposeWell AssignApiNumber SubmitDrillingPermit ApprovePermit DenyPermit RecordPermitExpiry
        CancelWell SpudWell SetCasing RecordDailyDrilling SuspendDrilling ResumeDrilling ReachTotalDepth
        SidetrackWellbore DeclareDryHole StartCompletion CompleteWell RecordFirstProduction StartInjection
        StopInjection ShutInWell ResumeProduction ResumeInjection TemporarilyAbandonWell
        ExtendTemporaryAbandonment ReturnToService RecompleteWell ConvertWell RecordWellTest
        RecordMechanicalIntegrityTest RecordFluidLevelTest SetRegulatoryFlag ReportCompletionStatus
        DisposeProduct ReconcileStock BalanceGas AllocateProduction ReconcilePropertyStock DraftAfe
        ReviseAfeLine SubmitAfe StartWork CommitCost ReleaseCommitment PostActualCost DetectOverrun
        SubmitSupplement CompleteWork;
    LEADERS:
        ChangeOperator ApprovePlugging PlugWell ReleaseSite ApproveReentry CorrectWellHistory VoidWellRecord
        ImportWellHistory RestateProduction LockProductionMonth UnlockProductionMonth LockPropertyMonth
        UnlockPropertyMonth OpenLeaseNegotiation CloseLeaseNegotiation ExecuteLease RecordLease
        PayDelayRental MissDelayRental ExerciseExtension AttainHeldByProduction HoldByOperations HoldByUnit
        PayShutInRoyalty StartCessationClock ClearCessation PoolLease ReleaseAcreage ApplyPughClause
        ApplyRetainedAcreage AssignInterest AmendRoyalty AmendLease ExpireLease TerminateLease
        SurrenderLease CorrectLeaseHistory VoidLeaseRecord ImportLeaseRecord RegisterOwner ChangeOwnerName
        ChangeOwnerAddress RecordTaxId TakeRole GiveUpRole RecordDeath AppointRepresentative SettleEstate
        MergeOwner DeactivateOwner ReactivateOwner CorrectOwnerHistory VoidOwnerRecord CreateDeck
        ActivateDeck TransferInterest PlaceInSuspense ReleaseSuspense SignDivisionOrder SupersedeDeck
        DeclarePayout CorrectDecimal WithdrawChange ApproveAfeInternally RejectAfeInternally RevokeApprovals
        OpenBallot CastBallot WithdrawBallot CloseBallot ReallocateNonConsent AuthorizeAfe AllocateFunds
        DeallocateFunds RecordAuthorizationNotice RetractAuthorizationNotice ReverseActualCost
        ApproveSupplement RejectSupplement AuthorizeSupplement CloseCosts CloseAfe ReopenAfe CancelAfe
        WithdrawProposal LapseProposal CorrectAfeHistory EnterAgreement AmendAgreementTerms
        ChangeAgreementParties AmendContractArea ChangeAgreementOperator TerminateAgreement
        CorrectAgreementHistory VoidAgreementRecord DeclareHolidays WithdrawHoliday;
    PRINCIPAL:
        AdoptApprovalPolicy CorrectPolicyHistory;
    FIELD_AND_PUMPER:
        RecordDailyProduction CorrectDailyProduction RecordProductionMonth CorrectProductionMonth GaugeTank
        RecordRunTicket ReadGasMeter;
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

/// Refuses a tier of the approval policy that is called by a role, for whoever has neither that role nor the owner's.
pub(crate) fn permit_tier(principal: &Principal, tier: &Text120) -> Result<(), Problem> {
    let named = |role: &&Role| role.as_str().eq_ignore_ascii_case(tier.as_str());
    let Some(role) = Role::ALL.iter().find(named) else {
        return Ok(());
    };
    demand(
        principal,
        &[Role::Owner, *role],
        &format!("a word as tier {tier}"),
    )
    .map_err(|problem| {
        let detail = format!("the tier {tier} is called by a role");
        problem.with_error(FieldError::pointer("/tier", ROLE_NOT_PERMITTED.slug, detail))
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
            [
                "/leases",
                "/owners",
                "/divisions",
                "/agreements",
                "/approval-policies",
            ]
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
                Task::ApproveAfeInternally,
                Task::RejectAfeInternally,
                Task::RevokeApprovals,
                Task::OpenBallot,
                Task::CastBallot,
                Task::WithdrawBallot,
                Task::CloseBallot,
                Task::ReallocateNonConsent,
                Task::AuthorizeAfe,
                Task::AllocateFunds,
                Task::DeallocateFunds,
                Task::RecordAuthorizationNotice,
                Task::RetractAuthorizationNotice,
                Task::ReverseActualCost,
                Task::ApproveSupplement,
                Task::RejectSupplement,
                Task::AuthorizeSupplement,
                Task::CloseCosts,
                Task::CloseAfe,
                Task::ReopenAfe,
                Task::CancelAfe,
                Task::WithdrawProposal,
                Task::LapseProposal,
                Task::CorrectAfeHistory,
            ]
        );
    }
}
