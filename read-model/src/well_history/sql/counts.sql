SELECT c.read_at, s.kind, s.key, s.wells
FROM (SELECT (
    SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1
) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT
        CASE
            WHEN grouping(h.status) = 0 THEN 'status'
            WHEN grouping(h.phase) = 0 THEN 'phase'
            WHEN grouping(h.role) = 0 THEN 'role'
            WHEN grouping(h.operator) = 0 THEN 'operator'
            WHEN grouping(h.state) = 0 THEN 'state'
            WHEN grouping(h.county) = 0 THEN 'county'
            WHEN grouping(h.vintage) = 0 THEN 'vintage'
            ELSE 'total'
        END AS kind,
        CASE
            WHEN grouping(h.status) = 0 THEN h.status
            WHEN grouping(h.phase) = 0 THEN h.phase
            WHEN grouping(h.role) = 0 THEN h.role
            WHEN grouping(h.operator) = 0 THEN h.operator
            WHEN grouping(h.state) = 0 THEN h.state
            WHEN grouping(h.county) = 0 THEN h.county
            WHEN grouping(h.vintage) = 0 THEN h.vintage::text
        END AS key,
        count(*) AS wells
    FROM read.well_history h
    WHERE h.organization_id = $1
        AND h.from_position <= CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND h.to_position > CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND h.effective_from <= $3 AND h.effective_to > $4
        AND ($5::date IS NULL OR (h.from_day <= $5 AND h.to_day > $5))
        AND ($8::text IS NULL OR h.status = $8)
        AND ($9::text IS NULL OR h.operator = $9)
        AND ($10::text IS NULL OR h.lease = $10)
        AND ($11::text IS NULL OR h.state = $11)
        AND ($12::text IS NULL OR h.phase = $12)
        AND ($13::text IS NULL OR h.role = $13)
    GROUP BY GROUPING SETS ((), (h.status), (h.phase), (h.role), (h.operator), (h.state), (h.county), (h.vintage))
) AS s ON true
ORDER BY s.kind, s.key
