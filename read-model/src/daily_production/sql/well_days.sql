SELECT c.read_at, d.day, d.completion, d.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $7 AND oldest_reader <= $8 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN (
    SELECT day, completion, document::text AS document
    FROM read.daily_production
    WHERE organization_id = $1 AND well_id = $2 AND (day, completion) > ($3, $4) AND day <= $5
    ORDER BY organization_id, well_id, day, completion
    LIMIT $6
) AS d ON true
ORDER BY d.day, d.completion
