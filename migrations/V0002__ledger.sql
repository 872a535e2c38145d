-- The ledger: one gapless sequence of events per organization. Nothing here is ever updated.
SET LOCAL ROLE wellflow_owner;

CREATE TABLE ledger.organizations (
    organization_id uuid PRIMARY KEY,
    slug            text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (slug)
);

-- A lock per organization, and the identity of this copy of its ledger. No append ever updates it: an updated row slows
-- down with every commit made since the oldest open snapshot.
CREATE TABLE ledger.head (
    organization_id uuid PRIMARY KEY,
    incarnation     uuid NOT NULL DEFAULT gen_random_uuid()
);

-- One row per organization and commit; the newest row is the tip.
CREATE TABLE ledger.commits (
    organization_id uuid NOT NULL,
    from_position   bigint NOT NULL,
    to_position     bigint NOT NULL,
    recorded_at     timestamptz NOT NULL,
    chain           bytea NOT NULL CHECK (octet_length(chain) = 32),
    PRIMARY KEY (organization_id, to_position),
    CHECK (from_position BETWEEN 1 AND to_position)
);

-- An instant is resolved to a position through this index.
CREATE INDEX commits_recorded_at ON ledger.commits (organization_id, recorded_at, to_position);

CREATE TABLE ledger.events (
    organization_id uuid NOT NULL,
    position        bigint NOT NULL CHECK (position > 0),
    aggregate_type  text NOT NULL,
    aggregate_id    uuid NOT NULL,
    sequence        bigint NOT NULL CHECK (sequence > 0),
    event_id        uuid NOT NULL,
    event_type      text NOT NULL,
    event_version   integer NOT NULL CHECK (event_version > 0),
    payload         json NOT NULL,
    metadata        json NOT NULL,
    effective_at    timestamptz NOT NULL,
    reported_at     timestamptz,
    recorded_at     timestamptz NOT NULL,
    command_id      uuid NOT NULL,
    supersedes      uuid,
    digest          bytea NOT NULL CHECK (octet_length(digest) = 32),
    PRIMARY KEY (organization_id, position),
    CONSTRAINT events_stream UNIQUE (organization_id, aggregate_type, aggregate_id, sequence)
);

-- What a command did, for ever: positions, never a response body. A success without events has from > to.
CREATE TABLE ledger.commands (
    organization_id uuid NOT NULL,
    command_id      uuid NOT NULL,
    fingerprint     bytea NOT NULL,
    from_position   bigint NOT NULL,
    to_position     bigint NOT NULL,
    PRIMARY KEY (organization_id, command_id)
);

-- Unique business keys, the fold of every claim and release.
CREATE TABLE ledger.claims (
    organization_id uuid NOT NULL,
    kind            text NOT NULL,
    key             text NOT NULL,
    aggregate_type  text NOT NULL,
    aggregate_id    uuid NOT NULL,
    PRIMARY KEY (organization_id, kind, key)
);

CREATE TABLE ledger.snapshots (
    organization_id  uuid NOT NULL,
    aggregate_type   text NOT NULL,
    aggregate_id     uuid NOT NULL,
    sequence         bigint NOT NULL,
    state_version    integer NOT NULL,
    state            json NOT NULL,
    max_effective_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, aggregate_type, aggregate_id, sequence, state_version)
);

-- Debezium's outbox columns, plus ours. Rows are inserted and never changed.
CREATE TABLE ledger.outbox (
    id              uuid NOT NULL,
    aggregatetype   text NOT NULL,
    aggregateid     text NOT NULL,
    type            text NOT NULL,
    payload         json NOT NULL,
    organization_id uuid NOT NULL,
    position        bigint NOT NULL,
    ordinal         integer NOT NULL,
    headers         json NOT NULL,
    PRIMARY KEY (organization_id, position, ordinal)
);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY
        ARRAY['organizations', 'head', 'commits', 'events', 'commands', 'claims', 'snapshots', 'outbox'] LOOP
        EXECUTE format('ALTER TABLE ledger.%I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('ALTER TABLE ledger.%I FORCE ROW LEVEL SECURITY', v_table);
        -- After the first set_config the setting is the empty string, not null; the sub-select makes it one evaluation
        -- per statement instead of one per row.
        EXECUTE format(
            'CREATE POLICY tenant ON ledger.%I FOR SELECT TO wellflow_command, wellflow_projector, wellflow_query '
            'USING (organization_id = (SELECT nullif(current_setting(''app.current_organization_id'', true), '''')::uuid))',
            v_table);
        -- The one writer, and the one place where organizations meet.
        EXECUTE format('CREATE POLICY writer ON ledger.%I TO wellflow_append USING (true) WITH CHECK (true)', v_table);
        EXECUTE format('GRANT SELECT ON ledger.%I TO wellflow_command, wellflow_projector, wellflow_query', v_table);
        EXECUTE format('GRANT SELECT, INSERT ON ledger.%I TO wellflow_append', v_table);
    END LOOP;
END;
$$;

-- A row lock asks for an UPDATE grant on some column; this one is never written.
GRANT UPDATE (organization_id) ON ledger.head TO wellflow_append;
-- Giving a business key up is the one removal the ledger knows.
GRANT DELETE ON ledger.claims TO wellflow_append;

RESET ROLE;
