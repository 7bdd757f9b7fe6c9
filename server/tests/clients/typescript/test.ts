// Calls every operation of the vendor's contracts, and gets every status that they declare, with clients that
// openapi-generator made (typescript-fetch). See ../run.py.

import { Configuration as IcmConfiguration, ConfirmationApi, GdprContainerROV1FromJSON } from './icm';
import { Configuration as IomConfiguration, CustomerFromJSON, CustomerToJSON, ShopApi } from './iom';
import { requestTests } from './requests';
import { equal, refused, test, world } from './support';
import type { GdprContainerROV1 } from './icm';
import type { ConfigurationParameters, Customer } from './iom';

// ----- ConfirmGDPRRequest

function confirmations(site = world.sites.own, application = 'rest', group = 'WFS'): ConfirmationApi {
    const basePath = `http://${world.address}/INTERSHOP/rest/${group}/${site}/${application}`;
    return new ConfirmationApi(new IcmConfiguration({ basePath }));
}

const confirm = (status: number, name: string, body: () => Promise<void>) => test('ConfirmGDPRRequest', status, name, body);

async function container(response: Response): Promise<GdprContainerROV1> {
    equal(response.headers.get('content-type'), 'application/vnd.intershop.gdpr.v1+json', 'media type');
    return GdprContainerROV1FromJSON(await response.json());
}

function isConfirmed(answer: GdprContainerROV1, hash: string, id: string, codes: [string, string]): void {
    equal(answer.infos?.[0].code, codes[0], 'infos[0].code');
    equal(answer.infos?.[0].causes?.[0].code, codes[1], 'infos[0].causes[0].code');
    equal(answer.data?.hash, hash, 'data.hash');
    // A text, or whatever the contract says of links.
    equal(String(answer.links?.self).endsWith(`/gdpr-requests/${id}/confirmations`), true, 'links.self ends with the path');
    equal(answer.errors, undefined, 'errors');
}

async function isRefused(response: Response, code: string): Promise<void> {
    const answer = await container(response);
    equal(answer.errors?.[0].code, code, 'errors[0].code');
    equal(answer.errors?.[0].status, String(response.status), 'errors[0].status');
    equal(answer.infos, undefined, 'infos');
}

const FIRST: [string, string] = ['gdpr_request.confirmation.info', 'gdpr_request.confirmed.info'];
const REPEAT: [string, string] = ['gdpr_request.already_confirmed.info', 'gdpr_request.already_confirmed.info'];

async function confirmationTests(): Promise<void> {
    const { first, storefront } = world.requests;
    const right = { requestId: first.id, gdprRequestConfirmationRO: { hash: first.hash } };
    const api = confirmations();

    for (const [name, hash, code] of [
        ['a wrong hash', 'wrong', 'gdpr_request.hash_invalid.error'],
        ['an empty hash', '', 'gdpr_request.hash_missing.error'],
        ['no hash', undefined, 'gdpr_request.hash_missing.error'],
    ] as const) {
        await confirm(422, name, async () => {
            const call = api.confirmGDPRRequest({ requestId: first.id, gdprRequestConfirmationRO: { hash } });
            await isRefused(await refused(call, 422), code);
        });
    }
    await confirm(422, 'no body', async () => {
        await isRefused(await refused(api.confirmGDPRRequest({ requestId: first.id }), 422), 'gdpr_request.hash_missing.error');
    });
    await confirm(404, 'another site', async () => {
        const call = confirmations(world.sites.other).confirmGDPRRequest(right);
        await isRefused(await refused(call, 404), 'gdpr_request.not_found.error');
    });
    await confirm(200, 'the first confirmation', async () => {
        isConfirmed(await api.confirmGDPRRequest(right), first.hash, first.id, FIRST);
    });
    await confirm(200, 'a repeat', async () => {
        const response = await api.confirmGDPRRequestRaw(right);
        equal(response.raw.headers.get('content-type'), 'application/vnd.intershop.gdpr.v1+json', 'media type');
        isConfirmed(await response.value(), first.hash, first.id, REPEAT);
    });
    await confirm(422, 'a wrong hash after the confirmation', async () => {
        const call = api.confirmGDPRRequest({ requestId: first.id, gdprRequestConfirmationRO: { hash: 'wrong' } });
        await isRefused(await refused(call, 422), 'gdpr_request.hash_invalid.error');
    });
    await confirm(200, 'as the storefront calls, in German, by another server group', async () => {
        const answer = await confirmations(world.sites.own, '-;loc=de_DE;cur=EUR', 'BOS').confirmGDPRRequest({
            requestId: storefront.id,
            gdprRequestConfirmationRO: { hash: storefront.hash },
        });
        isConfirmed(answer, storefront.hash, storefront.id, FIRST);
        equal(/Anfrage/.test(answer.infos![0].message), true, `"${answer.infos![0].message}" is German`);
    });
    for (const id of ['k3Vq7wH0T5mK_9xVb', 'undefined', 'ü /;%2F?#']) {
        await confirm(404, `an unknown request, ${id}`, async () => {
            const call = api.confirmGDPRRequest({ requestId: id, gdprRequestConfirmationRO: { hash: first.hash } });
            await isRefused(await refused(call, 404), 'gdpr_request.not_found.error');
        });
    }
}

