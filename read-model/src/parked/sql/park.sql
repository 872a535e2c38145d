INSERT INTO read.parked AS p
    (organization_id, projection, version, stream_kind, stream_id, first_position, event_id, event_type, reason)
SELECT $1, $2, $3, k.stream_kind, k.stream_id, k.first_position, k.event_id, k.event_type, k.reason
FROM unnest($4::text[], $5::uuid[], $6::bigint[], $7::uuid[], $8::text[], $9::text[])
    AS k (stream_kind, stream_id, first_position, event_id, event_type, reason)
ON CONFLICT (organization_id, projection, build, stream_kind, stream_id) DO UPDATE
SET first_position = excluded.first_position, event_id = excluded.event_id, event_type = excluded.event_type,
    reason = excluded.reason, attempts = p.attempts + 1
