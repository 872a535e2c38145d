SELECT stream_kind, stream_id, first_position, event_id, event_type, reason, parked_at, attempts
FROM read.parked
WHERE organization_id = $1 AND projection = $2 AND version = $3
    AND build = coalesce(nullif(current_setting('app.read_build', true), '')::integer, (
        SELECT c.build FROM read.checkpoint c WHERE c.organization_id = $1 AND c.projection = $2 AND c.state = 'served'
    ), 1)