// ----- getCustomer

function customers(parameters: ConfigurationParameters): ShopApi {
    return new ShopApi(new IomConfiguration({ basePath: `http://${world.address}/rest/gdpr`, ...parameters }));
}

const basic = (user: string) => customers({ username: world.users[user].name, password: world.users[user].password });
const bearer = (user: string) => customers({ accessToken: world.users[user].token });
const get = (status: number, name: string, body: () => Promise<void>) => test('getCustomer', status, name, body);

async function problem(response: Response): Promise<void> {
    equal(response.headers.get('content-type'), 'application/problem+json', 'media type');
    equal((await response.json()).status, response.status, 'status in the body');
}

async function customerTests(): Promise<void> {
    const { full, minimal, odd, company, other } = world.customers;
    const number = full.shopCustomerNumber as string;
    const own = { shopName: world.shops.own, shopCustomerNumber: number };

    for (const [name, api] of [['Basic', basic], ['Bearer', bearer]] as const) {
        await get(200, `everything there is, with ${name}`, async () => {
            const found: Customer = await api('viewer').getCustomer(own);
            equal(CustomerToJSON(found), CustomerToJSON(CustomerFromJSON(full)), 'the customer');
            equal(found.creationDate?.getTime(), Date.parse(full.creationDate as string), 'creationDate');
            equal(found.dayOfBirth?.toISOString().slice(0, 10), full.dayOfBirth, 'dayOfBirth');
            equal(found.shopCustomerNo, number, 'shopCustomerNo');
            equal(found.shopCustomerNumber, number, 'shopCustomerNumber');
            const order = found.orders![0];
            equal(order.shopOrderNo, order.shopOrderNumber, 'orders[0].shopOrderNo');
            equal(order.shopOrderNo === undefined, false, 'orders[0].shopOrderNo is missing');
            const invoice = found.invoiceAndCreditNotes![0];
            equal(invoice.relatedShopOrderNos, invoice.relatedShopOrderNumbers, 'invoice relatedShopOrderNos');
            equal(invoice.invoicePositions![0].shopArticleNo, invoice.invoicePositions![0].shopArticleNumber, 'shopArticleNo');
        });
        await get(403, `no permission, with ${name}`, async () => {
            await problem(await refused(api('nobody').getCustomer(own), 403));
        });
        await get(404, `an unknown number, with ${name}`, async () => {
            await problem(await refused(api('viewer').getCustomer({ ...own, shopCustomerNumber: 'BB003' }), 404));
        });
    }
    await get(200, 'a customer of whom little is known', async () => {
        const found = await bearer('viewer').getCustomer({ ...own, shopCustomerNumber: minimal });
        equal([found.shopCustomerNumber, found.firstName, found.orders], [minimal, undefined, undefined], 'the customer');
    });
    await get(200, 'a number with characters that a path has to escape', async () => {
        const found = await bearer('viewer').getCustomer({ ...own, shopCustomerNumber: odd });
        equal(found.shopCustomerNumber, odd, 'shopCustomerNumber');
    });
    await get(200, 'another shop, with permission everywhere', async () => {
        const found = await basic('root').getCustomer({ shopName: world.shops.other, shopCustomerNumber: other });
        equal(found.shopCustomerNumber, other, 'shopCustomerNumber');
    });
    const noCredentials: [string, ConfigurationParameters][] = [
        ['no credentials', {}],
        ['a wrong password', { username: world.users.viewer.name, password: 'wrong' }],
        ['an unknown user', { username: 'nobody-at-all', password: world.users.viewer.password }],
        ['no token at all', { accessToken: 'x.y.z' }],
        ['a forged token', { accessToken: `${world.users.viewer.token.slice(0, -4)}AAAA` }],
    ];
    for (const [name, parameters] of noCredentials) {
        await get(401, name, async () => {
            const response = await refused(customers(parameters).getCustomer(own), 401);
            const challenges = response.headers.get('www-authenticate') ?? '';
            equal([/\bBasic /.test(challenges), /\bBearer /.test(challenges)], [true, true], `challenges in "${challenges}"`);
            await problem(response);
        });
    }
    for (const shop of [world.shops.other, 'no-such-shop']) {
        await get(403, `no permission at ${shop}`, async () => {
            await problem(await refused(bearer('viewer').getCustomer({ shopName: shop, shopCustomerNumber: other }), 403));
        });
    }
    await get(404, 'a company', async () => {
        await problem(await refused(bearer('viewer').getCustomer({ ...own, shopCustomerNumber: company }), 404));
    });
    await get(404, 'an unknown shop, with permission everywhere', async () => {
        await problem(await refused(bearer('root').getCustomer({ ...own, shopName: 'no-such-shop' }), 404));
    });
}

