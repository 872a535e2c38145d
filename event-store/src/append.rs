//! The one statement that writes: a batch of submissions as parallel arrays, and its outcomes.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::{Pool, RuntimeError};

use crate::StoreError;
use crate::submission::{Outcome, Submission};

const APPEND_BATCH: &str = include_str!("sql/append_batch.sql");

/// SQLSTATE of `append_batch`: the clocks differ.
const CLOCK_SKEW: &str = "WF002";

/// Writes a batch in one round trip. Outcomes come in the order of the submissions.
pub(crate) async fn append_batch(pool: &Pool, batch: &[&Submission]) -> Result<Vec<Outcome>, StoreError> {
    let arrays = Arrays::of(batch)?;
    let client = pool.get().await.map_err(RuntimeError::Pool)?;
    let statement = client
        .prepare_cached(APPEND_BATCH)
        .await
        .map_err(RuntimeError::Database)?;
    let rows = match client.query(&statement, &arrays.parameters()).await {
        Ok(rows) => rows,
        Err(error) => {
            let error = RuntimeError::Database(error);
            if error.sql_state().is_none() {
                // The connection broke under the statement: it must not serve anybody else.
                drop(deadpool_postgres::Object::take(client));
            }
            return Err(if error.sql_state() == Some(CLOCK_SKEW) {
                StoreError::ClockSkew
            } else {
                error.into()
            });
        }
    };
    if rows.len() != batch.len() {
        return Err(StoreError::Inconsistent(format!(
            "{} outcomes for {} submissions",
            rows.len(),
            batch.len()
        )));
    }
    rows.iter().map(|row| outcome(row, &arrays, batch)).collect()
}

fn outcome(row: &Row, arrays: &Arrays<'_>, batch: &[&Submission]) -> Result<Outcome, StoreError> {
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
            debug_assert_eq!(arrays.t_id.get(index.saturating_sub(1)), Some(&stream.id));
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
    c_submission: Vec<i32>,
    c_kind: Vec<&'static str>,
    c_key: Vec<&'a str>,
    c_type: Vec<&'static str>,
    c_id: Vec<Uuid>,
    c_release: Vec<bool>,
}

impl<'a> Arrays<'a> {
    fn of(batch: &[&'a Submission]) -> Result<Self, StoreError> {
        let mut arrays = Self {
            clock: Utc::now(),
            ..Self::default()
        };
        for (number, submission) in (1i32..).zip(batch) {
            arrays.s_organization.push(submission.organization_id);
            arrays.s_command.push(submission.command_id);
            arrays.s_fingerprint.push(&submission.fingerprint);
            let mut digests = submission.digests.iter();
            for part in &submission.streams {
                arrays.t_submission.push(number);
                arrays.t_type.push(part.stream.kind);
                arrays.t_id.push(part.stream.id);
                arrays.t_expected.push(signed(part.expected)?);
                for (sequence, event) in (part.expected + 1..).zip(&part.events) {
                    let digest = digests.next();
                    let digest = digest
                        .ok_or_else(|| StoreError::Inconsistent("an event lacks its digest".to_owned()))?;
                    arrays.e_submission.push(number);
                    arrays.e_type.push(part.stream.kind);
                    arrays.e_id.push(part.stream.id);
                    arrays.e_sequence.push(signed(sequence)?);
                    arrays.e_event_id.push(event.event_id);
                    arrays.e_event_type.push(event.event_type);
                    arrays.e_event_version.push(i32::from(event.event_version));
                    arrays.e_payload.push(&event.payload);
                    arrays.e_metadata.push(&submission.metadata);
                    arrays.e_effective_at.push(event.effective_at);
                    arrays.e_reported_at.push(event.reported_at);
                    arrays.e_supersedes.push(event.supersedes);
                    arrays.e_digest.push(digest);
                    arrays.e_public.push(event.public.as_deref());
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

    fn parameters(&self) -> [&(dyn ToSql + Sync); 28] {
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
