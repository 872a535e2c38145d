//! What is asked of an AFE, by whom, and what it must see beside the AFE.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use wellflow_domain::afe::{AfeTask, CorrectedAfeFact, DraftAfe};
use wellflow_domain::approval_policy::{ApprovalPolicyId, PolicySeen};
use wellflow_domain::ids::{AfeId, AgreementId, LeaseId, OwnerId, WellId};
use wellflow_domain::joint_operating_agreement::AgreementSeen;
use wellflow_domain::personal::Personal;
use wellflow_domain::text::Text120;
use wellflow_http::Problem;

use crate::body::read;
use crate::corrected::Correction;
use crate::seen::Party;
use crate::task::Task;

/// What is asked of an AFE, and which AFE it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AfeIntent {
    /// The AFE's stream.
    pub(crate) afe_id: AfeId,
    /// What is asked.
    pub(crate) ask: AfeAsk,
    /// The organization's approval policy.
    pub(crate) policy_id: ApprovalPolicyId,
    /// The service's clock.
    pub(crate) now: DateTime<Utc>,
}

/// What is asked. Who acts is known; nothing is seen yet, and what is not seen refuses.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AfeAsk {
    Task(AfeTask),
    /// An earlier fact was wrong; it is looked up.
    Correct(Box<Correction<CorrectedAfeFact>>),
}

/// What a task must see beside the AFE.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) policy: PolicySeen,
    /// The agreement the AFE names; `None` where it names none.
    pub(crate) agreement: Option<AgreementSeen>,
}

impl AfeAsk {
    /// Reads the body of a task of an AFE; `None` for any other task. Whoever sends it is who asks, approves or writes down.
    pub(crate) fn of(
        task: Task,
        body: &Value,
        afe_id: AfeId,
        person: &Personal<Text120>,
    ) -> Option<Result<Self, Problem>> {
        let asked = match task {
            Task::DraftAfe => read::<DraftAfe>(body).map(|new| DraftAfe { afe_id, ..new }.into()),
            Task::CorrectAfeHistory => {
                let corrected = read::<Correction<CorrectedAfeFact>>(body);
                return Some(
                    corrected.map(|correction| Self::Correct(Box::new(corrected_by(correction, person)))),
                );
            }
            other => by_itself(other, body)?,
        };
        Some(asked.map(|asked| Self::Task(acted_by(asked, person))))
    }

    /// The tier as which somebody speaks.
    pub(crate) fn tier(&self) -> Option<&Text120> {
        match self {
            Self::Task(AfeTask::Approve(task)) => Some(&task.tier),
            Self::Task(AfeTask::Reject(task)) => Some(&task.tier),
            Self::Task(AfeTask::ApproveSupplement(task)) => Some(&task.tier),
            Self::Task(_) | Self::Correct(_) => None,
        }
    }

    /// Whether it must see the organization's approval policy.
    pub(crate) fn sees_policy(&self) -> bool {
        matches!(
            self,
            Self::Task(
                AfeTask::Approve(_)
                    | AfeTask::Reject(_)
                    | AfeTask::OpenBallot(_)
                    | AfeTask::Authorize(_)
                    | AfeTask::ApproveSupplement(_)
                    | AfeTask::Close(_)
            )
        )
    }

    /// Whether it must see the agreement the AFE names.
    pub(crate) fn sees_agreement(&self) -> bool {
        matches!(self, Self::Task(AfeTask::OpenBallot(_) | AfeTask::Authorize(_)))
    }

    /// The owners who take part: who operates, and from whom something is bought.
    pub(crate) fn parties(&self) -> Vec<Party> {
        let (owner_id, pointer) = match self {
            Self::Task(AfeTask::Draft(new)) => (new.operator, "/operator"),
            Self::Task(AfeTask::CommitCost(new)) => (new.vendor, "/vendor"),
            Self::Task(AfeTask::PostCost(new)) => (new.invoice.vendor, "/invoice/vendor"),
            Self::Task(_) | Self::Correct(_) => return Vec::new(),
        };
        vec![Party {
            owner_id,
            pointer: pointer.to_owned(),
            // What was ordered before a merger may be billed under the record it was ordered from.
            takes: pointer == "/operator",
        }]
    }

