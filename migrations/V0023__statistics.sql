-- Statistics of the read models while they are filled faster than autovacuum comes round.
--
-- Of a table it knows nothing about, the planner takes every index led by organization and build for as good as the next, and
-- what is written by key then walks through all rows of the organization. So the projector asks for statistics whenever the
-- tables have grown to four times their size; from some size on autovacuum is the first to come.
SET LOCAL ROLE wellflow_owner;

-- Looks at the tables of a projection that have outgrown what is known of them, at the columns by which rows are found; answers
-- how many there were. A table that somebody else looks at is left to them.
CREATE FUNCTION read.gather_statistics(projection text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- A sample of 3,000 rows tells how many organizations and builds there are, and that keys are unique.
SET default_statistics_target = 10
AS $$
DECLARE
    v_table record;
    v_count integer := 0;
BEGIN
    FOR v_table IN
        SELECT c.relname AS name, (
            SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
            FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND EXISTS (
                SELECT FROM pg_index i WHERE i.indrelid = c.oid AND a.attnum = ANY (i.indkey)
            )
        ) AS keys
        FROM read.build_tables t
        JOIN pg_class c ON c.oid = format('read.%I', t.relation)::regclass
        WHERE t.projection = $1
            AND pg_relation_size(c.oid) > 4 * current_setting('block_size')::bigint * greatest(c.relpages, 8)
        ORDER BY c.relname
    LOOP
        EXECUTE format('ANALYZE (SKIP_LOCKED) read.%I (%s)', v_table.name, v_table.keys);
        v_count := v_count + 1;
    END LOOP;
    RETURN v_count;
END;
$$;

RESET ROLE;

REVOKE ALL ON FUNCTION read.gather_statistics FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.gather_statistics TO wellflow_projector;
