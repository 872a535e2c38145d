//! Which projector follows which organizations.
//!
//! Organizations are shared out by buckets. A projector holds buckets as long as it is heard of; a bucket whose holder was not
//! heard of in time may be taken over, which raises its epoch. A checkpoint moves only under the epoch its bucket has
//! (`checkpoint::advance`), so that a holder that was paused and wakes changes nothing. Programs that keep other versions of the
//! projections share among themselves, so that two can run beside each other, each with all organizations.
//!
//! Invariants
//! - All instants are the database's own.
//! - What is at rest costs nothing: a holder renews one row, however many buckets and organizations it has.
//! - Of one program everybody who is heard of gets an equal share, to within one bucket; nobody takes what another one holds.
//! - An epoch is given once, whatever the bucket and the program.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::{Pool, RuntimeError};

use crate::{ReadModelError, from_bigint, to_bigint};

/// How many buckets there are.
pub const BUCKETS: u32 = 64;

/// The bucket of an organization, the same for everybody and for ever.
pub fn bucket(organization_id: Uuid) -> i32 {
    // The end of an id is random in every version of UUID in use; what is not is spread by the multiplication (Fibonacci).
    let [.., a, b, c, d, e, f, g, h] = organization_id.into_bytes();
    let spread = u64::from_be_bytes([a, b, c, d, e, f, g, h]).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let bucket = spread >> (u64::BITS - BUCKETS.trailing_zeros());
    i32::try_from(bucket).unwrap_or_default()
}

/// What a checkpoint is moved under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence {
    /// The bucket of the organization.
    pub bucket: i32,
    /// The epoch under which it is held.
    pub epoch: u64,
}

/// What a projector holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Buckets, with the epochs under which they are held.
    pub buckets: BTreeMap<i32, u64>,
    /// How many projectors of the program were heard of in time, this one among them.
    pub members: u64,
}

/// Says that the projector of a program is there, for so long; gives up what is more than its share, and takes what nobody holds
/// up to it. Answers what it holds then.
///
/// # Errors
/// [`ReadModelError`]; whatever it held is held on until its time runs out.
pub async fn renew(
    pool: &Pool,
    (projector_id, program): (Uuid, &str),
    life: Duration,
) -> Result<Holding, ReadModelError> {
    let mut client = pool.get().await.map_err(RuntimeError::Pool)?;
    let tx = client.transaction().await?;
    let life = i64::try_from(life.as_millis()).unwrap_or(i64::MAX);
    let heard_of: [&(dyn ToSql + Sync); 3] = [&projector_id, &program, &life];
    run(&tx, include_str!("sql/heartbeat.sql"), &heard_of).await?;
    run(&tx, include_str!("sql/bury.sql"), &[]).await?;
    let counted = run(&tx, include_str!("sql/members.sql"), &[&program]).await?;
    let members = match counted.first() {
        Some(row) => from_bigint(row.try_get("members")?).max(1),
        None => 1,
    };
    let mut buckets = epochs(&run(&tx, include_str!("sql/held.sql"), &[&projector_id]).await?)?;
    let share = usize::try_from(u64::from(BUCKETS).div_ceil(members)).unwrap_or(usize::MAX);
    if buckets.len() > share {
        let given_up: Vec<i32> = buckets.keys().skip(share).copied().collect();
        buckets.retain(|bucket, _| !given_up.contains(bucket));
        run(&tx, include_str!("sql/release.sql"), &[&projector_id, &given_up]).await?;
    } else if buckets.len() < share && is_alone(&tx, program).await? {
        if buckets.is_empty() {
            // The first of its program finds none.
            let count = i32::try_from(BUCKETS).unwrap_or(i32::MAX);
            run(&tx, include_str!("sql/found.sql"), &[&program, &count]).await?;
        }
        let wanted = to_bigint((share - buckets.len()) as u64);
        let taking: [&(dyn ToSql + Sync); 3] = [&projector_id, &program, &wanted];
        let taken = run(&tx, include_str!("sql/take.sql"), &taking).await?;
        buckets.extend(epochs(&taken)?);
    }
    tx.commit().await?;
    Ok(Holding { buckets, members })
}

/// Whether nobody else of the program takes buckets until this transaction ends. Of two that take at the same moment the second
/// would see what the first took as free: which rows go with a row that changed meanwhile is not looked up again.
async fn is_alone(tx: &deadpool_postgres::Transaction<'_>, program: &str) -> Result<bool, ReadModelError> {
    let asked = run(tx, include_str!("sql/alone.sql"), &[&program]).await?;
    Ok(asked.first().map(|row| row.try_get("is_alone")).transpose()? == Some(true))
}

async fn run(
    tx: &deadpool_postgres::Transaction<'_>,
    sql: &str,
    params: &[&(dyn ToSql + Sync)],
) -> Result<Vec<Row>, ReadModelError> {
    let statement = tx.prepare_cached(sql).await?;
    Ok(tx.query(&statement, params).await?)
}

fn epochs(rows: &[Row]) -> Result<BTreeMap<i32, u64>, ReadModelError> {
    rows.iter()
        .map(|row| Ok((row.try_get("bucket")?, from_bigint(row.try_get("epoch")?))))
        .collect()
}

/// The projector ends: whatever it holds may be taken at once.
///
/// # Errors
/// [`ReadModelError`]; what it held is free when its time runs out.
pub async fn resign(pool: &Pool, projector_id: Uuid) -> Result<(), ReadModelError> {
    let client = pool.get().await.map_err(RuntimeError::Pool)?;
    client
        .execute(include_str!("sql/resign.sql"), &[&projector_id])
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organizations_spread_over_all_buckets() {
        for ids in [
            (0..6_400_u128).map(Uuid::from_u128).collect::<Vec<_>>(),
            (0..6_400).map(|_| Uuid::now_v7()).collect(),
        ] {
            let mut counts: BTreeMap<i32, u32> = BTreeMap::new();
            for id in ids {
                *counts.entry(bucket(id)).or_default() += 1;
            }
            assert_eq!(counts.len(), 64);
            assert!(counts.keys().all(|bucket| (0..64).contains(bucket)));
            assert!(
                counts.values().all(|count| (50..200).contains(count)),
                "{counts:?}"
            );
        }
    }
}
