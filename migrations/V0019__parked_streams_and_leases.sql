-- Streams a projection cannot read for now, events that are left out, and which projector follows which organizations.
SET LOCAL ROLE wellflow_owner;

-- A stream waits here, for a projection, from the event on that could not be taken in. What comes after it in the stream waits
-- in the ledger.
CREATE TABLE read.parked (
    organization_id uuid NOT NULL,
    projection      text NOT NULL,
    version         integer NOT NULL CHECK (version > 0),
    -- The build of the rows; what is written follows the checkpoint, which names it.
    build           integer NOT NULL DEFAULT coalesce(nullif(current_setting('app.read_build', true), '')::integer, 1),
    stream_kind     text COLLATE "C" NOT NULL,
    stream_id       uuid NOT NULL,
    -- The event that could not be taken in: the rows the stream feeds are short of everything from here on.
    first_position  bigint NOT NULL CHECK (first_position > 0),
    event_id        uuid NOT NULL,
    event_type      text NOT NULL,
    -- Why, in the words of whoever refused it.
    reason          text NOT NULL,
    parked_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- How often the stream was tried.
    attempts        bigint NOT NULL DEFAULT 1 CHECK (attempts > 0),
    PRIMARY KEY (organization_id, projection, build, stream_kind, stream_id)
);

-- Events that somebody decided to leave out, as far as the projection has read of it.
CREATE TABLE read.skipped_event (
    organization_id uuid NOT NULL,
    projection      text NOT NULL,
    version         integer NOT NULL CHECK (version > 0),
    -- The build of the rows; what is written follows the checkpoint, which names it.
    build           integer NOT NULL DEFAULT coalesce(nullif(current_setting('app.read_build', true), '')::integer, 1),
    event_id        uuid NOT NULL,
    stream_kind     text COLLATE "C" NOT NULL,
    stream_id       uuid NOT NULL,
    -- The position of the event that says so.
    decided_at      bigint NOT NULL CHECK (decided_at > 0),
    PRIMARY KEY (organization_id, projection, build, event_id)
);

-- Raised whenever one of the two tables changes for the checkpoint; 0 spares the look at them.
ALTER TABLE read.checkpoint ADD COLUMN repairs bigint NOT NULL DEFAULT 0 CHECK (repairs >= 0);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['parked', 'skipped_event'] LOOP
        EXECUTE format('ALTER TABLE read.%I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('ALTER TABLE read.%I FORCE ROW LEVEL SECURITY', v_table);
        EXECUTE format(
            'CREATE POLICY tenant ON read.%I TO wellflow_projector '
            'USING (organization_id = (SELECT nullif(current_setting(''app.current_organization_id'', true), '''')::uuid)) '
            'WITH CHECK (organization_id = (SELECT nullif(current_setting(''app.current_organization_id'', true), '''')::uuid))',
            v_table);
        EXECUTE format(
            'CREATE POLICY served ON read.%1$I FOR SELECT TO wellflow_query '
            'USING (organization_id = (SELECT nullif(current_setting(''app.current_organization_id'', true), '''')::uuid) '
            'AND build IN (SELECT c.build FROM read.checkpoint c WHERE c.projection = %1$I.projection '
            'AND c.organization_id = %1$I.organization_id AND c.state = ''served''))',
            v_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON read.%I TO wellflow_projector', v_table);
        EXECUTE format('GRANT SELECT ON read.%I TO wellflow_query', v_table);
        EXECUTE format('CREATE POLICY custodian ON read.%I TO wellflow_custodian USING (true) WITH CHECK (true)', v_table);
        EXECUTE format('GRANT SELECT, DELETE ON read.%I TO wellflow_custodian', v_table);
    END LOOP;
END;
$$;

-- How many streams wait, over all organizations.
CREATE POLICY sweep ON read.parked FOR SELECT TO wellflow_projector USING (true);

-- Organizations are shared out by buckets, not one by one: what is at rest costs nothing. Whoever takes a bucket over raises its
-- epoch, and a checkpoint moves only under the epoch of its bucket.
CREATE TABLE read.projector_lease (
    bucket integer PRIMARY KEY CHECK (bucket >= 0),
    holder uuid,
    epoch  bigint NOT NULL DEFAULT 1 CHECK (epoch > 0)
) WITH (fillfactor = 50);

INSERT INTO read.projector_lease (bucket) SELECT generate_series(0, 63);

-- The projectors there are. Each renews one row, by the clock of this database; what a projector holds is free once its row has
-- expired or is gone.
CREATE TABLE read.projector (
    projector_id uuid PRIMARY KEY,
    expires_at   timestamptz NOT NULL
) WITH (fillfactor = 50);

-- No organization's facts stand here: projectors see all of it, nobody else any.
DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['projector_lease', 'projector'] LOOP
        EXECUTE format('ALTER TABLE read.%I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('ALTER TABLE read.%I FORCE ROW LEVEL SECURITY', v_table);
        EXECUTE format('CREATE POLICY projector ON read.%I TO wellflow_projector USING (true) WITH CHECK (true)', v_table);
    END LOOP;
END;
$$;

GRANT SELECT, UPDATE ON read.projector_lease TO wellflow_projector;
GRANT SELECT, INSERT, UPDATE, DELETE ON read.projector TO wellflow_projector;

RESET ROLE;
