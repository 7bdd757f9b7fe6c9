-- 0011: the database knows where the ledger of erasures ends, which is apart from it.

-- One row, as soon as the ledger was compared for the first time.
CREATE TABLE ledger_end (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    lines    INTEGER NOT NULL,
    bytes    INTEGER NOT NULL,
    link     BLOB NOT NULL CHECK (length(link) = 32),            -- covers all these lines
    mac      BLOB NOT NULL CHECK (length(mac) = 32)              -- of the three, under a key that is not here
) STRICT;

-- Lines that wait to be written into it.
CREATE TABLE ledger_queue (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL,
    event TEXT NOT NULL,
    line  TEXT NOT NULL,
    UNIQUE (name, event)
) STRICT;
