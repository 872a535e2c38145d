UPDATE read.checkpoint
SET position = $6
WHERE projection = $2 AND organization_id = $1 AND build = $3
    AND position = $4 AND epoch = $5 AND next_boundary_at IS NOT DISTINCT FROM $7
    AND ($8::integer IS NULL OR EXISTS (SELECT 1 FROM read.program_lease l WHERE l.bucket = $8 AND l.epoch = $9))
RETURNING set_config('app.read_build', build::text, true)
