SELECT c.read_at, m.well_id, m.production_month_id
FROM (SELECT (SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT m.production_month_id, m.well_id, m.month, m.completion
    FROM read.production_history m
    WHERE m.organization_id = $1 AND m.well_id = ANY($8) AND m.month BETWEEN $9 AND $10
        AND m.from_position <= CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND m.to_position > CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND m.effective_from <= $3 AND m.effective_to > $4
        AND ($5::date IS NULL OR (m.from_day <= $5 AND m.to_day > $5))
    ORDER BY m.well_id, m.month, m.completion
    LIMIT $11
) AS m ON true
ORDER BY m.well_id, m.month, m.completion
