SELECT c.read_at, l.afe_id, l.sort_key, l.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $8 AND oldest_reader <= $9 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT h.afe_id, h.sort_key, h.document::text AS document
    FROM read.afe_party p
    JOIN read.afe_history h
        ON h.organization_id = $1 AND h.afe_id = p.afe_id AND h.from_position = p.from_position
        AND h.effective_from = p.effective_from
    WHERE p.organization_id = $1 AND p.owner_id = $18
        AND (p.sort_key, p.afe_id) > ($5, $6)
        AND h.from_position <= coalesce($2, c.read_at) AND h.to_position > coalesce($2, c.read_at)
        AND CASE
            WHEN $4::date IS NULL THEN h.effective_from <= $3 AND h.effective_to > $3
            ELSE h.from_day <= $4 AND h.to_day > $4
        END
        AND ($10::text IS NULL OR h.status = $10)
        AND ($11::text IS NULL OR h.kind = $11)
        AND ($12::uuid IS NULL OR h.well_id = $12)
        AND ($13::uuid IS NULL OR h.lease_id = $13)
        AND ($14::uuid IS NULL OR h.property_id = $14)
        AND ($15::uuid IS NULL OR h.agreement_id = $15)
        AND ($16::uuid IS NULL OR h.operator = $16)
        AND (NOT $17::boolean OR h.overrun)
    ORDER BY p.sort_key, p.afe_id
    LIMIT $7
) AS l ON true
ORDER BY l.sort_key, l.afe_id
