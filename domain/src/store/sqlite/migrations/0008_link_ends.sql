-- 0008: when the last link of a request ends stands in the request, so that those that nobody can confirm any more are found
-- without looking at all that somebody still can.

ALTER TABLE requests ADD COLUMN links_end_at INTEGER NOT NULL DEFAULT 0;   -- follows from the links; 0: there are none
UPDATE requests
SET links_end_at = coalesce((SELECT max(expires_at) FROM links WHERE request_id = requests.id), 0);

DROP INDEX requests_pending;
CREATE INDEX requests_pending ON requests (shop_id, links_end_at) WHERE state = 'pending';
