-- 0005: packages for data subjects, until they are fetched.

-- One a request, as long as that is being carried out. The file lies beside the database, sealed.
CREATE TABLE packages (
    request_id TEXT PRIMARY KEY REFERENCES requests (id),
    file       TEXT NOT NULL UNIQUE,
    key        BLOB NOT NULL,                                    -- of the file, wrapped under a key that is not here
    made_at    INTEGER,                                          -- NULL: not ready
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
