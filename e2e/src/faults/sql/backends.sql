-- The backends that serve a role.
SELECT pid FROM pg_catalog.pg_stat_activity
WHERE usename = $1 AND backend_type = 'client backend'
ORDER BY pid
