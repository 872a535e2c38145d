//! What led to what: a command to its events, and those to the commands that name them as their cause.

use uuid::Uuid;
use wellflow_runtime::Tenant;

use crate::append::signed;
use crate::record::unsigned;
use crate::{LedgerReader, RecordedEvent, StoreError};

const COMMAND: &str = include_str!("sql/command.sql");
const CAUSED_BY: &str = include_str!("sql/caused_by.sql");

impl LedgerReader {
    /// The events a command wrote, in the order of their positions, at most so many; none for a command that wrote none.
    /// `None` where the ledger knows no such command.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn of_command(
        &self,
        tenant: &Tenant,
        command_id: Uuid,
        at_most: u32,
    ) -> Result<Option<Vec<RecordedEvent>>, StoreError> {
        let rows = self
            .pool
            .lookup(tenant, COMMAND, &[&tenant.organization_id(), &command_id])
            .await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let from = unsigned(row.get("from_position"))?;
        let to = unsigned(row.get("to_position"))?;
        // A success without events has from > to.
        let events = (to + 1).saturating_sub(from);
        let limit = u32::try_from(events).unwrap_or(u32::MAX).min(at_most);
        if limit == 0 {
            return Ok(Some(Vec::new()));
        }
        self.tail(tenant, from.saturating_sub(1), limit).await.map(Some)
    }

    /// The events that name one of these commands or events as their cause, in the order of their positions, after a position,
    /// at most so many.
    ///
    /// # Errors
    /// [`StoreError`] from the database.
    pub async fn caused_by(
        &self,
        tenant: &Tenant,
        causes: &[Uuid],
        after: u64,
        at_most: u32,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        // As metadata hold them.
        let causes: Vec<String> = causes.iter().map(Uuid::to_string).collect();
        let rows = self
            .pool
            .lookup(
                tenant,
                CAUSED_BY,
                &[
                    &tenant.organization_id(),
                    &causes,
                    &signed(after)?,
                    &i64::from(at_most),
                ],
            )
            .await?;
        rows.iter().map(RecordedEvent::read).collect()
    }
}
