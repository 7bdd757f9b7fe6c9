"""Erasures that were approved, each with the link from the mail that says so: for the page that takes them back."""

import email.policy
import json
import pathlib
import re
import time

import service

LINK = re.compile(r"(http\S+/gdpr-requests(/cancel)?\?Hash=([0-9a-f]+)&PersonalDataRequestID=([0-9a-f]+))")


class Approved:
    """Makes them in three steps for all at once, since each waits for mails. A running server sends these as files."""

    def __init__(self, site: service.Site):
        self.site = site

    def make(self, people: list[tuple[str, str]], confirm) -> list[dict]:
        """One for each shop and customer: its id, hash and shop. `confirm` is how a request is confirmed."""
        requests = {}
        for shop, customer in people:
            arguments = ["--type", "erasure", "--shop", shop, "--customer", customer, "--json"]
            requests[json.loads(self.site.command("request", "create", *arguments))["requestId"]] = shop
        links = self.mailed(requests, cancel=False)
        for request, shop in requests.items():
            confirm({"id": request, "hash": links[request], "shop": shop})
            plan = json.loads(self.site.command("request", "plan", request, "--json"))
            self.site.command("request", "approve", request, "--plan", plan["hash"])
        links = self.mailed(requests, cancel=True)
        return [{"id": request, "hash": links[request], "shop": shop} for request, shop in requests.items()]

    def mailed(self, requests: dict, cancel: bool) -> dict[str, str]:
        """The hashes that were mailed for these requests, once all are."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = {request: digest for request, digest, of in self.links() if of == cancel and request in requests}
            if len(found) == len(requests):
                return found
            time.sleep(0.1)
        raise SystemExit("mails do not arrive")

    def links(self):
        for file in pathlib.Path(self.site.directory, "gdpr.db.mail").glob("*.eml"):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            for _, cancel, digest, request in LINK.findall(mail.get_body(("plain",)).get_content()):
                yield request, digest, bool(cancel)
