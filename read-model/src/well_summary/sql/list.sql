SELECT c.read_at, w.well_id, w.sort_key, w.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $9 AND oldest_reader <= $10 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN (
    SELECT well_id, sort_key, document::text AS document
    FROM read.well_summary
    WHERE organization_id = $1
        AND (sort_key, well_id) > ($2, $3)
        AND ($4::text IS NULL OR status = $4)
        AND ($5::text IS NULL OR operator = $5)
        AND ($6::text IS NULL OR lease = $6)
        AND ($7::text IS NULL OR state = $7)
        AND ($11::text IS NULL OR phase = $11)
        AND ($12::text IS NULL OR role = $12)
    ORDER BY organization_id, sort_key, well_id
    LIMIT $8
) AS w ON true
ORDER BY w.sort_key, w.well_id
