//! Rows on both axes of time: what a thing showed over a stretch of effective time, as known from one position of the
//! ledger up to another.
//!
//! Invariants
//! - A row is never rewritten: a later position closes it, and others take its place.
//! - What was known by several facts of one commit is never asked for between them: such rows are not kept.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::reads::{documents, read_at};
use crate::{ProjectionKey, ReadModelError, Reads, from_bigint, to_bigint};

/// Later than any fact, and than any day that can be asked about.
pub const FOREVER: DateTime<Utc> = LAST_DAY.and_time(NaiveTime::MIN).and_utc();
/// The day of [`FOREVER`].
pub const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(10_001, 1, 1).expect("a date of the calendar");

/// The key of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The thing.
    pub id: Uuid,
    /// The event by which it came to be known.
    pub from_position: u64,
    /// The first instant it holds at.
    pub effective_from: DateTime<Utc>,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its key.
    pub place: Place,
    /// The event that closed it; `None` while it is what is known.
    pub to_position: Option<u64>,
    /// The first instant it does not hold at any more; [`FOREVER`] where nothing known ends it.
    pub effective_to: DateTime<Utc>,
    /// The same as local days: it holds at the end of the first, and not at the end of the second.
    pub days: (NaiveDate, NaiveDate),
}

/// What a batch changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes<R> {
    /// Rows that stop being what is known, and by which event.
    pub closed: Vec<(Place, u64)>,
    /// Rows that were closed by the commit they began with.
    pub gone: Vec<Place>,
    /// New rows.
    pub new: Vec<R>,
}

impl<R> Default for Changes<R> {
    fn default() -> Self {
        Self {
            closed: Vec::new(),
            gone: Vec::new(),
            new: Vec::new(),
        }
    }
}

/// The point a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// What was known up to here; as far as the projection has come where absent.
    pub position: Option<u64>,
    /// What held at this instant.
    pub at: DateTime<Utc>,
    /// What held at the end of this day, local to each thing, in place of the instant.
    pub day: Option<NaiveDate>,
}

impl When {
    pub(crate) fn bigint(self) -> Option<i64> {
        self.position.map(to_bigint)
    }

    /// Instants such that a row of the point begins at or before the first and ends after the second. They are the instant
    /// itself; a day is wider than in any zone, and the rows' own days then decide.
    pub(crate) fn bounds(self) -> (DateTime<Utc>, DateTime<Utc>) {
        let Some(day) = self.day else {
            return (self.at, self.at);
        };
        let before = day.checked_sub_days(Days::new(1)).unwrap_or(day);
        let after = day.checked_add_days(Days::new(2)).unwrap_or(day);
        let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        (midnight(after), midnight(before))
    }
}

/// Where a page by number begins: strictly after this row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowKey {
    /// The number in lower case.
    pub key: String,
    /// The thing.
    pub id: Uuid,
}

/// A page: documents, and where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryPage<K> {
    /// The checkpoint it was read at; 0 before the organization's first batch.
    pub read_at: u64,
    /// The documents as they were written.
    pub documents: Vec<String>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<K>,
}

/// A thing at a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The document as it was written.
    pub document: String,
    /// The newest version of the stream among what is known, in effect or not.
    pub version: u64,
    /// Whether what it shows changes without a new event.
    pub changes_by_itself: bool,
}

/// A thing at a point; `None` where nothing of it is in effect there. `sql` takes the organization, the thing, the point and
/// the projection.
pub(crate) async fn at(
    reads: &impl Reads,
    sql: &'static str,
    projection: ProjectionKey,
    (organization_id, id): (Uuid, Uuid),
    when: When,
) -> Result<(u64, Option<Shown>), ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 7] = [
        &organization_id,
        &id,
        &when.bigint(),
        &when.at,
        &when.day,
        &projection.name,
        &projection.version,
    ];
    shown(&reads.rows(sql, &parameters).await?)
}

