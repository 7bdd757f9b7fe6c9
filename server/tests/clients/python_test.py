"""Calls every operation of the vendor's contracts, and gets every status that they declare, with clients that
openapi-generator made (python). See run.py."""

import datetime

import icm_gdpr
import iom_gdpr
from python_support import HOST, PORT, PROBLEM, WORLD, equal, refused, test

CONTAINER = "application/vnd.intershop.gdpr.v1+json"
CUSTOMER = "application/vnd.intershop.customer.v3+json"


# ----- ConfirmGDPRRequest


def confirmations(site=WORLD["sites"]["own"], application="rest", group="WFS"):
    # The URL in the contract is relative to the host, so that a user of this client has to give the whole of it.
    url = f"http://{WORLD['address']}/INTERSHOP/rest/{group}/{site}/{application}"
    return icm_gdpr.ConfirmationApi(icm_gdpr.ApiClient(icm_gdpr.Configuration(host=url)))


def with_hash(value):
    return icm_gdpr.GdprRequestConfirmationRO(hash=value)


def confirm(status, name):
    return test("ConfirmGDPRRequest", status, name)


def is_confirmed(answer, request, codes):
    equal(answer.infos[0].code, codes[0], "infos[0].code")
    equal(answer.infos[0].causes[0].code, codes[1], "infos[0].causes[0].code")
    equal(answer.data.hash, request["hash"], "data.hash")
    assert answer.links["self"].endswith(f"/gdpr-requests/{request['id']}/confirmations"), answer.links
    equal(answer.errors, None, "errors")


def is_refused(raised, code):
    equal(raised.headers["content-type"], CONTAINER, "media type")
    assert isinstance(raised.data, icm_gdpr.GdprContainerROV1), f"the answer was parsed as {type(raised.data)}"
    equal(raised.data.errors[0].code, code, "errors[0].code")
    equal(raised.data.errors[0].status, str(raised.status), "errors[0].status")
    equal(raised.data.infos, None, "infos")


FIRST_CODES = ("gdpr_request.confirmation.info", "gdpr_request.confirmed.info")
REPEAT_CODES = ("gdpr_request.already_confirmed.info", "gdpr_request.already_confirmed.info")
FIRST, STOREFRONT = WORLD["requests"]["first"], WORLD["requests"]["storefront"]
NOT_FOUND = icm_gdpr.exceptions.NotFoundException
UNPROCESSABLE = icm_gdpr.exceptions.UnprocessableEntityException

for name, body, code in [
    ("a wrong hash", with_hash("wrong"), "gdpr_request.hash_invalid.error"),
    ("an empty hash", with_hash(""), "gdpr_request.hash_missing.error"),
    ("no hash", icm_gdpr.GdprRequestConfirmationRO(), "gdpr_request.hash_missing.error"),
    ("no body", None, "gdpr_request.hash_missing.error"),
]:

    @confirm(422, name)
    def _(body=body, code=code):
        is_refused(refused(UNPROCESSABLE, confirmations().confirm_gdpr_request, FIRST["id"], body), code)


@confirm(404, "another site")
def _():
    api = confirmations(WORLD["sites"]["other"])
    raised = refused(NOT_FOUND, api.confirm_gdpr_request, FIRST["id"], with_hash(FIRST["hash"]))
    is_refused(raised, "gdpr_request.not_found.error")


@confirm(200, "the first confirmation")
def _():
    is_confirmed(confirmations().confirm_gdpr_request(FIRST["id"], with_hash(FIRST["hash"])), FIRST, FIRST_CODES)


@confirm(200, "a repeat")
def _():
    answer = confirmations().confirm_gdpr_request_with_http_info(FIRST["id"], with_hash(FIRST["hash"]))
    equal(answer.headers["content-type"], CONTAINER, "media type")
    is_confirmed(answer.data, FIRST, REPEAT_CODES)


