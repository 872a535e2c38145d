//! What an AFE's tasks see: the approval policy, the agreement it is under, who takes part, what a draft is about.
//!
//! Policy and agreement are seen as they were at the task's own date: what is entered late is judged by what was in force then.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::afe::{Afe, AfeError, AfeTask, CorrectAfeHistory};
use wellflow_domain::approval_policy::{ApprovalPolicy, PolicySeen};
use wellflow_domain::ids::{AgreementId, LeaseId, WellId};
use wellflow_domain::joint_operating_agreement::{AgreementSeen, JointOperatingAgreement};
use wellflow_domain::lease::{Lease, LeaseSeen};
use wellflow_domain::well::{Well, WellSeen};
use wellflow_event_store::{Committed, ExecuteError, LedgerReader, Work};
use wellflow_http::Problem;
use wellflow_runtime::Tenant;

use super::Carrier;
use super::parties::{all_take_part, not_there};
use crate::afes::{AfeAsk, AfeIntent, Seen};
use crate::problems::{AGREEMENT_UNKNOWN, LEASE_UNKNOWN, WELL_UNKNOWN};
use crate::refusal::Turned;
use crate::seen::at_date;

type Sight<T> = Result<T, ExecuteError<Turned<AfeError>>>;

/// What the ledger is read with.
struct Books {
    reader: LedgerReader,
    tenant: Tenant,
}

impl Carrier<'_> {
    pub(super) async fn afe(&self, asked: AfeIntent) -> Result<Committed, Problem> {
        let id = asked.afe_id.as_uuid();
        let sees = !asked.sees().is_empty();
        let AfeIntent {
            ask, policy_id, now, ..
        } = asked;
        let task = match ask.clone() {
            AfeAsk::Task(task) => task,
            AfeAsk::Correct(correction) => {
                let corrects = self.corrected::<Afe>(id, correction.corrects_event_id).await?;
                AfeTask::from(CorrectAfeHistory {
                    corrects,
                    instead: correction.instead,
                    reason: correction.reason,
                })
            }
        };
        if !sees {
            return self.alone::<Afe>(id, task.asked_at(now)).await;
        }
        let books = Books {
            reader: self.api.reader.clone(),
            tenant: self.request.tenant.clone(),
        };
        let asked = Arc::new((ask, task, books));
        let done = self
            .api
            .executor
            .execute_work::<Afe, Turned<AfeError>>(self.request, id, |work| {
                let asked = Arc::clone(&asked);
                async move {
                    let (ask, task, books) = &*asked;
                    let at = task.effective_at().unwrap_or(now);
                    books.named(work, ask, now).await?;
                    let seen = books.seen_by(work, ask, (id, policy_id.as_uuid()), at).await?;
                    let command = AfeAsk::seeing(task.clone(), seen).asked_at(now);
                    work.decide::<Afe>(id, &command)
                        .await
                        .map_err(|error| error.map(Turned::Refused))
                }
                .boxed()
            })
            .await;
        match done {
            Ok(done) => Ok(done),
            Err(error) => Err(self.refused_on(Afe::KIND, id, error).await),
        }
    }
}

impl Books {
    /// What a body names is there, as it is now.
    async fn named(&self, work: &mut Work<'_>, ask: &AfeAsk, now: DateTime<Utc>) -> Sight<()> {
        all_take_part(work, &ask.parties()).await?;
        let (well, lease, agreement) = ask.about();
        if let Some(well_id) = well {
            let well = work.check::<Well>(WellId::as_uuid(well_id)).await?;
            if WellSeen::of(&well.state) == WellSeen::Unknown {
                let detail = format!("the well {well_id} is not known");
                return Err(not_there(WELL_UNKNOWN, "/subject/well_id".to_owned(), &detail));
            }
        }
        if let Some(lease_id) = lease {
            let lease = work.check::<Lease>(LeaseId::as_uuid(lease_id)).await?;
            if LeaseSeen::of(&lease.state, now.date_naive()) == LeaseSeen::Unknown {
                let detail = format!("the lease {lease_id} is not known");
                return Err(not_there(LEASE_UNKNOWN, "/subject/lease_id".to_owned(), &detail));
            }
        }
        if let Some(agreement_id) = agreement {
            let seen = work
                .check::<JointOperatingAgreement>(AgreementId::as_uuid(agreement_id))
                .await?;
            if AgreementSeen::of(&seen.state) == AgreementSeen::Unknown {
                let detail = format!("no operating agreement {agreement_id} is known");
                return Err(not_there(AGREEMENT_UNKNOWN, "/agreement_id".to_owned(), &detail));
            }
        }
        Ok(())
    }

    async fn seen_by(
        &self,
        work: &mut Work<'_>,
        ask: &AfeAsk,
        (afe_id, policy_id): (Uuid, Uuid),
        at: DateTime<Utc>,
    ) -> Sight<Seen> {
        let mut seen = Seen {
            policy: PolicySeen::Unknown,
            agreement: None,
        };
        if ask.sees_policy() {
            let policy = self.at_date::<ApprovalPolicy>(work, policy_id, at).await?;
            seen.policy = PolicySeen::of(&policy);
        }
        if ask.sees_agreement() {
            let afe = self.at_date::<Afe>(work, afe_id, at).await?;
            if let Some(agreement_id) = afe.agreement_id() {
                let agreement = self
                    .at_date::<JointOperatingAgreement>(work, agreement_id.as_uuid(), at)
                    .await?;
                seen.agreement = Some(AgreementSeen::of(&agreement));
            }
        }
        Ok(seen)
    }

    async fn at_date<D: Decider + Clone>(
        &self,
        work: &mut Work<'_>,
        id: Uuid,
        at: DateTime<Utc>,
    ) -> Sight<D> {
        Ok(at_date::<D>(work, &self.reader, &self.tenant, id, at).await?)
    }
}
