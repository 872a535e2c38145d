//! Lists of wells at a point.

use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::history::{HistoryPage, When, page};
use crate::well_summary::{Area, SortKey, WellFilter};
use crate::{ReadModelError, Reads, WELL_HISTORY};

/// A page of at most `limit` wells at a point, by name, or around a place nearest first. `after` is the last row of the page
/// before.
///
/// # Errors
/// [`ReadModelError`].
pub async fn list(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: &WellFilter,
    after: Option<&SortKey>,
    limit: u32,
) -> Result<HistoryPage<SortKey>, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let (position, (from, to)) = (when.bigint(), when.bounds());
    let name = after.map_or("", |after| after.key.as_str());
    let distance_mm = after
        .map_or(Ok(-1), |after| after.key.parse::<i64>())
        .unwrap_or(i64::MAX);
    let well_id = after.map_or(Uuid::nil(), |after| after.well_id);
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![
        &organization_id,
        &position,
        &from,
        &to,
        &when.day,
        &name,
        &well_id,
        &fetched,
        &WELL_HISTORY.name,
        &WELL_HISTORY.version,
        &filter.status,
        &filter.operator,
        &filter.lease,
        &filter.state,
        &filter.phase,
        &filter.role,
    ];
    let (area, radius_mm);
    let sql = match (&filter.near, &filter.within) {
        (None, None) => include_str!("sql/list.sql"),
        (None, Some(bounds)) => {
            area = bounds.area();
            parameters.extend(area.bounds());
            include_str!("sql/within.sql")
        }
        (Some(near), _) => {
            area = Area::around(near);
            radius_mm = near.radius_km * 1_000_000.0;
            parameters[5] = &distance_mm;
            parameters.extend(area.bounds());
            parameters.extend([&near.latitude as &(dyn ToSql + Sync), &near.longitude, &radius_mm]);
            include_str!("sql/near.sql")
        }
    };
    let rows = reads.rows(sql, &parameters).await?;
    page(&rows, limit, |last| {
        Ok(SortKey {
            key: last.try_get("sort_key")?,
            well_id: last.try_get("well_id")?,
        })
    })
}
