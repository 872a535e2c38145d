-- ledger.append_at as before, but for one line: a batch that waited in vain for the one before kept a session's lock on that
-- one's token. The session went back to its pool with it, and a later batch under the same token waited for it until its
-- patience ended.
DROP FUNCTION ledger.append_at;

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
            -- The last look ends without the lock: nothing would give it back when the transaction ends.
            EXIT WHEN i = 20;
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

DO $$
BEGIN
    -- A function is handed over by a role that may create in its schema for that moment.
    GRANT CREATE ON SCHEMA ledger TO wellflow_append;
    ALTER FUNCTION ledger.append_at OWNER TO wellflow_append;
    REVOKE ALL ON FUNCTION ledger.append_at FROM PUBLIC;
    REVOKE CREATE ON SCHEMA ledger FROM wellflow_append;
END;
$$;

GRANT EXECUTE ON FUNCTION ledger.append_at TO wellflow_command;
