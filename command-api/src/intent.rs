//! One command on its way: from task, path and body to what is asked of the domain.
//!
//! Single requests and batch items take this way alike.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use wellflow_domain::approval_policy::ApprovalPolicyId;
use wellflow_domain::ids::{AfeId, AgreementId, LeaseId, OwnerId, WellId};
use wellflow_domain::lease::CorrectedLeaseFact;
use wellflow_domain::owner::CorrectedOwnerFact;
use wellflow_domain::personal::Personal;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{CorrectedFact, PlugWell, WellCommand};
use wellflow_event_store::{Actor, CommandRequest, Metadata, Source, command_id};
use wellflow_http::etag::IfMatch;
use wellflow_http::idempotency_key::IdempotencyKey;
use wellflow_http::{FieldError, INVALID_IF_MATCH, Principal, Problem, RequestId};

use crate::afes::{AfeAsk, AfeIntent};
use crate::agreements::{AgreementAsk, AgreementIntent};
use crate::approval_policies::{PolicyAsk, PolicyIntent};
use crate::authz;
use crate::body::{chosen, read};
use crate::corrected::Correction;
use crate::divisions::DivisionTask;
use crate::leases::{LeaseAsk, LeaseIntent};
use crate::owners::{OwnerAsk, OwnerIntent};
use crate::production_months::{MonthAsk, MonthTask};
use crate::property_months::{PropertyAsk, PropertyTask};
use crate::repairs::RepairIntent;
use crate::task::{Target, Task};
use crate::wells::{self, NewSpud};

/// Who sends, and through what; the same for every item of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    pub(crate) principal: Principal,
    pub(crate) source: Source,
    pub(crate) request_id: RequestId,
    pub(crate) correlation_id: Uuid,
    /// The command or event that led to this.
    pub(crate) causation_id: Option<Uuid>,
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
    pub(crate) task: Task,
    pub(crate) request: CommandRequest,
    pub(crate) command: Command,
}

/// A command and the stream it is about.
#[derive(Debug)]
pub(crate) enum Command {
    /// Decided on the well alone.
    Well(WellId, Box<WellCommand>),
    /// Sees what the well's completions produced.
    Plug(WellId, Box<PlugWell>, DateTime<Utc>),
    /// Sees the event that was wrong.
    CorrectWell(WellId, Box<Correction<CorrectedFact>>, DateTime<Utc>),
    /// A completion's month; sees the well, the month before, or what it corrects.
    Month(Box<MonthTask>),
    /// A property's month; sees the month before, the wells that take part, or what it corrects.
    Property(Box<PropertyTask>),
    /// A lease; sees who takes part, and the wells it is held or let go by.
    Lease(Box<LeaseIntent>),
    /// Sees the event that was wrong.
    CorrectLease(LeaseId, Box<Correction<CorrectedLeaseFact>>, DateTime<Utc>),
    /// An owner; sees the other owner it is about.
    Owner(Box<OwnerIntent>),
    /// Sees the event that was wrong.
    CorrectOwner(OwnerId, Box<Correction<CorrectedOwnerFact>>, DateTime<Utc>),
    /// Sees the AFE and the lease it names.
    Spud(WellId, Box<NewSpud>, DateTime<Utc>),
    /// An AFE; sees the approval policy and its agreement, who takes part, what it is about, or the event that was wrong.
    Afe(Box<AfeIntent>),
    /// An operating agreement; sees its parties, or the event that was wrong.
    Agreement(Box<AgreementIntent>),
    /// The organization's approval policy; sees the event that was wrong.
    Policy(Box<PolicyIntent>),
    /// A division of interest; sees owners, the property's other divisions and closed months, or what it corrects.
    Division(Box<DivisionTask>),
    /// A stream that cannot be read; sees whether the ledger has it, and the event that is to be left out.
    Repair(Box<RepairIntent>),
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
        let command = command_of(self.task, self.target, &self.body, command_id, &sender.asker()?)?;
        if let Command::Month(task) = &command
            && task.ask.is_filed()
        {
            authz::permit_filing(&sender.principal)?;
        }
        if let Command::Afe(task) = &command
            && let Some(tier) = task.ask.tier()
        {
            authz::permit_tier(&sender.principal, tier)?;
        }
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
                causation_id: sender.causation_id,
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

