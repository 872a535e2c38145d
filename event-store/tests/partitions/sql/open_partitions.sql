-- Partitions somebody could reach past their table's policies.
SELECT c.relname::text
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN unnest(ARRAY['wellflow_command', 'wellflow_projector', 'wellflow_query', 'wellflow_append', 'wellflow_admin'])
    AS r (name)
WHERE n.nspname IN ('ledger', 'read') AND c.relispartition AND c.relkind = 'r'
  AND (NOT (c.relrowsecurity AND c.relforcerowsecurity)
       OR has_table_privilege(r.name, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
       OR has_any_column_privilege(r.name, c.oid, 'SELECT, INSERT, UPDATE'))
