SELECT c.read_at, t.well_id, t.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $5 AND oldest_reader <= $6 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN (
    SELECT w.well_id, t.tested_at, t.place, t.document
    FROM unnest($2::uuid[]) AS w (well_id)
    CROSS JOIN LATERAL (
        SELECT tested_at, place, document::text AS document
        FROM read.well_test
        WHERE organization_id = $1 AND well_id = w.well_id AND ($3::text IS NULL OR kind = $3)
        ORDER BY tested_at DESC, place DESC
        LIMIT $4
    ) AS t
) AS t ON true
ORDER BY t.well_id, t.tested_at DESC, t.place DESC