    /// What a draft is about.
    pub(crate) fn about(&self) -> (Option<WellId>, Option<LeaseId>, Option<AgreementId>) {
        match self {
            Self::Task(AfeTask::Draft(new)) => (new.subject.well_id, new.subject.lease_id, new.agreement_id),
            Self::Task(_) | Self::Correct(_) => (None, None, None),
        }
    }

    /// The task, with what it has seen.
    pub(crate) fn seeing(task: AfeTask, seen: Seen) -> AfeTask {
        let Seen { policy, agreement } = seen;
        let mut task = task;
        match &mut task {
            AfeTask::Approve(task) => task.policy = policy,
            AfeTask::Reject(task) => task.policy = policy,
            AfeTask::ApproveSupplement(task) => task.policy = policy,
            AfeTask::Close(task) => task.policy = policy,
            AfeTask::OpenBallot(task) => {
                task.policy = policy;
                task.agreement = agreement.unwrap_or(AgreementSeen::Unknown);
            }
            AfeTask::Authorize(task) => {
                task.policy = policy;
                task.agreement = agreement;
            }
            _ => {}
        }
        task
    }
}

impl AfeIntent {
    /// The streams it must see, as far as its body names them. What sees the policy shares its lane, and so do agreements.
    pub(crate) fn sees(&self) -> Vec<Uuid> {
        let (well, lease, agreement) = self.ask.about();
        let named = [
            well.map(WellId::as_uuid),
            lease.map(LeaseId::as_uuid),
            agreement.map(AgreementId::as_uuid),
            self.ask.sees_policy().then(|| self.policy_id.as_uuid()),
        ];
        let owners = self.ask.parties().into_iter().map(|party| party.owner_id);
        named
            .into_iter()
            .flatten()
            .chain(owners.map(OwnerId::as_uuid))
            .collect()
    }
}

/// Whoever sends a task is who asks for the money, who approves, or who writes an answer down.
fn acted_by(mut task: AfeTask, person: &Personal<Text120>) -> AfeTask {
    let acts = match &mut task {
        AfeTask::Submit(task) => &mut task.requester,
        AfeTask::Approve(task) => &mut task.approver,
        AfeTask::Reject(task) => &mut task.approver,
        AfeTask::CastBallot(task) => &mut task.cast.recorded_by,
        AfeTask::SubmitSupplement(task) => &mut task.requester,
        AfeTask::ApproveSupplement(task) => &mut task.approver,
        _ => return task,
    };
    acts.clone_from(person);
    task
}

/// An answer that is put right is written down by whoever puts it right.
fn corrected_by(
    mut correction: Correction<CorrectedAfeFact>,
    person: &Personal<Text120>,
) -> Correction<CorrectedAfeFact> {
    if let Some(CorrectedAfeFact::AfeBallotCast(fact)) = &mut correction.instead {
        fact.cast.recorded_by.clone_from(person);
    }
    correction
}

macro_rules! by_itself {
    ($($task:ident),+ $(,)?) => {
        /// The tasks that are read as the domain has them.
        fn by_itself(task: Task, body: &Value) -> Option<Result<AfeTask, Problem>> {
            match task {
                $(Task::$task => Some(read::<wellflow_domain::afe::$task>(body).map(AfeTask::from)),)+
                _ => None,
            }
        }
    };
}

// Each task has the name of the domain's own struct.
by_itself! {
    ReviseAfeLine,
    SubmitAfe,
    ApproveAfeInternally,
    RejectAfeInternally,
    RevokeApprovals,
    OpenBallot,
    CastBallot,
    WithdrawBallot,
    CloseBallot,
    ReallocateNonConsent,
    AuthorizeAfe,
    AllocateFunds,
    DeallocateFunds,
    RecordAuthorizationNotice,
    RetractAuthorizationNotice,
    StartWork,
    CommitCost,
    ReleaseCommitment,
    PostActualCost,
    ReverseActualCost,
    DetectOverrun,
    SubmitSupplement,
    ApproveSupplement,
    RejectSupplement,
    AuthorizeSupplement,
    CompleteWork,
    CloseCosts,
    CloseAfe,
    ReopenAfe,
    CancelAfe,
    WithdrawProposal,
    LapseProposal,
}
