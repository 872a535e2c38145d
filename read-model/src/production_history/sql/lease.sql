WITH clock AS MATERIALIZED (
    SELECT (SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1) AS read_at
), counted AS MATERIALIZED (
    SELECT m.*
    FROM clock c
    JOIN read.production_history m ON m.organization_id = $1
        AND m.month BETWEEN $8 AND $9
        AND m.from_position <= CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND m.to_position > CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND m.effective_from <= $3 AND m.effective_to > $4
        AND ($5::date IS NULL OR (m.from_day <= $5 AND m.to_day > $5))
        AND m.lease = $10
), page AS (
    SELECT DISTINCT month FROM counted ORDER BY month LIMIT $11
)
SELECT c.read_at, s.*
FROM clock c
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
    FROM counted
    WHERE month IN (SELECT month FROM page)
    GROUP BY month, well_id, gas_base_psia, gas_base_temp_f
) AS s ON true
ORDER BY s.month, s.well_id, s.gas_base_psia, s.gas_base_temp_f
