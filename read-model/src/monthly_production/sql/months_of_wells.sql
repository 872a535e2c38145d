SELECT c.read_at, m.*
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN (
    SELECT true AS found, production_month_id, well_id, completion, month, lease, days_on, oil_bbl, oil_said, condensate_bbl,
        condensate_said, gas_mcf, gas_said, gas_base_psia, gas_base_temp_f, water_bbl, water_said, injection, injection_said,
        effective_at, locked_at, aggregate::text AS aggregate, max_effective_at, anomalies::text AS anomalies, version, position, recorded_at,
        reported_at
    FROM read.monthly_production
    WHERE organization_id = $1 AND well_id = ANY($2) AND month BETWEEN $3 AND $4 AND effective_at <= statement_timestamp()
    ORDER BY well_id, month, completion
    LIMIT $5
) AS m ON true
ORDER BY m.well_id, m.month, m.completion
