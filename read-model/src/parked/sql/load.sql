SELECT stream_kind, stream_id, first_position, event_id, event_type, reason, parked_at, attempts
FROM read.parked
WHERE organization_id = $1 AND projection = $2 AND version = $3
