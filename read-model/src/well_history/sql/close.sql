UPDATE read.well_history AS h
SET to_position = b.to_position
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::bigint[])
    AS b (well_id, from_position, effective_from, to_position)
WHERE h.organization_id = $1 AND h.well_id = b.well_id AND h.from_position = b.from_position
    AND h.effective_from = b.effective_from
