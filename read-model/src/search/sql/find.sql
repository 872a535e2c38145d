-- What has a word in the first range is looked at; of each, every range must have a word. A whole word counts double.
SELECT c.read_at, s.rank, s.id, s.document
FROM (SELECT (
    SELECT coalesce(max(position), 0) FROM read.checkpoint WHERE projection = $2 AND oldest_reader <= $3 AND state = 'served' AND organization_id = $1
) AS read_at) AS c
LEFT JOIN LATERAL (
    SELECT r.rank, r.sort_key, r.id, r.document
    FROM (
        SELECT e.sort_key, e.id, e.document::text AS document, (
            SELECT sum(m.best)
            FROM (
                -- By the thing alone: the range of a word that many things have would be read for each of them.
                SELECT max(CASE WHEN o.key = w.low THEN 2 * o.weight ELSE o.weight END) AS best
                FROM read.search_word o
                JOIN unnest($5::text[], $6::text[]) AS w (low, high) ON o.key || '' >= w.low AND o.key || '' < w.high
                WHERE o.organization_id = $1 AND o.id = e.id
                GROUP BY w.low
            ) AS m
            HAVING count(*) = cardinality($5)
        ) AS rank
        FROM read.search_entry e
        WHERE e.organization_id = $1 AND e.id = ANY (ARRAY(
            SELECT DISTINCT k.id
            FROM read.search_word k
            WHERE k.organization_id = $1 AND k.key >= $7 AND k.key < $8 AND k.kind = ANY ($4::text[])
        ))
    ) AS r
    WHERE r.rank IS NOT NULL
        AND ($9::bigint IS NULL OR (-r.rank, r.sort_key, r.id) > (-$9, (
            SELECT coalesce(max(a.sort_key), '') FROM read.search_entry a WHERE a.organization_id = $1 AND a.id = $10
        ), $10))
    ORDER BY r.rank DESC, r.sort_key, r.id
    LIMIT $11
) AS s ON true
ORDER BY s.rank DESC, s.sort_key, s.id
