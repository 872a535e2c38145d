DELETE FROM read.parked
WHERE organization_id = $1 AND projection = $2 AND version = $3 AND stream_kind = $4 AND stream_id = $5
