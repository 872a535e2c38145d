SELECT c.read_at, l.owner_id, l.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $7 AND oldest_reader <= $8 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT h.owner_id, h.sort_key, h.document::text AS document
    FROM read.owner_history h
    WHERE h.organization_id = $1
        -- A cursor names nobody: the name after which it goes on is looked up at the same point.
        AND (h.sort_key, h.owner_id) > ((
            SELECT coalesce(max(a.sort_key), '')
            FROM read.owner_history a
            WHERE a.organization_id = $1 AND a.owner_id = $5
                AND a.from_position <= coalesce($2, c.read_at) AND a.to_position > coalesce($2, c.read_at)
                AND CASE
                    WHEN $4::date IS NULL THEN a.effective_from <= $3 AND a.effective_to > $3
                    ELSE a.from_day <= $4 AND a.to_day > $4
                END
        ), $5)
        AND h.from_position <= coalesce($2, c.read_at) AND h.to_position > coalesce($2, c.read_at)
        AND CASE
            WHEN $4::date IS NULL THEN h.effective_from <= $3 AND h.effective_to > $3
            ELSE h.from_day <= $4 AND h.to_day > $4
        END
        AND ($9::text IS NULL OR h.status = $9)
        AND ($10::text IS NULL OR h.kind = $10)
        AND ($11::text IS NULL OR EXISTS (
            SELECT FROM read.owner_key r
            WHERE r.organization_id = $1 AND r.owner_id = h.owner_id AND r.from_position = h.from_position
                AND r.effective_from = h.effective_from AND r.kind = 'role' AND r.key = $11
        ))
    ORDER BY h.sort_key, h.owner_id
    LIMIT $6
) AS l ON true
ORDER BY l.sort_key, l.owner_id