// ----- deleteCustomer

const remove = (status: number, name: string, body: () => Promise<void>) => test('deleteCustomer', status, name, body);

async function deletionTests(): Promise<void> {
    const { company, other, leaving } = world.customers;
    const shopName = world.shops.own;

    for (const [n, [name, api]] of ([['Basic', basic], ['Bearer', bearer]] as const).entries()) {
        const customer = { shopName, shopCustomerNumber: leaving[n] };
        await remove(403, `permission to see alone, with ${name}`, async () => {
            await problem(await refused(api('viewer').deleteCustomer(customer), 403));
        });
        await remove(204, `a customer, with ${name}`, async () => {
            const { raw } = await api('eraser').deleteCustomerRaw(customer);
            equal([raw.status, raw.headers.get('content-type'), await raw.text()], [204, null, ''], 'the answer');
        });
        await get(404, `who was deleted, with ${name}`, async () => {
            await problem(await refused(api('viewer').getCustomer(customer), 404));
        });
        await remove(404, `who was deleted, with ${name}`, async () => {
            await problem(await refused(api('eraser').deleteCustomer(customer), 404));
        });
    }
    await remove(401, 'no credentials', async () => {
        const response = await refused(customers({}).deleteCustomer({ shopName, shopCustomerNumber: 'BB002' }), 401);
        const challenges = response.headers.get('www-authenticate') ?? '';
        equal([/\bBasic /.test(challenges), /\bBearer /.test(challenges)], [true, true], `challenges in "${challenges}"`);
        await problem(response);
    });
    for (const shop of [world.shops.other, 'no-such-shop']) {
        await remove(403, `no permission at ${shop}`, async () => {
            const call = bearer('eraser').deleteCustomer({ shopName: shop, shopCustomerNumber: other });
            await problem(await refused(call, 403));
        });
    }
    await remove(404, 'a company', async () => {
        await problem(await refused(bearer('eraser').deleteCustomer({ shopName, shopCustomerNumber: company }), 404));
    });
    await remove(404, 'an unknown shop, with permission everywhere', async () => {
        const call = bearer('root-eraser').deleteCustomer({ shopName: 'no-such-shop', shopCustomerNumber: 'BB002' });
        await problem(await refused(call, 404));
    });
}

confirmationTests().then(customerTests).then(deletionTests).then(requestTests);
