-- Builds: the rows of a projection can be there several times, of which one build is served; a rebuild writes another one
-- beside it, compares the two and changes over.
--
-- Which build is seen is chosen by the row policies: a query sees the served one, in the snapshot of its own statement. The
-- projector sees the build its transaction names in app.read_build, the served one where it names none.
SET LOCAL ROLE wellflow_owner;

CREATE SEQUENCE read.build_numbers AS integer START 2;
GRANT USAGE ON SEQUENCE read.build_numbers TO wellflow_projector;

-- What an older version left behind: only the newest one was read.
DELETE FROM read.checkpoint c
USING read.checkpoint newer
WHERE newer.projection = c.projection AND newer.organization_id = c.organization_id AND newer.version > c.version;

ALTER TABLE read.checkpoint
    -- Given out once, by read.build_numbers; the first build of an organization is 1.
    ADD COLUMN build integer NOT NULL DEFAULT 1 CHECK (build > 0),
    -- building: not compared yet; differs: compared, and not as it should be; served: what queries see; kept: was served
    -- before, and can be again.
    ADD COLUMN state text COLLATE "C" NOT NULL DEFAULT 'served'
        CHECK (state IN ('building', 'differs', 'served', 'kept')),
    -- The oldest version of the projection whose readers can read these rows.
    ADD COLUMN oldest_reader integer NOT NULL DEFAULT 1 CHECK (oldest_reader > 0),
    -- Whether answers changed without an event when builds changed: a version of a stream then names several answers.
    ADD COLUMN redrawn boolean NOT NULL DEFAULT false,
    -- Since when nothing of it is cached, because another build that answers differently is about to be served; five minutes
    -- later that is forgotten.
    ADD COLUMN quiet_since timestamptz;
UPDATE read.checkpoint SET oldest_reader = version;

ALTER TABLE read.checkpoint
    DROP CONSTRAINT checkpoint_pkey,
    ADD CONSTRAINT checkpoint_pkey PRIMARY KEY (projection, organization_id, build);
CREATE UNIQUE INDEX checkpoint_served ON read.checkpoint (organization_id, projection) WHERE state = 'served';

DROP POLICY tenant ON read.checkpoint;
CREATE POLICY tenant ON read.checkpoint TO wellflow_projector
    USING (organization_id = (SELECT nullif(current_setting('app.current_organization_id', true), '')::uuid))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('app.current_organization_id', true), '')::uuid));
CREATE POLICY served ON read.checkpoint FOR SELECT TO wellflow_query
    USING (organization_id = (SELECT nullif(current_setting('app.current_organization_id', true), '')::uuid)
           AND state = 'served');

-- The tables of each projection.
CREATE TABLE read.build_tables (
    relation   name PRIMARY KEY,
    projection text COLLATE "C" NOT NULL
);
ALTER TABLE read.build_tables ENABLE ROW LEVEL SECURITY;
ALTER TABLE read.build_tables FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON read.build_tables TO wellflow_owner USING (true) WITH CHECK (true);
CREATE POLICY custodian ON read.build_tables FOR SELECT TO wellflow_custodian USING (true);
GRANT SELECT ON read.build_tables TO wellflow_custodian;

