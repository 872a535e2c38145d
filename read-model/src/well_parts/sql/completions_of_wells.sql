SELECT c.read_at, p.well_id, p.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $3 AND oldest_reader <= $4 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN (
    SELECT well_id, completion, document::text AS document
    FROM read.completion
    WHERE organization_id = $1 AND well_id = ANY($2)
) AS p ON true
ORDER BY p.well_id, p.completion
