//! The months of a well, a lease or a field at a point.

use chrono::NaiveDate;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::history::When;
use crate::monthly_production::{ProductionFilter, Property, WellMonths, cut, from_month};
use crate::reads::read_at;
use crate::{PRODUCTION_HISTORY, ReadModelError, Reads, WELL_HISTORY};

/// A page of at most `limit` months of a lease or a field at a point, well by well. `after` is the last month of the page
/// before.
///
/// # Errors
/// [`ReadModelError`].
pub async fn by_well(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    property: &Property,
    filter: &ProductionFilter,
    (after, limit): (Option<NaiveDate>, u32),
) -> Result<WellMonths, ReadModelError> {
    let (first, last) = from_month(filter, after);
    let (position, (from, to)) = (when.bigint(), when.bounds());
    // One month more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let (Property::Lease(name) | Property::Field(name)) = property;
    let point: [&(dyn ToSql + Sync); 7] = [
        &organization_id,
        &position,
        &from,
        &to,
        &when.day,
        &PRODUCTION_HISTORY.name,
        &PRODUCTION_HISTORY.version,
    ];
    let months: [&(dyn ToSql + Sync); 4] = [&first, &last, name, &fetched];
    let wells: [&(dyn ToSql + Sync); 2] = [&WELL_HISTORY.name, &WELL_HISTORY.version];
    let rows = match property {
        Property::Lease(_) => {
            let parameters = [&point[..], &months].concat();
            reads.rows(include_str!("sql/lease.sql"), &parameters).await?
        }
        Property::Field(_) => {
            let parameters = [&point[..], &wells, &months].concat();
            reads.rows(include_str!("sql/field.sql"), &parameters).await?
        }
    };
    cut(&rows, limit)
}

/// The completion months of a well that count at a point, by month and completion, at most `limit`, and the checkpoint they
/// were read at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn well_months(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    well_id: Uuid,
    filter: &ProductionFilter,
    limit: u32,
) -> Result<(u64, Vec<Uuid>), ReadModelError> {
    let ((from, to), months) = (when.bounds(), filter.months());
    let parameters: [&(dyn ToSql + Sync); 11] = [
        &organization_id,
        &when.bigint(),
        &from,
        &to,
        &when.day,
        &PRODUCTION_HISTORY.name,
        &PRODUCTION_HISTORY.version,
        &well_id,
        &months.0,
        &months.1,
        &i64::from(limit),
    ];
    let rows = reads
        .rows(include_str!("sql/well_months.sql"), &parameters)
        .await?;
    let ids = rows
        .iter()
        .filter_map(|row| row.try_get::<_, Option<Uuid>>("production_month_id").transpose());
    Ok((read_at(&rows)?, ids.collect::<Result<_, _>>()?))
}

/// The completion months of several wells that count at a point, with the well of each, by well, month and completion, at most
/// `limit` together, and the checkpoint they were read at.
///
/// # Errors
/// [`ReadModelError`].
pub async fn months_of_wells(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    well_ids: &[Uuid],
    filter: &ProductionFilter,
    limit: u32,
) -> Result<(u64, Vec<(Uuid, Uuid)>), ReadModelError> {
    let ((from, to), months) = (when.bounds(), filter.months());
    let parameters: [&(dyn ToSql + Sync); 11] = [
        &organization_id,
        &when.bigint(),
        &from,
        &to,
        &when.day,
        &PRODUCTION_HISTORY.name,
        &PRODUCTION_HISTORY.version,
        &well_ids,
        &months.0,
        &months.1,
        &i64::from(limit),
    ];
    let sql = include_str!("sql/months_of_wells.sql");
    let rows = reads.rows(sql, &parameters).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        // A list of nothing has one row that names the checkpoint alone.
        if let Some(well_id) = row.try_get("well_id")? {
            found.push((well_id, row.try_get("production_month_id")?));
        }
    }
    Ok((read_at(&rows)?, found))
}
