SELECT c.read_at, t.tested_at, t.place, t.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $7 AND oldest_reader <= $8 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN (
    SELECT tested_at, place, document::text AS document
    FROM read.well_test
    WHERE organization_id = $1 AND well_id = $2
        AND ($3::text IS NULL OR kind = $3)
        AND (tested_at, place) < ($4, $5)
    ORDER BY tested_at DESC, place DESC
    LIMIT $6
) AS t ON true
ORDER BY t.tested_at DESC, t.place DESC
