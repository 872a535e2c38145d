-- Organizations as such: made, listed, exported, imported, erased, and given a new incarnation after a restore. Each of
-- these leaves an entry in a log of its own, written in the transaction that does the thing.
--
-- One more role:
--   wellflow_custodian  owns the functions that erase an organization or renew its incarnation: the only role of ours
--                       that may delete a tenant's rows; owns no table, nobody logs in as it
--
-- A later migration that makes a table with an organization_id gives it, beside its own policies:
--   GRANT SELECT, DELETE ON <table> TO wellflow_custodian;
--   CREATE POLICY custodian ON <table> TO wellflow_custodian USING (true);
DO $$
BEGIN
    BEGIN
        CREATE ROLE wellflow_custodian NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
    END;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
       AND NOT pg_has_role(current_user, 'wellflow_custodian', 'MEMBER') THEN
        EXECUTE format('GRANT wellflow_custodian TO %I', current_user);
    END IF;
END;
$$;

GRANT USAGE ON SCHEMA ledger, read TO wellflow_custodian;

SET LOCAL ROLE wellflow_owner;

-- What befell organizations, in one sequence for all. Rows are inserted and never changed.
--
-- An organization's state follows from its newest entry that is not about an export: after created, imported and restored
-- it is live (there is a head); while importing or erasing it is not (there is no head, so nothing is appended and no
-- service knows it); after erased, and after abandoned (an import given up), nothing is left but this log.
CREATE TABLE ledger.organization_log (
    seq             bigint PRIMARY KEY CHECK (seq > 0),
    at              timestamptz NOT NULL,
    action          text NOT NULL CHECK (action IN ('created', 'restored', 'exporting', 'exported', 'importing',
                                                    'imported', 'erasing', 'erased', 'abandoned')),
    organization_id uuid NOT NULL,
    slug            text NOT NULL,
    name            text NOT NULL,
    -- The head's incarnation from here on, or the last it had; null where it has had none.
    incarnation     uuid,
    actor           text NOT NULL CHECK (length(actor) BETWEEN 1 AND 200),
    detail          json NOT NULL,
    chain           bytea NOT NULL CHECK (octet_length(chain) = 32)
);

CREATE INDEX organization_log_organization ON ledger.organization_log (organization_id, seq);
CREATE INDEX organization_log_erased_slug ON ledger.organization_log (slug) WHERE action = 'erased';

-- Rows removed so far by an erasure that is under way.
CREATE TABLE ledger.erasures (
    organization_id uuid NOT NULL,
    relation        text NOT NULL,
    removed         bigint NOT NULL CHECK (removed > 0),
    PRIMARY KEY (organization_id, relation)
);

DO $$
DECLARE
    v_table text;
    v_name  text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['organization_log', 'erasures'] LOOP
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('ALTER TABLE ledger.%I FORCE ROW LEVEL SECURITY', v_table);
    END LOOP;
    -- Whoever administers sees which organizations there are, and what befell them; never a tenant's facts.
    FOREACH v_table IN ARRAY ARRAY['organization_log', 'organizations', 'head'] LOOP
        EXECUTE format('CREATE POLICY administrator ON ledger.%I FOR SELECT TO wellflow_admin USING (true)', v_table);
        EXECUTE format('GRANT SELECT ON ledger.%I TO wellflow_admin', v_table);
    END LOOP;
    -- The custodian reaches every table that holds an organization's rows, the log apart: nobody removes from that.
    FOR v_table, v_name IN
        SELECT format('%I.%I', n.nspname, c.relname), c.relname
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
        WHERE n.nspname IN ('ledger', 'read') AND c.relkind IN ('r', 'p') AND c.relname <> 'organization_log'
    LOOP
        EXECUTE format('CREATE POLICY custodian ON %s TO wellflow_custodian USING (true) WITH CHECK (true)', v_table);
        EXECUTE format('GRANT SELECT, DELETE ON %s TO wellflow_custodian', v_table);
    END LOOP;
END;
$$;

