-- Everything that is said of the tables, a line each; partitions apart.
WITH tables AS (
    SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('ledger', 'read', 'postgres_es') AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition)
SELECT s.line
FROM (
    SELECT format('%s owner %s security %s %s grants %s', t.name, pg_get_userbyid(t.relowner), t.relrowsecurity,
                  t.relforcerowsecurity,
                  ARRAY(SELECT g::text FROM unnest(coalesce(t.relacl, acldefault('r', t.relowner))) AS g ORDER BY 1)) AS line
    FROM tables t
    UNION ALL
    SELECT format('%s column %s %s %s null %s default %s collation %s grants %s', t.name, a.attnum, a.attname,
                  format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, pg_get_expr(d.adbin, d.adrelid),
                  a.attcollation::regcollation, a.attacl)
    FROM tables t
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
    UNION ALL
    SELECT format('%s constraint %s %s', t.name, k.conname, pg_get_constraintdef(k.oid))
    FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid
    UNION ALL
    SELECT format('%s index %s', t.name, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON '))
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid
    UNION ALL
    SELECT format('%I.%I policy %s %s %s %s %s %s', p.schemaname, p.tablename, p.policyname, p.permissive, p.cmd,
                  p.roles, p.qual, p.with_check)
    FROM pg_policies p JOIN tables t ON t.name = format('%I.%I', p.schemaname, p.tablename)
) AS s
ORDER BY s.line
