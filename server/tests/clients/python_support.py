"""What the tests with python clients share. The world comes as JSON in WORLD; each test is told as one line of JSON."""

import json
import os

WORLD = json.loads(os.environ["WORLD"])
HOST, PORT = WORLD["address"].rsplit(":", 1)
PROBLEM = "application/problem+json"


def test(operation, status, name):
    """Runs the decorated function at once, and tells how it went."""

    def run(body):
        error = None
        try:
            body()
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
        print(json.dumps({"operation": operation, "status": status, "name": name, "error": error}), flush=True)

    return run


def equal(found, wanted, what):
    assert found == wanted, f"{what} is {found!r} instead of {wanted!r}"


def refused(exception, call, *arguments):
    """The exception that a call has to raise."""
    try:
        call(*arguments)
    except exception as raised:
        return raised
    raise AssertionError(f"a success instead of {exception.__name__}")
