SELECT organization_id, projection, version, position, epoch, incarnation, next_boundary_at
FROM read.checkpoint
