//! Finding things by words.

use std::fmt;

use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::words;
use crate::reads::{documents, read_at};
use crate::{ReadModelError, Reads, SEARCH};

/// Words of a query that are looked at.
const MOST: usize = 8;

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
        // The longest is found most rarely: the others are looked for among what it finds.
        lows.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
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
    /// The thing.
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

/// A page of at most `limit` things of some kinds.
///
/// # Errors
/// [`ReadModelError`].
pub async fn find(
    reads: &impl Reads,
    organization_id: Uuid,
    (query, kinds): (&Query, &[&str]),
    after: Option<FoundKey>,
    limit: u32,
) -> Result<Found, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let parameters: [&(dyn ToSql + Sync); 11] = [
        &organization_id,
        &SEARCH.name,
        &SEARCH.version,
        &kinds,
        &query.lows,
        &query.highs,
        &query.lows.first(),
        &query.highs.first(),
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
    Ok(Found {
        read_at: read_at(&rows)?,
        documents: documents(shown)?,
        next,
    })
}
