//! What a lease's tasks see: who takes part, the completions in its ground and its units, the months that are closed.
//!
//! A well is seen as it was at the task's own date: what is entered late is judged by what was true then.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::ids::{LeaseId, WellId};
use wellflow_domain::lease::{
    CompletionPlace, CompletionSeen, CorrectLeaseHistory, CorrectedLeaseFact, Lease, LeaseError, LeaseTask,
    ShutInWellSeen,
};
use wellflow_domain::month::{Month, local_day};
use wellflow_domain::production_month::{ProductionMonth, ProductionMonthId};
use wellflow_domain::text::CompletionName;
use wellflow_domain::well::Well;
use wellflow_event_store::{Committed, ExecuteError, LedgerReader, Work};
use wellflow_http::Problem;
use wellflow_runtime::Tenant;

use super::parties::{all_take_part, not_there, within_limit};
use super::{Ahead, Carrier};
use crate::corrected::Correction;
use crate::leases::{LeaseAsk, LeaseIntent, NewPlace, Seen};
use crate::problems::{COMPLETION_UNKNOWN, WELL_UNKNOWN};
use crate::refusal::Turned;
use crate::seen::{at_date, is_closed};

type Sight<T> = Result<T, ExecuteError<Turned<LeaseError>>>;

/// A completion that is to be seen, and where the body names it; `None` where the lease remembers it.
type ToSee = (WellId, CompletionPlace, Option<String>);

/// What the ledger is read with.
struct Books {
    ahead: Ahead,
    reader: LedgerReader,
    tenant: Tenant,
}

impl Carrier<'_> {
    pub(super) async fn lease(&self, task: LeaseIntent) -> Result<Committed, Problem> {
        let id = task.lease_id.as_uuid();
        if matches!(task.ask, LeaseAsk::Alone(_)) && task.ask.sees().is_empty() {
            let command = task.ask.command(Seen::default(), task.now);
            return self.alone::<Lease>(id, command).await;
        }
        let books = Books {
            ahead: Ahead::new(&self.api.executor, self.request),
            reader: self.api.reader.clone(),
            tenant: self.request.tenant.clone(),
        };
        let asked = Arc::new((task, books));
        let done = self
            .api
            .executor
            .execute_work::<Lease, Turned<LeaseError>>(self.request, id, |work| {
                let asked = Arc::clone(&asked);
                async move {
                    let (task, books) = &*asked;
                    let seen = books.seen_by(work, task).await?;
                    let command = task.ask.clone().command(seen, task.now);
                    work.decide::<Lease>(id, &command)
                        .await
                        .map_err(|error| error.map(Turned::Refused))
                }
                .boxed()
            })
            .await;
        match done {
            Ok(done) => Ok(done),
            Err(error) => Err(self.refused_on(Lease::KIND, id, error).await),
        }
    }

    pub(super) async fn correct_lease(
        &self,
        id: LeaseId,
        correction: Correction<CorrectedLeaseFact>,
        now: DateTime<Utc>,
    ) -> Result<Committed, Problem> {
        let id = id.as_uuid();
        let corrects = self.corrected::<Lease>(id, correction.corrects_event_id).await?;
        let task = LeaseTask::CorrectHistory(Box::new(CorrectLeaseHistory {
            corrects,
            instead: correction.instead,
            reason: correction.reason,
        }));
        self.alone::<Lease>(id, task.asked_at(now)).await
    }
}

impl Books {
    async fn seen_by(&self, work: &mut Work<'_>, task: &LeaseIntent) -> Sight<Seen> {
        let ask = &task.ask;
        let at = ask.effective_at().unwrap_or(task.now);
        let parties = ask.parties();
        all_take_part(work, &parties).await?;
        let mut seen = Seen::default();
        if let Some((well_id, pointer)) = ask.well() {
            let well = self.well(work, well_id, at, pointer).await?;
            seen.shut_in_well = Some(ShutInWellSeen::of(&well, well_id));
        }
        seen.completions = self.completions(work, task, at).await?;
        if let Some(named) = ask.months_of() {
            let named = named
                .iter()
                .map(|named| (named.well_id, named.completion.clone()));
            seen.closed_through = self.closed_through(work, task, named.collect(), at).await?;
        }
        Ok(seen)
    }

