//! What an agreement's tasks see: its parties. The approval policy sees nothing.

use std::sync::Arc;

use futures::FutureExt;
use wellflow_decider::Decider;
use wellflow_domain::approval_policy::{ApprovalPolicy, CorrectPolicyHistory, PolicyTask};
use wellflow_domain::joint_operating_agreement::{
    AgreementError, AgreementTask, CorrectAgreementHistory, JointOperatingAgreement,
};
use wellflow_event_store::Committed;
use wellflow_http::Problem;

use super::Carrier;
use super::parties::all_take_part;
use crate::agreements::{AgreementAsk, AgreementIntent};
use crate::approval_policies::{PolicyAsk, PolicyIntent};
use crate::refusal::Turned;

impl Carrier<'_> {
    pub(super) async fn agreement(&self, asked: AgreementIntent) -> Result<Committed, Problem> {
        let (id, now) = (asked.agreement_id.as_uuid(), asked.now);
        let parties = asked.ask.parties();
        let task = match asked.ask {
            AgreementAsk::Task(task) => task,
            AgreementAsk::Correct(correction) => {
                let event_id = correction.corrects_event_id;
                AgreementTask::from(CorrectAgreementHistory {
                    corrects: self.corrected::<JointOperatingAgreement>(id, event_id).await?,
                    instead: correction.instead,
                    reason: correction.reason,
                })
            }
        };
        let command = task.asked_at(now);
        if parties.is_empty() {
            return self.alone::<JointOperatingAgreement>(id, command).await;
        }
        let asked = Arc::new((parties, command));
        let done = self
            .api
            .executor
            .execute_work::<JointOperatingAgreement, Turned<AgreementError>>(self.request, id, |work| {
                let asked = Arc::clone(&asked);
                async move {
                    let (parties, command) = &*asked;
                    all_take_part(work, parties).await?;
                    work.decide::<JointOperatingAgreement>(id, command)
                        .await
                        .map_err(|error| error.map(Turned::Refused))
                }
                .boxed()
            })
            .await;
        match done {
            Ok(done) => Ok(done),
            Err(error) => Err(self.refused_on(JointOperatingAgreement::KIND, id, error).await),
        }
    }

    pub(super) async fn policy(&self, asked: PolicyIntent) -> Result<Committed, Problem> {
        let id = asked.policy_id.as_uuid();
        let task = match asked.ask {
            PolicyAsk::Task(task) => task,
            PolicyAsk::Correct(correction) => {
                let event_id = correction.corrects_event_id;
                PolicyTask::from(CorrectPolicyHistory {
                    corrects: self.corrected::<ApprovalPolicy>(id, event_id).await?,
                    instead: correction.instead,
                    reason: correction.reason,
                })
            }
        };
        self.alone::<ApprovalPolicy>(id, task.asked_at(asked.now)).await
    }
}
