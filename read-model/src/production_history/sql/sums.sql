-- Of every row: its group and its span of time. A month belongs to the field and county the well lies in at the point, and
-- to the operator the well had when the month ended.
WITH clock AS MATERIALIZED (
    SELECT CASE WHEN $21 OR $22 THEN least((SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1), (SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $8 AND oldest_reader <= $9 AND state = 'served' AND organization_id = $1)) ELSE (SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1) END AS read_at
), counted AS MATERIALIZED (
    SELECT
        CASE $17::text
            WHEN 'well' THEN m.well_id::text
            WHEN 'lease' THEN m.lease
            WHEN 'field' THEN p.field
            WHEN 'county' THEN p.county
            WHEN 'operator' THEN o.operator
        END AS key,
        CASE $18::text
            WHEN 'month' THEN m.month
            WHEN 'year' THEN make_date(extract(year FROM m.month)::integer, 1, 1)
        END AS period,
        m.gas_base_psia, m.gas_base_temp_f, m.oil_bbl, m.oil_said, m.condensate_bbl, m.condensate_said, m.gas_mcf, m.gas_said,
        m.water_bbl, m.water_said, m.injection, m.injection_said
    FROM clock c
    JOIN read.production_history m ON m.organization_id = $1
        AND m.month BETWEEN $10 AND $11
        AND ($12::uuid IS NULL OR m.well_id = $12)
        AND ($13::text IS NULL OR m.lease = $13)
        AND m.from_position <= CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND m.to_position > CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND m.effective_from <= $3 AND m.effective_to > $4
        AND ($5::date IS NULL OR (m.from_day <= $5 AND m.to_day > $5))
    LEFT JOIN read.well_history p ON $21 AND p.organization_id = $1 AND p.well_id = m.well_id
        AND p.from_position <= CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND p.to_position > CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND p.effective_from <= $3 AND p.effective_to > $4
        AND ($5::date IS NULL OR (p.from_day <= $5 AND p.to_day > $5))
    LEFT JOIN read.well_history o ON $22 AND o.organization_id = $1 AND o.well_id = m.well_id
        AND o.from_position <= CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND o.to_position > CASE WHEN $2::bigint IS NULL THEN c.read_at ELSE $2 END
        AND o.effective_from <= m.effective_from AND o.effective_to > m.effective_from
    WHERE ($14::text IS NULL OR p.field = $14)
        AND ($15::text IS NULL OR p.county = $15)
        AND ($16::text IS NULL OR o.operator = $16)
), page AS (
    SELECT DISTINCT coalesce(key, '') AS key
    FROM counted
    WHERE $19::text IS NULL OR coalesce(key, '') > $19
    ORDER BY 1
    LIMIT $20
)
SELECT c.read_at, s.*
FROM clock c
LEFT JOIN (
    SELECT true AS found, coalesce(key, '') AS key, period, gas_base_psia, gas_base_temp_f,
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
    WHERE coalesce(key, '') IN (SELECT key FROM page)
    GROUP BY coalesce(key, ''), period, gas_base_psia, gas_base_temp_f
) AS s ON true
ORDER BY s.key, s.period, s.gas_base_psia, s.gas_base_temp_f
LIMIT $23
