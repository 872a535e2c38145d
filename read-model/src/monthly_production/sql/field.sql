WITH page AS (
    SELECT DISTINCT month
    FROM read.monthly_production
    WHERE organization_id = $1 AND well_id IN (SELECT well_id FROM read.well_summary WHERE organization_id = $1 AND field = $2)
        AND month BETWEEN $3 AND $4 AND effective_at <= statement_timestamp()
    ORDER BY month
    LIMIT $5
)
SELECT c.read_at, s.*
FROM (SELECT least(
    coalesce((
        SELECT position FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1
    ), 0),
    coalesce((
        SELECT position FROM read.checkpoint WHERE projection = $8 AND oldest_reader <= $9 AND state = 'served' AND organization_id = $1
    ), 0)
) AS read_at) AS c
LEFT JOIN (
    SELECT true AS found, month, well_id, max(days_on) AS days_on, gas_base_psia, gas_base_temp_f,
        count(*) AS completion_months,
        sum(oil_bbl) AS oil_bbl, count(*) FILTER (WHERE oil_said = 'not_reported') AS oil_not_reported,
            count(*) FILTER (WHERE oil_said = 'withheld') AS oil_withheld,
        sum(condensate_bbl) AS condensate_bbl, count(*) FILTER (WHERE condensate_said = 'not_reported') AS condensate_not_reported,
            count(*) FILTER (WHERE condensate_said = 'withheld') AS condensate_withheld,
        sum(gas_mcf) AS gas_mcf, count(*) FILTER (WHERE gas_said = 'not_reported') AS gas_not_reported,
            count(*) FILTER (WHERE gas_said = 'withheld') AS gas_withheld,
        sum(water_bbl) AS water_bbl, count(*) FILTER (WHERE water_said = 'not_reported') AS water_not_reported,
            count(*) FILTER (WHERE water_said = 'withheld') AS water_withheld,
        sum(injection) AS injection, count(*) FILTER (WHERE injection_said = 'not_reported') AS injection_not_reported,
            count(*) FILTER (WHERE injection_said = 'withheld') AS injection_withheld
    FROM read.monthly_production
    WHERE organization_id = $1 AND well_id IN (SELECT well_id FROM read.well_summary WHERE organization_id = $1 AND field = $2)
        AND month BETWEEN (SELECT min(month) FROM page) AND (SELECT max(month) FROM page)
        AND effective_at <= statement_timestamp()
    GROUP BY month, well_id, gas_base_psia, gas_base_temp_f
) AS s ON true
ORDER BY s.month, s.well_id, s.gas_base_psia, s.gas_base_temp_f
