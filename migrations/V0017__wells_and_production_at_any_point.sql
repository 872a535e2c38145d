-- Wells and production at any point: what each well showed when, and what each completion's month came to, as it was known
-- from one position of the ledger up to another.
--
-- A row is read where from_position <= P < to_position and effective_from <= E < effective_to, as in V0014. The indexes of
-- lists carry both axes, so that of all the rows a well has had only the one of the point is fetched.
SET LOCAL ROLE wellflow_owner;

CREATE TABLE read.well_history (
    organization_id uuid NOT NULL,
    well_id         uuid NOT NULL,
    from_position   bigint NOT NULL CHECK (from_position > 0),
    to_position     bigint NOT NULL DEFAULT 9223372036854775807 CHECK (to_position > from_position),
    effective_from  timestamptz NOT NULL,
    effective_to    timestamptz NOT NULL CHECK (effective_to > effective_from),
    from_day        date NOT NULL,
    to_day          date NOT NULL CHECK (to_day >= from_day),
    -- What lists are filtered and paged by; sort_key is the name in lower case.
    sort_key        text COLLATE "C" NOT NULL,
    status          text COLLATE "C" NOT NULL,
    phase           text COLLATE "C" NOT NULL,
    role            text COLLATE "C",
    operator        text COLLATE "C" NOT NULL,
    lease           text COLLATE "C",
    field           text COLLATE "C",
    state           text COLLATE "C",
    -- State and county as the agencies' number names them: 42-501.
    county          text COLLATE "C",
    -- The year of the first spud.
    vintage         integer,
    lat_e7          bigint CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
    lon_e7          bigint CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
    -- The newest event that is in the row.
    version         bigint NOT NULL CHECK (version > 0),
    -- The answer as it is served.
    document        json NOT NULL,
    PRIMARY KEY (organization_id, well_id, from_position, effective_from),
    CHECK ((lat_e7 IS NULL) = (lon_e7 IS NULL))
);

CREATE INDEX well_history_list ON read.well_history
    (organization_id, sort_key, well_id, from_position, to_position, effective_from, effective_to);
CREATE INDEX well_history_status ON read.well_history
    (organization_id, status, sort_key, well_id, from_position, to_position, effective_from, effective_to);
CREATE INDEX well_history_operator ON read.well_history
    (organization_id, operator, sort_key, well_id, from_position, to_position, effective_from, effective_to);
CREATE INDEX well_history_lease ON read.well_history
    (organization_id, lease, sort_key, well_id, from_position, to_position, effective_from, effective_to);
-- What is known now: a long stream is gone on with from it.
CREATE INDEX well_history_open ON read.well_history (organization_id, well_id, effective_to)
    WHERE to_position = 9223372036854775807;
-- One well at a point: its rows from an instant back.
CREATE INDEX well_history_point ON read.well_history (organization_id, well_id, effective_from);
CREATE INDEX well_history_place ON read.well_history
    (organization_id, lat_e7, lon_e7, from_position, to_position, effective_from, effective_to) WHERE lat_e7 IS NOT NULL;

-- One row for every word of a completion's month that changed what it counts for: as first reported, and as restated.
-- It counts from effective_from on, the first instant of the month's last day; nothing known ends that.
CREATE TABLE read.production_history (
    organization_id     uuid NOT NULL,
    production_month_id uuid NOT NULL,
    from_position       bigint NOT NULL CHECK (from_position > 0),
    to_position         bigint NOT NULL DEFAULT 9223372036854775807 CHECK (to_position > from_position),
    effective_from      timestamptz NOT NULL,
    effective_to        timestamptz NOT NULL CHECK (effective_to > effective_from),
    from_day            date NOT NULL,
    to_day              date NOT NULL CHECK (to_day >= from_day),
    well_id             uuid NOT NULL,
    completion          text COLLATE "C" NOT NULL,
    -- The first day of the month.
    month               date NOT NULL CHECK (extract(day FROM month) = 1),
    lease               text COLLATE "C",
    days_on             integer CHECK (days_on BETWEEN 0 AND 31),
    oil_bbl             numeric(18, 4) CHECK (oil_bbl >= 0),
    oil_said            text COLLATE "C" NOT NULL,
    condensate_bbl      numeric(18, 4) CHECK (condensate_bbl >= 0),
    condensate_said     text COLLATE "C" NOT NULL,
    gas_mcf             numeric(18, 4) CHECK (gas_mcf >= 0),
    gas_said            text COLLATE "C" NOT NULL,
    gas_base_psia       text COLLATE "C",
    gas_base_temp_f     text COLLATE "C",
    water_bbl           numeric(18, 4) CHECK (water_bbl >= 0),
    water_said          text COLLATE "C" NOT NULL,
    injection           numeric(18, 4) CHECK (injection >= 0),
    injection_said      text COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, production_month_id, from_position, effective_from),
    CHECK ((oil_bbl IS NOT NULL) = (oil_said IN ('reported', 'zero'))),
    CHECK ((condensate_bbl IS NOT NULL) = (condensate_said IN ('reported', 'zero'))),
    CHECK ((gas_mcf IS NOT NULL) = (gas_said IN ('reported', 'zero'))),
    CHECK ((gas_mcf IS NULL) = (gas_base_psia IS NULL) AND (gas_mcf IS NULL) = (gas_base_temp_f IS NULL)),
    CHECK ((water_bbl IS NOT NULL) = (water_said IN ('reported', 'zero'))),
    CHECK ((injection IS NOT NULL) = (injection_said IN ('reported', 'zero')))
);

CREATE INDEX production_history_well ON read.production_history
    (organization_id, well_id, month, completion, from_position, to_position);
CREATE INDEX production_history_lease ON read.production_history
    (organization_id, lease, month, from_position, to_position);
CREATE INDEX production_history_month ON read.production_history
    (organization_id, month, from_position, to_position);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['well_history', 'production_history'] LOOP
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
