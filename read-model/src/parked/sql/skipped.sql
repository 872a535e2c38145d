SELECT event_id, stream_kind, stream_id
FROM read.skipped_event
WHERE organization_id = $1 AND projection = $2 AND version = $3
    AND build = coalesce(nullif(current_setting('app.read_build', true), '')::integer, (
        SELECT c.build FROM read.checkpoint c WHERE c.organization_id = $1 AND c.projection = $2 AND c.state = 'served'
    ), 1)
