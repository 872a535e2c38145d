//! The events that come next, read once for all projections that stand at the same position.
//!
//! Invariant: a batch ends with a commit. Rows tell what was known after a commit, and what is told of half of one would have to
//! be taken back by whoever does not know where it was cut.

use wellflow_event_store::{LedgerReader, RecordedEvent};
use wellflow_runtime::Tenant;

use crate::ProjectorError;

/// Events read at a time.
pub(crate) const BATCH_EVENTS: u32 = 10_000;

/// Events read last.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    /// The position they follow.
    from: Option<u64>,
    events: Vec<RecordedEvent>,
    /// Whether there are more.
    pub(crate) more: bool,
}

impl Ahead {
    /// The events after a position.
    ///
    /// # Errors
    /// [`ProjectorError`], in particular [`ProjectorError::LedgerRestored`] where the ledger ends before it.
    pub(crate) async fn after(
        &mut self,
        ledger: &LedgerReader,
        tenant: &Tenant,
        (position, projection): (u64, &'static str),
    ) -> Result<&[RecordedEvent], ProjectorError> {
        if self.from != Some(position) {
            let mut events = ledger.tail(tenant, position, BATCH_EVENTS).await?;
            if events.is_empty() && ledger.tip(tenant).await?.map_or(0, |tip| tip.position) < position {
                return Err(ProjectorError::LedgerRestored { projection });
            }
            self.more = is_full(&events, BATCH_EVENTS);
            if self.more {
                leave_out_cut(&mut events);
            }
            (self.from, self.events) = (Some(position), events);
        }
        Ok(&self.events)
    }

    /// The same, where they were read already.
    pub(crate) fn known(&self) -> &[RecordedEvent] {
        &self.events
    }
}

/// Whether as many were read as were asked for.
pub(crate) fn is_full(events: &[RecordedEvent], limit: u32) -> bool {
    events.len() >= usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Leaves the last commit out, which may go on after what was read. One that is all there is stays.
pub(crate) fn leave_out_cut(events: &mut Vec<RecordedEvent>) {
    let begins = last_commit(events);
    if begins > 0 {
        events.truncate(begins);
    }
}

/// Where the last commit begins. Commits of an organization have instants of their own.
pub(crate) fn last_commit(events: &[RecordedEvent]) -> usize {
    let Some(last) = events.last() else { return 0 };
    let earlier = events
        .iter()
        .rposition(|event| event.recorded_at != last.recorded_at);
    earlier.map_or(0, |place| place + 1)
}

/// About the first half of the commits; `None` of a single one.
pub(crate) fn half(events: &[RecordedEvent]) -> Option<&[RecordedEvent]> {
    let (first, half) = (events.first()?, events.get(..events.len() / 2 + 1)?);
    let place = match last_commit(half) {
        0 => events.partition_point(|event| event.recorded_at == first.recorded_at),
        begins => begins,
    };
    events.get(..place).filter(|half| half.len() < events.len())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    use super::*;

    /// Events with the commits they belong to.
    fn of(commits: &[i64]) -> Vec<RecordedEvent> {
        let numbered = commits.iter().zip(1_u64..);
        let event = |(commit, position): (&i64, u64)| RecordedEvent {
            organization_id: Uuid::from_u128(1),
            position,
            aggregate_type: "well".to_owned(),
            aggregate_id: Uuid::from_u128(2),
            sequence: position,
            event_id: Uuid::from_u128(u128::from(position)),
            event_type: "WellProposed".to_owned(),
            event_version: 1,
            payload: "{}".to_owned(),
            metadata: "{}".to_owned(),
            effective_at: "2020-01-01T06:00:00Z".parse().unwrap(),
            reported_at: None,
            recorded_at: DateTime::UNIX_EPOCH + TimeDelta::seconds(*commit),
            command_id: Uuid::from_u128(3),
            supersedes: None,
            digest: [0; 32],
        };
        numbered.map(event).collect()
    }

    #[test]
    fn a_batch_ends_with_a_commit() {
        for (commits, left) in [
            (&[1, 1, 2, 2, 2][..], 2),
            (&[1, 2, 3], 2),
            (&[1, 1, 1], 3),
            (&[], 0),
        ] {
            let mut events = of(commits);
            leave_out_cut(&mut events);
            assert_eq!(events.len(), left, "{commits:?}");
        }
    }

    #[test]
    fn half_a_batch_ends_with_a_commit_and_is_never_nothing() {
        for (commits, left) in [
            (&[1, 1, 2, 2, 3, 3, 4, 4][..], Some(4)),
            (&[1, 2, 2, 2, 2, 2], Some(1)),
            (&[1, 1, 1, 1, 1, 2], Some(5)),
            (&[1, 2], Some(1)),
            (&[1, 1, 1], None),
            (&[], None),
        ] {
            let events = of(commits);
            assert_eq!(half(&events).map(<[_]>::len), left, "{commits:?}");
        }
    }
}
