-- What verifying a ledger needs to read that no service reads.
SET LOCAL ROLE wellflow_owner;

-- Commands that came to no event, in the order of their commits: no event leads to them, and their commits' chains
-- cover them. Partial, so an ordinary append pays for a comparison, not for an index.
CREATE INDEX commands_without_events ON ledger.commands (organization_id, recorded_at, command_id)
    WHERE from_position > to_position;

RESET ROLE;

-- The organizations a table of the ledger names, in order, page by page: each is one step down the table's key. Ids
-- alone; rows are read under the organization's own policy.
CREATE FUNCTION ledger.organizations_named(relation text, after uuid, at_most integer)
RETURNS TABLE (organization_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_sort = off
SET enable_seqscan = off
SET enable_bitmapscan = off
SET timezone = 'UTC'
AS $$
DECLARE
    v_next uuid := after;
BEGIN
    IF relation NOT IN ('organizations', 'head', 'commits', 'events', 'commands', 'claims', 'snapshots', 'outbox') THEN
        RAISE EXCEPTION 'ledger.% is no table of an organization', relation USING ERRCODE = '22023';
    END IF;
    FOR i IN 1..at_most LOOP
        EXECUTE format('SELECT t.organization_id FROM ledger.%I t WHERE $1 IS NULL OR t.organization_id > $1 '
                       'ORDER BY t.organization_id LIMIT 1', relation)
        INTO v_next USING v_next;
        EXIT WHEN v_next IS NULL;
        organization_id := v_next;
        RETURN NEXT;
    END LOOP;
END;
$$;

DO $$
BEGIN
    -- A function is handed over by a role that may create in its schema for that moment.
    GRANT CREATE ON SCHEMA ledger TO wellflow_append;
    ALTER FUNCTION ledger.organizations_named OWNER TO wellflow_append;
    REVOKE CREATE ON SCHEMA ledger FROM wellflow_append;
END;
$$;

REVOKE ALL ON FUNCTION ledger.organizations_named FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.organizations_named TO wellflow_projector, wellflow_admin;
