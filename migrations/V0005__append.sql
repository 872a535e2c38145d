-- The append, rewritten: what an event, its outbox row and its command are made of travels once and is written by few
-- statements, whatever the size of the batch. Commands enter the chain, also those that came to no event.
SET LOCAL ROLE wellflow_owner;

-- A commit's instant identifies it: instants are strictly increasing per organization. A commit without events keeps
-- the last position of the one before. `format` says how its chain is made; see ledger.append_batch.
ALTER TABLE ledger.commits ADD COLUMN format smallint NOT NULL DEFAULT 1 CHECK (format IN (1, 2));
ALTER TABLE ledger.commits ALTER COLUMN format DROP DEFAULT;
ALTER TABLE ledger.commits DROP CONSTRAINT commits_pkey;
ALTER TABLE ledger.commits DROP CONSTRAINT commits_check;
ALTER TABLE ledger.commits ADD PRIMARY KEY (organization_id, recorded_at);
ALTER TABLE ledger.commits ADD CONSTRAINT commits_positions
    CHECK (from_position > 0 AND to_position >= from_position - 1);
DROP INDEX ledger.commits_recorded_at;

-- The instant of the command's commit; null for rows of commits of format 1.
ALTER TABLE ledger.commands ADD COLUMN recorded_at timestamptz;
ALTER TABLE ledger.commands ADD CONSTRAINT commands_fingerprint CHECK (octet_length(fingerprint) = 32);

-- Null where the payload is the event's own; otherwise SHA-256 over organization, event id and payload.
ALTER TABLE ledger.outbox ADD COLUMN digest bytea CHECK (octet_length(digest) = 32);

RESET ROLE;

DO $$
DECLARE
    v_function regprocedure;
BEGIN
    FOR v_function IN
        SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'ledger'::regnamespace AND p.proname = 'append_batch'
    LOOP
        EXECUTE format('DROP FUNCTION %s', v_function);
    END LOOP;
END;
$$;

-- Called where a row does not match what its own request sealed: ends the whole append.
CREATE FUNCTION ledger.refuse_row(event_id uuid) RETURNS bytea
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'event % does not match its digest', event_id USING ERRCODE = 'WF003';
END;
$$;

