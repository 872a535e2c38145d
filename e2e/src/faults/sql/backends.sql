-- The backends that serve the command side.
SELECT pid FROM pg_catalog.pg_stat_activity
WHERE usename = 'wellflow_command' AND backend_type = 'client backend'
ORDER BY pid
