SELECT event_id, stream_kind, stream_id
FROM read.skipped_event
WHERE organization_id = $1 AND projection = $2 AND version = $3
