"""The contracts in specs/, whichever way they are written: statuses as integers, parameters and answers by reference, with
or without examples. What the tests send is theirs (customer.json), never taken from a contract."""

import copy
import json
import pathlib
import re

import service
import yaml

METHODS = ("get", "put", "post", "delete", "patch")


class Loader(yaml.SafeLoader):
    """YAML as the build step reads it: `no` is a word, and 2026-03-03 is a text."""


Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[1] in ("int", "float", "null", "merge")]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for letter, word in (("t", "true"), ("f", "false")):
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(f"^{word}$"), [letter])


def file(name: str) -> pathlib.Path:
    """The one file of the contract with this name."""
    (found,) = service.SPECS.glob(f"{name}-[0-9]*.yaml")
    return found


def read(name: str) -> dict:
    """The contract with this name, with all keys as texts and with what operations refer to written out."""
    return written_out(with_text_keys(yaml.load(file(name).read_text(), Loader)))


def operations(document: dict):
    """Path, method and operation of each."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def values(variable: dict) -> list[str]:
    """What a server variable can be, each value once; empty: anything. A list of one value names the usual one."""
    found = list(dict.fromkeys(str(value) for value in variable.get("enum", [])))
    return found if len(found) > 1 else []


def customer() -> dict:
    """A customer with something in every property."""
    return json.loads((pathlib.Path(__file__).parent / "customer.json").read_text())


def with_text_keys(node):
    if isinstance(node, dict):
        return {str(key): with_text_keys(value) for key, value in node.items()}
    return [with_text_keys(value) for value in node] if isinstance(node, list) else node


def written_out(document: dict) -> dict:
    """With the parameters of paths at their operations, and parameters, bodies and answers in place of references to them."""
    document = copy.deepcopy(document)

    def target(node: dict) -> dict:
        while "$ref" in node:
            found = document
            for step in node["$ref"].removeprefix("#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            node = found
        return copy.deepcopy(node)

    for path, item in document["paths"].items():
        shared = [target(it) for it in item.pop("parameters", [])]
        for operation in (item[method] for method in METHODS if method in item):
            own = [target(it) for it in operation.get("parameters", [])]
            names = {(it["in"], it["name"]) for it in own}
            parameters = [it for it in shared if (it["in"], it["name"]) not in names] + own
            # `;loc=de_DE` can follow any segment, and is no part of the path.
            operation["parameters"] = [it for it in parameters if it["in"] != "path" or f"{{{it['name']}}}" in path]
            if "requestBody" in operation:
                operation["requestBody"] = target(operation["requestBody"])
            operation["responses"] = {status: target(it) for status, it in operation["responses"].items()}
    return document
