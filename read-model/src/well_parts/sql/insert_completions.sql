INSERT INTO read.completion (organization_id, well_id, completion, document)
SELECT $1::uuid, b.well_id, b.completion, b.document::json
FROM unnest($2::uuid[], $3::text[], $4::text[]) AS b (well_id, completion, document)
