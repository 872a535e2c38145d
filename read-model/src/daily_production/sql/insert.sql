INSERT INTO read.daily_production (organization_id, production_month_id, day, well_id, completion, document)
SELECT $1::uuid, b.production_month_id, b.day, b.well_id, b.completion, b.document::json
FROM unnest($2::uuid[], $3::date[], $4::uuid[], $5::text[], $6::text[])
    AS b (production_month_id, day, well_id, completion, document)
