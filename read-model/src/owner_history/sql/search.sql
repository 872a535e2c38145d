SELECT c.read_at, l.owner_id, l.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $7 AND oldest_reader <= $8 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT h.owner_id, h.sort_key, h.document::text AS document
    FROM (
        SELECT DISTINCT k.owner_id, k.from_position, k.effective_from
        FROM read.owner_key k
        WHERE k.organization_id = $1 AND k.kind = 'word' AND k.key >= $12 AND k.key < $13
    ) AS f
    JOIN read.owner_history h
        ON h.organization_id = $1 AND h.owner_id = f.owner_id AND h.from_position = f.from_position
        AND h.effective_from = f.effective_from
    WHERE (h.sort_key, h.owner_id) > ((
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
        AND NOT EXISTS (
            SELECT FROM unnest($14::text[], $15::text[]) AS w (low, high)
            WHERE NOT EXISTS (
                SELECT FROM read.owner_key o
                WHERE o.organization_id = $1 AND o.owner_id = h.owner_id AND o.from_position = h.from_position
                    AND o.effective_from = h.effective_from AND o.kind = 'word' AND o.key >= w.low AND o.key < w.high
            )
        )
    ORDER BY h.sort_key, h.owner_id
    LIMIT $6
) AS l ON true
ORDER BY l.sort_key, l.owner_id
