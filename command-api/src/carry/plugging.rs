//! What a plugging sees: the months of the well's completions from the plug on.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::ids::WellId;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::well::{PlugWell, ProductionSeen, Well, WellError, WellTask};
use wellflow_event_store::{Committed, ExecuteError, Work};
use wellflow_http::Problem;

use super::{Ahead, Carrier, away};
use crate::refusal::Turned;
use crate::seen::{MonthToSee, months_after_plug, produced};

impl Carrier<'_> {
    /// Plugs the well if nothing came out of it after: the months of its completions from the plug on are held where they
    /// were read.
    pub(super) async fn plug(
        &self,
        id: WellId,
        plug: PlugWell,
        now: DateTime<Utc>,
    ) -> Result<Committed, Problem> {
        let executor = &self.api.executor;
        let asked = Arc::new((Ahead::new(executor, self.request), plug));
        let done = executor
            .execute_work::<Well, Turned<WellError>>(self.request, id.as_uuid(), |work| {
                let asked = Arc::clone(&asked);
                async move {
                    let (ahead, plug) = &*asked;
                    let production = seen_by_plug(work, ahead, id, (plug.effective_at, now)).await?;
                    let plug = PlugWell {
                        production,
                        ..plug.clone()
                    };
                    let command = WellTask::Plug(plug).asked_at(now);
                    work.decide::<Well>(id.as_uuid(), &command)
                        .await
                        .map_err(|error| error.map(Turned::Refused))
                }
                .boxed()
            })
            .await;
        match done {
            Ok(done) => Ok(done),
            Err(error) => Err(self.refused_on(Well::KIND, id.as_uuid(), error).await),
        }
    }
}

/// The production months a plugging must see; `when` is the plug and the service's clock.
async fn seen_by_plug(
    work: &mut Work<'_>,
    ahead: &Ahead,
    id: WellId,
    (plugged_at, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<ProductionSeen>, ExecuteError<Turned<WellError>>> {
    let well = work.check::<Well>(id.as_uuid()).await?;
    let months = months_after_plug(&well.state, id, plugged_at, now).map_err(away)?;
    let streams: Vec<Uuid> = months.iter().map(|month| month.stream).collect();
    ahead.read(&streams).await?;
    let mut seen = Vec::with_capacity(months.len());
    for MonthToSee {
        completion,
        month,
        stream,
    } in months
    {
        let state = work.check::<ProductionMonth>(stream).await?;
        seen.push(ProductionSeen {
            completion,
            month,
            produced: produced(&state.state),
        });
    }
    Ok(seen)
}
