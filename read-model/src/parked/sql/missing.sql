SELECT stream_kind, stream_id, first_position, parked_at
FROM read.parked
WHERE organization_id = $1 AND projection = $2 AND version = $3 AND ($4::uuid IS NULL OR stream_id = $4)
ORDER BY first_position
LIMIT 1000
