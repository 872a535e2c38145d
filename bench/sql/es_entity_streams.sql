WITH made AS (
    INSERT INTO gauges (id, created_at)
    SELECT id, '2026-01-01T00:00:00Z' FROM unnest($1::uuid[]) AS s (id)
    RETURNING id
)
INSERT INTO gauge_events (id, sequence, event_type, event, recorded_at)
SELECT made.id, e.sequence, 'read', $2::text::jsonb, '2026-01-01T00:00:00Z'
FROM made CROSS JOIN generate_series(1, 3) AS e (sequence)
