SELECT production_month_id, well_id, completion, month, lease, days_on, oil_bbl, gas_mcf, gas_base_psia, water_bbl,
    injection, effective_at, locked_at, aggregate::text AS aggregate, max_effective_at, anomalies::text AS anomalies,
    version, position, recorded_at
FROM read.monthly_production
WHERE organization_id = $1 AND well_id = $2 AND month BETWEEN $3 AND $4 AND effective_at <= statement_timestamp()
ORDER BY organization_id, well_id, month, completion
LIMIT $5
