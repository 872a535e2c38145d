-- The functions that write the ledger, and the two that look across organizations. All belong to wellflow_append.

-- SHA-256 over a versioned, length-prefixed encoding of everything an event states. Positions and recording instants
-- are sealed by the commit's chain.
CREATE FUNCTION ledger.event_digest(
    organization_id uuid, aggregate_type text, aggregate_id uuid, sequence bigint, event_id uuid, event_type text,
    event_version integer, effective_at timestamptz, reported_at timestamptz, supersedes uuid, command_id uuid,
    payload text, metadata text
) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT sha256(
        '\x01'::bytea
        || uuid_send(organization_id)
        || int4send(octet_length(aggregate_type)) || convert_to(aggregate_type, 'UTF8')
        || uuid_send(aggregate_id)
        || int8send(sequence)
        || uuid_send(event_id)
        || int4send(octet_length(event_type)) || convert_to(event_type, 'UTF8')
        || int4send(event_version)
        || timestamptz_send(effective_at)
        || coalesce('\x01'::bytea || timestamptz_send(reported_at), '\x00'::bytea)
        || coalesce('\x01'::bytea || uuid_send(supersedes), '\x00'::bytea)
        || uuid_send(command_id)
        || int4send(octet_length(payload)) || convert_to(payload, 'UTF8')
        || int4send(octet_length(metadata)) || convert_to(metadata, 'UTF8'))
$$;

