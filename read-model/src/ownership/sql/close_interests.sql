UPDATE read.interest_history h
SET to_position = b.to_position
FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::date[], $7::bigint[])
    AS b (division_id, side, owner_id, interest, effective_from, to_position)
WHERE h.organization_id = $1 AND h.division_id = b.division_id AND h.side = b.side AND h.owner_id = b.owner_id
    AND h.interest = b.interest AND h.effective_from = b.effective_from AND h.to_position = 9223372036854775807
