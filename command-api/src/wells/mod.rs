//! The tasks of a well: their bodies, by the part of a well's life they belong to, as in the domain.

mod closing;
mod completing;
mod drilling;
mod evidence;
mod importing;
mod operating;
mod place;
mod planning;
mod source;

use serde_json::Value;
use wellflow_domain::ids::WellId;
use wellflow_domain::well::{ImportWellHistory, ProposeWell, WellTask};
use wellflow_http::Problem;

use crate::body::{StreamId, read};
use crate::task::Task;

pub(crate) use drilling::NewSpud;

/// Stands where a body does not name the well: its path does, or the command's id.
const OF_THE_PATH: WellId = WellId::OF_THE_PATH;

macro_rules! tasks {
    ($($task:ident => $variant:ident),+ $(,)?) => {
        /// What a task that is decided on the well alone asks of it; `None` for any other task.
        pub(crate) fn task(task: Task, body: &Value, well_id: WellId) -> Option<Result<WellTask, Problem>> {
            let read = match task {
                Task::ProposeWell => {
                    read::<ProposeWell>(body).map(|asked| WellTask::Propose(ProposeWell { well_id, ..asked }))
                }
                Task::ImportWellHistory => read::<ImportWellHistory>(body).map(|record| {
                    WellTask::ImportHistory(Box::new(ImportWellHistory { well_id, ..record }))
                }),
                $(Task::$task => read::<wellflow_domain::well::$task>(body).map(WellTask::$variant),)+
                _ => return None,
            };
            Some(read)
        }
    };
}

// Each task has the name of the domain's own struct.
tasks! {
    AssignApiNumber => AssignApiNumber,
    SubmitDrillingPermit => SubmitPermit,
    ApprovePermit => ApprovePermit,
    DenyPermit => DenyPermit,
    RecordPermitExpiry => ExpirePermit,
    CancelWell => Cancel,
    SetCasing => SetCasing,
    RecordDailyDrilling => RecordDailyDrilling,
    SuspendDrilling => SuspendDrilling,
    ResumeDrilling => ResumeDrilling,
    ReachTotalDepth => ReachTotalDepth,
    SidetrackWellbore => Sidetrack,
    DeclareDryHole => DeclareDryHole,
    StartCompletion => StartCompletion,
    CompleteWell => Complete,
    RecordFirstProduction => RecordFirstProduction,
    StartInjection => StartInjection,
    StopInjection => StopInjection,
    ShutInWell => ShutIn,
    ResumeProduction => ResumeProduction,
    ResumeInjection => ResumeInjection,
    TemporarilyAbandonWell => TemporarilyAbandon,
    ExtendTemporaryAbandonment => ExtendTemporaryAbandonment,
    ReturnToService => ReturnToService,
    RecompleteWell => Recomplete,
    ConvertWell => Convert,
    ChangeOperator => ChangeOperator,
    RecordWellTest => RecordWellTest,
    RecordMechanicalIntegrityTest => RecordMechanicalIntegrityTest,
    RecordFluidLevelTest => RecordFluidLevelTest,
    ApprovePlugging => ApprovePlugging,
    ReleaseSite => ReleaseSite,
    ApproveReentry => ApproveReentry,
    VoidWellRecord => VoidRecord,
    SetRegulatoryFlag => SetRegulatoryFlag,
    ReportCompletionStatus => ReportCompletionStatus,
}
