//! Sends single commands the ways their plans say, and keeps at each until there is an answer for good.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_event_store::{
    Actor, CommandRequest, Committed, ExecuteError, Executor, Ledger, Metadata, NewEvent, Outcome, Source,
    StoreError, StreamId, StreamPart, Submission,
};
use wellflow_runtime::Tenant;

use super::journal::{Answer, Done, Journal};
use super::plan::{FORGED, Kind, Plan, Poison, Sending, World};
use crate::faults::tank::{Filled, Short, Tank, TankCommand, TankEvent, Task};

/// A command without an answer for so long is a fault of its own.
const PATIENCE: Duration = Duration::from_secs(120);

/// What one attempt came to.
enum Attempt {
    Answered(Answer),
    /// Nothing was written, for a reason that is known and gone.
    Moved,
    /// It may have been written or not.
    Unknown,
}

/// Sends commands of one worker.
pub(crate) struct Sender {
    world: World,
    ledger: Ledger,
    executor: Executor,
    journal: Journal,
    /// Versions last heard of; a guess that the ledger corrects.
    versions: Mutex<HashMap<Uuid, u64>>,
}

impl Sender {
    pub(crate) fn new(world: World, ledger: Ledger, executor: Executor, journal: Journal) -> Self {
        Self {
            world,
            ledger,
            executor,
            journal,
            versions: Mutex::default(),
        }
    }

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// Sends a command in the way its plan says.
    pub(crate) async fn send(&self, number: u64) {
        let plan = self.world.plan(number);
        match plan.sending {
            Sending::Once => self.until_answered(&plan, false).await,
            Sending::Twice => {
                tokio::join!(
                    self.until_answered(&plan, false),
                    self.until_answered(&plan, false)
                );
            }
            Sending::Again => {
                self.until_answered(&plan, false).await;
                self.until_answered(&plan, false).await;
            }
            Sending::WithImpostor => {
                tokio::join!(
                    self.until_answered(&plan, false),
                    self.until_answered(&plan, true)
                );
            }
            Sending::BeforeImpostor => {
                self.until_answered(&plan, false).await;
                self.until_answered(&plan, true).await;
            }
        }
    }

