UPDATE read.checkpoint
SET next_boundary_at = (
    SELECT min(w.next_boundary_at)
    FROM read.well_summary w
    WHERE w.organization_id = $1 AND w.next_boundary_at IS NOT NULL
)
WHERE projection = $2 AND version = $3 AND organization_id = $1
