-- What a command or an event led to: events whose metadata name it as their cause are found by it.
SET LOCAL ROLE wellflow_owner;

-- Few events name a cause; the others take no room here.
CREATE INDEX events_cause ON ledger.events (organization_id, (metadata ->> 'causation_id'), position)
    WHERE metadata ->> 'causation_id' IS NOT NULL;

-- Positions of the tenant's events that were caused by one of these, after a position, at most so many. Under a row policy the
-- index would be of no use: what reaches into JSON is not leakproof. So this runs as the owner of the ledger's functions, takes
-- its tenant from the session like every policy, and gives positions alone: the events are read under the policy.
CREATE FUNCTION ledger.caused_by(causes text[], after_position bigint, at_most bigint) RETURNS TABLE (caused bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT e.position
    FROM ledger.events e
    WHERE e.organization_id = (SELECT nullif(current_setting('app.current_organization_id', true), '')::uuid)
        AND e.metadata ->> 'causation_id' IS NOT NULL
        AND e.metadata ->> 'causation_id' = ANY ($1)
        AND e.position > $2
    ORDER BY e.position
    LIMIT $3
$$;

RESET ROLE;

DO $$
BEGIN
    -- A function is handed over by a role that may create in its schema for that moment.
    GRANT CREATE ON SCHEMA ledger TO wellflow_append;
    ALTER FUNCTION ledger.caused_by OWNER TO wellflow_append;
    REVOKE CREATE ON SCHEMA ledger FROM wellflow_append;
END;
$$;
REVOKE ALL ON FUNCTION ledger.caused_by FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.caused_by TO wellflow_query;
