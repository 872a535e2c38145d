UPDATE read.ownership_change h
SET to_position = b.to_position
FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS b (division_id, event_id, to_position)
WHERE h.organization_id = $1 AND h.division_id = b.division_id AND h.event_id = b.event_id
    AND h.to_position = 9223372036854775807
