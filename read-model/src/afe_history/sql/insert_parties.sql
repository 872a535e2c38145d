INSERT INTO read.afe_party (organization_id, afe_id, from_position, effective_from, owner_id, missing, sort_key)
SELECT $1::uuid, b.afe_id, b.from_position, b.effective_from, b.owner_id, b.missing, b.sort_key
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::uuid[], $6::boolean[], $7::text[])
    AS b (afe_id, from_position, effective_from, owner_id, missing, sort_key)