-- Appends a batch of submissions, each judged by itself: one submission's conflict never fails its neighbours.
--
-- The heads are locked by a statement of their own; every later statement takes a new snapshot, so it sees what the lock
-- waited for. The caller guarantees that no two submissions of a batch share a stream (unless both only check it), a
-- claim or a command id; that organizations are sorted; and that of an organization's submissions those without events
-- come first, by command id.
--
-- Arrays run in parallel, references count from 1:
--   o_  an organization each, sorted
--   k_  a kind of aggregate each
--   s_  a submission each, in the order of their organizations (s_group): s_first and s_events say which events are its
--   t_  a stream each that a submission writes or checks, in the order of the submissions; t_first is its first event
--   e_  an event each, in the order of the streams
--   c_  a claim each: the change that comes first for a key, and who owns the key after the last (c_owner null: nobody)
-- An event's organization, kind, aggregate, command and sequence are those of its stream and submission: they are not
-- said twice, and its digest covers them all. e_public null with e_published: the payload itself is published.
--
-- Returned: from and to per submission, also of the first outcome of a repeated command; instant, incarnation per
-- organization; and for those that were not committed r_submission with r_outcome (duplicate, key_reused, conflict,
-- claimed, restored, unknown_organization) and its particulars.
-- Raised, with nothing written for anybody: WF001 the wrong isolation, WF002 clocks more than 5 s apart, WF003 an event,
-- or its public form, that does not match its digest, WF004 arrays that contradict each other.
--
-- Chain of format 2: sha256(02, previous chain or zeros, organization, from, to, instant, the events' digests by
-- position, then for each command by (from, to, command id): command id, fingerprint, from, to). Numbers are eight
-- bytes, most significant first; an instant is microseconds since 2000.
CREATE FUNCTION ledger.append_batch(
    s_clock timestamptz,
    o_organization uuid[], k_kind text[],
    s_group integer[], s_command uuid[], s_fingerprint bytea[], s_incarnation uuid[], s_first integer[],
    s_events integer[],
    t_submission integer[], t_kind integer[], t_id uuid[], t_expected bigint[], t_first integer[],
    e_stream integer[], e_event_id uuid[], e_type text[], e_version integer[], e_payload json[], e_metadata json[],
    e_effective_at timestamptz[], e_reported_at timestamptz[], e_supersedes uuid[], e_digest bytea[],
    e_published boolean[], e_public json[], e_public_digest bytea[],
    c_submission integer[], c_kind text[], c_key text[], c_type text[], c_id uuid[], c_release boolean[],
    c_owner_type text[], c_owner uuid[],
    OUT from_position bigint[], OUT to_position bigint[], OUT recorded_at timestamptz[], OUT incarnation uuid[],
    OUT r_submission integer[], OUT r_outcome text[], OUT r_stream integer[], OUT r_actual bigint[],
    OUT r_kind text[], OUT r_key text[], OUT r_owner uuid[]
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
-- Every lookup asks for the order of the one index that is to serve it. Where statistics are missing or old, another
-- index and a sort would look as good, and read an organization's whole history.
SET enable_sort = off
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_mergejoin = off
SET jit = off
SET timezone = 'UTC'
AS $$
#variable_conflict use_column
DECLARE
    n         constant integer := cardinality(s_group);
    v_open    boolean[] := array_fill(true, ARRAY[n]);
    v_refused integer := 0;
    v_from    bigint[] := array_fill(NULL::bigint, ARRAY[n]);
    v_to      bigint[] := array_fill(NULL::bigint, ARRAY[n]);
    v_orgs    uuid[];
    v_tip     bigint[];
    v_chain   bytea[];
    v_at      timestamptz[];
    v_last    bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(o_organization)]);
    v_group   integer := 0;
    v_next    bigint;
    r         record;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_batch needs READ COMMITTED: a later statement must see what the lock waited for'
            USING ERRCODE = 'WF001';
    END IF;
    IF abs(extract(epoch FROM clock_timestamp() - s_clock)) > 5 THEN
        RAISE EXCEPTION 'the clocks of service and database differ by more than 5 s' USING ERRCODE = 'WF002';
    END IF;

    SELECT array_agg(l.organization_id), array_agg(l.incarnation) INTO v_orgs, incarnation
    FROM (SELECT h.organization_id, h.incarnation FROM ledger.head h
          WHERE h.organization_id = ANY (o_organization)
          ORDER BY h.organization_id
          FOR UPDATE) AS l;
    IF v_orgs IS DISTINCT FROM o_organization THEN
        -- The ones that have no head have no incarnation.
        SELECT array_agg(h.incarnation ORDER BY o.i) INTO incarnation
        FROM unnest(o_organization) WITH ORDINALITY AS o (organization_id, i)
        LEFT JOIN unnest(v_orgs, incarnation) AS h (organization_id, incarnation) USING (organization_id);
        FOR i IN 1..n LOOP
            IF incarnation[s_group[i]] IS NULL THEN
                v_open[i] := false;
                v_refused := v_refused + 1;
                r_submission := r_submission || i;
                r_outcome := r_outcome || 'unknown_organization'::text;
                r_stream := r_stream || NULL::integer;
                r_actual := r_actual || NULL::bigint;
                r_kind := r_kind || NULL::text;
                r_key := r_key || NULL::text;
                r_owner := r_owner || NULL::uuid;
            END IF;
        END LOOP;
    END IF;

    -- What was decided before a restore is not written after it: the versions may agree by chance.
    FOR i IN 1..n LOOP
        IF s_incarnation[i] <> incarnation[s_group[i]] AND v_open[i] THEN
            v_open[i] := false;
            v_refused := v_refused + 1;
            r_submission := r_submission || i;
            r_outcome := r_outcome || 'restored'::text;
            r_stream := r_stream || NULL::integer;
            r_actual := r_actual || NULL::bigint;
            r_kind := r_kind || NULL::text;
            r_key := r_key || NULL::text;
            r_owner := r_owner || NULL::uuid;
        END IF;
    END LOOP;

    SELECT array_agg(coalesce(c.to_position, 0) ORDER BY o.i),
           array_agg(coalesce(c.chain, decode(repeat('00', 32), 'hex')) ORDER BY o.i),
           array_agg(greatest(clock_timestamp(), c.recorded_at + interval '1 microsecond') ORDER BY o.i)
    INTO v_tip, v_chain, v_at
    FROM unnest(o_organization) WITH ORDINALITY AS o (organization_id, i)
    LEFT JOIN LATERAL (
        SELECT k.to_position, k.chain, k.recorded_at FROM ledger.commits k
        WHERE k.organization_id = o.organization_id
        ORDER BY k.organization_id DESC, k.recorded_at DESC LIMIT 1) AS c ON true;

    -- Commands already answered.
    FOR r IN
        SELECT s.i, s.fingerprint = c.fingerprint AS same, c.from_position, c.to_position
        FROM unnest(s_group, s_command, s_fingerprint) WITH ORDINALITY AS s (grp, command_id, fingerprint, i)
        CROSS JOIN LATERAL (
            SELECT k.fingerprint, k.from_position, k.to_position FROM ledger.commands k
            WHERE k.organization_id = o_organization[s.grp] AND k.command_id = s.command_id
            ORDER BY k.organization_id DESC, k.command_id DESC LIMIT 1) AS c
    LOOP
        IF v_open[r.i] THEN
            v_open[r.i] := false;
            v_refused := v_refused + 1;
            r_submission := r_submission || r.i::integer;
            r_outcome := r_outcome || CASE WHEN r.same THEN 'duplicate' ELSE 'key_reused' END;
            r_stream := r_stream || NULL::integer;
            r_actual := r_actual || NULL::bigint;
            r_kind := r_kind || NULL::text;
            r_key := r_key || NULL::text;
            r_owner := r_owner || NULL::uuid;
            v_from[r.i] := r.from_position;
            v_to[r.i] := r.to_position;
        END IF;
    END LOOP;

    -- Streams that stand elsewhere than their submission believed.
    FOR r IN
        SELECT t.i AS stream, t.submission AS i, coalesce(v.sequence, 0) AS actual
        FROM unnest(t_submission, t_kind, t_id, t_expected) WITH ORDINALITY AS t (submission, kind, id, expected, i)
        LEFT JOIN LATERAL (
            SELECT x.sequence FROM ledger.events x
            WHERE x.organization_id = o_organization[s_group[t.submission]] AND x.aggregate_type = k_kind[t.kind]
              AND x.aggregate_id = t.id
            ORDER BY x.organization_id DESC, x.aggregate_type DESC, x.aggregate_id DESC, x.sequence DESC LIMIT 1
        ) AS v ON true
        WHERE coalesce(v.sequence, 0) <> t.expected
    LOOP
        IF v_open[r.i] THEN
            v_open[r.i] := false;
            v_refused := v_refused + 1;
            r_submission := r_submission || r.i;
            r_outcome := r_outcome || 'conflict'::text;
            r_stream := r_stream || r.stream::integer;
            r_actual := r_actual || r.actual;
            r_kind := r_kind || NULL::text;
            r_key := r_key || NULL::text;
            r_owner := r_owner || NULL::uuid;
        END IF;
    END LOOP;

    -- Business keys another stream owns, and keys given up by a stream that does not own them.
    IF cardinality(c_submission) > 0 THEN
        FOR r IN
            SELECT c.submission AS i, c.kind, c.key, o.aggregate_id
            FROM unnest(c_submission, c_kind, c_key, c_type, c_id, c_release)
                 AS c (submission, kind, key, type, id, release)
            LEFT JOIN LATERAL (
                SELECT k.aggregate_type, k.aggregate_id FROM ledger.claims k
                WHERE k.organization_id = o_organization[s_group[c.submission]] AND k.kind = c.kind AND k.key = c.key
                ORDER BY k.organization_id DESC, k.kind DESC, k.key DESC LIMIT 1) AS o ON true
            WHERE CASE WHEN c.release
                       THEN (o.aggregate_type, o.aggregate_id) IS DISTINCT FROM (c.type, c.id)
                       ELSE o.aggregate_id IS NOT NULL AND (o.aggregate_type, o.aggregate_id) <> (c.type, c.id) END
        LOOP
            IF v_open[r.i] THEN
                v_open[r.i] := false;
                v_refused := v_refused + 1;
                r_submission := r_submission || r.i;
                r_outcome := r_outcome || 'claimed'::text;
                r_stream := r_stream || NULL::integer;
                r_actual := r_actual || NULL::bigint;
                r_kind := r_kind || r.kind;
                r_key := r_key || r.key;
                r_owner := r_owner || r.aggregate_id;
            END IF;
        END LOOP;
    END IF;

    -- Positions: per organization, in the order of the batch, without holes.
    FOR i IN 1..n LOOP
        IF s_group[i] <> v_group THEN
            v_group := s_group[i];
            v_next := v_tip[v_group];
        END IF;
        IF v_open[i] THEN
            v_from[i] := v_next + 1;
            v_next := v_next + s_events[i];
            v_to[i] := v_next;
            v_last[v_group] := v_next;
        END IF;
    END LOOP;
    from_position := v_from;
    to_position := v_to;
    recorded_at := v_at;

    -- A row that a fault above mislabelled or swapped does not match the digest its own request computed.
    WITH e AS MATERIALIZED (
        SELECT o_organization[s_group[t_submission[e.stream]]] AS organization_id,
               v_from[t_submission[e.stream]] + (e.i - s_first[t_submission[e.stream]]) AS position,
               k_kind[t_kind[e.stream]] AS kind, t_id[e.stream] AS id,
               t_expected[e.stream] + (e.i - t_first[e.stream]) + 1 AS sequence,
               s_command[t_submission[e.stream]] AS command_id, v_at[s_group[t_submission[e.stream]]] AS instant, e.*
        FROM unnest(e_stream, e_event_id, e_type, e_version, e_payload, e_metadata, e_effective_at, e_reported_at,
                    e_supersedes, e_digest, e_published, e_public, e_public_digest) WITH ORDINALITY
             AS e (stream, event_id, type, version, payload, metadata, effective_at, reported_at, supersedes, digest,
                   published, public, public_digest, i)
        WHERE v_refused = 0 OR v_open[t_submission[e.stream]]
    ), written AS (
        INSERT INTO ledger.events (
            organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version,
            payload, metadata, effective_at, reported_at, recorded_at, command_id, supersedes, digest)
        SELECT e.organization_id, e.position, e.kind, e.id, e.sequence, e.event_id, e.type, e.version, e.payload,
               e.metadata, e.effective_at, e.reported_at, e.instant, e.command_id, e.supersedes,
               CASE WHEN e.digest = ledger.event_digest(
                        e.organization_id, e.kind, e.id, e.sequence, e.event_id, e.type, e.version, e.effective_at,
                        e.reported_at, e.supersedes, e.command_id, e.payload::text, e.metadata::text)
                    THEN e.digest ELSE ledger.refuse_row(e.event_id) END
        FROM e
    )
    INSERT INTO ledger.outbox (
        id, aggregatetype, aggregateid, type, payload, organization_id, position, ordinal, headers, digest)
    SELECT e.event_id, e.kind, e.id::text, e.type, coalesce(e.public, e.payload), e.organization_id, e.position, 0,
           ('{"command_id":"' || e.command_id || '","event_version":' || e.version || ',"sequence":' || e.sequence
            || '}')::json,
           CASE WHEN e.public IS NULL THEN NULL
                WHEN e.public_digest = sha256(uuid_send(e.organization_id) || uuid_send(e.event_id)
                                              || convert_to(e.public::text, 'UTF8'))
                THEN e.public_digest ELSE ledger.refuse_row(e.event_id) END
    FROM e
    WHERE e.published;

    INSERT INTO ledger.commands (organization_id, command_id, fingerprint, from_position, to_position, recorded_at)
    SELECT o_organization[s.grp], s.command_id, s.fingerprint, s.from_position, s.to_position, v_at[s.grp]
    FROM unnest(s_group, s_command, s_fingerprint, v_open, v_from, v_to)
         AS s (grp, command_id, fingerprint, open, from_position, to_position)
    WHERE s.open;

    INSERT INTO ledger.commits (organization_id, from_position, to_position, recorded_at, chain, format)
    SELECT o_organization[o.i], v_tip[o.i] + 1, o.last, v_at[o.i],
           sha256('\x02'::bytea || v_chain[o.i] || uuid_send(o_organization[o.i]) || int8send(v_tip[o.i] + 1)
                  || int8send(o.last) || timestamptz_send(v_at[o.i]) || coalesce(d.digests, ''::bytea) || c.commands),
           2
    FROM unnest(v_last) WITH ORDINALITY AS o (last, i)
    JOIN (SELECT s.grp, string_agg(uuid_send(s.command_id) || s.fingerprint || int8send(s.from_position)
                                   || int8send(s.to_position), ''::bytea ORDER BY s.i) AS commands
          FROM unnest(s_group, s_command, s_fingerprint, v_open, v_from, v_to) WITH ORDINALITY
               AS s (grp, command_id, fingerprint, open, from_position, to_position, i)
          WHERE s.open
          GROUP BY s.grp) AS c ON c.grp = o.i
    LEFT JOIN (SELECT s_group[t_submission[e.stream]] AS grp, string_agg(e.digest, ''::bytea ORDER BY e.i) AS digests
               FROM unnest(e_stream, e_digest) WITH ORDINALITY AS e (stream, digest, i)
               WHERE v_open[t_submission[e.stream]]
               GROUP BY 1) AS d ON d.grp = o.i
    WHERE o.last IS NOT NULL;

    IF cardinality(c_submission) > 0 THEN
        DELETE FROM ledger.claims k
        USING unnest(c_submission, c_kind, c_key, c_type, c_id, c_release, c_owner_type, c_owner)
              AS c (submission, kind, key, type, id, release, owner_type, owner)
        WHERE (c.release OR (c.owner_type, c.owner) IS DISTINCT FROM (c.type, c.id)) AND v_open[c.submission]
          AND k.organization_id = o_organization[s_group[c.submission]] AND k.kind = c.kind AND k.key = c.key;

        INSERT INTO ledger.claims (organization_id, kind, key, aggregate_type, aggregate_id)
        SELECT o_organization[s_group[c.submission]], c.kind, c.key, c.owner_type, c.owner
        FROM unnest(c_submission, c_kind, c_key, c_owner_type, c_owner)
             AS c (submission, kind, key, owner_type, owner)
        WHERE c.owner IS NOT NULL AND v_open[c.submission]
        ON CONFLICT (organization_id, kind, key) DO NOTHING;
    END IF;
END;
$$;

-- Every organization with its newest position: what a follower compares its checkpoints with.
CREATE OR REPLACE FUNCTION ledger.tips() RETURNS TABLE (organization_id uuid, tip bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT h.organization_id, coalesce(c.to_position, 0)
    FROM ledger.head h
    LEFT JOIN LATERAL (
        SELECT k.to_position FROM ledger.commits k
        WHERE k.organization_id = h.organization_id
        ORDER BY k.organization_id DESC, k.recorded_at DESC LIMIT 1) AS c ON true
$$;

DO $$
DECLARE
    v_function regprocedure;
BEGIN
    -- A function is handed over by a role that may create in its schema for that moment.
    GRANT CREATE ON SCHEMA ledger TO wellflow_append;
    FOR v_function IN
        SELECT p.oid FROM pg_proc p
        WHERE p.pronamespace = 'ledger'::regnamespace AND p.proname IN ('append_batch', 'refuse_row')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO wellflow_append', v_function);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
    END LOOP;
    REVOKE CREATE ON SCHEMA ledger FROM wellflow_append;
END;
$$;

GRANT EXECUTE ON FUNCTION ledger.append_batch TO wellflow_command;
