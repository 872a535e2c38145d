-- Commits after an instant of each organization, as a follower asks for them.
SELECT f.organization_id, c.from_position, c.to_position, c.recorded_at
FROM unnest($1::uuid[], $2::timestamptz[]) AS f (organization_id, recorded_at)
CROSS JOIN LATERAL (
    SELECT k.from_position, k.to_position, k.recorded_at FROM ledger.commits k
    WHERE k.organization_id = f.organization_id AND k.recorded_at > f.recorded_at
    ORDER BY k.recorded_at LIMIT 200) AS c
ORDER BY f.organization_id, c.recorded_at
