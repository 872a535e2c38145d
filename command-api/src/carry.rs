//! A command that was read is carried out: it sees what it must see, is decided, and is written, by one append.

mod afes;
mod agreements;
mod divisions;
mod leases;
mod owners;
mod parties;
mod plugging;
mod repairs;
mod spud;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use futures::FutureExt;
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::disposition::Product;
use wellflow_domain::ids::WellId;
use wellflow_domain::production_month::{
    CorrectedEvent, CorrectedSeen, EarlierMonthSeen, ProductionMonth, ProductionMonthError, ProductionMonthId,
};
use wellflow_domain::property_month::{
    CorrectedRecord, EarlierPropertyMonthSeen, PropertyMonth, PropertyMonthError, RecordSeen,
};
use wellflow_domain::well::{CorrectWellHistory, CorrectedFact, EventSeen, Well, WellSeen, WellTask};
use wellflow_event_store::{CommandRequest, Committed, ExecuteError, Executor, StoreError, Work};
use wellflow_http::{FieldError, Problem};
use wellflow_runtime::Tenant;

use crate::answer::{Answer, Subject};
use crate::corrected::Correction;
use crate::first_fact::before_first_fact;
use crate::intent::{Command, Ready};
use crate::problems::WELL_UNKNOWN;
use crate::production_months::{MonthAsk, MonthTask, Seen as MonthSees};
use crate::property_months::{PropertyTask, Seen as PropertySees};
use crate::refusal::{Refusal, Turned, failed, problem, sentence};
use crate::seen::{MOST_STREAMS, event, fact, too_many};
use crate::service::CommandApi;
use crate::task::Task;

impl Ready {
    /// Carries the command out.
    pub(crate) async fn execute(self, api: &CommandApi) -> Result<Answer, Problem> {
        let task = self.task;
        let carrier = Carrier {
            api,
            task,
            request: &self.request,
        };
        let (subject, done) = match self.command {
            Command::Well(id, command) => {
                let id = id.as_uuid();
                (Subject::Well(id), carrier.alone::<Well>(id, *command).await)
            }
            Command::Plug(id, plug, now) => (Subject::Well(id.as_uuid()), carrier.plug(id, *plug, now).await),
            Command::CorrectWell(id, correction, now) => {
                let done = carrier.correct_well(id, *correction, now).await;
                (Subject::Well(id.as_uuid()), done)
            }
            Command::Month(task) => (Subject::ProductionMonth(task.stream), carrier.month(*task).await),
            Command::Property(task) => (Subject::PropertyMonth(task.stream), carrier.property(*task).await),
            Command::Division(task) => (Subject::Division(task.stream), carrier.division(*task).await),
            Command::Lease(task) => {
                let id = task.lease_id.as_uuid();
                (Subject::Lease(id), carrier.lease(*task).await)
            }
            Command::CorrectLease(id, correction, now) => {
                let done = carrier.correct_lease(id, *correction, now).await;
                (Subject::Lease(id.as_uuid()), done)
            }
            Command::Spud(id, spud, now) => (Subject::Well(id.as_uuid()), carrier.spud(id, *spud, now).await),
            Command::Afe(task) => (Subject::Afe(task.afe_id.as_uuid()), carrier.afe(*task).await),
            Command::Agreement(task) => {
                let id = task.agreement_id.as_uuid();
                (Subject::Agreement(id), carrier.agreement(*task).await)
            }
            Command::Policy(task) => {
                let id = task.policy_id.as_uuid();
                (Subject::ApprovalPolicy(id), carrier.policy(*task).await)
            }
            Command::Owner(task) => {
                let id = task.owner_id.as_uuid();
                (Subject::Owner(id), carrier.owner(*task).await)
            }
            Command::CorrectOwner(id, correction, now) => {
                let done = carrier.correct_owner(id, *correction, now).await;
                (Subject::Owner(id.as_uuid()), done)
            }
            Command::Repair(intent) => {
                let id = intent.stream.stream_id;
                (Subject::Stream(id), carrier.repair(*intent).await)
            }
        };
        done.map(|done| Answer::new(task, subject, done))
    }
}

/// What one command is carried out with.
struct Carrier<'a> {
    api: &'a CommandApi,
    task: Task,
    request: &'a CommandRequest,
}

