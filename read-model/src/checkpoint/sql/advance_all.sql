UPDATE read.checkpoint AS c
SET position = k.to_position
FROM unnest($2::text[], $3::integer[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::bigint[])
    AS k (projection, build, position, epoch, next_boundary_at, to_position)
WHERE c.projection = k.projection AND c.build = k.build AND c.organization_id = $1
    AND c.position = k.position AND c.epoch = k.epoch AND c.next_boundary_at IS NOT DISTINCT FROM k.next_boundary_at
    AND ($8::integer IS NULL OR EXISTS (SELECT 1 FROM read.program_lease l WHERE l.bucket = $8 AND l.epoch = $9))
RETURNING c.projection
