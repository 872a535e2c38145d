//! The one statement that writes: a batch of submissions as parallel arrays, and its outcomes.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::{Pool, RuntimeError};

use crate::StoreError;
use crate::submission::{NewEvent, Outcome, Seal, StreamId, Submission};

const APPEND_BATCH: &str = include_str!("sql/append_batch.sql");

/// SQLSTATE of `append_batch`: the clocks differ.
const CLOCK_SKEW: &str = "WF002";

/// SQLSTATE of a server that takes no writes.
const READ_ONLY: &str = "25006";

/// A batch that has not answered by now is given up; what became of it is asked by sending it again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Writes a batch in one round trip. Outcomes come in the order of the submissions.
pub(crate) async fn append_batch(pool: &Pool, batch: &[&Submission]) -> Result<Vec<Outcome>, StoreError> {
    let mut arrays = Arrays::of(batch)?;
    let client = pool.get().await.map_err(RuntimeError::Pool)?;
    let statement = client
        .prepare_cached(APPEND_BATCH)
        .await
        .map_err(RuntimeError::Database)?;
    // Read last: waiting for a connection must not look like a clock that is behind.
    arrays.clock = Utc::now();
    let rows = match tokio::time::timeout(PATIENCE, client.query(&statement, &arrays.parameters())).await {
        Ok(Ok(rows)) => rows,
        Ok(Err(error)) => {
            let error = RuntimeError::Database(error);
            return Err(match error.sql_state() {
                Some(CLOCK_SKEW) => StoreError::ClockSkew,
                Some(READ_ONLY) => {
                    // The server has become a standby: its successor is found by connecting anew.
                    drop(deadpool_postgres::Object::take(client));
                    error.into()
                }
                Some(_) => error.into(),
                None => {
                    // The connection broke under the statement: it must not serve anybody else.
                    drop(deadpool_postgres::Object::take(client));
                    StoreError::OutcomeUnknown
                }
            });
        }
        Err(_) => {
            drop(deadpool_postgres::Object::take(client));
            return Err(StoreError::OutcomeUnknown);
        }
    };
    if rows.len() != batch.len() {
        let (rows, batch) = (rows.len(), batch.len());
        return Err(StoreError::Inconsistent(format!(
            "{rows} outcomes for {batch} submissions"
        )));
    }
    rows.iter().map(|row| outcome(row, batch)).collect()
}

fn outcome(row: &Row, batch: &[&Submission]) -> Result<Outcome, StoreError> {
    let position = |column: &str| {
        row.get::<_, Option<i64>>(column)
            .and_then(|p| u64::try_from(p).ok())
    };
    let missing = || StoreError::Inconsistent("an outcome lacks its values".to_owned());
    Ok(match row.get::<_, &str>("outcome") {
        "committed" => Outcome::Committed {
            from: position("from_position").ok_or_else(missing)?,
            to: position("to_position").ok_or_else(missing)?,
            recorded_at: row
                .get::<_, Option<DateTime<Utc>>>("recorded_at")
                .ok_or_else(missing)?,
        },
        "duplicate" => Outcome::Duplicate {
            from: position("from_position").ok_or_else(missing)?,
            to: position("to_position").ok_or_else(missing)?,
        },
        "key_reused" => Outcome::KeyReused,
        "conflict" => {
            let index = row
                .get::<_, Option<i32>>("stream")
                .and_then(|i| usize::try_from(i).ok())
                .ok_or_else(missing)?;
            let streams = batch.iter().flat_map(|s| &s.streams);
            let stream = streams
                .map(|part| part.stream)
                .nth(index.saturating_sub(1))
                .ok_or_else(missing)?;
            Outcome::Conflict {
                stream,
                actual: position("actual").ok_or_else(missing)?,
            }
        }
        "claimed" => Outcome::Claimed {
            kind: row.get::<_, Option<String>>("claim_kind").ok_or_else(missing)?,
            key: row.get::<_, Option<String>>("claim_key").ok_or_else(missing)?,
            aggregate_id: row.get("claim_owner"),
        },
        "unknown_organization" => Outcome::UnknownOrganization,
        other => return Err(StoreError::Inconsistent(format!("unknown outcome {other}"))),
    })
}

/// Where an event goes.
struct Place {
    submission: i32,
    /// Among the batch's streams, from 1.
    stream: i32,
    id: StreamId,
    sequence: i64,
}