impl Carrier<'_> {
    /// Decided on one stream alone.
    async fn alone<D>(&self, id: Uuid, command: D::Command) -> Result<Committed, Problem>
    where
        D: Decider,
        D::Error: Refusal,
    {
        let done = self.api.executor.execute::<D>(self.request, id, command).await;
        match done {
            Ok(done) => Ok(done),
            Err(error) => Err(self.refused_on(D::KIND, id, error).await),
        }
    }

    /// The event a correction is about, as the ledger holds it.
    async fn corrected<D>(&self, id: Uuid, event_id: Uuid) -> Result<EventSeen, Problem>
    where
        D: Decider,
        D::Error: Refusal,
    {
        let (reader, tenant) = (&self.api.reader, &self.request.tenant);
        let found = event(reader, tenant, D::KIND, id, event_id).await;
        let Some(found) = found.map_err(failed)? else {
            return Err(self.refused(ExecuteError::<D::Error>::NotStanding { event_id }));
        };
        Ok(EventSeen {
            event_id,
            event_type: found.event_type,
            effective_at: found.effective_at,
        })
    }

    async fn correct_well(
        &self,
        id: WellId,
        correction: Correction<CorrectedFact>,
        now: DateTime<Utc>,
    ) -> Result<Committed, Problem> {
        let id = id.as_uuid();
        let corrects = self.corrected::<Well>(id, correction.corrects_event_id).await?;
        let task = WellTask::CorrectHistory(Box::new(CorrectWellHistory {
            corrects,
            instead: correction.instead,
            reason: correction.reason,
        }));
        self.alone::<Well>(id, task.asked_at(now)).await
    }

    async fn month(&self, task: MonthTask) -> Result<Committed, Problem> {
        let stream = task.stream;
        let corrects = match task.ask.corrects_event_id() {
            None => None,
            Some(event_id) => {
                let (reader, tenant) = (&self.api.reader, &self.request.tenant);
                let found = fact::<ProductionMonth>(reader, tenant, stream, event_id).await;
                let seen = found.map_err(failed)?;
                let seen = seen.as_ref().map_or(CorrectedSeen::Unknown, CorrectedSeen::of);
                Some(CorrectedEvent { event_id, seen })
            }
        };
        let asked = Arc::new((task, corrects));
        let done = self
            .api
            .executor
            .execute_work::<ProductionMonth, ProductionMonthError>(self.request, stream, |work| {
                let asked = Arc::clone(&asked);
                async move {
                    let (task, corrects) = &*asked;
                    let seen = seen_by_month(work, task, corrects.clone()).await?;
                    let command = task.ask.clone().command(seen, task.now);
                    let command = command.map_err(ExecuteError::Refused)?;
                    work.decide::<ProductionMonth>(stream, &command).await
                }
                .boxed()
            });
        done.await.map_err(|error| self.refused(error))
    }

    async fn property(&self, task: PropertyTask) -> Result<Committed, Problem> {
        let stream = task.stream;
        let corrects = match task.ask.corrects_event_id() {
            None => None,
            Some(event_id) => {
                let (reader, tenant) = (&self.api.reader, &self.request.tenant);
                let found = fact::<PropertyMonth>(reader, tenant, stream, event_id).await;
                let seen = found.map_err(failed)?;
                let seen = seen.as_ref().map_or(RecordSeen::Unknown, RecordSeen::of);
                Some(CorrectedRecord { event_id, seen })
            }
        };
        let asked = Arc::new((task, corrects));
        let done = self
            .api
            .executor
            .execute_work::<PropertyMonth, Turned<PropertyMonthError>>(self.request, stream, |work| {
                let asked = Arc::clone(&asked);
                async move {
                    let (task, corrects) = &*asked;
                    let seen = seen_by_property(work, task, corrects.clone()).await?;
                    let command = task.ask.clone().command(seen, task.now);
                    work.decide::<PropertyMonth>(stream, &command)
                        .await
                        .map_err(|error| error.map(Turned::Refused))
                }
                .boxed()
            });
        done.await.map_err(|error| self.refused(error))
    }

    /// As [`Self::refused`]; where nothing was known at the task's date, it is told whether there is anything later.
    async fn refused_on<E: Refusal>(&self, kind: &'static str, id: Uuid, error: ExecuteError<E>) -> Problem {
        if let ExecuteError::Refused(refusal) = &error
            && let Some(at) = refusal.unknown_at()
            && let Some(early) =
                before_first_fact(&self.api.reader, &self.request.tenant, (kind, id), at).await
        {
            return early;
        }
        self.refused(error)
    }

    fn refused<E: Refusal>(&self, error: ExecuteError<E>) -> Problem {
        if matches!(error, ExecuteError::UnknownOrganization) {
            self.api.organizations.forget(&self.request.tenant);
        }
        problem(self.task, self.request.expected_version.is_some(), error)
    }
}

