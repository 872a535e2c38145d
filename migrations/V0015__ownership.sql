-- Who owns which share of what: the decks of every division, month by month, and as they were known at every position.
--
-- Rows hold on two axes. effective_from and effective_to are days on which a month begins (the month after the last one for
-- ever: 9999-12-31); from_position and to_position say from which position on the row was what is known, and at which one it
-- was no longer. A position and a day choose at most one row of a division, of an owner's kind of interest, of a change.
SET LOCAL ROLE wellflow_owner;

-- One row per division and months throughout which its decks stay the same.
CREATE TABLE read.division_history (
    organization_id uuid NOT NULL,
    division_id     uuid NOT NULL,
    effective_from  date NOT NULL CHECK (extract(day FROM effective_from) = 1),
    effective_to    date NOT NULL,
    from_position   bigint NOT NULL CHECK (from_position > 0),
    to_position     bigint NOT NULL,
    property_id     uuid NOT NULL,
    product         text COLLATE "C" NOT NULL CHECK (product IN ('all', 'oil', 'condensate', 'gas')),
    -- The instants at which its first month begins, and the first month after, where the property lies.
    begins_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    stage           text COLLATE "C" NOT NULL CHECK (stage IN ('drawn_up', 'in_force', 'ended')),
    after_payout    boolean NOT NULL,
    -- Lines of revenue that are held back.
    suspended       bigint NOT NULL CHECK (suspended >= 0),
    -- What the division is about.
    division        json NOT NULL,
    -- The decks that divide, as they are served; NULL where none does.
    cost            json,
    revenue         json,
    PRIMARY KEY (organization_id, division_id, effective_from, from_position),
    CHECK (effective_from < effective_to),
    CHECK (from_position < to_position)
);

CREATE INDEX division_history_property ON read.division_history (organization_id, property_id, division_id);

-- One row per owner, kind of interest and months throughout which the share stays the same.
CREATE TABLE read.interest_history (
    organization_id uuid NOT NULL,
    division_id     uuid NOT NULL,
    side            text COLLATE "C" NOT NULL CHECK (side IN ('cost', 'revenue')),
    owner_id        uuid NOT NULL,
    interest        text COLLATE "C" NOT NULL,
    effective_from  date NOT NULL CHECK (extract(day FROM effective_from) = 1),
    effective_to    date NOT NULL,
    from_position   bigint NOT NULL CHECK (from_position > 0),
    to_position     bigint NOT NULL,
    property_id     uuid NOT NULL,
    begins_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    -- Why it is held back; NULL where it is paid.
    reason          text COLLATE "C",
    -- The line as it is served.
    document        json NOT NULL,
    PRIMARY KEY (organization_id, division_id, side, owner_id, interest, effective_from, from_position),
    CHECK (effective_from < effective_to),
    CHECK (from_position < to_position)
);

CREATE INDEX interest_history_owner ON read.interest_history
    (organization_id, owner_id, property_id, division_id, side, interest);
CREATE INDEX interest_history_suspended ON read.interest_history
    (organization_id, property_id, division_id, side, owner_id, interest)
    WHERE reason IS NOT NULL;

-- One row per change of shares, and what it was known to change.
CREATE TABLE read.ownership_change (
    organization_id uuid NOT NULL,
    division_id     uuid NOT NULL,
    event_id        uuid NOT NULL,
    from_position   bigint NOT NULL CHECK (from_position > 0),
    to_position     bigint NOT NULL,
    -- The first day of the first month that is divided so.
    effective_from  date NOT NULL CHECK (extract(day FROM effective_from) = 1),
    -- The position of the event.
    position        bigint NOT NULL CHECK (position > 0),
    property_id     uuid NOT NULL,
    -- Whose shares change.
    owner_ids       uuid[] NOT NULL,
    -- The change as it is served.
    document        json NOT NULL,
    PRIMARY KEY (organization_id, division_id, event_id, from_position),
    CHECK (from_position < to_position)
);

CREATE INDEX ownership_change_day ON read.ownership_change (organization_id, effective_from, position);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['division_history', 'interest_history', 'ownership_change'] LOOP
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