CREATE POLICY writer ON ledger.organization_log TO wellflow_append USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON ledger.organization_log TO wellflow_append;
CREATE POLICY custodian ON ledger.organization_log FOR SELECT TO wellflow_custodian USING (true);
GRANT SELECT ON ledger.organization_log TO wellflow_custodian;
GRANT INSERT, UPDATE ON ledger.erasures TO wellflow_custodian;
-- A lock on the head, and a new incarnation for it.
GRANT UPDATE (incarnation) ON ledger.head TO wellflow_custodian;

RESET ROLE;

-- The link of the log's chain: SHA-256 over a versioned encoding of everything an entry states. Texts carry their length
-- in bytes (int4), an absent incarnation is the byte 0, a present one the byte 1 and its 16 bytes.
CREATE FUNCTION ledger.organization_chain(
    before bytea, seq bigint, at timestamptz, action text, organization_id uuid, slug text, name text, incarnation uuid,
    actor text, detail text
) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT sha256(
        '\x01'::bytea
        || before
        || int8send(seq)
        || timestamptz_send(at)
        || int4send(octet_length(action)) || convert_to(action, 'UTF8')
        || uuid_send(organization_id)
        || int4send(octet_length(slug)) || convert_to(slug, 'UTF8')
        || int4send(octet_length(name)) || convert_to(name, 'UTF8')
        || coalesce('\x01'::bytea || uuid_send(incarnation), '\x00'::bytea)
        || int4send(octet_length(actor)) || convert_to(actor, 'UTF8')
        || int4send(octet_length(detail)) || convert_to(detail, 'UTF8'))
$$;

-- Whatever changes an organization takes its turn here, so the log has no hole and nobody decides on a state that
-- changes meanwhile. The lock ends with the transaction; statements after it see what it waited for.
CREATE FUNCTION ledger.lock_organizations() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'organizations are changed in READ COMMITTED: a later statement must see what the lock waited for'
            USING ERRCODE = 'WF001';
    END IF;
    -- The bytes of orglog read as a number.
    PERFORM pg_advisory_xact_lock(122537152114535);
END;
$$;