-- Gives a table of a projection its builds: the column, which follows the organization in every key and index, and the
-- policies. For a table that has the policy `tenant` of its organization; run by the owner, in a migration.
CREATE FUNCTION read.keep_in_builds(relation name, projection text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    v_table  constant regclass := format('read.%I', $1)::regclass;
    v_tenant constant text := '(SELECT nullif(current_setting(''app.current_organization_id'', true), '''')::uuid)';
    v_served constant text := format(
        '(SELECT c.build FROM read.checkpoint c WHERE c.projection = %L AND c.organization_id = %s '
        'AND c.state = ''served'')', $2, v_tenant);
    v_named  constant text := 'nullif(current_setting(''app.read_build'', true), '''')::integer';
    v_index  record;
    v_policy text;
BEGIN
    INSERT INTO read.build_tables VALUES ($1, $2);
    -- Rows are written after their checkpoint was moved, which names the build.
    EXECUTE format('ALTER TABLE %s ADD COLUMN build integer NOT NULL DEFAULT coalesce(%s, 1)', v_table, v_named);
    FOR v_index IN
        SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS made, pg_get_constraintdef(k.oid) AS key
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
        WHERE i.indrelid = v_table
    LOOP
        IF v_index.key IS NULL THEN
            EXECUTE format('DROP INDEX read.%I', v_index.name);
            EXECUTE regexp_replace(v_index.made, '\(organization_id', '(organization_id, build');
        ELSE
            EXECUTE format('ALTER TABLE %1$s DROP CONSTRAINT %2$I, ADD CONSTRAINT %2$I %3$s', v_table, v_index.name,
                           regexp_replace(v_index.key, '\(organization_id', '(organization_id, build'));
        END IF;
    END LOOP;
    EXECUTE format('DROP POLICY tenant ON %s', v_table);
    EXECUTE format('CREATE POLICY served ON %s FOR SELECT TO wellflow_query USING (organization_id = %s '
                   'AND build = (SELECT coalesce(%s, 1)))', v_table, v_tenant, v_served);
    v_policy := format('(organization_id = %s AND build = (SELECT coalesce(%s, %s, 1)))', v_tenant, v_named, v_served);
    EXECUTE format('CREATE POLICY tenant ON %1$s TO wellflow_projector USING %2$s WITH CHECK %2$s', v_table, v_policy);
END;
$$;
REVOKE ALL ON FUNCTION read.keep_in_builds FROM PUBLIC;

-- Removes the rows of one build of the tenant.
CREATE FUNCTION read.clear_build(projection text, organization_id uuid, build integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
    v_table name;
BEGIN
    IF $2 IS DISTINCT FROM nullif(current_setting('app.current_organization_id', true), '')::uuid THEN
        RAISE EXCEPTION 'not the organization of this transaction' USING ERRCODE = '42501';
    END IF;
    FOR v_table IN SELECT t.relation FROM read.build_tables t WHERE t.projection = $1 ORDER BY t.relation LOOP
        EXECUTE format('DELETE FROM read.%I WHERE organization_id = $1 AND build = $2', v_table) USING $2, $3;
    END LOOP;
END;
$$;

-- How one build of the tenant differs from the one that is served, table by table and row by row: all columns but those that
-- are meant to differ, given as table.column, or table.* for the whole of a table. Of each kind of difference in each table
-- the first ten rows, with the number of all of them. A key that holds words is not repeated: they may be of a name.
CREATE FUNCTION read.differences(projection text, organization_id uuid, served integer, other integer, meant text[])
RETURNS TABLE (relation text, kind text, row_key text, columns text[], total bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    v_table    name;
    v_keys     text;
    v_told     text;
    v_columns  text;
    v_differs  text;
BEGIN
    IF $2 IS DISTINCT FROM nullif(current_setting('app.current_organization_id', true), '')::uuid THEN
        RAISE EXCEPTION 'not the organization of this transaction' USING ERRCODE = '42501';
    END IF;
    FOR v_table IN SELECT t.relation FROM read.build_tables t WHERE t.projection = $1 ORDER BY t.relation LOOP
        CONTINUE WHEN v_table || '.*' = ANY ($5);
        SELECT string_agg(format('%I', a.attname), ', ' ORDER BY k.place),
               string_agg(format('%L || %I::text', a.attname || '=', a.attname), ', ' ORDER BY k.place)
                   FILTER (WHERE a.attname <> 'key')
        INTO v_keys, v_told
        FROM pg_index i
        CROSS JOIN unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        WHERE i.indrelid = format('read.%I', v_table)::regclass AND i.indisprimary
            AND a.attname NOT IN ('organization_id', 'build');
        -- JSON knows no equality, and a number is the same only with all its places.
        SELECT coalesce(string_agg(format('CASE WHEN a.%1$I%2$s IS DISTINCT FROM b.%1$I%2$s THEN %3$L END',
                                          c.name, c.as_text, c.name), ', ' ORDER BY c.name), 'NULL'),
               coalesce(string_agg(format('a.%1$I%2$s IS DISTINCT FROM b.%1$I%2$s', c.name, c.as_text), ' OR '
                                   ORDER BY c.name), 'false')
        INTO v_columns, v_differs
        FROM (
            SELECT a.attname AS name,
                   CASE WHEN a.atttypid IN ('json'::regtype, 'numeric'::regtype) THEN '::text' ELSE '' END AS as_text
            FROM pg_attribute a
            WHERE a.attrelid = format('read.%I', v_table)::regclass AND a.attnum > 0 AND NOT a.attisdropped
                AND a.attname NOT IN ('organization_id', 'build')
                AND v_table || '.' || a.attname <> ALL ($5)
                AND NOT EXISTS (
                    SELECT FROM pg_index i
                    WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey))
        ) AS c;
        RETURN QUERY EXECUTE format(
            'SELECT %1$L::text, n.kind, n.row_key, n.columns, n.total FROM (SELECT d.*,'
            '    count(*) OVER (PARTITION BY d.kind) AS total,'
            '    row_number() OVER (PARTITION BY d.kind ORDER BY d.row_key) AS place FROM ('
            '    SELECT CASE WHEN b.build IS NULL THEN ''missing'' WHEN a.build IS NULL THEN ''unexpected'' '
            '                ELSE ''different'' END AS kind,'
            '           concat_ws('' '', %2$s) AS row_key,'
            '           CASE WHEN a.build IS NULL OR b.build IS NULL THEN ''{}''::text[]'
            '                ELSE array_remove(ARRAY[%3$s]::text[], NULL) END AS columns'
            '    FROM (SELECT * FROM read.%1$I WHERE organization_id = $1 AND build = $2) AS a'
            '    FULL JOIN (SELECT * FROM read.%1$I WHERE organization_id = $1 AND build = $3) AS b USING (%4$s)'
            '    WHERE a.build IS NULL OR b.build IS NULL OR %5$s'
            ') AS d) AS n WHERE n.place <= 10 ORDER BY n.kind, n.place', v_table, v_told, v_columns, v_keys, v_differs)
            USING $2, $3, $4;
    END LOOP;
END;
$$;

SELECT read.keep_in_builds(kept.relation, kept.projection)
FROM (VALUES
    ('well_summary', 'well_summary'),
    ('wellbore', 'well_summary'),
    ('completion', 'well_summary'),
    ('well_test', 'well_summary'),
    ('monthly_production', 'monthly_production'),
    ('daily_production', 'monthly_production'),
    ('lease_history', 'lease_history'),
    ('lease_key', 'lease_history'),
    ('owner_history', 'owner_history'),
    ('owner_key', 'owner_history'),
    ('division_history', 'ownership'),
    ('interest_history', 'ownership'),
    ('ownership_change', 'ownership'),
    ('afe_history', 'afe_history'),
    ('afe_party', 'afe_history'),
    ('agreement_history', 'agreement_history'),
    ('well_history', 'well_history'),
    ('production_history', 'production_history')
) AS kept (relation, projection);

RESET ROLE;

DO $$
DECLARE
    v_function regprocedure;
BEGIN
    GRANT CREATE ON SCHEMA read TO wellflow_custodian;
    FOR v_function IN
        SELECT p.oid FROM pg_proc p
        WHERE p.pronamespace = 'read'::regnamespace AND p.proname IN ('clear_build', 'differences')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO wellflow_custodian', v_function);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO wellflow_projector', v_function);
    END LOOP;
    REVOKE CREATE ON SCHEMA read FROM wellflow_custodian;
END;
$$;
