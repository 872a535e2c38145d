//! Lists of AFEs: by number, by the deadline of an open ballot, soonest first, and what each status comes to.

use chrono::{DateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::history::{HistoryPage, RowKey, When, page};
use crate::reads::read_at;
use crate::{AFE_HISTORY, FIRST_DAY, ReadModelError, Reads, from_bigint};

/// Which AFEs to list. `None` does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AfeFilter {
    /// The status, for example `in_progress`.
    pub status: Option<String>,
    /// What the money is for, for example `drilling`.
    pub kind: Option<String>,
    /// The well it is about.
    pub well_id: Option<Uuid>,
    /// The lease it is about.
    pub lease_id: Option<Uuid>,
    /// The property it is about.
    pub property_id: Option<Uuid>,
    /// The agreement.
    pub agreement_id: Option<Uuid>,
    /// Who operates.
    pub operator: Option<Uuid>,
    /// Overruns alone.
    pub overrun: bool,
    /// Who was asked or bears a part.
    pub party: Option<Uuid>,
}

/// Which open ballots to list. `None` does not restrict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BallotFilter {
    /// The agreement.
    pub agreement_id: Option<Uuid>,
    /// Who operates.
    pub operator: Option<Uuid>,
    /// Whose answer is missing.
    pub owner_id: Option<Uuid>,
}

/// Where a page of ballots begins: strictly after this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineKey {
    /// Until when the parties may answer.
    pub deadline: DateTime<Utc>,
    /// The AFE.
    pub afe_id: Uuid,
}

/// What the AFEs of a status come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRow {
    /// The status, for example `in_progress`.
    pub status: String,
    /// How many.
    pub afes: u64,
    /// How many of them are overrun.
    pub overruns: u64,
    /// Their estimates; `None` where none has one.
    pub estimated_usd: Option<Decimal>,
    /// What is authorised; `None` where nothing is.
    pub authorized_usd: Option<Decimal>,
    /// What is promised; `None` where nothing is authorised.
    pub committed_usd: Option<Decimal>,
    /// What was spent; `None` where nothing is authorised.
    pub actual_usd: Option<Decimal>,
}

/// A page of AFEs by number, at a point.
///
/// # Errors
/// [`ReadModelError`].
pub async fn list(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: &AfeFilter,
    after: Option<&RowKey>,
    limit: u32,
) -> Result<HistoryPage<RowKey>, ReadModelError> {
    // One row more than asked for tells whether there is a next page.
    let fetched = i64::from(limit) + 1;
    let position = when.bigint();
    let number = after.map_or("", |after| after.key.as_str());
    let afe_id = after.map_or(Uuid::nil(), |after| after.id);
    let mut parameters: Vec<&(dyn ToSql + Sync)> = vec![
        &organization_id,
        &position,
        &when.at,
        &when.day,
        &number,
        &afe_id,
        &fetched,
        &AFE_HISTORY.name,
        &AFE_HISTORY.version,
        &filter.status,
        &filter.kind,
        &filter.well_id,
        &filter.lease_id,
        &filter.property_id,
        &filter.agreement_id,
        &filter.operator,
        &filter.overrun,
    ];
    let sql = match &filter.party {
        None => include_str!("sql/list.sql"),
        Some(party) => {
            parameters.push(party);
            include_str!("sql/list_by_party.sql")
        }
    };
    let rows = reads.rows(sql, &parameters).await?;
    page(&rows, limit, |last| {
        Ok(RowKey {
            key: last.try_get("sort_key")?,
            id: last.try_get("afe_id")?,
        })
    })
}

/// A page of AFEs whose ballot is open, the next deadline first, at a point.
///
/// # Errors
/// [`ReadModelError`].
pub async fn ballots(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: BallotFilter,
    after: Option<DeadlineKey>,
    limit: u32,
) -> Result<HistoryPage<DeadlineKey>, ReadModelError> {
    let fetched = i64::from(limit) + 1;
    let after = after.unwrap_or(DeadlineKey {
        deadline: FIRST_DAY.and_time(NaiveTime::MIN).and_utc(),
        afe_id: Uuid::nil(),
    });
    let parameters: [&(dyn ToSql + Sync); 12] = [
        &organization_id,
        &when.bigint(),
        &when.at,
        &when.day,
        &after.deadline,
        &after.afe_id,
        &fetched,
        &AFE_HISTORY.name,
        &AFE_HISTORY.version,
        &filter.agreement_id,
        &filter.operator,
        &filter.owner_id,
    ];
    let rows = reads.rows(include_str!("sql/ballots.sql"), &parameters).await?;
    page(&rows, limit, |last| {
        Ok(DeadlineKey {
            deadline: last.try_get("ballot_deadline")?,
            afe_id: last.try_get("afe_id")?,
        })
    })
}

/// What the AFEs of each status come to, at a point, in no order; a status of which there is none is not among them.
///
/// # Errors
/// [`ReadModelError`].
pub async fn board(
    reads: &impl Reads,
    organization_id: Uuid,
    when: When,
    filter: &AfeFilter,
) -> Result<(u64, Vec<BoardRow>), ReadModelError> {
    let parameters: [&(dyn ToSql + Sync); 15] = [
        &organization_id,
        &when.bigint(),
        &when.at,
        &when.day,
        &AFE_HISTORY.name,
        &AFE_HISTORY.version,
        &filter.status,
        &filter.kind,
        &filter.well_id,
        &filter.lease_id,
        &filter.property_id,
        &filter.agreement_id,
        &filter.operator,
        &filter.overrun,
        &filter.party,
    ];
    let rows = reads.rows(include_str!("sql/board.sql"), &parameters).await?;
    let mut board = Vec::with_capacity(rows.len());
    for row in &rows {
        // An organization without any has one row that names the checkpoint alone.
        if let Some(status) = row.try_get::<_, Option<String>>("status")? {
            board.push(board_row(row, status)?);
        }
    }
    Ok((read_at(&rows)?, board))
}

fn board_row(row: &Row, status: String) -> Result<BoardRow, ReadModelError> {
    Ok(BoardRow {
        status,
        afes: from_bigint(row.try_get("afes")?),
        overruns: from_bigint(row.try_get("overruns")?),
        estimated_usd: row.try_get("estimated_usd")?,
        authorized_usd: row.try_get("authorized_usd")?,
        committed_usd: row.try_get("committed_usd")?,
        actual_usd: row.try_get("actual_usd")?,
    })
}
