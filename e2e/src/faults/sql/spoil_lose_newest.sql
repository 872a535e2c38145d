-- The newest commit of an organization is gone with everything in it, and nothing else tells.
WITH gone AS (
    DELETE FROM ledger.commits c
    WHERE (c.organization_id, c.recorded_at) IN (
        SELECT k.organization_id, k.recorded_at FROM ledger.commits k
        WHERE k.from_position <= k.to_position AND NOT EXISTS (
            SELECT FROM ledger.commits n WHERE n.organization_id = k.organization_id AND n.recorded_at > k.recorded_at)
        ORDER BY 1 LIMIT 1)
    RETURNING c.organization_id, c.from_position, c.to_position
), events AS (
    DELETE FROM ledger.events e USING gone g
    WHERE e.organization_id = g.organization_id AND e.position >= g.from_position
), outbox AS (
    DELETE FROM ledger.outbox o USING gone g
    WHERE o.organization_id = g.organization_id AND o.position >= g.from_position
)
DELETE FROM ledger.commands c USING gone g
WHERE c.organization_id = g.organization_id AND c.to_position >= g.from_position
