-- The word that fewest words begin with; they are counted up to $5 of each.
SELECT w.low, w.high, n.words
FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS w (low, high, nth)
CROSS JOIN LATERAL (
    SELECT count(*) AS words
    FROM (
        SELECT 1
        FROM read.search_word k
        WHERE k.organization_id = $1 AND k.key >= w.low AND k.key < w.high AND k.kind = ANY ($2::text[])
        LIMIT $5
    ) AS counted
) AS n
ORDER BY n.words, w.nth
LIMIT 1
