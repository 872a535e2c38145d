UPDATE read.checkpoint
SET position = $7
WHERE projection = $2 AND version = $3 AND organization_id = $1
    AND position = $4 AND epoch = $5 AND next_boundary_at IS NOT DISTINCT FROM $6
    AND ($8::integer IS NULL OR EXISTS (SELECT 1 FROM read.projector_lease l WHERE l.bucket = $8 AND l.epoch = $9))
