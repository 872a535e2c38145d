-- The schemas and the roles every later migration grants to.
--
-- Roles belong to the cluster, not to the database: a second database of the same cluster finds them made.
--   wellflow_owner      owns every schema and table; nobody logs in as it, and forced row level security binds it too
--   wellflow_append     owns the functions that write the ledger; owns no table, cannot bypass row level security
--   wellflow_admin      may create and find organizations; granted to whoever migrates
--   wellflow_command    command-api: reads its tenant's ledger, writes through ledger.append_batch alone
--   wellflow_projector  projector: reads its tenant's ledger, writes the read models
--   wellflow_query      query-api: reads its tenant's ledger and read models
DO $$
DECLARE
    v_role text;
BEGIN
    FOREACH v_role IN ARRAY ARRAY['wellflow_owner', 'wellflow_append', 'wellflow_admin'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', v_role);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
    FOREACH v_role IN ARRAY ARRAY['wellflow_command', 'wellflow_projector', 'wellflow_query'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', v_role);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
    -- What holds for every connection of a service, however it comes in: a statement, a lock or a forgotten transaction
    -- ends in time instead of holding others up; and where statistics are missing or describe an empty table, an index
    -- is still taken before a scan of somebody's history.
    FOREACH v_role IN ARRAY ARRAY['wellflow_command', 'wellflow_projector', 'wellflow_query'] LOOP
        IF (SELECT rolconfig IS NULL FROM pg_roles WHERE rolname = v_role) THEN
            EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', v_role, '60s');
            EXECUTE format('ALTER ROLE %I SET lock_timeout = %L', v_role, '10s');
            EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', v_role, '10s');
            EXECUTE format('ALTER ROLE %I SET default_transaction_isolation = %L', v_role, 'read committed');
            EXECUTE format('ALTER ROLE %I SET synchronous_commit = %L', v_role, 'on');
            EXECUTE format('ALTER ROLE %I SET timezone = %L', v_role, 'UTC');
            EXECUTE format('ALTER ROLE %I SET enable_seqscan = %L', v_role, 'off');
        END IF;
    END LOOP;
    -- The migrating role may be no superuser: it needs membership to make things in the owners' names.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        FOREACH v_role IN ARRAY ARRAY['wellflow_owner', 'wellflow_append', 'wellflow_admin'] LOOP
            IF NOT pg_has_role(current_user, v_role, 'MEMBER') THEN
                EXECUTE format('GRANT %I TO %I', v_role, current_user);
            END IF;
        END LOOP;
    END IF;
END;
$$;

CREATE SCHEMA ledger AUTHORIZATION wellflow_owner;
CREATE SCHEMA read AUTHORIZATION wellflow_owner;

GRANT USAGE ON SCHEMA ledger TO wellflow_append, wellflow_admin, wellflow_command, wellflow_projector, wellflow_query;
GRANT USAGE ON SCHEMA read TO wellflow_projector, wellflow_query;
