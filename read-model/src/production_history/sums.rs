//! What months add up to at a point, group by group and span by span.

use chrono::NaiveDate;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::history::When;
use crate::monthly_production::{ProductionFilter, Sum, read_found, sum};
use crate::{PRODUCTION_HISTORY, ReadModelError, Reads, WELL_HISTORY};

/// How many sums a page has at most: groups that would make it more are on the next.
pub const SUMS_MAX: usize = 50_000;
/// One row more than a page has tells that there are more; a constant that a statement takes.
pub(crate) const SUMS_READ: i64 = 50_001;

/// By what months are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The well.
    Well,
    /// The lease the volumes were reported for.
    Lease,
    /// The field the well lies in at the point.
    Field,
    /// The county the well lies in at the point.
    County,
    /// Who operated the well when the month ended.
    Operator,
}

impl By {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Lease => "lease",
            Self::Field => "field",
            Self::County => "county",
            Self::Operator => "operator",
        }
    }
}

/// The span of time sums are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// A day; asked of [`crate::daily_production`] alone.
    Day,
    /// A month.
    Month,
    /// A calendar year.
    Year,
}

impl Per {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// Which months to put together, and how. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// Months, well and lease.
    pub months: ProductionFilter,
    /// Only of wells that lie in this field at the point.
    pub field: Option<String>,
    /// Only of wells that lie in this county at the point.
    pub county: Option<String>,
    /// Only months that ended while the well had this operator.
    pub operator: Option<String>,
    /// All together without it.
    pub by: Option<By>,
    /// Over all time without it.
    pub per: Option<Per>,
}

impl Groups {
    /// Whether the wells' rows at the point are asked.
    pub(crate) fn needs_place(&self) -> bool {
        matches!(self.by, Some(By::Field | By::County)) || self.field.is_some() || self.county.is_some()
    }

    pub(crate) fn needs_operator(&self) -> bool {
        matches!(self.by, Some(By::Operator)) || self.operator.is_some()
    }

    /// Whether the rows of wells are asked besides those of months.
    pub fn needs_wells(&self) -> bool {
        self.needs_place() || self.needs_operator()
    }
}

/// What a group adds up to over a span of time; its gas is at one base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupSum {
    /// What the months have in common; empty where they have nothing, or nothing was asked for.
    pub key: String,
    /// The first day of the span; `None` over all time.
    pub period: Option<NaiveDate>,
    /// What they add up to.
    pub sum: Sum,
}

/// A page of whole groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// The checkpoint the page was read at.
    pub read_at: u64,
    /// By key and period; a span with gas at several bases comes several times.
    pub rows: Vec<GroupSum>,
    /// The key of the last group, where there are more; `None` on the last page.
    pub next: Option<String>,
    /// The next group alone has more than [`SUMS_MAX`] sums: it is on no page.
    pub is_too_long: bool,
}

/// A page of at most `limit` groups, and of at most [`SUMS_MAX`] sums, of the months that pass the filter at a point. `after` is the last key of the page before.
///
/// # Errors
/// [`ReadModelError`].
pub async fn sums(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    groups: &Groups,
    after: Option<&str>,
    limit: u32,
) -> Result<Sums, ReadModelError> {
    let ((from, to), months) = (when.bounds(), groups.months.months());
    // One group more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let parameters: [&(dyn ToSql + Sync); 23] = [
        &organization_id,
        &when.bigint(),
        &from,
        &to,
        &when.day,
        &PRODUCTION_HISTORY.name,
        &PRODUCTION_HISTORY.version,
        &WELL_HISTORY.name,
        &WELL_HISTORY.version,
        &months.0,
        &months.1,
        &groups.months.well_id,
        &groups.months.lease,
        &groups.field,
        &groups.county,
        &groups.operator,
        &groups.by.map(By::as_str),
        &groups.per.map(Per::as_str),
        &after,
        &fetched,
        &groups.needs_place(),
        &groups.needs_operator(),
        &SUMS_READ,
    ];
    let rows = reads.rows(include_str!("sql/sums.sql"), &parameters).await?;
    let (read_at, found) = read_found(&rows)?;
    whole_groups(read_at, found, limit)
}

/// A page of the rows that were found.
pub(crate) fn whole_groups(read_at: u64, found: &[Row], limit: u32) -> Result<Sums, ReadModelError> {
    let rows = found.iter().map(group_sum).collect::<Result<_, _>>()?;
    Ok(page(read_at, rows, limit, SUMS_MAX))
}

