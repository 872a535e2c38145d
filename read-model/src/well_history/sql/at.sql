SELECT c.read_at, w.document, w.effective_to, w.version AS newest
FROM (SELECT (
    SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1
) AS read_at) AS c
LEFT JOIN LATERAL (
    -- Of a well there is at most one row at a point. It is the row written last before the position, where the instant is later
    -- than all that was known then; else it lies close before the instant. Where it is neither, the walk back from the instant
    -- ends with it. (`+ 0`: the position is no way to find that one; a plan that took it would walk half of a long history.)
    SELECT o.document::text AS document, o.effective_to, o.version
    FROM (
        SELECT *
        FROM (
            SELECT h.document, h.effective_from, h.effective_to, h.to_position, h.from_day, h.to_day, h.version
            FROM read.well_history h
            WHERE h.organization_id = $1 AND h.well_id = $2
                AND h.from_position <= CASE WHEN $3::bigint IS NULL THEN c.read_at ELSE $3 END
            ORDER BY h.organization_id DESC, h.well_id DESC, h.from_position DESC
            LIMIT 8
        ) AS r
        WHERE r.to_position > CASE WHEN $3::bigint IS NULL THEN c.read_at ELSE $3 END
            AND r.effective_from <= $4 AND r.effective_to > $8
            AND ($5::date IS NULL OR (r.from_day <= $5 AND r.to_day > $5))
    ) AS o
    UNION ALL
    (SELECT h.document::text AS document, h.effective_to, h.version
    FROM read.well_history h
    WHERE h.organization_id = $1 AND h.well_id = $2
        AND h.from_position + 0 <= CASE WHEN $3::bigint IS NULL THEN c.read_at ELSE $3 END
        AND h.to_position > CASE WHEN $3::bigint IS NULL THEN c.read_at ELSE $3 END
        AND h.effective_from <= $4 AND h.effective_to > $8
        AND ($5::date IS NULL OR (h.from_day <= $5 AND h.to_day > $5))
    ORDER BY h.organization_id DESC, h.well_id DESC, h.effective_from DESC
    LIMIT 1)
    LIMIT 1
) AS w ON true
