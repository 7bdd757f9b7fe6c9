-- 0009: each endpoint has a queue of its own.

DROP INDEX webhooks_waiting;
CREATE INDEX webhooks_waiting ON webhooks (endpoint, next_try_at, id) WHERE status = 'waiting';
