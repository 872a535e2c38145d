//! A batch as the parallel arrays `ledger.append_batch` takes, in the order it asks for.

use bytes::BytesMut;
use chrono::{DateTime, Utc};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use crate::StoreError;
use crate::append::signed;
use crate::queue::Waiting;
use crate::submission::{NewEvent, Public, Seal, Submission};

/// JSON text that is sent as it is; the database checks it.
#[derive(Clone, Copy, Debug)]
struct JsonText<'a>(&'a str);

impl ToSql for JsonText<'_> {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::JSON
    }

    to_sql_checked!();
}

/// Puts a batch in the order `append_batch` asks for: by organization; within one, those without events first, by their
/// command ids, since nothing else would tell a reader of the chain their order.
pub(crate) fn sort(batch: &mut [Waiting]) {
    batch.sort_by_key(|waiting| {
        let submission = &waiting.submission;
        let has_events = submission.events() > 0;
        let command = (!has_events).then_some(submission.command_id);
        (submission.organization_id, has_events, command)
    });
}

/// The parameters of `append_batch`, one vector each.
#[derive(Default)]
pub(crate) struct Arrays<'a> {
    pub(crate) clock: DateTime<Utc>,
    o_organization: Vec<Uuid>,
    k_kind: Vec<&'static str>,
    s_group: Vec<i32>,
    s_command: Vec<Uuid>,
    s_fingerprint: Vec<&'a [u8]>,
    s_incarnation: Vec<Option<Uuid>>,
    s_first: Vec<i32>,
    s_events: Vec<i32>,
    t_submission: Vec<i32>,
    t_kind: Vec<i32>,
    t_id: Vec<Uuid>,
    t_expected: Vec<i64>,
    t_first: Vec<i32>,
    e_stream: Vec<i32>,
    e_event_id: Vec<Uuid>,
    e_type: Vec<&'static str>,
    e_version: Vec<i32>,
    e_payload: Vec<JsonText<'a>>,
    e_metadata: Vec<JsonText<'a>>,
    e_effective_at: Vec<DateTime<Utc>>,
    e_reported_at: Vec<Option<DateTime<Utc>>>,
    e_supersedes: Vec<Option<Uuid>>,
    e_digest: Vec<&'a [u8]>,
    e_published: Vec<bool>,
    e_public: Vec<Option<JsonText<'a>>>,
    e_public_digest: Vec<Option<&'a [u8]>>,
    c_submission: Vec<i32>,
    c_kind: Vec<&'static str>,
    c_key: Vec<&'a str>,
    c_type: Vec<&'static str>,
    c_id: Vec<Uuid>,
    c_release: Vec<bool>,
    c_owner_type: Vec<Option<&'static str>>,
    c_owner: Vec<Option<Uuid>>,
}

impl<'a> Arrays<'a> {
    /// The arrays of a batch in the order [`sort`] gives it.
    pub(crate) fn of(batch: &[&'a Submission]) -> Result<Self, StoreError> {
        let mut arrays = Self::default();
        for submission in batch {
            arrays.submission(submission)?;
        }
        Ok(arrays)
    }

    /// The place of a submission's organization among the organizations, from 0.
    pub(crate) fn group(&self, index: usize) -> Option<usize> {
        let group = self.s_group.get(index)?;
        usize::try_from(*group).ok()?.checked_sub(1)
    }

    fn submission(&mut self, submission: &'a Submission) -> Result<(), StoreError> {
        if self.o_organization.last() != Some(&submission.organization_id) {
            self.o_organization.push(submission.organization_id);
        }
        self.s_group.push(number(self.o_organization.len())?);
        self.s_command.push(submission.command_id);
        self.s_fingerprint.push(&submission.fingerprint);
        self.s_incarnation.push(submission.incarnation);
        self.s_first.push(number(self.e_stream.len() + 1)?);
        self.s_events.push(number(submission.events())?);
        let own = number(self.s_group.len())?;
        let mut seals = submission.seals.iter();
        for part in &submission.streams {
            self.t_submission.push(own);
            let kind = self.kind(part.stream.kind);
            self.t_kind.push(number(kind)?);
            self.t_id.push(part.stream.id);
            self.t_expected.push(signed(part.expected)?);
            self.t_first.push(number(self.e_stream.len() + 1)?);
            let stream = number(self.t_id.len())?;
            for event in &part.events {
                let seal = seals.next();
                let seal =
                    seal.ok_or_else(|| StoreError::Inconsistent("an event lacks its seal".to_owned()))?;
                self.event(stream, event, &submission.metadata, seal);
            }
        }
        for claim in &submission.claims {
            self.c_submission.push(own);
            self.c_kind.push(claim.kind);
            self.c_key.push(&claim.key);
            self.c_type.push(claim.stream.kind);
            self.c_id.push(claim.stream.id);
            self.c_release.push(claim.release);
            self.c_owner_type.push(claim.owner.map(|owner| owner.kind));
            self.c_owner.push(claim.owner.map(|owner| owner.id));
        }
        Ok(())
    }

    /// The number of a kind, from 1: a batch knows a few.
    fn kind(&mut self, kind: &'static str) -> usize {
        if let Some(place) = self.k_kind.iter().position(|known| *known == kind) {
            return place + 1;
        }
        self.k_kind.push(kind);
        self.k_kind.len()
    }

    fn event(&mut self, stream: i32, event: &'a NewEvent, metadata: &'a str, seal: &'a Seal) {
        self.e_stream.push(stream);
        self.e_event_id.push(event.event_id);
        self.e_type.push(event.event_type);
        self.e_version.push(i32::from(event.event_version));
        self.e_payload.push(JsonText(&event.payload));
        self.e_metadata.push(JsonText(metadata));
        self.e_effective_at.push(event.effective_at);
        self.e_reported_at.push(event.reported_at);
        self.e_supersedes.push(event.supersedes);
        self.e_digest.push(&seal.event);
        self.e_published.push(event.public != Public::Withheld);
        self.e_public.push(match &event.public {
            Public::Form(public) => Some(JsonText(public)),
            Public::AsIs | Public::Withheld => None,
        });
        self.e_public_digest
            .push(seal.public.as_ref().map(<[u8; 32]>::as_slice));
    }

    pub(crate) fn parameters(&self) -> [&(dyn ToSql + Sync); 35] {
        [
            &self.clock,
            &self.o_organization,
            &self.k_kind,
            &self.s_group,
            &self.s_command,
            &self.s_fingerprint,
            &self.s_incarnation,
            &self.s_first,
            &self.s_events,
            &self.t_submission,
            &self.t_kind,
            &self.t_id,
            &self.t_expected,
            &self.t_first,
            &self.e_stream,
            &self.e_event_id,
            &self.e_type,
            &self.e_version,
            &self.e_payload,
            &self.e_metadata,
            &self.e_effective_at,
            &self.e_reported_at,
            &self.e_supersedes,
            &self.e_digest,
            &self.e_published,
            &self.e_public,
            &self.e_public_digest,
            &self.c_submission,
            &self.c_kind,
            &self.c_key,
            &self.c_type,
            &self.c_id,
            &self.c_release,
            &self.c_owner_type,
            &self.c_owner,
        ]
    }
}

fn number(number: usize) -> Result<i32, StoreError> {
    i32::try_from(number).map_err(|_| StoreError::Inconsistent(format!("a batch of {number}")))
}
