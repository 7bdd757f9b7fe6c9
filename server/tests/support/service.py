"""The built binary with an invented world in it, for tests that are not written in Rust. Standard library alone."""

import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
SPECS = ROOT / "specs"
PASSWORD = "correct horse battery"

# The examples of the contract: what its documentation shows, exists.
SITE = "inSPIRED-inTRONICS-Site"
OTHER_SITE = "inSPIRED-Other-Site"
SHOP = "demo-shop"
OTHER_SHOP = "other-shop"

# May read the customers of SHOP; of every shop; of none.
VIEWER = "viewer"
ROOT_VIEWER = "root"
NOBODY = "nobody"
# May read and delete the customers of SHOP; of every shop.
ERASER = "eraser"
ROOT_ERASER = "root-eraser"
# May manage the requests of SHOP, and see whose they are; without the latter; both, of OTHER_SHOP.
OFFICER = "officer"
MANAGER = "manager"
ABROAD = "abroad"

# A number with every kind of character that a path has to escape.
ODD = "Kunde 1;x=%2F&ü?#"
MINIMAL = "C-1001"
COMPANY = "COMPANY"
OTHER = "OTHER-1"


def leave_nothing_behind() -> None:
    """Ends like any program that fails when it is told to end: the server is stopped, the directory removed."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))


def binary() -> pathlib.Path:
    """The binary that `cargo build` made."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    return ROOT / target / "debug" / "gdpr-server"


class Site:
    """A directory with a database, and the program to use it with: `settings` hold for every use."""

    def __init__(self, directory: pathlib.Path, **settings: str):
        self.directory = directory
        self.settings = settings

    def command(self, *arguments: str, stdin: str = "", **settings: str) -> str:
        """Runs a command that has to succeed, and gives back what it printed."""
        done = subprocess.run(
            [binary(), *arguments], cwd=self.directory, env=environment({**self.settings, **settings}), input=stdin, text=True,
            capture_output=True,
        )  # fmt: skip
        if done.returncode != 0:
            raise SystemExit(f"gdpr-server {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")
        return done.stdout

    def fill(self, full_customer: dict) -> None:
        """Two shops, users with and without permission, customers of all kinds."""
        self.command("shop", "add", SHOP, "--site", SITE)
        self.command("shop", "add", OTHER_SHOP, "--site", OTHER_SITE)
        for user in (VIEWER, ROOT_VIEWER, NOBODY, ERASER, ROOT_ERASER, OFFICER, MANAGER, ABROAD):
            self.command("user", "add", user, "--password-stdin", stdin=PASSWORD)
        self.command("user", "grant", VIEWER, "--role", "privacy-viewer", "--organization", SHOP)
        self.command("user", "grant", ROOT_VIEWER, "--role", "privacy-viewer", "--organization", "OmsSystem")
        self.command("role", "add", "eraser", "--permission", "view-gdpr-relevant-data", "delete-customer")
        self.command("user", "grant", ERASER, "--role", "eraser", "--organization", SHOP)
        self.command("user", "grant", ROOT_ERASER, "--role", "eraser", "--organization", "OmsSystem")
        self.command("role", "add", "request-manager", "--permission", "manage-data-requests")
        self.command("user", "grant", OFFICER, "--role", "privacy-officer", "--organization", SHOP)
        self.command("user", "grant", MANAGER, "--role", "request-manager", "--organization", SHOP)
        self.command("user", "grant", ABROAD, "--role", "privacy-officer", "--organization", OTHER_SHOP)
        self.customers(SHOP, full_customer, consumer(MINIMAL), consumer(ODD))
        self.customers(SHOP, {"shopCustomerNumber": COMPANY, "customerType": "b2b", "companyName": "Example Ltd."})
        self.customers(OTHER_SHOP, consumer(OTHER))

    def customers(self, shop: str, *documents: dict) -> None:
        lines = "".join(json.dumps(document) + "\n" for document in documents)
        self.command("customer", "import", "--shop", shop, "-", stdin=lines)

    # How many people were made up.
    known = 0

    def people(self, shop: str, count: int) -> list[str]:
        """The numbers of new customers: of two confirmed requests of the same person, one is a duplicate."""
        numbers = [f"P-{self.known + number}" for number in range(count)]
        self.known += count
        self.customers(shop, *({**consumer(number), "email": f"{number}@example.org"} for number in numbers))
        return numbers

    def request(self, shop: str, customer: str, kind: str = "access", **settings: str) -> tuple[str, str]:
        """A new pending request, whose link is handed over: its id, and the hash that confirms it."""
        arguments = ["request", "create", "--type", kind, "--shop", shop, "--customer", customer, "--print-link", "--json"]
        made = json.loads(self.command(*arguments, **settings))
        return made["requestId"], made["hash"]

    def state(self, request: str) -> str:
        return json.loads(self.command("request", "show", request, "--json"))["state"]

    def token(self, user: str) -> str:
        return self.command("token", "issue", "--user", user, "--ttl", "1h").strip()

    @contextlib.contextmanager
    def serve(self, listen: str = "127.0.0.1:0", **settings: str):
        """`gdpr-server serve` on a port of its own. Ends it, and fails when it logged an error or did not end well."""
        server = Server([binary(), "serve", "--listen", listen], self.directory, {**self.settings, **settings})
        try:
            yield server
        except BaseException:
            server.stop()
            raise
        trouble = server.stop()
        if trouble:
            raise SystemExit(trouble)


class Server:
    """A running server. `address` is its host and port."""

    def __init__(self, command: list, directory: pathlib.Path, settings: dict):
        # More than one can run in a directory.
        descriptor, log = tempfile.mkstemp(".log", "server-", directory)
        self.log = pathlib.Path(log)
        with os.fdopen(descriptor, "wb") as log:
            self.process = subprocess.Popen(
                command, cwd=directory, env=environment({**settings, "GDPR_LOG_FORMAT": "json"}),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        greeting = self.process.stdout.readline()
        listening = re.fullmatch(r"listening on http://(\S+)\n", greeting)
        if not listening:
            self.process.kill()
            self.process.wait()
            raise SystemExit(f"the server did not start: {greeting}{self.log.read_text()}")
        self.address = listening[1]
        self.url = f"http://{self.address}"
        # Nothing more is expected there; a full pipe would stop the server.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def stop(self) -> str:
        """SIGTERM; gives back what was wrong with it, if anything."""
        self.process.terminate()
        try:
            code = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "the server did not end within 30 seconds of SIGTERM"
        lines = self.log.read_text(errors="replace").splitlines()
        # Anything that is not a line of the log is a message of the runtime: a panic, an abort.
        bad = [line for line in lines if not line.startswith("{") or json.loads(line).get("level") == "ERROR"]
        if bad:
            return "the server logged {} errors:\n{}".format(len(bad), "\n".join(bad[:20]))
        return f"the server ended with {code}" if code else ""

    def put(self, path: str, document: dict) -> int:
        """Sends a document, and gives back the status of a success."""
        data = json.dumps(document).encode()
        headers = {"content-type": "application/json"}
        call = urllib.request.Request(self.url + path, data, headers, method="PUT")
        with urllib.request.urlopen(call, timeout=30) as answer:
            return answer.status


def consumer(number: str) -> dict:
    return {"shopCustomerNumber": number, "customerType": "b2c"}


def environment(settings: dict) -> dict:
    """Ours, without what would configure the server from outside, and with `settings`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GDPR_")}
    return {**kept, **settings}
