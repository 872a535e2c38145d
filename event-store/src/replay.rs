//! The first outcome of a command, read back for whoever sends the command again.

use tokio_postgres::types::ToSql;
use uuid::Uuid;
use wellflow_runtime::{Tenant, TenantPool};

use crate::append::signed;
use crate::record::unsigned;
use crate::{Committed, StoreError, StreamId};

const COMMAND: &str = include_str!("sql/command.sql");
const OUTCOME_EVENTS: &str = include_str!("sql/outcome_events.sql");
const VERSION_AT: &str = include_str!("sql/version_at.sql");

/// What the ledger holds of a command.
pub(crate) enum Known {
    /// Nothing, as of a moment ago; without the head's lock this proves nothing about an append still in flight.
    No,
    /// Its first outcome.
    Yes { from: u64, to: u64 },
    /// Another command under the same id.
    Reused,
}

pub(crate) async fn find(
    pool: &TenantPool,
    tenant: &Tenant,
    command_id: Uuid,
    fingerprint: &[u8; 32],
) -> Result<Known, StoreError> {
    let rows = pool
        .lookup(tenant, COMMAND, &[&tenant.organization_id(), &command_id])
        .await?;
    let Some(row) = rows.first() else {
        return Ok(Known::No);
    };
    if row.get::<_, &[u8]>("fingerprint") != fingerprint {
        return Ok(Known::Reused);
    }
    Ok(Known::Yes {
        from: unsigned(row.get("from_position"))?,
        to: unsigned(row.get("to_position"))?,
    })
}

/// The answer the command was given the first time.
pub(crate) async fn answer(
    pool: &TenantPool,
    tenant: &Tenant,
    stream: StreamId,
    from: u64,
    to: u64,
) -> Result<Committed, StoreError> {
    let (from, last) = (signed(from)?, signed(to)?);
    let organization = tenant.organization_id();
    let of_command: [&(dyn ToSql + Sync); 3] = [&organization, &from, &last];
    let of_stream: [&(dyn ToSql + Sync); 4] = [&organization, &stream.kind, &stream.id, &last];
    // Neither can change any more, so they need not be read at one moment.
    let (events, version) = futures::try_join!(
        pool.lookup(tenant, OUTCOME_EVENTS, &of_command),
        pool.lookup(tenant, VERSION_AT, &of_stream),
    )?;
    Ok(Committed {
        version: version
            .first()
            .map_or(Ok(0), |row| unsigned(row.get("sequence")))?,
        position: to,
        recorded_at: events.first().map(|row| row.get("recorded_at")),
        event_ids: events.iter().map(|row| row.get("event_id")).collect(),
        replayed: true,
    })
}
