//! The rows.

use super::{Goal, Origin, Row};
use crate::well::status::WellStatus as S;

macro_rules! steps {
    ($($(#[$meta:meta])* $step:ident {
        $number:literal $command:literal => $event:literal,
        $from:expr, $to:expr,
        words $words:literal, harmless $harmless:expr,
        guards $guards:expr $(,)?
    })+) => {
        /// A step of a well's life that a command takes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::well) enum Step {
            $($(#[$meta])* $step,)+
        }

        impl Step {
            pub(in crate::well) const ALL: [Self; [$(stringify!($step)),+].len()] = [$(Self::$step),+];

            /// Its row of the table.
            pub(in crate::well) const fn row(self) -> &'static Row {
                match self {
                    $(Self::$step => &Row {
                        number: $number,
                        command: $command,
                        event: $event,
                        from: $from,
                        to: $to,
                        words: $words,
                        harmless_in: $harmless,
                        guards: &$guards,
                    },)+
                }
            }
        }
    };
}

/// A record entered in error takes nothing more.
const ANY_BUT_VOIDED: &[S] = &[
    S::Proposed,
    S::PermitSubmitted,
    S::Permitted,
    S::Cancelled,
    S::Drilling,
    S::DrillingSuspended,
    S::Sidetracked,
    S::Drilled,
    S::DryHole,
    S::Completing,
    S::Completed,
    S::Producing,
    S::Injecting,
    S::InService,
    S::ShutIn,
    S::TemporarilyAbandoned,
    S::CompletionAbandoned,
    S::PluggedAndAbandoned,
    S::SiteReleased,
    S::Unmapped,
];

/// An interval is or was open and the bore is not plugged.
const OPENED: &[S] = &[
    S::Completed,
    S::Producing,
    S::Injecting,
    S::InService,
    S::ShutIn,
    S::TemporarilyAbandoned,
    S::CompletionAbandoned,
];

/// There is a bore that can be put under pressure.
const TESTABLE: &[S] = &[
    S::Drilling,
    S::DrillingSuspended,
    S::Drilled,
    S::DryHole,
    S::Completing,
    S::Completed,
    S::Producing,
    S::Injecting,
    S::InService,
    S::ShutIn,
    S::TemporarilyAbandoned,
    S::CompletionAbandoned,
];

/// There is a bore to plug, and nothing flows.
const PLUGGABLE: &[S] = &[
    S::DrillingSuspended,
    S::Drilled,
    S::DryHole,
    S::Completed,
    S::ShutIn,
    S::TemporarilyAbandoned,
    S::CompletionAbandoned,
];

