SELECT projection, version, stream_kind, stream_id, first_position, event_id, event_type, reason, parked_at, attempts
FROM read.parked
WHERE organization_id = $1
    AND ($2::text IS NULL OR (projection, version, stream_kind, stream_id) > ($2, $3, $4, $5))
ORDER BY organization_id, projection, version, stream_kind, stream_id
LIMIT $6
