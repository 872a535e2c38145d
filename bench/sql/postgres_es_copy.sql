INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
SELECT $1, e.aggregate_id, e.sequence, e.event_type, e.event_version, e.payload::json, '{}'
FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[])
    AS e (aggregate_id, sequence, event_type, event_version, payload)
