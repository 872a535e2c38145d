//! What a repair sees: whether the ledger has the stream, and the event.
//!
//! A stream that is there stays, and an event never changes: both may be looked up before.

use wellflow_domain::projection_repair::{EventToSkip, ProjectionRepair, ProjectionRepairId, StreamSeen};
use wellflow_event_store::Committed;
use wellflow_http::Problem;

use super::Carrier;
use crate::refusal::failed;
use crate::repairs::RepairIntent;
use crate::seen::event;

impl Carrier<'_> {
    pub(super) async fn repair(&self, intent: RepairIntent) -> Result<Committed, Problem> {
        let (reader, tenant) = (&self.api.reader, &self.request.tenant);
        let (kind, stream_id) = (intent.stream.kind.as_str(), intent.stream.stream_id);
        let first = reader.stream(tenant, kind, stream_id, 0, 1).await;
        let stream = match first.map_err(failed)?.first() {
            Some(_) => StreamSeen::Known,
            None => StreamSeen::Unknown,
        };
        let found = match intent.event_id() {
            None => None,
            Some(event_id) => event(reader, tenant, kind, stream_id, event_id)
                .await
                .map_err(failed)?,
        };
        let to_skip = found.map_or(EventToSkip::Unknown, |found| EventToSkip::Known {
            event_type: found.event_type,
            position: found.position,
        });
        let id = ProjectionRepairId::of(kind, stream_id).as_uuid();
        self.alone::<ProjectionRepair>(id, intent.command(stream, to_skip))
            .await
    }
}
