SELECT coalesce(c.read_at, 0) AS read_at, coalesce(c.redrawn, false) AS redrawn, m.*
FROM (SELECT 1) AS one
LEFT JOIN (
    SELECT position AS read_at, redrawn
    FROM read.checkpoint
    WHERE projection = $3 AND oldest_reader <= $4 AND state = 'served' AND organization_id = $1
) AS c ON true
LEFT JOIN (
    SELECT true AS found, production_month_id, well_id, completion, month, lease, days_on, oil_bbl, oil_said, condensate_bbl,
        condensate_said, gas_mcf, gas_said, gas_base_psia, gas_base_temp_f, water_bbl, water_said, injection, injection_said,
        effective_at, locked_at, aggregate::text AS aggregate, max_effective_at, anomalies::text AS anomalies, version, position, recorded_at,
        reported_at
    FROM read.monthly_production
    WHERE organization_id = $1 AND production_month_id = $2
) AS m ON true
