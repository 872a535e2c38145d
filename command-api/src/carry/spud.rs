//! What a spud sees: the AFE it is paid by and the lease it is drilled on, as they were on the day the bit turned.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use wellflow_decider::Decider;
use wellflow_domain::afe::{Afe, AfeSeen};
use wellflow_domain::ids::WellId;
use wellflow_domain::lease::{Lease, LeaseSeen};
use wellflow_domain::month::local_day;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{DrillSeen, LeaseUnderWell, Well, WellError, WellSeen, WellTask};
use wellflow_event_store::{Committed, ExecuteError, LedgerReader, Work};
use wellflow_http::Problem;
use wellflow_runtime::Tenant;

use super::{Carrier, away};
use crate::refusal::Turned;
use crate::seen::at_date;
use crate::wells::NewSpud;

impl Carrier<'_> {
    pub(super) async fn spud(
        &self,
        id: WellId,
        spud: NewSpud,
        now: DateTime<Utc>,
    ) -> Result<Committed, Problem> {
        let id = id.as_uuid();
        if spud.sees().is_empty() {
            let task = WellTask::Spud(spud.seeing(DrillSeen::default()));
            return self.alone::<Well>(id, task.asked_at(now)).await;
        }
        let asked = Arc::new((spud, self.api.reader.clone(), self.request.tenant.clone()));
        let done = self
            .api
            .executor
            .execute_work::<Well, Turned<WellError>>(self.request, id, |work| {
                let asked = Arc::clone(&asked);
                async move {
                    let (spud, reader, tenant) = &*asked;
                    let well = work.check::<Well>(id).await?;
                    let seen = seen_by_spud(work, (reader, tenant), spud, &WellSeen::of(&well.state)).await?;
                    let command = WellTask::Spud(spud.clone().seeing(seen)).asked_at(now);
                    work.decide::<Well>(id, &command)
                        .await
                        .map_err(|error| error.map(Turned::Refused))
                }
                .boxed()
            })
            .await;
        match done {
            Ok(done) => Ok(done),
            Err(error) => Err(self.refused_on(Well::KIND, id, error).await),
        }
    }
}

async fn seen_by_spud(
    work: &mut Work<'_>,
    (reader, tenant): (&LedgerReader, &Tenant),
    spud: &NewSpud,
    well: &WellSeen,
) -> Result<DrillSeen, ExecuteError<Turned<WellError>>> {
    let at = spud.effective_at;
    let mut seen = DrillSeen::default();
    if let Some(afe_id) = spud.afe_id {
        let afe = at_date::<Afe>(work, reader, tenant, afe_id.as_uuid(), at).await?;
        seen.afe = Some(AfeSeen::of(&afe));
    }
    // A well that is not known has no days of its own, and is refused for that.
    if let (Some(under), WellSeen::Known { time_zone, .. }) = (&spud.lease, well) {
        let id = under.lease_id;
        let lease = at_date::<Lease>(work, reader, tenant, id.as_uuid(), at).await?;
        let on = local_day(at, *time_zone);
        let name = match lease.summary_on(on) {
            Some(summary) => summary.name,
            None => Text120::parse(&id.to_string()).map_err(|error| away(Problem::internal(error)))?,
        };
        seen.lease = Some(LeaseUnderWell {
            name,
            seen: LeaseSeen::of(&lease, on),
            tract: under.tract.clone(),
        });
    }
    Ok(seen)
}
