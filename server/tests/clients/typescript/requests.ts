// Walks through the management of data requests with a client that openapi-generator made (typescript-fetch). See ../run.py.

import {
    Configuration,
    ConfirmationApi,
    DataRequestState,
    DataRequestType,
    DeadlineApi,
    EndingApi,
    FulfilmentApi,
    LegalHoldsApi,
    ProblemFromJSON,
    PublicFormApi,
    RequestsApi,
} from './own';
import type { ConfigurationParameters, DataRequest, LegalHold, NewDataRequest } from './own';
import { equal, refused, test, world } from './support';

function configuration(parameters: ConfigurationParameters): Configuration {
    return new Configuration({ basePath: `http://${world.address}/rest/data-requests`, ...parameters });
}

async function problem(response: Response, code: string): Promise<void> {
    equal(response.headers.get('content-type'), 'application/problem+json', 'media type');
    const answer = ProblemFromJSON(await response.json());
    equal([answer.code, answer.status], [code, response.status], 'code and status in the body');
}

export async function requestTests(): Promise<void> {
    const { officer, viewer } = world.users;
    const shop = world.shops.own;
    const customerNumber = world.customers.full.shopCustomerNumber as string;
    const confirmed = { requestId: world.requests.managed.id };
    const staff = configuration({ accessToken: officer.token });
    const requests = new RequestsApi(staff);
    const confirmation = new ConfirmationApi(staff);
    const deadline = new DeadlineApi(staff);
    const ending = new EndingApi(staff);
    const fulfilment = new FulfilmentApi(staff);
    const legalHolds = new LegalHoldsApi(staff);
    const receivedAt = new Date('2026-01-31T12:00:00+01:00');
    const rejection = { reason: 'Invoices have to be kept for as long as tax law says.' };
    const wish = (more: Partial<NewDataRequest>): NewDataRequest => ({
        type: DataRequestType.Access,
        shop,
        subject: { customerNumber },
        ...more,
    });
    // What the tests hand on to each other, in the order in which they run.
    const made: Record<string, DataRequest> = {};
    const first = () => ({ requestId: made.first.id });
    const second = () => ({ requestId: made.second.id });

    await test('createDataRequest', 201, 'a request of a customer', async () => {
        const response = await requests.createDataRequestRaw({ newDataRequest: wish({ receivedAt }), idempotencyKey: 'ts' });
        made.first = await response.value();
        equal(response.raw.headers.get('location'), `/rest/data-requests/requests/${made.first.id}`, 'Location');
        equal([made.first.shop, made.first.site, made.first.type], [shop, world.sites.own, 'access'], 'the request');
        equal([made.first.subject?.customerNumber, made.first.state], [customerNumber, 'pending'], 'the request');
        const dates = [made.first.receivedAt.toISOString(), made.first.dueAt.toISOString()];
        equal(dates, ['2026-01-31T11:00:00.000Z', '2026-02-28T11:00:00.000Z'], 'the dates');
    });
    await test('createDataRequest', 201, 'the same call again', async () => {
        const call = { newDataRequest: wish({ receivedAt }), idempotencyKey: 'ts-2' };
        made.second = await requests.createDataRequest(call);
        equal(await requests.createDataRequest(call), made.second, 'the request');
        equal(made.second.id === made.first.id, false, 'another key makes the same request');
    });
    await test('createDataRequest', 422, 'the same key with another body', async () => {
        const call = requests.createDataRequest({ newDataRequest: wish({}), idempotencyKey: 'ts' });
        await problem(await refused(call, 422), 'data_request.idempotency_key_reused.error');
    });
    await test('createDataRequest', 404, 'nobody on file', async () => {
        const call = requests.createDataRequest({ newDataRequest: wish({ subject: { customerNumber: 'C-4711' } }) });
        await problem(await refused(call, 404), 'data_request.unknown_subject.error');
    });
    await test('createDataRequest', 400, 'an unknown language', async () => {
        const call = requests.createDataRequest({ newDataRequest: wish({ language: 'xx' }) });
        await problem(await refused(call, 400), 'request.malformed.error');
    });
    await test('createDataRequest', 403, 'no permission, with Basic', async () => {
        const api = new RequestsApi(configuration({ username: viewer.name, password: viewer.password }));
        await problem(await refused(api.createDataRequest({ newDataRequest: wish({}) }), 403), 'data_request.forbidden.error');
    });
    await test('listDataRequests', 401, 'no credentials', async () => {
        const call = new RequestsApi(configuration({})).listDataRequests({});
        await problem(await refused(call, 401), 'caller.unauthenticated.error');
    });
    await test('listDataRequests', 200, 'page by page', async () => {
        const found: DataRequest[] = [];
        const dueBefore = new Date(made.first.dueAt.getTime() + 1000);
        let cursor: string | undefined;
        do {
            const state = DataRequestState.Pending;
            const page = await requests.listDataRequests({ shop, state, customerNumber, dueBefore, limit: 1, cursor });
            found.push(...page.items);
            cursor = page.next;
        } while (cursor !== undefined && found.length < 3);
        equal(found.map(({ id }) => id).sort(), [made.first.id, made.second.id].sort(), 'the requests');
        equal(found.find(({ id }) => id === made.first.id), made.first, 'the first one');
    });
    await test('showDataRequest', 200, 'the request that was made', async () => {
        equal(await requests.showDataRequest(first()), made.first, 'the request');
    });
    await test('showDataRequest', 404, 'an unknown one', async () => {
        const call = requests.showDataRequest({ requestId: 'ü /;%2F?#' });
        await problem(await refused(call, 404), 'data_request.not_found.error');
    });
    await test('resendConfirmationMail', 202, 'without and with an address', async () => {
        equal((await confirmation.resendConfirmationMail(first())).address, made.first.address, 'address');
        const statedAddress = { email: 'elsewhere@example.org', reason: 'Showed a passport.' };
        const again = await confirmation.resendConfirmationMail({ ...first(), newConfirmationMail: { statedAddress } });
        equal(again.address, 'elsewhere@example.org', 'address');
    });
    await test('doubtIdentity', 200, 'doubts', async () => {
        const doubted = await deadline.doubtIdentity({ ...first(), identityDoubt: { reason: 'Another name.' } });
        equal(doubted.identityDoubtSince instanceof Date, true, 'identityDoubtSince is a time');
    });
    await test('settleIdentity', 200, 'doubts that are settled', async () => {
        equal((await deadline.settleIdentity(first())).identityDoubtSince, undefined, 'identityDoubtSince');
    });
    await test('settleIdentity', 409, 'no doubts', async () => {
        await problem(await refused(deadline.settleIdentity(first()), 409), 'data_request.identity_not_doubted.error');
    });
    await test('approveDataRequest', 200, 'a confirmed access request, without a plan', async () => {
        const approved = await fulfilment.approveDataRequest(confirmed);
        equal([approved.approvedBy, approved.state], [`staff:${officer.name}`, 'approved'], 'the approval');
        equal([approved.approvedAt instanceof Date, approved.runsAt instanceof Date], [true, true], 'there are times');
    });
    await test('revokeApproval', 200, 'an approval', async () => {
        const revoked = await fulfilment.revokeApproval(confirmed);
        equal([revoked.state, revoked.approvedAt], ['confirmed', undefined], 'the request');
    });
    const held: LegalHold[] = [];
    await test('placeLegalHold', 201, 'one order', async () => {
        const newLegalHold = { shop, customerNumber, place: 'orders[]', record: 'O-l', reason: 'Claim about this order.' };
        held.push(await legalHolds.placeLegalHold({ newLegalHold }));
        equal([held[0].place, held[0].record, held[0].author], ['orders[]', 'O-l', `staff:${officer.name}`], 'the hold');
    });
    await test('listLegalHolds', 200, 'the hold that was placed', async () => {
        equal((await legalHolds.listLegalHolds({ shop, customerNumber })).items, held, 'the holds');
    });
    await test('showErasurePlan', 200, 'what becomes of each record', async () => {
        const { id } = await requests.createDataRequest({ newDataRequest: wish({ type: DataRequestType.Erasure }) });
        const plan = await fulfilment.showErasurePlan({ requestId: id });
        const own = plan.records.filter(({ place }) => place === '.').map(({ outcome }) => outcome);
        equal([own, plan.unmatchedHolds.map(({ record }) => record)], [['erased'], ['O-l']], 'the plan');
        const approval = fulfilment.approveDataRequest({ requestId: id, newApproval: { plan: plan.hash } });
        await problem(await refused(approval, 409), 'data_request.not_confirmed.error');
        await ending.withdrawDataRequest({ requestId: id });
    });
    await test('releaseLegalHold', 204, 'the hold that was placed', async () => {
        await legalHolds.releaseLegalHold({ holdId: held[0].id as string, holdRelease: { reason: 'Settled.' } });
        equal((await legalHolds.listLegalHolds({ shop, customerNumber })).items, [], 'the holds');
    });
    await test('extendDataRequest', 200, 'a confirmed request', async () => {
        const newExtension = { months: 2, reason: 'Many orders.' };
        const extended = await deadline.extendDataRequest({ ...confirmed, newExtension });
        equal([extended.extension?.months, extended.state], [2, 'confirmed'], 'the extension');
    });
    await test('previewRejection', 200, 'the mail that would be sent', async () => {
        const preview = await ending.previewRejection({ ...second(), rejection });
        equal(preview.text.replace(/\s+/g, ' ').includes(rejection.reason), true, 'the text has the reason');
        equal([preview.subject.length > 0, preview.html.includes('<html')], [true, true], 'there is a subject and HTML');
    });
    await test('rejectDataRequest', 200, 'a pending request', async () => {
        const rejected = await ending.rejectDataRequest({ ...second(), rejection });
        equal([rejected.state, rejected.outcome], ['closed', 'rejected'], 'the state');
    });
    await test('closeDataRequest', 409, 'a request that nobody confirmed', async () => {
        await problem(await refused(ending.closeDataRequest(first()), 409), 'data_request.not_confirmed.error');
    });
    await test('closeDataRequest', 200, 'a confirmed request', async () => {
        const closed = await ending.closeDataRequest({ ...confirmed, closure: { note: 'Sent by letter.' } });
        equal([closed.state, closed.outcome], ['closed', 'completed'], 'the state');
        equal([closed.closedAt instanceof Date, closed.confirmedAt instanceof Date], [true, true], 'there are times');
    });
    await test('withdrawDataRequest', 200, 'a pending request', async () => {
        const withdrawn = await ending.withdrawDataRequest({ ...first(), withdrawal: { reason: 'Called.' } });
        equal([withdrawn.state, withdrawn.outcome], ['closed', 'withdrawn'], 'the state');
    });
    await test('listDataRequestEvents', 200, 'everything that happened', async () => {
        const { events } = await requests.listDataRequestEvents(first());
        // Mails are sent meanwhile, or not needed any more.
        const done = events.filter(({ action }) => !action.startsWith('mail-'));
        const actions = ['created', 'resent', 'resent', 'identity-doubted', 'identity-settled', 'withdrawn'];
        equal(done.map(({ action }) => action), actions, 'the actions');
        equal(done.every(({ actor }) => actor === `staff:${officer.name}`), true, 'staff did it');
        equal([events[0].details, events[0].to], [{ type: 'access' }, 'pending'], 'the first event');
        equal(done[5].text, 'Called.', 'why');
    });
    await test('submitPublicRequest', 202, 'the same answer for everybody', async () => {
        const api = new PublicFormApi(configuration({}));
        const form = { type: DataRequestType.Erasure, shop, email: 'nobody@example.org' };
        const known = await api.submitPublicRequest({ publicRequest: { ...form, customerNumber } });
        const unknown = await api.submitPublicRequest({ publicRequest: { ...form, orderNumber: '4711', language: 'de' } });
        equal([unknown, known.message.length > 0], [known, true], 'the answers');
    });
}
