-- Wells in parts: phase, operating state, role and field as filters; wellbores, completions and tests as lists of their own.
--
-- The rows get another meaning, so the projections get another version: rows and checkpoints of the old one are emptied,
-- and the projector builds every organization anew. Until it is done, answers say up to which position they hold.
SET LOCAL ROLE wellflow_owner;

TRUNCATE read.checkpoint, read.well_summary, read.monthly_production;

ALTER TABLE read.well_summary
    ADD COLUMN phase text COLLATE "C",
    ADD COLUMN operating text COLLATE "C",
    ADD COLUMN role text COLLATE "C",
    ADD COLUMN field text COLLATE "C";

CREATE INDEX well_summary_phase ON read.well_summary (organization_id, phase, sort_key, well_id);
CREATE INDEX well_summary_role ON read.well_summary (organization_id, role, sort_key, well_id);
CREATE INDEX well_summary_field ON read.well_summary (organization_id, field, sort_key, well_id);

-- One row per wellbore: the agencies' and our own, the same bore once.
CREATE TABLE read.wellbore (
    organization_id uuid NOT NULL,
    well_id         uuid NOT NULL,
    -- Its place among the well's bores, from 1.
    place           bigint NOT NULL CHECK (place > 0),
    -- Twelve digits; our own first hole has none before they are stated.
    api12           text COLLATE "C",
    -- The answer as it is served.
    document        json NOT NULL,
    PRIMARY KEY (organization_id, well_id, place)
);

-- One row per completion.
CREATE TABLE read.completion (
    organization_id uuid NOT NULL,
    well_id         uuid NOT NULL,
    -- Its name within the well.
    completion      text COLLATE "C" NOT NULL,
    document        json NOT NULL,
    PRIMARY KEY (organization_id, well_id, completion)
);

-- One row per test: what flowed, whether the bore held, where the fluid stood.
CREATE TABLE read.well_test (
    organization_id uuid NOT NULL,
    well_id         uuid NOT NULL,
    tested_at       timestamptz NOT NULL,
    -- Its place among the well's tests, from 1.
    place           bigint NOT NULL CHECK (place > 0),
    kind            text COLLATE "C" NOT NULL
        CHECK (kind IN ('production', 'initial_potential', 'mechanical_integrity', 'fluid_level')),
    document        json NOT NULL,
    PRIMARY KEY (organization_id, well_id, tested_at, place)
);

CREATE INDEX well_test_kind ON read.well_test (organization_id, well_id, kind, tested_at, place);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['wellbore', 'completion', 'well_test'] LOOP
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
