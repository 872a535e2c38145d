-- An organization's months, and how many days of each have a line.
SELECT m.production_month_id AS id, m.aggregate::text AS aggregate, m.version, m.position, m.recorded_at,
       m.oil_bbl::text AS oil_bbl, m.locked_at,
       (SELECT count(*) FROM read.daily_production d
        WHERE d.organization_id = m.organization_id AND d.production_month_id = m.production_month_id) AS days
FROM read.monthly_production m
WHERE m.organization_id = $1
