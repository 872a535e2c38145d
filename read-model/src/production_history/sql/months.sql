SELECT c.read_at, m.*
FROM (SELECT (SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT m.production_month_id, m.well_id, m.completion, m.month, m.lease, m.days_on,
        m.oil_bbl, m.oil_said, m.condensate_bbl, m.condensate_said, m.gas_mcf, m.gas_said, m.gas_base_psia, m.gas_base_temp_f,
        m.water_bbl, m.water_said, m.injection, m.injection_said
    FROM read.production_history m
    WHERE m.organization_id = $1
        AND (m.well_id, m.month, m.completion) > ($8, $9, $10)
        AND m.month BETWEEN $11 AND $12
        AND ($13::uuid IS NULL OR m.well_id = $13)
        AND ($14::text IS NULL OR m.lease = $14)
        AND m.from_position <= CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND m.to_position > CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND m.effective_from <= $3 AND m.effective_to > $4
        AND ($5::date IS NULL OR (m.from_day <= $5 AND m.to_day > $5))
    ORDER BY m.well_id, m.month, m.completion
    LIMIT $15
) AS m ON true
ORDER BY m.well_id, m.month, m.completion
