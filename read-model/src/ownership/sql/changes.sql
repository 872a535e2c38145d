SELECT c.read_at, h.effective_from, h.position, h.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $3 AND oldest_reader <= $4 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT o.effective_from, o.position, o.document::text AS document
    FROM read.ownership_change o
    WHERE o.organization_id = $1
        AND (o.effective_from, o.position) > ($5, $6)
        AND o.effective_from <= $7
        AND o.from_position <= coalesce($2::bigint, c.read_at) AND o.to_position > coalesce($2::bigint, c.read_at)
        AND ($8::uuid IS NULL OR o.property_id = $8)
        AND ($9::uuid IS NULL OR $9 = ANY (o.owner_ids))
    ORDER BY o.organization_id, o.effective_from, o.position
    LIMIT $10
) AS h ON true
ORDER BY h.effective_from, h.position
