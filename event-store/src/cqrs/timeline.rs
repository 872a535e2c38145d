//! The events of one stream as cqrs-es hands them over, and the state they fold to.

use std::collections::HashSet;

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};

use super::aggregate::Refusal;
use super::event::TaggedEvent;
use crate::fold::{Dated, Refused, replay};

/// Events in the order of their sequence, with what is asked of all of them at every command.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "E: DomainEvent")]
pub(super) struct Timeline<E> {
    events: Vec<TaggedEvent<E>>,
    /// The latest effective instant among them.
    latest: Option<DateTime<Utc>>,
}

impl<E> Default for Timeline<E> {
    fn default() -> Self {
        Self {
            events: Vec::new(),
            latest: None,
        }
    }
}

/// The instant the ledger would keep.
fn instant<E: DomainEvent>(event: &E) -> DateTime<Utc> {
    event.effective_at().trunc_subsecs(6)
}

impl<E: DomainEvent> Timeline<E> {
    pub(super) fn latest(&self) -> Option<DateTime<Utc>> {
        self.latest
    }

    /// Whether the newest state can take the event as it comes: nothing later is known, and nothing goes.
    pub(super) fn continues_with(&self, event: &E) -> bool {
        event.supersedes().is_none() && self.latest.is_none_or(|latest| instant(event) >= latest)
    }

    pub(super) fn push(&mut self, event: TaggedEvent<E>) {
        self.latest = self.latest.max(Some(instant(event.event())));
        self.events.push(event);
    }

    /// The state at an instant, or of every event known; with the events it could not take.
    pub(super) fn fold<D: Decider<Event = E>>(
        &self,
        until: Option<DateTime<Utc>>,
    ) -> (D, Vec<Refused<'_, E>>) {
        let superseded: HashSet<Uuid> = self
            .events
            .iter()
            .filter_map(|tagged| tagged.event().supersedes())
            .collect();
        let standing = (1..)
            .zip(&self.events)
            .filter(|(_, tagged)| !superseded.contains(&tagged.event_id()))
            .map(|(position, tagged)| Dated {
                effective_at: instant(tagged.event()),
                position,
                event_id: tagged.event_id(),
                event_type: tagged.event().event_type(),
                events: vec![tagged.event().clone()],
            })
            .filter(|dated| until.is_none_or(|until| dated.effective_at <= until))
            .collect();
        replay::<D>(D::default(), standing)
    }

    /// Whether new events may stand in their places: what they supersede stands, and no event that was legal before
    /// becomes illegal by them.
    pub(super) fn check<D: Decider<Event = E>>(
        &self,
        new: &[TaggedEvent<E>],
    ) -> Result<(), Refusal<D::Error>> {
        let mut superseded: HashSet<Uuid> = self
            .events
            .iter()
            .filter_map(|tagged| tagged.event().supersedes())
            .collect();
        for event_id in new.iter().filter_map(|tagged| tagged.event().supersedes()) {
            let stands = self.events.iter().any(|tagged| tagged.event_id() == event_id);
            if !stands || !superseded.insert(event_id) {
                return Err(Refusal::NotStanding { event_id });
            }
        }
        let already: HashSet<Uuid> = self
            .fold::<D>(None)
            .1
            .iter()
            .map(|(dated, _)| dated.event_id)
            .collect();
        let mut after = self.clone();
        new.iter().cloned().for_each(|event| after.push(event));
        let (_, refused) = after.fold::<D>(None);
        match refused
            .into_iter()
            .find(|(dated, _)| !already.contains(&dated.event_id))
        {
            None => Ok(()),
            Some((dated, illegal)) => Err(Refusal::WouldBreak {
                event_id: dated.event_id,
                event_type: dated.event_type.to_owned(),
                reason: illegal.reason,
            }),
        }
    }
}
