-- Events $2 to $3 of an organization, as 100 to a commit, one to a command, 10 to a stream: rows that look as an append
-- would have left them, but for digests and chain, which have the right size alone. Ids of streams and events grow with
-- time, as UUIDv7 do; ids of commands lie anywhere, as UUIDv5 do.
WITH numbers AS (
    SELECT n, '2026-01-01T00:00:00Z'::timestamptz + ((n - 1) / 100) * interval '100 milliseconds' AS recorded_at,
           ('00000001-0000-7000-8000-' || lpad(to_hex((n - 1) / 10), 12, '0'))::uuid AS aggregate_id,
           ('00000002-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS event_id,
           md5(n::text)::uuid AS command_id, sha256(int8send(n)) AS digest
    FROM generate_series($2::bigint, $3::bigint) AS n
), commits AS (
    INSERT INTO ledger.commits
    SELECT c.*
    FROM (SELECT min(n) AS first, max(n) AS last, recorded_at FROM numbers GROUP BY recorded_at ORDER BY recorded_at) AS k
    -- By name, so that a column the ledger gains later is filled where it exists.
    CROSS JOIN LATERAL json_populate_record(NULL::ledger.commits, json_build_object(
        'organization_id', $1::uuid, 'from_position', k.first, 'to_position', k.last, 'format', 1,
        'recorded_at', k.recorded_at, 'chain', sha256(int8send(k.last))::text)) AS c
), commands AS (
    INSERT INTO ledger.commands (organization_id, command_id, fingerprint, from_position, to_position)
    SELECT $1, command_id, digest, n, n FROM numbers
), outbox AS (
    INSERT INTO ledger.outbox (
        id, aggregatetype, aggregateid, type, payload, organization_id, position, ordinal, headers)
    SELECT event_id, 'gauge', aggregate_id::text, 'GaugeRead', $4::text::json, $1, n, 0,
           format('{"command_id":"%s","effective_at":"2026-01-01T00:00:00Z","event_version":1,"sequence":%s}',
                  command_id, 1 + (n - 1) % 10)::json
    FROM numbers
)
INSERT INTO ledger.events (
    organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version, payload,
    metadata, effective_at, recorded_at, command_id, digest)
SELECT $1, n, 'gauge', aggregate_id, 1 + (n - 1) % 10, event_id, 'GaugeRead', 1, $4::text::json, $5::text::json,
       recorded_at, recorded_at, command_id, digest
FROM numbers
ORDER BY n
