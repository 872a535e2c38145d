SELECT p.projection, p.stream_kind, p.stream_id, p.first_position, p.event_id, p.event_type, p.reason, p.parked_at, p.attempts
FROM read.parked p
JOIN unnest($2::text[], $3::integer[]) AS k (projection, version)
    ON p.projection = k.projection AND p.version = k.version
WHERE p.organization_id = $1
    AND ($4::text IS NULL OR (p.projection, p.stream_id) > ($4, $5))
ORDER BY p.projection, p.stream_id
LIMIT $6
