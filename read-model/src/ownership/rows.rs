//! The projector's side: rows that hold from a position on until they are closed.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::TenantTransaction;

use crate::{LAST_DAY, ReadModelError, to_bigint};

/// The last position of a row that is what is known now.
pub const OPEN: u64 = u64::MAX;

/// From which position on a row is what is known, and from which one on no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first position.
    pub from: u64,
    /// The first position after; [`OPEN`] where it goes on.
    pub to: u64,
}

/// A row with what names it among those known at one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned<K, R> {
    /// What names it.
    pub key: K,
    /// When it is what is known.
    pub span: Span,
    /// The row.
    pub row: R,
}

/// The rows of one table that a batch closes and opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows<K, R> {
    /// Rows written before that end at this position.
    pub closed: Vec<(K, u64)>,
    /// New rows.
    pub opened: Vec<Versioned<K, R>>,
}

impl<K, R> Default for Rows<K, R> {
    fn default() -> Self {
        Self {
            closed: Vec::new(),
            opened: Vec::new(),
        }
    }
}

/// A division from a month on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthId {
    /// The division.
    pub division_id: Uuid,
    /// The first day of the first month.
    pub effective_from: NaiveDate,
}

/// Months that follow one another: from the first one, which the row's key names, until they end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months {
    /// When the first one begins where the property lies.
    pub begins_at: DateTime<Utc>,
    /// The first day after and when it begins there; none where they go on.
    pub until: Option<(NaiveDate, DateTime<Utc>)>,
}

impl Months {
    fn effective_to(&self) -> NaiveDate {
        self.until.map_or(LAST_DAY, |(day, _)| day)
    }

    fn ends_at(&self) -> DateTime<Utc> {
        self.until
            .map_or_else(|| LAST_DAY.and_time(NaiveTime::MIN).and_utc(), |(_, at)| at)
    }
}

/// A division in months throughout which it stands alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DivisionRow {
    /// The months.
    pub months: Months,
    /// The property.
    pub property_id: Uuid,
    /// The product, for example `oil`.
    pub product: &'static str,
    /// `drawn_up`, `in_force` or `ended`.
    pub stage: &'static str,
    /// Whether payout was reached before.
    pub after_payout: bool,
    /// Lines of revenue that are held back.
    pub suspended: i64,
    /// What the division is about, as JSON.
    pub division: String,
    /// The deck of costs as it is served.
    pub cost: Option<String>,
    /// The deck of revenue as it is served.
    pub revenue: Option<String>,
}

/// An owner's interest of a kind from a month on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InterestId {
    /// The division.
    pub division_id: Uuid,
    /// `cost` or `revenue`.
    pub side: &'static str,
    /// The owner.
    pub owner_id: Uuid,
    /// The kind, for example `ORRI`.
    pub interest: &'static str,
    /// The first day of the first month.
    pub effective_from: NaiveDate,
}

/// An owner's interest of a kind in months throughout which it stays the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterestRow {
    /// The months.
    pub months: Months,
    /// The property.
    pub property_id: Uuid,
    /// Why it is held back; none where it is paid.
    pub reason: Option<&'static str>,
    /// The line as it is served.
    pub document: String,
}

/// A change of shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeId {
    /// The division.
    pub division_id: Uuid,
    /// The event.
    pub event_id: Uuid,
}

/// What a change was known to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// The first day of the first month that is divided so.
    pub effective_from: NaiveDate,
    /// The position of the event.
    pub position: u64,
    /// The property.
    pub property_id: Uuid,
    /// Whose shares change.
    pub owner_ids: Vec<Uuid>,
    /// The change as it is served.
    pub document: String,
}

/// Closes and opens the rows of a batch, set by set.
///
/// # Errors
/// [`ReadModelError`].
pub async fn write(
    tx: &TenantTransaction,
    organization_id: Uuid,
    divisions: &Rows<MonthId, DivisionRow>,
    interests: &Rows<InterestId, InterestRow>,
    changes: &Rows<ChangeId, ChangeRow>,
) -> Result<(), ReadModelError> {
    close(tx, organization_id, (divisions, interests, changes)).await?;
    if !divisions.opened.is_empty() {
        open_divisions(tx, organization_id, &divisions.opened).await?;
    }
    if !interests.opened.is_empty() {
        open_interests(tx, organization_id, &interests.opened).await?;
    }
    if !changes.opened.is_empty() {
        open_changes(tx, organization_id, &changes.opened).await?;
    }
    Ok(())
}

/// Removes the organization's rows; they are about to be built anew.
///
/// # Errors
/// [`ReadModelError`].
pub async fn clear(tx: &TenantTransaction, organization_id: Uuid) -> Result<(), ReadModelError> {
    for sql in [
        include_str!("sql/clear_divisions.sql"),
        include_str!("sql/clear_interests.sql"),
        include_str!("sql/clear_changes.sql"),
    ] {
        tx.execute(sql, &[&organization_id]).await?;
    }
    Ok(())
}

/// Removes everything of some divisions; it is about to be written anew.
///
/// # Errors
/// [`ReadModelError`].
pub async fn forget(
    tx: &TenantTransaction,
    organization_id: Uuid,
    ids: &[Uuid],
) -> Result<(), ReadModelError> {
    for sql in [
        include_str!("sql/forget_divisions.sql"),
        include_str!("sql/forget_interests.sql"),
        include_str!("sql/forget_changes.sql"),
    ] {
        tx.execute(sql, &[&organization_id, &ids]).await?;
    }
    Ok(())
}

