//! What was written lately, so that a command sent twice at the same time is answered without asking the database again.
//!
//! Only successes are remembered: what was written stays written. That a command is not here says nothing.

use std::collections::{HashMap, VecDeque};

use uuid::Uuid;

use crate::submission::{Outcome, Submission};

/// Commands remembered by a lane.
const REMEMBERED: usize = 8_192;

/// A command that was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    organization_id: Uuid,
    command_id: Uuid,
    fingerprint: [u8; 32],
    incarnation: Uuid,
    from: u64,
    to: u64,
}

impl Written {
    pub(crate) fn organization_id(&self) -> Uuid {
        self.organization_id
    }

    /// The ledger's last position after it, and the copy of the ledger.
    pub(crate) fn tip(&self) -> (u64, Uuid) {
        (self.to, self.incarnation)
    }

    /// What is to be remembered of a submission, if it was written just now.
    pub(crate) fn of(submission: &Submission, outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::Committed {
                from,
                to,
                incarnation,
                ..
            } => Some(Self {
                organization_id: submission.organization_id,
                command_id: submission.command_id,
                fingerprint: submission.fingerprint,
                incarnation: *incarnation,
                from: *from,
                to: *to,
            }),
            _ => None,
        }
    }
}

/// The commands written lately.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    commands: HashMap<(Uuid, Uuid), Written>,
    order: VecDeque<(Uuid, Uuid)>,
}

impl Recent {
    pub(crate) fn remember(&mut self, written: Written) {
        let key = (written.organization_id, written.command_id);
        if self.commands.insert(key, written).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > REMEMBERED {
            if let Some(oldest) = self.order.pop_front() {
                self.commands.remove(&oldest);
            }
        }
    }

    /// The answer to a command that was written lately. One that was decided on another copy of the ledger is for the
    /// database to judge.
    pub(crate) fn answer(&self, submission: &Submission) -> Option<Outcome> {
        let written = self
            .commands
            .get(&(submission.organization_id, submission.command_id))?;
        if submission.incarnation != Some(written.incarnation) {
            return None;
        }
        Some(if written.fingerprint == submission.fingerprint {
            Outcome::Duplicate {
                from: written.from,
                to: written.to,
            }
        } else {
            Outcome::KeyReused
        })
    }
}
