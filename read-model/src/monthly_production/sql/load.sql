SELECT production_month_id, well_id, completion, month, lease, days_on, oil_bbl, gas_mcf, gas_base_psia, water_bbl,
    injection, effective_at, locked_at, aggregate::text AS aggregate, max_effective_at, anomalies::text AS anomalies,
    version, position, recorded_at
FROM read.monthly_production
WHERE organization_id = $1 AND production_month_id = ANY ($2::uuid[])