-- The next entry of the log. The caller holds the lock. An entry is never older than the one before.
CREATE FUNCTION ledger.log_organization(
    action text, organization_id uuid, slug text, name text, incarnation uuid, actor text, detail text,
    not_before timestamptz DEFAULT NULL
) RETURNS TABLE (seq bigint, at timestamptz, chain bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    v_seq   bigint := 1;
    v_at    timestamptz := coalesce(not_before, clock_timestamp());
    v_chain bytea := decode(repeat('00', 32), 'hex');
    -- Who says nothing is known by the role of the session.
    v_actor text := coalesce(nullif(btrim($6), ''), session_user::text);
    r       record;
BEGIN
    FOR r IN SELECT l.seq, l.at, l.chain FROM ledger.organization_log l ORDER BY l.seq DESC LIMIT 1 LOOP
        v_seq := r.seq + 1;
        v_at := greatest(v_at, r.at);
        v_chain := r.chain;
    END LOOP;
    v_chain := ledger.organization_chain(v_chain, v_seq, v_at, $1, $2, $3, $4, $5, v_actor, $7);
    INSERT INTO ledger.organization_log (seq, at, action, organization_id, slug, name, incarnation, actor, detail, chain)
    VALUES (v_seq, v_at, $1, $2, $3, $4, $5, v_actor, $7::json, v_chain);
    RETURN QUERY SELECT v_seq, v_at, v_chain;
END;
$$;

-- The newest entry that says which state an organization is in; no row for one that never was here.
CREATE FUNCTION ledger.organization_state(organization_id uuid)
RETURNS TABLE (action text, slug text, name text, incarnation uuid, detail text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT l.action, l.slug, l.name, l.incarnation, l.detail::text
    FROM ledger.organization_log l
    WHERE l.organization_id = $1 AND l.action NOT IN ('exporting', 'exported')
    ORDER BY l.organization_id DESC, l.seq DESC LIMIT 1
$$;

-- Whether an id and a slug are free. Raised: WF070 one of them belongs to an organization that is here, WF071 the id
-- belonged to one that was erased, WF072 the slug did.
CREATE FUNCTION ledger.demand_free(organization_id uuid, slug text, returning_home boolean, reuse_slug boolean)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    v_owner uuid;
BEGIN
    IF EXISTS (SELECT FROM ledger.organizations o WHERE o.organization_id = $1) THEN
        RAISE EXCEPTION 'there is an organization % already', $1 USING ERRCODE = 'WF070';
    END IF;
    SELECT o.organization_id INTO v_owner FROM ledger.organizations o WHERE o.slug = $2;
    IF v_owner IS NOT NULL THEN
        RAISE EXCEPTION 'there is an organization % already: %', $2, v_owner USING ERRCODE = 'WF070';
    END IF;
    IF NOT $3 AND EXISTS (SELECT FROM ledger.organization_state($1) s WHERE s.action = 'erased') THEN
        RAISE EXCEPTION 'organization % was erased here', $1 USING ERRCODE = 'WF071';
    END IF;
    SELECT l.organization_id INTO v_owner FROM ledger.organization_log l
    WHERE l.slug = $2 AND l.action = 'erased' AND l.organization_id <> $1 LIMIT 1;
    IF v_owner IS NOT NULL AND NOT $4 THEN
        RAISE EXCEPTION 'the slug % belonged to organization %, which was erased', $2, v_owner USING ERRCODE = 'WF072';
    END IF;
END;
$$;

DROP FUNCTION ledger.create_organization(uuid, text, text);

-- Makes an organization, with an empty ledger. Appends never do: an unknown organization is refused.
CREATE FUNCTION ledger.create_organization(
    organization_id uuid, slug text, name text, actor text DEFAULT NULL, reuse_slug boolean DEFAULT false
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    v_incarnation constant uuid := gen_random_uuid();
    v_at timestamptz;
BEGIN
    PERFORM ledger.lock_organizations();
    PERFORM ledger.demand_free($1, $2, false, $5);
    SELECT e.at INTO v_at FROM ledger.log_organization('created', $1, $2, $3, v_incarnation, $4, '{}') AS e;
    INSERT INTO ledger.organizations (organization_id, slug, name, created_at) VALUES ($1, $2, $3, v_at);
    INSERT INTO ledger.head (organization_id, incarnation) VALUES ($1, v_incarnation);
END;
$$;

-- An entry about an export: 'exporting' before the first row leaves, 'exported' when the last has.
CREATE FUNCTION ledger.log_export(organization_id uuid, action text, actor text, detail text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    PERFORM ledger.lock_organizations();
    SELECT o.slug, o.name, h.incarnation INTO r
    FROM ledger.organizations o JOIN ledger.head h ON h.organization_id = o.organization_id
    WHERE o.organization_id = $1;
    IF NOT FOUND OR $2 NOT IN ('exporting', 'exported') THEN
        RAISE EXCEPTION 'organization % is not here, or not as a whole', $1 USING ERRCODE = 'WF073';
    END IF;
    PERFORM ledger.log_organization($2, $1, r.slug, r.name, r.incarnation, $3, $4);
END;
$$;

-- Begins an import: the organization takes its id and slug, and stays without a head until the import is finished.
CREATE FUNCTION ledger.begin_import(
    organization_id uuid, slug text, name text, actor text, detail text, returning_home boolean, reuse_slug boolean
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz;
BEGIN
    PERFORM ledger.lock_organizations();
    PERFORM ledger.demand_free($1, $2, $6, $7);
    SELECT e.at INTO v_at FROM ledger.log_organization('importing', $1, $2, $3, NULL, $4, $5) AS e;
    INSERT INTO ledger.organizations (organization_id, slug, name, created_at) VALUES ($1, $2, $3, v_at);
END;
$$;

-- Every page of an import begins here: an organization that is not being imported takes no row. The lock is shared
-- among pages; whoever changes an organization's state waits until they are written. Gives the newest commit's end.
CREATE FUNCTION ledger.demand_importing(organization_id uuid)
RETURNS TABLE (to_position bigint, recorded_at timestamptz, chain bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock_shared(122537152114535);
    IF NOT EXISTS (SELECT FROM ledger.organization_state($1) s WHERE s.action = 'importing') THEN
        RAISE EXCEPTION 'organization % is not being imported', $1 USING ERRCODE = 'WF073';
    END IF;
    RETURN QUERY
    SELECT c.to_position, c.recorded_at, c.chain FROM ledger.commits c
    WHERE c.organization_id = $1
    ORDER BY c.organization_id DESC, c.recorded_at DESC LIMIT 1;
END;
$$;

-- Commits, in their order; each begins where the one before ended and is later.
CREATE FUNCTION ledger.import_commits(
    organization_id uuid, from_position bigint[], to_position bigint[], recorded_at timestamptz[], chain bytea[],
    format smallint[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    v_tip bigint := 0;
    v_at  timestamptz := '-infinity';
    r     record;
BEGIN
    FOR r IN SELECT d.to_position, d.recorded_at FROM ledger.demand_importing($1) AS d LOOP
        v_tip := r.to_position;
        v_at := r.recorded_at;
    END LOOP;
    FOR i IN 1..cardinality($2) LOOP
        IF $2[i] IS DISTINCT FROM v_tip + 1 OR $3[i] < v_tip OR $4[i] <= v_at THEN
            RAISE EXCEPTION 'the commit of % does not follow position %', $4[i], v_tip USING ERRCODE = 'WF074';
        END IF;
        v_tip := $3[i];
        v_at := $4[i];
    END LOOP;
    INSERT INTO ledger.commits (organization_id, from_position, to_position, recorded_at, chain, format)
    SELECT $1, c.* FROM unnest($2, $3, $4, $5, $6) AS c;
END;
$$;

-- Events, each with the digest of exactly this row.
CREATE FUNCTION ledger.import_events(
    organization_id uuid, at_position bigint[], aggregate_type text[], aggregate_id uuid[], sequence bigint[],
    event_id uuid[], event_type text[], event_version integer[], payload text[], metadata text[],
    effective_at timestamptz[], reported_at timestamptz[], recorded_at timestamptz[], command_id uuid[],
    supersedes uuid[], digest bytea[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    PERFORM ledger.demand_importing($1);
    FOR r IN
        SELECT e.position
        FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14, $15, $16)
             AS e (position, type, id, sequence, event_id, event_type, event_version, payload, metadata, effective_at,
                   reported_at, command_id, supersedes, digest)
        WHERE e.digest IS DISTINCT FROM ledger.event_seal(
                  $1, e.type, e.id, e.sequence, e.event_id, e.event_type, e.event_version, e.effective_at, e.reported_at,
                  e.supersedes, e.command_id, e.payload::json, e.metadata::json)
          AND e.digest IS DISTINCT FROM ledger.event_digest(
                  $1, e.type, e.id, e.sequence, e.event_id, e.event_type, e.event_version, e.effective_at, e.reported_at,
                  e.supersedes, e.command_id, e.payload, e.metadata)
        LIMIT 1
    LOOP
        RAISE EXCEPTION 'the event at position % does not match its digest', r.position USING ERRCODE = 'WF003';
    END LOOP;
    INSERT INTO ledger.events (
        organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version, payload,
        metadata, effective_at, reported_at, recorded_at, command_id, supersedes, digest)
    SELECT $1, e.position, e.type, e.id, e.sequence, e.event_id, e.event_type, e.event_version, e.payload::json,
           e.metadata::json, e.effective_at, e.reported_at, e.recorded_at, e.command_id, e.supersedes, e.digest
    FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         AS e (position, type, id, sequence, event_id, event_type, event_version, payload, metadata, effective_at,
               reported_at, recorded_at, command_id, supersedes, digest);
END;
$$;

-- Command records. One without an instant belongs to no commit; a page of those may come again after an interruption.
CREATE FUNCTION ledger.import_commands(
    organization_id uuid, command_id uuid[], fingerprint bytea[], from_position bigint[], to_position bigint[],
    recorded_at timestamptz[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    PERFORM ledger.demand_importing($1);
    INSERT INTO ledger.commands (organization_id, command_id, fingerprint, from_position, to_position, recorded_at)
    SELECT $1, c.* FROM unnest($2, $3, $4, $5, $6) AS c
    ON CONFLICT DO NOTHING;
END;
$$;

-- Claims as they stood at the end of what is imported. A page of them may come again after an interruption.
CREATE FUNCTION ledger.import_claims(
    organization_id uuid, kind text[], key text[], aggregate_type text[], aggregate_id uuid[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    PERFORM ledger.demand_importing($1);
    INSERT INTO ledger.claims (organization_id, kind, key, aggregate_type, aggregate_id)
    SELECT $1, c.* FROM unnest($2, $3, $4, $5) AS c
    ON CONFLICT DO NOTHING;
END;
$$;

-- Outbox rows.
CREATE FUNCTION ledger.import_outbox(
    organization_id uuid, at_position bigint[], ordinal integer[], id uuid[], aggregatetype text[], aggregateid text[],
    type text[], payload text[], headers text[], digest bytea[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    PERFORM ledger.demand_importing($1);
    INSERT INTO ledger.outbox (
        organization_id, position, ordinal, id, aggregatetype, aggregateid, type, payload, headers, digest)
    SELECT $1, o.position, o.ordinal, o.id, o.aggregatetype, o.aggregateid, o.type, o.payload::json, o.headers::json,
           o.digest
    FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10)
         AS o (position, ordinal, id, aggregatetype, aggregateid, type, payload, headers, digest);
END;
$$;

-- Ends an import: the newest commit is the one that was announced, and the organization gets its head. It is another
-- copy of the ledger, so it has an incarnation of its own.
CREATE FUNCTION ledger.finish_import(
    organization_id uuid, last_position bigint, last_chain bytea, actor text, detail text
) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    v_incarnation constant uuid := gen_random_uuid();
    v_position bigint := 0;
    v_chain    bytea := decode(repeat('00', 32), 'hex');
    v_event    bigint;
    r          record;
BEGIN
    PERFORM ledger.lock_organizations();
    FOR r IN SELECT d.to_position, d.chain FROM ledger.demand_importing($1) AS d LOOP
        v_position := r.to_position;
        v_chain := r.chain;
    END LOOP;
    SELECT e.position INTO v_event FROM ledger.events e
    WHERE e.organization_id = $1 ORDER BY e.organization_id DESC, e.position DESC LIMIT 1;
    IF (v_position, v_chain, coalesce(v_event, 0)) IS DISTINCT FROM ($2, $3, $2) THEN
        RAISE EXCEPTION 'what was imported of organization % does not end where it should', $1 USING ERRCODE = 'WF074';
    END IF;
    SELECT o.slug, o.name INTO r FROM ledger.organizations o WHERE o.organization_id = $1;
    PERFORM ledger.log_organization('imported', $1, r.slug, r.name, v_incarnation, $4, $5);
    INSERT INTO ledger.head (organization_id, incarnation) VALUES ($1, v_incarnation);
    RETURN v_incarnation;
END;
$$;

-- Begins an erasure, or goes on with one. The head goes first, under its lock: an append that was under way has ended,
-- and every later one is refused. What the entry says is given back.
CREATE FUNCTION ledger.begin_erase(organization_id uuid, actor text)
RETURNS TABLE (slug text, name text, incarnation uuid, detail text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
#variable_conflict use_column
DECLARE
    v_state  record;
    v_commit record;
    v_detail text;
BEGIN
    PERFORM ledger.lock_organizations();
    SELECT s.* INTO v_state FROM ledger.organization_state($1) AS s;
    IF NOT FOUND OR v_state.action IN ('erased', 'abandoned') THEN
        RAISE EXCEPTION 'there is no organization %', $1 USING ERRCODE = 'WF073';
    END IF;
    IF v_state.action <> 'erasing' THEN
        PERFORM FROM ledger.head h WHERE h.organization_id = $1 FOR UPDATE;
        SELECT c.to_position, c.recorded_at, c.chain INTO v_commit FROM ledger.commits c
        WHERE c.organization_id = $1 ORDER BY c.organization_id DESC, c.recorded_at DESC LIMIT 1;
        v_detail := json_build_object(
            'while', v_state.action,
            'position', coalesce(v_commit.to_position, 0),
            'recorded_at', v_commit.recorded_at,
            'chain', coalesce(encode(v_commit.chain, 'hex'), repeat('0', 64)));
        DELETE FROM ledger.head h WHERE h.organization_id = $1;
        PERFORM ledger.log_organization('erasing', $1, v_state.slug, v_state.name, v_state.incarnation, $2, v_detail);
    END IF;
    RETURN QUERY SELECT s.slug, s.name, s.incarnation, s.detail FROM ledger.organization_state($1) AS s;
END;
$$;

-- Every table that holds rows of organizations, found in the catalogue: one that a later migration adds is among them.
-- The projector's checkpoints come first: without one it writes no row.
CREATE FUNCTION ledger.tenant_tables() RETURNS TABLE (relation text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('%I.%I', n.nspname, c.relname)
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
    WHERE n.nspname IN ('ledger', 'read') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND (n.nspname, c.relname) NOT IN (('ledger', 'organizations'), ('ledger', 'organization_log'),
                                         ('ledger', 'erasures'))
    ORDER BY (n.nspname, c.relname) <> ('read', 'checkpoint'), n.nspname, c.relname
$$;

-- Removes up to at_most rows of an organization that is being erased from one table, and counts them.
CREATE FUNCTION ledger.erase_rows(organization_id uuid, relation text, at_most integer) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '10s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    v_removed bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM ledger.organization_state($1) s WHERE s.action = 'erasing') THEN
        RAISE EXCEPTION 'organization % is not being erased', $1 USING ERRCODE = 'WF073';
    END IF;
    IF NOT EXISTS (SELECT FROM ledger.tenant_tables() t WHERE t.relation = $2) THEN
        RAISE EXCEPTION '% holds no rows of organizations', $2 USING ERRCODE = 'WF073';
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
    IF v_removed > 0 THEN
        INSERT INTO ledger.erasures AS e (organization_id, relation, removed) VALUES ($1, $2, v_removed)
        ON CONFLICT (organization_id, relation) DO UPDATE SET removed = e.removed + excluded.removed;
    END IF;
    RETURN v_removed;
END;
$$;

-- Ends an erasure: nothing of the organization is left in any table but the log. The entry counts what was removed.
CREATE FUNCTION ledger.finish_erase(organization_id uuid, actor text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '10s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    v_state  record;
    v_table  text;
    v_left   boolean;
    v_detail json;
BEGIN
    PERFORM ledger.lock_organizations();
    SELECT s.* INTO v_state FROM ledger.organization_state($1) AS s;
    IF v_state.action IS DISTINCT FROM 'erasing' THEN
        RAISE EXCEPTION 'organization % is not being erased', $1 USING ERRCODE = 'WF073';
    END IF;
    -- Snapshots are saved without the head's lock: whoever was about to, has done so or finds no event any more.
    LOCK TABLE ledger.snapshots IN SHARE ROW EXCLUSIVE MODE;
    FOR v_table IN SELECT t.relation FROM ledger.tenant_tables() AS t LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE organization_id = $1)', v_table) INTO v_left USING $1;
        IF v_left THEN
            RAISE EXCEPTION 'rows of organization % are left in %', $1, v_table USING ERRCODE = 'WF074';
        END IF;
    END LOOP;
    v_detail := v_state.detail::json;
    PERFORM ledger.log_organization(
        CASE v_detail ->> 'while' WHEN 'importing' THEN 'abandoned' ELSE 'erased' END,
        $1, v_state.slug, v_state.name, v_state.incarnation, $2,
        json_build_object(
            'position', v_detail -> 'position',
            'recorded_at', v_detail -> 'recorded_at',
            'chain', v_detail -> 'chain',
            'removed', (SELECT coalesce(json_object_agg(e.relation, e.removed ORDER BY e.relation), '{}')
                        FROM ledger.erasures e WHERE e.organization_id = $1))::text);
    DELETE FROM ledger.erasures e WHERE e.organization_id = $1;
    DELETE FROM ledger.organizations o WHERE o.organization_id = $1;
END;
$$;

-- Says that what is here is another copy of an organization's ledger: consumers that are ahead of it, or that belong to
-- the copy before, stop and begin anew.
CREATE FUNCTION ledger.renew_incarnation(organization_id uuid, actor text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    v_incarnation constant uuid := gen_random_uuid();
    v_before uuid;
    r        record;
BEGIN
    PERFORM ledger.lock_organizations();
    SELECT h.incarnation INTO v_before FROM ledger.head h WHERE h.organization_id = $1 FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no organization %', $1 USING ERRCODE = 'WF073';
    END IF;
    SELECT o.slug, o.name INTO r FROM ledger.organizations o WHERE o.organization_id = $1;
    UPDATE ledger.head h SET incarnation = v_incarnation WHERE h.organization_id = $1;
    PERFORM ledger.log_organization('restored', $1, r.slug, r.name, v_incarnation, $2,
                                    json_build_object('incarnation_before', v_before)::text);
    RETURN v_incarnation;
END;
$$;

-- Every organization that is here, with its newest commit.
CREATE FUNCTION ledger.list_organizations() RETURNS TABLE (
    organization_id uuid, slug text, name text, created_at timestamptz, state text, incarnation uuid,
    last_position bigint, recorded_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT o.organization_id, o.slug, o.name, o.created_at,
           CASE WHEN h.organization_id IS NOT NULL THEN 'live' ELSE coalesce(s.action, 'unknown') END,
           h.incarnation, coalesce(c.to_position, 0), c.recorded_at
    FROM ledger.organizations o
    LEFT JOIN ledger.head h ON h.organization_id = o.organization_id
    LEFT JOIN LATERAL ledger.organization_state(o.organization_id) AS s ON h.organization_id IS NULL
    LEFT JOIN LATERAL (
        SELECT k.to_position, k.recorded_at FROM ledger.commits k
        WHERE k.organization_id = o.organization_id
        ORDER BY k.organization_id DESC, k.recorded_at DESC LIMIT 1) AS c ON true
    ORDER BY o.slug
$$;

DO $$
DECLARE
    v_function regprocedure;
    v_custodian constant text[] := ARRAY['begin_erase', 'tenant_tables', 'erase_rows', 'finish_erase', 'renew_incarnation'];
    v_internal  constant text[] := ARRAY['lock_organizations', 'log_organization', 'demand_free'];
    v_new       constant text[] := v_custodian || v_internal || ARRAY[
        'organization_chain', 'organization_state', 'create_organization', 'log_export', 'begin_import', 'demand_importing',
        'import_commits', 'import_events', 'import_commands', 'import_claims', 'import_outbox', 'finish_import',
        'list_organizations'];
    v_name      name;
BEGIN
    GRANT CREATE ON SCHEMA ledger TO wellflow_append, wellflow_custodian;
    FOR v_function, v_name IN
        SELECT p.oid, p.proname FROM pg_proc p
        WHERE p.pronamespace = 'ledger'::regnamespace AND p.proname = ANY (v_new)
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO %I', v_function,
                       CASE WHEN v_name = ANY (v_custodian) THEN 'wellflow_custodian' ELSE 'wellflow_append' END);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
        IF v_name <> ALL (v_internal) THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO wellflow_admin', v_function);
        END IF;
    END LOOP;
    REVOKE CREATE ON SCHEMA ledger FROM wellflow_append, wellflow_custodian;
END;
$$;

-- The custodian writes the log like everybody else: through the function that chains it.
GRANT EXECUTE ON FUNCTION ledger.lock_organizations TO wellflow_custodian;
GRANT EXECUTE ON FUNCTION ledger.log_organization TO wellflow_custodian;
GRANT EXECUTE ON FUNCTION ledger.organization_state TO wellflow_custodian;

-- Organizations that were here before the log was: each gets the entry it would have had.
SET LOCAL ROLE wellflow_append;
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN
        SELECT o.organization_id, o.slug, o.name, o.created_at, h.incarnation
        FROM ledger.organizations o LEFT JOIN ledger.head h ON h.organization_id = o.organization_id
        ORDER BY o.created_at, o.organization_id
    LOOP
        PERFORM ledger.log_organization('created', r.organization_id, r.slug, r.name, r.incarnation, 'migration',
                                        '{}', r.created_at);
    END LOOP;
END;
$$;
RESET ROLE;
