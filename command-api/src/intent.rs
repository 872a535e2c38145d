//! One command on its way: from task, path and body to a command of the domain, to the ledger, to an answer.
//!
//! Single requests and batch items take this way alike.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use wellflow_domain::ids::WellId;
use wellflow_domain::production_month::{ProductionMonth, ProductionMonthCommand};
use wellflow_domain::well::{Well, WellCommand, WellError, WellSeen, WellTask};
use wellflow_event_store::{Actor, CommandRequest, ExecuteError, Metadata, Source, command_id};
use wellflow_http::etag::IfMatch;
use wellflow_http::idempotency_key::IdempotencyKey;
use wellflow_http::{FieldError, INVALID_IF_MATCH, Principal, Problem, RequestId};

use crate::answer::{Answer, Subject};
use crate::first_fact::before_first_fact;
use crate::production_months::{CorrectBody, LockBody, Record, RecordBody};
use crate::refusal::{Refusal, problem};
use crate::service::CommandApi;
use crate::task::{Target, Task};
use crate::wells::{self, ProposeBody};

/// Who sends, and through what; the same for every item of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    pub(crate) principal: Principal,
    pub(crate) source: Source,
    pub(crate) request_id: RequestId,
    pub(crate) correlation_id: Uuid,
    /// The service's clock when the request came.
    pub(crate) now: DateTime<Utc>,
}

/// What is asked, before its values are read.
#[derive(Clone, Debug)]
pub(crate) struct Intent {
    pub(crate) task: Task,
    pub(crate) target: Target,
    pub(crate) key: IdempotencyKey,
    pub(crate) if_match: IfMatch,
    pub(crate) reported_at: Option<DateTime<Utc>>,
    pub(crate) body: Value,
}

/// What is asked, with every value read.
#[derive(Debug)]
pub(crate) struct Ready {
    task: Task,
    request: CommandRequest,
    pub(crate) command: Command,
}

/// A command and the stream it is about.
#[derive(Debug)]
pub(crate) enum Command {
    Well(WellId, Box<WellCommand>),
    /// Decided against the well as it stands.
    Record(Box<Record>),
    ProductionMonth(Uuid, Box<ProductionMonthCommand>),
}

impl Intent {
    /// Reads every value of the body; nothing is decided yet.
    pub(crate) fn read(self, sender: &Sender) -> Result<Ready, Problem> {
        let organization = sender.principal.tenant.organization_id();
        let command_id = command_id(organization, &sender.principal.subject, self.key.as_str());
        if self.if_match == IfMatch::Exists && self.task.may_begin() {
            let detail =
                "* demands a stream that exists, and this task may begin one; send a version or no If-Match";
            let error = FieldError::header("If-Match", INVALID_IF_MATCH.slug, detail);
            return Err(Problem::new(INVALID_IF_MATCH, format!("{detail}.")).with_error(error));
        }
        let command = self.command(command_id, sender.now)?;
        let request = CommandRequest {
            tenant: sender.principal.tenant.clone(),
            command_id,
            fingerprint: self.fingerprint()?,
            expected_version: self.if_match.version(),
            metadata: Metadata {
                actor: Actor {
                    subject: sender.principal.subject.to_string(),
                    role: sender.principal.role.as_str().to_owned(),
                },
                correlation_id: sender.correlation_id,
                causation_id: None,
                source: sender.source,
                request_id: Some(sender.request_id.to_string()),
                context: std::collections::BTreeMap::new(),
            },
            reported_at: self.reported_at,
        };
        Ok(Ready {
            task: self.task,
            request,
            command,
        })
    }

    fn command(&self, command_id: Uuid, now: DateTime<Utc>) -> Result<Command, Problem> {
        let body = &self.body;
        match (self.task, self.target) {
            (Task::RecordProductionMonth, _) => {
                RecordBody::read(body, now).map(|record| Command::Record(Box::new(record)))
            }
            (Task::CorrectProductionMonth, Target::ProductionMonth(id)) => {
                CorrectBody::read(body).map(|command| Command::ProductionMonth(id, Box::new(command)))
            }
            (Task::LockProductionMonth, Target::ProductionMonth(id)) => {
                LockBody::read(body, now).map(|command| Command::ProductionMonth(id, Box::new(command)))
            }
            (task, target) => {
                let well_id = match target {
                    Target::Well(id) => WellId::new(id),
                    // Derived from the command, so that sending it again is about the same well.
                    Target::Body | Target::ProductionMonth(_) => ProposeBody::chosen_id(body)
                        .unwrap_or_else(|| WellId::new(Uuid::new_v5(&command_id, b"well"))),
                };
                let task = well_task(task, body, well_id)?;
                Ok(Command::Well(well_id, Box::new(task.asked_at(now))))
            }
        }
    }

