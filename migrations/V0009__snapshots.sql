-- Snapshots: folds of the first events of a stream, kept so that a long stream is not read from its beginning each time.
-- They are a cache beside the ledger: none is ever needed, all may be deleted at any time, and nothing is proved by them.
SET LOCAL ROLE wellflow_owner;

-- Empty so far; and whatever a cache holds may go.
TRUNCATE ledger.snapshots;

-- sequence is the number of events folded; the next three are those of the last one. max_effective_at is the latest
-- effective instant among the events that stand.
ALTER TABLE ledger.snapshots
    ADD COLUMN position    bigint NOT NULL CHECK (position > 0),
    ADD COLUMN event_id    uuid NOT NULL,
    ADD COLUMN recorded_at timestamptz NOT NULL,
    -- Events that made no sense where they stand: [{"event_id", "position", "reason"}].
    ADD COLUMN anomalies   json NOT NULL,
    -- SHA-256 of everything above: a damaged row is passed over by whoever reads it.
    ADD COLUMN digest      bytea NOT NULL CHECK (octet_length(digest) = 32);

GRANT DELETE ON ledger.snapshots TO wellflow_append;

RESET ROLE;

-- SHA-256 over a versioned, length-prefixed encoding of everything a snapshot states.
CREATE FUNCTION ledger.snapshot_digest(
    organization_id uuid, aggregate_type text, aggregate_id uuid, sequence bigint, state_version integer,
    "position" bigint, event_id uuid, recorded_at timestamptz, max_effective_at timestamptz, state text, anomalies text
) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT sha256(
        '\x01'::bytea
        || uuid_send(organization_id)
        || int4send(octet_length(aggregate_type)) || convert_to(aggregate_type, 'UTF8')
        || uuid_send(aggregate_id)
        || int8send(sequence)
        || int4send(state_version)
        || int8send("position")
        || uuid_send(event_id)
        || timestamptz_send(recorded_at)
        || timestamptz_send(max_effective_at)
        || int4send(octet_length(state)) || convert_to(state, 'UTF8')
        || int4send(octet_length(anomalies)) || convert_to(anomalies, 'UTF8'))
$$;

-- Saves snapshots of the current organization's streams, each judged by itself, and thins out the older ones.
--
-- Arrays run in parallel, one entry per snapshot; the outcomes come in the same order:
--   saved    it is there now
--   present  there was one of this version already
--   refused  the stream has no such version, or another event stands there (another copy of the ledger was folded)
-- Of a stream's older snapshots the oldest of each power of two of age stays: a handful, however long the stream, so that
-- questions about the past and late events find one not far away. Those of older state versions go.
CREATE FUNCTION ledger.save_snapshots(
    s_type text[], s_id uuid[], s_sequence bigint[], s_event_id uuid[], s_state_version integer[],
    s_max_effective_at timestamptz[], s_state text[], s_anomalies text[]
) RETURNS TABLE (outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan
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
    v_organization constant uuid := nullif(current_setting('app.current_organization_id', true), '')::uuid;
    v_inserted integer;
    v_newest bigint;
    e record;
BEGIN
    FOR i IN 1..cardinality(s_id) LOOP
        SELECT x.sequence, x.event_id, x.position, x.recorded_at INTO e
        FROM ledger.events x
        WHERE x.organization_id = v_organization AND x.aggregate_type = s_type[i] AND x.aggregate_id = s_id[i]
          AND x.sequence <= s_sequence[i]
        ORDER BY x.organization_id DESC, x.aggregate_type DESC, x.aggregate_id DESC, x.sequence DESC LIMIT 1;
        IF (e.sequence, e.event_id) IS DISTINCT FROM (s_sequence[i], s_event_id[i]) THEN
            outcome := 'refused';
            RETURN NEXT;
            CONTINUE;
        END IF;

        INSERT INTO ledger.snapshots (
            organization_id, aggregate_type, aggregate_id, sequence, state_version, state, max_effective_at, position,
            event_id, recorded_at, anomalies, digest)
        VALUES (
            v_organization, s_type[i], s_id[i], s_sequence[i], s_state_version[i], s_state[i]::json,
            s_max_effective_at[i], e.position, e.event_id, e.recorded_at, s_anomalies[i]::json,
            ledger.snapshot_digest(
                v_organization, s_type[i], s_id[i], s_sequence[i], s_state_version[i], e.position, e.event_id,
                e.recorded_at, s_max_effective_at[i], s_state[i], s_anomalies[i]))
        ON CONFLICT (organization_id, aggregate_type, aggregate_id, sequence, state_version) DO NOTHING;
        GET DIAGNOSTICS v_inserted = ROW_COUNT;
        outcome := CASE v_inserted WHEN 0 THEN 'present' ELSE 'saved' END;
        RETURN NEXT;
        CONTINUE WHEN v_inserted = 0;

        SELECT max(k.sequence) INTO v_newest
        FROM ledger.snapshots k
        WHERE k.organization_id = v_organization AND k.aggregate_type = s_type[i] AND k.aggregate_id = s_id[i]
          AND k.state_version = s_state_version[i];
        DELETE FROM ledger.snapshots k
        WHERE k.organization_id = v_organization AND k.aggregate_type = s_type[i] AND k.aggregate_id = s_id[i]
          AND (k.state_version < s_state_version[i]
               OR k.state_version = s_state_version[i] AND k.sequence < v_newest AND EXISTS (
                   SELECT FROM ledger.snapshots o
                   WHERE o.organization_id = v_organization AND o.aggregate_type = s_type[i]
                     AND o.aggregate_id = s_id[i] AND o.state_version = s_state_version[i]
                     AND o.sequence < k.sequence
                     AND floor(log(2, (v_newest - o.sequence)::numeric))
                         = floor(log(2, (v_newest - k.sequence)::numeric))));
    END LOOP;
END;
$$;

DO $$
DECLARE
    v_function regprocedure;
BEGIN
    -- A function is handed over by a role that may create in its schema for that moment.
    GRANT CREATE ON SCHEMA ledger TO wellflow_append;
    FOR v_function IN
        SELECT p.oid FROM pg_proc p
        WHERE p.pronamespace = 'ledger'::regnamespace AND p.proname IN ('snapshot_digest', 'save_snapshots') LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO wellflow_append', v_function);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
    END LOOP;
    REVOKE CREATE ON SCHEMA ledger FROM wellflow_append;
END;
$$;

GRANT EXECUTE ON FUNCTION ledger.save_snapshots TO wellflow_command;
GRANT EXECUTE ON FUNCTION ledger.snapshot_digest TO wellflow_command, wellflow_projector, wellflow_query, wellflow_admin;
