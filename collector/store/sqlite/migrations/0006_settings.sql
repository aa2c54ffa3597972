-- What the program remembers of itself, by name: the key of known browsers, the time by which it keeps house.
CREATE TABLE setting (
    tenant TEXT NOT NULL,
    name   TEXT NOT NULL,
    value  TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

-- The last time that is known of: when something was last recorded.
INSERT INTO setting (tenant, name, value)
SELECT tenant, 'clock', strftime('%Y-%m-%dT%H:%M:%SZ', max(at) / 1000, 'unixepoch') FROM audit GROUP BY tenant;
