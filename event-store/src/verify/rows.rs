//! Rows as whoever laid hands on them left them: whatever a column can hold is read, and what makes no sense is said.

use std::fmt;

use bytes::{BufMut, BytesMut};
use chrono::{DateTime, SecondsFormat, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};
use uuid::Uuid;

use super::{Broken, Place};
use crate::RecordedEvent;

/// Microseconds from 1970 to 2000.
const ORIGIN: i64 = 946_684_800_000_000;

/// An instant as the database keeps it: microseconds since 2000-01-01. Every value can be read, also those no calendar
/// has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(pub(crate) i64);

impl Instant {
    /// Before every other.
    pub(crate) const FIRST: Self = Self(i64::MIN);
    /// After every other.
    pub(crate) const LAST: Self = Self(i64::MAX);

    pub(crate) fn of(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros().saturating_sub(ORIGIN))
    }

    pub(crate) fn utc(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_micros(self.0.checked_add(ORIGIN)?)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.utc() {
            Some(at) => f.write_str(&at.to_rfc3339_opts(SecondsFormat::Micros, true)),
            None => write!(f, "an instant outside the calendar ({})", self.0),
        }
    }
}

impl<'a> FromSql<'a> for Instant {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(i64::from_be_bytes(raw.try_into()?)))
    }

    accepts!(TIMESTAMPTZ);
}

impl ToSql for Instant {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        out.put_i64(self.0);
        Ok(IsNull::No)
    }

    accepts!(TIMESTAMPTZ);
    to_sql_checked!();
}

/// A row of `ledger.commits`.
#[derive(Clone, Debug)]
pub(crate) struct Commit {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) at: Instant,
    pub(crate) format: i16,
    pub(crate) chain: Vec<u8>,
}

impl Commit {
    pub(crate) fn read(row: &Row) -> Self {
        Self {
            from: row.get("from_position"),
            to: row.get("to_position"),
            at: row.get("recorded_at"),
            format: row.get("format"),
            chain: row.get("chain"),
        }
    }

    /// How many events it says it has.
    pub(crate) fn events(&self) -> i64 {
        self.to.saturating_sub(self.from).saturating_add(1)
    }

    pub(crate) fn broken(&self, reason: impl Into<String>) -> Broken {
        Broken {
            place: Place::Commit {
                recorded_at: self.at.to_string(),
                to: self.to,
            },
            reason: reason.into(),
        }
    }
}

/// A row of `ledger.commands`.
#[derive(Clone, Debug)]
pub(crate) struct CommandRow {
    pub(crate) id: Uuid,
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) at: Option<Instant>,
}

impl CommandRow {
    /// Reads the columns `command`, `fingerprint`, `from_position`, `to_position` and `command_at`; `None` where an outer
    /// join found no command.
    pub(crate) fn read(row: &Row) -> Option<Self> {
        Some(Self {
            id: row.get::<_, Option<Uuid>>("command")?,
            fingerprint: row.get("fingerprint"),
            from: row.get("from_position"),
            to: row.get("to_position"),
            at: row.get("command_at"),
        })
    }

    pub(crate) fn broken(&self, reason: impl Into<String>) -> Broken {
        command_broken(self.id, reason)
    }
}

pub(crate) fn command_broken(id: Uuid, reason: impl Into<String>) -> Broken {
    Broken {
        place: Place::Row {
            table: "commands",
            key: id.to_string(),
        },
        reason: reason.into(),
    }
}

/// A row of `ledger.outbox`.
#[derive(Clone, Debug)]
pub(crate) struct OutboxRow {
    pub(crate) id: Uuid,
    pub(crate) aggregate_type: String,
    pub(crate) aggregate_id: String,
    pub(crate) event_type: String,
    pub(crate) payload: String,
    pub(crate) position: i64,
    pub(crate) ordinal: i32,
    pub(crate) headers: String,
    pub(crate) digest: Option<Vec<u8>>,
}

impl OutboxRow {
    pub(crate) fn read(row: &Row) -> Self {
        Self {
            id: row.get("id"),
            aggregate_type: row.get("aggregatetype"),
            aggregate_id: row.get("aggregateid"),
            event_type: row.get("type"),
            payload: row.get("payload"),
            position: row.get("position"),
            ordinal: row.get("ordinal"),
            headers: row.get("headers"),
            digest: row.get("digest"),
        }
    }

    pub(crate) fn broken(&self, reason: impl Into<String>) -> Broken {
        Broken {
            place: Place::Row {
                table: "outbox",
                key: format!("position {} ordinal {}", self.position, self.ordinal),
            },
            reason: reason.into(),
        }
    }
}

/// An event of any of the statements that select whole ones; what no event can hold is told instead.
pub(crate) fn event(row: &Row) -> Result<RecordedEvent, Broken> {
    let position: i64 = row.get("position");
    let broken = |reason: &str| Broken {
        place: Place::Position(position),
        reason: reason.to_owned(),
    };
    let instant = |column: &str| {
        row.get::<_, Instant>(column)
            .utc()
            .ok_or_else(|| broken(&format!("{column} is no instant")))
    };
    let reported_at = match row.get::<_, Option<Instant>>("reported_at") {
        Some(at) => Some(at.utc().ok_or_else(|| broken("reported_at is no instant"))?),
        None => None,
    };
    let digest: &[u8] = row.get("digest");
    Ok(RecordedEvent {
        organization_id: row.get("organization_id"),
        position: u64::try_from(position).map_err(|_| broken("there is no such position"))?,
        aggregate_type: row.get("aggregate_type"),
        aggregate_id: row.get("aggregate_id"),
        sequence: u64::try_from(row.get::<_, i64>("sequence"))
            .map_err(|_| broken("the event has a negative sequence"))?,
        event_id: row.get("event_id"),
        event_type: row.get("event_type"),
        event_version: u16::try_from(row.get::<_, i32>("event_version"))
            .map_err(|_| broken("the event has an impossible version"))?,
        payload: row.get("payload"),
        metadata: row.get("metadata"),
        effective_at: instant("effective_at")?,
        reported_at,
        recorded_at: instant("recorded_at")?,
        command_id: row.get("command_id"),
        supersedes: row.get("supersedes"),
        digest: digest
            .try_into()
            .map_err(|_| broken("the digest is not 32 bytes"))?,
    })
}
