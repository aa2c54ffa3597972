-- The machines, or their starts, that have reported as a prober: more than one in turn is a clone. Written only when
-- another one takes over, and never more than a handful of each prober.
CREATE TABLE prober_machine (
    tenant      TEXT NOT NULL,
    prober      TEXT NOT NULL,
    boot        TEXT NOT NULL,
    host        TEXT NOT NULL,
    from_peer   TEXT NOT NULL,
    since       INTEGER NOT NULL,
    returns     INTEGER NOT NULL,
    returned_at INTEGER,
    PRIMARY KEY (tenant, prober, boot),
    FOREIGN KEY (tenant, prober) REFERENCES prober (tenant, id)
) STRICT, WITHOUT ROWID;

-- When machines that share it last took turns.
ALTER TABLE prober ADD COLUMN shared_at INTEGER;
