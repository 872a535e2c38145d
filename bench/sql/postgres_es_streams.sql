INSERT INTO events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
SELECT 'gauge', s.id::text, e.sequence, 'GaugeRead', '1', $2::text::json, $3::text::json
FROM unnest($1::uuid[]) AS s (id) CROSS JOIN generate_series(1, 3) AS e (sequence)