/// The parameters of `append_batch`, one vector each.
#[derive(Default)]
struct Arrays<'a> {
    clock: DateTime<Utc>,
    s_organization: Vec<Uuid>,
    s_command: Vec<Uuid>,
    s_fingerprint: Vec<&'a [u8]>,
    t_submission: Vec<i32>,
    t_type: Vec<&'static str>,
    t_id: Vec<Uuid>,
    t_expected: Vec<i64>,
    e_submission: Vec<i32>,
    e_stream: Vec<i32>,
    e_type: Vec<&'static str>,
    e_id: Vec<Uuid>,
    e_sequence: Vec<i64>,
    e_event_id: Vec<Uuid>,
    e_event_type: Vec<&'static str>,
    e_event_version: Vec<i32>,
    e_payload: Vec<&'a str>,
    e_metadata: Vec<&'a str>,
    e_effective_at: Vec<DateTime<Utc>>,
    e_reported_at: Vec<Option<DateTime<Utc>>>,
    e_supersedes: Vec<Option<Uuid>>,
    e_digest: Vec<&'a [u8]>,
    e_public: Vec<Option<&'a str>>,
    e_public_digest: Vec<Option<&'a [u8]>>,
    c_submission: Vec<i32>,
    c_kind: Vec<&'static str>,
    c_key: Vec<&'a str>,
    c_type: Vec<&'static str>,
    c_id: Vec<Uuid>,
    c_release: Vec<bool>,
}

impl<'a> Arrays<'a> {
    fn of(batch: &[&'a Submission]) -> Result<Self, StoreError> {
        let mut arrays = Self::default();
        for (number, submission) in (1i32..).zip(batch) {
            arrays.s_organization.push(submission.organization_id);
            arrays.s_command.push(submission.command_id);
            arrays.s_fingerprint.push(&submission.fingerprint);
            let mut seals = submission.seals.iter();
            for part in &submission.streams {
                arrays.t_submission.push(number);
                let stream = i32::try_from(arrays.t_submission.len());
                let stream =
                    stream.map_err(|_| StoreError::Inconsistent("too many streams in a batch".to_owned()))?;
                arrays.t_type.push(part.stream.kind);
                arrays.t_id.push(part.stream.id);
                arrays.t_expected.push(signed(part.expected)?);
                for (sequence, event) in (part.expected + 1..).zip(&part.events) {
                    let seal = seals.next();
                    let seal =
                        seal.ok_or_else(|| StoreError::Inconsistent("an event lacks its seal".to_owned()))?;
                    let place = Place {
                        submission: number,
                        stream,
                        id: part.stream,
                        sequence: signed(sequence)?,
                    };
                    arrays.event(place, event, &submission.metadata, seal);
                }
            }
            for claim in submission.claims() {
                arrays.c_submission.push(number);
                arrays.c_kind.push(claim.kind);
                arrays.c_key.push(claim.key);
                arrays.c_type.push(claim.stream.kind);
                arrays.c_id.push(claim.stream.id);
                arrays.c_release.push(claim.release);
            }
        }
        Ok(arrays)
    }

    fn event(&mut self, place: Place, event: &'a NewEvent, metadata: &'a str, seal: &'a Seal) {
        self.e_submission.push(place.submission);
        self.e_stream.push(place.stream);
        self.e_type.push(place.id.kind);
        self.e_id.push(place.id.id);
        self.e_sequence.push(place.sequence);
        self.e_event_id.push(event.event_id);
        self.e_event_type.push(event.event_type);
        self.e_event_version.push(i32::from(event.event_version));
        self.e_payload.push(&event.payload);
        self.e_metadata.push(metadata);
        self.e_effective_at.push(event.effective_at);
        self.e_reported_at.push(event.reported_at);
        self.e_supersedes.push(event.supersedes);
        self.e_digest.push(&seal.event);
        self.e_public.push(event.public.as_deref());
        self.e_public_digest
            .push(seal.public.as_ref().map(<[u8; 32]>::as_slice));
    }

    fn parameters(&self) -> [&(dyn ToSql + Sync); 30] {
        [
            &self.clock,
            &self.s_organization,
            &self.s_command,
            &self.s_fingerprint,
            &self.t_submission,
            &self.t_type,
            &self.t_id,
            &self.t_expected,
            &self.e_submission,
            &self.e_stream,
            &self.e_type,
            &self.e_id,
            &self.e_sequence,
            &self.e_event_id,
            &self.e_event_type,
            &self.e_event_version,
            &self.e_payload,
            &self.e_metadata,
            &self.e_effective_at,
            &self.e_reported_at,
            &self.e_supersedes,
            &self.e_digest,
            &self.e_public,
            &self.e_public_digest,
            &self.c_submission,
            &self.c_kind,
            &self.c_key,
            &self.c_type,
            &self.c_id,
            &self.c_release,
        ]
    }
}

pub(crate) fn signed(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Inconsistent(format!("{number} is no position")))
}
