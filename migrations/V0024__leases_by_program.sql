-- Projectors of two programs beside each other, while a new version of a projection is rolled out.
--
-- Each keeps the builds of its own version, so that each must see every organization: shares are made among those of one
-- program, which is named by the versions of the projections it keeps. A program of before this migration goes on with the
-- leases it knows (read.projector_lease); they are of no use to later ones.
SET LOCAL ROLE wellflow_owner;

ALTER TABLE read.projector ADD COLUMN program text NOT NULL DEFAULT '';

-- An epoch is of one bucket, one program and one holder: a checkpoint that asks for it needs no more.
CREATE SEQUENCE read.lease_epochs;

CREATE TABLE read.program_lease (
    program text NOT NULL,
    bucket  integer NOT NULL CHECK (bucket >= 0),
    holder  uuid,
    epoch   bigint NOT NULL DEFAULT nextval('read.lease_epochs'),
    PRIMARY KEY (bucket, program)
) WITH (fillfactor = 50);

-- No organization's facts stand here: projectors see all of it, nobody else any.
ALTER TABLE read.program_lease ENABLE ROW LEVEL SECURITY;
ALTER TABLE read.program_lease FORCE ROW LEVEL SECURITY;
CREATE POLICY projector ON read.program_lease TO wellflow_projector USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE ON read.program_lease TO wellflow_projector;
GRANT USAGE ON SEQUENCE read.lease_epochs TO wellflow_projector;

RESET ROLE;
