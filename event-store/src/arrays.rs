//! A batch in the form the ledger's two appending functions take it, and in the order they ask for.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::StoreError;
use crate::append::signed;
use crate::claim_rows::ClaimRow;
use crate::composite::Rows;
use crate::queue::Waiting;
use crate::submission::{NewEvent, Public, Seal, StreamPart, Submission};

/// Puts a batch in order: by organization; within one, those without events first, by their command ids, since nothing
/// else would tell a reader of the chain their order.
pub(crate) fn sort(batch: &mut [Waiting]) {
    batch.sort_by_key(|waiting| {
        let submission = &waiting.submission;
        let has_events = submission.events() > 0;
        let command = (!has_events).then_some(submission.command_id);
        (submission.organization_id, has_events, command)
    });
}

/// Where a batch expects to be written.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// Held by the batch until its end.
    pub(crate) token: i64,
    /// The token of the batch that ends before.
    pub(crate) after: Option<i64>,
    /// The tip of each organization, in their order.
    pub(crate) expected: Vec<i64>,
    /// The copy of its ledger each organization is expected to have.
    pub(crate) incarnations: Vec<Uuid>,
}

/// A command takes about so much.
const COMMAND_BYTES: usize = 180;

/// The parameters.
#[derive(Debug)]
pub(crate) struct Arrays {
    pub(crate) clock: DateTime<Utc>,
    pub(crate) organizations: Vec<Uuid>,
    /// What keeps writers of an organization apart, before its head.
    pub(crate) locks: Vec<i64>,
    pub(crate) commands: Rows,
    pub(crate) streams: Rows,
    pub(crate) events: Rows,
    pub(crate) claims: Rows,
    /// The organization of each command, from 0.
    groups: Vec<usize>,
}

impl Arrays {
    /// The form of a batch in the order [`sort`] gives it, with positions where it has places.
    pub(crate) fn of(batch: &[&Submission], places: Option<&Places>) -> Result<Self, StoreError> {
        let mut arrays = Self {
            clock: DateTime::<Utc>::default(),
            organizations: Vec::new(),
            locks: Vec::new(),
            commands: Rows::new("append_command", 7, batch.len() * COMMAND_BYTES),
            streams: Rows::new("append_stream", 5, 0),
            events: Rows::new("append_event", 19, batch.iter().map(|s| s.bytes).sum()),
            claims: Rows::new("append_claim", 9, 0),
            groups: Vec::with_capacity(batch.len()),
        };
        let mut tip = 0;
        for submission in batch {
            if arrays.organizations.last() != Some(&submission.organization_id) {
                if let Some(places) = places {
                    let expected = places.expected.get(arrays.organizations.len());
                    tip = *expected.ok_or_else(|| StoreError::Inconsistent("no place".to_owned()))?;
                }
                arrays.organizations.push(submission.organization_id);
                arrays.locks.push(lock_key(submission.organization_id));
            }
            // Without places, positions count within the command.
            let before = if places.is_some() { tip } else { 0 };
            arrays.submission(submission, before, places.is_some())?;
            tip += signed(submission.events() as u64)?;
        }
        Ok(arrays)
    }

    /// The place of a submission's organization among the organizations, from 0.
    pub(crate) fn group(&self, index: usize) -> Option<usize> {
        self.groups.get(index).copied()
    }

    fn submission(&mut self, submission: &Submission, before: i64, placed: bool) -> Result<(), StoreError> {
        let organization = i32::try_from(self.organizations.len());
        let organization =
            organization.map_err(|_| StoreError::Inconsistent("too many organizations".to_owned()))?;
        self.groups.push(self.organizations.len().saturating_sub(1));
        let events = signed(submission.events() as u64)?;
        self.commands.push(|row| {
            row.int4(organization)?;
            row.uuid(Some(submission.organization_id))?;
            row.uuid(Some(submission.command_id))?;
            row.bytea(Some(&submission.fingerprint))?;
            row.uuid(submission.incarnation)?;
            row.int8(before + 1)?;
            row.int8(before + events)
        })?;
        let command = self.commands.len();
        let mut seals = submission.seals.iter();
        let mut position = before;
        for part in &submission.streams {
            // A batch with places proves the versions it writes by writing them.
            if part.events.is_empty() || !placed {
                self.stream(command, submission.organization_id, part)?;
            }
            for (sequence, event) in (part.expected + 1..).zip(&part.events) {
                position += 1;
                let seal = seals.next();
                let seal =
                    seal.ok_or_else(|| StoreError::Inconsistent("an event lacks its seal".to_owned()))?;
                self.event(command, submission, part, (position, sequence), (event, seal))?;
            }
        }
        for claim in &submission.claims {
            self.claim(command, submission.organization_id, claim)?;
        }
        Ok(())
    }

    fn stream(&mut self, command: i32, organization_id: Uuid, part: &StreamPart) -> Result<(), StoreError> {
        self.streams.push(|row| {
            row.int4(command)?;
            row.uuid(Some(organization_id))?;
            row.text(Some(part.stream.kind))?;
            row.uuid(Some(part.stream.id))?;
            row.int8(signed(part.expected)?)
        })
    }

    fn event(
        &mut self,
        command: i32,
        submission: &Submission,
        part: &StreamPart,
        (position, sequence): (i64, u64),
        (event, seal): (&NewEvent, &Seal),
    ) -> Result<(), StoreError> {
        self.events.push(|row| {
            row.int4(command)?;
            row.uuid(Some(submission.organization_id))?;
            row.int8(position)?;
            row.text(Some(part.stream.kind))?;
            row.uuid(Some(part.stream.id))?;
            row.int8(signed(sequence)?)?;
            row.uuid(Some(event.event_id))?;
            row.text(Some(event.event_type))?;
            row.int4(i32::from(event.event_version))?;
            row.json(Some(&event.payload))?;
            row.json(Some(&submission.metadata))?;
            row.instant(Some(event.effective_at))?;
            row.instant(event.reported_at)?;
            row.uuid(Some(submission.command_id))?;
            row.uuid(event.supersedes)?;
            row.bytea(Some(&seal.event))?;
            row.boolean(event.public != Public::Withheld)?;
            row.json(match &event.public {
                Public::Form(public) => Some(public),
                Public::AsIs | Public::Withheld => None,
            })?;
            row.bytea(seal.public.as_ref().map(<[u8; 32]>::as_slice))
        })
    }

    fn claim(&mut self, command: i32, organization_id: Uuid, claim: &ClaimRow) -> Result<(), StoreError> {
        self.claims.push(|row| {
            row.int4(command)?;
            row.uuid(Some(organization_id))?;
            row.text(Some(claim.kind))?;
            row.text(Some(&claim.key))?;
            row.boolean(claim.release)?;
            row.text(Some(claim.stream.kind))?;
            row.uuid(Some(claim.stream.id))?;
            row.text(claim.owner.map(|owner| owner.kind))?;
            row.uuid(claim.owner.map(|owner| owner.id))
        })
    }
}

/// Both halves of the organization's id: locks of different organizations meet by chance only, and then wait.
fn lock_key(organization_id: Uuid) -> i64 {
    let (high, low) = organization_id.as_u64_pair();
    i64::from_ne_bytes((high ^ low).to_ne_bytes())
}
