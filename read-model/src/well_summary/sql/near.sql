WITH boxed AS (
    SELECT well_id, document,
        round((2 * 6371008800.0::float8 * asin(least(1.0::float8, sqrt(
            power(sin(radians((lat_e7 / 1e7::float8 - $15::float8) / 2)), 2)
            + cos(radians($15::float8)) * cos(radians(lat_e7 / 1e7::float8))
            * power(sin(radians((lon_e7 / 1e7::float8 - $16::float8) / 2)), 2)
        ))))::numeric)::bigint AS distance_mm
    FROM read.well_summary
    WHERE organization_id = $1
        AND lat_e7 BETWEEN $9 AND $10
        AND (lon_e7 BETWEEN $11 AND $12 OR lon_e7 BETWEEN $13 AND $14)
        AND document IS NOT NULL
        AND ($4::text IS NULL OR status = $4)
        AND ($5::text IS NULL OR operator = $5)
        AND ($6::text IS NULL OR lease = $6)
        AND ($7::text IS NULL OR state = $7)
        AND ($20::text IS NULL OR phase = $20)
        AND ($21::text IS NULL OR role = $21)
)
SELECT c.read_at, w.well_id, w.distance_mm::text AS sort_key, w.document::text AS document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $18 AND oldest_reader <= $19 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN (
    SELECT well_id, distance_mm, document
    FROM boxed
    WHERE distance_mm <= $17::float8 AND (distance_mm, well_id) > ($2, $3)
    ORDER BY distance_mm, well_id
    LIMIT $8
) AS w ON true
ORDER BY w.distance_mm, w.well_id
