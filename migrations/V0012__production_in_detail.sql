-- Production in detail: what a report says of an amount (so much, zero, no word, withheld), months of which only days are
-- known yet, and the days themselves.
SET LOCAL ROLE wellflow_owner;

-- Emptied by the migration before; the new version of the projection fills it again.
ALTER TABLE read.monthly_production
    ALTER COLUMN days_on DROP NOT NULL,
    ALTER COLUMN oil_bbl DROP NOT NULL,
    ALTER COLUMN gas_mcf DROP NOT NULL,
    ALTER COLUMN gas_base_psia DROP NOT NULL,
    ALTER COLUMN water_bbl DROP NOT NULL,
    ALTER COLUMN injection DROP NOT NULL,
    -- NULL while only days of the month are recorded: it counts nowhere.
    ALTER COLUMN effective_at DROP NOT NULL,
    ADD COLUMN condensate_bbl numeric(18, 4) CHECK (condensate_bbl >= 0),
    -- Present with gas_base_psia, where an amount of gas is stated.
    ADD COLUMN gas_base_temp_f text COLLATE "C",
    ADD COLUMN oil_said text COLLATE "C" NOT NULL,
    ADD COLUMN condensate_said text COLLATE "C" NOT NULL,
    ADD COLUMN gas_said text COLLATE "C" NOT NULL,
    ADD COLUMN water_said text COLLATE "C" NOT NULL,
    ADD COLUMN injection_said text COLLATE "C" NOT NULL,
    -- When its source last reported of it, by the source's own word.
    ADD COLUMN reported_at timestamptz,
    ADD CHECK ((oil_bbl IS NOT NULL) = (oil_said IN ('reported', 'zero'))),
    ADD CHECK ((condensate_bbl IS NOT NULL) = (condensate_said IN ('reported', 'zero'))),
    ADD CHECK ((gas_mcf IS NOT NULL) = (gas_said IN ('reported', 'zero'))),
    ADD CHECK ((gas_mcf IS NULL) = (gas_base_psia IS NULL) AND (gas_mcf IS NULL) = (gas_base_temp_f IS NULL)),
    ADD CHECK ((water_bbl IS NOT NULL) = (water_said IN ('reported', 'zero'))),
    ADD CHECK ((injection IS NOT NULL) = (injection_said IN ('reported', 'zero')));

-- One row per completion and day.
CREATE TABLE read.daily_production (
    organization_id     uuid NOT NULL,
    production_month_id uuid NOT NULL,
    day                 date NOT NULL,
    well_id             uuid NOT NULL,
    completion          text COLLATE "C" NOT NULL,
    -- The line as it is served.
    document            json NOT NULL,
    PRIMARY KEY (organization_id, production_month_id, day)
);

CREATE INDEX daily_production_well ON read.daily_production (organization_id, well_id, day, completion);

ALTER TABLE read.daily_production ENABLE ROW LEVEL SECURITY;
ALTER TABLE read.daily_production FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON read.daily_production TO wellflow_projector, wellflow_query
    USING (organization_id = (SELECT nullif(current_setting('app.current_organization_id', true), '')::uuid))
    WITH CHECK (organization_id = (SELECT nullif(current_setting('app.current_organization_id', true), '')::uuid));
CREATE POLICY custodian ON read.daily_production TO wellflow_custodian USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON read.daily_production TO wellflow_projector;
GRANT SELECT ON read.daily_production TO wellflow_query;
GRANT SELECT, DELETE ON read.daily_production TO wellflow_custodian;

RESET ROLE;
