//! Lists of wells: filters, keyset pages, and the wells around a point.
//!
//! Invariants
//! - A page goes on strictly after its sort key, so every row that stays put is served exactly once.
//! - Around a point the box on whole numbers is served by an index; the exact distance only judges what the box left.

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::{ReadModelError, Reads, WELL_SUMMARY, from_bigint};

/// Which wells to list. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WellFilter {
    /// The derived status, for example `producing`.
    pub status: Option<String>,
    /// Where in its life it is, for example `operating`.
    pub phase: Option<String>,
    /// What it is for, for example `oil`.
    pub role: Option<String>,
    /// The operator's name, exactly.
    pub operator: Option<String>,
    /// The lease, exactly.
    pub lease: Option<String>,
    /// The state of the surface location.
    pub state: Option<String>,
    /// Only wells around a point.
    pub near: Option<Near>,
    /// Only wells within bounds; asked of [`crate::well_history`] alone.
    pub within: Option<Bounds>,
}

/// A box of degrees in the datum each place is stated in; where it begins east of its end it crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Degrees east, -180 to 180.
    pub west: f64,
    /// Degrees north, -90 to 90.
    pub south: f64,
    /// Degrees east, -180 to 180.
    pub east: f64,
    /// Degrees north, from the south on.
    pub north: f64,
}

/// A circle on the ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
    /// Kilometres along the ground, above 0.
    pub radius_km: f64,
}

/// Where a page begins: strictly after this row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The name in lower case; around a point the distance in millimetres.
    pub key: String,
    /// The well.
    pub well_id: Uuid,
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The checkpoint the page was read at; 0 before the organization's first batch.
    pub read_at: u64,
    /// The documents as they are served.
    pub documents: Vec<String>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<SortKey>,
}

/// A page of wells, by name; around a point, nearest first. One statement, whose one row without a well is an empty page.
///
/// # Errors
/// [`ReadModelError`].
pub async fn list(
    reads: &impl Reads,
    organization_id: Uuid,
    filter: &WellFilter,
    after: Option<&SortKey>,
    limit: u32,
) -> Result<Page, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let well_id = after.map_or(Uuid::nil(), |after| after.well_id);
    let WellFilter {
        status,
        phase,
        role,
        operator,
        lease,
        state,
        near,
        within: _,
    } = filter;
    let rows = if let Some(near) = near {
        let distance_mm = after
            .map_or(Ok(-1), |after| after.key.parse::<i64>())
            .unwrap_or(i64::MAX);
        let area = Area::around(near);
        reads
            .rows(
                include_str!("sql/near.sql"),
                &[
                    &organization_id,
                    &distance_mm,
                    &well_id,
                    status,
                    operator,
                    lease,
                    state,
                    &fetched,
                    &area.south,
                    &area.north,
                    &area.first.0,
                    &area.first.1,
                    &area.second.0,
                    &area.second.1,
                    &near.latitude,
                    &near.longitude,
                    &(near.radius_km * 1_000_000.0),
                    &WELL_SUMMARY.name,
                    &WELL_SUMMARY.version,
                    phase,
                    role,
                ],
            )
            .await?
    } else {
        let key = after.map_or("", |after| after.key.as_str());
        reads
            .rows(
                include_str!("sql/list.sql"),
                &[
                    &organization_id,
                    &key,
                    &well_id,
                    status,
                    operator,
                    lease,
                    state,
                    &fetched,
                    &WELL_SUMMARY.name,
                    &WELL_SUMMARY.version,
                    phase,
                    role,
                ],
            )
            .await?
    };
    page(&rows, limit)
}

fn page(rows: &[Row], limit: u32) -> Result<Page, ReadModelError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let Some(first) = rows.first() else {
        return Ok(Page::default());
    };
    let read_at = from_bigint(first.try_get("read_at")?);
    if first.try_get::<_, Option<Uuid>>("well_id")?.is_none() {
        return Ok(Page {
            read_at,
            ..Page::default()
        });
    }
    let shown = &rows[..rows.len().min(limit)];
    let documents = shown
        .iter()
        .map(|row| row.try_get("document"))
        .collect::<Result<_, _>>()?;
    let next = match shown.last() {
        Some(last) if rows.len() > limit => Some(SortKey {
            key: last.try_get("sort_key")?,
            well_id: last.try_get("well_id")?,
        }),
        _ => None,
    };
    Ok(Page {
        read_at,
        documents,
        next,
    })
}

