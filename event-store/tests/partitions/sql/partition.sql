-- Splits what holds rows of organizations, and is whole so far, into eight partitions by the hash of organization_id.
-- A table stays whole where something is unique across organizations: the slugs and the log of the organizations.
-- Columns, checks, indexes, policies, grants and owners are taken from the catalogue, with their names.
DO $$
DECLARE
    t            record;
    v_own        text[];
    v_statement  text;
    v_partition  text;
BEGIN
    FOR t IN
        SELECT c.oid, n.nspname, c.relname, format('%I.%I', n.nspname, c.relname) AS name, c.relacl,
               c.relowner, pg_get_userbyid(c.relowner) AS owner
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
        WHERE n.nspname IN ('ledger', 'read') AND c.relkind = 'r' AND NOT c.relispartition
          AND NOT EXISTS (
              SELECT FROM pg_index i
              WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum <> ALL (i.indkey::int2[]))
        ORDER BY c.relname
    LOOP
        -- As the statements that make it anew, while the names are the table's.
        SELECT array_agg(s.statement ORDER BY s.turn, s.statement) INTO v_own
        FROM (
            SELECT 1 AS turn,
                   format('ALTER TABLE %s ADD CONSTRAINT %I %s', t.name, k.conname, pg_get_constraintdef(k.oid)) AS statement
            FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype IN ('p', 'u')
            UNION ALL
            SELECT 2, pg_get_indexdef(i.indexrelid)
            FROM pg_index i
            WHERE i.indrelid = t.oid AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
            UNION ALL
            SELECT 3, format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', p.policyname, t.name, p.permissive, p.cmd,
                             array_to_string(p.roles, ', '))
                      || coalesce(' USING (' || p.qual || ')', '') || coalesce(' WITH CHECK (' || p.with_check || ')', '')
            FROM pg_policies p WHERE p.schemaname = t.nspname AND p.tablename = t.relname
            UNION ALL
            SELECT 4, format('GRANT %s ON %s TO %I', g.privilege_type, t.name, pg_get_userbyid(g.grantee))
            FROM aclexplode(t.relacl) AS g WHERE g.grantee <> t.relowner
            UNION ALL
            SELECT 5, format('GRANT %s (%I) ON %s TO %I', g.privilege_type, a.attname, t.name, pg_get_userbyid(g.grantee))
            FROM pg_attribute a CROSS JOIN aclexplode(a.attacl) AS g
            WHERE a.attrelid = t.oid AND g.grantee <> t.relowner
        ) AS s;
        EXECUTE format('ALTER TABLE %s RENAME TO %I', t.name, t.relname || '_whole');
        EXECUTE format('CREATE TABLE %s (LIKE %I.%I INCLUDING ALL EXCLUDING INDEXES) PARTITION BY HASH (organization_id)',
                       t.name, t.nspname, t.relname || '_whole');
        FOR i IN 0..7 LOOP
            v_partition := format('%I.%I', t.nspname, t.relname || '_p' || i);
            EXECUTE format('CREATE TABLE %s PARTITION OF %s FOR VALUES WITH (MODULUS 8, REMAINDER %s)',
                           v_partition, t.name, i);
            -- Nobody is to reach a partition but through its table, where the policies are.
            EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', v_partition);
            EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', v_partition);
            EXECUTE format('ALTER TABLE %s OWNER TO %I', v_partition, t.owner);
        END LOOP;
        EXECUTE format('INSERT INTO %s SELECT * FROM %I.%I', t.name, t.nspname, t.relname || '_whole');
        EXECUTE format('DROP TABLE %I.%I', t.nspname, t.relname || '_whole');
        EXECUTE format('ALTER TABLE %s OWNER TO %I', t.name, t.owner);
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t.name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t.name);
        FOREACH v_statement IN ARRAY v_own LOOP
            EXECUTE v_statement;
        END LOOP;
    END LOOP;
END;
$$
