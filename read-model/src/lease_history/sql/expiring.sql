SELECT c.read_at, l.lease_id, l.held_until, l.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $8 AND oldest_reader <= $9 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT h.lease_id, h.held_until, h.document::text AS document
    FROM read.lease_history h
    WHERE h.organization_id = $1
        AND (h.held_until, h.lease_id) > ($5, $6) AND h.held_until <= $10
        AND h.from_position <= coalesce($2, c.read_at) AND h.to_position > coalesce($2, c.read_at)
        AND CASE
            WHEN $4::date IS NULL THEN h.effective_from <= $3 AND h.effective_to > $3
            ELSE h.from_day <= $4 AND h.to_day > $4
        END
        AND ($11::text IS NULL OR h.status = $11)
        AND ($12::text IS NULL OR h.held_by = $12)
        AND ($13::uuid IS NULL OR h.lessee = $13)
        AND ($14::text IS NULL OR h.mineral_owner = $14)
        AND ($15::text IS NULL OR h.lease_number = $15)
        AND NOT EXISTS (
            SELECT FROM unnest($16::text[], $17::text[]) AS f (kind, key)
            WHERE NOT EXISTS (
                SELECT FROM read.lease_key o
                WHERE o.organization_id = $1 AND o.lease_id = h.lease_id AND o.from_position = h.from_position
                    AND o.effective_from = h.effective_from AND o.kind = f.kind AND o.key = f.key
            )
        )
    ORDER BY h.held_until, h.lease_id
    LIMIT $7
) AS l ON true
ORDER BY l.held_until, l.lease_id
