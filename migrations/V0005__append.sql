-- The append, rewritten: what an event, its outbox row and its command are made of travels once and is written by few
-- statements, whatever the size of the batch. Commands enter the chain, also those that came to no event.
SET LOCAL ROLE wellflow_owner;

-- A commit's instant identifies it: instants are strictly increasing per organization. A commit without events keeps
-- the last position of the one before. `format` says how its chain is made; see ledger.append_batch.
ALTER TABLE ledger.commits ADD COLUMN format smallint NOT NULL DEFAULT 1;
ALTER TABLE ledger.commits ALTER COLUMN format DROP DEFAULT;
ALTER TABLE ledger.commits DROP CONSTRAINT commits_pkey;
ALTER TABLE ledger.commits ADD PRIMARY KEY (organization_id, recorded_at);
DROP INDEX ledger.commits_recorded_at;

-- The instant of the command's commit; null for rows of commits of format 1.
ALTER TABLE ledger.commands ADD COLUMN recorded_at timestamptz;

-- Null where the payload is the event's own; otherwise SHA-256 over organization, event id and payload.
ALTER TABLE ledger.outbox ADD COLUMN digest bytea;

-- What these constraints say holds by construction: the one function that writes computes positions, sequences and
-- chains, and compares digests. A constraint's text is parsed anew for every statement that inserts, which took a fifth
-- of a small append; `wellflow verify` checks the stored rows.
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN
        SELECT c.conrelid::regclass AS relation, c.conname FROM pg_constraint c
        WHERE c.contype = 'c' AND c.conrelid IN ('ledger.events'::regclass, 'ledger.commits'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.relation, r.conname);
    END LOOP;
END;
$$;

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

-- SHA-256 over everything an event states, in the binary form of a row: each field with its type and length. The first
-- field is the encoding's version; ledger.event_digest is the first one.
CREATE FUNCTION ledger.event_seal(
    organization_id uuid, aggregate_type text, aggregate_id uuid, sequence bigint, event_id uuid, event_type text,
    event_version integer, effective_at timestamptz, reported_at timestamptz, supersedes uuid, command_id uuid,
    payload json, metadata json
) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT sha256(record_send(ROW(
        2, organization_id, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version, effective_at,
        reported_at, supersedes, command_id, payload, metadata)))
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

-- The advisory lock that keeps the writers of an organization apart, before its head: both halves of its id. Two
-- organizations share one by chance only, and then wait for each other.
CREATE FUNCTION ledger.organization_lock(organization_id uuid) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT ('x' || left(hex, 16))::bit(64)::bigint # ('x' || right(hex, 16))::bit(64)::bigint
    FROM replace($1::text, '-', '') AS hex
$$;

-- What the two functions below take: a command, a stream named by one, an event, a business key. Commands are numbered
-- from 1 in the order of their organizations; `organization` numbers those likewise. Of an organization's commands
-- those without events come first, by command id.
CREATE TYPE ledger.append_command AS (
    organization integer, organization_id uuid, command_id uuid, fingerprint bytea, incarnation uuid,
    from_position bigint, to_position bigint
);
CREATE TYPE ledger.append_stream AS (
    command integer, organization_id uuid, aggregate_type text, aggregate_id uuid, expected bigint
);
-- Whatever is not here is not sealed: the digest covers every field that is stored. `public` null and `published` true:
-- the payload itself is published.
CREATE TYPE ledger.append_event AS (
    command integer, organization_id uuid, position bigint, aggregate_type text, aggregate_id uuid, sequence bigint,
    event_id uuid, event_type text, event_version integer, payload json, metadata json, effective_at timestamptz,
    reported_at timestamptz, command_id uuid, supersedes uuid, digest bytea, published boolean, public json,
    public_digest bytea
);
-- The change that comes first for the key, by the aggregate, and who owns the key after the last one.
CREATE TYPE ledger.append_claim AS (
    command integer, organization_id uuid, kind text, key text, release boolean, aggregate_type text,
    aggregate_id uuid, owner_type text, owner_id uuid
);

