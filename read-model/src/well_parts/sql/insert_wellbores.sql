INSERT INTO read.wellbore (organization_id, well_id, place, api12, document)
SELECT $1::uuid, b.well_id, b.place, b.api12, b.document::json
FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[]) AS b (well_id, place, api12, document)
