-- A stream of $4 events from position $3 on, in one commit.
WITH commits AS (
    INSERT INTO ledger.commits
    SELECT c.*
    FROM json_populate_record(NULL::ledger.commits, json_build_object(
        'organization_id', $1::uuid, 'from_position', $3::bigint, 'to_position', $3::bigint + $4::bigint - 1, 'format', 1,
        'recorded_at', '2026-01-01T00:00:00Z'::timestamptz + $3::bigint * interval '1 microsecond',
        'chain', '\x' || repeat('00', 32))) AS c
)
INSERT INTO ledger.events (
    organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version, payload,
    metadata, effective_at, recorded_at, command_id, digest)
SELECT $1, $3::bigint + n - 1, 'gauge', $2, n, gen_random_uuid(), 'GaugeRead', 1, $5::text::json, $6::text::json,
       '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 second',
       '2026-01-01T00:00:00Z'::timestamptz + $3::bigint * interval '1 microsecond', $2, decode(repeat('00', 32), 'hex')
FROM generate_series(1, $4::bigint) AS n