    /// A well as it was at the task's date; there must be one.
    async fn well(&self, work: &mut Work<'_>, id: WellId, at: DateTime<Utc>, pointer: &str) -> Sight<Well> {
        let well = at_date::<Well>(work, &self.reader, &self.tenant, id.as_uuid(), at).await?;
        if well.summary().is_none() {
            let detail = format!("no well {id} is known at {at}");
            return Err(not_there(WELL_UNKNOWN, pointer.to_owned(), &detail));
        }
        Ok(well)
    }

    /// The completions the body names, and, where something is let go, those the lease remembers.
    async fn completions(
        &self,
        work: &mut Work<'_>,
        task: &LeaseIntent,
        at: DateTime<Utc>,
    ) -> Sight<Vec<CompletionSeen>> {
        let (named, list) = task.ask.places();
        let mut to_see: Vec<ToSee> = named
            .iter()
            .enumerate()
            .map(|(index, place)| (place.well_id, place.place(), Some(format!("{list}/{index}"))))
            .collect();
        if task.ask.lets_go() {
            let id = task.lease_id.as_uuid();
            let lease = at_date::<Lease>(work, &self.reader, &self.tenant, id, at).await?;
            for (well_id, place, _) in &mut to_see {
                lease.recall(*well_id, place);
            }
            let remembered = lease.held_wells().iter();
            let remembered = remembered.filter(|held| !named.iter().any(|place: &NewPlace| place.is(held)));
            to_see.extend(remembered.map(|held| (held.well_id, held.place(), None)));
        }
        within_limit(to_see.len(), "completions", list)?;
        let mut seen = Vec::with_capacity(to_see.len());
        for (well_id, place, pointer) in to_see {
            let Some(pointer) = pointer else {
                let well = at_date::<Well>(work, &self.reader, &self.tenant, well_id.as_uuid(), at).await?;
                seen.extend(CompletionSeen::of(&well, place));
                continue;
            };
            let well = self
                .well(work, well_id, at, &format!("{pointer}/well_id"))
                .await?;
            let name = place.completion.clone();
            let Some(completion) = CompletionSeen::of(&well, place) else {
                let detail = format!("the well {well_id} has no completion {name}");
                return Err(not_there(
                    COMPLETION_UNKNOWN,
                    format!("{pointer}/completion"),
                    &detail,
                ));
            };
            seen.push(completion);
        }
        Ok(seen)
    }

    /// The last month, from the amendment's on, whose production is closed: of the completions named and of those the lease
    /// remembers.
    async fn closed_through(
        &self,
        work: &mut Work<'_>,
        task: &LeaseIntent,
        mut completions: Vec<(WellId, CompletionName)>,
        at: DateTime<Utc>,
    ) -> Sight<Option<Month>> {
        let lease = work.check::<Lease>(task.lease_id.as_uuid()).await?;
        let Some(zone) = lease.state.time_zone() else {
            return Ok(None);
        };
        let remembered = lease.state.held_wells().iter();
        completions.extend(remembered.map(|held| (held.well_id, held.completion.clone())));
        completions.sort_unstable();
        completions.dedup();
        let month_of = |at| Month::of(local_day(at, zone)).ok();
        let (Some(first), Some(last)) = (month_of(at), month_of(task.now)) else {
            return Ok(None);
        };
        let mut months: Vec<(Month, Uuid)> = Vec::new();
        let mut month = first;
        while month <= last && !completions.is_empty() {
            let streams = completions
                .iter()
                .map(|(well_id, completion)| ProductionMonthId::of(*well_id, completion, month).as_uuid());
            months.extend(streams.map(|stream| (month, stream)));
            within_limit(months.len(), "months of its completions", "/effective_at")?;
            month = month.next();
        }
        let streams: Vec<Uuid> = months.iter().map(|(_, stream)| *stream).collect();
        self.ahead.read(&streams).await?;
        let mut closed = None;
        for (month, stream) in months {
            let state = work.check::<ProductionMonth>(stream).await?;
            if is_closed(&state.state) {
                closed = closed.max(Some(month));
            }
        }
        Ok(closed)
    }
}
