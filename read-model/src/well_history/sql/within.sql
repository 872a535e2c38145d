SELECT c.read_at, w.well_id, w.sort_key, w.document
FROM (SELECT (
    SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $9 AND oldest_reader <= $10 AND state = 'served' AND organization_id = $1
) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT h.well_id, h.sort_key, h.document::text AS document
    FROM read.well_history h
    WHERE h.organization_id = $1
        AND (h.sort_key, h.well_id) > ($6, $7)
        AND h.lat_e7 BETWEEN $17 AND $18
        AND (h.lon_e7 BETWEEN $19 AND $20 OR h.lon_e7 BETWEEN $21 AND $22)
        -- Under row level security coalesce() would be looked at row by row; a CASE bounds the walk of the index.
        AND h.from_position <= CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND h.to_position > CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND h.effective_from <= $3 AND h.effective_to > $4
        AND ($5::date IS NULL OR (h.from_day <= $5 AND h.to_day > $5))
        AND ($11::text IS NULL OR h.status = $11)
        AND ($12::text IS NULL OR h.operator = $12)
        AND ($13::text IS NULL OR h.lease = $13)
        AND ($14::text IS NULL OR h.state = $14)
        AND ($15::text IS NULL OR h.phase = $15)
        AND ($16::text IS NULL OR h.role = $16)
    ORDER BY h.sort_key, h.well_id
    LIMIT $8
) AS w ON true
ORDER BY w.sort_key, w.well_id
