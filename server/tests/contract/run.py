"""Tests the running service against all contracts with schemathesis: see docs/testing.md."""

import argparse
import collections
import concurrent.futures
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import tomllib

import yaml

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import contracts  # noqa: E402
import service  # noqa: E402
from contracts import operations  # noqa: E402

ICM = "icm-gdpr"
IOM = "iom-gdpr"
OWN = "data-requests"

# Tests like these guess all the time.
LIMITS = ("WRONG_HASHES", "WRONG_PASSWORDS", "PUBLIC_FORMS")
UNTHROTTLED = {f"GDPR_THROTTLE_{limit}_PER_MINUTE": "0" for limit in LIMITS} | {"GDPR_REQUESTS_PUBLIC_FORM": "true"}
THROTTLED = {f"GDPR_THROTTLE_{limit}_PER_MINUTE": "5" for limit in LIMITS} | {"GDPR_REQUESTS_PUBLIC_FORM": "true"}


def beside_the_contracts() -> dict:
    return yaml.safe_load((HERE / "beside.yaml").read_text())["operations"]


def merged(document: dict, examples: dict) -> dict:
    """The contract with what stands in beside.yaml, and `examples` of its parameters by name."""
    document = copy.deepcopy(document)
    beside = beside_the_contracts()
    for _, _, operation in operations(document):
        extra = beside[operation["operationId"]]
        for parameter in operation.get("parameters", []):
            schema = extra.get("parameters", {}).get(parameter["name"])
            if schema and "enum" not in parameter["schema"]:
                parameter["schema"] = schema
            if parameter["name"] in examples:
                parameter.pop("example", None)
                values = examples[parameter["name"]]
                parameter["examples"] = {f"real{n}": {"value": value} for n, value in enumerate(values)}
        for status, response in extra.get("responses", {}).items():
            operation["responses"][status] = {**response, **operation["responses"].get(status, {})}
    return document


def with_nulls(document: dict) -> dict:
    """Our own contract, as schemathesis is to see it: with `null` for every member of a body that can be left out, which says
    as much (docs/http-api.md)."""
    document = copy.deepcopy(document)
    components = document["components"]
    for name in ("Subject", "NewDataRequest", "NewConfirmationMail", "Withdrawal", "Closure", "PublicRequest",
                 "NewApproval", "NewLegalHold"):  # fmt: skip
        schema = components["schemas"][name]
        for member, value in schema["properties"].items():
            if member not in schema.get("required", []):
                reference = {"allOf": [value]} if "$ref" in value else value
                schema["properties"][member] = {**reference, "nullable": True}
    return document


def with_server_in_paths(document: dict) -> dict:
    """The contract with its server's URL moved into its paths, variables as parameters: they are tested, too."""
    document = copy.deepcopy(document)
    (server,) = document["servers"]
    document["servers"] = [{"url": "/"}]
    document["paths"] = {server["url"] + path: item for path, item in document["paths"].items()}
    for _, _, operation in operations(document):
        for name, variable in server["variables"].items():
            schema = {"type": "string"}
            if values := contracts.values(variable):
                schema["enum"] = values
            example = str(variable["default"])
            operation["parameters"].append(
                {"name": name, "in": "path", "required": True, "schema": schema, "example": example}
            )
    return document