@confirm(422, "a wrong hash after the confirmation")
def _():
    raised = refused(UNPROCESSABLE, confirmations().confirm_gdpr_request, FIRST["id"], with_hash("wrong"))
    is_refused(raised, "gdpr_request.hash_invalid.error")


@confirm(200, "as the storefront calls, in German, by another server group")
def _():
    api = confirmations(application="-;loc=de_DE;cur=EUR", group="BOS")
    answer = api.confirm_gdpr_request(STOREFRONT["id"], with_hash(STOREFRONT["hash"]))
    is_confirmed(answer, STOREFRONT, FIRST_CODES)
    assert "Anfrage" in answer.infos[0].message, f"not German: {answer.infos[0].message}"


for unknown in ["k3Vq7wH0T5mK_9xVb", "undefined", "ü /;%2F?#"]:

    @confirm(404, f"an unknown request, {unknown}")
    def _(unknown=unknown):
        raised = refused(NOT_FOUND, confirmations().confirm_gdpr_request, unknown, with_hash(FIRST["hash"]))
        is_refused(raised, "gdpr_request.not_found.error")


# ----- getCustomer


def customers(**credentials):
    server = {"protocol": "http", "domain": HOST, "port": PORT}
    return iom_gdpr.ShopApi(iom_gdpr.ApiClient(iom_gdpr.Configuration(server_variables=server, **credentials)))


def basic(user):
    user = WORLD["users"][user]
    return customers(username=user["name"], password=user["password"])


def bearer(user):
    return customers(access_token=WORLD["users"][user]["token"])


def get(status, name):
    return test("getCustomer", status, name)


def is_problem(raised):
    equal(raised.headers["content-type"], PROBLEM, "media type")


OWN, OTHER = WORLD["shops"]["own"], WORLD["shops"]["other"]
FULL = WORLD["customers"]["full"]
NUMBER = FULL["shopCustomerNumber"]
UNAUTHORIZED = iom_gdpr.exceptions.UnauthorizedException
FORBIDDEN = iom_gdpr.exceptions.ForbiddenException
GONE = iom_gdpr.exceptions.NotFoundException

for scheme, api in [("Basic", basic), ("Bearer", bearer)]:

    @get(200, f"everything there is, with {scheme}")
    def _(api=api):
        answer = api("viewer").get_customer_with_http_info(NUMBER, OWN)
        equal(answer.headers["content-type"], CUSTOMER, "media type")
        found = answer.data
        equal(found.to_dict(), iom_gdpr.Customer.from_dict(FULL).to_dict(), "the customer")
        equal(found.creation_date, datetime.datetime.fromisoformat(FULL["creationDate"]), "creationDate")
        equal(found.day_of_birth, datetime.date.fromisoformat(FULL["dayOfBirth"]), "dayOfBirth")
        equal((found.shop_customer_no, found.shop_customer_number), (NUMBER, NUMBER), "shopCustomerNo and -Number")
        order = found.orders[0]
        assert order.shop_order_no and order.shop_order_no == order.shop_order_number, "orders[0].shopOrderNo"
        position = order.order_positions[0]
        assert position.order_pos_no and position.order_pos_no == position.order_pos_number, "orderPosNo"
        invoice = found.invoice_and_credit_notes[0]
        equal(invoice.related_shop_order_nos, invoice.related_shop_order_numbers, "relatedShopOrderNos")
        assert invoice.related_shop_order_nos, "relatedShopOrderNos are missing"

    @get(403, f"no permission, with {scheme}")
    def _(api=api):
        is_problem(refused(FORBIDDEN, api("nobody").get_customer, NUMBER, OWN))

    @get(404, f"an unknown number, with {scheme}")
    def _(api=api):
        is_problem(refused(GONE, api("viewer").get_customer, "BB003", OWN))


@get(200, "a customer of whom little is known")
def _():
    number = WORLD["customers"]["minimal"]
    found = bearer("viewer").get_customer(number, OWN)
    equal((found.shop_customer_number, found.first_name, found.orders), (number, None, None), "the customer")


