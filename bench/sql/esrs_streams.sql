INSERT INTO gauge_events (id, aggregate_id, payload, occurred_on, sequence_number)
SELECT gen_random_uuid(), s.id, $2::text::jsonb, '2026-01-01T00:00:00Z', e.sequence
FROM unnest($1::uuid[]) AS s (id) CROSS JOIN generate_series(1, 3) AS e (sequence)
