SELECT c.read_at, w.document, w.effective_to, w.version AS newest
FROM (SELECT (
    SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1
) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT h.document::text AS document, h.effective_to, h.version
    FROM read.well_history h
    WHERE h.organization_id = $1 AND h.well_id = $2
        AND h.from_position + 0 <= CASE WHEN $3::bigint IS NULL THEN c.read_at ELSE $3 END
        AND h.to_position > CASE WHEN $3::bigint IS NULL THEN c.read_at ELSE $3 END
        AND h.effective_from <= $4 AND h.effective_to > $8
        AND ($5::date IS NULL OR (h.from_day <= $5 AND h.to_day > $5))
    -- Of a well there is at most one row at a point: the walk back from its instant ends with it.
    ORDER BY h.organization_id DESC, h.well_id DESC, h.effective_from DESC
    LIMIT 1
) AS w ON true
