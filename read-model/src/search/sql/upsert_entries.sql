INSERT INTO read.search_entry AS e (organization_id, id, kind, sort_key, version, document)
SELECT $1::uuid, b.id, b.kind, b.sort_key, b.version, b.document::json
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[]) AS b (id, kind, sort_key, version, document)
ON CONFLICT (organization_id, build, id) DO UPDATE SET
    sort_key = excluded.sort_key,
    version = excluded.version,
    document = excluded.document