type All<'a> = (
    &'a Rows<MonthId, DivisionRow>,
    &'a Rows<InterestId, InterestRow>,
    &'a Rows<ChangeId, ChangeRow>,
);

async fn close(
    tx: &TenantTransaction,
    organization_id: Uuid,
    (divisions, interests, changes): All<'_>,
) -> Result<(), ReadModelError> {
    if !divisions.closed.is_empty() {
        let parameters: [&(dyn ToSql + Sync); 4] = [
            &organization_id,
            &of(&divisions.closed, |(key, _)| key.division_id),
            &of(&divisions.closed, |(key, _)| key.effective_from),
            &of(&divisions.closed, |(_, at)| to_bigint(*at)),
        ];
        tx.execute(include_str!("sql/close_divisions.sql"), &parameters)
            .await?;
    }
    if !interests.closed.is_empty() {
        let parameters: [&(dyn ToSql + Sync); 7] = [
            &organization_id,
            &of(&interests.closed, |(key, _)| key.division_id),
            &of(&interests.closed, |(key, _)| key.side),
            &of(&interests.closed, |(key, _)| key.owner_id),
            &of(&interests.closed, |(key, _)| key.interest),
            &of(&interests.closed, |(key, _)| key.effective_from),
            &of(&interests.closed, |(_, at)| to_bigint(*at)),
        ];
        tx.execute(include_str!("sql/close_interests.sql"), &parameters)
            .await?;
    }
    if !changes.closed.is_empty() {
        let parameters: [&(dyn ToSql + Sync); 4] = [
            &organization_id,
            &of(&changes.closed, |(key, _)| key.division_id),
            &of(&changes.closed, |(key, _)| key.event_id),
            &of(&changes.closed, |(_, at)| to_bigint(*at)),
        ];
        tx.execute(include_str!("sql/close_changes.sql"), &parameters)
            .await?;
    }
    Ok(())
}

async fn open_divisions(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[Versioned<MonthId, DivisionRow>],
) -> Result<(), ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 16] = [
        &organization_id,
        &of(rows, |it| it.key.division_id),
        &of(rows, |it| it.key.effective_from),
        &of(rows, |it| it.row.months.effective_to()),
        &of(rows, |it| to_bigint(it.span.from)),
        &of(rows, |it| to_bigint(it.span.to)),
        &of(rows, |it| it.row.property_id),
        &of(rows, |it| it.row.product),
        &of(rows, |it| it.row.months.begins_at),
        &of(rows, |it| it.row.months.ends_at()),
        &of(rows, |it| it.row.stage),
        &of(rows, |it| it.row.after_payout),
        &of(rows, |it| it.row.suspended),
        &of(rows, |it| it.row.division.as_str()),
        &of(rows, |it| it.row.cost.as_deref()),
        &of(rows, |it| it.row.revenue.as_deref()),
    ];
    tx.execute(include_str!("sql/open_divisions.sql"), &parameters)
        .await?;
    Ok(())
}

async fn open_interests(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[Versioned<InterestId, InterestRow>],
) -> Result<(), ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 14] = [
        &organization_id,
        &of(rows, |it| it.key.division_id),
        &of(rows, |it| it.key.side),
        &of(rows, |it| it.key.owner_id),
        &of(rows, |it| it.key.interest),
        &of(rows, |it| it.key.effective_from),
        &of(rows, |it| it.row.months.effective_to()),
        &of(rows, |it| to_bigint(it.span.from)),
        &of(rows, |it| to_bigint(it.span.to)),
        &of(rows, |it| it.row.property_id),
        &of(rows, |it| it.row.months.begins_at),
        &of(rows, |it| it.row.months.ends_at()),
        &of(rows, |it| it.row.reason),
        &of(rows, |it| it.row.document.as_str()),
    ];
    tx.execute(include_str!("sql/open_interests.sql"), &parameters)
        .await?;
    Ok(())
}

async fn open_changes(
    tx: &TenantTransaction,
    organization_id: Uuid,
    rows: &[Versioned<ChangeId, ChangeRow>],
) -> Result<(), ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 10] = [
        &organization_id,
        &of(rows, |it| it.key.division_id),
        &of(rows, |it| it.key.event_id),
        &of(rows, |it| to_bigint(it.span.from)),
        &of(rows, |it| to_bigint(it.span.to)),
        &of(rows, |it| it.row.effective_from),
        &of(rows, |it| to_bigint(it.row.position)),
        &of(rows, |it| it.row.property_id),
        &of(rows, |it| array_literal(&it.row.owner_ids)),
        &of(rows, |it| it.row.document.as_str()),
    ];
    tx.execute(include_str!("sql/open_changes.sql"), &parameters)
        .await?;
    Ok(())
}

/// One column of the rows.
fn of<'a, R, T>(rows: &'a [R], column: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(column).collect()
}

/// UNNEST flattens an array of arrays, so each row's owners travel as one array literal.
fn array_literal(ids: &[Uuid]) -> String {
    let written: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    format!("{{{}}}", written.join(","))
}
