-- Of every line: its group and its day. A day belongs to the field and county the well lies in now, and to the operator the well
-- had when the day ended.
WITH clock AS MATERIALIZED (
    SELECT m.at AS months_at, w.at AS wells_at, CASE WHEN $16 OR $17 THEN least(m.at, w.at) ELSE m.at END AS read_at
    FROM (SELECT (SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $2 AND oldest_reader <= $3 AND state = 'served' AND organization_id = $1) AS at) AS m
    CROSS JOIN (SELECT (SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $4 AND oldest_reader <= $5 AND state = 'served' AND organization_id = $1) AS at) AS w
), line AS (
    SELECT d.well_id, d.day, d.production_month_id,
        d.document->>'oil_bbl' AS oil, d.document->>'condensate_bbl' AS condensate, d.document->>'gas' AS gas,
        d.document->>'water_bbl' AS water, d.document->>'injection_bbl' AS injection,
        d.document->'gas'->>'volume' AS gas_mcf, d.document->'gas'->>'base_psia' AS gas_base_psia,
        CASE WHEN d.document->'gas'->>'volume' IS NOT NULL THEN coalesce(d.document->'gas'->>'base_temp_f', '60') END AS gas_base_temp_f
    FROM read.daily_production d
    WHERE d.organization_id = $1 AND d.day BETWEEN $6 AND $7 AND ($8::uuid IS NULL OR d.well_id = $8)
), counted AS MATERIALIZED (
    SELECT
        CASE $13::text
            WHEN 'well' THEN l.well_id::text
            WHEN 'lease' THEN m.lease
            WHEN 'field' THEN p.field
            WHEN 'county' THEN p.county
            WHEN 'operator' THEN o.operator
        END AS key,
        l.day AS period, l.gas_base_psia, l.gas_base_temp_f,
        CASE WHEN l.oil <> 'withheld' THEN l.oil::numeric END AS oil_bbl, l.oil,
        CASE WHEN l.condensate <> 'withheld' THEN l.condensate::numeric END AS condensate_bbl, l.condensate,
        l.gas_mcf::numeric AS gas_mcf, l.gas,
        CASE WHEN l.water <> 'withheld' THEN l.water::numeric END AS water_bbl, l.water,
        CASE WHEN l.injection <> 'withheld' THEN l.injection::numeric END AS injected, l.injection
    FROM clock c
    CROSS JOIN line l
    JOIN read.monthly_production m ON m.organization_id = $1 AND m.production_month_id = l.production_month_id
    LEFT JOIN read.well_history p ON $16 AND p.organization_id = $1 AND p.well_id = l.well_id
        AND p.from_position <= c.wells_at AND p.to_position > c.wells_at
        AND p.effective_from <= $18 AND p.effective_to > $18
    LEFT JOIN read.well_history o ON $17 AND o.organization_id = $1 AND o.well_id = l.well_id
        AND o.from_position <= c.wells_at AND o.to_position > c.wells_at
        AND o.from_day <= l.day AND o.to_day > l.day
    WHERE ($9::text IS NULL OR m.lease = $9)
        AND ($10::text IS NULL OR p.field = $10)
        AND ($11::text IS NULL OR p.county = $11)
        AND ($12::text IS NULL OR o.operator = $12)
), page AS (
    SELECT DISTINCT coalesce(key, '') AS key
    FROM counted
    WHERE $14::text IS NULL OR coalesce(key, '') > $14
    ORDER BY 1
    LIMIT $15
)
SELECT c.read_at, s.*
FROM clock c
LEFT JOIN (
    SELECT true AS found, coalesce(key, '') AS key, period, gas_base_psia, gas_base_temp_f,
        count(*) AS completion_months,
        sum(oil_bbl) AS oil_bbl, count(*) FILTER (WHERE oil IS NULL) AS oil_not_reported,
            count(*) FILTER (WHERE oil = 'withheld') AS oil_withheld,
        sum(condensate_bbl) AS condensate_bbl, count(*) FILTER (WHERE condensate IS NULL) AS condensate_not_reported,
            count(*) FILTER (WHERE condensate = 'withheld') AS condensate_withheld,
        sum(gas_mcf) AS gas_mcf, count(*) FILTER (WHERE gas IS NULL) AS gas_not_reported,
            count(*) FILTER (WHERE gas = 'withheld') AS gas_withheld,
        sum(water_bbl) AS water_bbl, count(*) FILTER (WHERE water IS NULL) AS water_not_reported,
            count(*) FILTER (WHERE water = 'withheld') AS water_withheld,
        sum(injected) AS injection, count(*) FILTER (WHERE injection IS NULL) AS injection_not_reported,
            count(*) FILTER (WHERE injection = 'withheld') AS injection_withheld
    FROM counted
    WHERE coalesce(key, '') IN (SELECT key FROM page)
    GROUP BY coalesce(key, ''), period, gas_base_psia, gas_base_temp_f
) AS s ON true
ORDER BY s.key, s.period, s.gas_base_psia, s.gas_base_temp_f
LIMIT $19
