//! What befell organizations, and whether the log of it still is what was written.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tokio_postgres::{Client, IsolationLevel, Row};
use uuid::Uuid;

use super::OrganizationError;
use super::hex::Hash32;
use super::line::hash;
use crate::append::signed;
use crate::digest::microseconds;
use crate::record::unsigned;

const LOG: &str = include_str!("../sql/organization_log.sql");
const LOG_OF: &str = include_str!("../sql/organization_log_of.sql");
const ROWS: &str = include_str!("../sql/organization_rows.sql");

/// The version of the chain's encoding; see [`super`].
const ENCODING: u8 = 1;

/// Entries read at once.
const ENTRIES_AT_ONCE: i64 = 2_000;

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// 1, 2, 3 ... without holes, for all organizations together.
    pub seq: u64,
    /// When; never before the entry in front of it.
    pub at: DateTime<Utc>,
    /// `created`, `restored`, `exporting`, `exported`, `importing`, `imported`, `erasing`, `erased` or `abandoned`.
    pub action: String,
    /// The organization.
    pub organization_id: Uuid,
    /// Its short name.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The head's incarnation from here on, or the last it had.
    pub incarnation: Option<Uuid>,
    /// Who.
    pub actor: String,
    /// More, as JSON.
    pub detail: String,
    /// The chain's link.
    pub chain: Hash32,
}

/// The end of a log that holds together: the values to compare with ones that were kept elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogTip {
    /// The number of entries.
    pub seq: u64,
    /// The last link; zeros for an empty log.
    pub chain: Hash32,
}

/// The first thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenLog {
    /// The entry, or the newest of the organization whose rows do not fit it; `None` where there is none.
    pub seq: Option<u64>,
    /// What is wrong.
    pub reason: String,
}

impl LogEntry {
    fn read(row: &Row) -> Result<Self, OrganizationError> {
        Ok(Self {
            seq: unsigned(row.get("seq"))?,
            // An instant somebody else wrote may be no date, `infinity` say.
            at: row.try_get("at")?,
            action: row.get("action"),
            organization_id: row.get("organization_id"),
            slug: row.get("slug"),
            name: row.get("name"),
            incarnation: row.get("incarnation"),
            actor: row.get("actor"),
            detail: row.get("detail"),
            chain: hash(row.get("chain"))?,
        })
    }

    /// Whether it says how the organization stands.
    pub(crate) fn is_about_state(&self) -> bool {
        !matches!(self.action.as_str(), "exporting" | "exported")
    }

    /// The link that leads from the one before to this entry.
    fn link(&self, before: Hash32) -> Hash32 {
        let text = |hash: &mut Sha256, text: &str| {
            hash.update((text.len() as u32).to_be_bytes());
            hash.update(text.as_bytes());
        };
        let mut hash = Sha256::new();
        hash.update([ENCODING]);
        hash.update(before.0);
        hash.update(self.seq.to_be_bytes());
        hash.update(microseconds(self.at).to_be_bytes());
        text(&mut hash, &self.action);
        hash.update(self.organization_id.as_bytes());
        text(&mut hash, &self.slug);
        text(&mut hash, &self.name);
        match self.incarnation {
            None => hash.update([0]),
            Some(incarnation) => {
                hash.update([1]);
                hash.update(incarnation.as_bytes());
            }
        }
        text(&mut hash, &self.actor);
        text(&mut hash, &self.detail);
        Hash32(hash.finalize().into())
    }
}

/// Entries after a number, in their order.
///
/// # Errors
/// [`OrganizationError::Database`].
pub async fn entries(admin: &Client, after: u64, limit: u32) -> Result<Vec<LogEntry>, OrganizationError> {
    let rows = admin.query(LOG, &[&signed(after)?, &i64::from(limit)]).await?;
    rows.iter().map(LogEntry::read).collect()
}

/// Every entry of one organization.
pub(crate) async fn entries_of(
    admin: &Client,
    organization_id: Uuid,
) -> Result<Vec<LogEntry>, OrganizationError> {
    let rows = admin.query(LOG_OF, &[&organization_id]).await?;
    rows.iter().map(LogEntry::read).collect()
}

/// How an organization must stand, as its entries say.
struct Standing {
    seq: u64,
    action: String,
    slug: String,
    name: String,
    incarnation: Option<Uuid>,
    created_at: Option<DateTime<Utc>>,
}