/// The groups that are whole, without the one that only tells that there is a next page. Where more than `most` rows were read,
/// there are more than were read, and the last group may be short of some.
fn page(read_at: u64, mut rows: Vec<GroupSum>, limit: u32, most: usize) -> Sums {
    let is_cut = rows.len() > most;
    if let Some(last) = rows.last().filter(|_| is_cut).map(|row| row.key.clone()) {
        rows.retain(|row| row.key != last);
    }
    let mut keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    keys.dedup();
    let is_too_long = is_cut && keys.is_empty();
    let shown = keys.len().min(usize::try_from(limit).unwrap_or(usize::MAX));
    let is_last = keys.len() == shown && !is_cut;
    let next = shown
        .checked_sub(1)
        .and_then(|last| keys.get(last))
        .filter(|_| !is_last)
        .map(|key| (*key).to_owned());
    if let Some(last) = &next {
        rows.retain(|row| row.key <= *last);
    }
    Sums {
        read_at,
        rows,
        next,
        is_too_long,
    }
}

/// What the months of the next at most `limit` wells add up to, well by well, whatever else there is. `after` is the last well of
/// the page before; a page may have fewer wells and still another page after it: some wells have no month that counts at the point.
///
/// # Errors
/// [`ReadModelError`].
pub async fn sums_of_wells(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    (months, per): (&ProductionFilter, Option<Per>),
    after: Option<Uuid>,
    limit: i32,
) -> Result<Sums, ReadModelError> {
    let ((from, to), months) = (when.bounds(), months.months());
    let parameters: [&(dyn ToSql + Sync); 12] = [
        &organization_id,
        &when.bigint(),
        &from,
        &to,
        &when.day,
        &PRODUCTION_HISTORY.name,
        &PRODUCTION_HISTORY.version,
        &months.0,
        &months.1,
        &after.unwrap_or(Uuid::nil()),
        &limit,
        &per.map(Per::as_str),
    ];
    let rows = reads
        .rows(include_str!("sql/sums_of_wells.sql"), &parameters)
        .await?;
    let last: Option<Uuid> = rows.first().map_or(Ok(None), |row| row.try_get("last_well"))?;
    let (read_at, found) = read_found(&rows)?;
    Ok(Sums {
        read_at,
        rows: found.iter().map(group_sum).collect::<Result<_, _>>()?,
        next: last.map(|well_id| well_id.to_string()),
        is_too_long: false,
    })
}

fn group_sum(row: &Row) -> Result<GroupSum, ReadModelError> {
    Ok(GroupSum {
        key: row.try_get("key")?,
        period: row.try_get("period")?,
        sum: sum(row)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of groups with so many sums each.
    fn paged(groups: &[(&str, usize)], limit: u32, most: usize) -> (Vec<String>, Option<String>, bool) {
        let one = |key: &str| GroupSum {
            key: key.to_owned(),
            period: None,
            sum: Sum::default(),
        };
        let rows = groups
            .iter()
            .flat_map(|(key, sums)| std::iter::repeat_n(one(key), *sums));
        let page = page(9, rows.take(most + 1).collect(), limit, most);
        let keys = page.rows.into_iter().map(|row| row.key).collect();
        (keys, page.next, page.is_too_long)
    }

    fn of(keys: &[&str], next: Option<&str>) -> (Vec<String>, Option<String>, bool) {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        (keys, next.map(str::to_owned), false)
    }

    #[test]
    fn a_page_has_whole_groups_and_says_whether_there_are_more() {
        let groups = [("", 1), ("a", 2), ("b", 3)];
        assert_eq!(paged(&groups, 3, 9), of(&["", "a", "a", "b", "b", "b"], None));
        assert_eq!(paged(&groups, 2, 9), of(&["", "a", "a"], Some("a")));
        assert_eq!(paged(&groups, 1, 9), of(&[""], Some("")));
        assert_eq!(paged(&[], 1, 9), of(&[], None));
    }

    #[test]
    fn a_group_that_was_not_read_to_its_end_is_on_the_next_page() {
        let groups = [("", 1), ("a", 2), ("b", 3)];
        assert_eq!(paged(&groups, 3, 6), of(&["", "a", "a", "b", "b", "b"], None));
        assert_eq!(paged(&groups, 3, 5), of(&["", "a", "a"], Some("a")));
        assert_eq!(paged(&groups, 3, 3), of(&["", "a", "a"], Some("a")));
        assert_eq!(paged(&groups, 3, 2), of(&[""], Some("")));
        assert_eq!(paged(&groups, 1, 5), of(&[""], Some("")));
        // No page holds it.
        assert_eq!(paged(&groups[2..], 3, 2), (Vec::new(), None, true));
    }

    #[test]
    fn a_statement_reads_one_row_more_than_a_page_has() {
        assert_eq!(usize::try_from(SUMS_READ).unwrap(), SUMS_MAX + 1);
    }
}
