//! Finding things by words.

use std::fmt;

use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::words;
use crate::reads::{documents, read_at};
use crate::{ReadModelError, Reads, SEARCH};

/// Words of a query that are looked at.
const MOST: usize = 8;
/// Words that may begin as the rarest of a query does: so many things are looked at, however many there are.
pub const CANDIDATES: i64 = 5_000;

/// What is typed: words, of which each must begin one of a thing's.
#[derive(Clone, PartialEq, Eq)]
pub struct Query {
    lows: Vec<String>,
    highs: Vec<String>,
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Query(not shown)")
    }
}

impl Query {
    /// Reads what was typed; `None` where it has no word, or more than eight.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lows: Vec<String> = words(text).collect();
        lows.sort_unstable();
        lows.dedup();
        if lows.is_empty() || lows.len() > MOST {
            return None;
        }
        // No letter comes after this one.
        let highs = lows.iter().map(|low| format!("{low}{}", char::MAX)).collect();
        Some(Self { lows, highs })
    }
}

/// Where a page begins: strictly after this thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundKey {
    /// How well it was found.
    pub rank: i64,
    /// The key of the thing.
    pub id: Uuid,
}

/// A page of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The checkpoint the page was read at.
    pub read_at: u64,
    /// The best first, then by name.
    pub documents: Vec<String>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<FoundKey>,
}

/// What a question comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A page.
    Page(Found),
    /// More than [`CANDIDATES`] words begin with each word of the question; this is the rarest.
    TooCommon(String),
}

/// A page of at most `limit` things of some kinds. The rarest word is looked up, the others are looked for among what it finds.
///
/// # Errors
/// [`ReadModelError`].
pub async fn find(
    reads: &impl Reads,
    organization_id: Uuid,
    (query, kinds): (&Query, &[&str]),
    after: Option<FoundKey>,
    limit: u32,
) -> Result<Finding, ReadModelError> {
    let (rarest, highest) = match rarest(reads, organization_id, query, kinds).await? {
        Some((word, _, words)) if words > CANDIDATES => return Ok(Finding::TooCommon(word)),
        Some((word, highest, _)) => (word, highest),
        None => return Ok(Finding::Page(Found::default())),
    };
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let parameters: [&(dyn ToSql + Sync); 11] = [
        &organization_id,
        &SEARCH.name,
        &SEARCH.version,
        &kinds,
        &query.lows,
        &query.highs,
        &rarest,
        &highest,
        &after.map(|after| after.rank),
        &after.map_or(Uuid::nil(), |after| after.id),
        &fetched,
    ];
    let rows = reads.rows(include_str!("sql/find.sql"), &parameters).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let shown = &rows[..rows.len().min(limit)];
    let next = match shown.last() {
        Some(last) if rows.len() > limit => Some(FoundKey {
            rank: last.try_get("rank")?,
            id: last.try_get("id")?,
        }),
        Some(_) | None => None,
    };
    Ok(Finding::Page(Found {
        read_at: read_at(&rows)?,
        documents: documents(shown)?,
        next,
    }))
}

/// The word that fewest words begin with, the end of its range, and how many there are, or one more than may be looked at.
async fn rarest(
    reads: &impl Reads,
    organization_id: Uuid,
    query: &Query,
    kinds: &[&str],
) -> Result<Option<(String, String, i64)>, ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 5] = [
        &organization_id,
        &kinds,
        &query.lows,
        &query.highs,
        &(CANDIDATES + 1),
    ];
    let rows = reads.rows(include_str!("sql/rarest.sql"), &parameters).await?;
    rows.first()
        .map(|row| Ok((row.try_get("low")?, row.try_get("high")?, row.try_get("words")?)))
        .transpose()
}
