-- The newest event of an organization was written a second time, with a position, a sequence and a commit of its own.
WITH newest AS (
    SELECT organization_id, max(position) AS position FROM ledger.events GROUP BY organization_id ORDER BY 1 LIMIT 1
), again AS (
    INSERT INTO ledger.commits
    SELECT (jsonb_populate_record(c, jsonb_build_object(
        'from_position', c.to_position + 1, 'to_position', c.to_position + 1,
        'recorded_at', c.recorded_at + interval '1 hour'))).*
    FROM newest n
    JOIN ledger.commits c ON c.organization_id = n.organization_id AND n.position BETWEEN c.from_position AND c.to_position
)
INSERT INTO ledger.events
SELECT (jsonb_populate_record(e, jsonb_build_object(
    'position', e.position + 1, 'sequence', e.sequence + 1, 'event_id', gen_random_uuid(),
    'recorded_at', e.recorded_at + interval '1 hour'))).*
FROM newest n
JOIN ledger.events e ON e.organization_id = n.organization_id AND e.position = n.position
