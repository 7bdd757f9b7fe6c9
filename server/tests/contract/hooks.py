"""What schemathesis is told beside the contract: which requests and customers there really are, and what every answer of
this service has to have. Loaded by schemathesis; see run.py."""

import json
import os
import pathlib
import re

import schemathesis
from hypothesis import strategies as st
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation

DIRECTORY = pathlib.Path(os.environ["CONTRACT_TEST_DIRECTORY"])
WORLD = json.loads((DIRECTORY / "world.json").read_text())
CALLS = (DIRECTORY / "calls.ndjson").open("a", buffering=1)


@schemathesis.hook
def after_call(context, case, response):
    """Takes down every call, for the judgement in the end."""
    meta = case.meta
    call = {
        "operation": case.operation.definition.raw["operationId"],
        "method": response.request.method,
        "status": response.status_code,
        "phase": meta.phase.name.value if meta else "check",
        "mode": meta.generation.mode.value if meta else "check",
    }
    CALLS.write(json.dumps(call) + "\n")


# What a header may hold: no control characters, and no space at its ends.
TEXT = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=80).map(str.strip)

# Headers that the contracts do not speak of and that clients send. None of them makes a right call wrong.
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Accept": st.sampled_from(WORLD["accept"]),
        "Accept-Language": st.one_of(st.sampled_from(["de", "de-AT, en;q=0.5", "fr", "*;q=0"]), TEXT),
        "X-Span-ID": st.one_of(st.just("order-42_b"), TEXT),
        # The storefront sends it, and the service does not look at it.
        "authentication-token": TEXT,
    },
)


@schemathesis.hook
def flatmap_case(context, case):
    """Headers of clients, and for every other case a request or a customer that there is, unless its path is meant to be
    wrong."""
    meta = case.meta
    if meta is None:
        return st.just(case)
    if meta.is_negative_at(ParameterLocation.PATH):
        return HEADERS.map(lambda headers: with_headers(case, headers))
    if "customers" in WORLD:
        drawn = st.tuples(HEADERS, st.sampled_from([None, *WORLD["customers"]]))
        return drawn.map(lambda it: about_customer(with_headers(case, it[0]), it[1]))
    if "managed" in WORLD:
        customers = st.sampled_from([None, *WORLD["numbers"]])
        ids = WORLD["reserved"].get(case.operation.definition.raw["operationId"], WORLD["managed"])
        drawn = st.tuples(HEADERS, st.sampled_from([None, *ids]), customers)
        return drawn.map(lambda it: managed(with_headers(case, it[0]), it[1], it[2]))
    requests = st.one_of(st.none(), st.sampled_from(WORLD["live"]), st.sampled_from(WORLD["dead"]))
    drawn = st.tuples(HEADERS, requests, st.booleans())
    return drawn.map(lambda it: about_request(with_headers(case, it[0]), it[1], it[2]))


def with_headers(case, headers):
    case.headers.update({name: value for name, value in headers.items() if value})
    return case


def about_customer(case, customer):
    if customer:
        case.path_parameters = {**case.path_parameters, "shopName": customer[0], "shopCustomerNumber": customer[1]}
    return case


def managed(case, request, number):
    """A request that there is, and a wish of this customer."""
    if request and "request-id" in (case.path_parameters or {}):
        case.path_parameters = {**case.path_parameters, "request-id": request}
    is_right = not case.meta.is_negative_at(ParameterLocation.BODY) and isinstance(case.body, dict)
    if number and is_right and "subject" in case.body:
        case.body = {"type": case.body["type"], "shop": WORLD["shop"], "subject": {"customerNumber": number}}
    if number and is_right and {"shop", "customerNumber", "reason"} <= case.body.keys():
        case.body = {"shop": WORLD["shop"], "customerNumber": number, "reason": case.body["reason"]}
    is_right = not case.meta.is_negative_at(ParameterLocation.QUERY)
    if number and is_right and case.operation.definition.raw["operationId"] == "listLegalHolds":
        case.query = {"shop": WORLD["shop"], "customerNumber": number}
    return case


