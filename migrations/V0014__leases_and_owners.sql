-- Leases and owners on both axes of time: one row for each stretch of effective time that shows one thing, as it was known
-- from one position of the ledger up to another.
--
-- A row is read where from_position <= P < to_position and effective_from <= E < effective_to. At every position the
-- stretches of an id follow one another without gap or overlap. Rows are closed by a later position, never rewritten.
-- Days are local to the thing: a day D is read where from_day <= D < to_day.
SET LOCAL ROLE wellflow_owner;

CREATE TABLE read.lease_history (
    organization_id      uuid NOT NULL,
    lease_id             uuid NOT NULL,
    from_position        bigint NOT NULL CHECK (from_position > 0),
    to_position          bigint NOT NULL DEFAULT 9223372036854775807 CHECK (to_position > from_position),
    effective_from       timestamptz NOT NULL,
    effective_to         timestamptz NOT NULL CHECK (effective_to > effective_from),
    from_day             date NOT NULL,
    to_day               date NOT NULL CHECK (to_day >= from_day),
    -- What lists are filtered and paged by; sort_key is the name in lower case.
    sort_key             text COLLATE "C" NOT NULL,
    status               text COLLATE "C" NOT NULL,
    held_by              text COLLATE "C",
    -- The last day it holds, if nothing else happens.
    held_until           date,
    lessee               uuid,
    mineral_owner        text COLLATE "C",
    lease_number         text COLLATE "C",
    -- The newest event that is in the row.
    version              bigint NOT NULL CHECK (version > 0),
    -- The answer as it is served.
    document             json NOT NULL,
    PRIMARY KEY (organization_id, lease_id, from_position, effective_from)
);

CREATE INDEX lease_history_list ON read.lease_history (organization_id, sort_key, lease_id);
CREATE INDEX lease_history_status ON read.lease_history (organization_id, status, sort_key, lease_id);
CREATE INDEX lease_history_held_by ON read.lease_history (organization_id, held_by, sort_key, lease_id);
CREATE INDEX lease_history_lessee ON read.lease_history (organization_id, lessee, sort_key, lease_id);
CREATE INDEX lease_history_number ON read.lease_history (organization_id, lease_number, sort_key, lease_id);
CREATE INDEX lease_history_until ON read.lease_history (organization_id, held_until, lease_id)
    WHERE held_until IS NOT NULL;

-- What a lease can have several of, and is found by: counties, states, tracts, units, lessors, owners of interests.
CREATE TABLE read.lease_key (
    organization_id uuid NOT NULL,
    lease_id        uuid NOT NULL,
    -- With the lease the key of the row it belongs to.
    from_position   bigint NOT NULL,
    effective_from  timestamptz NOT NULL,
    kind            text COLLATE "C" NOT NULL
        CHECK (kind IN ('county', 'state', 'tract', 'unit', 'lessor', 'owner')),
    key             text COLLATE "C" NOT NULL,
    sort_key        text COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, lease_id, from_position, effective_from, kind, key)
);

CREATE INDEX lease_key_list ON read.lease_key (organization_id, kind, key, sort_key, lease_id);

-- Owners. Name and document tell of persons: who may see them is the query API's to say.
CREATE TABLE read.owner_history (
    organization_id uuid NOT NULL,
    owner_id        uuid NOT NULL,
    from_position   bigint NOT NULL CHECK (from_position > 0),
    to_position     bigint NOT NULL DEFAULT 9223372036854775807 CHECK (to_position > from_position),
    effective_from  timestamptz NOT NULL,
    effective_to    timestamptz NOT NULL CHECK (effective_to > effective_from),
    from_day        date NOT NULL,
    to_day          date NOT NULL CHECK (to_day >= from_day),
    sort_key        text COLLATE "C" NOT NULL,
    status          text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL,
    version         bigint NOT NULL CHECK (version > 0),
    document        json NOT NULL,
    PRIMARY KEY (organization_id, owner_id, from_position, effective_from)
);

CREATE INDEX owner_history_list ON read.owner_history (organization_id, sort_key, owner_id);
CREATE INDEX owner_history_status ON read.owner_history (organization_id, status, sort_key, owner_id);

-- Roles, and the words of names in lower case, former names too.
CREATE TABLE read.owner_key (
    organization_id uuid NOT NULL,
    owner_id        uuid NOT NULL,
    from_position   bigint NOT NULL,
    effective_from  timestamptz NOT NULL,
    kind            text COLLATE "C" NOT NULL CHECK (kind IN ('role', 'word')),
    key             text COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, owner_id, from_position, effective_from, kind, key)
);

CREATE INDEX owner_key_list ON read.owner_key (organization_id, kind, key, owner_id, from_position, effective_from);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['lease_history', 'lease_key', 'owner_history', 'owner_key'] LOOP
        EXECUTE format('ALTER TABLE read.%I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('ALTER TABLE read.%I FORCE ROW LEVEL SECURITY', v_table);
        EXECUTE format(
            'CREATE POLICY tenant ON read.%I TO wellflow_projector, wellflow_query '
            'USING (organization_id = (SELECT nullif(current_setting(''app.current_organization_id'', true), '''')::uuid)) '
            'WITH CHECK (organization_id = (SELECT nullif(current_setting(''app.current_organization_id'', true), '''')::uuid))',
            v_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON read.%I TO wellflow_projector', v_table);
        EXECUTE format('GRANT SELECT ON read.%I TO wellflow_query', v_table);
        EXECUTE format('CREATE POLICY custodian ON read.%I TO wellflow_custodian USING (true) WITH CHECK (true)', v_table);
        EXECUTE format('GRANT SELECT, DELETE ON read.%I TO wellflow_custodian', v_table);
    END LOOP;
END;
$$;

RESET ROLE;
