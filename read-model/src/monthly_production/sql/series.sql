SELECT month, gas_base_psia, sum(oil_bbl) AS oil_bbl, sum(gas_mcf) AS gas_mcf, sum(water_bbl) AS water_bbl,
    sum(injection) AS injection, count(*) AS completion_months
FROM read.monthly_production
WHERE organization_id = $1
    AND month BETWEEN $2 AND $3
    AND ($4::uuid IS NULL OR well_id = $4)
    AND ($5::text IS NULL OR lease = $5)
    AND effective_at <= statement_timestamp()
GROUP BY month, gas_base_psia
ORDER BY month, gas_base_psia
