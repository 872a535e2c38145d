SELECT k.command_id AS command, k.from_position > k.to_position AS without_events, e.command_id AS owner,
       c.to_position AS decided_at, k.recorded_at IS NULL AS unsealed
FROM (
    SELECT * FROM ledger.commands x
    WHERE x.organization_id = $1 AND x.command_id > $2
    ORDER BY x.organization_id, x.command_id
    LIMIT $3) AS k
LEFT JOIN LATERAL (
    SELECT y.command_id FROM ledger.events y
    WHERE y.organization_id = $1 AND y.position = k.from_position
    ORDER BY y.organization_id, y.position
    LIMIT 1) AS e ON true
LEFT JOIN LATERAL (
    SELECT z.to_position FROM ledger.commits z
    WHERE z.organization_id = $1 AND z.recorded_at = k.recorded_at
    ORDER BY z.organization_id, z.recorded_at
    LIMIT 1) AS c ON true
ORDER BY k.organization_id, k.command_id
