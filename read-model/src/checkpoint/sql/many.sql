SELECT organization_id, build, version, position, epoch, incarnation, next_boundary_at, redrawn, quiet_since IS NOT NULL AS quiet
FROM read.checkpoint
WHERE projection = $1 AND organization_id = ANY ($2) AND state = 'served'
