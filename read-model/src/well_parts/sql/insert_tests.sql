INSERT INTO read.well_test (organization_id, well_id, tested_at, place, kind, document)
SELECT $1::uuid, b.well_id, b.tested_at, b.place, b.kind, b.document::json
FROM unnest($2::uuid[], $3::timestamptz[], $4::bigint[], $5::text[], $6::text[])
    AS b (well_id, tested_at, place, kind, document)
