-- Every table of the read models that holds rows of organizations, the checkpoints first.
SELECT format('%I.%I', n.nspname, c.relname) AS relation
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
WHERE n.nspname = 'read' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY c.relname <> 'checkpoint', c.relname
