DELETE FROM read.parked
WHERE organization_id = $1 AND projection = $2 AND version = $3 AND stream_kind = $4 AND stream_id = $5
    AND build = coalesce(nullif(current_setting('app.read_build', true), '')::integer, (
        SELECT c.build FROM read.checkpoint c WHERE c.organization_id = $1 AND c.projection = $2 AND c.state = 'served'
    ), 1)
