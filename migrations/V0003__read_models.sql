-- The read models: what the projector makes of the ledger and query-api serves.
--
-- Under row level security an index serves a filter only if its operator is leakproof, so every column that is filtered
-- or paged on is text, bigint, uuid, date, boolean or timestamptz. Numbers are only summed.
SET LOCAL ROLE wellflow_owner;

-- How far a projection has come in an organization's ledger. The projector moves it by compare-and-set, as the first
-- statement of the transaction that writes the rows.
CREATE TABLE read.checkpoint (
    projection       text NOT NULL,
    version          integer NOT NULL CHECK (version > 0),
    organization_id  uuid NOT NULL,
    -- Every event up to here is in the rows.
    position         bigint NOT NULL DEFAULT 0 CHECK (position >= 0),
    -- Raised when the rows are built anew; a projector that still holds the old one loses.
    epoch            bigint NOT NULL DEFAULT 1 CHECK (epoch > 0),
    -- The copy of the ledger the rows were made from; a restored ledger is another one.
    incarnation      uuid NOT NULL,
    -- The next instant at which a known fact takes effect and a row must be evaluated again.
    next_boundary_at timestamptz,
    PRIMARY KEY (projection, version, organization_id)
);

-- One row per well: what holds now. A row without a document is a well whose every fact still lies ahead.
CREATE TABLE read.well_summary (
    organization_id  uuid NOT NULL,
    well_id          uuid NOT NULL,
    -- What lists are filtered and paged by; sort_key is the name in lower case.
    sort_key         text COLLATE "C",
    name             text,
    api10            text COLLATE "C",
    status           text COLLATE "C",
    operator         text COLLATE "C",
    lease            text COLLATE "C",
    state            text COLLATE "C",
    lat_e7           bigint CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
    lon_e7           bigint CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
    -- The answer as it is served.
    document         json,
    -- The aggregate the document was made from, and what is needed to go on from it.
    aggregate        json NOT NULL,
    max_effective_at timestamptz,
    boundaries       timestamptz[] NOT NULL,
    next_boundary_at timestamptz,
    -- Events that made no sense in the state they met: [{"event_id", "position", "reason"}].
    anomalies        json NOT NULL,
    -- The newest event of the stream that is in the row or its boundaries.
    version          bigint NOT NULL CHECK (version > 0),
    position         bigint NOT NULL CHECK (position > 0),
    recorded_at      timestamptz NOT NULL,
    PRIMARY KEY (organization_id, well_id),
    CHECK ((document IS NULL) = (sort_key IS NULL)),
    CHECK ((lat_e7 IS NULL) = (lon_e7 IS NULL))
);

CREATE INDEX well_summary_list ON read.well_summary (organization_id, sort_key, well_id);
CREATE INDEX well_summary_status ON read.well_summary (organization_id, status, sort_key, well_id);
CREATE INDEX well_summary_operator ON read.well_summary (organization_id, operator, sort_key, well_id);
CREATE INDEX well_summary_lease ON read.well_summary (organization_id, lease, sort_key, well_id);
CREATE INDEX well_summary_state ON read.well_summary (organization_id, state, sort_key, well_id);
CREATE INDEX well_summary_place ON read.well_summary (organization_id, lat_e7, lon_e7) WHERE lat_e7 IS NOT NULL;
CREATE INDEX well_summary_boundary ON read.well_summary (organization_id, next_boundary_at)
    WHERE next_boundary_at IS NOT NULL;

-- One row per completion and month: the volumes that hold from effective_at on.
CREATE TABLE read.monthly_production (
    organization_id     uuid NOT NULL,
    production_month_id uuid NOT NULL,
    well_id             uuid NOT NULL,
    completion          text COLLATE "C" NOT NULL,
    -- The first day of the month.
    month               date NOT NULL CHECK (extract(day FROM month) = 1),
    lease               text COLLATE "C",
    days_on             integer NOT NULL CHECK (days_on BETWEEN 0 AND 31),
    oil_bbl             numeric(18, 4) NOT NULL CHECK (oil_bbl >= 0),
    gas_mcf             numeric(18, 4) NOT NULL CHECK (gas_mcf >= 0),
    -- The pressure the gas volume is stated at; volumes at different bases do not add up.
    gas_base_psia       text COLLATE "C" NOT NULL,
    water_bbl           numeric(18, 4) NOT NULL CHECK (water_bbl >= 0),
    injection           numeric(18, 4) NOT NULL CHECK (injection >= 0),
    effective_at        timestamptz NOT NULL,
    locked_at           timestamptz,
    aggregate           json NOT NULL,
    max_effective_at    timestamptz,
    anomalies           json NOT NULL,
    version             bigint NOT NULL CHECK (version > 0),
    position            bigint NOT NULL CHECK (position > 0),
    recorded_at         timestamptz NOT NULL,
    PRIMARY KEY (organization_id, production_month_id)
);

CREATE INDEX monthly_production_well ON read.monthly_production (organization_id, well_id, month, completion);
CREATE INDEX monthly_production_lease ON read.monthly_production (organization_id, lease, month);
CREATE INDEX monthly_production_month ON read.monthly_production (organization_id, month);

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['checkpoint', 'well_summary', 'monthly_production'] LOOP
        EXECUTE format('ALTER TABLE read.%I ENABLE ROW LEVEL SECURITY', v_table);
        EXECUTE format('ALTER TABLE read.%I FORCE ROW LEVEL SECURITY', v_table);
        EXECUTE format(
            'CREATE POLICY tenant ON read.%I TO wellflow_projector, wellflow_query '
            'USING (organization_id = (SELECT nullif(current_setting(''app.current_organization_id'', true), '''')::uuid)) '
            'WITH CHECK (organization_id = (SELECT nullif(current_setting(''app.current_organization_id'', true), '''')::uuid))',
            v_table);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON read.%I TO wellflow_projector', v_table);
        EXECUTE format('GRANT SELECT ON read.%I TO wellflow_query', v_table);
    END LOOP;
END;
$$;

-- The sweep asks in one statement which organizations have work waiting. It sees positions, never a tenant's facts.
CREATE POLICY sweep ON read.checkpoint FOR SELECT TO wellflow_projector USING (true);

RESET ROLE;
