-- Span by span of the next wells in the order of their ids: each page reads the months of its wells alone, however many there are.
WITH RECURSIVE clock AS MATERIALIZED (
    SELECT (SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1) AS read_at
), next_well AS (
    SELECT $10::uuid AS well_id, 0 AS place
    UNION ALL
    SELECT (
        SELECT m.well_id FROM read.production_history m
        WHERE m.organization_id = $1 AND m.well_id > n.well_id
        ORDER BY m.well_id LIMIT 1
    ), n.place + 1
    FROM next_well n
    WHERE n.well_id IS NOT NULL AND n.place <= $11
), page AS MATERIALIZED (
    SELECT well_id, place FROM next_well WHERE place > 0 AND well_id IS NOT NULL
)
SELECT c.read_at, (SELECT p.well_id FROM page p WHERE p.place = $11 AND EXISTS (SELECT FROM page WHERE place > $11)) AS last_well, s.*
FROM clock c
LEFT JOIN (
    SELECT true AS found, m.well_id::text AS key, m.period, m.gas_base_psia, m.gas_base_temp_f,
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
    FROM (
        SELECT m.*, CASE $12::text
                WHEN 'month' THEN m.month
                WHEN 'year' THEN make_date(extract(year FROM m.month)::integer, 1, 1)
            END AS period
        FROM page p
        CROSS JOIN clock c
        JOIN read.production_history m ON m.organization_id = $1 AND m.well_id = p.well_id
            AND m.month BETWEEN $8 AND $9
            AND m.from_position <= CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
            AND m.to_position > CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
            AND m.effective_from <= $3 AND m.effective_to > $4
            AND ($5::date IS NULL OR (m.from_day <= $5 AND m.to_day > $5))
        WHERE p.place <= $11
    ) AS m
    GROUP BY m.well_id, m.period, m.gas_base_psia, m.gas_base_temp_f
) AS s ON true
ORDER BY s.key, s.period, s.gas_base_psia, s.gas_base_temp_f
