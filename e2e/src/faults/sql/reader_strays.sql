-- What stands after the end of each organization's commits.
SELECT f.organization_id, e.position
FROM unnest($1::uuid[], $2::bigint[]) AS f (organization_id, after)
CROSS JOIN LATERAL (
    SELECT x.position FROM ledger.events x
    WHERE x.organization_id = f.organization_id AND x.position > f.after
    ORDER BY x.position LIMIT 1) AS e