/// Reads the log from its first entry to its last, recomputes its chain, and compares what it says with the rows of
/// `ledger.organizations` and `ledger.head`. All is read in one snapshot; nothing is computed by the database.
///
/// What it cannot see is a log whose newest entries were removed together with what they were about: that takes the
/// [`LogTip`] kept elsewhere.
///
/// # Errors
/// [`OrganizationError`] when the log cannot be read; one that does not hold together is a [`BrokenLog`].
pub async fn verify_log(admin: &mut Client) -> Result<Result<LogTip, BrokenLog>, OrganizationError> {
    let transaction = admin
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await?;
    let mut standings: BTreeMap<Uuid, Standing> = BTreeMap::new();
    let mut tip = LogTip::default();
    let mut at = None;
    loop {
        let rows = transaction
            .query(LOG, &[&signed(tip.seq)?, &ENTRIES_AT_ONCE])
            .await?;
        for row in &rows {
            if row.try_get::<_, DateTime<Utc>>("at").is_err() {
                return Ok(Err(BrokenLog {
                    seq: Some(unsigned(row.get("seq"))?),
                    reason: "its instant is no date".to_owned(),
                }));
            }
            let entry = LogEntry::read(row)?;
            if let Err(broken) = follows(&entry, tip, at) {
                return Ok(Err(broken));
            }
            tip = LogTip {
                seq: entry.seq,
                chain: entry.chain,
            };
            at = Some(entry.at);
            note(&mut standings, entry);
        }
        if (rows.len() as i64) < ENTRIES_AT_ONCE {
            break;
        }
    }
    let rows = transaction.query(ROWS, &[]).await?;
    transaction.commit().await?;
    for row in &rows {
        if let Err(broken) = compare(&mut standings, row) {
            return Ok(Err(broken));
        }
    }
    // What is left should have no row.
    for (id, standing) in standings {
        if !matches!(standing.action.as_str(), "erased" | "abandoned") {
            return Ok(Err(BrokenLog {
                seq: Some(standing.seq),
                reason: format!("organization {id} is {}, but has no row", standing.action),
            }));
        }
    }
    Ok(Ok(tip))
}

fn follows(entry: &LogEntry, tip: LogTip, at: Option<DateTime<Utc>>) -> Result<(), BrokenLog> {
    let broken = |seq: u64, reason: &str| {
        Err(BrokenLog {
            seq: Some(seq),
            reason: reason.to_owned(),
        })
    };
    if entry.seq != tip.seq + 1 {
        return broken(tip.seq + 1, "the entry is missing");
    }
    if at.is_some_and(|before| entry.at < before) {
        return broken(entry.seq, "the entry is older than the one before");
    }
    if entry.link(tip.chain) != entry.chain {
        return broken(entry.seq, "the chain does not lead here");
    }
    Ok(())
}

fn note(standings: &mut BTreeMap<Uuid, Standing>, entry: LogEntry) {
    if !entry.is_about_state() {
        return;
    }
    let begins = matches!(entry.action.as_str(), "created" | "importing");
    let before = standings.remove(&entry.organization_id);
    let created_at = if begins {
        Some(entry.at)
    } else {
        before.and_then(|before| before.created_at)
    };
    let standing = Standing {
        seq: entry.seq,
        action: entry.action,
        slug: entry.slug,
        name: entry.name,
        incarnation: entry.incarnation,
        created_at,
    };
    standings.insert(entry.organization_id, standing);
}

/// Compares an organization's rows with what its entries say, and strikes it off.
fn compare(standings: &mut BTreeMap<Uuid, Standing>, row: &Row) -> Result<(), BrokenLog> {
    let id: Uuid = row.get("organization_id");
    let Some(standing) = standings.remove(&id) else {
        return Err(BrokenLog {
            seq: None,
            reason: format!("the log says nothing about organization {id}"),
        });
    };
    let broken = |reason: &str| {
        Err(BrokenLog {
            seq: Some(standing.seq),
            reason: format!("organization {id}: {reason}"),
        })
    };
    let head: Option<Uuid> = row.get("incarnation");
    let (head_is_due, action) = match standing.action.as_str() {
        action @ ("created" | "imported" | "restored") => (true, action),
        action @ ("importing" | "erasing") => (false, action),
        action => return broken(&format!("it is {action}, and yet a row is left")),
    };
    if row.get::<_, Option<&str>>("slug") != Some(&standing.slug) {
        return broken("its slug is not the one in the log, or its row is missing");
    }
    if row.get::<_, Option<&str>>("name") != Some(&standing.name) {
        return broken("its name is not the one in the log");
    }
    let created_at = row.try_get::<_, Option<DateTime<Utc>>>("created_at");
    if created_at.ok() != Some(standing.created_at) {
        return broken("it was not made when the log says");
    }
    match (head_is_due, head) {
        (false, None) => Ok(()),
        (false, Some(_)) => broken(&format!("it is {action}, and yet has a head")),
        (true, None) => broken("its head is missing"),
        (true, head) if head == standing.incarnation => Ok(()),
        (true, Some(_)) => broken("its head has another incarnation than the log says"),
    }
}
