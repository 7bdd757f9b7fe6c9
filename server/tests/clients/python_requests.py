"""Walks through the management of data requests with a client that openapi-generator made (python). See run.py."""

import datetime

import data_requests
from data_requests import DataRequestState, DataRequestType
from python_support import PROBLEM, WORLD, equal, refused, test

SHOP = WORLD["shops"]["own"]
CUSTOMER = WORLD["customers"]["full"]["shopCustomerNumber"]
OFFICER, VIEWER = WORLD["users"]["officer"], WORLD["users"]["viewer"]
CONFIRMED = WORLD["requests"]["managed"]["id"]
REASON = data_requests.Rejection(reason="Invoices have to be kept for as long as tax law says.")
# What the tests hand on to each other, in the order in which they run.
MADE = {}


def client(**credentials):
    # The URL in the contract is relative to the host, so that a user of this client has to give the whole of it.
    host = f"http://{WORLD['address']}/rest/data-requests"
    return data_requests.ApiClient(data_requests.Configuration(host=host, **credentials))


STAFF = client(access_token=OFFICER["token"])
REQUESTS = data_requests.RequestsApi(STAFF)
CONFIRMATION = data_requests.ConfirmationApi(STAFF)
DEADLINE = data_requests.DeadlineApi(STAFF)
ENDING = data_requests.EndingApi(STAFF)
FULFILMENT = data_requests.FulfilmentApi(STAFF)
HOLDS = data_requests.LegalHoldsApi(STAFF)


def wish(**more):
    subject = data_requests.Subject(customer_number=CUSTOMER)
    return data_requests.NewDataRequest(**{"type": DataRequestType.ACCESS, "shop": SHOP, "subject": subject, **more})


def is_problem(raised, status, code):
    equal(raised.headers["content-type"], PROBLEM, "media type")
    assert isinstance(raised.data, data_requests.Problem), f"the answer was parsed as {type(raised.data)}"
    equal((raised.status, raised.data.status, raised.data.code), (status, status, code), "status and code")


@test("createDataRequest", 201, "a request of a customer")
def _():
    received = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
    answer = REQUESTS.create_data_request_with_http_info(wish(received_at=received), idempotency_key="python")
    made = answer.data
    equal(answer.headers["location"], f"/rest/data-requests/requests/{made.id}", "Location")
    equal((made.shop, made.site, made.type), (SHOP, WORLD["sites"]["own"], DataRequestType.ACCESS), "the request")
    equal((made.subject.customer_number, made.state), (CUSTOMER, DataRequestState.PENDING), "the request")
    due = datetime.datetime(2026, 2, 28, 11, tzinfo=datetime.timezone.utc)
    equal((made.received_at, made.due_at), (received, due), "the dates")
    MADE["first"] = made


@test("createDataRequest", 201, "the same call again")
def _():
    received = MADE["first"].received_at
    again = REQUESTS.create_data_request(wish(received_at=received), idempotency_key="python-2")
    MADE["second"] = REQUESTS.create_data_request(wish(received_at=received), idempotency_key="python-2")
    equal(MADE["second"], again, "the request")
    assert again.id != MADE["first"].id, "another key makes another request"


@test("createDataRequest", 422, "the same key with another body")
def _():
    raised = refused(data_requests.exceptions.UnprocessableEntityException, REQUESTS.create_data_request, wish(), "python")
    is_problem(raised, 422, "data_request.idempotency_key_reused.error")


@test("createDataRequest", 404, "nobody on file")
def _():
    unknown = wish(subject=data_requests.Subject(customer_number="C-4711"))
    raised = refused(data_requests.exceptions.NotFoundException, REQUESTS.create_data_request, unknown)
    is_problem(raised, 404, "data_request.unknown_subject.error")


@test("createDataRequest", 400, "an unknown language")
def _():
    raised = refused(data_requests.exceptions.BadRequestException, REQUESTS.create_data_request, wish(language="xx"))
    is_problem(raised, 400, "request.malformed.error")


