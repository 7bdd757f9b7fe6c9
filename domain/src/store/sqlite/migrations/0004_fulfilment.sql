-- 0004: requests are carried out: approval, erasure, what has to be kept, legal holds.

ALTER TABLE requests ADD COLUMN approved_at INTEGER;
ALTER TABLE requests ADD COLUMN approved_by TEXT;
ALTER TABLE requests ADD COLUMN plan TEXT;                       -- the hash of an erasure's plan
ALTER TABLE requests ADD COLUMN runs_at INTEGER;                 -- not before
ALTER TABLE requests ADD COLUMN processing_since INTEGER;
ALTER TABLE requests ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN next_try_at INTEGER;
CREATE INDEX requests_to_carry_out ON requests (state, runs_at) WHERE state IN ('approved', 'processing');

-- What lets the data subject take an approved request back. One a request.
CREATE TABLE cancel_links (
    request_id TEXT PRIMARY KEY REFERENCES requests (id),
    digest     BLOB NOT NULL CHECK (length(digest) = 32),        -- HMAC of the hash, which is stored nowhere
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Erasures that were begun. Whoever was erased is known by a pseudonym alone.
CREATE TABLE erasures (
    id         TEXT PRIMARY KEY,
    shop_id    INTEGER NOT NULL REFERENCES shops (id),
    pseudonym  TEXT NOT NULL,
    request_id TEXT,
    begun_at   INTEGER NOT NULL,
    done_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX erasures_by_subject ON erasures (shop_id, pseudonym);
CREATE INDEX erasures_unfinished ON erasures (begun_at) WHERE done_at IS NULL;
CREATE INDEX erasures_by_request ON erasures (request_id) WHERE request_id IS NOT NULL;

-- What an erasure left, because it has to be kept.
CREATE TABLE remains (
    shop_id    INTEGER NOT NULL REFERENCES shops (id),
    pseudonym  TEXT NOT NULL,
    document   TEXT NOT NULL,
    pseudonyms TEXT NOT NULL,                                    -- a JSON list: texts in the document that are stand-ins
    erased_at  INTEGER NOT NULL,
    due_at     INTEGER,                                          -- when to look again whether it has to be kept
    rules      TEXT NOT NULL,                                    -- a digest of the rules it is kept after
    PRIMARY KEY (shop_id, pseudonym)
) STRICT, WITHOUT ROWID;
CREATE INDEX remains_due ON remains (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE legal_holds (
    id        TEXT PRIMARY KEY,
    shop_id   INTEGER NOT NULL REFERENCES shops (id),
    pseudonym TEXT NOT NULL,                                     -- of the customer whose records are held
    author    TEXT NOT NULL,
    since     INTEGER NOT NULL,
    sealed    BLOB NOT NULL                                      -- which records, and why
) STRICT, WITHOUT ROWID;
CREATE INDEX legal_holds_by_subject ON legal_holds (shop_id, pseudonym);

-- One row as long as unused parts of the file may still have what was deleted in them.
CREATE TABLE traces (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    since    INTEGER NOT NULL,
    noted    INTEGER NOT NULL                                    -- how often, so that none is lost while one is dealt with
) STRICT;
