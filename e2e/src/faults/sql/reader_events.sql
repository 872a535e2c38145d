-- Events after a position of each organization up to another, as a follower asks for them.
SELECT f.organization_id, e.position, e.event_id, e.recorded_at
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS f (organization_id, after, until)
CROSS JOIN LATERAL (
    SELECT x.position, x.event_id, x.recorded_at FROM ledger.events x
    WHERE x.organization_id = f.organization_id AND x.position > f.after AND x.position <= f.until
    ORDER BY x.position) AS e
ORDER BY f.organization_id, e.position