pub(crate) fn shown(rows: &[Row]) -> Result<(u64, Option<Shown>), ReadModelError> {
    let Some(row) = rows.first() else {
        return Ok((0, None));
    };
    let read_at = from_bigint(row.try_get("read_at")?);
    let Some(document) = row.try_get::<_, Option<String>>("document")? else {
        return Ok((read_at, None));
    };
    let effective_to: DateTime<Utc> = row.try_get("effective_to")?;
    Ok((
        read_at,
        Some(Shown {
            document,
            version: from_bigint(row.try_get("newest")?),
            changes_by_itself: effective_to < FOREVER,
        }),
    ))
}

/// Cuts a page from rows of which one more than `limit` was fetched.
pub(crate) fn page<K>(
    rows: &[Row],
    limit: u32,
    key: impl FnOnce(&Row) -> Result<K, ReadModelError>,
) -> Result<HistoryPage<K>, ReadModelError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let shown = &rows[..rows.len().min(limit)];
    let next = match shown.last() {
        Some(last) if rows.len() > limit => Some(key(last)?),
        Some(_) | None => None,
    };
    Ok(HistoryPage {
        read_at: read_at(rows)?,
        documents: documents(shown)?,
        next,
    })
}

/// The columns of keys, for statements that name rows.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) ids: Vec<Uuid>,
    pub(crate) from_positions: Vec<i64>,
    pub(crate) effective_from: Vec<DateTime<Utc>>,
}

impl<'a> FromIterator<&'a Place> for Keys {
    fn from_iter<I: IntoIterator<Item = &'a Place>>(places: I) -> Self {
        let mut keys = Self::default();
        for place in places {
            keys.ids.push(place.id);
            keys.from_positions.push(to_bigint(place.from_position));
            keys.effective_from.push(place.effective_from);
        }
        keys
    }
}

/// Closes and removes rows. `close` takes keys and positions, each of `remove` takes keys.
pub(crate) async fn retire<R>(
    tx: &TenantTransaction,
    organization_id: Uuid,
    changes: &Changes<R>,
    close: &str,
    remove: &[&str],
) -> Result<(), ReadModelError> {
    if !changes.closed.is_empty() {
        let keys: Keys = changes.closed.iter().map(|(place, _)| place).collect();
        let to: Vec<i64> = changes.closed.iter().map(|(_, to)| to_bigint(*to)).collect();
        let parameters: [&(dyn ToSql + Sync); 5] = [
            &organization_id,
            &keys.ids,
            &keys.from_positions,
            &keys.effective_from,
            &to,
        ];
        tx.execute(close, &parameters).await?;
    }
    if !changes.gone.is_empty() {
        let keys: Keys = changes.gone.iter().collect();
        let parameters: [&(dyn ToSql + Sync); 4] = [
            &organization_id,
            &keys.ids,
            &keys.from_positions,
            &keys.effective_from,
        ];
        for sql in remove {
            tx.execute(sql, &parameters).await?;
        }
    }
    Ok(())
}

/// The columns every table of rows has.
#[derive(Default)]
pub(crate) struct Spans {
    pub(crate) ids: Vec<Uuid>,
    pub(crate) from_positions: Vec<i64>,
    pub(crate) to_positions: Vec<i64>,
    pub(crate) effective_from: Vec<DateTime<Utc>>,
    pub(crate) effective_to: Vec<DateTime<Utc>>,
    pub(crate) from_days: Vec<NaiveDate>,
    pub(crate) to_days: Vec<NaiveDate>,
}

impl<'a> FromIterator<&'a Span> for Spans {
    fn from_iter<I: IntoIterator<Item = &'a Span>>(spans: I) -> Self {
        let mut columns = Self::default();
        for span in spans {
            columns.ids.push(span.place.id);
            columns.from_positions.push(to_bigint(span.place.from_position));
            columns
                .to_positions
                .push(span.to_position.map_or(i64::MAX, to_bigint));
            columns.effective_from.push(span.place.effective_from);
            columns.effective_to.push(span.effective_to);
            columns.from_days.push(span.days.0);
            columns.to_days.push(span.days.1);
        }
        columns
    }
}
