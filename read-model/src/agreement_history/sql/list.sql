SELECT c.read_at, l.agreement_id, l.sort_key, l.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $8 AND oldest_reader <= $9 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT h.agreement_id, h.sort_key, h.document::text AS document
    FROM read.agreement_history h
    WHERE h.organization_id = $1
        AND (h.sort_key, h.agreement_id) > ($5, $6)
        AND h.from_position <= coalesce($2, c.read_at) AND h.to_position > coalesce($2, c.read_at)
        AND CASE
            WHEN $4::date IS NULL THEN h.effective_from <= $3 AND h.effective_to > $3
            ELSE h.from_day <= $4 AND h.to_day > $4
        END
        AND ($10::text IS NULL OR h.status = $10)
        AND ($11::uuid IS NULL OR h.operator = $11)
        AND ($12::uuid IS NULL OR $12 = ANY (h.parties))
        AND ($13::uuid IS NULL OR $13 = ANY (h.leases))
        AND ($14::uuid IS NULL OR $14 = ANY (h.properties))
    ORDER BY h.sort_key, h.agreement_id
    LIMIT $7
) AS l ON true
ORDER BY l.sort_key, l.agreement_id