    async fn until_answered(&self, plan: &Plan, forged: bool) {
        self.journal.sent(plan.number, forged);
        let started = Instant::now();
        let mut pause = Duration::from_millis(2);
        loop {
            match self.attempt(plan, forged).await {
                Attempt::Answered(answer) => {
                    self.journal.answered(plan.number, forged, &answer);
                    return;
                }
                Attempt::Moved => {}
                Attempt::Unknown => {
                    self.journal.unknown(plan.number, forged);
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(1));
                }
            }
            assert!(started.elapsed() < PATIENCE, "no answer for good to {plan:?}");
        }
    }

    async fn attempt(&self, plan: &Plan, forged: bool) -> Attempt {
        let more = if forged { FORGED } else { 0 };
        let task = match &plan.kind {
            Kind::Fill { amounts, .. } => Task::Fill(amounts.iter().map(|amount| amount + more).collect()),
            Kind::Draw(amount) => Task::Draw(amount + more),
            Kind::Label(label) => Task::Label(label.clone()),
            Kind::Unlabel => Task::Unlabel,
            Kind::Guarded { amount, .. } => Task::Fill(vec![amount + more]),
            Kind::Deliver { .. } | Kind::Poison(_) => return self.submit(plan, more, forged).await,
        };
        self.execute(plan, task, forged).await
    }

    async fn execute(&self, plan: &Plan, task: Task, forged: bool) -> Attempt {
        let insists = matches!(plan.kind, Kind::Fill { insists: true, .. });
        let request = CommandRequest {
            tenant: self.tenant(plan),
            command_id: plan.command_id,
            fingerprint: self.world.fingerprint(plan.number, forged),
            expected_version: insists.then(|| self.version(plan.tank)),
            metadata: metadata(),
            reported_at: None,
        };
        let command = TankCommand {
            number: plan.number,
            at: plan.at,
            task,
        };
        let executed = match plan.kind {
            Kind::Guarded { guard, .. } => {
                let prepare = |_: &Tank, _| Ok(command.clone());
                let execute = self
                    .executor
                    .execute_guarded::<Tank, Tank>(&request, plan.tank, guard, prepare);
                Box::pin(execute).await
            }
            _ => Box::pin(self.executor.execute::<Tank>(&request, plan.tank, command)).await,
        };
        self.executed(plan, executed)
    }

    fn executed(&self, plan: &Plan, executed: Result<Committed, ExecuteError<Short>>) -> Attempt {
        let refused = |why: &str| Attempt::Answered(Answer::Refused(why.to_owned()));
        match executed {
            Ok(done) => {
                self.learn(plan.tank, done.version);
                Attempt::Answered(Answer::Done(Done {
                    replayed: done.replayed,
                    position: done.position,
                    version: Some(done.version),
                    from: None,
                    event_ids: Some(done.event_ids),
                }))
            }
            Err(ExecuteError::Refused(Short)) => refused("short"),
            Err(ExecuteError::VersionConflict { actual, .. }) => {
                self.learn(plan.tank, actual);
                refused("version-conflict")
            }
            Err(ExecuteError::KeyReused) => refused("key-reused"),
            Err(ExecuteError::Claimed { .. }) => refused("claimed"),
            Err(ExecuteError::RetroactivelyIllegal { .. }) => refused("retroactively-illegal"),
            Err(ExecuteError::Busy { .. }) => Attempt::Unknown,
            Err(ExecuteError::Store(error)) if error.is_transient() => Attempt::Unknown,
            Err(error) => panic!("{plan:?} was answered {error:?}"),
        }
    }

    /// A unit of work of one's own making.
    async fn submit(&self, plan: &Plan, more: i64, forged: bool) -> Attempt {
        let streams = self.streams(plan, more);
        let expected = streams[0].expected;
        let ids = streams.iter().flat_map(|part| &part.events);
        let ids: Vec<Uuid> = ids.map(|event| event.event_id).collect();
        let fingerprint = self.world.fingerprint(plan.number, forged);
        let sealed = Submission::seal(
            &self.tenant(plan),
            plan.command_id,
            fingerprint,
            &metadata(),
            streams,
        );
        let outcome = match sealed {
            Ok(submission) => self.ledger.submit(submission).await,
            Err(error) => Err(error),
        };
        let done = |replayed, from, to, version, event_ids| {
            Attempt::Answered(Answer::Done(Done {
                replayed,
                position: to,
                version,
                from: Some(from),
                event_ids,
            }))
        };
        match outcome {
            Ok(Outcome::Committed { from, to, .. }) => {
                self.learn(plan.tank, expected + 1);
                done(false, from, to, Some(expected + 1), Some(ids))
            }
            Ok(Outcome::Duplicate { from, to }) => done(true, from, to, None, None),
            Ok(Outcome::KeyReused) => Attempt::Answered(Answer::Refused("key-reused".to_owned())),
            Ok(Outcome::Conflict { stream, actual }) => {
                self.learn(stream.id, actual);
                Attempt::Moved
            }
            Ok(outcome) => panic!("{plan:?} was answered {outcome:?}"),
            Err(error) => failed(plan, &error),
        }
    }

    fn streams(&self, plan: &Plan, more: i64) -> Vec<StreamPart> {
        let part = |tank, amounts: &[i64]| StreamPart {
            stream: StreamId {
                kind: Tank::KIND,
                id: tank,
            },
            expected: self.version(tank),
            events: amounts.iter().map(|amount| filled(plan, amount + more)).collect(),
        };
        match &plan.kind {
            Kind::Deliver {
                amount,
                second,
                second_amount,
                checked,
            } => vec![
                part(plan.tank, &[*amount]),
                part(*second, &[*second_amount]),
                part(*checked, &[]),
            ],
            Kind::Poison(poison) => {
                let mut parts = vec![part(plan.tank, &[1])];
                if *poison == Poison::StreamTwice {
                    parts.push(part(plan.tank, &[2]));
                }
                for event in parts.iter_mut().flat_map(|part| &mut part.events) {
                    match poison {
                        Poison::NoJson => event.payload = "{\"at\":".to_owned(),
                        Poison::NulByte => event.payload = "{\"at\":\"\0\"}".to_owned(),
                        Poison::StreamTwice => {}
                    }
                }
                parts
            }
            other => panic!("{other:?} is no unit of work of one's own making"),
        }
    }

    fn tenant(&self, plan: &Plan) -> Tenant {
        Tenant::authenticated(self.world.organizations[plan.organization])
    }

    fn version(&self, tank: Uuid) -> u64 {
        self.versions.lock().unwrap().get(&tank).copied().unwrap_or(0)
    }

    fn learn(&self, tank: Uuid, version: u64) {
        let mut versions = self.versions.lock().unwrap();
        versions.insert(tank, version);
    }
}

fn failed(plan: &Plan, error: &StoreError) -> Attempt {
    if error.is_transient() {
        return Attempt::Unknown;
    }
    // What was made to fail has failed; anything else must not.
    assert!(matches!(plan.kind, Kind::Poison(_)), "{plan:?} failed: {error:?}");
    Attempt::Answered(Answer::Refused("failed".to_owned()))
}

fn filled(plan: &Plan, amount: i64) -> NewEvent {
    let event = TankEvent::from(Filled {
        at: plan.at,
        number: plan.number,
        amount,
    });
    NewEvent::encode(&event, None).unwrap()
}

fn metadata() -> Metadata {
    Metadata {
        actor: Actor {
            subject: "faults".to_owned(),
            role: "operator".to_owned(),
        },
        correlation_id: Uuid::now_v7(),
        causation_id: None,
        source: Source::Api,
        request_id: None,
        context: std::collections::BTreeMap::new(),
    }
}
