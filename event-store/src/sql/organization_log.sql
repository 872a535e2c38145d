SELECT seq, at, action, organization_id, slug, name, incarnation, actor, detail::text AS detail, chain
FROM ledger.organization_log
WHERE seq > $1
ORDER BY seq
LIMIT $2