    /// What the same key must mean again: task, target, body (whatever its white space) and precondition.
    fn fingerprint(&self) -> Result<[u8; 32], Problem> {
        let target = match self.target {
            Target::Body => Uuid::nil(),
            Target::Well(id) | Target::ProductionMonth(id) => id,
        };
        let body = serde_json::to_vec(&self.body).map_err(Problem::internal)?;
        let precondition = format!("{:?}", self.if_match);
        let reported_at = self.reported_at.map(|at| at.to_rfc3339()).unwrap_or_default();
        let mut hash = Sha256::new();
        for part in [
            self.task.pattern().as_bytes(),
            target.as_bytes(),
            &body,
            precondition.as_bytes(),
            reported_at.as_bytes(),
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Ok(hash.finalize().into())
    }
}

fn well_task(task: Task, body: &Value, well_id: WellId) -> Result<WellTask, Problem> {
    match task {
        Task::ProposeWell => wells::task::<wells::ProposeBody>(body, well_id),
        Task::ApprovePermit => wells::task::<wells::ApprovePermitBody>(body, well_id),
        Task::SpudWell => wells::task::<wells::SpudBody>(body, well_id),
        Task::ReachTotalDepth => wells::task::<wells::TotalDepthBody>(body, well_id),
        Task::CompleteWell => wells::task::<wells::CompleteBody>(body, well_id),
        Task::RecordFirstProduction => wells::task::<wells::RecordFirstProductionBody>(body, well_id),
        Task::ShutInWell => wells::task::<wells::ShutInBody>(body, well_id),
        Task::ResumeProduction => wells::task::<wells::ResumeProductionBody>(body, well_id),
        Task::TemporarilyAbandonWell => wells::task::<wells::TemporarilyAbandonBody>(body, well_id),
        Task::ReturnToService => wells::task::<wells::ReturnToServiceBody>(body, well_id),
        Task::PlugWell => wells::task::<wells::PlugBody>(body, well_id),
        Task::ImportWellHistory => wells::task::<wells::ImportHistoryBody>(body, well_id),
        Task::ReportCompletionStatus => wells::task::<wells::ReportStatusBody>(body, well_id),
        Task::RecordProductionMonth | Task::CorrectProductionMonth | Task::LockProductionMonth => {
            Err(Problem::internal(format!("{task} was read as a task of a well")))
        }
    }
}

impl Ready {
    /// Carries the command out.
    pub(crate) async fn execute(self, api: &CommandApi) -> Result<Answer, Problem> {
        let Self {
            task,
            request,
            command,
        } = self;
        match command {
            Command::Well(well_id, command) => {
                let id = well_id.as_uuid();
                match api.executor.execute::<Well>(&request, id, *command).await {
                    Ok(done) => Ok(Answer::new(task, Subject::Well(id), done)),
                    Err(error) => {
                        if let ExecuteError::Refused(WellError::Unknown { at }) = error
                            && let Some(early) = before_first_fact(&api.reader, &request.tenant, id, at).await
                        {
                            return Err(early);
                        }
                        Err(refused(api, task, &request, error))
                    }
                }
            }
            Command::Record(record) => {
                let (id, well) = (record.stream().as_uuid(), record.well_id.as_uuid());
                let prepare = |well: &Well, _version: u64| Ok(record.command(WellSeen::of(well)));
                let done = api
                    .executor
                    .execute_guarded::<ProductionMonth, Well>(&request, id, well, prepare)
                    .await;
                done.map(|done| Answer::new(task, Subject::ProductionMonth(id), done))
                    .map_err(|error| refused(api, task, &request, error))
            }
            Command::ProductionMonth(id, command) => {
                let done = api
                    .executor
                    .execute::<ProductionMonth>(&request, id, *command)
                    .await;
                done.map(|done| Answer::new(task, Subject::ProductionMonth(id), done))
                    .map_err(|error| refused(api, task, &request, error))
            }
        }
    }
}

fn refused<E: Refusal>(
    api: &CommandApi,
    task: Task,
    request: &CommandRequest,
    error: ExecuteError<E>,
) -> Problem {
    if matches!(error, ExecuteError::UnknownOrganization) {
        api.organizations.forget(&request.tenant);
    }
    problem(task, request.expected_version.is_some(), error)
}