@test("createDataRequest", 403, "no permission, with Basic")
def _():
    api = data_requests.RequestsApi(client(username=VIEWER["name"], password=VIEWER["password"]))
    raised = refused(data_requests.exceptions.ForbiddenException, api.create_data_request, wish())
    is_problem(raised, 403, "data_request.forbidden.error")


@test("listDataRequests", 401, "no credentials")
def _():
    raised = refused(data_requests.exceptions.UnauthorizedException, data_requests.RequestsApi(client()).list_data_requests)
    is_problem(raised, 401, "caller.unauthenticated.error")


@test("listDataRequests", 200, "page by page")
def _():
    wanted, found, cursor = {MADE["first"].id, MADE["second"].id}, [], None
    due = MADE["first"].due_at + datetime.timedelta(seconds=1)
    for _ in range(3):
        page = REQUESTS.list_data_requests(
            shop=SHOP, state=DataRequestState.PENDING, customer_number=CUSTOMER, due_before=due, limit=1, cursor=cursor
        )
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    equal(sorted(request.id for request in found), sorted(wanted), "the requests")
    equal([request for request in found if request.id == MADE["first"].id], [MADE["first"]], "the first one")


@test("showDataRequest", 200, "the request that was made")
def _():
    equal(REQUESTS.show_data_request(MADE["first"].id), MADE["first"], "the request")


@test("showDataRequest", 404, "an unknown one")
def _():
    raised = refused(data_requests.exceptions.NotFoundException, REQUESTS.show_data_request, "ü /;%2F?#")
    is_problem(raised, 404, "data_request.not_found.error")


@test("resendConfirmationMail", 202, "without and with an address")
def _():
    equal(CONFIRMATION.resend_confirmation_mail(MADE["first"].id).address, MADE["first"].address, "address")
    stated = data_requests.StatedAddress(email="elsewhere@example.org", reason="Showed a passport.")
    mail = data_requests.NewConfirmationMail(stated_address=stated)
    equal(CONFIRMATION.resend_confirmation_mail(MADE["first"].id, mail).address, "elsewhere@example.org", "address")


@test("doubtIdentity", 200, "doubts")
def _():
    doubted = DEADLINE.doubt_identity(MADE["first"].id, data_requests.IdentityDoubt(reason="Another name."))
    assert doubted.identity_doubt_since, "no doubts"


@test("settleIdentity", 200, "doubts that are settled")
def _():
    equal(DEADLINE.settle_identity(MADE["first"].id).identity_doubt_since, None, "identityDoubtSince")


@test("settleIdentity", 409, "no doubts")
def _():
    raised = refused(data_requests.exceptions.ConflictException, DEADLINE.settle_identity, MADE["first"].id)
    is_problem(raised, 409, "data_request.identity_not_doubted.error")


@test("approveDataRequest", 200, "a confirmed access request, without a plan")
def _():
    approved = FULFILMENT.approve_data_request(CONFIRMED)
    equal((approved.approved_by, approved.state), (f"staff:{OFFICER['name']}", DataRequestState.APPROVED), "the approval")
    assert approved.approved_at and approved.runs_at, "no times"


@test("revokeApproval", 200, "an approval")
def _():
    revoked = FULFILMENT.revoke_approval(CONFIRMED)
    equal((revoked.state, revoked.approved_at), (DataRequestState.CONFIRMED, None), "the request")


@test("placeLegalHold", 201, "one order")
def _():
    reason = "Claim about this order."
    hold = data_requests.NewLegalHold(shop=SHOP, customer_number=CUSTOMER, place="orders[]", record="O-l", reason=reason)
    MADE["hold"] = HOLDS.place_legal_hold(hold)
    equal((MADE["hold"].place, MADE["hold"].record, MADE["hold"].reason), ("orders[]", "O-l", reason), "the hold")
    equal(MADE["hold"].author, f"staff:{OFFICER['name']}", "who placed it")


@test("listLegalHolds", 200, "the hold that was placed")
def _():
    equal(HOLDS.list_legal_holds(shop=SHOP, customer_number=CUSTOMER).items, [MADE["hold"]], "the holds")


