-- 0007: packages that data subjects fetch themselves, with a link from a mail and a second proof.

-- One a request. Stays behind its package, so that whoever opens it too late is told so.
CREATE TABLE package_links (
    request_id   TEXT PRIMARY KEY REFERENCES requests (id),
    digest       BLOB NOT NULL CHECK (length(digest) = 32),      -- HMAC of the hash, which is stored nowhere
    expires_at   INTEGER NOT NULL,
    wrong_proofs INTEGER NOT NULL DEFAULT 0                      -- how often a second proof was wrong
) STRICT, WITHOUT ROWID;
