//! Lists of owners.

use std::fmt;

use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::words;
use crate::history::{HistoryPage, When, page};
use crate::{OWNER_HISTORY, ReadModelError, Reads};

/// Which owners to list. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnerFilter {
    /// The status, for example `active`.
    pub status: Option<String>,
    /// The kind, for example `company`.
    pub kind: Option<String>,
    /// A role, for example `lessor`.
    pub role: Option<String>,
}

/// Words that names begin with; each must begin a word of the name or of an earlier one.
#[derive(Clone, PartialEq, Eq)]
pub struct Search {
    first: (String, String),
    lows: Vec<String>,
    highs: Vec<String>,
}

impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Search(not shown)")
    }
}

impl Search {
    /// Reads what was typed; `None` where it has no word.
    pub fn parse(text: &str) -> Option<Self> {
        let range = |word: String| {
            // No letter comes after this one.
            let high = format!("{word}{}", char::MAX);
            (word, high)
        };
        let mut ranges = words(text).into_iter().map(range);
        let first = ranges.next()?;
        let (lows, highs) = ranges.unzip();
        Some(Self { first, lows, highs })
    }
}

/// In which order, and which way they are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// By name, for whoever may see names; those found by a search where there is one.
    Name(Option<Search>),
    /// By id, which tells nothing.
    Id,
}

/// A page of owners, at a point. `after`: the owner last served.
///
/// # Errors
/// [`ReadModelError`].
pub async fn list(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    (filter, order): (&OwnerFilter, &Order),
    after: Option<Uuid>,
    limit: u32,
) -> Result<HistoryPage<Uuid>, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let position = when.bigint();
    let after = after.unwrap_or_default();
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![
        &organization_id,
        &position,
        &when.at,
        &when.day,
        &after,
        &fetched,
        &OWNER_HISTORY.name,
        &OWNER_HISTORY.version,
        &filter.status,
        &filter.kind,
        &filter.role,
    ];
    let sql = match order {
        Order::Id => include_str!("sql/by_id.sql"),
        Order::Name(None) => include_str!("sql/by_name.sql"),
        Order::Name(Some(search)) => {
            parameters.extend([
                &search.first.0 as &(dyn ToSql + Sync),
                &search.first.1,
                &search.lows,
                &search.highs,
            ]);
            include_str!("sql/search.sql")
        }
    };
    let rows = reads.rows(sql, &parameters).await?;
    page(&rows, limit, |last| Ok(last.try_get("owner_id")?))
}
