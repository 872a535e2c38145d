SELECT c.position AS read_at, w.document::text AS document, w.version, w.position, w.next_boundary_at,
    coalesce(w.max_effective_at <= w.recorded_at, false) AND NOT c.redrawn AS settled
FROM read.checkpoint c
LEFT JOIN read.well_summary w ON w.organization_id = $1 AND w.well_id = $2
WHERE c.projection = $3 AND c.oldest_reader <= $4 AND c.state = 'served' AND c.organization_id = $1
