#!/usr/bin/env python3
"""A receiver of gdpr-server's webhooks, to start your own from. Needs Python 3.9 or later and nothing else.

    receiver.py --database DATABASE --key KEY_ID=FILE [--key KEY_ID=FILE ...] [--port PORT]

Each FILE has a key as the sender has it: base64, with or without "whsec_" in front. Several keys are for the time in which a key
is changed. The first line on standard output says where it listens.

Put TLS in front of it. It takes a notice only if it is signed under a key of this receiver, and not older than five minutes; and
does what a notice asks for once, however often it comes.
"""

import argparse
import base64
import hashlib
import hmac
import json
import pathlib
import re
import sqlite3
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# How far the clocks of sender and receiver may be apart, and how long a notice may be on its way, in seconds.
TOLERANCE = 300
# The sender gives up after four days. Who keeps ids for longer than that takes none twice.
IDS_KEPT = 30 * 86_400
# Longest body. Those of gdpr-server are far shorter.
MAX_BODY = 64 * 1024

SCHEMA = """
CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS seen_by_age ON seen (at);
CREATE TABLE IF NOT EXISTS to_forget (erasure TEXT, shop TEXT, customer TEXT, kept TEXT);
"""


def act(connection, notice):
    """What has to be done. In the transaction that remembers the id: both happen, or neither.

    Here: written down for somebody. Yours erases what it got of the customer, as far as no law of its own is against it.
    """
    if notice["type"] in ("customer.erased", "customer.partly-erased"):
        data = notice["data"]
        row = (data["erasureId"], data["shop"], data["customerNumber"], json.dumps(data["keptCategories"]))
        connection.execute("INSERT INTO to_forget VALUES (?, ?, ?, ?)", row)
    # Anything else (ping, and what later versions may tell of) asks for nothing.


class Refused(Exception):
    """A call that is none of the sender's. Its text is for the log, and repeats nothing of the call."""

    def __init__(self, status, why):
        super().__init__(why)
        self.status = status


def verified(headers, body, keys, now):
    """The id of a call that was signed under one of the keys, and not long ago."""

    def one(name):
        values = headers.get_all(name, [])
        if len(values) != 1:
            raise Refused(400, f"{name} is missing, or there more than once")
        return values[0]

    identifier, timestamp = one("webhook-id"), one("webhook-timestamp")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise Refused(400, "webhook-timestamp is no number of seconds")
    key = keys.get(one("webhook-key-id"))
    if key is None:
        raise Refused(401, "signed under a key that is not known here")
    # Over the bytes that came: JSON that is read and written again is another text.
    signed = identifier.encode() + b"." + timestamp.encode() + b"." + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    signatures = one("webhook-signature").split(" ")
    # In a time that does not tell how much of a guess was right.
    if not any(hmac.compare_digest(signature.encode(), expected.encode()) for signature in signatures):
        raise Refused(401, "the signature is another one")
    if abs(now - int(timestamp)) > TOLERANCE:
        raise Refused(401, "too old, or from the future: are both clocks right?")
    return identifier


def take(database, identifier, body, now):
    """Does what the notice asks for, unless that was done before. Gives back whether it was new."""
    notice = json.loads(body)
    connection = sqlite3.connect(database, timeout=10, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM seen WHERE at < ?", (now - IDS_KEPT,))
        added = connection.execute("INSERT INTO seen VALUES (?, ?) ON CONFLICT DO NOTHING", (identifier, now))
        is_new = added.rowcount == 1
        if is_new:
            act(connection, notice)
        connection.execute("COMMIT")
        return is_new
    finally:
        # Without a commit: as if it had not come.
        connection.close()


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 only after everything is on disk. After any other answer the sender comes again."""

    protocol_version = "HTTP/1.1"
    # For each read, in seconds.
    timeout = 10

    def do_POST(self):
        now = int(time.time())
        try:
            length = self.headers.get("content-length", "")
            if not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > MAX_BODY:
                raise Refused(413, "too long, or of unknown length")
            body = self.rfile.read(int(length))
            identifier = verified(self.headers, body, self.server.keys, now)
            said = "taken" if take(self.server.database, identifier, body, now) else "was here before"
            status = 204
        except Refused as why:
            status, said = why.status, str(why)
        except Exception as error:  # Whatever it is: not taken. Its text may hold what must not be logged.
            status, said = 500, type(error).__name__
        self.close_connection = True
        self.send_response_only(status)
        self.send_header("connection", "close")
        if status != 204:
            self.send_header("content-length", "0")
        self.end_headers()
        print(status, said, file=sys.stderr, flush=True)


def key(text):
    identifier, _, path = text.partition("=")
    encoded = pathlib.Path(path).read_text().strip().removeprefix("whsec_")
    return identifier, base64.b64decode(encoded, validate=True)


def main():
    parser = argparse.ArgumentParser(description="A receiver of gdpr-server's webhooks.")
    parser.add_argument("--database", required=True, help="what it remembers; made if it is not there")
    parser.add_argument("--key", required=True, action="append", type=key, metavar="KEY_ID=FILE")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    arguments = parser.parse_args()
    with sqlite3.connect(arguments.database) as connection:
        connection.executescript(SCHEMA)
    server = ThreadingHTTPServer(("127.0.0.1", arguments.port), Receiver)
    server.database, server.keys = arguments.database, dict(arguments.key)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
