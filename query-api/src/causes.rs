//! `GET /commands/{command_id}/effects`: what a command led to, as a tree.
//!
//! Under a command stand its events, and the commands that named it or one of its events as their cause; under each of those
//! the same again.
//!
//! Invariants
//! - Every command stands once, however often it is named; a command that names itself leads nowhere.
//! - At most [`EVENTS`] events and [`LEVELS`] levels are answered, nearest first; where there are more, the answer says so.

use std::collections::{BTreeMap, HashMap, HashSet};

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use uuid::Uuid;
use wellflow_event_store::{Metadata, RecordedEvent};
use wellflow_http::{Principal, Problem};
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::{Params, parse_uuid};
use crate::problems::COMMAND_NOT_RECORDED;
use crate::replay::Told;

/// Events of an answer.
const EVENTS: usize = 1_000;
/// Causes in a row; each is a reading of the ledger.
const LEVELS: usize = 100;

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CommandEffects")
)]
pub(crate) struct Body {
    #[serde(flatten)]
    command: Node,
    /// Whether there is more than was answered.
    truncated: bool,
}

/// A command, what it wrote, and what that led to.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "CommandWithEffects")
)]
pub(crate) struct Node {
    command_id: Uuid,
    /// The command or event it named as its cause.
    causation_id: Option<Uuid>,
    events: Vec<Told>,
    effects: Vec<Node>,
}

pub(crate) async fn effects(
    principal: Principal,
    api: web::Data<QueryApi>,
    path: web::Path<String>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    // It may lead anywhere.
    for whole in [Read::Considerations, Read::PersonalData, Read::Ownership] {
        whole.allow(&principal)?;
    }
    let command_id = parse_uuid("command_id", &path)?;
    Params::read(&request, &[])?;
    let tip = demand.wait_for_ledger(&api, &principal.tenant).await?;
    let known = tip.map_or(0, |tip| tip.position);
    let found = Found::of(&api, &principal.tenant, command_id, known).await?;
    let truncated = found.truncated;
    let command = found.tree(command_id).map_err(Problem::from)?;
    Ok(demand.json(known, &Body { command, truncated }))
}

/// The commands of a tree, in the order in which they were found: a cause before what it led to.
#[derive(Default)]
struct Found {
    order: Vec<Uuid>,
    events: HashMap<Uuid, Vec<RecordedEvent>>,
    truncated: bool,
    count: usize,
}

impl Found {
    async fn of(api: &QueryApi, tenant: &Tenant, command_id: Uuid, known: u64) -> Result<Self, QueryError> {
        let mut found = Self::default();
        let first = api
            .ledger
            .of_command(tenant, command_id, found.room() + 1)
            .await?;
        let Some(first) = first else {
            let detail = format!("The ledger knows no command {command_id}.");
            return Err(Problem::new(COMMAND_NOT_RECORDED, detail).into());
        };
        found.order.push(command_id);
        found.events.entry(command_id).or_default();
        let mut causes = vec![command_id];
        causes.extend(found.take(first));
        let mut levels = 0;
        while !causes.is_empty() && !found.truncated {
            levels += 1;
            if levels > LEVELS {
                found.truncated = true;
                break;
            }
            let mut caused = api.ledger.caused_by(tenant, &causes, 0, found.room() + 1).await?;
            caused.retain(|event| event.position <= known);
            let new: HashSet<Uuid> = caused
                .iter()
                .map(|event| event.command_id)
                .filter(|id| !found.events.contains_key(id))
                .collect();
            caused.retain(|event| new.contains(&event.command_id));
            causes = found.take(caused);
            causes.extend(new);
        }
        Ok(found)
    }

    /// How many more events there may be.
    fn room(&self) -> u32 {
        u32::try_from(EVENTS - self.count).unwrap_or(0)
    }

    /// Takes events as far as there is room; gives their ids.
    fn take(&mut self, mut events: Vec<RecordedEvent>) -> Vec<Uuid> {
        let room = EVENTS - self.count;
        self.truncated |= events.len() > room;
        events.truncate(room);
        self.count += events.len();
        let ids = events.iter().map(|event| event.event_id).collect();
        for event in events {
            let command = event.command_id;
            if !self.events.contains_key(&command) {
                self.order.push(command);
            }
            self.events.entry(command).or_default().push(event);
        }
        ids
    }

    /// The tree under a command. Later ones are hung up first, so that each has all of its own when its turn comes.
    fn tree(mut self, root: Uuid) -> Result<Node, QueryError> {
        let mut under: HashMap<Uuid, Uuid> = HashMap::new();
        for (command, events) in &self.events {
            under.insert(*command, *command);
            under.extend(events.iter().map(|event| (event.event_id, *command)));
        }
        let mut waiting: HashMap<Uuid, BTreeMap<u64, Node>> = HashMap::new();
        for command_id in self.order.iter().rev().copied() {
            let events = self.events.remove(&command_id).unwrap_or_default();
            let causation_id = match events.first() {
                None => None,
                Some(event) => cause_of(event)?,
            };
            let first = events.first().map_or(0, |event| event.position);
            let node = Node {
                command_id,
                causation_id,
                events: events.into_iter().map(Told::of).collect::<Result<_, _>>()?,
                effects: waiting
                    .remove(&command_id)
                    .unwrap_or_default()
                    .into_values()
                    .collect(),
            };
            if command_id == root {
                return Ok(node);
            }
            if let Some(cause) = causation_id.and_then(|cause| under.get(&cause)) {
                waiting.entry(*cause).or_default().insert(first, node);
            }
        }
        Err(Problem::internal("the root of a tree of causes was not found").into())
    }
}

fn cause_of(event: &RecordedEvent) -> Result<Option<Uuid>, QueryError> {
    let metadata: Metadata = serde_json::from_str(&event.metadata)?;
    Ok(metadata.causation_id)
}