class Run:
    """One run of schemathesis."""

    def __init__(self, title: str, document: dict, base: str, cases: int, scheme: str = "", secret=None, **world):
        self.title = title
        self.document = document
        self.base = base
        self.cases = cases
        self.authentication = (scheme, secret)
        self.world = world
        self.calls = []
        self.held = False
        self.may_be_throttled = False
        # Statuses for right data beside those of schemathesis.toml, and answers that a run need not get.
        self.also_right = []
        self.unseen = set()

    def run(self, directory: pathlib.Path) -> None:
        directory.mkdir()
        (directory / "contract.json").write_text(json.dumps(self.document))
        configuration = (HERE / "schemathesis.toml").read_text()
        # A scenario is several calls, one after the other.
        scenarios = max(self.cases // 12, 1)
        configuration += f"\n[phases.stateful.generation]\nmax-examples = {scenarios}\n"
        if self.also_right:
            usual = tomllib.loads(configuration)["checks"]["positive_data_acceptance"]["expected-statuses"]
            written = f"expected-statuses = {json.dumps(usual)}"
            assert configuration.count(written) == 1
            configuration = configuration.replace(written, f"expected-statuses = {json.dumps(usual + self.also_right)}")
        scheme, secret = self.authentication
        if scheme:
            # JSON strings and lists are TOML as well.
            members = "\n".join(f"{name} = {json.dumps(value)}" for name, value in secret.items())
            configuration += f"\n[auth.openapi.{scheme}]\n{members}\n"
        (directory / "schemathesis.toml").write_text(configuration)
        (directory / "world.json").write_text(json.dumps(self.world))
        settings = {
            "SCHEMATHESIS_HOOKS": "hooks",
            "PYTHONPATH": str(HERE),
            "PYTHONDONTWRITEBYTECODE": "1",
            "CONTRACT_TEST_DIRECTORY": str(directory),
        }
        program = pathlib.Path(sys.executable).with_name("st")
        begun = time.monotonic()
        done = subprocess.run(
            [program, "--config-file", "schemathesis.toml", "run", "contract.json", "--url", self.base,
             "--checks", "all", "--max-examples", str(self.cases), "--continue-on-failure", "--no-color"],
            cwd=directory, env={**service.environment(settings)}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.seconds = time.monotonic() - begun
        calls = directory / "calls.ndjson"
        if calls.exists():
            self.calls = [json.loads(line) for line in calls.read_text().splitlines()]
        if done.returncode != 0 or os.environ.get("VERBOSE"):
            print(done.stdout)
        self.held = done.returncode == 0

    def report(self) -> None:
        print(f"{self.title}: {len(self.calls)} calls in {self.seconds:.0f} s")
        by_phase = collections.Counter(call["phase"] for call in self.calls)
        print("  phases    " + ", ".join(f"{phase} {count}" for phase, count in sorted(by_phase.items())))
        by_mode = collections.Counter(call["mode"] for call in self.calls)
        print("  data      " + ", ".join(f"{mode} {count}" for mode, count in sorted(by_mode.items())))
        by_status = collections.Counter(call["status"] for call in self.calls)
        print("  statuses  " + ", ".join(f"{status} {count}" for status, count in sorted(by_status.items())), flush=True)


def confirm(server: service.Server, site: str, request: tuple[str, str]) -> None:
    server.put(f"/INTERSHOP/rest/WFS/{site}/-/gdpr-requests/{request[0]}/confirmations", {"hash": request[1]})


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=600, help="how many examples a phase makes for an operation")
    arguments = arguments.parse_args()

    service.leave_nothing_behind()
    seed = tomllib.loads((HERE / "schemathesis.toml").read_text())["seed"]
    print(f"seed {seed}, {arguments.cases} cases a phase")
    begun = time.monotonic()
    icm, iom, own = contracts.read(ICM), contracts.read(IOM), with_nulls(contracts.read(OWN))

    with tempfile.TemporaryDirectory(prefix="contract-test-") as directory:
        directory = pathlib.Path(directory)
        site = service.Site(directory)
        site.fill(contracts.customer())
        # Their links end while the customers are tested.
        short_lived = {"GDPR_CONFIRMATION_LINK_LIFETIME": "60s"}
        people = iter(site.people(service.SHOP, 169))
        expired = [site.request(service.SHOP, next(people), **short_lived) for _ in range(3)]
        confirmed_then_expired = [site.request(service.SHOP, next(people), **short_lived) for _ in range(3)]
        ended = time.monotonic() + 61
        pending = [site.request(service.SHOP, next(people), kind) for kind in ["access", "erasure"] * 60]
        confirmed = [site.request(service.SHOP, next(people)) for _ in range(3)]
        managed = [site.request(service.SHOP, next(people), kind) for kind in ["access", "erasure"] * 15]
        # Nobody knows where a mail about these could go.
        # Of these no other operation makes an end before the ones that need them open.
        planned = [site.request(service.SHOP, next(people), "erasure") for _ in range(5)]
        approved = [site.request(service.SHOP, next(people)) for _ in range(5)]
        managed += [site.request(service.SHOP, service.MINIMAL) for _ in range(10)]
        elsewhere = [site.request(service.OTHER_SHOP, service.OTHER)]

        with site.serve(**UNTHROTTLED) as server:
            for request in confirmed + confirmed_then_expired + managed[:15] + approved:
                confirm(server, service.SITE, request)
            runs = run_all(customers(server, site, iom, arguments.cases), directory, "customers")
            while time.monotonic() < ended:
                time.sleep(0.5)
            world = {
                "accept": acceptable("application/vnd.intershop.gdpr.v1+json"),
                "site": service.SITE,
                "live": pending + confirmed,
                "dead": expired + confirmed_then_expired + elsewhere,
            }
            runs += run_all(confirmations(server, icm, arguments.cases, world), directory, "confirmations")
            ids, planned, approved = ([request for request, _ in it] for it in (managed, planned, approved))
            reserved = {
                "showErasurePlan": planned + ids[:5], "approveDataRequest": approved + ids[:5],
                "revokeApproval": approved + ids[:5],
            }  # fmt: skip
            runs += run_all(management(server, site, own, arguments.cases, ids, reserved), directory, "management")
            # Last: the customers that all others are about are among those who are deleted.
            runs += run_all(deletions(server, site, iom, arguments.cases), directory, "deletions")
        states = collections.Counter(site.state(request) for request, _ in pending)
        few = max(arguments.cases // 12, 20)
        with site.serve(**THROTTLED) as server:
            throttled = [
                customers(server, site, iom, few)[-1],
                confirmations(server, icm, few, world)[0],
                management(server, site, own, few, [], {})[-1],
            ]
            for run in throttled:
                run.title += ", throttled"
                run.may_be_throttled = True
            runs += run_all(throttled, directory, "throttled")

    failures = judge(runs)
    if states["confirmed"] < 10 or states["pending"] < 10:
        failures.append(f"of the requests that were pending, {dict(states)}: both should be many")
    failures += [f"schemathesis found failures in: {run.title}" for run in runs if not run.held]
    for failure in failures:
        print(f"FAILED: {failure}")
    calls = sum(len(run.calls) for run in runs)
    print(f"{calls} calls in {len(runs)} runs, {time.monotonic() - begun:.0f} s, {len(failures)} failures")
    return 1 if failures else 0


def run_all(runs: list[Run], directory: pathlib.Path, name: str) -> list[Run]:
    """Two at a time: they do not touch each other, and most of the time goes into making up calls."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        started = [pool.submit(run.run, directory / f"{name}-{number}") for number, run in enumerate(runs)]
        for run, future in zip(runs, started, strict=True):
            future.result()
            run.report()
    return runs


def acceptable(media_type: str) -> list[str]:
    """Accept headers that take the contract's media type."""
    return [media_type, "*/*", "application/*;q=0.1", f"text/html, {media_type.upper()};q=0.5, */*;q=0"]


def customers(server: service.Server, site: service.Site, iom: dict, cases: int) -> list[Run]:
    """The second contract, by everyone who may call it and some who may not."""
    world = {
        "accept": acceptable("application/vnd.intershop.customer.v3+json"),
        "customers": [
            [service.SHOP, "BB002"], [service.SHOP, service.MINIMAL], [service.SHOP, service.ODD],
            [service.SHOP, service.COMPANY], [service.OTHER_SHOP, service.OTHER], ["no-such-shop", "BB002"],
        ],
    }  # fmt: skip
    document = merged(iom, {})
    base = f"{server.url}/rest/gdpr"

    def basic(user: str) -> dict:
        return {"username": user, "password": service.PASSWORD}

    def bearer(user: str) -> dict:
        return {"bearer": site.token(user)}

    # A password costs the server some work by design: fewer cases with Basic.
    few = max(cases // 6, 1)
    return [
        Run("customers, Bearer, may see at the shop", document, base, cases, "bearerAuth", bearer(service.VIEWER), **world),
        Run("customers, Bearer, may see everywhere", document, base, cases, "bearerAuth", bearer(service.ROOT_VIEWER), **world),
        Run("customers, Bearer, no permission", document, base, few, "bearerAuth", bearer(service.NOBODY), **world),
        Run("customers, Basic, may see at the shop", document, base, few, "basicAuth", basic(service.VIEWER), **world),
        Run("customers, Basic, no permission", document, base, few, "basicAuth", basic(service.NOBODY), **world),
        Run("customers, no credentials", document, base, few, **world),
    ]  # fmt: skip


def deletions(server: service.Server, site: service.Site, iom: dict, cases: int) -> list[Run]:
    """The second contract, by those who may delete as well, each with customers of their own to begin with."""
    cases = max(cases // 6, 1)
    document = merged(iom, {})

    def run(where: str, user: str) -> Run:
        known = [[service.SHOP, number] for number in site.people(service.SHOP, 80)]
        known += [[service.SHOP, service.COMPANY], [service.OTHER_SHOP, service.OTHER], ["no-such-shop", "BB002"]]
        world = {"accept": acceptable("application/vnd.intershop.customer.v3+json"), "customers": known}
        token = {"bearer": site.token(user)}
        return Run(f"customers, Bearer, may delete {where}", document, f"{server.url}/rest/gdpr", cases, "bearerAuth", token, **world)

    return [run("at the shop", service.ERASER), run("everywhere", service.ROOT_ERASER)]


def confirmations(server: service.Server, icm: dict, cases: int, world: dict) -> list[Run]:
    """The first contract, at the URL it names and at any URL it allows."""
    real = {"request-id": [request for request, _ in world["live"][-3:] + world["dead"][:3]]}
    mounted = with_server_in_paths(icm)
    url = icm["servers"][0]["url"]
    for name, variable in icm["servers"][0]["variables"].items():
        url = url.replace(f"{{{name}}}", str(variable["default"]))
    return [
        Run("ConfirmGDPRRequest, at the contract's URL", merged(icm, real), server.url + url, cases, **world),
        Run("ConfirmGDPRRequest, at any URL", merged(mounted, real), server.url, cases, **world),
    ]


def management(server: service.Server, site: service.Site, own: dict, cases: int, ids: list[str], reserved: dict) -> list[Run]:
    """Our own contract, by those who may manage requests, see whose they are, do both at another shop, or nothing at all."""
    # Each of its operations gets fewer cases: there are many.
    cases = max(cases // 12, 10)
    few = max(cases // 3, 5)
    world = {
        "accept": acceptable("application/json"),
        "managed": [*ids, "unknown"],
        "reserved": {operation: [*ids, "unknown"] for operation, ids in reserved.items()},
        "shop": service.SHOP,
        # Somebody with an address, somebody without, and nobody.
        "numbers": ["BB002", service.MINIMAL, "C-4711"],
    }
    document = merged(own, {})
    base = f"{server.url}/rest/data-requests"

    def run(title: str, cases: int, user: str = "") -> Run:
        proof = ("bearerAuth", {"bearer": site.token(user)}) if user else ()
        made = Run(f"management of requests, {title}", document, base, cases, *proof, **world)
        # Texts that no schema tells from others: names with a slash, languages without mails, a subject known in two ways;
        # and what the state of a request does not allow.
        made.also_right = ["400", "409"]
        # Nothing is away here; the throttled run sees the other one.
        made.unseen = {429, 503}
        return made

    return [
        run("both permissions", cases, service.OFFICER),
        run("without seeing whose they are", few, service.MANAGER),
        run("permission at another shop", few, service.ABROAD),
        run("permission to see alone", few, service.VIEWER),
        run("no credentials", few),
    ]


def judge(runs: list[Run]) -> list[str]:
    """What is wrong with the runs as a whole."""
    failures = []
    seen = collections.defaultdict(set)
    wanted = {}
    unseen = collections.defaultdict(set)
    beside = beside_the_contracts()
    for run in runs:
        for call in run.calls:
            seen[call["operation"]].add(call["status"])
        for _, _, operation in operations(run.document):
            name = operation["operationId"]
            wanted[name] = {int(status) for status in [*operation["responses"], *beside[name]["http"]] if status.isdigit()}
            unseen[name] |= run.unseen | set(beside[name].get("unseen", []))
    for operation, statuses in wanted.items():
        for status in sorted(statuses - seen[operation] - unseen[operation]):
            failures.append(f"{operation} never answered {status}: the test does not reach it")
        for status in sorted(seen[operation] - statuses):
            failures.append(f"{operation} answered {status}, which neither the contract nor beside.yaml speaks of")
    for run in runs:
        if not run.may_be_throttled and any(call["status"] == 429 for call in run.calls):
            failures.append(f"429 from a service that should not throttle, in: {run.title}")
    faults = [call for run in runs for call in run.calls if call["status"] >= 500]
    failures += [f"{call['operation']} answered {call['status']}" for call in faults[:10]]
    return failures


if __name__ == "__main__":
    sys.exit(main())
