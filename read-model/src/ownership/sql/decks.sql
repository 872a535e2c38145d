SELECT c.read_at, h.division_id, h.division, h.stage, h.after_payout, h.cost, h.revenue
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $5 AND oldest_reader <= $6 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT d.division_id, d.division::text AS division, d.stage, d.after_payout, d.cost::text AS cost,
        d.revenue::text AS revenue
    FROM read.division_history d
    WHERE d.organization_id = $1 AND d.property_id = $7
        AND d.from_position <= coalesce($2::bigint, c.read_at) AND d.to_position > coalesce($2::bigint, c.read_at)
        AND ($3::date IS NULL OR (d.effective_from <= $3 AND d.effective_to > $3))
        AND ($3::date IS NOT NULL OR (d.begins_at <= $4::timestamptz AND d.ends_at > $4))
        AND ($8::text IS NULL OR d.product IN ('all', $8))
    ORDER BY d.organization_id, d.property_id, d.division_id
) AS h ON true
ORDER BY h.division_id
