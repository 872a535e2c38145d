-- What a follower of very many organizations asks, at a cost that does not grow with those at rest.
SET LOCAL ROLE wellflow_owner;

-- Commits are inserted nearly in the order of their instants, so a block range index finds the newest of all
-- organizations and costs an append next to nothing. A range is summarised by autovacuum once it is full; until then it
-- is read whole.
CREATE INDEX commits_recent ON ledger.commits USING brin (recorded_at)
    WITH (pages_per_range = 32, autosummarize = on);

-- Where a fact recorded ahead of its time takes effect next, over all organizations.
CREATE INDEX checkpoint_boundary ON read.checkpoint (next_boundary_at) WHERE next_boundary_at IS NOT NULL;

RESET ROLE;

-- Organizations that committed within a time up to now, each with the newest position among those commits; at most
-- `page`. What committed is visible a moment after its instant, so a caller asks for longer than since it last asked.
-- Only the block range index can serve: the order of no other begins with the instant.
CREATE FUNCTION ledger.committed_within(within interval, page integer)
RETURNS TABLE (organization_id uuid, tip bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_indexscan = off
SET enable_indexonlyscan = off
SET max_parallel_workers_per_gather = 0
AS $$
    SELECT c.organization_id, max(c.to_position)
    FROM ledger.commits c
    WHERE c.recorded_at > now() - $1
    GROUP BY c.organization_id
    LIMIT $2
$$;

-- The next organizations in the order of their ids, at most `page`, each with its copy and its newest position.
CREATE FUNCTION ledger.tips_after(after uuid, page integer)
RETURNS TABLE (organization_id uuid, incarnation uuid, tip bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_sort = off
SET max_parallel_workers_per_gather = 0
AS $$
    SELECT h.organization_id, h.incarnation, coalesce(c.to_position, 0)
    FROM (
        SELECT n.organization_id, n.incarnation FROM ledger.head n
        WHERE n.organization_id > $1
        ORDER BY n.organization_id LIMIT $2) AS h
    LEFT JOIN LATERAL (
        SELECT k.to_position FROM ledger.commits k
        WHERE k.organization_id = h.organization_id
        ORDER BY k.organization_id DESC, k.recorded_at DESC LIMIT 1) AS c ON true
$$;

-- How far organizations are ahead of positions: for each pair the newest position, and the instant of the first event
-- after the position, null where there is none.
CREATE FUNCTION ledger.ahead_of(organizations uuid[], positions bigint[])
RETURNS TABLE (organization_id uuid, "position" bigint, tip bigint, waiting_since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_sort = off
SET max_parallel_workers_per_gather = 0
AS $$
    SELECT a.organization_id, a.position, coalesce(c.to_position, 0), e.recorded_at
    FROM unnest($1, $2) AS a (organization_id, position)
    LEFT JOIN LATERAL (
        SELECT k.to_position FROM ledger.commits k
        WHERE k.organization_id = a.organization_id
        ORDER BY k.organization_id DESC, k.recorded_at DESC LIMIT 1) AS c ON true
    LEFT JOIN LATERAL (
        SELECT x.recorded_at FROM ledger.events x
        WHERE x.organization_id = a.organization_id AND x.position > a.position
        ORDER BY x.organization_id, x.position LIMIT 1) AS e ON true
$$;

DO $$
DECLARE
    v_function regprocedure;
BEGIN
    -- A function is handed over by a role that may create in its schema for that moment.
    GRANT CREATE ON SCHEMA ledger TO wellflow_append;
    FOR v_function IN
        SELECT p.oid FROM pg_proc p
        WHERE p.pronamespace = 'ledger'::regnamespace AND p.proname IN ('committed_within', 'tips_after', 'ahead_of')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO wellflow_append', v_function);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO wellflow_projector', v_function);
    END LOOP;
    REVOKE CREATE ON SCHEMA ledger FROM wellflow_append;
END;
$$;