def about_request(case, request, with_hash):
    if not request:
        return case
    names = {"request-id": request[0]}
    if "siteName" in case.path_parameters:
        names["siteName"] = WORLD["site"]
    case.path_parameters = {**case.path_parameters, **names}
    if with_hash and not case.meta.is_negative_at(ParameterLocation.BODY) and isinstance(case.body, dict):
        case.body = {**case.body, "hash": request[1]}
    return case


def header(response, name):
    values = response.headers.get(name)
    return values[0] if values else None


def is_confirmation(case):
    return case.operation.definition.raw["operationId"] == "ConfirmGDPRRequest"


@schemathesis.check
def every_answer_has_its_headers(context, response, case):
    assert header(response, "cache-control") == "no-store", "an answer that may be stored"
    assert header(response, "x-content-type-options") == "nosniff", "an answer that may be taken for something else"
    assert re.fullmatch("[A-Za-z0-9_-]{1,64}", header(response, "x-span-id") or ""), "an answer without a span id"
    assert header(response, "warning") is None and header(response, "server") is None, "a header that tells too much"


@schemathesis.check
def an_error_says_its_status_in_its_body(context, response, case):
    media_type = header(response, "content-type")
    if response.status_code < 400 or not response.content:
        return
    if media_type == "application/problem+json":
        assert response.json()["status"] == response.status_code
        assert response.json()["spanId"] == header(response, "x-span-id")
    else:
        assert media_type == "application/vnd.intershop.gdpr.v1+json", f"an error as {media_type}"
        assert response.json()["errors"][0]["status"] == str(response.status_code)
        assert "data" not in response.json() and "infos" not in response.json()


@schemathesis.check
def a_body_against_the_contract_is_malformed(context, response, case):
    """Stricter than negative_data_rejection, for which 404 and 422 would do as well."""
    meta = case.meta
    is_put = response.request.method == "PUT" and is_confirmation(case)
    if meta is None or not is_put or meta.is_negative_at(ParameterLocation.PATH):
        return
    body = case.body
    # docs/http-api.md: null says as much as nothing.
    is_wrong = body is not NOT_SET and (not isinstance(body, dict) or not isinstance(body.get("hash"), str | None))
    if is_wrong and response.status_code != 415:
        assert response.status_code == 400, f"{response.status_code} for a body that does not follow the contract"


@schemathesis.check
def one_challenge_for_each_scheme(context, response, case):
    """RFC 9110 section 11.6.1."""
    if response.status_code == 401:
        schemes = sorted(value.split(" ")[0] for value in response.headers.get("www-authenticate", []))
        assert schemes == ["Basic", "Bearer"], f"challenges for {schemes}"


@schemathesis.check
def a_confirmation_says_which_it_is(context, response, case):
    """The storefront takes these codes apart."""
    if response.status_code != 200 or response.request.method != "PUT" or not is_confirmation(case):
        return
    info = response.json()["infos"][0]
    codes = (info["code"], info["causes"][0]["code"])
    repeat = "gdpr_request.already_confirmed.info"
    assert codes in [("gdpr_request.confirmation.info", "gdpr_request.confirmed.info"), (repeat, repeat)], codes
    assert case.body is NOT_SET or response.json()["data"]["hash"] == case.body["hash"]


@schemathesis.check
def nothing_is_null_and_twins_are_equal(context, response, case):
    """Absent values are left out, and deprecated properties say what their successors say."""
    if response.status_code != 200 or not response.content:
        return
    media_type = header(response, "content-type")
    if media_type == "application/vnd.intershop.customer.v3+json":
        look_at(response.json())


def look_at(value):
    assert value is not None, "null in an answer"
    if isinstance(value, list):
        for item in value:
            look_at(item)
    if isinstance(value, dict):
        for name, member in value.items():
            look_at(member)
            for old, new in (("No", "Number"), ("Nos", "Numbers")):
                twin = name.removesuffix(old) + new
                if name.endswith(old) and name != "phoneNo":
                    assert value.get(twin) == member, f"{name} and {twin} differ"
