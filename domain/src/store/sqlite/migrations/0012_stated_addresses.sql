-- 0012: whether mails about a request go to an address that staff stated, and not to the one on file.

ALTER TABLE requests ADD COLUMN address_stated INTEGER NOT NULL DEFAULT 0;

-- Only the sealed history says which addresses were stated before. What is not the address on file counts as stated.
UPDATE requests SET address_stated = 1
WHERE address IS NOT NULL AND lower(address) IS NOT (
    SELECT email FROM customers
    WHERE customers.shop_id = requests.shop_id AND customers.number = requests.customer_number);

-- Packages are not fetched with a link that went there.
DELETE FROM package_links WHERE request_id IN (SELECT id FROM requests WHERE address_stated = 1);
