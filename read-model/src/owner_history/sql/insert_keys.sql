INSERT INTO read.owner_key (organization_id, owner_id, from_position, effective_from, kind, key)
SELECT $1::uuid, b.owner_id, b.from_position, b.effective_from, b.kind, b.key
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[])
    AS b (owner_id, from_position, effective_from, kind, key)
