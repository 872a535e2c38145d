-- AFEs and operating agreements on both axes of time, as V0014 has leases: a row is read where
-- from_position <= P < to_position and effective_from <= E < effective_to, or from_day <= D < to_day; a later position closes
-- it, nothing rewrites it.
--
-- An approval policy has no rows: an organization has one, and it is told from its stream.
SET LOCAL ROLE wellflow_owner;

CREATE TABLE read.afe_history (
    organization_id      uuid NOT NULL,
    afe_id               uuid NOT NULL,
    from_position        bigint NOT NULL CHECK (from_position > 0),
    to_position          bigint NOT NULL DEFAULT 9223372036854775807 CHECK (to_position > from_position),
    effective_from       timestamptz NOT NULL,
    effective_to         timestamptz NOT NULL CHECK (effective_to > effective_from),
    from_day             date NOT NULL,
    to_day               date NOT NULL CHECK (to_day >= from_day),
    -- The number in lower case.
    sort_key             text COLLATE "C" NOT NULL,
    status               text COLLATE "C" NOT NULL,
    kind                 text COLLATE "C" NOT NULL,
    well_id              uuid,
    lease_id             uuid,
    property_id          uuid,
    agreement_id         uuid,
    operator             uuid NOT NULL,
    -- Until when the parties may answer, while a ballot is open.
    ballot_deadline      timestamptz,
    -- Whether spent and promised are an overrun; NULL where nothing says when there is one.
    overrun              boolean,
    -- What boards add up; NULL before there is such a figure.
    estimated_usd        numeric,
    authorized_usd       numeric,
    committed_usd        numeric,
    actual_usd           numeric,
    version              bigint NOT NULL CHECK (version > 0),
    document             json NOT NULL,
    PRIMARY KEY (organization_id, afe_id, from_position, effective_from)
);

-- An AFE has a row for each of its facts, most of them closed: to_position lets an index pass over those.
CREATE INDEX afe_history_list ON read.afe_history (organization_id, sort_key, afe_id, to_position);
CREATE INDEX afe_history_status ON read.afe_history (organization_id, status, sort_key, afe_id, to_position);
CREATE INDEX afe_history_kind ON read.afe_history (organization_id, kind, sort_key, afe_id, to_position);
CREATE INDEX afe_history_agreement ON read.afe_history (organization_id, agreement_id, sort_key, afe_id, to_position);
CREATE INDEX afe_history_operator ON read.afe_history (organization_id, operator, sort_key, afe_id, to_position);
CREATE INDEX afe_history_well ON read.afe_history (organization_id, well_id, sort_key, afe_id, to_position)
    WHERE well_id IS NOT NULL;
CREATE INDEX afe_history_lease ON read.afe_history (organization_id, lease_id, sort_key, afe_id, to_position)
    WHERE lease_id IS NOT NULL;
CREATE INDEX afe_history_property ON read.afe_history (organization_id, property_id, sort_key, afe_id, to_position)
    WHERE property_id IS NOT NULL;
CREATE INDEX afe_history_overrun ON read.afe_history (organization_id, sort_key, afe_id, to_position)
    WHERE overrun;
CREATE INDEX afe_history_deadline ON read.afe_history (organization_id, ballot_deadline, afe_id, to_position)
    WHERE ballot_deadline IS NOT NULL;

-- Who was asked, or bears a part.
CREATE TABLE read.afe_party (
    organization_id uuid NOT NULL,
    afe_id          uuid NOT NULL,
    -- With the AFE the key of the row it belongs to.
    from_position   bigint NOT NULL,
    effective_from  timestamptz NOT NULL,
    owner_id        uuid NOT NULL,
    -- Whether its answer to the ballot that is open is missing.
    missing         boolean NOT NULL,
    sort_key        text COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, afe_id, from_position, effective_from, owner_id)
);

CREATE INDEX afe_party_list ON read.afe_party (organization_id, owner_id, sort_key, afe_id);

-- An organization has few agreements, and they change seldom: what one is found by stands in its row.
CREATE TABLE read.agreement_history (
    organization_id      uuid NOT NULL,
    agreement_id         uuid NOT NULL,
    from_position        bigint NOT NULL CHECK (from_position > 0),
    to_position          bigint NOT NULL DEFAULT 9223372036854775807 CHECK (to_position > from_position),
    effective_from       timestamptz NOT NULL,
    effective_to         timestamptz NOT NULL CHECK (effective_to > effective_from),
    from_day             date NOT NULL,
    to_day               date NOT NULL CHECK (to_day >= from_day),
    sort_key             text COLLATE "C" NOT NULL,
    status               text COLLATE "C" NOT NULL,
    operator             uuid NOT NULL,
    parties              uuid[] NOT NULL,
    leases               uuid[] NOT NULL,
    properties           uuid[] NOT NULL,
    version              bigint NOT NULL CHECK (version > 0),
    document             json NOT NULL,
    PRIMARY KEY (organization_id, agreement_id, from_position, effective_from)
);

CREATE INDEX agreement_history_list ON read.agreement_history (organization_id, sort_key, agreement_id, to_position);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['afe_history', 'afe_party', 'agreement_history'] LOOP
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