    /// What the same key must mean again: task, target, body (whatever its white space) and precondition.
    fn fingerprint(&self) -> Result<[u8; 32], Problem> {
        let target = match self.target {
            Target::Body => Uuid::nil(),
            Target::Well(id)
            | Target::ProductionMonth(id)
            | Target::PropertyMonth(id)
            | Target::Lease(id)
            | Target::Owner(id)
            | Target::Division(id)
            | Target::Afe(id)
            | Target::Agreement(id)
            | Target::Stream(id) => id,
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

/// Who asks, as far as a command depends on it.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    pub(crate) person: Personal<Text120>,
    /// The approval policy of the asker's organization.
    pub(crate) policy_id: ApprovalPolicyId,
    pub(crate) now: DateTime<Utc>,
}

/// What is asked, with every value of the body read.
pub(crate) fn command_of(
    task: Task,
    target: Target,
    body: &Value,
    command_id: Uuid,
    asker: &Asker,
) -> Result<Command, Problem> {
    let now = asker.now;
    match target {
        Target::ProductionMonth(stream) => match MonthAsk::of_path(task, body) {
            Some(ask) => Ok(Command::Month(Box::new(MonthTask {
                stream,
                ask: ask?,
                now,
            }))),
            None => Err(misread(task)),
        },
        Target::PropertyMonth(stream) => match PropertyAsk::of_path(task, body) {
            Some(ask) => Ok(Command::Property(Box::new(PropertyTask {
                stream,
                ask: ask?,
                now,
            }))),
            None => Err(misread(task)),
        },
        Target::Division(stream) => match DivisionTask::of_path(task, body, stream, now) {
            Some(asked) => Ok(Command::Division(Box::new(asked?))),
            None => Err(misread(task)),
        },
        Target::Stream(id) => match RepairIntent::of(task, body, id, now) {
            Some(asked) => Ok(Command::Repair(Box::new(asked?))),
            None => Err(misread(task)),
        },
        Target::Well(id) => well_command(task, body, WellId::new(id), now),
        Target::Lease(id) => lease_command(task, body, LeaseId::new(id), now),
        Target::Owner(id) => owner_command(task, body, OwnerId::new(id), now),
        Target::Afe(id) => afe_command(task, body, AfeId::new(id), asker),
        Target::Agreement(id) => agreement_command(task, body, AgreementId::new(id), asker),
        Target::Body => of_body(task, body, command_id, asker),
    }
}

/// Of a task whose path names nothing.
fn of_body(task: Task, body: &Value, command_id: Uuid, asker: &Asker) -> Result<Command, Problem> {
    let now = asker.now;
    if let Some(asked) = MonthAsk::of_body(task, body) {
        let (stream, ask) = asked?;
        return Ok(Command::Month(Box::new(MonthTask { stream, ask, now })));
    }
    if let Some(asked) = PropertyAsk::of_body(task, body) {
        let (stream, ask) = asked?;
        return Ok(Command::Property(Box::new(PropertyTask { stream, ask, now })));
    }
    if let Some(asked) = DivisionTask::of_body(task, body, now) {
        return Ok(Command::Division(Box::new(asked?)));
    }
    if let Some(ask) = PolicyAsk::of(task, body) {
        let (policy_id, ask) = (asker.policy_id, ask?);
        return Ok(Command::Policy(Box::new(PolicyIntent { policy_id, ask, now })));
    }
    // Derived from the command, so that sending it again is about the same stream.
    let begun = |kind: &str| {
        chosen(body, &format!("{kind}_id")).unwrap_or_else(|| Uuid::new_v5(&command_id, kind.as_bytes()))
    };
    match task {
        Task::OpenLeaseNegotiation => lease_command(task, body, LeaseId::new(begun("lease")), now),
        Task::RegisterOwner => owner_command(task, body, OwnerId::new(begun("owner")), now),
        Task::DraftAfe => afe_command(task, body, AfeId::new(begun("afe")), asker),
        Task::EnterAgreement => agreement_command(task, body, AgreementId::new(begun("agreement")), asker),
        _ => well_command(task, body, WellId::new(begun("well")), now),
    }
}

fn well_command(task: Task, body: &Value, well_id: WellId, now: DateTime<Utc>) -> Result<Command, Problem> {
    match task {
        Task::PlugWell => read::<PlugWell>(body).map(|plug| Command::Plug(well_id, Box::new(plug), now)),
        Task::SpudWell => read::<NewSpud>(body).map(|spud| Command::Spud(well_id, Box::new(spud), now)),
        Task::CorrectWellHistory => read::<Correction<CorrectedFact>>(body)
            .map(|correction| Command::CorrectWell(well_id, Box::new(correction), now)),
        other => match wells::task(other, body, well_id) {
            Some(asked) => Ok(Command::Well(well_id, Box::new(asked?.asked_at(now)))),
            None => Err(misread(other)),
        },
    }
}

fn lease_command(
    task: Task,
    body: &Value,
    lease_id: LeaseId,
    now: DateTime<Utc>,
) -> Result<Command, Problem> {
    if task == Task::CorrectLeaseHistory {
        let correction = read::<Correction<CorrectedLeaseFact>>(body)?;
        return Ok(Command::CorrectLease(lease_id, Box::new(correction), now));
    }
    let ask = LeaseAsk::of(task, body, lease_id).unwrap_or_else(|| Err(misread(task)))?;
    Ok(Command::Lease(Box::new(LeaseIntent { lease_id, ask, now })))
}

fn owner_command(
    task: Task,
    body: &Value,
    owner_id: OwnerId,
    now: DateTime<Utc>,
) -> Result<Command, Problem> {
    if task == Task::CorrectOwnerHistory {
        let correction = read::<Correction<CorrectedOwnerFact>>(body)?;
        return Ok(Command::CorrectOwner(owner_id, Box::new(correction), now));
    }
    let ask = OwnerAsk::of(task, body, owner_id).unwrap_or_else(|| Err(misread(task)))?;
    Ok(Command::Owner(Box::new(OwnerIntent { owner_id, ask, now })))
}

fn afe_command(task: Task, body: &Value, afe_id: AfeId, asker: &Asker) -> Result<Command, Problem> {
    let ask = AfeAsk::of(task, body, afe_id, &asker.person).unwrap_or_else(|| Err(misread(task)))?;
    Ok(Command::Afe(Box::new(AfeIntent {
        afe_id,
        ask,
        policy_id: asker.policy_id,
        now: asker.now,
    })))
}

fn agreement_command(
    task: Task,
    body: &Value,
    agreement_id: AgreementId,
    asker: &Asker,
) -> Result<Command, Problem> {
    let ask = AgreementAsk::of(task, body, agreement_id).unwrap_or_else(|| Err(misread(task)))?;
    Ok(Command::Agreement(Box::new(AgreementIntent {
        agreement_id,
        ask,
        policy_id: asker.policy_id,
        now: asker.now,
    })))
}

impl Sender {
    fn asker(&self) -> Result<Asker, Problem> {
        Ok(Asker {
            person: self.person()?,
            policy_id: ApprovalPolicyId::of(self.principal.tenant.organization_id()),
            now: self.now,
        })
    }

    /// Who sends, as the domain keeps persons. A subject that is no line of 120 characters is kept by its digest, which names it
    /// as well.
    fn person(&self) -> Result<Personal<Text120>, Problem> {
        let subject: &str = &self.principal.subject;
        let kept = Text120::parse(subject)
            .ok()
            .filter(|kept| kept.as_str() == subject);
        match kept {
            Some(kept) => Ok(Personal::new(kept)),
            None => {
                let digest = Sha256::digest(subject.as_bytes());
                let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
                Text120::parse(&format!("sha256:{hex}"))
                    .map(Personal::new)
                    .map_err(Problem::internal)
            }
        }
    }
}

/// A task that no reader of its target knows.
fn misread(task: Task) -> Problem {
    Problem::internal(format!("{task} was read as a task of something else"))
}