@get(200, "a number with characters that a path has to escape")
def _():
    odd = WORLD["customers"]["odd"]
    equal(bearer("viewer").get_customer(odd, OWN).shop_customer_number, odd, "shopCustomerNumber")


@get(200, "another shop, with permission everywhere")
def _():
    other = WORLD["customers"]["other"]
    equal(basic("root").get_customer(other, OTHER).shop_customer_number, other, "shopCustomerNumber")


VIEWER = WORLD["users"]["viewer"]
for name, credentials in [
    ("no credentials", {}),
    ("a wrong password", {"username": VIEWER["name"], "password": "wrong"}),
    ("an unknown user", {"username": "nobody-at-all", "password": VIEWER["password"]}),
    ("no token at all", {"access_token": "x.y.z"}),
    ("a forged token", {"access_token": VIEWER["token"][:-4] + "AAAA"}),
]:

    @get(401, name)
    def _(credentials=credentials):
        raised = refused(UNAUTHORIZED, customers(**credentials).get_customer, NUMBER, OWN)
        is_problem(raised)
        challenges = sorted(value.split(" ")[0] for value in raised.headers.getlist("www-authenticate"))
        equal(challenges, ["Basic", "Bearer"], "the schemes of the challenges")


for shop in [OTHER, "no-such-shop"]:

    @get(403, f"no permission at {shop}")
    def _(shop=shop):
        is_problem(refused(FORBIDDEN, bearer("viewer").get_customer, WORLD["customers"]["other"], shop))


@get(404, "a company")
def _():
    is_problem(refused(GONE, bearer("viewer").get_customer, WORLD["customers"]["company"], OWN))


@get(404, "an unknown shop, with permission everywhere")
def _():
    is_problem(refused(GONE, bearer("root").get_customer, NUMBER, "no-such-shop"))


# ----- deleteCustomer


def delete(status, name):
    return test("deleteCustomer", status, name)


for (scheme, api), number in zip([("Basic", basic), ("Bearer", bearer)], WORLD["customers"]["leaving"], strict=True):

    @delete(403, f"permission to see alone, with {scheme}")
    def _(api=api, number=number):
        is_problem(refused(FORBIDDEN, api("viewer").delete_customer, number, OWN))

    @delete(204, f"a customer, with {scheme}")
    def _(api=api, number=number):
        answer = api("eraser").delete_customer_with_http_info(number, OWN)
        equal((answer.status_code, answer.data, answer.headers.get("content-type")), (204, None, None), "the answer")

    @get(404, f"who was deleted, with {scheme}")
    def _(api=api, number=number):
        is_problem(refused(GONE, api("viewer").get_customer, number, OWN))

    @delete(404, f"who was deleted, with {scheme}")
    def _(api=api, number=number):
        is_problem(refused(GONE, api("eraser").delete_customer, number, OWN))


@delete(401, "no credentials")
def _():
    raised = refused(UNAUTHORIZED, customers().delete_customer, NUMBER, OWN)
    is_problem(raised)
    challenges = sorted(value.split(" ")[0] for value in raised.headers.getlist("www-authenticate"))
    equal(challenges, ["Basic", "Bearer"], "the schemes of the challenges")


for shop in [OTHER, "no-such-shop"]:

    @delete(403, f"no permission at {shop}")
    def _(shop=shop):
        is_problem(refused(FORBIDDEN, bearer("eraser").delete_customer, WORLD["customers"]["other"], shop))


@delete(404, "a company")
def _():
    is_problem(refused(GONE, bearer("eraser").delete_customer, WORLD["customers"]["company"], OWN))


@delete(404, "an unknown shop, with permission everywhere")
def _():
    is_problem(refused(GONE, bearer("root-eraser").delete_customer, NUMBER, "no-such-shop"))
