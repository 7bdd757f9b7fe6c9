-- 0001: who may do what where, the customers, and the requests they make.
-- Times are milliseconds since 1970-01-01T00:00:00Z; the caller supplies them, the database never does.

-- One tree; the root is the only row without a parent, and rows never move.
CREATE TABLE organizations (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    parent_id INTEGER REFERENCES organizations (id)
) STRICT;
CREATE UNIQUE INDEX one_root ON organizations ((parent_id IS NULL)) WHERE parent_id IS NULL;
INSERT INTO organizations (name) VALUES ('OmsSystem');

CREATE TABLE roles (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE role_permissions (
    role_id    INTEGER NOT NULL REFERENCES roles (id),
    permission TEXT NOT NULL,
    PRIMARY KEY (role_id, permission)
) STRICT, WITHOUT ROWID;
INSERT INTO roles (name) VALUES ('privacy-viewer');
INSERT INTO role_permissions SELECT id, 'view-gdpr-relevant-data' FROM roles WHERE name = 'privacy-viewer';

-- Staff and systems, never data subjects.
CREATE TABLE users (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL             -- argon2id, PHC string format
) STRICT;

-- A role holds at the organization and in everything below it.
CREATE TABLE grants (
    user_id         INTEGER NOT NULL REFERENCES users (id),
    role_id         INTEGER NOT NULL REFERENCES roles (id),
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    PRIMARY KEY (user_id, role_id, organization_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE shops (
    id              INTEGER PRIMARY KEY,
    name            TEXT NOT NULL UNIQUE,
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    site            TEXT NOT NULL
) STRICT;

-- One document a customer, in the contract's own schema and canonical form, beside the keys that rules need.
CREATE TABLE customers (
    id       INTEGER PRIMARY KEY,
    shop_id  INTEGER NOT NULL REFERENCES shops (id),
    number   TEXT NOT NULL,
    type     TEXT NOT NULL CHECK (type IN ('b2c', 'b2b')),
    document TEXT NOT NULL,
    UNIQUE (shop_id, number)
) STRICT;

CREATE TABLE requests (
    id              TEXT PRIMARY KEY,                                       -- fixed at birth, like all down to email
    type            TEXT NOT NULL CHECK (type IN ('access', 'erasure')),
    shop_id         INTEGER NOT NULL REFERENCES shops (id),
    site            TEXT NOT NULL,                                          -- the request is bound to it
    customer_number TEXT NOT NULL,
    email           TEXT,
    received_at     INTEGER NOT NULL,
    digest          BLOB NOT NULL CHECK (length(digest) = 32),              -- HMAC of the hash, which is stored nowhere
    link_expires_at INTEGER NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'closed')),  -- moved by compare-and-set only
    confirmed_at    INTEGER,
    closed_at       INTEGER,
    outcome         TEXT CHECK (outcome IN ('completed', 'rejected', 'withdrawn')),
    CHECK (state <> 'pending' OR confirmed_at IS NULL),
    CHECK (state <> 'confirmed' OR confirmed_at IS NOT NULL),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((state = 'closed') = (outcome IS NOT NULL))
) STRICT, WITHOUT ROWID;
