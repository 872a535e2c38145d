//! What an owner's tasks see: the other owner they are about.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use wellflow_decider::Decider;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::owner::{
    CorrectOwnerHistory, CorrectedOwnerFact, Owner, OwnerError, OwnerSeen, OwnerTask,
};
use wellflow_event_store::Committed;
use wellflow_http::Problem;

use super::Carrier;
use crate::corrected::Correction;
use crate::owners::{OwnerAsk, OwnerIntent};

impl Carrier<'_> {
    pub(super) async fn owner(&self, task: OwnerIntent) -> Result<Committed, Problem> {
        let id = task.owner_id.as_uuid();
        let other = match (task.ask.other(), task.ask) {
            (None, ask @ OwnerAsk::Alone(_)) => {
                return self
                    .alone::<Owner>(id, ask.command(OwnerSeen::Unknown, task.now))
                    .await;
            }
            (other, ask) => (other, ask),
        };
        let asked = Arc::new((other, task.now));
        let done = self
            .api
            .executor
            .execute_work::<Owner, OwnerError>(self.request, id, |work| {
                let asked = Arc::clone(&asked);
                async move {
                    let ((other, ask), now) = &*asked;
                    let seen = match other {
                        Some(other) => OwnerSeen::of(&work.check::<Owner>(other.as_uuid()).await?.state),
                        None => OwnerSeen::Unknown,
                    };
                    let command = ask.clone().command(seen, *now);
                    work.decide::<Owner>(id, &command).await
                }
                .boxed()
            })
            .await;
        match done {
            Ok(done) => Ok(done),
            Err(error) => Err(self.refused_on(Owner::KIND, id, error).await),
        }
    }

    pub(super) async fn correct_owner(
        &self,
        id: OwnerId,
        correction: Correction<CorrectedOwnerFact>,
        now: DateTime<Utc>,
    ) -> Result<Committed, Problem> {
        let id = id.as_uuid();
        let corrects = self.corrected::<Owner>(id, correction.corrects_event_id).await?;
        let task = OwnerTask::CorrectHistory(Box::new(CorrectOwnerHistory {
            corrects,
            instead: correction.instead,
            reason: correction.reason,
        }));
        self.alone::<Owner>(id, task.asked_at(now)).await
    }
}