steps! {
    Propose {
        "1" "ProposeWell" => "WellProposed", Origin::Nothing, Goal::Stage(S::Proposed),
        words "be proposed", harmless None,
        guards ["well-already-exists", "state-contradicts-api-number", "title-without-lease"],
    }
    AssignApiNumber {
        "" "AssignApiNumber" => "ApiNumberAssigned", Origin::Stages(ANY_BUT_VOIDED), Goal::Same,
        words "be given a number", harmless None,
        guards ["api-number-already-assigned", "api-number-not-replaced", "state-contradicts-api-number"],
    }
    SubmitPermit {
        "2" "SubmitDrillingPermit" => "DrillingPermitSubmitted", Origin::Stages(&[S::Proposed]), Goal::Stage(S::PermitSubmitted),
        words "have a permit applied for", harmless None,
        guards ["well-not-proposed", "permit-cannot-be-submitted"],
    }
    // An approval may be all that is recorded of a permit.
    ApprovePermit {
        "3" "ApprovePermit" => "DrillingPermitApproved", Origin::Stages(&[S::Proposed, S::PermitSubmitted]), Goal::Stage(S::Permitted),
        words "be permitted", harmless None,
        guards ["well-not-awaiting-permit", "permit-expires-before-approval"],
    }
    DenyPermit {
        "3" "DenyPermit" => "DrillingPermitDenied", Origin::Stages(&[S::PermitSubmitted]), Goal::Stage(S::Proposed),
        words "be denied a permit", harmless None,
        guards ["permit-not-under-review"],
    }
    ExpirePermit {
        "4" "RecordPermitExpiry" => "DrillingPermitExpired", Origin::Stages(&[S::Permitted]), Goal::Stage(S::Proposed),
        words "lose its permit", harmless None,
        guards ["well-not-permitted", "permit-does-not-expire", "permit-still-in-force"],
    }
    Cancel {
        "5" "CancelWell" => "WellCancelled", Origin::Stages(&[S::Proposed, S::PermitSubmitted, S::Permitted]), Goal::Stage(S::Cancelled),
        words "be cancelled", harmless None,
        guards ["well-already-spudded"],
    }
    Spud {
        "6" "SpudWell" => "WellSpudded", Origin::Stages(&[S::Permitted]), Goal::Stage(S::Drilling),
        words "be spudded", harmless None,
        guards ["well-not-permitted", "permit-expired", "well-cannot-be-drilled"],
    }
    // Production casing is often run once the bit has stopped.
    SetCasing {
        "7" "SetCasing" => "CasingSet", Origin::Stages(&[S::Drilling, S::Drilled]), Goal::Same,
        words "have casing set", harmless None,
        guards ["well-not-drilling", "casing-inverted", "surface-casing-too-shallow", "casing-out-of-order", "casing-below-hole"],
    }
    RecordDailyDrilling {
        "7" "RecordDailyDrilling" => "DrillingProgressRecorded", Origin::Stages(&[S::Drilling]), Goal::Same,
        words "be drilled deeper", harmless None,
        guards ["well-not-drilling", "true-vertical-depth-exceeds-measured", "depth-decreases"],
    }
    SuspendDrilling {
        "8" "SuspendDrilling" => "DrillingSuspended", Origin::Stages(&[S::Drilling]), Goal::Stage(S::DrillingSuspended),
        words "have its drilling suspended", harmless Some(S::DrillingSuspended),
        guards ["well-not-drilling"],
    }
    ResumeDrilling {
        "8" "ResumeDrilling" => "DrillingResumed", Origin::Stages(&[S::DrillingSuspended]), Goal::Stage(S::Drilling),
        words "have its drilling resumed", harmless Some(S::Drilling),
        guards ["drilling-not-suspended"],
    }
    ReachTotalDepth {
        "9" "ReachTotalDepth" => "TotalDepthReached", Origin::Stages(&[S::Drilling]), Goal::Stage(S::Drilled),
        words "reach total depth", harmless None,
        guards ["well-not-drilling", "total-depth-zero", "true-vertical-depth-exceeds-measured", "depth-decreases", "total-depth-beyond-permit"],
    }
    Sidetrack {
        "10" "SidetrackWellbore" => "WellboreSidetracked", Origin::Stages(&[S::Drilling]), Goal::Same,
        words "be sidetracked", harmless None,
        guards ["well-not-drilling", "api-number-not-assigned", "wellbore-not-named", "wellbore-of-another-well", "wellbore-already-exists", "wellbore-not-current", "kickoff-below-hole"],
    }
    DeclareDryHole {
        "11" "DeclareDryHole" => "DryHoleDeclared", Origin::Stages(&[S::Drilling, S::DrillingSuspended, S::Drilled]), Goal::Stage(S::DryHole),
        words "be declared dry", harmless None,
        guards ["well-not-drilling"],
    }
    StartCompletion {
        "12" "StartCompletion" => "CompletionStarted", Origin::Stages(&[S::Drilled, S::DryHole]), Goal::Stage(S::Completing),
        words "begin to be completed", harmless None,
        guards ["well-not-drilled", "completion-election-open"],
    }
    // The beginning of the work need not be recorded, and a second interval may be opened before anything is produced from
    // the first.
    Complete {
        "13" "CompleteWell" => "WellCompleted", Origin::Stages(&[S::Drilled, S::Completing, S::Completed]), Goal::Stage(S::Completed),
        words "be completed", harmless None,
        guards ["well-not-drilled", "completion-already-exists", "completion-interval-inverted", "completion-below-total-depth", "completion-before-total-depth", "perforation-outside-interval"],
    }
    RecordFirstProduction {
        "14" "RecordFirstProduction" => "FirstProductionRecorded", Origin::Stages(&[S::Completed, S::ShutIn]), Goal::Stage(S::Producing),
        words "produce for the first time", harmless None,
        guards ["well-not-completed", "first-production-already-recorded", "well-not-a-producer", "lease-severed", "well-cannot-produce"],
    }
    StartInjection {
        "15" "StartInjection" => "InjectionStarted", Origin::Stages(&[S::Completed, S::Producing, S::ShutIn, S::InService]), Goal::Stage(S::Injecting),
        words "begin to inject", harmless None,
        guards ["well-not-completed", "well-not-an-injector", "injection-permit-expired", "integrity-not-shown"],
    }
    StopInjection {
        "15" "StopInjection" => "InjectionStopped", Origin::Stages(&[S::Injecting]), Goal::Stage(S::ShutIn),
        words "stop injecting", harmless None,
        guards ["well-not-injecting"],
    }
    ShutIn {
        "16" "ShutInWell" => "WellShutIn", Origin::Stages(&[S::Completed, S::Producing, S::Injecting, S::InService]), Goal::Stage(S::ShutIn),
        words "be shut in", harmless Some(S::ShutIn),
        guards ["well-not-operating", "effective-in-future"],
    }
    Resume {
        "17" "ResumeProduction" => "ProductionResumed", Origin::Stages(&[S::ShutIn]), Goal::Stage(S::Producing),
        words "resume production", harmless Some(S::Producing),
        guards ["well-not-shut-in", "well-never-produced", "well-not-a-producer", "lease-severed", "inactive-well-not-tested"],
    }
    ResumeInjection {
        "17" "ResumeInjection" => "InjectionResumed", Origin::Stages(&[S::ShutIn]), Goal::Stage(S::Injecting),
        words "resume injection", harmless Some(S::Injecting),
        guards ["well-not-shut-in", "well-never-injected", "well-not-an-injector", "injection-permit-expired", "integrity-not-shown"],
    }
    TemporarilyAbandon {
        "18" "TemporarilyAbandonWell" => "WellTemporarilyAbandoned", Origin::Stages(&[S::Completed, S::ShutIn, S::CompletionAbandoned]), Goal::Stage(S::TemporarilyAbandoned),
        words "be temporarily abandoned", harmless None,
        guards ["well-not-ready-for-temporary-abandonment", "approval-ends-before-start", "temporary-abandonment-not-approved", "bore-not-secured", "temporary-abandonment-too-long"],
    }
    ExtendTemporaryAbandonment {
        "19" "ExtendTemporaryAbandonment" => "TemporaryAbandonmentExtended", Origin::Stages(&[S::TemporarilyAbandoned]), Goal::Same,
        words "have its temporary abandonment extended", harmless None,
        guards ["well-not-temporarily-abandoned", "extension-not-later", "integrity-not-shown"],
    }
    ReturnToService {
        "20" "ReturnToService" => "WellReturnedToService", Origin::Stages(&[S::TemporarilyAbandoned]), Goal::Stage(S::ShutIn),
        words "return to service", harmless None,
        guards ["well-not-temporarily-abandoned"],
    }
    Recomplete {
        "21" "RecompleteWell" => "WellRecompleted", Origin::Stages(OPENED), Goal::Other("completed; shut_in once it has operated"),
        words "be recompleted", harmless None,
        guards ["well-not-in-operation", "completion-unknown", "completion-not-open", "completion-already-exists", "recompletion-without-permit", "interval-not-isolated", "completion-interval-inverted", "completion-below-total-depth", "perforation-outside-interval"],
    }
    Convert {
        "22" "ConvertWell" => "WellConverted", Origin::Stages(OPENED), Goal::Same,
        words "be converted", harmless None,
        guards ["well-not-in-operation", "role-unchanged", "conversion-authority-wrong", "injection-permit-expired"],
    }
    // A well passes on whether it runs or rests.
    ChangeOperator {
        "23" "ChangeOperator" => "OperatorChanged", Origin::Stages(OPENED), Goal::Same,
        words "pass to another operator", harmless None,
        guards ["well-not-in-operation", "operator-differs", "operator-unchanged", "transfer-not-first-of-month", "transfer-not-signed", "successor-not-licensed"],
    }
    RecordWellTest {
        "" "RecordWellTest" => "WellTestRecorded", Origin::Stages(OPENED), Goal::Same,
        words "be tested", harmless None,
        guards ["well-not-in-operation", "completion-unknown", "test-hours-out-of-range"],
    }
    RecordIntegrityTest {
        "" "RecordMechanicalIntegrityTest" => "MechanicalIntegrityTested", Origin::Stages(TESTABLE), Goal::Same,
        words "be tested for integrity", harmless None,
        guards ["well-not-in-operation"],
    }
    RecordFluidLevelTest {
        "" "RecordFluidLevelTest" => "FluidLevelTested", Origin::Stages(OPENED), Goal::Same,
        words "have its fluid level tested", harmless None,
        guards ["well-not-in-operation"],
    }
    ApprovePlugging {
        "24" "ApprovePlugging" => "PluggingApproved", Origin::Stages(PLUGGABLE), Goal::Same,
        words "be approved for plugging", harmless None,
        guards ["well-still-operating", "well-not-pluggable", "plugging-notice-too-late", "cementer-not-approved"],
    }
    Plug {
        "25" "PlugWell" => "WellPlugged", Origin::Stages(PLUGGABLE), Goal::Stage(S::PluggedAndAbandoned),
        words "be plugged", harmless None,
        guards ["well-still-operating", "well-not-pluggable", "plugging-not-approved", "produced-after-plugging", "production-in-month-of-plug", "plug-inverted"],
    }
    ReleaseSite {
        "26" "ReleaseSite" => "SiteReleased", Origin::Stages(&[S::PluggedAndAbandoned]), Goal::Stage(S::SiteReleased),
        words "have its site released", harmless None,
        guards ["well-not-plugged", "inspection-not-passed"],
    }
    ApproveReentry {
        "27" "ApproveReentry" => "ReentryApproved", Origin::Stages(&[S::PluggedAndAbandoned, S::SiteReleased]), Goal::Same,
        words "be approved for re-entry", harmless None,
        guards ["well-not-plugged", "permit-expires-before-approval", "wellbore-not-named", "wellbore-of-another-well", "wellbore-already-exists"],
    }
    Reenter {
        "27" "SpudWell, after ApproveReentry" => "WellReentered", Origin::Stages(&[S::PluggedAndAbandoned, S::SiteReleased]), Goal::Stage(S::Drilling),
        words "be entered again", harmless None,
        guards ["well-plugged", "well-site-released", "permit-expired", "well-cannot-be-drilled"],
    }
    CorrectHistory {
        "28" "CorrectWellHistory" => "WellHistoryCorrected", Origin::Stages(ANY_BUT_VOIDED), Goal::Other("as its history then tells"),
        words "be corrected", harmless None,
        guards ["event-not-correctable", "correction-of-another-kind", "nothing-to-correct", "proposal-not-withdrawn", "correction-changes-identity"],
    }
    VoidRecord {
        "28" "VoidWellRecord" => "WellRecordVoided", Origin::Stages(ANY_BUT_VOIDED), Goal::Stage(S::Voided),
        words "be voided", harmless None,
        guards ["well-record-voided"],
    }
    SetFlag {
        "" "SetRegulatoryFlag" => "RegulatoryFlagChanged", Origin::Stages(ANY_BUT_VOIDED), Goal::Same,
        words "be flagged", harmless None,
        guards ["well-record-voided"],
    }
    ImportHistory {
        "29" "ImportWellHistory" => "WellHistoryImported, WellMilestoneImported", Origin::Anything, Goal::Other("as the agency reports"),
        words "be taken over", harmless None,
        guards ["wellbore-not-named", "wellbore-of-another-well", "history-without-date"],
    }
    ReportStatus {
        "" "ReportCompletionStatus" => "CompletionStatusReported", Origin::Stages(ANY_BUT_VOIDED), Goal::Other("as the agency reports"),
        words "be reported on", harmless None,
        guards ["well-record-voided"],
    }
}
