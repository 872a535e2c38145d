SELECT c.read_at, h.property_id, h.division_id, h.division, h.stage, h.after_payout, h.suspended, h.effective_from,
    h.effective_to
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $5 AND oldest_reader <= $6 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT d.property_id, d.division_id, d.division::text AS division, d.stage, d.after_payout, d.suspended,
        d.effective_from, d.effective_to
    FROM read.division_history d
    WHERE d.organization_id = $1
        AND (d.property_id, d.division_id) > ($7, $8)
        AND d.from_position <= coalesce($2::bigint, c.read_at) AND d.to_position > coalesce($2::bigint, c.read_at)
        AND ($3::date IS NULL OR (d.effective_from <= $3 AND d.effective_to > $3))
        AND ($3::date IS NOT NULL OR (d.begins_at <= $4::timestamptz AND d.ends_at > $4))
        AND ($10::uuid IS NULL OR d.property_id = $10)
        AND ($11::text IS NULL OR d.product = $11)
        AND ($12::text IS NULL OR d.stage = $12)
        AND ($13::uuid IS NULL OR EXISTS (
            SELECT FROM read.interest_history i
            WHERE i.organization_id = $1 AND i.owner_id = $13 AND i.property_id = d.property_id
                AND i.division_id = d.division_id
                AND i.from_position <= coalesce($2::bigint, c.read_at)
                AND i.to_position > coalesce($2::bigint, c.read_at)
                AND ($3::date IS NULL OR (i.effective_from <= $3 AND i.effective_to > $3))
                AND ($3::date IS NOT NULL OR (i.begins_at <= $4::timestamptz AND i.ends_at > $4))
        ))
    ORDER BY d.organization_id, d.property_id, d.division_id
    LIMIT $9
) AS h ON true
ORDER BY h.property_id, h.division_id