@test("showErasurePlan", 200, "what becomes of each record")
def _():
    erasure = REQUESTS.create_data_request(wish(type=DataRequestType.ERASURE))
    plan = FULFILMENT.show_erasure_plan(erasure.id)
    equal([record.outcome for record in plan.records if record.place == "."], ["erased"], "the customer's own data")
    equal([hold.record for hold in plan.unmatched_holds], ["O-l"], "holds without a record")
    approval = data_requests.NewApproval(plan=plan.hash)
    raised = refused(data_requests.exceptions.ConflictException, FULFILMENT.approve_data_request, erasure.id, approval)
    is_problem(raised, 409, "data_request.not_confirmed.error")
    ENDING.withdraw_data_request(erasure.id)


@test("releaseLegalHold", 204, "the hold that was placed")
def _():
    HOLDS.release_legal_hold(MADE["hold"].id, data_requests.HoldRelease(reason="Settled."))
    equal(HOLDS.list_legal_holds(shop=SHOP, customer_number=CUSTOMER).items, [], "the holds")


@test("extendDataRequest", 200, "a confirmed request")
def _():
    extended = DEADLINE.extend_data_request(CONFIRMED, data_requests.NewExtension(months=2, reason="Many orders."))
    equal((extended.extension.months, extended.state), (2, DataRequestState.CONFIRMED), "the extension")


@test("previewRejection", 200, "the mail that would be sent")
def _():
    preview = ENDING.preview_rejection(MADE["second"].id, REASON)
    assert REASON.reason in " ".join(preview.text.split()) and preview.subject and "<html" in preview.html, preview


@test("rejectDataRequest", 200, "a pending request")
def _():
    rejected = ENDING.reject_data_request(MADE["second"].id, REASON)
    equal((rejected.state, rejected.outcome), (DataRequestState.CLOSED, "rejected"), "the state")


@test("closeDataRequest", 409, "a request that nobody confirmed")
def _():
    raised = refused(data_requests.exceptions.ConflictException, ENDING.close_data_request, MADE["first"].id)
    is_problem(raised, 409, "data_request.not_confirmed.error")


@test("closeDataRequest", 200, "a confirmed request")
def _():
    closed = ENDING.close_data_request(CONFIRMED, data_requests.Closure(note="Sent by letter."))
    equal((closed.state, closed.outcome), (DataRequestState.CLOSED, "completed"), "the state")
    assert closed.closed_at and closed.confirmed_at, "no times"


@test("withdrawDataRequest", 200, "a pending request")
def _():
    withdrawn = ENDING.withdraw_data_request(MADE["first"].id, data_requests.Withdrawal(reason="Called."))
    equal((withdrawn.state, withdrawn.outcome), (DataRequestState.CLOSED, "withdrawn"), "the state")


@test("listDataRequestEvents", 200, "everything that happened")
def _():
    events = REQUESTS.list_data_request_events(MADE["first"].id).events
    # Mails are sent meanwhile, or not needed any more.
    done = [event.action for event in events if not event.action.startswith("mail-")]
    equal(done, ["created", "resent", "resent", "identity-doubted", "identity-settled", "withdrawn"], "the actions")
    equal({event.actor for event in events} - {"service"}, {f"staff:{OFFICER['name']}"}, "who did it")
    equal((events[0].details, events[0].to), ({"type": "access"}, DataRequestState.PENDING), "the first event")
    equal(events[-1].sequence, max(event.sequence for event in events), "the last number")
    equal([event.text for event in events if event.action == "withdrawn"], ["Called."], "why")


@test("submitPublicRequest", 202, "the same answer for everybody")
def _():
    api = data_requests.PublicFormApi(client())
    form = {"type": DataRequestType.ERASURE, "shop": SHOP, "email": "nobody@example.org"}
    answers = [
        api.submit_public_request(data_requests.PublicRequest(**form, customer_number=CUSTOMER)),
        api.submit_public_request(data_requests.PublicRequest(**form, order_number="4711", language="de")),
    ]
    assert answers[0].message and answers[0] == answers[1], answers