-- Gives business keys to those who own them after the batch; who may was looked up before, under the heads' locks.
CREATE FUNCTION ledger.change_claims(k_claims ledger.append_claim[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM ledger.claims x
    USING unnest(k_claims) AS k
    WHERE (k.release OR (k.owner_type, k.owner_id) IS DISTINCT FROM (k.aggregate_type, k.aggregate_id))
      AND x.organization_id = k.organization_id AND x.kind = k.kind AND x.key = k.key;
    INSERT INTO ledger.claims (organization_id, kind, key, aggregate_type, aggregate_id)
    SELECT k.organization_id, k.kind, k.key, k.owner_type, k.owner_id
    FROM unnest(k_claims) AS k
    WHERE k.owner_id IS NOT NULL
    ON CONFLICT (organization_id, kind, key) DO NOTHING;
END;
$$;

-- The settings of both functions: every lookup asks for the order of the one index that is to serve it. Where statistics
-- are missing or old, another index and a sort would look as good, and read an organization's whole history.

-- Appends a batch, each command judged by itself: one command's conflict never fails its neighbours.
--
-- The heads are locked by a statement of their own; every later statement takes a new snapshot, so it sees what the lock
-- waited for. The caller guarantees that no two commands of a batch share a stream (unless both only check it), a
-- business key or a command id. e_events[].position counts from 1 within the command; c_commands[] carry no positions,
-- but to_position as the number of their events.
--
-- Returned: from and to per command, also of the first outcome of a repeated one; instant, incarnation per organization;
-- and for those that were not committed r_command with r_outcome (duplicate, key_reused, conflict, claimed, restored,
-- unknown_organization) and its particulars.
-- Raised, with nothing written for anybody: WF001 the wrong isolation, WF002 clocks more than 5 s apart, WF003 an event,
-- or its public form, that does not match its digest, WF004 an event that does not follow its predecessor.
--
-- Chain of format 2: sha256(02, previous chain or zeros, organization, from, to, instant, the events' digests by
-- position, then for each command by (from, to, command id): command id, fingerprint, from, to). Numbers are eight
-- bytes, most significant first; an instant is microseconds since 2000.
CREATE FUNCTION ledger.append_batch(
    s_clock timestamptz, o_organization uuid[], o_lock bigint[],
    c_commands ledger.append_command[], t_streams ledger.append_stream[], e_events ledger.append_event[],
    k_claims ledger.append_claim[],
    OUT from_position bigint[], OUT to_position bigint[], OUT recorded_at timestamptz[], OUT incarnation uuid[],
    OUT r_command integer[], OUT r_outcome text[], OUT r_stream integer[], OUT r_actual bigint[],
    OUT r_kind text[], OUT r_key text[], OUT r_owner uuid[]
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_sort = off
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    n         constant integer := cardinality(c_commands);
    -- Why a command is not written; null where it is.
    v_refused text[] := array_fill(NULL::text, ARRAY[n]);
    v_any     boolean := false;
    v_from    bigint[] := array_fill(NULL::bigint, ARRAY[n]);
    v_to      bigint[] := array_fill(NULL::bigint, ARRAY[n]);
    v_orgs    uuid[];
    v_tip     bigint[];
    v_chain   bytea[];
    v_at      timestamptz[];
    v_group   integer := 0;
    v_next    bigint;
    v_why     text;
    v_missing uuid;
    c         ledger.append_command;
    r         record;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_batch needs READ COMMITTED: a later statement must see what a lock waited for'
            USING ERRCODE = 'WF001';
    END IF;
    IF abs(extract(epoch FROM clock_timestamp() - s_clock)) > 5 THEN
        RAISE EXCEPTION 'the clocks of service and database differ by more than 5 s' USING ERRCODE = 'WF002';
    END IF;
    -- Before the heads: ledger.append_at holds these shared while it waits for a head.
    PERFORM pg_advisory_xact_lock(l) FROM unnest(o_lock) AS l;
    SELECT array_agg(l.organization_id), array_agg(l.incarnation) INTO v_orgs, incarnation
    FROM (SELECT h.organization_id, h.incarnation
          FROM unnest(o_organization) AS o (organization_id)
          CROSS JOIN LATERAL (
              SELECT h.organization_id, h.incarnation FROM ledger.head h
              WHERE h.organization_id = o.organization_id
              ORDER BY h.organization_id LIMIT 1
              FOR UPDATE) AS h) AS l;
    IF v_orgs IS DISTINCT FROM o_organization THEN
        -- The ones that have no head have no incarnation.
        SELECT array_agg(h.incarnation ORDER BY o.i) INTO incarnation
        FROM unnest(o_organization) WITH ORDINALITY AS o (organization_id, i)
        LEFT JOIN unnest(v_orgs, incarnation) AS h (organization_id, incarnation) USING (organization_id);
    END IF;

    SELECT array_agg(coalesce(k.to_position, 0) ORDER BY o.i),
           array_agg(coalesce(k.chain, '\x0000000000000000000000000000000000000000000000000000000000000000') ORDER BY o.i),
           array_agg(greatest(clock_timestamp(), k.recorded_at + interval '1 microsecond') ORDER BY o.i)
    INTO v_tip, v_chain, v_at
    FROM unnest(o_organization) WITH ORDINALITY AS o (organization_id, i)
    LEFT JOIN LATERAL (
        SELECT k.to_position, k.chain, k.recorded_at FROM ledger.commits k
        WHERE k.organization_id = o.organization_id
        ORDER BY k.organization_id DESC, k.recorded_at DESC LIMIT 1) AS k ON true;

    -- Commands already answered, streams that stand elsewhere than their command believed, business keys another stream
    -- owns and keys given up by a stream that does not own them; of several reasons the first counts.
    FOR r IN
        SELECT c.i AS command, CASE WHEN k.fingerprint = c.fingerprint THEN 'duplicate' ELSE 'key_reused' END AS outcome,
               k.from_position AS f, k.to_position AS t, NULL::text AS kind, NULL::text AS key, NULL::uuid AS owner
        FROM unnest(c_commands) WITH ORDINALITY
             AS c (organization, organization_id, command_id, fingerprint, incarnation, from_position, to_position, i)
        CROSS JOIN LATERAL (
            SELECT k.fingerprint, k.from_position, k.to_position FROM ledger.commands k
            WHERE k.organization_id = c.organization_id AND k.command_id = c.command_id
            ORDER BY k.organization_id DESC, k.command_id DESC LIMIT 1) AS k
        UNION ALL
        SELECT t.command, 'conflict', t.i, coalesce(x.sequence, 0), NULL, NULL, NULL
        FROM unnest(t_streams) WITH ORDINALITY
             AS t (command, organization_id, aggregate_type, aggregate_id, expected, i)
        LEFT JOIN LATERAL (
            SELECT x.sequence FROM ledger.events x
            WHERE x.organization_id = t.organization_id AND x.aggregate_type = t.aggregate_type
              AND x.aggregate_id = t.aggregate_id
            ORDER BY x.organization_id DESC, x.aggregate_type DESC, x.aggregate_id DESC, x.sequence DESC LIMIT 1
        ) AS x ON true
        WHERE coalesce(x.sequence, 0) <> t.expected
        UNION ALL
        SELECT k.command, 'claimed', NULL, NULL, k.kind, k.key, o.aggregate_id
        FROM unnest(k_claims) AS k
        LEFT JOIN LATERAL (
            SELECT x.aggregate_type, x.aggregate_id FROM ledger.claims x
            WHERE x.organization_id = k.organization_id AND x.kind = k.kind AND x.key = k.key
            ORDER BY x.organization_id DESC, x.kind DESC, x.key DESC LIMIT 1) AS o ON true
        WHERE CASE WHEN k.release
                   THEN (o.aggregate_type, o.aggregate_id) IS DISTINCT FROM (k.aggregate_type, k.aggregate_id)
                   ELSE (o.aggregate_type, o.aggregate_id) <> (k.aggregate_type, k.aggregate_id) END
    LOOP
        IF v_refused[r.command] IS NULL THEN
            v_refused[r.command] := r.outcome;
            v_any := true;
            IF r.outcome IN ('duplicate', 'key_reused') THEN
                v_from[r.command] := r.f;
                v_to[r.command] := r.t;
            END IF;
            r_command := r_command || r.command::integer;
            r_outcome := r_outcome || r.outcome;
            r_stream := r_stream || r.f::integer;
            r_actual := r_actual || r.t;
            r_kind := r_kind || r.kind;
            r_key := r_key || r.key;
            r_owner := r_owner || r.owner;
        END IF;
    END LOOP;

    -- Positions: per organization, in the order of the batch, without holes.
    FOR i IN 1..n LOOP
        c := c_commands[i];
        IF c.organization <> v_group THEN
            v_group := c.organization;
            v_next := v_tip[v_group];
        END IF;
        -- What was decided before a restore is not written after it: the versions may agree by chance.
        v_why := CASE WHEN incarnation[v_group] IS NULL THEN 'unknown_organization'
                      WHEN c.incarnation <> incarnation[v_group] THEN 'restored' END;
        IF v_why IS NOT NULL AND v_refused[i] IS NULL THEN
            v_refused[i] := v_why;
            v_any := true;
            r_command := r_command || i;
            r_outcome := r_outcome || v_why;
            r_stream := r_stream || NULL::integer;
            r_actual := r_actual || NULL::bigint;
            r_kind := r_kind || NULL::text;
            r_key := r_key || NULL::text;
            r_owner := r_owner || NULL::uuid;
        ELSIF v_refused[i] IS NULL THEN
            v_from[i] := v_next + 1;
            v_next := v_next + c.to_position;
            v_to[i] := v_next;
        END IF;
    END LOOP;
    from_position := v_from;
    to_position := v_to;
    recorded_at := v_at;

    INSERT INTO ledger.events (
        organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version,
        payload, metadata, effective_at, reported_at, recorded_at, command_id, supersedes, digest)
    SELECT e.organization_id, v_from[e.command] + e.position - 1, e.aggregate_type, e.aggregate_id, e.sequence,
           e.event_id, e.event_type, e.event_version, e.payload, e.metadata, e.effective_at, e.reported_at,
           v_at[(c_commands[e.command]).organization], e.command_id, e.supersedes,
           CASE WHEN e.digest = ledger.event_seal(
                    e.organization_id, e.aggregate_type, e.aggregate_id, e.sequence, e.event_id, e.event_type,
                    e.event_version, e.effective_at, e.reported_at, e.supersedes, e.command_id, e.payload,
                    e.metadata)
                THEN e.digest ELSE ledger.refuse_row(e.event_id) END
    FROM unnest(e_events) AS e
    WHERE NOT v_any OR v_refused[e.command] IS NULL;

    INSERT INTO ledger.outbox (
        id, aggregatetype, aggregateid, type, payload, organization_id, position, ordinal, headers, digest)
    SELECT e.event_id, e.aggregate_type, e.aggregate_id::text, e.event_type, coalesce(e.public, e.payload),
           e.organization_id, v_from[e.command] + e.position - 1, 0,
           '{}',
           CASE WHEN e.public IS NULL THEN NULL
                WHEN e.public_digest = sha256(uuid_send(e.organization_id) || uuid_send(e.event_id)
                                              || convert_to(e.public::text, 'UTF8'))
                THEN e.public_digest ELSE ledger.refuse_row(e.event_id) END
    FROM unnest(e_events) AS e
    WHERE e.published AND (NOT v_any OR v_refused[e.command] IS NULL);

    INSERT INTO ledger.commands (organization_id, command_id, fingerprint, from_position, to_position, recorded_at)
    SELECT c.organization_id, c.command_id, c.fingerprint, v_from[c.i], v_to[c.i], v_at[c.organization]
    FROM unnest(c_commands) WITH ORDINALITY
         AS c (organization, organization_id, command_id, fingerprint, incarnation, from_position, to_position, i)
    WHERE NOT v_any OR v_refused[c.i] IS NULL;

    SELECT e.event_id INTO v_missing
    FROM unnest(e_events) AS e
    LEFT JOIN LATERAL (
        SELECT x.sequence FROM ledger.events x
        WHERE x.organization_id = e.organization_id AND x.aggregate_type = e.aggregate_type
          AND x.aggregate_id = e.aggregate_id AND x.sequence < e.sequence
        ORDER BY x.organization_id DESC, x.aggregate_type DESC, x.aggregate_id DESC, x.sequence DESC LIMIT 1) AS x ON true
    WHERE e.sequence > 1 AND x.sequence IS DISTINCT FROM e.sequence - 1 AND v_refused[e.command] IS NULL
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'event % does not follow its stream', v_missing USING ERRCODE = 'WF004';
    END IF;

    INSERT INTO ledger.commits (organization_id, from_position, to_position, recorded_at, chain, format)
    SELECT o_organization[o.organization], v_tip[o.organization] + 1, v_tip[o.organization] + o.events,
           v_at[o.organization],
           sha256('\x02'::bytea || v_chain[o.organization] || uuid_send(o_organization[o.organization])
                  || int8send(v_tip[o.organization] + 1) || int8send(v_tip[o.organization] + o.events)
                  || timestamptz_send(v_at[o.organization]) || o.sealed),
           2
    FROM (
        SELECT x.organization, count(*) FILTER (WHERE x.part = 1) AS events,
               string_agg(x.sealed, ''::bytea ORDER BY x.part, x.i) AS sealed
        FROM (SELECT 1 AS part, v_from[e.command] + e.position AS i, (c_commands[e.command]).organization, e.command,
                     e.digest AS sealed
              FROM unnest(e_events) AS e
              UNION ALL
              SELECT 2, c.i, c.organization, c.i,
                     uuid_send(c.command_id) || c.fingerprint || int8send(v_from[c.i]) || int8send(v_to[c.i])
              FROM unnest(c_commands) WITH ORDINALITY
                   AS c (organization, organization_id, command_id, fingerprint, incarnation, from_position,
                         to_position, i)) AS x
        WHERE NOT v_any OR v_refused[x.command] IS NULL
        GROUP BY x.organization) AS o;

    IF cardinality(k_claims) > 0 THEN
        PERFORM ledger.change_claims(array_agg(k)) FROM unnest(k_claims) AS k WHERE v_refused[k.command] IS NULL;
    END IF;
END;
$$;

-- Appends a batch at the positions its writer expects, all of it or nothing.
--
-- Everything is written before the organizations' turns are taken, so that batches of one organization overlap; a turn
-- covers the end of it alone. Within it, by statements that see what it waited for, the tips are compared with what was
-- expected, and streams that are only checked and business keys are looked up. Anything that is not as expected raises
-- WF005 (or 23505 from a unique index: a position, a version or a command that is there already); nothing is then
-- written, and the batch is for ledger.append_batch to judge. WF001 to WF003 as there.
--
-- o_expected is each organization's tip and o_incarnation its copy; positions are said. t_streams holds the streams that are only checked. b_token
-- is held until the end; b_after is the token of the batch before, which ends first.
--
-- Why nothing deadlocks: ledger.append_batch locks o_lock exclusively before any head, this function holds it shared
-- from its beginning; and once it has the turns, taken in order, it waits for nothing.
CREATE FUNCTION ledger.append_at(
    s_clock timestamptz, b_token bigint, b_after bigint,
    o_organization uuid[], o_lock bigint[], o_expected bigint[], o_incarnation uuid[],
    c_commands ledger.append_command[], t_streams ledger.append_stream[], e_events ledger.append_event[],
    k_claims ledger.append_claim[],
    OUT recorded_at timestamptz, OUT incarnation uuid[]
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_sort = off
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    v_orgs     constant integer := cardinality(o_organization);
    v_events   constant integer := cardinality(e_events);
    v_at       timestamptz;
    v_digests  bytea;
    v_first    bigint;
    v_last     bigint;
    v_follow   boolean;
    v_commands bytea;
    v_copy     uuid;
    v_copies   uuid[];
    v_tip      bigint;
    v_tip_at   timestamptz;
    v_chain    bytea;
    v_count    integer;
BEGIN
    -- The batch before must have read its instant: it has where it holds its token, or has ended. Else it is waited for a
    -- moment; if it does not come, the instants are compared at the end all the same.
    IF b_after IS NOT NULL AND pg_try_advisory_lock_shared(b_after) THEN
        FOR i IN 1..20 LOOP
            PERFORM pg_advisory_unlock_shared(b_after);
            EXIT WHEN o_expected[1] = (
                SELECT k.to_position FROM ledger.commits k WHERE k.organization_id = o_organization[1]
                ORDER BY k.organization_id DESC, k.recorded_at DESC LIMIT 1);
            PERFORM pg_sleep(0.0005);
            EXIT WHEN NOT pg_try_advisory_lock_shared(b_after);
        END LOOP;
    END IF;
    v_at := clock_timestamp();
    -- A lock that is free is taken without a statement of its own.
    IF NOT pg_try_advisory_xact_lock(b_token) THEN
        PERFORM pg_advisory_xact_lock(b_token);
    END IF;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_at needs READ COMMITTED: a later statement must see what a lock waited for'
            USING ERRCODE = 'WF001';
    END IF;
    IF abs(extract(epoch FROM v_at - s_clock)) > 5 THEN
        RAISE EXCEPTION 'the clocks of service and database differ by more than 5 s' USING ERRCODE = 'WF002';
    END IF;
    FOR i IN 1..v_orgs LOOP
        -- Shared with every batch in advance; whoever judges, erases or renews holds it alone.
        IF NOT pg_try_advisory_xact_lock_shared(o_lock[i]) THEN
            PERFORM pg_advisory_xact_lock_shared(o_lock[i]);
        END IF;
    END LOOP;

    WITH written AS (
        INSERT INTO ledger.events (
            organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version,
            payload, metadata, effective_at, reported_at, recorded_at, command_id, supersedes, digest)
        SELECT e.organization_id, e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_id, e.event_type,
               e.event_version, e.payload, e.metadata, e.effective_at, e.reported_at, v_at, e.command_id, e.supersedes,
               CASE WHEN e.digest = ledger.event_seal(
                        e.organization_id, e.aggregate_type, e.aggregate_id, e.sequence, e.event_id, e.event_type,
                        e.event_version, e.effective_at, e.reported_at, e.supersedes, e.command_id, e.payload,
                        e.metadata)
                    THEN e.digest ELSE ledger.refuse_row(e.event_id) END
        FROM unnest(e_events) AS e
        RETURNING position, sequence, digest
    )
    SELECT string_agg(w.digest, ''::bytea ORDER BY w.position), min(w.position), max(w.position), bool_or(w.sequence > 1)
    INTO v_digests, v_first, v_last, v_follow FROM written AS w;

    INSERT INTO ledger.outbox (
        id, aggregatetype, aggregateid, type, payload, organization_id, position, ordinal, headers, digest)
    SELECT e.event_id, e.aggregate_type, e.aggregate_id::text, e.event_type, coalesce(e.public, e.payload),
           e.organization_id, e.position, 0, '{}',
           CASE WHEN e.public IS NULL THEN NULL
                WHEN e.public_digest = sha256(uuid_send(e.organization_id) || uuid_send(e.event_id)
                                              || convert_to(e.public::text, 'UTF8'))
                THEN e.public_digest ELSE ledger.refuse_row(e.event_id) END
    FROM unnest(e_events) AS e
    WHERE e.published;

    WITH written AS (
        INSERT INTO ledger.commands (organization_id, command_id, fingerprint, from_position, to_position, recorded_at)
        SELECT c.organization_id, c.command_id, c.fingerprint, c.from_position, c.to_position, v_at
        FROM unnest(c_commands) AS c
        RETURNING command_id, fingerprint, from_position, to_position
    )
    SELECT string_agg(uuid_send(w.command_id) || w.fingerprint || int8send(w.from_position) || int8send(w.to_position),
                      ''::bytea ORDER BY w.from_position, w.to_position, w.command_id)
    INTO v_commands FROM written AS w;

    -- A version that is not there cannot be followed; one that was followed already was refused by the index. The version
    -- before is looked for, not that one alone: where every column is compared for equality, no order keeps the planner
    -- to one index.
    IF v_follow THEN
        PERFORM FROM unnest(e_events) AS e
        LEFT JOIN LATERAL (
            SELECT x.sequence FROM ledger.events x
            WHERE x.organization_id = e.organization_id AND x.aggregate_type = e.aggregate_type
              AND x.aggregate_id = e.aggregate_id AND x.sequence < e.sequence
            ORDER BY x.organization_id DESC, x.aggregate_type DESC, x.aggregate_id DESC, x.sequence DESC LIMIT 1
        ) AS x ON true
        WHERE e.sequence > 1 AND x.sequence IS DISTINCT FROM e.sequence - 1
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'a stream is not where it was expected' USING ERRCODE = 'WF005';
        END IF;
    END IF;

    IF b_after IS NOT NULL THEN
        IF NOT pg_try_advisory_lock_shared(b_after) THEN
            PERFORM pg_advisory_lock_shared(b_after);
        END IF;
        IF NOT pg_advisory_unlock_shared(b_after) THEN
            RAISE EXCEPTION 'a token is lost' USING ERRCODE = 'WF005';
        END IF;
    END IF;
    -- The turns of the organizations, in their order. Every later statement sees what was waited for.
    FOR i IN 1..v_orgs LOOP
        IF NOT pg_try_advisory_xact_lock(o_lock[i] # 1) THEN
            PERFORM pg_advisory_xact_lock(o_lock[i] # 1);
        END IF;
    END LOOP;
    IF v_orgs = 1 THEN
        SELECT h.incarnation, k.to_position, k.recorded_at, k.chain INTO v_copy, v_tip, v_tip_at, v_chain
        FROM ledger.head h
        LEFT JOIN LATERAL (
            SELECT k.to_position, k.recorded_at, k.chain FROM ledger.commits k
            WHERE k.organization_id = o_organization[1]
            ORDER BY k.organization_id DESC, k.recorded_at DESC LIMIT 1) AS k ON true
        WHERE h.organization_id = o_organization[1];
        v_copies := ARRAY[v_copy];
    ELSE
        SELECT array_agg(h.incarnation) INTO v_copies
        FROM unnest(o_organization) AS o (organization_id)
        CROSS JOIN LATERAL (
            SELECT h.incarnation FROM ledger.head h
            WHERE h.organization_id = o.organization_id
            ORDER BY h.organization_id LIMIT 1) AS h;
    END IF;
    IF v_copies IS DISTINCT FROM o_incarnation THEN
        RAISE EXCEPTION 'an organization is not what it was expected to be' USING ERRCODE = 'WF005';
    END IF;

    IF cardinality(t_streams) > 0 THEN
        PERFORM FROM unnest(t_streams) AS t
        LEFT JOIN LATERAL (
            SELECT x.sequence FROM ledger.events x
            WHERE x.organization_id = t.organization_id AND x.aggregate_type = t.aggregate_type
              AND x.aggregate_id = t.aggregate_id
            ORDER BY x.organization_id DESC, x.aggregate_type DESC, x.aggregate_id DESC, x.sequence DESC LIMIT 1
        ) AS x ON true
        WHERE coalesce(x.sequence, 0) <> t.expected
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'a checked stream is not where it was expected' USING ERRCODE = 'WF005';
        END IF;
    END IF;
    IF cardinality(k_claims) > 0 THEN
        PERFORM FROM unnest(k_claims) AS k
        LEFT JOIN LATERAL (
            SELECT x.aggregate_type, x.aggregate_id FROM ledger.claims x
            WHERE x.organization_id = k.organization_id AND x.kind = k.kind AND x.key = k.key
            ORDER BY x.organization_id DESC, x.kind DESC, x.key DESC LIMIT 1) AS o ON true
        WHERE CASE WHEN k.release
                   THEN (o.aggregate_type, o.aggregate_id) IS DISTINCT FROM (k.aggregate_type, k.aggregate_id)
                   ELSE (o.aggregate_type, o.aggregate_id) <> (k.aggregate_type, k.aggregate_id) END
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'a business key is not owned as expected' USING ERRCODE = 'WF005';
        END IF;
        PERFORM ledger.change_claims(k_claims);
    END IF;

    IF v_orgs = 1 THEN
        IF coalesce(v_tip, 0) <> o_expected[1] OR v_tip_at >= v_at THEN
            RAISE EXCEPTION 'a ledger is not where it was expected' USING ERRCODE = 'WF005';
        END IF;
        -- So many different positions between the first and the last leave no hole.
        IF v_first <> o_expected[1] + 1 OR v_last <> o_expected[1] + v_events THEN
            RAISE EXCEPTION 'a position is not the next one' USING ERRCODE = 'WF004';
        END IF;
        INSERT INTO ledger.commits (organization_id, from_position, to_position, recorded_at, chain, format)
        VALUES (o_organization[1], o_expected[1] + 1, o_expected[1] + v_events, v_at,
                sha256('\x02'::bytea
                       || coalesce(v_chain, '\x0000000000000000000000000000000000000000000000000000000000000000')
                       || uuid_send(o_organization[1]) || int8send(o_expected[1] + 1)
                       || int8send(o_expected[1] + v_events) || timestamptz_send(v_at)
                       || coalesce(v_digests, '') || v_commands), 2);
    ELSE
        INSERT INTO ledger.commits (organization_id, from_position, to_position, recorded_at, chain, format)
        SELECT o.organization_id, o_expected[o.organization] + 1, o_expected[o.organization] + o.events, v_at,
               sha256('\x02'::bytea
                      || coalesce(k.chain, '\x0000000000000000000000000000000000000000000000000000000000000000')
                      || uuid_send(o.organization_id) || int8send(o_expected[o.organization] + 1)
                      || int8send(o_expected[o.organization] + o.events) || timestamptz_send(v_at) || o.sealed),
               2
        FROM (
            SELECT x.organization, x.organization_id, count(x.position) AS events, max(x.position) AS last,
                   string_agg(x.sealed, ''::bytea ORDER BY x.part, x.i) AS sealed
            FROM (SELECT 1 AS part, e.position AS i, (c_commands[e.command]).organization, e.organization_id,
                         e.position, e.digest AS sealed
                  FROM unnest(e_events) AS e
                  UNION ALL
                  SELECT 2, c.i, c.organization, c.organization_id, NULL,
                         uuid_send(c.command_id) || c.fingerprint || int8send(c.from_position)
                         || int8send(c.to_position)
                  FROM unnest(c_commands) WITH ORDINALITY
                       AS c (organization, organization_id, command_id, fingerprint, incarnation, from_position,
                             to_position, i)) AS x
            GROUP BY x.organization, x.organization_id) AS o
        LEFT JOIN LATERAL (
            SELECT k.to_position, k.chain, k.recorded_at FROM ledger.commits k
            WHERE k.organization_id = o.organization_id
            ORDER BY k.organization_id DESC, k.recorded_at DESC LIMIT 1) AS k ON true
        WHERE coalesce(k.to_position, 0) = o_expected[o.organization] AND coalesce(k.recorded_at < v_at, true)
          AND coalesce(o.last, o_expected[o.organization]) = o_expected[o.organization] + o.events;
        GET DIAGNOSTICS v_count = ROW_COUNT;
        IF v_count <> v_orgs THEN
            RAISE EXCEPTION 'a ledger is not where it was expected' USING ERRCODE = 'WF005';
        END IF;
    END IF;
    recorded_at := v_at;
    incarnation := v_copies;
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
        WHERE p.pronamespace = 'ledger'::regnamespace AND p.proname IN ('append_batch', 'append_at', 'change_claims', 'event_seal', 'organization_lock',
                              'refuse_row')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO wellflow_append', v_function);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
    END LOOP;
    REVOKE CREATE ON SCHEMA ledger FROM wellflow_append;
END;
$$;

GRANT EXECUTE ON FUNCTION ledger.append_batch TO wellflow_command;
GRANT EXECUTE ON FUNCTION ledger.append_at TO wellflow_command;
GRANT EXECUTE ON FUNCTION ledger.organization_lock TO wellflow_command, wellflow_admin;
GRANT EXECUTE ON FUNCTION ledger.event_seal TO wellflow_command, wellflow_projector, wellflow_query, wellflow_admin;
