SELECT c.projection, c.version, c.position, c.epoch, c.incarnation, c.next_boundary_at, c.repairs
FROM unnest($2::text[], $3::integer[]) AS k (projection, version)
JOIN read.checkpoint c ON c.projection = k.projection AND c.version = k.version AND c.organization_id = $1
