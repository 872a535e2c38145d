SELECT c.read_at, l.afe_id, l.ballot_deadline, l.document
FROM (SELECT coalesce((
    SELECT position FROM read.checkpoint WHERE projection = $8 AND oldest_reader <= $9 AND state = 'served' AND organization_id = $1
), 0) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT h.afe_id, h.ballot_deadline, h.document::text AS document
    FROM read.afe_history h
    WHERE h.organization_id = $1
        AND (h.ballot_deadline, h.afe_id) > ($5, $6)
        AND h.from_position <= coalesce($2, c.read_at) AND h.to_position > coalesce($2, c.read_at)
        AND CASE
            WHEN $4::date IS NULL THEN h.effective_from <= $3 AND h.effective_to > $3
            ELSE h.from_day <= $4 AND h.to_day > $4
        END
        AND ($10::uuid IS NULL OR h.agreement_id = $10)
        AND ($11::uuid IS NULL OR h.operator = $11)
        AND ($12::uuid IS NULL OR EXISTS (
            SELECT FROM read.afe_party p
            WHERE p.organization_id = $1 AND p.afe_id = h.afe_id AND p.from_position = h.from_position
                AND p.effective_from = h.effective_from AND p.owner_id = $12 AND p.missing
        ))
    ORDER BY h.ballot_deadline, h.afe_id
    LIMIT $7
) AS l ON true
ORDER BY l.ballot_deadline, l.afe_id
