-- 0002: the audit log. docs/audit.md has the rule behind `hash`.

-- Who did what, when. Nothing here refers to other tables: entries outlive what they tell of.
CREATE TABLE audit_entries (
    sequence   INTEGER PRIMARY KEY CHECK (sequence > 0),
    at         INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    action     TEXT NOT NULL,
    shop       TEXT,
    request_id TEXT,
    pseudonym  TEXT,                                            -- of the data subject
    from_state TEXT,
    to_state   TEXT,
    details    TEXT NOT NULL,                                   -- a JSON object of texts, none of them personal
    sealed     BLOB,                                            -- whom it is about, under the key of that subject
    previous   BLOB NOT NULL CHECK (length(previous) = 32),     -- the hash of the entry before it
    hash       BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_entries_of_request ON audit_entries (request_id) WHERE request_id IS NOT NULL;

-- No statement of this program changes an entry or takes one away, whatever is wrong with it.
CREATE TRIGGER audit_entries_are_never_changed BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'an entry of the audit log is never changed'); END;
CREATE TRIGGER audit_entries_are_never_deleted BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'an entry of the audit log is never deleted'); END;
-- Also by REPLACE, which deletes without asking the trigger above.
CREATE TRIGGER audit_entries_are_appended BEFORE INSERT ON audit_entries
WHEN EXISTS (SELECT 1 FROM audit_entries WHERE sequence >= NEW.sequence)
BEGIN SELECT RAISE(ABORT, 'an entry of the audit log is added behind all others'); END;

-- Where the log ends, authenticated under a key that is not in this database.
CREATE TABLE audit_head (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    sequence INTEGER NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    mac      BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT;
CREATE TRIGGER audit_head_is_never_deleted BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the head of the audit log is never deleted'); END;

-- One key a data subject, wrapped; deleting it is what makes their entries unreadable.
CREATE TABLE audit_keys (
    pseudonym TEXT PRIMARY KEY,
    wrapped   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