/// Reads many streams at once, the first time they are to be seen. A command that is decided again must see them fresh, and
/// reads each by itself.
struct Ahead {
    executor: Executor,
    tenant: Tenant,
    done: AtomicBool,
}

impl Ahead {
    fn new(executor: &Executor, request: &CommandRequest) -> Self {
        Self {
            executor: executor.clone(),
            tenant: request.tenant.clone(),
            done: AtomicBool::new(false),
        }
    }

    async fn read(&self, months: &[Uuid]) -> Result<(), StoreError> {
        if self.done.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        self.executor
            .hydrate_many::<ProductionMonth>(&self.tenant, months)
            .await
    }
}

async fn seen_by_month(
    work: &mut Work<'_>,
    task: &MonthTask,
    corrects: Option<CorrectedEvent>,
) -> Result<MonthSees, ExecuteError<ProductionMonthError>> {
    let mut seen = MonthSees {
        corrects,
        ..MonthSees::default()
    };
    let well_id = match &task.ask {
        MonthAsk::CorrectDay(_) => named(work, task.stream).await?.map(|(well_id, _)| well_id),
        other => other.well_id(),
    };
    if let Some(well_id) = well_id {
        let well = work.check::<Well>(well_id.as_uuid()).await?;
        seen.well = Some(WellSeen::of(&well.state));
    }
    let earlier = match &task.ask {
        MonthAsk::ReconcileStock(stock) => {
            let earlier = named(work, task.stream).await?.and_then(|(_, earlier)| earlier);
            earlier.map(|earlier| (earlier, stock.product))
        }
        other => other.earlier().map(|earlier| (earlier, Product::Oil)),
    };
    if let Some((earlier, product)) = earlier {
        let earlier = work.check::<ProductionMonth>(earlier.as_uuid()).await?;
        seen.earlier = EarlierMonthSeen::of(&earlier.state, product);
    }
    Ok(seen)
}

/// The well of a month, and the month before; `None` where nothing is recorded of it.
async fn named(
    work: &mut Work<'_>,
    stream: Uuid,
) -> Result<Option<(WellId, Option<ProductionMonthId>)>, ExecuteError<ProductionMonthError>> {
    let state = work.check::<ProductionMonth>(stream).await?;
    let (well_id, completion, month) = match &state.state {
        ProductionMonth::Unknown => return Ok(None),
        ProductionMonth::Running { running } => (running.well_id, &running.completion, running.month),
        ProductionMonth::Open { recorded } | ProductionMonth::Locked { recorded, .. } => {
            (recorded.well_id, &recorded.completion, recorded.month)
        }
    };
    let earlier = month
        .previous()
        .map(|earlier| ProductionMonthId::of(well_id, completion, earlier));
    Ok(Some((well_id, earlier)))
}

async fn seen_by_property(
    work: &mut Work<'_>,
    task: &PropertyTask,
    corrects: Option<CorrectedRecord>,
) -> Result<PropertySees, ExecuteError<Turned<PropertyMonthError>>> {
    let mut seen = PropertySees {
        corrects,
        ..PropertySees::default()
    };
    if let Some((earlier, product)) = task.ask.earlier() {
        let earlier = work.check::<PropertyMonth>(earlier.as_uuid()).await?;
        seen.earlier = EarlierPropertyMonthSeen::of(&earlier.state, product);
    }
    // Each well once, at the first place that names it.
    let mut wells = BTreeMap::new();
    for (index, well_id) in task.ask.wells() {
        wells.entry(well_id).or_insert(index);
    }
    if wells.len() > MOST_STREAMS {
        let what = format!("{} wells", wells.len());
        return Err(away(too_many(&what, "/inputs")));
    }
    for (well_id, index) in wells {
        let well = work.check::<Well>(well_id.as_uuid()).await?;
        if WellSeen::of(&well.state) == WellSeen::Unknown {
            let detail = format!("the well {well_id} is not known");
            let pointer = format!("/inputs/{index}/well_id");
            let error = FieldError::pointer(pointer, WELL_UNKNOWN.slug, detail.clone());
            let problem = Problem::new(WELL_UNKNOWN, sentence(&detail)).with_error(error);
            return Err(away(problem));
        }
    }
    Ok(seen)
}

fn away<E>(problem: Problem) -> ExecuteError<Turned<E>> {
    ExecuteError::Refused(Turned::Away(problem))
}
