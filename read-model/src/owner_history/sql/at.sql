SELECT c.read_at, l.document, l.effective_to, l.newest
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $6 AND oldest_reader <= $7 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT h.document::text AS document, h.effective_to, (
        -- The stretch that reaches furthest knows every fact.
        SELECT n.version
        FROM read.owner_history n
        WHERE n.organization_id = $1 AND n.owner_id = $2
            AND n.from_position <= coalesce($3, c.read_at) AND n.to_position > coalesce($3, c.read_at)
        ORDER BY n.effective_to DESC
        LIMIT 1
    ) AS newest
    FROM read.owner_history h
    WHERE h.organization_id = $1 AND h.owner_id = $2
        AND h.from_position <= coalesce($3, c.read_at) AND h.to_position > coalesce($3, c.read_at)
        AND CASE
            WHEN $5::date IS NULL THEN h.effective_from <= $4 AND h.effective_to > $4
            ELSE h.from_day <= $5 AND h.to_day > $5
        END
) AS l ON true
