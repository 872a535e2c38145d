//! What refuses a step that does not lead on from the stage an AFE is in.

use chrono::{DateTime, Utc};

use super::super::step::Step;
use super::{AfeError, AfeStatus};

impl AfeError {
    /// What refuses the step in that stage.
    pub(in crate::afe) fn out_of_order(step: Step, status: AfeStatus, since: DateTime<Utc>) -> Self {
        use AfeStatus as S;
        let words = step.words();
        match (status, step) {
            (S::Rejected | S::Withdrawn | S::Cancelled | S::Lapsed, _) => {
                Self::Ended { words, status, since }
            }
            (_, Step::RetractNotice) => Self::NoticeNotGiven,
            (_, Step::Draft | Step::ReviseLine | Step::Submit) => Self::NotDraft { words, status, since },
            (_, Step::Approve | Step::Reject | Step::RevokeApprovals) => {
                Self::NotSubmitted { words, status, since }
            }
            (_, Step::CastBallot | Step::WithdrawBallot | Step::CloseBallot) => {
                Self::BallotNotOpen { words, status, since }
            }
            (_, Step::Reallocate) => Self::BallotNotClosed { status, since },
            (_, Step::Reopen) => Self::NotClosed { status, since },
            (S::CostsClosed | S::Closed, _) => Self::CostsClosed { words, status, since },
            (_, Step::ApproveSupplement | Step::RejectSupplement | Step::AuthorizeSupplement) => {
                Self::SupplementNotPending { words, status, since }
            }
            (S::SupplementPending, Step::SubmitSupplement | Step::CompleteWork | Step::CloseCosts) => {
                Self::SupplementPending { words, since }
            }
            (_, Step::CloseCosts | Step::Close) => Self::NotReadyToClose { words, status, since },
            (S::Balloting | S::Balloted, Step::Cancel) => Self::BallotNotClosed { status, since },
            (
                S::Authorized | S::InProgress | S::SupplementPending | S::WorkComplete,
                Step::Cancel
                | Step::Withdraw
                | Step::Lapse
                | Step::StartWork
                | Step::CommitCost
                | Step::AllocateFunds,
            ) if status != S::Authorized || step == Step::Withdraw => {
                Self::WorkUnderWay { words, status, since }
            }
            (S::WorkComplete, Step::CompleteWork) => Self::WorkUnderWay { words, status, since },
            (_, Step::OpenBallot | Step::Authorize | Step::Cancel | Step::Withdraw | Step::Lapse) => {
                Self::NotApproved { words, status, since }
            }
            (_, Step::SubmitSupplement | Step::CompleteWork) => Self::WorkNotStarted { words, status, since },
            (
                _,
                Step::AllocateFunds
                | Step::DeallocateFunds
                | Step::RecordNotice
                | Step::StartWork
                | Step::CommitCost
                | Step::ReleaseCommitment
                | Step::PostCost
                | Step::ReverseCost
                | Step::DetectOverrun
                | Step::CorrectHistory,
            ) => Self::NotAuthorized { words, status, since },
        }
    }
}
