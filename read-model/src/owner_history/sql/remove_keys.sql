DELETE FROM read.owner_key AS h
USING unnest($2::uuid[], $3::bigint[], $4::timestamptz[]) AS b (owner_id, from_position, effective_from)
WHERE h.organization_id = $1 AND h.owner_id = b.owner_id AND h.from_position = b.from_position
    AND h.effective_from = b.effective_from
