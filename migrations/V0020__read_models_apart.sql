-- Read models in a database of their own, without the ledger they are made from.
SET LOCAL ROLE wellflow_owner;

-- A row says that the ledger is in another database. Where there is none, checkpoints begin for organizations whose head is
-- here; where there is one, the projector has seen the head elsewhere.
CREATE TABLE read.ledger_elsewhere (
    declared_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE read.ledger_elsewhere ENABLE ROW LEVEL SECURITY;
ALTER TABLE read.ledger_elsewhere FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON read.ledger_elsewhere TO wellflow_owner USING (true) WITH CHECK (true);
CREATE POLICY projector ON read.ledger_elsewhere FOR SELECT TO wellflow_projector USING (true);
GRANT SELECT ON read.ledger_elsewhere TO wellflow_projector;

CREATE FUNCTION read.declare_ledger_elsewhere() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO read.ledger_elsewhere (declared_at)
    SELECT clock_timestamp() WHERE NOT EXISTS (SELECT FROM read.ledger_elsewhere)
$$;
REVOKE ALL ON FUNCTION read.declare_ledger_elsewhere FROM PUBLIC;
GRANT USAGE ON SCHEMA read TO wellflow_admin;
GRANT EXECUTE ON FUNCTION read.declare_ledger_elsewhere TO wellflow_admin;

RESET ROLE;

-- Removes up to at_most rows of an organization from one table of the read models, and counts them: for a database that holds
-- the read models of a ledger elsewhere. Where the ledger is here too, ledger.erase_rows does it as part of an erasure.
CREATE FUNCTION read.erase_rows(organization_id uuid, relation text, at_most integer) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '10s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    v_removed bigint;
BEGIN
    IF EXISTS (SELECT FROM ledger.organizations o WHERE o.organization_id = $1) THEN
        RAISE EXCEPTION 'organization % has its ledger in this database', $1 USING ERRCODE = 'WF073';
    END IF;
    IF NOT starts_with($2, 'read.') OR NOT EXISTS (SELECT FROM ledger.tenant_tables() t WHERE t.relation = $2) THEN
        RAISE EXCEPTION '% is no table of the read models', $2 USING ERRCODE = 'WF073';
    END IF;
    IF $2 = 'read.checkpoint' THEN
        -- Waits for the batches under way; one that begins later finds neither checkpoint nor head.
        LOCK TABLE read.checkpoint IN SHARE ROW EXCLUSIVE MODE;
    END IF;
    EXECUTE format(
        'DELETE FROM %1$s WHERE organization_id = $1 AND ctid = ANY (ARRAY('
        '    SELECT ctid FROM %1$s WHERE organization_id = $1 LIMIT $2))', $2)
        USING $1, $3;
    GET DIAGNOSTICS v_removed = ROW_COUNT;
    RETURN v_removed;
END;
$$;

DO $$
BEGIN
    -- A function is handed over by a role that may create in its schema for that moment.
    GRANT CREATE ON SCHEMA read TO wellflow_custodian;
    ALTER FUNCTION read.erase_rows OWNER TO wellflow_custodian;
    REVOKE CREATE ON SCHEMA read FROM wellflow_custodian;
END;
$$;

REVOKE ALL ON FUNCTION read.erase_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read.erase_rows TO wellflow_admin;
