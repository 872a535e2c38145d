-- Streams of 3 events, and one commit for all of an organization's. The streams belong to the organizations in turn.
-- Digests and chain have the right size and are not right: nothing that is measured reads them.
WITH streams AS (
    SELECT ($1::uuid[])[1 + (s.nth - 1) % cardinality($1::uuid[])] AS organization_id, s.id, s.nth
    FROM unnest($2::uuid[]) WITH ORDINALITY AS s (id, nth)
), commits AS (
    INSERT INTO ledger.commits
    SELECT c.*
    FROM (SELECT organization_id, 3 * count(*) AS events FROM streams GROUP BY organization_id) AS o
    -- By name, so that a column the ledger gains later is filled where it exists.
    CROSS JOIN LATERAL json_populate_record(NULL::ledger.commits, json_build_object(
        'organization_id', o.organization_id, 'from_position', 1, 'to_position', o.events, 'format', 1,
        'recorded_at', '2026-01-01T00:00:00Z', 'chain', '\x' || repeat('00', 32))) AS c
)
INSERT INTO ledger.events (
    organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version, payload,
    metadata, effective_at, recorded_at, command_id, digest)
SELECT s.organization_id, row_number() OVER (PARTITION BY s.organization_id ORDER BY s.nth, e.sequence),
       'gauge', s.id, e.sequence, gen_random_uuid(), 'GaugeRead', 1, $3::text::json, $4::text::json,
       '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', s.id, decode(repeat('00', 32), 'hex')
FROM streams AS s CROSS JOIN generate_series(1, 3) AS e (sequence)
