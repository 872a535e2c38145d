//! What is asked of an operating agreement, and the owners it must see.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use wellflow_domain::approval_policy::ApprovalPolicyId;
use wellflow_domain::ids::{AgreementId, OwnerId};
use wellflow_domain::joint_interest::PartyShare;
use wellflow_domain::joint_operating_agreement::{AgreementTask, CorrectedAgreementFact, EnterAgreement};
use wellflow_http::Problem;

use crate::body::read;
use crate::corrected::Correction;
use crate::seen::Party;
use crate::task::Task;

/// What is asked of an agreement, and which agreement it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AgreementIntent {
    /// The agreement's stream.
    pub(crate) agreement_id: AgreementId,
    /// What is asked.
    pub(crate) ask: AgreementAsk,
    /// The organization's approval policy, whose lane of a batch it shares.
    pub(crate) policy_id: ApprovalPolicyId,
    /// The service's clock.
    pub(crate) now: DateTime<Utc>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AgreementAsk {
    Task(AgreementTask),
    /// An earlier fact was wrong; it is looked up.
    Correct(Box<Correction<CorrectedAgreementFact>>),
}

impl AgreementAsk {
    /// Reads the body of a task of an agreement; `None` for any other task.
    pub(crate) fn of(task: Task, body: &Value, agreement_id: AgreementId) -> Option<Result<Self, Problem>> {
        let asked = match task {
            Task::EnterAgreement => read::<EnterAgreement>(body).map(|new| {
                let new = EnterAgreement { agreement_id, ..new };
                new.into()
            }),
            Task::CorrectAgreementHistory => {
                let correction = read::<Correction<CorrectedAgreementFact>>(body);
                return Some(correction.map(|correction| Self::Correct(Box::new(correction))));
            }
            other => by_itself(other, body)?,
        };
        Some(asked.map(Self::Task))
    }

    /// The owners who take part.
    pub(crate) fn parties(&self) -> Vec<Party> {
        let of = |parties: &[PartyShare]| -> Vec<Party> {
            let parties = parties.iter().enumerate();
            parties
                .map(|(index, party)| Party {
                    owner_id: party.owner,
                    pointer: format!("/parties/{index}/owner"),
                    takes: true,
                })
                .collect()
        };
        match self {
            Self::Task(AgreementTask::Enter(new)) => of(&new.parties),
            Self::Task(AgreementTask::ChangeParties(new)) => of(&new.parties),
            Self::Task(_) | Self::Correct(_) => Vec::new(),
        }
    }
}

impl AgreementIntent {
    /// The streams it must see, and the one whose lane it shares.
    pub(crate) fn sees(&self) -> Vec<Uuid> {
        let owners = self.ask.parties().into_iter().map(|party| party.owner_id);
        std::iter::once(self.policy_id.as_uuid())
            .chain(owners.map(OwnerId::as_uuid))
            .collect()
    }
}

macro_rules! by_itself {
    ($($task:ident),+ $(,)?) => {
        /// The tasks that are read as the domain has them.
        fn by_itself(task: Task, body: &Value) -> Option<Result<AgreementTask, Problem>> {
            match task {
                $(Task::$task => Some(
                    read::<wellflow_domain::joint_operating_agreement::$task>(body).map(AgreementTask::from),
                ),)+
                _ => None,
            }
        }
    };
}

// Each task has the name of the domain's own struct.
by_itself! {
    AmendAgreementTerms,
    ChangeAgreementParties,
    AmendContractArea,
    ChangeAgreementOperator,
    TerminateAgreement,
    VoidAgreementRecord,
}
