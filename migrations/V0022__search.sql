-- Search: the words by which wells, leases, owners, AFEs and agreements are found, as they are known now.
--
-- A prefix is a range of words, whose comparison is leakproof: the index serves it under row level security, which @@ and LIKE
-- would not be (ADR 31).
SET LOCAL ROLE wellflow_owner;

CREATE TABLE read.search_entry (
    organization_id uuid NOT NULL,
    -- Made of the kind and the id of the thing: things of different kinds may have the same id.
    id              uuid NOT NULL,
    kind            text COLLATE "C" NOT NULL
        CHECK (kind IN ('well', 'lease', 'owner', 'afe', 'joint_operating_agreement')),
    -- The name or number in lower case; an owner's tells of a person.
    sort_key        text COLLATE "C" NOT NULL,
    -- The newest event that is in the row.
    version         bigint NOT NULL CHECK (version > 0),
    -- The answer as it is served.
    document        json NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE TABLE read.search_word (
    organization_id uuid NOT NULL,
    id              uuid NOT NULL,
    -- Letters and digits in lower case.
    key             text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL,
    -- How much it says of the thing: more for a name or number than for a description.
    weight          integer NOT NULL CHECK (weight > 0),
    PRIMARY KEY (organization_id, id, key)
);

CREATE INDEX search_word_prefix ON read.search_word (organization_id, key, kind, id);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['search_entry', 'search_word'] LOOP
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
        PERFORM read.keep_in_builds(v_table, 'search');
    END LOOP;
END;
$$;

RESET ROLE;
