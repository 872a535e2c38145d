SELECT coalesce(o.organization_id, h.organization_id) AS organization_id, o.slug, o.name, o.created_at, h.incarnation
FROM ledger.organizations o
FULL JOIN ledger.head h ON h.organization_id = o.organization_id
ORDER BY 1
