SELECT c.read_at, s.*
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $6 AND version = $7 AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN (
    SELECT gas_base_psia, sum(oil_bbl) AS oil_bbl, sum(gas_mcf) AS gas_mcf, sum(water_bbl) AS water_bbl,
        sum(injection) AS injection, count(*) AS completion_months
    FROM read.monthly_production
    WHERE organization_id = $1
        AND month BETWEEN $2 AND $3
        AND ($4::uuid IS NULL OR well_id = $4)
        AND ($5::text IS NULL OR lease = $5)
        AND effective_at <= statement_timestamp()
    GROUP BY gas_base_psia
) AS s ON true
ORDER BY s.gas_base_psia
