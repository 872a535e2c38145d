//! What waits for a lane, by organization, and the choice of what goes next.
//!
//! Organizations take turns, so one with a long queue does not hold the others up. Of what touches the same stream,
//! business key or command, the later one waits until the earlier one is answered; nothing overtakes it.

use std::collections::{HashMap, VecDeque};

use tokio::sync::oneshot;
use uuid::Uuid;

use crate::StoreError;
use crate::ledger::{BatchScope, LedgerConfig, Ticket};
use crate::submission::{Outcome, Submission};
use crate::touch::{Awaited, Held};

/// How many of an organization's queue are put off before its turn ends: a hot stream must not make every batch look
/// through everything that waits for it.
const PUT_OFF: usize = 256;

/// A submission and who waits for it.
pub(crate) struct Waiting {
    pub(crate) submission: Submission,
    pub(crate) reply: oneshot::Sender<Result<Outcome, StoreError>>,
    /// Its place in the lane; given back when it is answered.
    pub(crate) _ticket: Ticket,
}

#[derive(Default)]
pub(crate) struct Queue {
    organizations: HashMap<Uuid, VecDeque<Waiting>>,
    /// Organizations with something in their queue, the next one first.
    turns: VecDeque<Uuid>,
    waiting: usize,
}

/// A batch that is being put together.
struct Draft<'a> {
    config: &'a LedgerConfig,
    batch: Vec<Waiting>,
    events: usize,
    bytes: usize,
    awaited: Awaited,
    full: bool,
}

impl Queue {
    pub(crate) fn len(&self) -> usize {
        self.waiting
    }

    pub(crate) fn push(&mut self, waiting: Waiting) {
        let organization = waiting.submission.organization_id;
        let queue = self.organizations.entry(organization).or_default();
        if queue.is_empty() {
            self.turns.push_back(organization);
        }
        queue.push_back(waiting);
        self.waiting += 1;
    }

    /// Takes the submissions that may share a transaction and touch nothing that is held; what they touch is then held.
    /// Empty where everything that waits touches something held.
    pub(crate) fn next_batch(&mut self, config: &LedgerConfig, held: &mut Held) -> Vec<Waiting> {
        let mut draft = Draft {
            config,
            batch: Vec::new(),
            events: 0,
            bytes: 0,
            awaited: Awaited::default(),
            full: false,
        };
        let mut skipped = Vec::new();
        while let Some(organization) = self.turns.pop_front() {
            let share = (config.batch_events / (self.turns.len() + 1)).max(1);
            let Some(queue) = self.organizations.get_mut(&organization) else {
                continue;
            };
            let before = draft.batch.len();
            draft.take_from(queue, share, held);
            let taken = draft.batch.len() - before;
            self.waiting -= taken;
            if queue.is_empty() {
                self.organizations.remove(&organization);
            } else if taken == 0 {
                skipped.push(organization);
            } else {
                self.turns.push_back(organization);
            }
            if draft.full || (config.batch_scope == BatchScope::Organization && !draft.batch.is_empty()) {
                break;
            }
        }
        // Who got nothing is asked first the next time.
        for organization in skipped.into_iter().rev() {
            self.turns.push_front(organization);
        }
        draft.batch
    }
}

impl Draft<'_> {
    /// Takes up to `share` submissions of one organization, in the order they came.
    fn take_from(&mut self, queue: &mut VecDeque<Waiting>, share: usize, held: &mut Held) {
        let mut put_off = Vec::new();
        let mut taken = 0;
        while taken < share && put_off.len() < PUT_OFF {
            let Some(waiting) = queue.pop_front() else { break };
            if !self.fits(&waiting.submission) {
                self.full = true;
                queue.push_front(waiting);
                break;
            }
            if held.take(&waiting.submission.touches, &self.awaited) {
                self.events += waiting.submission.events();
                self.bytes += waiting.submission.bytes;
                self.batch.push(waiting);
                taken += 1;
            } else {
                self.awaited.add(&waiting.submission.touches);
                put_off.push(waiting);
            }
        }
        for waiting in put_off.into_iter().rev() {
            queue.push_front(waiting);
        }
    }

    /// Whether there is room; the first one always has, however large it is.
    fn fits(&self, submission: &Submission) -> bool {
        self.batch.is_empty()
            || (self.events + submission.events() <= self.config.batch_events
                && self.bytes + submission.bytes <= self.config.batch_bytes
                && self.batch.len() < self.config.batch_events)
    }
}
