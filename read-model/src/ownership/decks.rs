//! Divisions and their decks at a point.

use chrono::NaiveDate;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::history::When;
use crate::reads::read_at;
use crate::{LAST_DAY, OWNERSHIP, ReadModelError, Reads};

/// Which divisions to list. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DivisionFilter {
    /// Of this property.
    pub property_id: Option<Uuid>,
    /// Of this product, exactly: `all`, `oil`, `condensate` or `gas`.
    pub product: Option<String>,
    /// Standing so: `drawn_up`, `in_force` or `ended`.
    pub stage: Option<String>,
    /// With a share of this owner's.
    pub owner_id: Option<Uuid>,
}

/// Where a page of divisions begins: strictly after this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DivisionKey {
    /// The property.
    pub property_id: Uuid,
    /// The division.
    pub division_id: Uuid,
}

/// A division of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DivisionShown {
    /// The division.
    pub division_id: Uuid,
    /// What it is about, as JSON.
    pub division: String,
    /// Where it stands.
    pub stage: String,
    /// Whether payout was reached before.
    pub after_payout: bool,
    /// Lines of revenue that are held back.
    pub suspended: i64,
    /// The first day of the months throughout which it stands so.
    pub from: NaiveDate,
    /// The first day after; none where it goes on.
    pub until: Option<NaiveDate>,
}

/// A page of divisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DivisionPage {
    /// The checkpoint the page was read at.
    pub read_at: u64,
    /// By property, then by id.
    pub divisions: Vec<DivisionShown>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<DivisionKey>,
}

/// A page of divisions as they stood at the point; those whose first month comes later are left out.
///
/// # Errors
/// [`ReadModelError`].
pub async fn divisions(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: &DivisionFilter,
    (after, limit): (Option<DivisionKey>, u32),
) -> Result<DivisionPage, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let after_property = after.map_or(Uuid::nil(), |after| after.property_id);
    let after_division = after.map_or(Uuid::nil(), |after| after.division_id);
    let parameters: [&(dyn ToSql + Sync); 13] = [
        &organization_id,
        &when.bigint(),
        &when.day,
        &when.at,
        &OWNERSHIP.name,
        &OWNERSHIP.version,
        &after_property,
        &after_division,
        &fetched,
        &filter.property_id,
        &filter.product,
        &filter.stage,
        &filter.owner_id,
    ];
    let rows = reads.rows(include_str!("sql/divisions.sql"), &parameters).await?;
    let read_at = read_at(&rows)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let shown = &rows[..rows.len().min(limit)];
    let next = match shown.last() {
        Some(last) if rows.len() > limit => Some(DivisionKey {
            property_id: last.try_get("property_id")?,
            division_id: last.try_get("division_id")?,
        }),
        Some(_) | None => None,
    };
    let mut divisions = Vec::with_capacity(shown.len());
    for row in shown {
        divisions.extend(division(row)?);
    }
    Ok(DivisionPage {
        read_at,
        divisions,
        next,
    })
}

/// A list of nothing has one row, which names the checkpoint alone.
fn division(row: &Row) -> Result<Option<DivisionShown>, ReadModelError> {
    let Some(division_id) = row.try_get("division_id")? else {
        return Ok(None);
    };
    let until: NaiveDate = row.try_get("effective_to")?;
    Ok(Some(DivisionShown {
        division_id,
        division: row.try_get("division")?,
        stage: row.try_get("stage")?,
        after_payout: row.try_get("after_payout")?,
        suspended: row.try_get("suspended")?,
        from: row.try_get("effective_from")?,
        until: (until != LAST_DAY).then_some(until),
    }))
}

/// The decks of a division that divide a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecksRow {
    /// The division.
    pub division_id: Uuid,
    /// What it is about, as JSON.
    pub division: String,
    /// Where it stands.
    pub stage: String,
    /// Whether payout was reached before.
    pub after_payout: bool,
    /// The deck of costs as it is served.
    pub cost: Option<String>,
    /// The deck of revenue as it is served.
    pub revenue: Option<String>,
}

/// The decks that divide a property at the point, division by division, and the checkpoint they were read at. `product`: only
/// divisions that divide it, by itself or with all others.
///
/// # Errors
/// [`ReadModelError`].
pub async fn decks(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    property_id: Uuid,
    product: Option<&str>,
) -> Result<(u64, Vec<DecksRow>), ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 8] = [
        &organization_id,
        &when.bigint(),
        &when.day,
        &when.at,
        &OWNERSHIP.name,
        &OWNERSHIP.version,
        &property_id,
        &product,
    ];
    let rows = reads.rows(include_str!("sql/decks.sql"), &parameters).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(division_id) = row.try_get("division_id")? else {
            continue;
        };
        found.push(DecksRow {
            division_id,
            division: row.try_get("division")?,
            stage: row.try_get("stage")?,
            after_payout: row.try_get("after_payout")?,
            cost: row.try_get("cost")?,
            revenue: row.try_get("revenue")?,
        });
    }
    Ok((read_at(&rows)?, found))
}
