"""Shows the pages of the running service to a real browser: see docs/testing.md."""

import contextlib
import itertools
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import approved  # noqa: E402
import service  # noqa: E402
import walk  # noqa: E402

KINDS = ["access", "erasure", "portability", "rectification", "restriction", "objection"]

# Shops, with what each has decided about its looks.
SHOPS = {
    "plain-shop": None,
    "bright-shop": 'name = "Muster & Söhne <Bücher>"\nlogo = "logo.svg"\ncolour = "#9c1c4a"\nbackground = "#fff6e5"\n',
    "dark-shop": 'name = "Nachtschicht"\ncolour = "#ffd166"\nbackground = "#15182b"\n',
}

LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 48"><style>text{font:600 26px sans-serif}</style>
<circle cx="24" cy="24" r="20" fill="#9c1c4a"/><path d="M14 14h20v20H14z" fill="#fff6e5"/>
<text x="56" y="33" fill="#9c1c4a">Muster &amp; Söhne</text></svg>
"""

# Guessing is what some tests do.
UNTHROTTLED = {"GDPR_THROTTLE_WRONG_HASHES_PER_MINUTE": "0"}
THROTTLED = {"GDPR_THROTTLE_WRONG_HASHES_PER_MINUTE": "2"}


def looks(folder: pathlib.Path) -> None:
    """The profiles of the shops."""
    for shop, profile in SHOPS.items():
        if profile:
            (folder / shop).mkdir(parents=True)
            (folder / shop / "shop.toml").write_text(profile)
            (folder / shop / "logo.svg").write_text(LOGO)


class Requests:
    """Makes requests, each of a customer of its own: so none is a duplicate of another."""

    def __init__(self, site: service.Site, each: int):
        self.site = site
        self.people = {}
        for shop in SHOPS:
            site.command("shop", "add", shop, "--site", f"{shop}-site")
            self.people[shop] = site.people(shop, each)

    def make(self, shop: str, kind: str = "access", customer: str | None = None, **settings: str) -> dict:
        customer = customer or self.people[shop].pop()
        request, digest = self.site.request(shop, customer, kind, **settings)
        return {"id": request, "hash": digest, "shop": shop, "kind": kind}

    def twice(self, shop: str) -> list[dict]:
        """Two of the same customer: once both are confirmed, the second is a duplicate."""
        customer = self.people[shop].pop()
        return [self.make(shop, customer=customer) for _ in range(2)]

    def withdrawn(self, shop: str) -> dict:
        request = self.make(shop)
        self.site.command("request", "withdraw", request["id"])
        return request


def confirm(server: service.Server, request: dict) -> None:
    path = f"/INTERSHOP/rest/WFS/{request['shop']}-site/rest/gdpr-requests/{request['id']}/confirmations"
    server.put(path, {"hash": request["hash"]})


def taken_back(site: service.Site, requests: Requests, server: service.Server) -> dict:
    """Erasures that were approved, and what became of them."""
    people = [*(("plain-shop", requests.people["plain-shop"].pop()) for _ in range(11))]
    people += [(shop, requests.people[shop].pop()) for shop in SHOPS]
    made = approved.Approved(site).make(people, lambda request: confirm(server, request))
    asked = made[-len(SHOPS) :]
    withdrawn, revoked, rejected, *rest = made[: -len(SHOPS)]
    site.command("request", "withdraw", withdrawn["id"])
    site.command("request", "revoke-approval", revoked["id"])
    site.command("request", "reject", rejected["id"], "--reason", "Invented")
    return {"approved": rest, "approvedAsked": asked, "withdrawn": withdrawn, "revoked": revoked, "rejected": rejected}


@contextlib.contextmanager
def may_fail(site: service.Site):
    """A server whose database cannot be written for a while: it logs errors, as it should. Nobody shares the database."""
    server = service.Server([service.binary(), "serve", "--listen", "127.0.0.1:0"], site.directory, site.settings)
    try:
        yield server
    finally:
        server.stop()


def main() -> int:
    service.leave_nothing_behind()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="page-tests-") as temporary:
        temporary = pathlib.Path(temporary)
        looks(temporary / "shops")
        site = service.Site(temporary, GDPR_SHOPS=str(temporary / "shops"))
        requests = Requests(site, 70)
        (temporary / "locked").mkdir()
        locked = service.Site(temporary / "locked")
        alone = Requests(locked, 1)
        # Its link ends while other tests run.
        expired = [requests.make(shop, GDPR_CONFIRMATION_LINK_LIFETIME="60s") for shop in SHOPS]
        ended = time.time() + 61
        twice = [requests.twice(shop) for shop in SHOPS]
        world = {
            "expired": expired,
            "expiredAt": ended,
            # Every kind at one shop, and one kind at every shop.
            "asked": [
                requests.make(shop, kind)
                for shop, kind in itertools.product(SHOPS, KINDS)
                if shop == "plain-shop" or kind == "erasure"
            ],
            "confirmed": [requests.make(shop) for shop in SHOPS],
            "closed": [requests.withdrawn(shop) for shop in SHOPS],
            "duplicate": [later for _, later in twice],
            "twice": requests.twice("plain-shop"),
            "last": [requests.make(shop) for shop in SHOPS],
            # To be used up: each by one test.
            "fresh": [requests.make("plain-shop") for _ in range(26)],
            "locked": {"directory": str(locked.directory), "request": alone.make("plain-shop")},
            "binary": str(service.binary()),
            "directory": str(temporary),
        }
        with site.serve(**UNTHROTTLED) as server, site.serve(**THROTTLED) as strict:
            with (
                site.serve(GDPR_PROXY_PATH_PREFIX="/privacy") as prefixed,
                may_fail(locked) as away,
                walk.shop(temporary / "walk") as walked,
            ):
                world |= {"origin": server.url, "strict": strict.url, "prefixed": prefixed.url, "away": away.url}
                world["walk"] = walked
                world |= taken_back(site, requests, server)
                for request in [*world["confirmed"], *itertools.chain(*twice)]:
                    confirm(server, request)
                code = browse(world)
    print(f"all of it took {time.monotonic() - begun:.0f} s")
    return code


def browse(world: dict) -> int:
    """Runs the tests in a process of their own."""
    # A proxy is not for the server of the test, and settings of the server are not for the browser.
    kept = {name: value for name, value in service.environment({}).items() if not re.fullmatch("(?i).*_proxy", name)}
    command = ["node", "--test-reporter=spec", HERE / "all.js"]
    return subprocess.run(command, env={**kept, "WORLD": json.dumps(world)}, timeout=900, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
