-- 0003: the life of a data request around its confirmation: several links, deadlines, mails, keys of callers.

-- Made anew: columns come in between, and the checks of enumerations go. The program reads every value strictly.
CREATE TABLE requests_0003 (
    id              TEXT PRIMARY KEY,                   -- fixed at birth, like all down to received_at
    type            TEXT NOT NULL,
    shop_id         INTEGER NOT NULL REFERENCES shops (id),
    site            TEXT NOT NULL,                      -- the request is bound to it
    language        TEXT NOT NULL,
    received_at     INTEGER NOT NULL,
    subject         TEXT NOT NULL,                      -- the reference: the same text for the same person in a shop
    customer_number TEXT,                               -- the record on file; these four are gone after a purge
    guest_email     TEXT,
    guest_order     TEXT,
    address         TEXT,                               -- where mails go
    extended_at     INTEGER,
    extended_months INTEGER,
    paused          INTEGER NOT NULL DEFAULT 0,         -- milliseconds that the time stood still
    doubt_since     INTEGER,
    due_at          INTEGER NOT NULL,                   -- follows from the columns above; here to be searched
    reminded_at     INTEGER,
    purged_at       INTEGER,
    state           TEXT NOT NULL,                      -- moved by compare-and-set on the revision only
    confirmed_at    INTEGER,
    closed_at       INTEGER,
    outcome         TEXT,
    duplicate_of    TEXT,
    revision        INTEGER NOT NULL DEFAULT 0,
    CHECK (state <> 'pending' OR confirmed_at IS NULL),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((state = 'closed') = (outcome IS NOT NULL)),
    CHECK ((guest_email IS NULL) = (guest_order IS NULL)),
    CHECK ((extended_at IS NULL) = (extended_months IS NULL))
) STRICT, WITHOUT ROWID;

-- Each link confirms the request as long as it works; what was sent can only be taken back as a whole.
CREATE TABLE links (
    request_id TEXT NOT NULL REFERENCES requests_0003 (id),
    digest     BLOB NOT NULL CHECK (length(digest) = 32),   -- HMAC of the hash, which is stored nowhere
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (request_id, digest)
) STRICT, WITHOUT ROWID;

-- One calendar month, as far as SQL can tell: where the next month is shorter, the day is its last one.
INSERT INTO requests_0003 (id, type, shop_id, site, language, received_at, subject, customer_number, address, due_at,
                           state, confirmed_at, closed_at, outcome)
SELECT id, type, shop_id, site, 'en', received_at, 'customer:' || customer_number, customer_number, email,
       received_at % 86400000 + 1000 * min(
           unixepoch(received_at / 1000, 'unixepoch', 'start of day', '+1 month'),
           unixepoch(received_at / 1000, 'unixepoch', 'start of month', '+2 months', '-1 day')),
       state, confirmed_at, closed_at, outcome
FROM requests;
INSERT INTO links SELECT id, digest, link_expires_at FROM requests;
DROP TABLE requests;
ALTER TABLE requests_0003 RENAME TO requests;

CREATE INDEX requests_in_order ON requests (received_at, id);
-- Of several confirmed requests of one subject and type, one is worked on; of older ones there may be more.
CREATE INDEX requests_by_subject ON requests (shop_id, subject, type, state);
CREATE INDEX requests_pending ON requests (shop_id) WHERE state = 'pending';
CREATE INDEX requests_to_purge ON requests (shop_id, closed_at) WHERE state = 'closed' AND purged_at IS NULL;

-- To find a guest's record. In lower case as far as it is ASCII, as the program folds it.
ALTER TABLE customers ADD COLUMN email TEXT;
UPDATE customers SET email = lower(json_extract(document, '$.email')) WHERE json_valid(document);
CREATE INDEX customers_by_email ON customers (shop_id, email) WHERE email IS NOT NULL;

CREATE TABLE mails (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    request_id  TEXT NOT NULL REFERENCES requests (id),
    queued_at   INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    last_error  TEXT,
    status      TEXT NOT NULL,
    settled_at  INTEGER,
    sealed      BLOB,                                   -- what it says, encrypted; only as long as it waits
    CHECK ((status = 'waiting') = (settled_at IS NULL)),
    CHECK ((status = 'waiting') = (sealed IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX mails_waiting ON mails (next_try_at, id) WHERE status = 'waiting';
CREATE INDEX mails_by_request ON mails (request_id, queued_at);
CREATE INDEX mails_given_up ON mails (status) WHERE status = 'given-up';

-- What only one process may do at a time.
CREATE TABLE leases (
    name   TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency_keys (
    caller      TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    request_id  TEXT NOT NULL REFERENCES requests (id),
    at          INTEGER NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (at);

-- Wishes from the public form, until they are looked at.
CREATE TABLE submissions (
    id          TEXT PRIMARY KEY,
    received_at INTEGER NOT NULL,
    sealed      BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX submissions_in_order ON submissions (received_at, id);

-- A role for those who work on requests; one of that name that is there already stays as it is.
INSERT INTO roles (name) VALUES ('privacy-officer') ON CONFLICT (name) DO NOTHING;
INSERT INTO role_permissions
SELECT roles.id, permission.value
FROM roles, json_each('["manage-data-requests", "view-gdpr-relevant-data"]') AS permission
WHERE roles.name = 'privacy-officer' AND changes() = 1; -- of the statement before: it was not there
