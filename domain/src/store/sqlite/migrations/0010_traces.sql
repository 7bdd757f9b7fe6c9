-- 0010: the database itself notes what leaves traces. Each column that names a person, or holds something sealed or a key, is
-- watched by two triggers, so that no statement can forget to say so. store/sqlite/traces.rs has the test for it.

CREATE TABLE traces_0010 (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
    noted     INTEGER NOT NULL,          -- how often something was removed
    rewritten INTEGER NOT NULL,          -- so many of these are in no unused part of the file any more
    wiped     INTEGER NOT NULL,          -- and so many in no part of the log either
    since     INTEGER                    -- when traces that are not wiped were first seen; NULL: they were not looked at yet
) STRICT;
-- Until now, most removals were not noted.
INSERT INTO traces_0010 (only_row, noted, rewritten, wiped, since)
SELECT 1, EXISTS (SELECT 1 FROM customers) OR EXISTS (SELECT 1 FROM requests) OR EXISTS (SELECT 1 FROM traces), 0, 0,
       (SELECT since FROM traces);
DROP TABLE traces;
ALTER TABLE traces_0010 RENAME TO traces;

CREATE TRIGGER customers_deleted AFTER DELETE ON customers
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
CREATE TRIGGER customers_changed AFTER UPDATE OF number, document, email ON customers
WHEN OLD.number <> NEW.number OR OLD.document <> NEW.document OR coalesce(OLD.email <> NEW.email, OLD.email IS NOT NULL)
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;

CREATE TRIGGER requests_deleted AFTER DELETE ON requests
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
CREATE TRIGGER requests_changed
AFTER UPDATE OF subject, customer_number, guest_email, guest_order, address, plan ON requests
WHEN OLD.subject <> NEW.subject
  OR coalesce(OLD.customer_number <> NEW.customer_number, OLD.customer_number IS NOT NULL)
  OR coalesce(OLD.guest_email <> NEW.guest_email, OLD.guest_email IS NOT NULL)
  OR coalesce(OLD.guest_order <> NEW.guest_order, OLD.guest_order IS NOT NULL)
  OR coalesce(OLD.address <> NEW.address, OLD.address IS NOT NULL)
  OR coalesce(OLD.plan <> NEW.plan, OLD.plan IS NOT NULL)
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;

CREATE TRIGGER remains_deleted AFTER DELETE ON remains
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
CREATE TRIGGER remains_changed AFTER UPDATE OF document, pseudonyms ON remains
WHEN OLD.document <> NEW.document OR OLD.pseudonyms <> NEW.pseudonyms
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;

CREATE TRIGGER legal_holds_deleted AFTER DELETE ON legal_holds
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
CREATE TRIGGER legal_holds_changed AFTER UPDATE OF sealed ON legal_holds
WHEN OLD.sealed <> NEW.sealed
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;

CREATE TRIGGER mails_deleted AFTER DELETE ON mails
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
CREATE TRIGGER mails_changed AFTER UPDATE OF sealed ON mails
WHEN coalesce(OLD.sealed <> NEW.sealed, OLD.sealed IS NOT NULL)
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;

CREATE TRIGGER webhooks_deleted AFTER DELETE ON webhooks
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
CREATE TRIGGER webhooks_changed AFTER UPDATE OF sealed ON webhooks
WHEN coalesce(OLD.sealed <> NEW.sealed, OLD.sealed IS NOT NULL)
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;

CREATE TRIGGER submissions_deleted AFTER DELETE ON submissions
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
CREATE TRIGGER submissions_changed AFTER UPDATE OF sealed ON submissions
WHEN OLD.sealed <> NEW.sealed
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;

-- A caller may have made a key of a name or an address; and the fingerprint is of a body that names somebody.
CREATE TRIGGER idempotency_keys_deleted AFTER DELETE ON idempotency_keys
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
CREATE TRIGGER idempotency_keys_changed AFTER UPDATE OF caller, key, fingerprint ON idempotency_keys
WHEN OLD.caller <> NEW.caller OR OLD.key <> NEW.key OR OLD.fingerprint <> NEW.fingerprint
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;

CREATE TRIGGER packages_deleted AFTER DELETE ON packages
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
CREATE TRIGGER packages_changed AFTER UPDATE OF key ON packages
WHEN OLD.key <> NEW.key
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;

CREATE TRIGGER audit_keys_deleted AFTER DELETE ON audit_keys
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
CREATE TRIGGER audit_keys_changed AFTER UPDATE OF wrapped ON audit_keys
WHEN OLD.wrapped <> NEW.wrapped
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;

CREATE TRIGGER users_deleted AFTER DELETE ON users
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
CREATE TRIGGER users_changed AFTER UPDATE OF name, password_hash ON users
WHEN OLD.name <> NEW.name OR OLD.password_hash <> NEW.password_hash
BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END;
