-- 0013: by which the keys that are not in this database are known again.

CREATE TABLE key_checks (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL CHECK (length(value) = 32),     -- a MAC under the audit key; says nothing about the key itself
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
