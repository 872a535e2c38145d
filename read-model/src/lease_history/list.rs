//! Lists of leases: by name, or by the day they end, soonest first.

use chrono::NaiveDate;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::history::{HistoryPage, When, page};
use crate::{FIRST_DAY, LAST_DAY, LEASE_HISTORY, ReadModelError, Reads};

/// Which leases to list. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeaseFilter {
    /// The status, for example `held_by_production`.
    pub status: Option<String>,
    /// What holds it, for example `production`.
    pub held_by: Option<String>,
    /// Who may drill and produce.
    pub lessee: Option<Uuid>,
    /// Who owns the minerals, for example `private`.
    pub mineral_owner: Option<String>,
    /// Its number, exactly.
    pub lease_number: Option<String>,
    /// What it must be found by besides, all of them: kind and key.
    pub keys: Vec<(&'static str, String)>,
    /// The first and the last day of the window in which it ends, if nothing else happens.
    pub until: Option<(Option<NaiveDate>, Option<NaiveDate>)>,
}

/// Where a page by name begins: strictly after this row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameKey {
    /// The name in lower case.
    pub name: String,
    /// The lease.
    pub lease_id: Uuid,
}

/// Where a page by day begins: strictly after this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiryKey {
    /// The day it ends.
    pub until: NaiveDate,
    /// The lease.
    pub lease_id: Uuid,
}

/// A page of leases by name, at a point. The filter's window is not looked at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn list(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: &LeaseFilter,
    after: Option<&NameKey>,
    limit: u32,
) -> Result<HistoryPage<NameKey>, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let position = when.bigint();
    let name = after.map_or("", |after| after.name.as_str());
    let lease_id = after.map_or(Uuid::nil(), |after| after.lease_id);
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![
        &organization_id,
        &position,
        &when.at,
        &when.day,
        &name,
        &lease_id,
        &fetched,
        &LEASE_HISTORY.name,
        &LEASE_HISTORY.version,
        &filter.status,
        &filter.held_by,
        &filter.lessee,
        &filter.mineral_owner,
        &filter.lease_number,
    ];
    let (others, keys);
    let sql = match filter.keys.split_first() {
        None => include_str!("sql/list.sql"),
        Some(((kind, key), rest)) => {
            (others, keys) = columns(rest);
            parameters.extend([kind as &(dyn ToSql + Sync), key, &others, &keys]);
            include_str!("sql/list_by_key.sql")
        }
    };
    let rows = reads.rows(sql, &parameters).await?;
    page(&rows, limit, |last| {
        Ok(NameKey {
            name: last.try_get("sort_key")?,
            lease_id: last.try_get("lease_id")?,
        })
    })
}

/// A page of the leases that end within the filter's window, the soonest first, at a point.
///
/// # Errors
/// [`ReadModelError`].
pub async fn expiring(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: &LeaseFilter,
    after: Option<ExpiryKey>,
    limit: u32,
) -> Result<HistoryPage<ExpiryKey>, ReadModelError> {
    let fetched = i64::from(limit) + 1;
    let (first, last) = filter.until.unwrap_or_default();
    // The nil id comes before every lease of its day.
    let after = after.unwrap_or(ExpiryKey {
        until: first.unwrap_or(FIRST_DAY),
        lease_id: Uuid::nil(),
    });
    let (kinds, keys) = columns(&filter.keys);
    let rows = reads
        .rows(
            include_str!("sql/expiring.sql"),
            &[
                &organization_id,
                &when.bigint(),
                &when.at,
                &when.day,
                &after.until,
                &after.lease_id,
                &fetched,
                &LEASE_HISTORY.name,
                &LEASE_HISTORY.version,
                &last.unwrap_or(LAST_DAY),
                &filter.status,
                &filter.held_by,
                &filter.lessee,
                &filter.mineral_owner,
                &filter.lease_number,
                &kinds,
                &keys,
            ],
        )
        .await?;
    page(&rows, limit, |last| {
        Ok(ExpiryKey {
            until: last.try_get("held_until")?,
            lease_id: last.try_get("lease_id")?,
        })
    })
}

fn columns(keys: &[(&'static str, String)]) -> (Vec<&'static str>, Vec<String>) {
    keys.iter().cloned().unzip()
}
