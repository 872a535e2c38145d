UPDATE read.division_history h
SET to_position = b.to_position
FROM unnest($2::uuid[], $3::date[], $4::bigint[]) AS b (division_id, effective_from, to_position)
WHERE h.organization_id = $1 AND h.division_id = b.division_id AND h.effective_from = b.effective_from
    AND h.to_position = 9223372036854775807
