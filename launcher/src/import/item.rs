//! One command of a batch, as the command API takes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::rows::{Row, hex};

/// A command on its way, with the row it came from.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The task's path.
    pub(crate) path: String,
    /// The task's body.
    pub(crate) body: Value,
    /// When the agency had it reported, by its own word.
    pub(crate) reported_at: Option<DateTime<Utc>>,
    /// The same for the same row of the same file, in every run: a repeated import changes nothing.
    pub(crate) idempotency_key: String,
    /// The well, lease or owner; commands of one keep their order.
    pub(crate) lane: Uuid,
    /// What kind of fact it is.
    pub(crate) kind: Kind,
    /// The file of the row.
    pub(crate) file: Arc<str>,
    /// The row's line number.
    pub(crate) row: u64,
}

/// What a command of an import states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A borehole's record.
    History,
    /// A completion's status changed.
    Status,
    /// A completion is no longer reported for a well that is.
    StatusEnded,
    /// A completion's volumes of a month.
    Month,
    /// A block of a lease.
    Lease,
    /// A company.
    Owner,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Status => "status",
            Self::StatusEnded => "status-ended",
            Self::Month => "month",
            Self::Lease => "lease",
            Self::Owner => "owner",
        }
    }
}

/// The key of a command: a hash of its kind, its row, and what of it the row does not say.
pub(crate) fn idempotency_key(kind: Kind, row_sha256: &str, detail: &str) -> String {
    let mut hash = Sha256::new();
    for part in [kind.name(), row_sha256, detail] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

/// A row that cannot become a command, or one that says something odd.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Warning {
    /// The file.
    pub(crate) file: Arc<str>,
    /// The row's line number.
    pub(crate) row: u64,
    /// The rule, a slug.
    pub(crate) rule: String,
    /// The values that break it, in words.
    pub(crate) detail: String,
}

impl Warning {
    /// A warning about one row.
    pub(crate) fn new(file: &Arc<str>, row: &Row, rule: &str, detail: String) -> Self {
        Self {
            file: Arc::clone(file),
            row: row.number,
            rule: rule.to_owned(),
            detail,
        }
    }
}

/// What rows become: commands to send, and warnings to report.
#[derive(Debug, Default)]
pub(crate) struct Mapped {
    /// In the order they must be sent.
    pub(crate) items: Vec<Item>,
    /// In the order of the rows.
    pub(crate) warnings: Vec<Warning>,
    /// How many rows were held to a rule, whether they kept it or not.
    pub(crate) checked: BTreeMap<&'static str, u64>,
}

impl Mapped {
    /// One row was held to a rule.
    pub(crate) fn check(&mut self, rule: &'static str) {
        *self.checked.entry(rule).or_default() += 1;
    }
}
