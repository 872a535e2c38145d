UPDATE read.checkpoint
SET next_boundary_at = (
    SELECT min(w.next_boundary_at)
    FROM read.well_summary w
    WHERE w.organization_id = $1 AND w.next_boundary_at IS NOT NULL
)
WHERE projection = $2 AND organization_id = $1 AND build = (
    SELECT c.build
    FROM read.checkpoint c
    WHERE c.projection = $2 AND c.organization_id = $1
        AND CASE coalesce(current_setting('app.read_build', true), '')
            WHEN '' THEN c.state = 'served'
            ELSE c.build = current_setting('app.read_build', true)::integer
        END
)
