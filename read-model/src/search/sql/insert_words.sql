INSERT INTO read.search_word (organization_id, id, key, kind, weight)
SELECT $1::uuid, b.id, b.key, b.kind, b.weight
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::integer[]) AS b (id, key, kind, weight)