/// A box in units of 1e-7 degrees that holds the circle; two ranges of longitude where it crosses the date line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Area {
    south: i64,
    north: i64,
    first: (i64, i64),
    second: (i64, i64),
}

impl Bounds {
    /// The same in the units of the rows.
    pub(crate) fn area(&self) -> Area {
        let (west, east) = (e7(self.west), e7(self.east));
        let (first, second) = if west <= east {
            ((west, east), (1, 0))
        } else {
            ((west, e7(180.0)), (e7(-180.0), east))
        };
        Area {
            south: e7(self.south),
            north: e7(self.north),
            first,
            second,
        }
    }
}

const E7: f64 = 10_000_000.0;
const EARTH_RADIUS_KM: f64 = 6371.0088;

impl Area {
    /// South and north, then west and east of both ranges.
    pub(crate) fn bounds(&self) -> [&(dyn ToSql + Sync); 6] {
        [
            &self.south,
            &self.north,
            &self.first.0,
            &self.first.1,
            &self.second.0,
            &self.second.1,
        ]
    }

    pub(crate) fn around(near: &Near) -> Self {
        let reach = (near.radius_km / EARTH_RADIUS_KM).to_degrees();
        let (south, north) = (near.latitude - reach, near.latitude + reach);
        let whole = (e7(-180.0), e7(180.0));
        let none = (1, 0);
        let latitudes = (e7(south.max(-90.0)), e7(north.min(90.0)));
        let (first, second) = if south <= -90.0 || north >= 90.0 {
            (whole, none)
        } else {
            // The circle is widest not at its middle but a little towards the pole.
            let widest = (reach.to_radians().sin() / near.latitude.to_radians().cos()).clamp(-1.0, 1.0);
            let reach = widest.asin().to_degrees();
            let (west, east) = (near.longitude - reach, near.longitude + reach);
            if reach >= 90.0 {
                (whole, none)
            } else if west < -180.0 {
                ((e7(-180.0), e7(east)), (e7(west + 360.0), e7(180.0)))
            } else if east > 180.0 {
                ((e7(west), e7(180.0)), (e7(-180.0), e7(east - 360.0)))
            } else {
                ((e7(west), e7(east)), none)
            }
        };
        // One unit of slack on every side takes up the rounding.
        let slack = |(low, high): (i64, i64)| {
            if low > high {
                (low, high)
            } else {
                (low - 1, high + 1)
            }
        };
        let (south, north) = slack(latitudes);
        Self {
            south,
            north,
            first: slack(first),
            second: slack(second),
        }
    }
}

fn e7(degrees: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "at most 180 degrees, and the cast saturates"
    )]
    {
        (degrees * E7).round() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_around_a_point_holds_the_circle() {
        let area = Area::around(&Near {
            latitude: 60.0,
            longitude: -90.0,
            radius_km: 111.0,
        });
        assert!(area.south < 590_020_000 && area.north > 609_970_000, "{area:?}");
        assert!(
            area.first.0 < -919_900_000 && area.first.1 > -880_100_000,
            "{area:?}"
        );
        assert_eq!(area.second, (1, 0));
    }

    #[test]
    fn a_box_across_the_date_line_has_two_parts() {
        let area = Area::around(&Near {
            latitude: 0.0,
            longitude: 179.5,
            radius_km: 111.0,
        });
        assert_eq!(area.first.1, 1_800_000_001);
        assert_eq!(area.second.0, -1_800_000_001);
        assert!(area.second.1 < -1_790_000_000, "{area:?}");
    }

    #[test]
    fn a_box_over_a_pole_spans_every_longitude() {
        let area = Area::around(&Near {
            latitude: 89.9,
            longitude: 10.0,
            radius_km: 50.0,
        });
        assert_eq!(area.first, (-1_800_000_001, 1_800_000_001));
        assert_eq!(area.north, 900_000_001);
    }
}
