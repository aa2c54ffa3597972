-- All times are milliseconds since 1970 (UTC), all secrets SHA-256 in hexadecimal. The tenant leads every key, so that
-- no query can meet another tenant's rows by accident and the schema can be distributed by it.

CREATE TABLE schema_version (
    version    INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE prober (
    tenant      TEXT NOT NULL,
    id          TEXT NOT NULL,
    install_id  TEXT NOT NULL,
    site        TEXT NOT NULL,
    host        TEXT NOT NULL,
    version     TEXT NOT NULL, -- as enrolled; what it reports since is in prober_report
    enrolled_at INTEGER NOT NULL,
    revoked_at  INTEGER,
    -- How many of its flow states count as what: an overview must not read them all.
    pass        INTEGER NOT NULL DEFAULT 0,
    warn        INTEGER NOT NULL DEFAULT 0,
    unknown     INTEGER NOT NULL DEFAULT 0,
    fail        INTEGER NOT NULL DEFAULT 0,
    skip        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, install_id)
) STRICT, WITHOUT ROWID;
-- The order of lists of hosts and of flows, alone and within a site.
CREATE INDEX prober_by_host ON prober (tenant, host, id);
CREATE INDEX prober_by_site ON prober (tenant, site, host, id);

-- One, or two while it rotates: the new one is not confirmed before it has been used.
CREATE TABLE credential (
    tenant     TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    prober     TEXT NOT NULL,
    confirmed  INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, sha256),
    FOREIGN KEY (tenant, prober) REFERENCES prober (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX credential_by_prober ON credential (tenant, prober);

CREATE TABLE enroll_token (
    tenant     TEXT NOT NULL,
    id         TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    site       TEXT NOT NULL,
    uses_left  INTEGER NOT NULL CHECK (uses_left >= 0),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, sha256)
) STRICT, WITHOUT ROWID;

-- Who has used a token for what: a repeated enrolment must be told from a second one.
CREATE TABLE enroll_token_use (
    tenant     TEXT NOT NULL,
    token      TEXT NOT NULL,
    prober     TEXT NOT NULL,
    credential TEXT NOT NULL,
    used_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant, token, prober, credential),
    FOREIGN KEY (tenant, token) REFERENCES enroll_token (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The last report of a prober, part by part. A report that says nothing new touches only this row.
CREATE TABLE prober_report (
    tenant      TEXT NOT NULL,
    prober      TEXT NOT NULL,
    part        INTEGER NOT NULL,
    parts       INTEGER NOT NULL,
    run_id      TEXT NOT NULL,
    digest      TEXT NOT NULL, -- empty: the next one must be read, whatever it says
    received_at INTEGER NOT NULL,
    observed_at INTEGER NOT NULL,
    version     TEXT NOT NULL,
    phase       TEXT NOT NULL,
    matrix      TEXT NOT NULL,
    roles       TEXT NOT NULL, -- JSON list
    interval_s  INTEGER NOT NULL,
    skew_s      INTEGER NOT NULL,
    spool       INTEGER NOT NULL,
    dropped     INTEGER NOT NULL,
    complete    INTEGER NOT NULL,
    PRIMARY KEY (tenant, prober, part),
    FOREIGN KEY (tenant, prober) REFERENCES prober (tenant, id)
) STRICT, WITHOUT ROWID;

-- Parts that changed something, so that the same part again is known even when a newer one has come since.
CREATE TABLE run (
    tenant      TEXT NOT NULL,
    prober      TEXT NOT NULL,
    run_id      TEXT NOT NULL,
    part        INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, prober, run_id, part),
    FOREIGN KEY (tenant, prober) REFERENCES prober (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_by_time ON run (tenant, received_at);

-- The part that a target's findings came with last; 0: its part has come again without it.
CREATE TABLE prober_target (
    tenant TEXT NOT NULL,
    prober TEXT NOT NULL,
    target TEXT NOT NULL,
    part   INTEGER NOT NULL,
    PRIMARY KEY (tenant, prober, target),
    FOREIGN KEY (tenant, prober) REFERENCES prober (tenant, id)
) STRICT, WITHOUT ROWID;

-- With rows of a kilobyte, a table with a separate key is smaller and quicker than one WITHOUT ROWID.
CREATE TABLE flow_state (
    tenant    TEXT NOT NULL,
    prober    TEXT NOT NULL,
    target    TEXT NOT NULL,
    flow      TEXT NOT NULL,
    from_role TEXT NOT NULL,
    to_role   TEXT NOT NULL,
    protocol  TEXT NOT NULL,
    ports     TEXT NOT NULL,
    finding   TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    counts_as TEXT NOT NULL,
    required  INTEGER NOT NULL,
    installed INTEGER NOT NULL,
    since     INTEGER NOT NULL, -- finding and counts_as are what they are
    seen_at   INTEGER NOT NULL, -- when it was written; its part's observed_at is newer where nothing has changed since
    essence   TEXT NOT NULL,
    text      TEXT NOT NULL,
    advice    TEXT NOT NULL,
    detail    TEXT NOT NULL,
    PRIMARY KEY (tenant, prober, target, flow),
    FOREIGN KEY (tenant, prober, target) REFERENCES prober_target (tenant, prober, target)
) STRICT;
-- Lists go from prober to prober; these say quickly which of a prober's states are meant. Outcomes need none: the
-- prober's own counts say whether it has any.
CREATE INDEX flow_state_by_flow ON flow_state (tenant, flow, prober);
CREATE INDEX flow_state_by_finding ON flow_state (tenant, finding, prober);

-- AUTOINCREMENT: a number is never given twice, as it is the cursor of those who follow events. (It has to be the whole
-- key for that.)
CREATE TABLE transition (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant       TEXT NOT NULL,
    prober       TEXT NOT NULL,
    target       TEXT NOT NULL,
    flow         TEXT NOT NULL,
    from_finding TEXT NOT NULL,
    from_outcome TEXT NOT NULL,
    to_finding   TEXT NOT NULL,
    to_outcome   TEXT NOT NULL,
    text         TEXT NOT NULL,
    at           INTEGER NOT NULL
) STRICT;
CREATE INDEX transition_by_time ON transition (tenant, at);
CREATE INDEX transition_by_prober ON transition (tenant, prober, at);
CREATE INDEX transition_by_flow ON transition (tenant, flow, at);

CREATE TABLE day (
    tenant  TEXT NOT NULL,
    day     TEXT NOT NULL, -- 2026-11-25
    broke   INTEGER NOT NULL DEFAULT 0,
    healed  INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    failing INTEGER NOT NULL DEFAULT 0, -- at its end
    PRIMARY KEY (tenant, day)
) STRICT, WITHOUT ROWID;

-- What is to be told to others, written together with its transition.
CREATE TABLE alert_outbox (
    tenant     TEXT NOT NULL,
    transition INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    sent_at    INTEGER,
    PRIMARY KEY (tenant, transition)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    tenant   TEXT NOT NULL,
    name     TEXT NOT NULL,
    role     TEXT NOT NULL CHECK (role IN ('viewer', 'admin')),
    password TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    tenant     TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    account    TEXT NOT NULL,
    csrf       TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, sha256),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session (tenant, account);

CREATE TABLE audit (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant    TEXT NOT NULL,
    at        INTEGER NOT NULL,
    who       TEXT NOT NULL,
    action    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    from_peer TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (tenant, at);

-- Written to find out whether anything can be.
CREATE TABLE heartbeat (
    tenant TEXT NOT NULL,
    beats  INTEGER NOT NULL,
    PRIMARY KEY (tenant)
) STRICT, WITHOUT ROWID;