-- Appends a batch of submissions, each judged by itself: one submission's conflict never fails its neighbours.
--
-- The heads are locked by a statement of their own; every later statement takes a new snapshot, so it sees what the lock
-- waited for. The caller guarantees that no two submissions of a batch share a stream, a claim or a command id.
-- Arrays run in parallel: s_* one entry per submission, t_* per stream named (written or checked), e_* per event (in
-- submission order; e_stream counts the t_* from 1), c_* per claim change. Outcomes: committed, duplicate, key_reused, conflict, claimed,
-- unknown_organization. Raised, with nothing written for anybody: WF001 the wrong isolation, WF002 clocks more than 5 s
-- apart, WF003 an event, or its public form, that does not match its digest, WF004 an event outside the streams and
-- versions its submission names.
CREATE FUNCTION ledger.append_batch(
    s_clock timestamptz,
    s_organization uuid[], s_command uuid[], s_fingerprint bytea[],
    t_submission integer[], t_type text[], t_id uuid[], t_expected bigint[],
    e_submission integer[], e_stream integer[], e_type text[], e_id uuid[], e_sequence bigint[], e_event_id uuid[], e_event_type text[],
    e_event_version integer[], e_payload text[], e_metadata text[], e_effective_at timestamptz[],
    e_reported_at timestamptz[], e_supersedes uuid[], e_digest bytea[], e_public text[], e_public_digest bytea[],
    c_submission integer[], c_kind text[], c_key text[], c_type text[], c_id uuid[], c_release boolean[]
) RETURNS TABLE (
    outcome text, from_position bigint, to_position bigint, recorded_at timestamptz,
    stream integer, actual bigint, claim_kind text, claim_key text, claim_owner uuid
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
-- Every lookup asks for the order of the one index that is to serve it. Where statistics are missing or old, another
-- index and a sort would look as good, and read an organization's whole history.
SET enable_sort = off
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
SET timezone = 'UTC'
AS $$
#variable_conflict use_column
DECLARE
    n          constant integer := cardinality(s_organization);
    v_open     boolean[] := array_fill(true, ARRAY[n]);
    v_outcome  text[] := array_fill('committed'::text, ARRAY[n]);
    v_from     bigint[] := array_fill(NULL::bigint, ARRAY[n]);
    v_to       bigint[] := array_fill(NULL::bigint, ARRAY[n]);
    v_at       timestamptz[] := array_fill(NULL::timestamptz, ARRAY[n]);
    v_stream   integer[] := array_fill(NULL::integer, ARRAY[n]);
    v_actual   bigint[] := array_fill(NULL::bigint, ARRAY[n]);
    v_kind     text[] := array_fill(NULL::text, ARRAY[n]);
    v_key      text[] := array_fill(NULL::text, ARRAY[n]);
    v_owner    uuid[] := array_fill(NULL::uuid, ARRAY[n]);
    v_count    integer[] := array_fill(0, ARRAY[n]);
    v_orgs     uuid[];
    v_locked   uuid[];
    v_org      uuid;
    v_tip      bigint;
    v_tip_at   timestamptz;
    v_chain    bytea;
    v_now      timestamptz;
    v_next     bigint;
    v_position bigint[];
    v_instant  timestamptz[];
    v_events   integer := cardinality(e_submission);
    r          record;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_batch needs READ COMMITTED: a later statement must see what the lock waited for'
            USING ERRCODE = 'WF001';
    END IF;
    IF abs(extract(epoch FROM clock_timestamp() - s_clock)) > 5 THEN
        RAISE EXCEPTION 'the clocks of service and database differ by more than 5 s' USING ERRCODE = 'WF002';
    END IF;

    SELECT array_agg(DISTINCT o ORDER BY o) INTO v_orgs FROM unnest(s_organization) AS o;
    FOR r IN
        SELECT h.organization_id FROM ledger.head h
        WHERE h.organization_id = ANY (v_orgs)
        ORDER BY h.organization_id
        FOR UPDATE
    LOOP
        v_locked := v_locked || r.organization_id;
    END LOOP;
    IF cardinality(v_locked) IS DISTINCT FROM cardinality(v_orgs) THEN
        FOR i IN 1..n LOOP
            IF s_organization[i] <> ALL (coalesce(v_locked, '{}')) THEN
                v_open[i] := false;
                v_outcome[i] := 'unknown_organization';
            END IF;
        END LOOP;
    END IF;

    -- A row that a fault above mislabelled or swapped does not match the digest its own request computed.
    FOR r IN
        SELECT e.event_id
        FROM unnest(e_submission, e_type, e_id, e_sequence, e_event_id, e_event_type, e_event_version, e_payload,
                    e_metadata, e_effective_at, e_reported_at, e_supersedes, e_digest, e_public, e_public_digest)
             AS e (submission, type, id, sequence, event_id, event_type, event_version, payload, metadata,
                   effective_at, reported_at, supersedes, digest, public, public_digest)
        WHERE e.public_digest IS DISTINCT FROM sha256(
                  uuid_send(s_organization[e.submission]) || uuid_send(e.event_id) || convert_to(e.public, 'UTF8'))
           OR e.digest IS DISTINCT FROM ledger.event_digest(
            s_organization[e.submission], e.type, e.id, e.sequence, e.event_id, e.event_type, e.event_version,
            e.effective_at, e.reported_at, e.supersedes, s_command[e.submission], e.payload, e.metadata)
        LIMIT 1
    LOOP
        RAISE EXCEPTION 'event % does not match its digest', r.event_id USING ERRCODE = 'WF003';
    END LOOP;

    -- An event belongs to a stream its submission names, and follows the version named there without a hole.
    FOR r IN
        SELECT e.event_id
        FROM (
            SELECT u.*, row_number() OVER (PARTITION BY u.stream ORDER BY u.i) AS nth
            FROM unnest(e_submission, e_stream, e_id, e_sequence, e_event_id) WITH ORDINALITY
                 AS u (submission, stream, id, sequence, event_id, i)) AS e
        WHERE (t_submission[e.stream], t_id[e.stream], t_expected[e.stream] + e.nth)
              IS DISTINCT FROM (e.submission, e.id, e.sequence)
        LIMIT 1
    LOOP
        RAISE EXCEPTION 'event % does not follow its stream', r.event_id USING ERRCODE = 'WF004';
    END LOOP;

    -- Commands already answered.
    FOR r IN
        SELECT s.i, s.fingerprint = c.fingerprint AS same, c.from_position, c.to_position
        FROM unnest(s_organization, s_command, s_fingerprint) WITH ORDINALITY
             AS s (organization_id, command_id, fingerprint, i)
        CROSS JOIN LATERAL (
            SELECT k.fingerprint, k.from_position, k.to_position FROM ledger.commands k
            WHERE k.organization_id = s.organization_id AND k.command_id = s.command_id
            ORDER BY k.organization_id DESC, k.command_id DESC LIMIT 1) AS c
    LOOP
        IF v_open[r.i] THEN
            v_open[r.i] := false;
            v_outcome[r.i] := CASE WHEN r.same THEN 'duplicate' ELSE 'key_reused' END;
            v_from[r.i] := r.from_position;
            v_to[r.i] := r.to_position;
        END IF;
    END LOOP;

    -- Streams that stand elsewhere than their submission believed.
    FOR r IN
        SELECT t.i AS stream, t.submission AS i, coalesce(v.sequence, 0) AS actual
        FROM unnest(t_submission, t_type, t_id, t_expected) WITH ORDINALITY AS t (submission, type, id, expected, i)
        LEFT JOIN LATERAL (
            SELECT x.sequence FROM ledger.events x
            WHERE x.organization_id = s_organization[t.submission] AND x.aggregate_type = t.type
              AND x.aggregate_id = t.id
            ORDER BY x.organization_id DESC, x.aggregate_type DESC, x.aggregate_id DESC, x.sequence DESC LIMIT 1
        ) AS v ON true
        WHERE coalesce(v.sequence, 0) <> t.expected
    LOOP
        IF v_open[r.i] THEN
            v_open[r.i] := false;
            v_outcome[r.i] := 'conflict';
            v_stream[r.i] := r.stream;
            v_actual[r.i] := r.actual;
        END IF;
    END LOOP;

    -- Business keys another stream owns, and keys given up by a stream that does not own them.
    FOR r IN
        SELECT c.submission AS i, c.kind, c.key, o.aggregate_id
        FROM unnest(c_submission, c_kind, c_key, c_type, c_id, c_release)
             AS c (submission, kind, key, type, id, release)
        LEFT JOIN LATERAL (
            SELECT k.aggregate_type, k.aggregate_id FROM ledger.claims k
            WHERE k.organization_id = s_organization[c.submission] AND k.kind = c.kind AND k.key = c.key
            ORDER BY k.organization_id DESC, k.kind DESC, k.key DESC LIMIT 1) AS o ON true
        WHERE CASE WHEN c.release
                   THEN (o.aggregate_type, o.aggregate_id) IS DISTINCT FROM (c.type, c.id)
                   ELSE o.aggregate_id IS NOT NULL AND (o.aggregate_type, o.aggregate_id) <> (c.type, c.id) END
    LOOP
        IF v_open[r.i] THEN
            v_open[r.i] := false;
            v_outcome[r.i] := 'claimed';
            v_kind[r.i] := r.kind;
            v_key[r.i] := r.key;
            v_owner[r.i] := r.aggregate_id;
        END IF;
    END LOOP;

    -- Positions: per organization, in the order of the batch, without holes.
    FOR i IN 1..v_events LOOP
        v_count[e_submission[i]] := v_count[e_submission[i]] + 1;
    END LOOP;
    v_position := array_fill(NULL::bigint, ARRAY[greatest(v_events, 1)]);
    v_instant := array_fill(NULL::timestamptz, ARRAY[greatest(v_events, 1)]);

    FOREACH v_org IN ARRAY coalesce(v_locked, '{}') LOOP
        v_tip := 0;
        v_tip_at := NULL;
        v_chain := decode(repeat('00', 32), 'hex');
        FOR r IN
            SELECT c.to_position, c.recorded_at, c.chain FROM ledger.commits c
            WHERE c.organization_id = v_org
            ORDER BY c.organization_id DESC, c.to_position DESC LIMIT 1
        LOOP
            v_tip := r.to_position;
            v_tip_at := r.recorded_at;
            v_chain := r.chain;
        END LOOP;
        v_now := greatest(clock_timestamp(), v_tip_at + interval '1 microsecond');
        v_next := v_tip;
        FOR i IN 1..n LOOP
            IF v_open[i] AND s_organization[i] = v_org THEN
                v_from[i] := v_next + 1;
                v_next := v_next + v_count[i];
                v_to[i] := v_next;
                v_at[i] := v_now;
            END IF;
        END LOOP;
        IF v_next > v_tip THEN
            DECLARE
                v_cursor bigint := v_tip;
                v_sealed bytea;
            BEGIN
                FOR i IN 1..v_events LOOP
                    IF v_open[e_submission[i]] AND s_organization[e_submission[i]] = v_org THEN
                        v_cursor := v_cursor + 1;
                        v_position[i] := v_cursor;
                        v_instant[i] := v_now;
                    END IF;
                END LOOP;
                SELECT string_agg(d.digest, ''::bytea ORDER BY d.position) INTO v_sealed
                FROM unnest(e_submission, e_digest, v_position) AS d (submission, digest, position)
                WHERE d.position IS NOT NULL AND s_organization[d.submission] = v_org;
                INSERT INTO ledger.commits (organization_id, from_position, to_position, recorded_at, chain)
                VALUES (v_org, v_tip + 1, v_next, v_now,
                        sha256(v_chain || uuid_send(v_org) || int8send(v_tip + 1) || int8send(v_next)
                               || timestamptz_send(v_now) || v_sealed));
            END;
        END IF;
    END LOOP;

    INSERT INTO ledger.events (
        organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version, payload,
        metadata, effective_at, reported_at, recorded_at, command_id, supersedes, digest)
    SELECT s_organization[e.submission], e.position, e.type, e.id, e.sequence, e.event_id, e.event_type,
           e.event_version, e.payload::json, e.metadata::json, e.effective_at, e.reported_at, e.instant,
           s_command[e.submission], e.supersedes, e.digest
    FROM unnest(e_submission, e_type, e_id, e_sequence, e_event_id, e_event_type, e_event_version, e_payload,
                e_metadata, e_effective_at, e_reported_at, e_supersedes, e_digest, v_position, v_instant)
         AS e (submission, type, id, sequence, event_id, event_type, event_version, payload, metadata, effective_at,
               reported_at, supersedes, digest, position, instant)
    WHERE e.position IS NOT NULL;

    INSERT INTO ledger.outbox (
        id, aggregatetype, aggregateid, type, payload, organization_id, position, ordinal, headers)
    SELECT e.event_id, e.type, e.id::text, e.event_type, e.public::json, s_organization[e.submission], e.position, 0,
           json_build_object('event_version', e.event_version, 'sequence', e.sequence, 'effective_at', e.effective_at,
                             'recorded_at', e.instant, 'command_id', s_command[e.submission])
    FROM unnest(e_submission, e_type, e_id, e_sequence, e_event_id, e_event_type, e_event_version, e_effective_at,
                e_public, v_position, v_instant)
         AS e (submission, type, id, sequence, event_id, event_type, event_version, effective_at, public, position,
               instant)
    WHERE e.position IS NOT NULL AND e.public IS NOT NULL;

    INSERT INTO ledger.commands (organization_id, command_id, fingerprint, from_position, to_position)
    SELECT s.organization_id, s.command_id, s.fingerprint, s.from_position, s.to_position
    FROM unnest(s_organization, s_command, s_fingerprint, v_open, v_from, v_to)
         AS s (organization_id, command_id, fingerprint, open, from_position, to_position)
    WHERE s.open;

    DELETE FROM ledger.claims k
    USING unnest(c_submission, c_kind, c_key, c_release) AS c (submission, kind, key, release)
    WHERE c.release AND v_open[c.submission]
      AND k.organization_id = s_organization[c.submission] AND k.kind = c.kind AND k.key = c.key;

    INSERT INTO ledger.claims (organization_id, kind, key, aggregate_type, aggregate_id)
    SELECT s_organization[c.submission], c.kind, c.key, c.type, c.id
    FROM unnest(c_submission, c_kind, c_key, c_type, c_id, c_release) AS c (submission, kind, key, type, id, release)
    WHERE NOT c.release AND v_open[c.submission]
    ON CONFLICT (organization_id, kind, key) DO NOTHING;

    RETURN QUERY
    SELECT * FROM unnest(v_outcome, v_from, v_to, v_at, v_stream, v_actual, v_kind, v_key, v_owner);
END;
$$;

-- Makes an organization and its head. Appends never do: an unknown organization is refused.
CREATE FUNCTION ledger.create_organization(organization_id uuid, slug text, name text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO ledger.organizations (organization_id, slug, name) VALUES ($1, $2, $3);
    INSERT INTO ledger.head (organization_id) VALUES ($1);
$$;

CREATE FUNCTION ledger.find_organization(slug text) RETURNS TABLE (organization_id uuid, name text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT o.organization_id, o.name FROM ledger.organizations o WHERE o.slug = $1
$$;

-- Every organization with its newest position: what a projector's sweep compares its checkpoints with. Positions only;
-- events are read under the organization's own policy.
CREATE FUNCTION ledger.tips() RETURNS TABLE (organization_id uuid, tip bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT h.organization_id, coalesce(c.to_position, 0)
    FROM ledger.head h
    LEFT JOIN LATERAL (
        SELECT k.to_position FROM ledger.commits k
        WHERE k.organization_id = h.organization_id
        ORDER BY k.organization_id DESC, k.to_position DESC LIMIT 1) AS c ON true
$$;

DO $$
DECLARE
    v_function regprocedure;
BEGIN
    -- A function is handed over by a role that may create in its schema for that moment.
    GRANT CREATE ON SCHEMA ledger TO wellflow_append;
    FOR v_function IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'ledger'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO wellflow_append', v_function);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
    END LOOP;
    REVOKE CREATE ON SCHEMA ledger FROM wellflow_append;
END;
$$;

GRANT EXECUTE ON FUNCTION ledger.append_batch TO wellflow_command;
GRANT EXECUTE ON FUNCTION ledger.event_digest TO wellflow_command, wellflow_projector, wellflow_query, wellflow_admin;
GRANT EXECUTE ON FUNCTION ledger.create_organization TO wellflow_admin;
GRANT EXECUTE ON FUNCTION ledger.find_organization TO wellflow_admin;
GRANT EXECUTE ON FUNCTION ledger.tips TO wellflow_projector;
