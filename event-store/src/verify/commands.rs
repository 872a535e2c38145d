//! Commands from the other side: every record in the table is one the events or the commits led to.
//!
//! The walk looks up the command of every event, so none is missing. That none is there besides is found by counting the
//! table, page by page in the order of its key, while the walk goes on.

use std::collections::HashSet;

use uuid::Uuid;
use wellflow_runtime::Tenant;

use super::rows::{CommandRow, Instant, command_broken};
use super::{Broken, Verifier};
use crate::StoreError;

const COMMANDS: &str = include_str!("sql/commands.sql");
const SURPLUS: &str = include_str!("sql/surplus_commands.sql");
const AT_ONCE: i64 = 5_000;

/// What the table holds of commands recorded up to an instant.
#[derive(Debug, Default)]
pub(super) struct Tally {
    with_events: u64,
    idle: u64,
    /// The one with the highest position among those no chain covers.
    unsealed: Option<(i64, Uuid)>,
    /// Recorded later, or at no position known then.
    late: Vec<Uuid>,
}

/// Counts the commands recorded up to the tip; `(instant, position)`.
pub(super) async fn count(
    verifier: &Verifier,
    tenant: &Tenant,
    tip: Option<(Instant, i64)>,
) -> Result<Tally, StoreError> {
    let (instant, position) = tip.unwrap_or((Instant::FIRST, 0));
    let mut tally = Tally::default();
    let mut last = Uuid::nil();
    loop {
        let rows = verifier
            .rows(tenant, COMMANDS, &[&tenant.organization_id(), &last, &AT_ONCE])
            .await?;
        for command in rows.iter().filter_map(CommandRow::read) {
            last = command.id;
            let late = match command.at {
                Some(at) => at > instant,
                None => command.to > position,
            };
            match command.at {
                _ if late => tally.late.push(command.id),
                _ if command.from <= command.to => tally.with_events += 1,
                Some(_) => tally.idle += 1,
                None => tally.unsealed = tally.unsealed.max(Some((command.to, command.id))),
            }
        }
        if (rows.len() as i64) < AT_ONCE {
            return Ok(tally);
        }
    }
}

impl Tally {
    /// Compares what was counted with what the walk met up to the same tip and, in `recent`, after it. `unsealed` is the
    /// last position of a commit whose chain covers no commands.
    pub(super) async fn compare(
        &self,
        verifier: &Verifier,
        tenant: &Tenant,
        met: (u64, u64),
        recent: &HashSet<Uuid>,
        unsealed: i64,
    ) -> Result<Result<(), Broken>, StoreError> {
        if let Some((position, id)) = self.unsealed
            && position > unsealed
        {
            return Ok(Err(command_broken(id, "the command belongs to no commit")));
        }
        if let Some(id) = self.late.iter().find(|id| !recent.contains(*id)) {
            return Ok(Err(command_broken(
                *id,
                "no event and no commit leads to the command",
            )));
        }
        if (self.with_events, self.idle) == met {
            return Ok(Ok(()));
        }
        let mut last = Uuid::nil();
        loop {
            let rows = verifier
                .rows(tenant, SURPLUS, &[&tenant.organization_id(), &last, &AT_ONCE])
                .await?;
            for row in &rows {
                last = row.get("command");
                let led_to = if row.get("without_events") {
                    row.get("unsealed") || row.get::<_, Option<i64>>("decided_at").is_some()
                } else {
                    row.get::<_, Option<Uuid>>("owner") == Some(last)
                };
                if !led_to {
                    return Ok(Err(command_broken(
                        last,
                        "no event and no commit leads to the command",
                    )));
                }
            }
            if (rows.len() as i64) < AT_ONCE {
                let (events, idle) = (self.with_events.abs_diff(met.0), self.idle.abs_diff(met.1));
                let reason =
                    format!("{events} commands with events and {idle} without are not accounted for");
                return Ok(Err(Broken::table("commands", reason)));
            }
        }
    }
}
