//! What became of each submission of a batch, read from the one row that answers it.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::StoreError;
use crate::append::signed;
use crate::arrays::{Arrays, Places};
use crate::record::unsigned;
use crate::submission::{Outcome, Submission};

/// Outcomes in the order of the submissions.
pub(crate) fn outcomes(
    row: &Row,
    arrays: &Arrays,
    batch: &[&Submission],
) -> Result<Vec<Outcome>, StoreError> {
    let from: Vec<Option<i64>> = row.get("from_position");
    let to: Vec<Option<i64>> = row.get("to_position");
    let recorded_at: Vec<DateTime<Utc>> = row.get("recorded_at");
    let incarnation: Vec<Option<Uuid>> = row.get("incarnation");
    let position = |positions: &[Option<i64>], index: usize| {
        let position = positions.get(index).copied().flatten();
        unsigned(position.ok_or_else(missing)?)
    };
    let mut refused = Refused::of(row);
    let mut outcomes = Vec::with_capacity(batch.len());
    for (index, number) in (0..batch.len()).zip(1i32..) {
        if let Some(refusal) = refused.take(number)? {
            outcomes.push(match refusal.outcome {
                "duplicate" => Outcome::Duplicate {
                    from: position(&from, index)?,
                    to: position(&to, index)?,
                },
                _ => refusal.outcome(batch)?,
            });
            continue;
        }
        let group = arrays.group(index).ok_or_else(missing)?;
        outcomes.push(Outcome::Committed {
            from: position(&from, index)?,
            to: position(&to, index)?,
            recorded_at: recorded_at.get(group).copied().ok_or_else(missing)?,
            incarnation: incarnation.get(group).copied().flatten().ok_or_else(missing)?,
        });
    }
    Ok(outcomes)
}

/// Outcomes of a batch that was written where it expected to be.
pub(crate) fn placed(
    row: &Row,
    arrays: &Arrays,
    batch: &[&Submission],
    places: &Places,
) -> Result<Vec<Outcome>, StoreError> {
    let recorded_at: DateTime<Utc> = row.get("recorded_at");
    let incarnation: Vec<Uuid> = row.get("incarnation");
    let mut tips = places.expected.clone();
    let mut outcomes = Vec::with_capacity(batch.len());
    for (index, submission) in batch.iter().enumerate() {
        let group = arrays.group(index).ok_or_else(missing)?;
        let tip = tips.get_mut(group).ok_or_else(missing)?;
        let from = unsigned(*tip)? + 1;
        *tip += signed(submission.events() as u64)?;
        outcomes.push(Outcome::Committed {
            from,
            to: unsigned(*tip)?,
            recorded_at,
            incarnation: incarnation.get(group).copied().ok_or_else(missing)?,
        });
    }
    Ok(outcomes)
}

fn missing() -> StoreError {
    StoreError::Inconsistent("an outcome lacks its values".to_owned())
}

/// The submissions that were not committed, as parallel columns.
struct Refused<'a> {
    submission: Vec<i32>,
    outcome: Vec<&'a str>,
    stream: Vec<Option<i32>>,
    actual: Vec<Option<i64>>,
    kind: Vec<Option<&'a str>>,
    key: Vec<Option<&'a str>>,
    owner: Vec<Option<Uuid>>,
}

struct Refusal<'a> {
    outcome: &'a str,
    stream: Option<i32>,
    actual: Option<i64>,
    kind: Option<&'a str>,
    key: Option<&'a str>,
    owner: Option<Uuid>,
}

impl<'a> Refused<'a> {
    fn of(row: &'a Row) -> Self {
        fn column<'a, T: tokio_postgres::types::FromSql<'a>>(row: &'a Row, name: &str) -> Vec<T> {
            row.get::<_, Option<Vec<T>>>(name).unwrap_or_default()
        }
        Self {
            submission: column(row, "r_command"),
            outcome: column(row, "r_outcome"),
            stream: column(row, "r_stream"),
            actual: column(row, "r_actual"),
            kind: column(row, "r_kind"),
            key: column(row, "r_key"),
            owner: column(row, "r_owner"),
        }
    }

    /// What a submission was refused for, if it was.
    fn take(&mut self, number: i32) -> Result<Option<Refusal<'a>>, StoreError> {
        let Some(place) = self.submission.iter().position(|refused| *refused == number) else {
            return Ok(None);
        };
        Ok(Some(Refusal {
            outcome: self.outcome.get(place).copied().ok_or_else(missing)?,
            stream: self.stream.get(place).copied().flatten(),
            actual: self.actual.get(place).copied().flatten(),
            kind: self.kind.get(place).copied().flatten(),
            key: self.key.get(place).copied().flatten(),
            owner: self.owner.get(place).copied().flatten(),
        }))
    }
}

impl Refusal<'_> {
    fn outcome(&self, batch: &[&Submission]) -> Result<Outcome, StoreError> {
        Ok(match self.outcome {
            "key_reused" => Outcome::KeyReused,
            "restored" => Outcome::Restored,
            "unknown_organization" => Outcome::UnknownOrganization,
            "conflict" => {
                let number = self.stream.and_then(|i| usize::try_from(i).ok());
                let mut streams = batch.iter().flat_map(|s| &s.streams).map(|part| part.stream);
                let stream = number.and_then(|number| streams.nth(number.saturating_sub(1)));
                Outcome::Conflict {
                    stream: stream.ok_or_else(missing)?,
                    actual: unsigned(self.actual.ok_or_else(missing)?)?,
                }
            }
            "claimed" => Outcome::Claimed {
                kind: self.kind.ok_or_else(missing)?.to_owned(),
                key: self.key.ok_or_else(missing)?.to_owned(),
                aggregate_id: self.owner,
            },
            other => return Err(StoreError::Inconsistent(format!("unknown outcome {other}"))),
        })
    }
}
