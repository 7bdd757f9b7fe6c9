-- 0006: recipients are told of erasures (Art. 19 GDPR).

CREATE TABLE webhooks (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    endpoint    TEXT NOT NULL,                          -- its name in the configuration
    shop_id     INTEGER NOT NULL REFERENCES shops (id),
    erasure     TEXT NOT NULL,
    request_id  TEXT REFERENCES requests (id),          -- the one that the erasure was for, if any
    queued_at   INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    answer      TEXT,
    status      TEXT NOT NULL,
    settled_at  INTEGER,
    sealed      BLOB,                                   -- what it says, encrypted; only as long as it waits
    CHECK ((status = 'waiting') = (settled_at IS NULL)),
    CHECK ((status = 'waiting') = (sealed IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX webhooks_waiting ON webhooks (next_try_at, id) WHERE status = 'waiting';
CREATE INDEX webhooks_by_erasure ON webhooks (erasure);
CREATE INDEX webhooks_by_request ON webhooks (request_id) WHERE request_id IS NOT NULL;
