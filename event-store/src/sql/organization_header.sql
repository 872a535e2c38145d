SELECT o.slug, o.name, o.created_at, h.incarnation
FROM ledger.organizations o
JOIN ledger.head h ON h.organization_id = o.organization_id
WHERE o.organization_id = $1
