INSERT INTO read.lease_key (organization_id, lease_id, from_position, effective_from, kind, key, sort_key)
SELECT $1::uuid, b.lease_id, b.from_position, b.effective_from, b.kind, b.key, b.sort_key
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::text[])
    AS b (lease_id, from_position, effective_from, kind, key, sort_key)
