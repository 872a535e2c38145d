SELECT c.read_at, h.property_id, h.division_id, h.side, h.owner_id, h.interest, h.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $5 AND oldest_reader <= $6 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT i.property_id, i.division_id, i.side, i.owner_id, i.interest, i.document::text AS document
    FROM read.interest_history i
    WHERE i.organization_id = $1 AND i.reason IS NOT NULL
        AND (i.property_id, i.division_id, i.side, i.owner_id, i.interest) > ($7, $8, $9, $13, $10)
        AND i.from_position <= coalesce($2::bigint, c.read_at) AND i.to_position > coalesce($2::bigint, c.read_at)
        AND ($3::date IS NULL OR (i.effective_from <= $3 AND i.effective_to > $3))
        AND ($3::date IS NOT NULL OR (i.begins_at <= $4::timestamptz AND i.ends_at > $4))
        AND ($11::uuid IS NULL OR i.property_id = $11)
        AND ($12::text IS NULL OR i.reason = $12)
    ORDER BY i.organization_id, i.property_id, i.division_id, i.side, i.owner_id, i.interest
    LIMIT $14
) AS h ON true
ORDER BY h.property_id, h.division_id, h.side, h.owner_id, h.interest
